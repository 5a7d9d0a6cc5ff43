"""Take the one plain file out of a zip archive, and refuse every other archive."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from counterflow.core.errors import ListError

MAGIC: Final = b"PK\x03\x04"
EMPTY_MAGIC: Final = b"PK\x05\x06"

_PIECE: Final = 1 << 20
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf")
_OFFICE: Final = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
"""What the standard library raises for damaged, encrypted or unknown archives."""


def is_archive(path: Path) -> bool:
    """Tell a zip archive that holds a list from other files; an Excel file is none.

    Args:
        path: A file that exists.

    Returns:
        Whether `unzipped` should be asked. A zip file that is too damaged to be opened counts:
        the error should say so.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as source:
        if source.read(4) not in (MAGIC, EMPTY_MAGIC):
            return False
    try:
        with zipfile.ZipFile(path) as archive:
            return not set(_OFFICE) & set(archive.namelist())
    except _BROKEN:
        return True


def unzipped(path: Path, most_bytes: int) -> tuple[str, Iterator[bytes]]:
    """Give the name and the bytes of the one file in an archive, never more than a piece at a time.

    Args:
        path: A file for which `is_archive` holds.
        most_bytes: Most bytes to accept after decompression.

    Returns:
        The member's own name without folders, and its pieces.

    Raises:
        ListError: The archive is damaged or encrypted, holds no file or several, or holds another
            archive; while the pieces are read also where it grows beyond the limit or its
            checksum is wrong.

    Basis:
        APPNOTE 6.3.10. The sizes that the directory states are not trusted: what comes out is
        counted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except _BROKEN as error:
        raise _damaged(path, error) from error
    if len(members) != 1:
        raise ListError(
            f"the archive holds {len(members):,} files where one is read",
            where=str(path),
            why="which of them is the list cannot be told, and all of them may be",
            remedy="unpack it and give the files of the list",
        )
    name = members[0].filename.replace("\\", "/").rpartition("/")[2]
    return name, _pieces(path, members[0], most_bytes)


def _pieces(path: Path, member: zipfile.ZipInfo, most_bytes: int) -> Iterator[bytes]:
    size = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            for piece in _read(stream):
                if not size and piece.startswith(_ARCHIVES):
                    raise ListError(
                        "the archive holds another archive",
                        where=str(path),
                        why="archives in archives are a way to exhaust memory",
                        remedy="unpack it and give the files of the list",
                    )
                size += len(piece)
                if size > most_bytes:
                    raise ListError(
                        f"the archive unpacks to more than {most_bytes:,} bytes",
                        where=str(path),
                        why="no published list is that large; it may be built to exhaust memory",
                        remedy="check where the file came from",
                    )
                yield piece
    except _BROKEN as error:
        raise _damaged(path, error) from error


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece


def _damaged(path: Path, error: Exception) -> ListError:
    told = " ".join(str(error).split())[:200] or type(error).__name__
    return ListError(
        f"the zip archive is damaged or encrypted: {told}", where=str(path), remedy="fetch it again"
    )
