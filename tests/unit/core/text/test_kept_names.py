"""Tables of names that are kept for the next process."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from counterflow.core.text.kept_names import kept_names

TABLE = {"deutschland": "DE"}


def test_what_is_kept_is_not_made_again(tmp_path: Path) -> None:
    """The same digest gives the same table; another is made anew."""
    assert kept_names("t", "a" * 64, lambda: TABLE, folder=tmp_path) == TABLE
    assert kept_names("t", "a" * 64, lambda: {"x": "y"}, folder=tmp_path) == TABLE
    assert kept_names("t", "b" * 64, lambda: {"x": "y"}, folder=tmp_path) == {"x": "y"}


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b"{}", b"\xff\xfe", b"null"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damaged: bytes) -> None:
    """Half a table would not know half the countries."""
    kept_names("t", "a", lambda: TABLE, folder=tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damaged)
    assert kept_names("t", "a", lambda: TABLE, folder=tmp_path) == TABLE
    assert file.read_bytes() not in (damaged, b"")


def test_a_folder_that_may_not_be_written_is_left_alone(tmp_path: Path) -> None:
    """A read-only installation only takes longer."""
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert kept_names("t", "a", lambda: TABLE, folder=tmp_path) == TABLE
        assert kept_names("t", "a", lambda: TABLE, folder=tmp_path / "none") == TABLE
        if os.geteuid():
            assert not list(tmp_path.iterdir())
    finally:
        tmp_path.chmod(stat.S_IRWXU)
