"""Where Microsoft's C++ runtime is looked for."""

from __future__ import annotations

import sys
from pathlib import Path

from counterflow.core.cpp_runtime import LIBRARY, look_in_environment


def test_only_windows_is_told_and_only_of_what_is_there(tmp_path: Path) -> None:
    assert look_in_environment(str(tmp_path)) is False
    (tmp_path / LIBRARY).write_bytes(b"")
    assert look_in_environment(str(tmp_path)) is (sys.platform == "win32")
