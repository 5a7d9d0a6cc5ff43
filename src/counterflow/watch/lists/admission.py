"""Decide what may enter the store: names, days, whole lists only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from counterflow.core.days import today
from counterflow.core.errors import ListUsageError
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.text.dates import is_iso_day
from counterflow.watch.lists.guards import new_lacks
from counterflow.watch.lists.versions import Version
from counterflow.watch.sources.parsed import Account

RESERVED = frozenset({"watch_pack"})
"""Names of lists that are shipped with the program and cannot be imported over."""

NAME = re.compile(r"[a-z0-9_]+")
"""What a list's name may be: it is a folder's name on every system."""

AHEAD_DAYS = 1
"""Days by which a publisher's own day may lie ahead of ours, which is in UTC."""


def check_name(name: str) -> None:
    """Refuse a list name that cannot be a folder or is reserved.

    Args:
        name: The name asked for.

    Raises:
        ListError: It holds other than small letters, digits and ``_``, or is reserved.
    """
    if not NAME.fullmatch(name):
        raise ListUsageError(
            f"the list name {name!r} is not allowed",
            remedy="use small letters, digits and _ only, for instance ofac_sdn",
        )
    if name in RESERVED:
        raise ListUsageError(
            f"the list name {name!r} is reserved for the examples shipped with the program",
            remedy="choose another name",
        )


def check_file_names(names: Sequence[str]) -> None:
    """Refuse files that the store could not keep under their names.

    Args:
        names: The files' names.

    Raises:
        ListError: Two names are the same, or one holds characters that cannot be printed.
    """
    if len(set(names)) != len(names):
        raise ListUsageError(
            "two files of the list have the same name",
            where=", ".join(names),
            why="the store keeps each original file under its name",
            remedy="rename one of them",
        )
    for name in names:
        if not name.isprintable():
            raise ListUsageError(
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


def stated_day(account: Account, retrieved_at: str) -> tuple[str, str]:
    """Settle which day of publication a list's own file states, and whether it can be one.

    A day that is none, or that lies ahead of the day on which we hold the file, is not believed:
    it would stand before every good version until that day comes.

    Args:
        account: The list's account, with what its file states.
        retrieved_at: When the files came (ISO 8601, UTC).

    Returns:
        The day (ISO 8601), empty where none is stated or the one stated is impossible; and what a
        guard says of an impossible one.

    Example:
        >>> came = "2026-11-21T08:00:00Z"
        >>> stated_day(Account("un_xml", published_on="2026-11-22"), came)
        ('2026-11-22', '')
        >>> stated_day(Account("un_xml", published_on="2026-02-30"), came)
        ('', 'the file states 2026-02-30 as its day of publication, which is no day')
    """
    told = account.published_on or account.unread_day
    if not told:
        return "", ""
    limit = dt.date.fromisoformat(retrieved_at[:10]) + dt.timedelta(days=AHEAD_DAYS)
    wrong = f"the file states {told[:40]} as its day of publication, which"
    if not is_iso_day(told):
        return "", f"{wrong} is no day"
    if told > limit.isoformat():
        return "", f"{wrong} is after the day of its import, {retrieved_at[:10]}"
    return told, ""


def publication_day(account: Account, given: str | None, name: str) -> str:
    """Tell on which day a list was published, by its file or by who imports it.

    Args:
        account: The list's account, with the day that its file states, if any; ``stated_day`` has
            settled that it is one.
        given: The day given by the user, if any.
        name: The list's name, for the error.

    Returns:
        The day (ISO 8601), empty where neither states one.

    Raises:
        ListUsageError: The day given is malformed, has not come yet, or differs from the file's
            own.
    """
    if given is None:
        return account.published_on
    try:
        day = dt.date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise _bad_date("published_on", given) from error
    if day > today().isoformat():
        raise ListUsageError(
            f"published_on is {day}, which is after today ({today()}, UTC)",
            where=f"list {name}, published_on",
            why="the list would be called current until then, however old it is",
            remedy="give the day on which the list was published, as YYYY-MM-DD",
        )
    if account.published_on and account.published_on != day:
        raise ListUsageError(
            f"the file states {account.published_on} as its day of publication, not {day}",
            where=f"list {name}, published_on",
            why="answers as of a day depend on it",
            remedy="leave published_on out",
        )
    return day


def _bad_date(field: str, text: str) -> ListUsageError:
    return ListUsageError(
        f"{text!r} is no date of ISO 8601",
        where=field,
        remedy="write it as 2026-11-21 (a moment as 2026-11-21T08:00:00Z)",
    )


def say_in_use(
    account: Account, stored: Snapshot, *, before: Version | None, after: Version | None
) -> None:
    """Note which version is in use after an import, and what it lacks that the one before had.

    Args:
        account: Takes the note.
        stored: The version whose bytes came.
        before: The version in use before.
        after: The version in use since.
    """
    if before is None or after is None:
        return
    if after.snapshot.id != stored.id:
        account.notes.append(
            f"not in use: {after.snapshot.id} is newer, by the days that they state"
        )
    elif before.snapshot.id != stored.id:
        lost = new_lacks(stored.lacks, before.snapshot.lacks)
        less = f"; it is less whole: {', '.join(lost)}" if lost else ""
        account.notes.append(
            f"in use from now on: {stored.id}, in the place of {before.snapshot.id}{less}"
        )
