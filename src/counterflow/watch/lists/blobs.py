"""Keep the bytes of every version, each as its difference to an earlier one where that is small.

A publisher's file changes by a few rows a day. Kept as differences, 309 daily versions of a file of
3.9 MB take less room than the newest of them (docs/decisions/004).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import zstandard

from counterflow.core.errors import ListError
from counterflow.watch.lists.deltas import DeltaError, Rope, delta

LARGEST_WITH_BASE = 64 << 20
"""Bytes up to which a file is kept as a difference: both versions are held in memory for it."""
PART = 8 << 20
"""Bytes of a large file that are compressed, and given back, at a time."""
STRIDE = 1024
"""Every so many versions a longer step back is taken, so that chains stay short."""

_LEVEL = 9
_PARTS_OF = """
SELECT CAST(coalesce(bytes, '') AS BLOB) FROM blob_part WHERE sha256 = ? ORDER BY number
"""
_PLAIN, _DIFFERENCE = "parts", "difference"


class Packed(NamedTuple):
    """Bytes ready to be stored: their hash and length, how they are packed, and on what base."""

    sha256: str
    size: int
    packing: str
    base: str
    parts: tuple[bytes, ...]


def base_of(number: int) -> int:
    """Settle on which earlier version of a list a version hangs.

    Versions hang on the one before them, every 1,024th on the one 1,024 back: no version of ten
    years of daily ones is more than 1,023 + 3 steps from the first. A step takes half a
    millisecond. A step of 128 versions holds all their changes once more, a seventh of the room
    that 309 real versions take.

    Args:
        number: The version's number in its list, from 0.

    Returns:
        The number of the base; -1 for the first version.

    Example:
        >>> base_of(0), base_of(1), base_of(1025), base_of(2048)
        (-1, 0, 1024, 1024)
    """
    if number == 0:
        return -1
    return number - STRIDE if number % STRIDE == 0 else number - 1


def pack(chunks: Iterable[bytes], base: tuple[str, bytes] | None = None) -> Packed:
    """Compress bytes, as a difference to a base where both are small enough.

    Args:
        chunks: The bytes, in pieces of any length.
        base: Hash and bytes of an earlier version.

    Returns:
        What ``insert`` takes. Bytes beyond 64 MiB are packed in parts of 8 MiB.
    """
    digest, size = hashlib.sha256(), 0
    held = bytearray()
    parts: list[bytes] = []
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        held += chunk
        while size > LARGEST_WITH_BASE and len(held) >= PART:
            parts.append(_compress(bytes(held[:PART])))
            del held[:PART]
    if size > LARGEST_WITH_BASE or base is None or len(base[1]) > LARGEST_WITH_BASE:
        parts.extend(_compress(bytes(held[at : at + PART])) for at in range(0, len(held), PART))
        return Packed(digest.hexdigest(), size, _PLAIN, "", tuple(parts))
    difference = delta(base[1], bytes(held))
    return Packed(digest.hexdigest(), size, _DIFFERENCE, base[0], (difference,))


def _compress(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_LEVEL).compress(data)


def insert(connection: sqlite3.Connection, packed: Packed) -> None:
    """Store packed bytes, unless the same bytes are there; inside the caller's transaction."""
    found = connection.execute(
        "INSERT OR IGNORE INTO blob (sha256, size, packing, base) VALUES (?, ?, ?, ?)",
        (packed.sha256, packed.size, packed.packing, packed.base or None),
    )
    if found.rowcount:
        _insert_parts(connection, packed)


def _insert_parts(connection: sqlite3.Connection, packed: Packed) -> None:
    connection.executemany(
        "INSERT INTO blob_part (sha256, number, bytes) VALUES (?, ?, ?)",
        [(packed.sha256, number, part) for number, part in enumerate(packed.parts)],
    )


