"""Find and order the versions of lists in the tables of a store."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.text.dates import is_iso_day

_SNAPSHOT = msgspec.json.Decoder(Snapshot).decode
_OFFERED = 8
"""Versions that an error offers."""
_LEAST_DIGITS = 6
"""Digits of a hash that name a version on their own."""


class Appearance(NamedTuple):
    """One import of a version's bytes.

    Attributes:
        at: The moment (ISO 8601, UTC).
        number: Its turn in the store.
        published_on: The day of publication stated for it, by the file or by who imported it;
            empty where none was.
    """

    at: str
    number: int
    published_on: str = ""


class Version(NamedTuple):
    """One stored version: its numbers, whether it may be used, and when its bytes came.

    ``accepted_at`` is the moment at which a person let it in, empty where no guard refused it.
    """

    number: int
    ordinal: int
    state: str
    snapshot: Snapshot
    appearances: tuple[Appearance, ...]
    accepted_at: str = ""

    def usable(self, as_of: dt.date | None) -> bool:
        """Tell whether it might be used on a day: no guard refused it, or it was accepted by then.

        Args:
            as_of: The day; ``None`` for now.
        """
        if self.state != "kept":
            return False
        return as_of is None or not self.accepted_at or self.accepted_at[:10] <= as_of.isoformat()


def versions_of(connection: sqlite3.Connection, name: str | None = None) -> list[Version]:
    """Give the versions of one list, or of all, refused ones too, in the order of their imports."""
    came: dict[int, list[Appearance]] = {}
    for snapshot, *row in connection.execute(
        "SELECT snapshot, at, appearance.number, appearance.published_on FROM appearance"
        " JOIN snapshot ON snapshot.number = snapshot WHERE ? IS NULL OR list = ?"
        " ORDER BY appearance.number",
        (name, name),
    ):
        came.setdefault(snapshot, []).append(Appearance(*row))
    rows = connection.execute(
        "SELECT number, ordinal, accepted_at, state, list, sha256, published_on,"
        " CAST(coalesce(record, '') AS BLOB) FROM snapshot"
        " WHERE ? IS NULL OR list = ? ORDER BY number",
        (name, name),
    )
    return [
        _version(number, ordinal, accepted_at, state, row, tuple(came.get(number, ())))
        for number, ordinal, accepted_at, state, *row in rows
    ]


def _version(
    number: int,
    ordinal: int,
    accepted_at: str,
    state: str,
    row: list[str | bytes],
    came: tuple[Appearance, ...],
) -> Version:
    snapshot = _read(state, *row)  # type: ignore[arg-type]  # what SQLite holds is checked there
    first = came[0].published_on if came else snapshot.published_on
    # The first import of a version and the version itself are of one day.
    if first != snapshot.published_on:
        raise _damaged(f"its first import stands under the day {first!r}")
    for day in (*(one.published_on for one in came), accepted_at[:10]):
        if day and not is_iso_day(day):
            raise _damaged(f"{day!r} is no day")
    return Version(number, ordinal, state, snapshot, came, accepted_at)


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


def mark_of(version: str) -> str:
    """Give what stays of a version's id where its day is learnt later: the digits of its hash.

    Example:
        >>> mark_of("un_sc@2026-01-15#0123456789ab")
        '0123456789ab'
    """
    return version.partition("#")[2]


def find_version(versions: Iterable[Version], name: str, wanted: str) -> Version:
    """Find the one version that a person means.

    Args:
        versions: Those of the list.
        name: The list's name, for the error.
        wanted: A version as ``counterflow lists show`` prints it (``un_sc@2026-01-15#…``), what
            stands after its ``@``, its day, or six digits or more of its hash. A day on which the
            same bytes were published again means their version, if no other is of that day.

    Raises:
        ListError: None is meant, or more than one.
    """
    known = list(versions)
    found = [version for version in known if _means(wanted, version.snapshot)]
    if not found:
        found = [
            one for one in known if any(wanted == came.published_on for came in one.appearances)
        ]
    if len(found) != 1:
        raise _none_or_several(known, found, name, wanted)
    return found[0]


def _none_or_several(
    known: list[Version], found: list[Version], name: str, wanted: str
) -> ListError:
    """Offer the versions that may be meant: those nearest in time, or what sets several apart."""
    if found:
        apart = [
            f"{one.snapshot.id} ({one.snapshot.listings:,} listings"
            + (f", without: {', '.join(one.snapshot.lacks)})" if one.snapshot.lacks else ")")
            for one in found
        ]
        return ListError(
            f"{wanted!r} names {len(found)} versions of the list {name!r}",
            remedy=f"name one by its hash too: {'; '.join(apart)}",
        )
    day = dt.date.fromisoformat(wanted) if is_iso_day(wanted) else None
    near = known[-_OFFERED:]
    if day is not None:
        by_distance = sorted(
            known, key=lambda one: abs((dt.date.fromisoformat(day_of(one.snapshot)) - day).days)
        )
        near = sorted(by_distance[:_OFFERED], key=lambda one: day_of(one.snapshot))
    offered = ", ".join(one.snapshot.id for one in near)
    return ListError(
        f"{wanted!r} names no versions of the list {name!r}",
        remedy=f"name one of {offered} (all: counterflow lists show {name})",
    )


def _means(wanted: str, snapshot: Snapshot) -> bool:
    by_hash = len(wanted) >= _LEAST_DIGITS and snapshot.sha256.startswith(wanted)
    return by_hash or wanted in (snapshot.id, snapshot.id.partition("@")[2], day_of(snapshot))
