"""Take one file of a list into memory, plain or gzip, with its hash."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import msgspec

from counterflow.core.errors import ListError

MOST_BYTES = 1 << 30
"""No list known to us is near 1 GiB; a small gzip that grows beyond it is an attack."""

_HEAD = 1 << 16


class ListFile(msgspec.Struct, frozen=True):
    """Hold a file's name and its bytes, decompressed.

    ``chosen`` is false where the file was met in a directory or beside the one asked for: such
    a file may turn out not to belong to the list.
    """

    name: str
    data: bytes
    chosen: bool = True

    @property
    def head(self) -> bytes:
        """Give the first 64 KiB, enough to tell a format by."""
        return self.data[:_HEAD]

    @property
    def sha256(self) -> str:
        """Give the hash of the decompressed bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def load_list_file(path: Path, *, chosen: bool = True, most_bytes: int = MOST_BYTES) -> ListFile:
    """Read a file of a list, decompressing gzip, which is told by its first bytes.

    Args:
        path: The file; a trailing ``.gz`` is dropped from the name that is kept.
        chosen: False where the file was found rather than named by the user.
        most_bytes: Most bytes to accept after decompression.

    Returns:
        The file, never empty.

    Raises:
        ListError: The file is missing, unreadable, empty, damaged gzip or too large.

    Example:
        >>> load_list_file(Path("nowhere.csv"))
        Traceback (most recent call last):
        counterflow.core.errors.ListError: [CF200] the file cannot be read: ...
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= most_bytes else b""
    except OSError as error:
        raise ListError(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            remedy="give the path of a list file that exists and may be read",
        ) from error
    if size <= most_bytes and data[:2] == b"\x1f\x8b":
        data = _gunzip(data, path, most_bytes)
        size = len(data)
    if size > most_bytes:
        raise ListError(
            f"the file holds more than {most_bytes:,} bytes",
            where=str(path),
            why="no published list is that large; it may be built to exhaust memory",
            remedy="check where the file came from",
        )
    if not data.strip():
        raise ListError(
            "the file is empty",
            where=str(path),
            why="the source gave nothing; an empty list would find nothing",
            remedy="fetch the list again and keep the last good copy meanwhile",
        )
    return ListFile(path.name.removesuffix(".gz"), data, chosen)


def _gunzip(data: bytes, path: Path, most_bytes: int) -> bytes:
    """Decompress all gzip members, up to one byte over the limit."""
    parts: list[bytes] = []
    room = most_bytes + 1
    try:
        while data and room > 0:
            stream = zlib.decompressobj(wbits=31)
            part = stream.decompress(data, room)
            parts.append(part)
            room -= len(part)
            if not stream.eof and room > 0:
                raise ListError(
                    "the gzip file ends before its content does",
                    where=str(path),
                    why="it was cut off, so records are missing",
                    remedy="fetch it again",
                )
            data = stream.unused_data
    except zlib.error as error:
        raise ListError(
            f"the gzip file is damaged: {error}", where=str(path), remedy="fetch it again"
        ) from error
    return b"".join(parts)
