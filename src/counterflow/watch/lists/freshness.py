"""Tell whether a list may be relied on: how old it is, or that it had no version yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

import msgspec

from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.core.text.dates import iso_day
from counterflow.watch.lists.admission import AHEAD_DAYS, RESERVED
from counterflow.watch.lists.versions import day_of

_RETRIEVED: Final = "retrieved"
_UNDATED: Final = "no publication date is stated or given (--published-on): its age is unknown"


def state_of(
    snapshot: Snapshot,
    *,
    as_of: dt.date,
    stale_after_days: int,
    confirmed_on: str = "",
    stated_on: str = "",
    ended: str = "",
    notes: Sequence[str] = (),
    lacks: Sequence[str] = (),
) -> ListState:
    """Tell whether a list is recent enough on a day to rely on.

    Args:
        snapshot: The version used.
        as_of: The day of the answer.
        stale_after_days: Most days since its publication, or since its retrieval where the
            files state no day.
        confirmed_on: The last day (ISO 8601) on which the publisher's own server gave this version,
            or said that it is unchanged; empty where it was imported by hand.
        stated_on: The day (ISO 8601) on which the publisher put out the same bytes again, by a day
            stated for them later; empty where there is none.
        ended: That the list itself had ended by then, in words (``identity.ending_of``).
        notes: What else is to be said of it (``ListStore.notes``); it joins ``why``.
        lacks: What the list was imported without; every answer states it.

    Returns:
        ``example`` for the watch pack; ``ended`` for a list that is no law any more, which is no
        official list then; ``stale`` where older, or where the age is unknown: an official list
        without a day of publication, or a day that is none or has not come yet; else ``current``.
        ``why`` says it in words; of a list that is not official, too, that its age is unknown.

    Example:
        >>> old = Snapshot("un_sc", "0" * 64, "un_xml", published_on="2026-01-01")
        >>> state_of(old, as_of=dt.date(2026, 1, 31), stale_after_days=7).why
        'published 2026-01-01, 30 days before 2026-01-31, more than 7'

    Basis:
        ``docs/decisions/003-staleness-by-the-lists-own-date.md``.
    """
    if snapshot.list in RESERVED:
        why = "examples shipped with the program: never coverage of an official list"
        return _state(snapshot, "example", [why, *_ahead(snapshot, as_of), *notes], lacks)
    if ended:
        over = _state(snapshot, "ended", [ended, *notes], lacks)
        return msgspec.structs.replace(over, official=False)
    told, word = _counted_from(snapshot, stated_on, confirmed_on)
    state, reasons = _age(snapshot, told, word, as_of=as_of, stale_after_days=stale_after_days)
    return _state(snapshot, state, [*reasons, *notes], lacks)


def _counted_from(snapshot: Snapshot, stated_on: str, confirmed_on: str) -> tuple[str, str]:
    """Give the day that the age of a version is counted from, and what happened on it."""
    told, word = day_of(snapshot), "published" if snapshot.published_on else _RETRIEVED
    if stated_on and stated_on != told:
        told, word = stated_on, "published again"
    if confirmed_on and (confirmed_on > told or word == _RETRIEVED):
        told, word = confirmed_on, "last given by the publisher"
    return told, word


def _age(
    snapshot: Snapshot, told: str, word: str, *, as_of: dt.date, stale_after_days: int
) -> tuple[str, list[str]]:
    """Settle by its age whether a version is stale, and say why."""
    day = iso_day(told)
    if day is None:
        return "stale", [f"{told!r} is no day: its age is unknown"]
    if (day - as_of).days > AHEAD_DAYS:
        return "stale", [f"{word} {day} by its own account, after {as_of}: its age is unknown"]
    unknown = [_UNDATED] if word == _RETRIEVED else []
    if unknown and snapshot.official:
        return "stale", unknown
    age = (as_of - day).days
    if age > stale_after_days:
        old = f"{word} {day}, {age} days before {as_of}, more than {stale_after_days}"
        return "stale", [*unknown, old]
    return "current", [*unknown, f"counted from its import on {day}"] if unknown else []


def absent_state(versions: Sequence[Snapshot], *, as_of: dt.date) -> ListState:
    """Tell of a list that is in the store, but had no version by a day.

    Args:
        versions: All versions of the list, at least one.
        as_of: The day of the answer.

    Returns:
        The state ``absent``, without a snapshot: nothing of the list was screened.

    Example:
        >>> later = Snapshot("un_sc", "0" * 64, "un_xml", published_on="2024-05-01")
        >>> absent_state([later], as_of=dt.date(2023, 6, 9)).why
        'the oldest version in the store is of 2024-05-01, after 2023-06-09'
    """
    oldest = min(versions, key=day_of)
    why = f"the oldest version in the store is of {day_of(oldest)}, after {as_of}"
    return msgspec.structs.replace(_state(oldest, "absent", [why], ()), snapshot="")


def _ahead(snapshot: Snapshot, as_of: dt.date) -> list[str]:
    """Say that the watch pack is younger than the day asked for."""
    if snapshot.published_on <= as_of.isoformat():
        return []
    rows = f"its rows are as of {snapshot.published_on}, after {as_of}"
    return [f"{rows}: parties that were designated in between are found too"]


def _state(
    snapshot: Snapshot, state: str, reasons: Sequence[str], lacks: Sequence[str]
) -> ListState:
    return ListState(
        list=snapshot.list,
        snapshot=snapshot.id,
        state=state,
        official=snapshot.official,
        why="; ".join(filter(None, reasons)),
        authority=snapshot.authority,
        lacks=tuple(lacks),
    )
