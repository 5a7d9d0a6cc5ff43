"""Keep decisions as long as the law asks, longer where they are held, and purge what is left.

It stands above ``archive``, because whoever purges must be somebody who may.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError
from counterflow.storage.access.people import require
from counterflow.storage.archive import parts
from counterflow.storage.archive.files import keep_file
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.key_files import Part
from counterflow.storage.archive.rows import Row, key_of, name_key, number_key, read_row
from counterflow.storage.archive.tables import HOLDS, LOOSE, PARTS
from counterflow.storage.audit.entries import Entry
from counterflow.storage.audit.log import append, read_entries

YEARS = 10
"""Years for which decisions are kept where nobody set anything else.

Basis:
    31 CFR 501.601 (since 2025-03-12): ten years after the date of the transaction.
"""
SCOPES = ("all", "party", "number", "id", "decision")
"""What a hold can name."""
_NEVER = "9999-12-31"


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A reason for which decisions are not purged.

    Attributes:
        name: By what it is called (``h1``).
        scope: One of ``SCOPES``.
        value: Name, number or id; empty for ``all``.
        because: Why.
        by: Who said so.
        at: When.
        released_at: When it ended; ``None`` while it holds.
    """

    name: str
    scope: str
    value: str
    because: str
    by: str
    at: str
    released_at: str | None = None


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What is due to be purged, or was.

    Attributes:
        years: The years of retention that counted.
        before: Transactions before this day are due (ISO 8601).
        decisions: How many decisions.
        held: How many more would be due and are held.
        parts: In how many parts.
    """

    years: int
    before: str
    decisions: int
    held: int
    parts: int


def retention_years(connection: sa.Connection) -> int:
    """Give the years for which decisions are kept: what was set last, else ten."""
    for entry in read_entries(connection, kind="retention.set", newest_first=True):
        return int(entry.fact("years"))
    return YEARS


def set_retention(
    connection: sa.Connection,
    years: int,
    *,
    because: str,
    by: str,
    at: dt.datetime | None = None,
) -> None:
    """Say how long decisions are kept; nothing is purged earlier without such an entry.

    Args:
        connection: A transaction of ``Records.writing()``.
        years: Years from the day of the transaction, at least one.
        because: Why, above all where it is less than ten.
        by: The admin who says so.
        at: When; now if ``None``.

    Raises:
        AccessError: ``by`` is no admin.
        ArchiveError: no reason is given, or no year.
    """
    actor = require(connection, by, "admin").name
    _need_reason(because)
    if years < 1:
        raise ArchiveError(f"{years} years is no time to keep decisions", remedy="give 1 or more")
    facts = {"years": years, "before": retention_years(connection), "because": because}
    append(connection, "retention.set", facts, actor=actor, at=at)


def add_hold(
    connection: sa.Connection,
    scope: str,
    value: str = "",
    *,
    because: str,
    by: str,
    at: dt.datetime | None = None,
) -> Hold:
    """Hold decisions: none that it names is purged until it is released.

    Args:
        connection: A transaction of ``Records.writing()``.
        scope: One of ``SCOPES``: everything, or what ``value`` names.
        value: Name or number of a party, id of a transaction, or by what a decision is called.
        because: Why.
        by: The admin who says so.
        at: When; now if ``None``.

    Raises:
        AccessError: ``by`` is no admin.
        ArchiveError: the scope is none, names nothing, or no reason is given.
    """
    actor = require(connection, by, "admin").name
    _need_reason(because)
    if scope not in SCOPES or (scope == "all") == bool(value):
        raise ArchiveError(
            f"no hold: {scope} {value!r}", remedy=f"name one of {', '.join(SCOPES)}, with its value"
        )
    count = connection.scalar(sa.select(sa.func.count()).select_from(HOLDS)) or 0
    name = f"h{count + 1}"
    facts = {"hold": name, "scope": scope, "value": value, "because": because}
    entry = append(connection, "hold.add", facts, actor=actor, at=at)
    hold = Hold(name=name, scope=scope, value=value, because=because, by=actor, at=entry.at)
    connection.execute(sa.insert(HOLDS).values(msgspec.structs.asdict(hold)))
    return hold


def release_hold(
    connection: sa.Connection, name: str, *, because: str, by: str, at: dt.datetime | None = None
) -> Hold:
    """Release a hold; that there was one stays.

    Args:
        connection: A transaction of ``Records.writing()``.
        name: By what it is called.
        because: Why.
        by: The admin who says so.
        at: When; now if ``None``.

    Raises:
        AccessError: ``by`` is no admin.
        ArchiveError: there is no such hold, it was released, or no reason is given.
    """
    actor = require(connection, by, "admin").name
    _need_reason(because)
    found = next((one for one in holds(connection) if one.name == name), None)
    if found is None or found.released_at:
        told = "was released before" if found else "is not there"
        raise ArchiveError(f"the hold {name} {told}", remedy="see: counterflow audit hold ls")
    facts = {"hold": name, "because": because}
    entry = append(connection, "hold.release", facts, actor=actor, at=at)
    connection.execute(sa.update(HOLDS).where(HOLDS.c.name == name).values(released_at=entry.at))
    return msgspec.structs.replace(found, released_at=entry.at)


def holds(connection: sa.Connection) -> list[Hold]:
    """Give all holds, the released ones too, in the order in which they were added."""
    rows = connection.execute(sa.select(HOLDS).order_by(HOLDS.c.at, HOLDS.c.name))
    return [Hold(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def purge(
    archive: Archive,
    *,
    by: str,
    really: bool = False,
    at: dt.datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Due:
    """Remove the decisions whose time is over; of each a tombstone stays, its hashes.

    The years count from the day of the transaction. Where it has none, or its years were over
    when it was kept (an old transaction, or a mistyped day), they count from the day it was kept.

    Args:
        archive: The archive.
        by: The admin who does it.
        really: Whether anything is removed; else it is only counted.
        at: When; now if ``None``.
        progress: Called with the number of decisions looked at.

    Returns:
        What was removed, or would be.

    Raises:
        AccessError: ``by`` is no admin.
        AuditError: a part is missing or damaged.
        StoreError: something cannot be written; what was removed before is told in the log.
    """
    now = at or dt.datetime.now(tz=dt.UTC)
    with archive.records.reading() as connection:
        require(connection, by, "admin")
        years = retention_years(connection)
    before = _years_before(now.astimezone(dt.UTC).date(), years).isoformat()
    if really:
        archive.seal(actor=by, at=at)
        _finish(archive)
    count, held = (0, 0) if really else _due_of_single(archive, before, years)
    touched = 0
    for part in _old_parts(archive, before):
        due, kept = _due(archive, part, before, years)
        if really and due:
            due, kept = _purge_part(archive, part, before=before, years=years, by=by, at=at)
        count, held, touched = count + len(due), held + kept, touched + bool(due)
        if progress:
            progress(part.rows)
    return Due(years=years, before=before, decisions=count, held=held, parts=touched)


def _old_parts(archive: Archive, before: str) -> list[Part]:
    asked = sa.select(PARTS).where(PARTS.c.oldest < before).order_by(PARTS.c.number)
    with archive.records.reading() as connection:
        return [Part(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001


def _due_of_single(archive: Archive, before: str, years: int) -> tuple[int, int]:
    """Count the decisions not sealed yet that are due, and those that are held."""
    due = held = 0
    with archive.records.reading() as connection:
        live = [one for one in holds(connection) if one.released_at is None]
        for one in connection.execute(sa.select(LOOSE)):
            row = read_row(one.body, one.context, one.ground)
            if _counts_from(row.date, one.at[:10], years) < before:
                is_held = any(_holds(hold, row, f"L{one.seq}") for hold in live)
                due, held = due + (not is_held), held + is_held
    return due, held


def _rows(archive: Archive, part: Part) -> Iterator[tuple[int, Row, str]]:
    """Give what is left of a part: the row's number, it, and the day on which it was kept."""
    file = archive.folder / part.file
    said = parts.summaries(file, range(part.rows))
    for at, ((body, context), told) in enumerate(zip(parts.whole(file), said, strict=True)):
        if body is not None:
            kept = (told.at or part.at)[:10]
            yield at, read_row(body, context or b"", part.ground), kept


