"""Decide what may enter the store: names, days, whole lists only."""

from __future__ import annotations

import datetime as dt
import re

from counterflow.core.errors import ListError
from counterflow.core.model import Snapshot
from counterflow.watch.sources.parsed import ParsedList

RESERVED = frozenset({"watch_pack"})
"""Names of lists that are shipped with the program and cannot be imported over."""

NAME = re.compile(r"[a-z0-9_]+")
"""What a list's name may be: it is a folder's name on every system."""


def check_name(name: str) -> None:
    """Refuse a list name that cannot be a folder or is reserved.

    Args:
        name: The name asked for.

    Raises:
        ListError: It holds other than small letters, digits and ``_``, or is reserved.
    """
    if not NAME.fullmatch(name):
        raise ListError(
            f"the list name {name!r} is not allowed",
            remedy="use small letters, digits and _ only, for instance ofac_sdn",
        )
    if name in RESERVED:
        raise ListError(
            f"the list name {name!r} is reserved for the examples shipped with the program",
            remedy="choose another name",
        )


def check_file_names(snapshot: Snapshot) -> None:
    """Refuse files that the store could not keep under their names.

    Args:
        snapshot: The snapshot to be, with its files' names.

    Raises:
        ListError: Two names are the same, or one holds characters that cannot be printed.
    """
    if len(set(snapshot.files)) != len(snapshot.files):
        raise ListError(
            "two files of the list have the same name",
            where=", ".join(snapshot.files),
            why="the store keeps each original file under its name",
            remedy="rename one of them",
        )
    for name in snapshot.files:
        if not name.isprintable():
            raise ListError(
                f"the file name {name!r} holds characters that cannot be printed",
                remedy="rename the file",
            )


def utc_moment(text: str | None) -> str:
    """Tell a moment in UTC to the second; now where none is given.

    Args:
        text: ISO 8601; without an offset it is UTC.

    Returns:
        The moment as ``2026-11-21T08:00:00Z``.

    Raises:
        ListError: The text is no moment.

    Example:
        >>> utc_moment("2026-11-21T09:00:00+01:00")
        '2026-11-21T08:00:00Z'
    """
    if text is None:
        moment = dt.datetime.now(tz=dt.UTC)
    else:
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError as error:
            raise _bad_date("retrieved_at", text) from error
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def publication_day(parsed: ParsedList, given: str | None, name: str) -> str:
    """Tell on which day a list was published, by its file or by who imports it.

    Args:
        parsed: The list, with the day that its file states, if any.
        given: The day given by the user, if any.
        name: The list's name, for the error.

    Returns:
        The day (ISO 8601), empty where neither states one.

    Raises:
        ListError: The day given is malformed, or differs from the file's own.
    """
    if given is None:
        return parsed.published_on
    try:
        day = dt.date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise _bad_date("published_on", given) from error
    if parsed.published_on and parsed.published_on != day:
        raise ListError(
            f"the file states {parsed.published_on} as its day of publication, not {day}",
            where=f"list {name}, published_on",
            why="answers as of a day depend on it",
            remedy="leave published_on out",
        )
    return day


def _bad_date(field: str, text: str) -> ListError:
    return ListError(
        f"{text!r} is no date of ISO 8601",
        where=field,
        remedy="write it as 2026-11-21 (a moment as 2026-11-21T08:00:00Z)",
    )


def refuse_half_read(parsed: ParsedList, name: str) -> None:
    """Refuse a list that was cut off: screening against half a list finds half of it.

    Args:
        parsed: The list.
        name: Its name, for the error.

    Raises:
        ListError: The list has a fatal refusal.
    """
    if not parsed.fatal:
        return
    first = parsed.fatal[0]
    place = f", line {first.line}" if first.line else ""
    raise ListError(
        first.what,
        where=f"list {name}, {first.file}{place}",
        why="nothing was stored; the last good version stays in use",
        remedy=first.remedy,
    )


def say_known(parsed: ParsedList, stored: Snapshot, given: Snapshot, *, same: bool) -> None:
    """Note that the same bytes were stored before, and what of the new import is left out.

    Args:
        parsed: Takes the notes.
        stored: The snapshot of then.
        given: What the new import would have stored.
        same: Whether the bytes were read into the same listings as then.
    """
    parsed.notes.append(
        f"the same bytes are in the store since {stored.retrieved_at}: {stored.id} stays"
    )
    if given.published_on not in ("", stored.published_on):
        parsed.notes.append(
            f"published_on stays {stored.published_on or 'unstated'}, not {given.published_on}"
        )
    if given.official != stored.official:
        parsed.notes.append(f"official stays {stored.official}")
    if not same:
        parsed.notes.append(
            "read by this version of the program, or under these file names, the same bytes give "
            "other listings than those stored: to take them, remove the snapshot's folder first"
        )