def remove(connection: sqlite3.Connection, sha256: str) -> None:
    """Remove stored bytes; what hangs on them is packed anew, on what they hung on.

    Raises:
        ListError: What hangs on them is damaged.
    """
    row = connection.execute("SELECT base FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return
    base = (row[0], read(connection, row[0])) if row[0] else None
    hanging = connection.execute("SELECT sha256 FROM blob WHERE base = ?", (sha256,)).fetchall()
    for (other,) in hanging:
        packed = pack([read(connection, other)], base)
        connection.execute("DELETE FROM blob_part WHERE sha256 = ?", (other,))
        connection.execute(
            "UPDATE blob SET packing = ?, base = ? WHERE sha256 = ?",
            (packed.packing, packed.base or None, other),
        )
        _insert_parts(connection, packed)
    connection.execute("DELETE FROM blob WHERE sha256 = ?", (sha256,))


def read(connection: sqlite3.Connection, sha256: str) -> bytes:
    """Give stored bytes whole, checked against their hash.

    Raises:
        ListError: They are not there, or are not what was stored.
    """
    return b"".join(stream(connection, sha256))


def stream(connection: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    """Give stored bytes in order, in pieces of at most 8 MiB where they are large.

    Raises:
        ListError: The bytes are not there, or are not what was stored. Of large bytes this is known
            at their end only: whoever acts on the pieces must wait for it.
    """
    # Casts: one flipped bit can make a column of a row another type.
    row = connection.execute(
        "SELECT CAST(coalesce(size, -1) AS INTEGER), packing FROM blob WHERE sha256 = ?", (sha256,)
    ).fetchone()
    if row is None:
        raise _damaged(sha256, "it is missing")
    size, packing = row
    digest = hashlib.sha256()
    plain = packing == _PLAIN
    pieces = _parts(connection, sha256, size) if plain else _rebuilt(connection, sha256)
    given = 0
    for piece in pieces:
        digest.update(piece)
        given += len(piece)
        yield piece
    if given != size or digest.hexdigest() != sha256:
        raise _damaged(sha256, "it does not match its hash")


def _parts(connection: sqlite3.Connection, sha256: str, size: int) -> Iterator[bytes]:
    for (part,) in connection.execute(_PARTS_OF, (sha256,)):
        yield _decompress(sha256, part, size)


def _rebuilt(connection: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    """Rebuild bytes from their chain of differences, the earliest first."""
    chain = connection.execute(
        """
        WITH RECURSIVE chain (sha256, base, packing, size, depth) AS (
            SELECT sha256, base, packing, size, 0 FROM blob WHERE sha256 = ?
            UNION ALL
            SELECT blob.sha256, blob.base, blob.packing, blob.size, depth + 1
            FROM blob JOIN chain ON blob.sha256 = chain.base WHERE depth < 100000
        )
        SELECT CAST(sha256 AS TEXT), packing, CAST(coalesce(size, -1) AS INTEGER)
        FROM chain ORDER BY depth DESC
        """,
        (sha256,),
    ).fetchall()
    rope = Rope(())
    for link, packing, size in chain:
        if packing == _PLAIN:
            rope = Rope([memoryview(part) for part in _parts(connection, link, size)])
        else:
            (part,) = connection.execute(_PARTS_OF, (link,)).fetchone() or (b"",)
            try:
                rope = rope.apply(part, most=size)
            except DeltaError as fault:
                raise _damaged(link, f"its difference cannot be applied ({fault})") from fault
    yield rope.join()


def _decompress(sha256: str, part: bytes, most: int) -> bytes:
    try:
        # One flipped bit can claim a length of exabytes, and memory would be asked for it at once.
        if zstandard.frame_content_size(part) > most:
            raise _damaged(sha256, "it claims to be longer than it was")
        return zstandard.ZstdDecompressor().decompress(part)
    except zstandard.ZstdError as fault:
        raise _damaged(sha256, f"it cannot be decompressed ({fault})") from fault


def _damaged(sha256: str, what: str) -> ListError:
    return ListError(
        f"a stored file is damaged: {what}",
        where=f"sha256 {str(sha256)[:16]}…",
        why="an answer that rests on it could miss a listing",
        remedy="run: counterflow lists verify; restore the store from a copy, or import again",
    )


def lines(connection: sqlite3.Connection, sha256: str) -> Iterator[bytes]:
    """Give stored bytes line by line, without the ends of lines; see ``stream``."""
    rest = b""
    for piece in stream(connection, sha256):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest
