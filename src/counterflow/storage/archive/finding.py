"""Find decisions by id, party, number, day and outcome, the newest first; give one by its name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from counterflow.core.errors import ArchiveError
from counterflow.storage.archive import parts
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.key_files import Part
from counterflow.storage.archive.parts import Stored
from counterflow.storage.archive.postings import Postings, open_file
from counterflow.storage.archive.rows import OUTCOMES, key_of, name_key, number_key, read_row
from counterflow.storage.archive.tables import LOOSE, LOOSE_KEYS, PARTS

MOST_DAYS = 366
"""Days of transactions that are asked for at once."""
_REF = re.compile(r"L(\d{1,18})|(\d{1,9})\.(\d{1,9})")
_READ_AS = ("ref:", "id:")
"""Said before a name or an id, where it could be read as either."""

Places = npt.NDArray[np.int64]


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; all that is given must hold.

    Attributes:
        id: Id of the transaction.
        party: Name of a party; capitals, signs, script and order of words do not count.
        number: A number of a party (register, tax, IMO); signs do not count.
        days: First and last day of the transaction (ISO 8601), at most 366.
        screened: First and last day on which it was kept (ISO 8601, UTC).
        outcome: The outcome.
    """

    id: str = ""
    party: str = ""
    number: str = ""
    days: tuple[str, str] | None = None
    screened: tuple[str, str] | None = None
    outcome: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A decision in a list of them.

    Attributes:
        ref: By what it is called: ``42.17`` (part and row) or ``L17`` (not sealed yet).
        id: Id of its transaction.
        outcome: Its outcome.
        headline: Its headline.
        date: Day of the transaction; empty where it has none.
        at: When it was kept (ISO 8601, UTC).
        run: The run in which it was taken; ``loose`` for a single one.
    """

    ref: str
    id: str
    outcome: str
    headline: str
    date: str
    at: str
    run: str


class Kept(NamedTuple):
    """One decision with what its proof needs.

    Attributes:
        ref: By what it is called.
        stored: Its bytes and hashes.
        ground: Digest of its ground.
        entry: Number of the entry of the log under whose root it is.
        at: When it was kept.
        part: Its sealed part; ``None`` where it is not sealed yet.
        row: Its row in the part or in its batch, from 0.
    """

    ref: str
    stored: Stored
    ground: str
    entry: int
    at: str
    part: Part | None
    row: int


def find(archive: Archive, query: Query, *, limit: int = 20) -> list[Found]:
    """Find decisions, the newest first.

    Args:
        archive: The archive.
        query: What is asked for.
        limit: At most so many.

    Returns:
        What was found; empty for nothing.

    Raises:
        ArchiveError: too many days are asked for, or a word is no outcome.
        AuditError: a part is missing or damaged.
    """
    keys = _keys_asked(query)
    with archive.records.reading() as connection:
        found = list(_loose_found(connection, query, keys))[:limit]
        if len(found) < limit:
            asked = _sealed(connection, archive, query, keys)
            found += _summed_up(archive, asked, limit - len(found))
    return found


def get(archive: Archive, ref: str) -> Kept:
    """Give one decision.

    Args:
        archive: The archive.
        ref: By what it is called (``42.17``, ``L17``), or the id of its transaction where only one
            has that id. With ``ref:`` or ``id:`` before it, it is read as that alone.

    Raises:
        ArchiveError: there is none, or several are meant; they are named.
        AuditError: its part is missing or damaged.
    """
    kind, _, plain = ref.partition(":") if ref.startswith(_READ_AS) else ("", "", ref)
    kept = _called(archive, plain) if kind != "id" else None
    several = find(archive, Query(id=plain), limit=6) if kind != "ref" else []
    if kept is None and len(several) == 1:
        kept, several = _called(archive, several[0].ref), []
    if kept is not None and all(one.ref == _place(kept) for one in several):
        return kept
    if not several:
        raise ArchiveError(
            f"no decision {ref} is kept",
            remedy="see: counterflow audit find --party NAME, or --day",
        )
    told = "; ".join(
        f"{one.ref} ({one.at[:19]}, transaction {one.id}, {one.headline})" for one in several[:5]
    )
    rest = " …" if len(several) > 5 else ""
    if kept is None:
        raise ArchiveError(
            f"several decisions are about the transaction {plain}",
            where=f"{told}{rest}",
            remedy="name one of them",
        )
    raise ArchiveError(
        f"{plain} is what one decision is called and the id of another transaction",
        where=f"called so: {_place(kept)} ({kept.at[:19]}); with that id: {told}{rest}",
        why="the one that was not meant would pass for the other",
        remedy=f"ref:{plain} asks for the first, "
        f"{f'id:{plain}' if len(several) == 1 else f'ref:{several[0].ref}'} for the other",
    )


def _called(archive: Archive, ref: str) -> Kept | None:
    """Give the decision that is called so; ``None`` for none."""
    named = _REF.fullmatch(ref)
    if named is None:
        return None
    with archive.records.reading() as connection:
        return _by_ref(connection, archive, named)


def _place(kept: Kept) -> str:
    """Give what ``find`` calls a decision: its part and row once it is sealed."""
    return f"{kept.part.number}.{kept.row}" if kept.part is not None else kept.ref


def part_by(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Part | None:
    """Give the last part of which something holds."""
    asked = sa.select(PARTS).where(condition).order_by(PARTS.c.number.desc()).limit(1)
    found = connection.execute(asked).first()
    return Part(**found._mapping) if found else None  # noqa: SLF001 - SQLAlchemy's public name


def _by_ref(connection: sa.Connection, archive: Archive, named: re.Match[str]) -> Kept | None:
    loose, number, row = named.groups()
    if loose is None:
        part = part_by(connection, PARTS.c.number == int(number))
        at = int(row)
        if part is None or at >= part.rows:
            return None
        stored = parts.one_of(archive.folder / part.file, at)
        return Kept(named[0], stored, part.ground, part.entry, part.at, part, at)
    seq = int(loose)
    one = connection.execute(sa.select(LOOSE).where(LOOSE.c.seq == seq)).first()
    if one is not None:
        before = sa.select(sa.func.count()).where(LOOSE.c.entry == one.entry, LOOSE.c.seq < seq)
        stored = parts.stored_of(one.body, one.context)
        return Kept(named[0], stored, one.ground, one.entry, one.at, None,
                    connection.scalar(before) or 0)  # fmt: skip
    span = sa.and_(PARTS.c.loose_from <= seq, PARTS.c.loose_to >= seq)
    part = part_by(connection, span)
    if part is None or part.loose_from is None:
        return None
    at = seq - part.loose_from
    stored = parts.one_of(archive.folder / part.file, at)
    return Kept(named[0], stored, part.ground, part.entry, part.at, part, at)


def _keys_asked(query: Query) -> list[list[int]]:
    """Give what must be met: of each list one key."""
    keys = []
    if query.id:
        keys.append([key_of("id", query.id)])
    if query.party:
        keys.append([name_key(query.party)])
    if query.number:
        keys.append([number_key(query.number)])
    if query.days:
        first, last = map(dt.date.fromisoformat, query.days)
        count = (last - first).days + 1
        if not 0 < count <= MOST_DAYS:
            raise ArchiveError(
                f"{query.days[0]} to {query.days[1]} is no span of 1 to {MOST_DAYS} days",
                remedy="ask for a shorter one",
            )
        days = (first + dt.timedelta(days=n) for n in range(count))
        keys.append([key_of("date", day.isoformat()) for day in days])
    if query.outcome and query.outcome not in OUTCOMES:
        raise ArchiveError(
            f"no outcome: {query.outcome}", remedy=f"one of: {', '.join(map(str, OUTCOMES))}"
        )
    return keys


def _is_in(query: Query, at: str) -> bool:
    return query.screened is None or query.screened[0] <= at[:10] <= query.screened[1]


def _loose_found(
    connection: sa.Connection, query: Query, keys: Sequence[Sequence[int]]
) -> Iterator[Found]:
    asked = sa.select(LOOSE).order_by(LOOSE.c.seq.desc())
    for several in keys:
        signed = [key - (1 << 64) if key >> 63 else key for key in several]
        asked = asked.where(
            LOOSE.c.seq.in_(sa.select(LOOSE_KEYS.c.seq).where(LOOSE_KEYS.c.key.in_(signed)))
        )
    for one in connection.execute(asked):
        row = read_row(one.body, one.context, one.ground)
        if _is_in(query, one.at) and query.outcome in ("", row.outcome):
            yield Found(
                ref=f"L{one.seq}", id=row.id, outcome=row.outcome, headline=row.headline,
                date=row.date, at=one.at, run="loose",
            )  # fmt: skip


def _sealed(
    connection: sa.Connection,
    archive: Archive,
    query: Query,
    keys: Sequence[Sequence[int]],
) -> Iterator[tuple[Part, int]]:
    """Give where sealed decisions stand, the newest first."""
    if not keys:
        yield from _of_parts(connection, archive, query)
        return
    outcome = OUTCOMES.index(query.outcome) if query.outcome else None
    part: Part | None = None
    for first, postings in _files(connection, archive):
        places = _meeting(postings, keys)
        if outcome is not None:
            places = places[(places & 3) == outcome]
        for place in (places[::-1] >> 2).tolist():
            at = first + place
            if part is None or not part.first <= at < part.first + part.rows:
                part = part_by(connection, PARTS.c.first <= at)
            if part is not None and _is_in(query, part.at):
                yield part, at - part.first


def _files(connection: sa.Connection, archive: Archive) -> Iterator[tuple[int, Postings]]:
    """Give the keys of all parts with the number of their first decision, the newest first."""
    chain = archive.keys.merged()
    done = chain[-1].last if chain else 0
    tail = connection.execute(
        sa.select(PARTS).where(PARTS.c.number > done).order_by(PARTS.c.number.desc())
    )
    for row in tail:
        part = Part(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
        yield part.first, archive.keys.of_part(part)
    for one in reversed(chain):
        first = connection.scalar(sa.select(PARTS.c.first).where(PARTS.c.number == one.first)) or 0
        found = open_file(one.file)
        if found is not None:
            yield first, found
            continue
        # Damaged, or merged away just now: its parts hold the same.
        rows = connection.execute(
            sa.select(PARTS)
            .where(PARTS.c.number.between(one.first, one.last))
            .order_by(PARTS.c.number.desc())
        )
        for row in rows:
            part = Part(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            yield part.first, archive.keys.of_part(part)


def _meeting(postings: Postings, keys: Sequence[Sequence[int]]) -> Places:
    found: Places | None = None
    for several in keys:
        spans = [postings.of(key) for key in several]
        one = np.unique(np.concatenate(spans)).astype(np.int64)
        found = one if found is None else np.intersect1d(found, one, assume_unique=True)
        if not len(found):
            break
    return found if found is not None else np.empty(0, np.int64)


def _of_parts(
    connection: sa.Connection, archive: Archive, query: Query
) -> Iterator[tuple[Part, int]]:
    """Give the rows of parts whose counts say that what is asked for is in them."""
    asked = sa.select(PARTS).order_by(PARTS.c.number.desc())
    if query.screened:
        first, last = query.screened
        asked = asked.where(PARTS.c.at >= first, PARTS.c.at < f"{last}U")
    for row in connection.execute(asked):
        part = Part(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
        counts = msgspec.json.decode(part.outcomes)
        if query.outcome and not counts.get(query.outcome):
            continue
        outcomes = parts.outcomes_of(archive.folder / part.file)
        for at in range(part.rows - 1, -1, -1):
            if outcomes[at] is not None and query.outcome in ("", outcomes[at]):
                yield part, at


def _summed_up(archive: Archive, asked: Iterator[tuple[Part, int]], limit: int) -> list[Found]:
    """Read what is shown of the decisions; those of one part together."""
    taken: list[tuple[Part, int]] = []
    for one in asked:
        taken.append(one)
        if len(taken) >= limit:
            break
    by_part: dict[int, tuple[Part, list[int]]] = {}
    for part, at in taken:
        by_part.setdefault(part.number, (part, []))[1].append(at)
    found = []
    for part, rows in by_part.values():
        said = parts.summaries(archive.folder / part.file, rows)
        found += [
            Found(
                ref=f"{part.number}.{at}", id=told.id, outcome=told.outcome or "",
                headline=told.headline or "", date=told.date or "", at=told.at or part.at,
                run=part.run,
            )
            for at, told in zip(rows, said, strict=True)
            if told.id is not None
        ]  # fmt: skip
    return found
