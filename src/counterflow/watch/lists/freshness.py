"""Tell whether a snapshot may be relied on, by its age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from counterflow.core.errors import ListError
from counterflow.core.model import ListState, Snapshot
from counterflow.watch.lists.admission import RESERVED
from counterflow.watch.lists.store import day_of


def state_of(
    snapshot: Snapshot,
    *,
    as_of: dt.date,
    stale_after_days: int,
    seen_on: str = "",
    notes: Sequence[str] = (),
    lacks: Sequence[str] = (),
) -> ListState:
    """Tell whether a list is recent enough on a day to rely on.

    Args:
        snapshot: The version used.
        as_of: The day of the answer.
        stale_after_days: Most days since its publication, or since its retrieval where the
            files state no day.
        seen_on: The day on which the same bytes were last fetched (``ListStore.seen_on``); a
            publisher who changes nothing is not stale.
        lacks: What the list was imported without; every answer states it.
        notes: What else is to be said of it (``ListStore.notes``); it joins ``why``.

    Returns:
        ``example`` for the watch pack, ``stale`` where older or where an official list has no
        day of publication at all (its age is unknown), else ``current``; ``why`` says it in words.

    Raises:
        ListError: The snapshot carries no date at all, or a malformed one.

    Example:
        >>> old = Snapshot("un_sc", "0" * 64, "un_xml", published_on="2026-01-01")
        >>> state_of(old, as_of=dt.date(2026, 1, 31), stale_after_days=7).why
        'published 2026-01-01, 30 days before 2026-01-31, more than 7'
    """
    if snapshot.list in RESERVED:
        why = "examples shipped with the program: never coverage of an official list"
        return _state(snapshot, "example", [why, *notes], lacks)
    if snapshot.official and not snapshot.published_on and not seen_on:
        why = "no publication date is stated or given (--published-on): its age is unknown"
        return _state(snapshot, "stale", [why, *notes], lacks)
    day, word = _measured_day(snapshot, as_of, seen_on)
    age = (as_of - day).days
    if age > stale_after_days:
        why = f"{word} {day}, {age} days before {as_of}, more than {stale_after_days}"
        return _state(snapshot, "stale", [why, *notes], lacks)
    return _state(snapshot, "current", notes, lacks)


def _state(
    snapshot: Snapshot, state: str, reasons: Sequence[str], lacks: Sequence[str]
) -> ListState:
    return ListState(
        list=snapshot.list,
        snapshot=snapshot.id,
        state=state,
        official=snapshot.official,
        why="; ".join(reasons),
        authority=snapshot.authority,
        lacks=tuple(lacks),
    )


def _measured_day(snapshot: Snapshot, as_of: dt.date, seen_on: str) -> tuple[dt.date, str]:
    """Give the day to measure from, with the word for it."""
    word = "published" if snapshot.published_on else "retrieved"
    days = [(_day(snapshot, day_of(snapshot)), word)]
    if seen_on:
        days.append((_day(snapshot, seen_on), "last seen unchanged"))
    by_then = [day for day in days if day[0] <= as_of]
    return max(by_then) if by_then else days[0]


def _day(snapshot: Snapshot, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ListError(
            f"the snapshot's date {text!r} is no date",
            where=f"list {snapshot.list}",
            why="its age cannot be told",
            remedy="import the list again",
        ) from error
