"""Decide what may enter the store: names, days, whole lists only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from counterflow.core.errors import ListError
from counterflow.core.model import Snapshot, today
from counterflow.watch.lists import layout
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.reading import gather_input, parse_input

SHRUNKEN = 0.1
"""A version with this share fewer records than the one before it is said to have shrunk."""

RESERVED = frozenset({"watch_pack"})
"""Names of lists that are shipped with the program and cannot be imported over."""

NAME = re.compile(r"[a-z0-9_]+")
"""What a list's name may be: it is a folder's name on every system."""

AHEAD_DAYS = 1
"""Days by which a publisher's own day may lie ahead of ours, which is in UTC."""


def admit(
    paths: Sequence[Path],
    *,
    name: str,
    format: str | None,  # noqa: A002 - the word that users know from every door
    published_on: str | None,
    retrieved_at: str | None,
    official: bool | None,
) -> tuple[Snapshot, Sequence[ListFile], ParsedList]:
    """Read a list and settle what the store would say of it, or refuse it.

    Args:
        paths: As for ``ListStore.import_list``, like all that follow.
        name: The list's name.
        format: The format's name, if given.
        published_on: The day of publication, if given.
        retrieved_at: When the files were fetched, if given.
        official: Whether a publisher stands behind it, if given.

    Returns:
        The snapshot to be, the original files, and what was read from them.

    Raises:
        ListError: It may not enter the store.
    """
    check_name(name)
    moment = utc_moment(retrieved_at)
    given = gather_input(paths, format=format)
    parsed = parse_input(given, name)
    refuse_half_read(parsed, name)
    snapshot = Snapshot(
        list=name,
        sha256=layout.content_hash(given.files),
        format=parsed.format,
        title=parsed.title,
        authority=parsed.authority,
        published_on=publication_day(parsed, published_on, name),
        retrieved_at=moment,
        records=parsed.records,
        listings=len(parsed.listings),
        refusals=len(parsed.refusals),
        official=parsed.official if official is None else official,
        files=tuple(sorted(file.name for file in given.files)),
    )
    check_file_names(snapshot)
    return snapshot, given.files, parsed


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
        ListError: The day given is malformed, has not come yet, or differs from the file's own.
    """
    if given is None:
        return parsed.published_on
    try:
        day = dt.date.fromisoformat(given).isoformat()
    except ValueError as error:
        raise _bad_date("published_on", given) from error
    if day > today().isoformat():
        raise ListError(
            f"published_on is {day}, which is after today ({today()}, UTC)",
            where=f"list {name}, published_on",
            why="the list would be called current until then, however old it is",
            remedy="give the day on which the list was published, as YYYY-MM-DD",
        )
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


def say_shrunken(parsed: ParsedList, snapshot: Snapshot, *, before: Snapshot) -> None:
    """Note that a new version holds far fewer records than the one in use before it.

    Args:
        parsed: Takes the note.
        snapshot: The new version.
        before: The version in use.
    """
    if snapshot.records < before.records * (1 - SHRUNKEN):
        told = f"{snapshot.records:,} records where {before.id} holds {before.records:,}"
        parsed.notes.append(f"the list shrank: {told}; check that the file is whole")


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
            "other listings than those stored: to take them, remove that version first "
            f"(counterflow lists remove {stored.list} --version {stored.id} --yes)"
        )


def say_in_use(parsed: ParsedList, stored: Snapshot, *, before: Snapshot, now: Snapshot) -> None:
    """Note which version is in use after an import, where that is not plain.

    Args:
        parsed: Takes the note.
        stored: The version that was imported.
        before: The version in use before its import was written down.
        now: The version in use after it.
    """
    if now != stored:
        parsed.notes.append(
            f"not in use: {now.id} is newer, by the days that they state, and stays in use"
        )
    elif before != stored:
        parsed.notes.append(f"in use from now on: {stored.id}, in the place of {before.id}")
