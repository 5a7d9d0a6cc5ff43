"""Cover by hashes what is written down of versions: their records, imports, pins and the log.

Files and listings have hashes of their own. A flipped bit in a row beside them would turn a refusal
into nothing, or hold another version in use.

The hashes find damage and edits by hand. Whoever rewrites the store with this program's own rules
can make them anew: against that, keep a copy elsewhere.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.errors import ListError, StoreError
from counterflow.core.model.snapshots import Snapshot
from counterflow.storage.database.sqlite import writing

_VERSION = (
    "SELECT number, seal, list, ordinal, sha256, state, published_on, accepted_at,"
    " CAST(record AS BLOB) FROM snapshot WHERE {} ORDER BY number"
)
_PIECES = (
    "SELECT snapshot, role, name, piece.sha256 FROM piece JOIN snapshot ON number = snapshot"
    " WHERE {} ORDER BY snapshot, role, name"
)
_CAME = (
    "SELECT snapshot, appearance.number, at, appearance.published_on FROM appearance"
    " JOIN snapshot ON snapshot.number = snapshot WHERE {} ORDER BY appearance.number"
)
_PIN = "SELECT number, seal, list, version, at, who, why, lifted_at FROM pin WHERE list = ?"
_EVENTS = (
    "SELECT event.number, sha256, at, list, version, what, who, why FROM event"
    " LEFT JOIN event_seal USING (number) ORDER BY event.number"
)
_BEFORE = "SELECT sha256 FROM event_seal WHERE number < ? ORDER BY number DESC LIMIT 1"
_OF_LIST = "snapshot.list = ?"
_OF_NUMBER = "snapshot.number = ?"
_ENCODE = msgspec.json.Encoder().encode


def seal_version(connection: sqlite3.Connection, number: int) -> None:
    """Write down the hash of a version as it stands: its row, its pieces and its imports.

    Args:
        connection: The store, in a transaction.
        number: The version's number.
    """
    for one, _, due in list(_versions(connection, _OF_NUMBER, number)):
        connection.execute("UPDATE snapshot SET seal = ? WHERE number = ?", (due, one))


def seal_held(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    """Write down the hash of a version that is known by its bytes, as ``seal_version`` does."""
    rows = connection.execute(
        "SELECT number FROM snapshot WHERE list = ? AND sha256 = ?",
        (snapshot.list, snapshot.sha256),
    ).fetchall()
    for (number,) in rows:
        seal_version(connection, number)


def seal_pins(connection: sqlite3.Connection, name: str) -> None:
    """Write down the hashes of the pins of a list as they stand.

    Args:
        connection: The store, in a transaction.
        name: The list.
    """
    for number, _, *row in connection.execute(_PIN, (name,)).fetchall():
        due = _digest([number, *row])
        connection.execute("UPDATE pin SET seal = ? WHERE number = ?", (due, number))


def seal_event(connection: sqlite3.Connection, number: int, row: Sequence[str]) -> None:
    """Write down the hash of a line of the log, which covers the one of the line before it.

    Args:
        connection: The store.
        number: The line's number, the last one.
        row: The line: moment, list, version, what, who, why.
    """
    before = connection.execute(_BEFORE, (number,)).fetchone()
    due = _digest([before[0] if before else b"", number, *row])
    connection.execute("INSERT INTO event_seal (number, sha256) VALUES (?, ?)", (number, due))


def check_list(connection: sqlite3.Connection, name: str) -> None:
    """Check the records of one list: its versions, their imports, and its pins.

    Args:
        connection: The store.
        name: The list.

    Raises:
        ListError: A row was changed since it was written.
    """
    for _, seal, due in _versions(connection, _OF_LIST, name):
        if seal != due:
            raise _changed("the record of a stored version is damaged", name)
    for number, seal, *row in connection.execute(_PIN, (name,)):
        if seal != _digest([number, *row]):
            raise _changed("a pin is damaged", name)


def check_log(connection: sqlite3.Connection) -> None:
    """Check all lines of the log of lists.

    Raises:
        ListError: A line was changed since it was written, or one is missing.
    """
    lines, before = 0, b""
    for number, seal, *row in connection.execute(_EVENTS):
        if seal != _digest([before, number, *row]):
            raise _changed(f"line {number} of the log of lists is damaged")
        lines, before = lines + 1, seal
    (seals,) = connection.execute("SELECT count(*) FROM event_seal").fetchone()
    if lines != seals:
        raise _changed(f"the log of lists holds {lines} lines where {seals} were written")


def seal_older(connection: sqlite3.Connection, *, write: bool) -> None:
    """Seal a store that a program of before wrote, once; what is in it is taken as it stands.

    Args:
        connection: The store, its tables up to date.
        write: Whether it may be written.

    Raises:
        StoreError: It is not sealed yet and may not be written.
    """
    done = "SELECT 1 FROM sealed"
    if connection.execute(done).fetchone():
        return
    if not write:
        raise StoreError(
            "the store was written by an older version of the program",
            remedy="open it once for writing, for instance with: counterflow lists verify",
        )
    with writing(connection):
        if connection.execute(done).fetchone():
            return  # another process was first
        for (number,) in connection.execute("SELECT number FROM snapshot").fetchall():
            seal_version(connection, number)
        for (name,) in connection.execute("SELECT DISTINCT list FROM pin").fetchall():
            seal_pins(connection, name)
        for number, _, *row in connection.execute(_EVENTS).fetchall():
            seal_event(connection, number, row)
        connection.execute("INSERT INTO sealed (number) VALUES (1)")


def _versions(
    connection: sqlite3.Connection, which: str, key: str | int
) -> Iterator[tuple[int, bytes, bytes]]:
    """Give number, hash as written and hash as due of versions."""
    parts: dict[int, list[object]] = defaultdict(list)
    for query in (_PIECES, _CAME):
        for number, *row in connection.execute(query.format(which), (key,)):
            parts[number].append(row)
    for number, seal, *row in connection.execute(_VERSION.format(which), (key,)):
        yield number, seal, _digest([number, *row, parts[number]])


def _digest(rows: Sequence[object]) -> bytes:
    return hashlib.sha256(_ENCODE(rows)).digest()


def _changed(what: str, name: str = "") -> ListError:
    return ListError(
        f"{what}: it is not what was written",
        where=f"list {name}" if name else "",
        why="which version counts on a day depends on it",
        remedy="restore the store from a copy, or import the lists again into a new one",
    )
