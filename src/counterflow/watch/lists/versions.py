"""Find and order the versions of lists in the tables of a store."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model import Snapshot

_SNAPSHOT = msgspec.json.Decoder(Snapshot).decode
_LEAST_DIGITS = 6
"""Digits of a hash that name a version on their own."""


class Version(NamedTuple):
    """One stored version: its numbers, whether it may be used, and when its bytes came."""

    number: int
    ordinal: int
    state: str
    snapshot: Snapshot
    appearances: tuple[tuple[str, int], ...]


def versions_of(connection: sqlite3.Connection, name: str | None = None) -> list[Version]:
    """Give the versions of one list, or of all, refused ones too, in the order of their imports."""
    came: dict[int, list[tuple[str, int]]] = {}
    for number, snapshot, at in connection.execute(
        "SELECT number, snapshot, at FROM appearance ORDER BY number"
    ):
        came.setdefault(snapshot, []).append((at, number))
    rows = connection.execute(
        "SELECT number, ordinal, state, list, sha256, published_on,"
        " CAST(coalesce(record, '') AS BLOB) FROM snapshot"
        " WHERE ? IS NULL OR list = ? ORDER BY number",
        (name, name),
    )
    return [
        Version(number, ordinal, state, _read(state, *row), tuple(came.get(number, ())))
        for number, ordinal, state, *row in rows
    ]


def _read(state: str, name: str, sha256: str, day: str, record: bytes) -> Snapshot:
    """Read a snapshot; a day that was given later, for bytes that state none, stands beside it."""
    try:
        snapshot = _SNAPSHOT(record)
    except msgspec.DecodeError as error:
        raise _damaged(str(error)) from error
    # A flipped bit in a name or a state would hide the version without a word.
    if (snapshot.list, snapshot.sha256) != (name, sha256) or state not in ("kept", "refused"):
        raise _damaged(f"it stands under {name!r}, {sha256!r}, {state!r}")
    if snapshot.published_on and snapshot.published_on != day:
        raise _damaged(f"it stands under the day {day!r}")
    return msgspec.structs.replace(snapshot, published_on=day) if day else snapshot


def _damaged(what: str) -> ListError:
    return ListError(
        f"the record of a stored version is damaged: {what}",
        why="it cannot be told which list it is",
        remedy="restore the store from a copy, or import the lists again into a new one",
    )


def day_of(snapshot: Snapshot) -> str:
    """Give the day that a snapshot counts from: of publication, else of retrieval.

    Example:
        >>> day_of(Snapshot("un", "0", "un_xml", retrieved_at="2026-11-21T08:00:00Z"))
        '2026-11-21'
    """
    return snapshot.published_on or snapshot.retrieved_at[:10]


def order_of(version: Version, as_of: dt.date | None) -> tuple[str, str, int]:
    """Give the key by which the version in use on a day is the greatest.

    By day of publication, or of import where none is stated; then by the last import: a publisher
    may go back to the bytes of before. An import after the day does not count, except the first: a
    list of 2023 that is imported today was published in 2023.

    Args:
        version: The version.
        as_of: The day; ``None`` counts all imports.

    Example:
        >>> first = Snapshot("un", "0", "un_xml", retrieved_at="2026-01-10T08:00:00Z")
        >>> twice = Version(1, 0, "kept", first, ((first.retrieved_at, 1),
        ...                                       ("2026-03-01T08:00:00Z", 3)))
        >>> order_of(twice, None)[0], order_of(twice, dt.date(2026, 2, 1))[0]
        ('2026-03-01', '2026-01-10')
    """
    appearances = version.appearances or ((version.snapshot.retrieved_at, 0),)
    counted = [
        one
        for number, one in enumerate(appearances)
        if number == 0 or as_of is None or one[0][:10] <= as_of.isoformat()
    ]
    at, number = max(counted)
    return version.snapshot.published_on or at[:10], at, number


def find_version(versions: Iterable[Version], name: str, wanted: str) -> Version:
    """Find the one version that a person means.

    Args:
        versions: Those of the list.
        name: The list's name, for the error.
        wanted: A version as ``counterflow lists show`` prints it (``un_sc@2026-01-15#…``), what
            stands after its ``@``, its day, or six digits or more of its hash.

    Raises:
        ListError: None is meant, or more than one.
    """
    known = list(versions)
    found = [version for version in known if _means(wanted, version.snapshot)]
    if len(found) != 1:
        shown = [version.snapshot.id for version in found or known[-8:]]
        raise ListError(
            f"{wanted!r} names {len(found) or 'no'} versions of the list {name!r}",
            remedy="name one of " + ", ".join(shown),
        )
    return found[0]


def _means(wanted: str, snapshot: Snapshot) -> bool:
    by_hash = len(wanted) >= _LEAST_DIGITS and snapshot.sha256.startswith(wanted)
    return by_hash or wanted in (snapshot.id, snapshot.id.partition("@")[2], day_of(snapshot))
