"""Numba alone is told that modules are missing, and only those that no command uses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from counterflow.serve.cli.left_out import LEFT_OUT, SETTINGS, LeftOut, leave_out


def _ask(asking: str, name: str) -> object:
    """Ask the finder from a module of that name."""
    scope: dict[str, Any] = {"__name__": asking, "finder": LeftOut(), "asked": name}
    exec("found = finder.find_spec(asked, None)", scope)
    return scope["found"]


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_numba_is_refused_and_others_are_not(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModuleNotFoundError, match=name):
        _ask("numba.core.config", name)
    for other in ("counterflow.core.facts", "numbat.core", "yaml"):
        assert _ask(other, name) is None
    assert _ask("numba.core.config", "numpy") is None


def test_settings_for_numba_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    SETTINGS.write_text("log_level: error\n")
    assert _ask("numba.core.config", "yaml") is None
    with pytest.raises(ModuleNotFoundError):
        _ask("numba.core.config", "coverage")


def test_it_stands_among_the_finders_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    leave_out()
    leave_out()
    assert [type(finder) for finder in sys.meta_path].count(LeftOut) == 1