def _due(archive: Archive, part: Part, before: str, years: int) -> tuple[list[int], int]:
    """Give the rows of a part that are due, and how many more are held."""
    with archive.records.reading() as connection:
        live = [one for one in holds(connection) if one.released_at is None]
    due, held = [], 0
    for at, row, kept in _rows(archive, part):
        if _counts_from(row.date, kept, years) < before:
            if any(_holds(one, row, f"{part.number}.{at}", _loose_name(part, at)) for one in live):
                held += 1
            else:
                due.append(at)
    return due, held


def _counts_from(date: str, kept: str, years: int) -> str:
    """Give the day from which the years of a decision count."""
    over = _years_before(dt.date.fromisoformat(kept), years).isoformat()
    return date if date and date >= over else kept


def _loose_name(part: Part, at: int) -> str:
    return f"L{part.loose_from + at}" if part.loose_from is not None else ""


def _holds(hold: Hold, row: Row, *names: str) -> bool:
    if hold.scope == "all":
        return True
    if hold.scope == "decision":
        return hold.value in names
    if hold.scope == "id":
        return key_of("id", hold.value) in row.keys
    key = name_key(hold.value) if hold.scope == "party" else number_key(hold.value)
    return key in row.keys


def _purge_part(
    archive: Archive, part: Part, *, before: str, years: int, by: str, at: dt.datetime | None
) -> tuple[list[int], int]:
    """Purge what is due of a part: first it is told in the log, then the bytes go.

    A process that is killed in between leaves bytes that the log calls purged; they go with the
    next purge (``_finish``). The other way round a decision could be gone that nobody purged.
    """
    with archive.records.writing() as connection:
        actor = require(connection, by, "admin").name
        # Once more, now that nobody else can add a hold.
        due, held = _due(archive, part, before, years)
        if not due:
            return due, held
        facts = {
            "number": part.number, "root": part.root, "rows": due, "years": years,
            "before": before,
        }  # fmt: skip
        append(connection, "decisions.purge", facts, actor=actor, at=at)
        gone = set(due)
        left = [
            _start(row, kept, years) for at_, row, kept in _rows(archive, part) if at_ not in gone
        ]
        values = {"purged": part.purged + len(due), "oldest": min(left, default=_NEVER)}
        connection.execute(sa.update(PARTS).where(PARTS.c.number == part.number).values(values))
    _remove(archive, part, due)
    return due, held


