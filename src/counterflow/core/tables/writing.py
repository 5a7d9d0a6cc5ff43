"""Write any table, so that it appears whole or not at all and no cell of it is a formula."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Protocol

from counterflow.core.errors import InputError
from counterflow.core.tables.atomic import WholeFile, unwritable
from counterflow.core.tables.neutral import neutralize
from counterflow.core.tables.writers import (
    CsvWriter,
    NdjsonWriter,
    ParquetWriter,
    Writer,
    XlsxWriter,
)

__all__ = ["FORMATS", "RowWriter", "neutralize", "open_writer"]

FORMATS = ("ndjson", "csv", "parquet", "xlsx")
"""The formats to choose from; ``tsv`` is understood too."""


class RowWriter(Protocol):
    """Take rows, aligned with the columns; nothing stands at the target before ``close``."""

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""

    def close(self) -> None:
        """Complete the output and give it its name; a second call does nothing."""

    def abandon(self) -> None:
        """Remove what was written; the target stays as it was."""


@contextlib.contextmanager
def open_writer(
    target: str | Path | IO[bytes],
    format: str,
    columns: Sequence[str],
) -> Iterator[RowWriter]:
    r"""Open a file to write rows to; it appears when the block ends without an exception.

    Args:
        target: A path; ``-`` for standard output; or a stream of bytes, which stays open.
            A stream gets its bytes as they come: there, wholeness is the caller's matter.
        format: One of ``FORMATS``, or ``tsv``.
        columns: The header, each name once.

    Returns:
        A context manager giving the writer.

    Raises:
        InputError: The format is unknown, or a column stands twice or not at all.
        RunError: The target cannot be written.

    Example:
        >>> import io
        >>> stream = io.BytesIO()
        >>> with open_writer(stream, "csv", ["name"]) as writer:
        ...     writer.write(["=1+1"])
        >>> stream.getvalue()
        b"name\r\n'=1+1\r\n"
    """
    _check(format, columns)
    place: str | Path = "the stream"
    whole: WholeFile | None = None
    if isinstance(target, str | Path) and str(target) != "-":
        place = Path(target)
        whole = WholeFile(place)
    stream = whole.stream if whole else _stream_of(target)
    try:
        writer = _Output(place, whole, stream, _writer(stream, format, columns))
    except BaseException as error:
        if whole:
            whole.discard()
        if isinstance(error, OSError):
            raise unwritable(place, error) from error
        raise
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()


def _check(name: str, columns: Sequence[str]) -> None:
    if name not in (*FORMATS, "tsv"):
        raise InputError(f"unknown format {name!r}", remedy=f"name one of: {', '.join(FORMATS)}")
    if not columns or len(set(columns)) < len(columns):
        raise InputError(
            "a table to be written has no columns, or one of them twice",
            why="Values under the same name would replace each other",
            remedy="give each column a name of its own",
        )


def _stream_of(target: Any) -> IO[bytes]:
    stream: IO[bytes] = sys.stdout.buffer if isinstance(target, str | Path) else target
    return stream


def _writer(stream: IO[bytes], name: str, columns: Sequence[str]) -> Writer:
    if name == "ndjson":
        return NdjsonWriter(stream, columns)
    if name == "parquet":
        return ParquetWriter(stream, columns)
    if name == "xlsx":
        return XlsxWriter(stream, columns)
    return CsvWriter(stream, columns, "\t" if name == "tsv" else ",")


class _Output:
    """A writer with the file that it fills."""

    def __init__(
        self, place: str | Path, whole: WholeFile | None, stream: IO[bytes], writer: Writer
    ) -> None:
        self._place = place
        self._stream = stream
        self._whole = whole
        self._writer = writer
        self._open = True

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        self._guard(lambda: self._writer.write(row))

    def close(self) -> None:
        """Complete the output and give it its name."""
        if not self._open:
            return
        try:
            self._guard(self._writer.finish)
        except BaseException:
            self.abandon()
            raise
        self._open = False
        if self._whole:
            self._whole.keep()
        else:
            self._guard(self._stream.flush)

    def abandon(self) -> None:
        """Remove what was written."""
        if not self._open:
            return
        self._open = False
        try:
            # The fault that led here is the one to be told, not that of letting go.
            with contextlib.suppress(OSError):
                self._writer.drop()
        finally:
            if self._whole:
                self._whole.discard()

    def _guard(self, act: Callable[[], None]) -> None:
        """Let a full disk be said in our words."""
        try:
            act()
        except OSError as error:
            raise unwritable(self._place, error) from error
