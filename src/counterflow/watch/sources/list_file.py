"""Take one file of a list, plain, gzip or zip, with its hash; a large one stays on disk."""

from __future__ import annotations

import functools
import hashlib
import io
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from counterflow.core.errors import ListError, ListUsageError
from counterflow.watch.sources.zipped import is_archive, unzipped

MOST_BYTES: Final = 1 << 30
"""No list known to us is near 1 GiB; a small gzip that grows beyond it is an attack."""
HELD_BYTES: Final = 16 << 20
"""Bytes up to which a file is held in memory."""

WHOLE_BYTES: Final = 64 << 20
"""Most bytes of a file whose format is read whole; the largest official one is near 24 MB."""

_HEAD: Final = 1 << 16
_PIECE: Final = 1 << 20


class ListFile:
    """Hold a file's name and its bytes, decompressed, in memory or in a copy on disk.

    Args:
        name: The name to keep, without ``.gz``.
        data: The bytes, or the path of a file that holds them and is ours.
        chosen: False where the file was met in a directory or beside the one asked for: such a
            file may turn out not to belong to the list.
    """

    def __init__(self, name: str, data: bytes | Path = b"", *, chosen: bool = True) -> None:
        self.name = name
        self.chosen = chosen
        self._data = data

    def open(self) -> BinaryIO:
        """Open the bytes from their beginning; the caller closes the stream."""
        return io.BytesIO(self._data) if isinstance(self._data, bytes) else self._data.open("rb")

    def chunks(self) -> Iterator[bytes]:
        """Give the bytes in pieces of 1 MiB."""
        with self.open() as stream:
            yield from iter(functools.partial(stream.read, _PIECE), b"")

    @property
    def data(self) -> bytes:
        """Give all bytes at once; for formats whose files are small.

        Raises:
            ListError: They are more than any file of such a format holds.
        """
        if self.size > WHOLE_BYTES:
            raise ListError(
                f"the file holds more than {WHOLE_BYTES:,} bytes",
                where=self.name,
                why="files of its format are small and held in memory; it may be built to fill it",
                remedy="check where the file came from",
            )
        return self._data if isinstance(self._data, bytes) else self._data.read_bytes()

    @functools.cached_property
    def head(self) -> bytes:
        """Give the first 64 KiB, enough to tell a format by."""
        with self.open() as stream:
            return stream.read(_HEAD)

    @functools.cached_property
    def sha256(self) -> str:
        """Give the hash of the decompressed bytes, in hexadecimal."""
        digest = hashlib.sha256()
        for piece in self.chunks():
            digest.update(piece)
        return digest.hexdigest()

    @property
    def size(self) -> int:
        """Give the number of decompressed bytes."""
        return len(self._data) if isinstance(self._data, bytes) else self._data.stat().st_size


def load_list_file(path: Path, *, chosen: bool = True, most_bytes: int = MOST_BYTES) -> ListFile:
    """Read a file of a list, decompressing gzip and zip, which are told by their first bytes.

    What is kept is what is parsed: a large file is copied, so that nobody can change it between.

    Args:
        path: The file; a trailing ``.gz`` is dropped from the name that is kept.
        chosen: False where the file was found rather than named by the user.
        most_bytes: Most bytes to accept after decompression.

    Returns:
        The file, never empty.

    Raises:
        ListError: The file is missing, unreadable, empty, damaged gzip or zip, an archive of
            several files, or too large.

    Example:
        >>> load_list_file(Path("nowhere.csv"))
        Traceback (most recent call last):
        counterflow.core.errors.ListUsageError: [CF220] the file cannot be read: ...
    """
    try:
        if is_archive(path):
            name, pieces = unzipped(path, most_bytes)
            return _held(name, pieces, path, chosen=chosen)
        with path.open("rb") as source:
            name = path.name.removesuffix(".gz")
            return _held(name, _decompressed(source, path, most_bytes), path, chosen=chosen)
    except OSError as error:
        raise ListUsageError(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            remedy="give the path of a list file that exists and may be read",
        ) from error


def _held(name: str, pieces: Iterator[bytes], path: Path, *, chosen: bool) -> ListFile:
    """Hold the bytes of a file, in memory or, where they are many, in a copy on disk."""
    held = bytearray()
    copy: Path | None = None
    blank = True
    for piece in pieces:
        held += piece
        blank = blank and not piece.strip()
        if len(held) > HELD_BYTES:
            copy = _copied(held, pieces)
            break
    if blank:
        raise ListError(
            "the file is empty",
            where=str(path),
            why="the source gave nothing; an empty list would find nothing",
            remedy="fetch the list again and keep the last good copy meanwhile",
        )
    if copy is None:
        return ListFile(name, bytes(held), chosen=chosen)
    file = ListFile(name, copy, chosen=chosen)
    weakref.finalize(file, copy.unlink, missing_ok=True)
    return file


def _copied(held: bytearray, pieces: Iterator[bytes]) -> Path:
    """Copy what was read and what is left into a file of our own."""
    with tempfile.NamedTemporaryFile(prefix="counterflow-list-", delete=False) as target:
        copy = Path(target.name)
        try:
            target.write(held)
            for piece in pieces:
                target.write(piece)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
    return copy


def _decompressed(source: BinaryIO, path: Path, most_bytes: int) -> Iterator[bytes]:
    """Give a file's bytes, those of all its gzip members where it is one, up to a limit."""
    first = source.read(_PIECE)
    pieces = _gunzipped(source, first, path) if first[:2] == b"\x1f\x8b" else _plain(source, first)
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most_bytes:
            raise ListError(
                f"the file holds more than {most_bytes:,} bytes",
                where=str(path),
                why="no published list is that large; it may be built to exhaust memory",
                remedy="check where the file came from",
            )
        yield piece


def _plain(source: BinaryIO, piece: bytes) -> Iterator[bytes]:
    while piece:
        yield piece
        piece = source.read(_PIECE)


def _gunzipped(source: BinaryIO, data: bytes, path: Path) -> Iterator[bytes]:
    """Decompress all members of a gzip file, never more than a piece at a time."""
    stream = zlib.decompressobj(wbits=31)
    try:
        while data:
            yield stream.decompress(data, _PIECE)
            data = stream.unconsumed_tail
            if stream.eof:
                data = stream.unused_data or source.read(_PIECE)
                stream = zlib.decompressobj(wbits=31) if data else stream
            elif not data:
                data = source.read(_PIECE)
        while not stream.eof and (rest := stream.decompress(b"", _PIECE)):
            yield rest
    except zlib.error as error:
        raise ListError(
            f"the gzip file is damaged: {error}", where=str(path), remedy="fetch it again"
        ) from error
    if not stream.eof:
        raise ListError(
            "the gzip file ends before its content does",
            where=str(path),
            why="it was cut off, so records are missing",
            remedy="fetch it again",
        )
