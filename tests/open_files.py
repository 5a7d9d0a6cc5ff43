"""Whether this process still has a file open: Windows then refuses to remove or replace it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def is_open(path: Path) -> bool:
    """Say whether a file is open; where a system can tell neither way the test is skipped."""
    if os.name == "nt":
        try:
            path.rename(path.with_name("moved")).rename(path)
        except PermissionError:
            return True
        return False
    held = Path("/proc/self/fd")
    if not held.is_dir():
        pytest.skip("open files are listed by Linux alone")
    return path.resolve() in [one.readlink() for one in held.iterdir() if one.is_symlink()]


def mapped_below(folder: Path) -> list[str]:
    """Name the files of a folder that this process maps: Windows refuses to remove those too."""
    maps = Path("/proc/self/maps")
    if os.name == "nt":
        return []  # the folder would not go: look for it afterwards
    if not maps.is_file():
        pytest.skip("mapped files are listed by Linux alone")
    return [line for line in maps.read_text().splitlines() if f"{folder.resolve()}{os.sep}" in line]