def _start(row: Row, kept: str, years: int) -> str:
    return _counts_from(row.date, kept, years)


def _remove(archive: Archive, part: Part, gone: Sequence[int]) -> None:
    """Write a part anew without the bytes of some decisions, and its keys."""
    with archive.records.writing() as connection:
        file = archive.folder / part.file
        keep_file(file, parts.without(file, gone))

        def first_of(number: int) -> int:
            asked = sa.select(PARTS.c.first).where(PARTS.c.number == number)
            return connection.scalar(asked) or 0

        archive.keys.forget(part, gone, first_of)


def _finish(archive: Archive) -> None:
    """Remove what an interrupted purge told of in the log and did not come to remove."""
    with archive.records.reading() as connection:
        told: dict[int, list[Entry]] = {}
        for entry in read_entries(connection, kind="decisions.purge"):
            told.setdefault(int(entry.fact("number")), []).append(entry)
        every = {part.number: part for part in archive.parts(connection) if part.number in told}
    for number, entries in told.items():
        part = every[number]
        gone = sorted({at for entry in entries for at in entry.fact("rows")})
        outcomes = parts.outcomes_of(archive.folder / part.file)
        if any(outcomes[at] is not None for at in gone):
            _remove(archive, part, gone)


def _years_before(day: dt.date, years: int) -> dt.date:
    """Give the same day some years earlier; of 29 February the 28th."""
    year = max(1, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _need_reason(because: str) -> None:
    if not because.strip():
        raise ArchiveError(
            "no reason is given",
            why="years later somebody will ask why decisions are gone, or are still there",
            remedy="say it with --because",
        )
