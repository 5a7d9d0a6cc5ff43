"""Pack what is kept of a version, as differences to an earlier one, and write it down."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists import blobs
from counterflow.watch.lists.differences import difference, digests
from counterflow.watch.lists.guards import Judged
from counterflow.watch.lists.pieces import (
    COUNTS,
    DIFFERENCE,
    LISTINGS,
    NOTES,
    ORIGINAL,
    REFUSALS,
)
from counterflow.watch.lists.reading_in import Lines
from counterflow.watch.lists.seals import seal_version
from counterflow.watch.lists.versions import Version
from counterflow.watch.sources.reading import ListInput


def judged_version(connection: sqlite3.Connection, version: Version | None) -> Judged | None:
    """Give a stored version with its counts, as guards look at it; none where there is none."""
    if version is None:
        return None
    (sha256,) = connection.execute(
        "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?", (version.number, COUNTS)
    ).fetchone()
    counts = msgspec.json.decode(blobs.read(connection, sha256), type=dict[str, dict[str, int]])
    return Judged(version.snapshot, counts)


def pack_version(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    given: ListInput,
    lines: Lines,
    ordinal: int,
    before: Version | None,
) -> list[tuple[str, str, blobs.Packed]]:
    """Pack all that is kept of a version, each piece on the same one of an earlier version.

    Args:
        connection: The store, open for writing.
        snapshot: The version.
        given: The publisher's files.
        lines: Its listings and their account.
        ordinal: Its turn among the versions of the list.
        before: The version in use before it, if any.

    Returns:
        Role, name and bytes of each piece; nothing is written yet.
    """
    base = _bases(connection, snapshot.list, blobs.base_of(ordinal))
    encode = msgspec.json.Encoder(order="deterministic").encode
    account = lines.account
    found = [
        (ORIGINAL, file.name, blobs.pack(file.chunks(), base.get((ORIGINAL, file.name))))
        for file in given.files
    ]
    lines.file.seek(0)
    pieces = iter(lambda: lines.file.read(1 << 20), b"")
    found.append((LISTINGS, "", blobs.pack(pieces, base.get((LISTINGS, "")))))
    found.append((REFUSALS, "", blobs.pack([encode(account.refusals)])))
    found.append((NOTES, "", blobs.pack([encode(account.notes)])))
    found.append((COUNTS, "", blobs.pack([encode(lines.counts)], base.get((COUNTS, "")))))
    if before is not None:
        lines.file.seek(0)
        earlier = digests(_lines_of(connection, before.number))
        told = difference(before.snapshot.id, earlier, snapshot.id, digests(lines.file))
        found.append((DIFFERENCE, "", blobs.pack([encode(told)])))
    return found


def _bases(
    connection: sqlite3.Connection, name: str, ordinal: int
) -> dict[tuple[str, str], tuple[str, bytes]]:
    """Give the large pieces of the version on which a new one hangs, with their hashes."""
    rows = connection.execute(
        "SELECT role, piece.name, piece.sha256, blob.size FROM piece"
        " JOIN snapshot ON snapshot.number = piece.snapshot JOIN blob ON blob.sha256 = piece.sha256"
        " WHERE snapshot.list = ? AND ordinal = ? AND role IN (?, ?, ?)",
        (name, ordinal, ORIGINAL, LISTINGS, COUNTS),
    ).fetchall()
    return {
        (role, piece): (sha256, blobs.read(connection, sha256))
        for role, piece, sha256, size in rows
        if 0 < size <= blobs.LARGEST_WITH_BASE
    }


def _lines_of(connection: sqlite3.Connection, number: int) -> Iterable[bytes]:
    (sha256,) = connection.execute(
        "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?", (number, LISTINGS)
    ).fetchone()
    return blobs.lines(connection, sha256)


def insert_version(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    ordinal: int,
    state: str,
    packed: list[tuple[str, str, blobs.Packed]],
) -> None:
    """Write a version and its pieces into the store.

    Args:
        connection: The store, in a transaction.
        snapshot: The version.
        ordinal: Its turn among the versions of the list.
        state: ``kept`` or ``refused``.
        packed: As ``pack_version`` gave it.
    """
    for _, _, one in packed:
        blobs.insert(connection, one)
    number = connection.execute(
        "INSERT INTO snapshot (list, ordinal, sha256, state, published_on, record)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            snapshot.list,
            ordinal,
            snapshot.sha256,
            state,
            snapshot.published_on,
            msgspec.json.encode(snapshot),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO piece (snapshot, role, name, sha256) VALUES (?, ?, ?, ?)",
        [(number, role, name, one.sha256) for role, name, one in packed],
    )
    connection.execute(
        "INSERT INTO appearance (snapshot, at, published_on) VALUES (?, ?, ?)",
        (number, snapshot.retrieved_at, snapshot.published_on),
    )
    seal_version(connection, number or 0)
