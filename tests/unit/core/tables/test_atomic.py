"""A file that is written at one go stands whole, or the one before it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from counterflow.core.errors import RunError
from counterflow.core.tables.atomic import whole_file


def test_a_file_takes_its_name_when_the_block_ends(tmp_path: Path) -> None:
    (target := tmp_path / "a").write_bytes(b"old")
    with whole_file(target) as stream:
        stream.write(b"new")
        stream.flush()
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("fault", [ValueError("a mistake"), KeyboardInterrupt()])
def test_what_fails_leaves_what_was_there(tmp_path: Path, fault: BaseException) -> None:
    (target := tmp_path / "a").write_bytes(b"old")

    def fail() -> None:
        with whole_file(target) as stream:
            stream.write(b"new")
            raise fault

    with pytest.raises(type(fault)) as caught:
        fail()
    assert caught.value is fault
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as POSIX does")
def test_a_disk_that_takes_no_more_is_told(tmp_path: Path) -> None:
    """The limit on the size of a file stands in for the full disk: the write itself fails."""
    import resource

    (target := tmp_path / "a").write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill() -> None:
        with whole_file(target) as stream:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
            stream.write(b"x" * (1 << 20))

    try:
        with pytest.raises(RunError, match=r"a cannot be written.*nothing of it was kept"):
            fill()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]
