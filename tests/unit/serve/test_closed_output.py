"""A reader of the output that goes away, as Windows tells it: by an invalid argument."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import stat

import pytest

from counterflow.serve.cli.main import _reader_gone, run


class FailingOutput(io.FileIO):
    """A stream that fails with one error code until its descriptor leads elsewhere.

    CPython issue 79935: EINVAL is what a closed pipe gives on Windows; it is a broken pipe here.
    """

    def __init__(self, number: int) -> None:
        read, self._pipe = os.pipe()
        os.close(read)
        super().__init__(self._pipe, "wb")
        self._number = number

    def write(self, octets: object, /) -> int:
        """Fail as long as a pipe is what would be written to."""
        if stat.S_ISFIFO(os.fstat(self._pipe).st_mode):
            raise OSError(self._number, os.strerror(self._number))
        return super().write(octets)  # type: ignore[arg-type]


def failing(number: int) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(FailingOutput(number)), encoding="utf-8")


@pytest.mark.parametrize("words", [["--version"], ["check", "--help"]])
def test_a_closed_pipe_is_code_1_and_no_traceback(
    words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with contextlib.redirect_stdout(failing(errno.EINVAL)) as output:
        assert run(words) == 1
        output.close()  # what Python does on its way out: it must not complain either
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_is_no_reader_that_went_away() -> None:
    full = os.strerror(errno.ENOSPC)
    with contextlib.redirect_stdout(failing(errno.ENOSPC)) as output:
        with pytest.raises(OSError, match=full):
            run(["--version"])
        with pytest.raises(OSError, match=full):
            output.close()


def test_an_invalid_argument_from_elsewhere_is_a_fault() -> None:
    assert not _reader_gone(OSError(errno.EINVAL, "Invalid argument"))
