"""Remember when the bytes of a snapshot came, also the second time: what was in use on which day.

A publisher may go back: version A, then B, then the bytes of A again. The snapshot of A never
changes; this record beside it says that A came again, and when.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import msgspec

from counterflow.core.model import Snapshot
from counterflow.watch.lists import layout


class Import(msgspec.Struct, frozen=True):
    """One import of the bytes of a snapshot.

    Attributes:
        at: The moment (ISO 8601, UTC, to the second).
        number: Counts the imports of the list from 1, for those of one second; 0 is unknown.
    """

    at: str
    number: int = 0


def read_imports(directory: Path, snapshot: Snapshot) -> list[Import]:
    """Give the imports of a snapshot in the order in which they happened.

    Args:
        directory: The snapshot's folder.
        snapshot: The snapshot.

    Returns:
        At least one: a process killed between the snapshot and this record leaves the moment
        that the snapshot itself states.

    Raises:
        ListError: The record is damaged.
    """
    kept = layout.read_record(directory, layout.IMPORTS, list[Import])
    return kept or [Import(snapshot.retrieved_at)]


def add_import(directory: Path, snapshot: Snapshot, at: str, *, number: int, again: bool) -> None:
    """Write down that the bytes of a snapshot were imported.

    Args:
        directory: The snapshot's folder.
        snapshot: The snapshot.
        at: The moment.
        number: One more than the last of the list.
        again: Whether they were in the store before.

    Raises:
        ListError: The record is damaged.
        OSError: It cannot be written.
    """
    before = read_imports(directory, snapshot) if again else []
    layout.write_record(directory, layout.IMPORTS, [*before, Import(at, number)])


def order_of(
    snapshot: Snapshot, imports: Sequence[Import], as_of: dt.date | None
) -> tuple[str, str, int, str]:
    """Give the key by which the version in use on a day is the greatest.

    By day of publication, or of import where none is stated; then by the last import. An import
    after the day does not count, except the first: a list of 2023 that is imported today was
    published in 2023.

    Args:
        snapshot: The version.
        imports: Its imports, in order.
        as_of: The day; ``None`` counts all imports.

    Example:
        >>> first = Snapshot("un", "0", "un_xml", retrieved_at="2026-01-10T08:00:00Z")
        >>> came = [Import(first.retrieved_at, 1), Import("2026-03-01T08:00:00Z", 3)]
        >>> order_of(first, came, None)[0], order_of(first, came, dt.date(2026, 2, 1))[0]
        ('2026-03-01', '2026-01-10')
    """
    counted = [
        one
        for number, one in enumerate(imports)
        if number == 0 or as_of is None or one.at[:10] <= as_of.isoformat()
    ]
    last = max(counted, key=lambda one: (one.at, one.number))
    return snapshot.published_on or last.at[:10], last.at, last.number, snapshot.sha256
