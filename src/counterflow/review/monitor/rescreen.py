"""Screen again what a change can touch, write an event for every outcome that changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from counterflow.core.model.decisions import Decision
from counterflow.review.monitor.grounds import Ground, Side
from counterflow.review.monitor.history import History, Place, place_of
from counterflow.review.monitor.segments import Kept, Segment, Standing, standing_of
from counterflow.review.monitor.selecting import Selection, dated_between, select
from counterflow.review.monitor.standing import (
    CUSTOMERS,
    Noted,
    events_of,
    monitored_customers,
    noted_parts,
    overlay,
    written_findings,
)
from counterflow.review.monitor.tables import EVENTS, PARTS, RESCREENS
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records, StoreBusyError

BATCH = 500
"""Transactions that are screened together and written in one transaction of the records."""
RUNNING, FINISHED, OVERTAKEN, SETTLED = "running", "finished", "overtaken", "settled"
"""States of a rescreen. One that was ended and whose lists changed since is *overtaken* until a
later one finishes, which looks again at all that it changed."""
LISTS = -1
"""The row from which, downwards, events tell of many transactions at once: the lists began, or
ceased, to lack something."""


class Changed(NamedTuple):
    """One transaction of which something else stands decided now.

    Attributes:
        place: Where it stands.
        before: The headline before.
        after: The headline now.
        standing: What stands decided now.
        decision: The decision.
    """

    place: Place
    before: str
    after: str
    standing: Standing
    decision: Decision


class Rescreened(msgspec.Struct, frozen=True):
    """What a rescreen did: its coverage statement.

    Attributes:
        id: Its name; empty of a dry run.
        ground: What decisions rest on now.
        why: What changed, and what it was taken to touch.
        parties: Distinct parties of the history.
        transactions: Transactions of the history, customers among them.
        screened: Transactions that were screened again.
        changed: Those of which something else stands decided now.
        headlines: How many went from one headline to another, by both.
        seconds: How long it took.
    """

    id: str
    ground: Ground
    why: tuple[str, ...]
    parties: int
    transactions: int
    screened: int
    changed: int
    headlines: dict[str, int]
    seconds: float = 0.0


@dataclass(frozen=True)
class Doors:
    """What a rescreen needs of others.

    Attributes:
        screen: Screens transactions with what each rested on beside itself; ``None`` screens them
            by what they say alone.
        tell: Told of the changed decisions of each batch before their events are written, with the
            name of the rescreen and the number of the batch's first transaction: to keep them and
            to open alerts. Telling of the same twice must change nothing.
        progress: Told how many of how many transactions are done.
        talk: Told what takes long.
        since: Ids of versions: what changed since them is looked at too.
        said: What else the coverage statement says.
    """

    screen: Callable[[Sequence[Kept]], list[Decision]] | None = None
    tell: Callable[[Sequence[Changed], str, int], None] | None = None
    progress: Callable[[int, int], None] | None = None
    talk: Callable[[str], None] | None = None
    since: Sequence[str] = ()
    said: Sequence[str] = ()


def rescreen(
    records: Records,
    history: History,
    side: Side,
    *,
    threshold: float,
    actor: str,
    doors: Doors | None = None,
    at: dt.datetime | None = None,
) -> Rescreened:
    """Bring what stands decided up to date with the lists and rules of now.

    It may be ended at any moment and asked again: what was written is not written twice, and what
    an ended one had changed is looked at again where the lists changed since.

    Args:
        records: The records, open for writing.
        history: All that was decided.
        side: What decisions rest on now.
        threshold: Score from which a party is a match.
        actor: Who has it done.
        doors: What it needs of others.
        at: When; now if ``None``.

    Returns:
        The coverage statement, as it is kept.

    Raises:
        StoreError: the records cannot be written; what was written before stays.
        StoreBusyError: another rescreen goes on at the same time.
    """
    began = at or dt.datetime.now(tz=dt.UTC)
    doors = doors or Doors()
    with records.reading() as connection:
        grounds = by_ground(history, noted_parts(connection))
        asked = [*grounds, *_since(grounds, doors.since)]
        unfinished = events_of(connection, RUNNING, OVERTAKEN)
    chosen = select(history, asked, side, threshold=threshold, progress=doors.talk)
    chosen.why.extend(doors.said)
    due = _in_order(history, chosen, unfinished)
    with records.writing() as connection:
        name, done = _begin(connection, side.ground, len(due), actor, began)
    with records.reading() as connection:
        known = overlay(connection)
        customers = monitored_customers(connection)
    lacking = {
        segment.about.first: ground.lacking for ground, segments in grounds for segment in segments
    }
    work = _Work(records, side, doors, name, actor, known, customers, lacking)
    work.go(due, done)
    return work.end(history, chosen, grounds, due, began)


def look(
    records: Records,
    history: History,
    side: Side,
    *,
    threshold: float,
    doors: Doors | None = None,
    between: tuple[dt.date, dt.date] | None = None,
) -> tuple[Rescreened, list[Changed]]:
    """Say what a rescreen would change, and change nothing.

    Args:
        records: The records.
        history: All that was decided.
        side: What it would rest on.
        threshold: Score from which a party is a match.
        doors: What it needs of others; nobody is told of changed decisions.
        between: Look back: every transaction of a day between two, these among them, is screened,
            whatever changed. ``None`` looks at what a change since the last screening touches.

    Returns:
        What it would say, its ``id`` empty; and everything that would change, in order.
    """
    began = dt.datetime.now(tz=dt.UTC)
    doors = doors or Doors()
    with records.reading() as connection:
        grounds = by_ground(history, noted_parts(connection))
        known, customers = overlay(connection), monitored_customers(connection)
    if between is None:
        chosen = select(history, grounds, side, threshold=threshold, progress=doors.talk)
    else:
        chosen = dated_between(history, *between)
    due = _in_order(history, chosen, frozenset())
    lacking = {
        segment.about.first: ground.lacking for ground, segments in grounds for segment in segments
    }
    work = _Work(records, side, doors, "", "", known, customers, lacking)
    changed = list(work.changed(due))
    counts = Counter(f"{one.before} → {one.after}" for one in changed)
    seconds = (dt.datetime.now(tz=dt.UTC) - began).total_seconds()
    told = Rescreened(
        "", side.ground, tuple(chosen.why), history.parties, history.live, len(due),
        len(changed), dict(sorted(counts.items())), round(seconds, 3),
    )  # fmt: skip
    return told, changed


class _Due:
    """The transactions that are due, in one order: segment by segment, row by row."""

    def __init__(self, rows: Sequence[tuple[Segment, NDArray[np.int64]]]) -> None:
        self._rows = rows
        self._ends = np.cumsum([len(found) for _, found in rows], dtype=np.int64)

    def __len__(self) -> int:
        return int(self._ends[-1]) if len(self._ends) else 0

    def some(self, first: int, last: int) -> Iterator[tuple[Segment, list[int]]]:
        """Give those from one place on to before another, by segments."""
        for (segment, rows), end in zip(self._rows, self._ends.tolist(), strict=True):
            begin = end - len(rows)
            if begin < last and end > first:
                yield segment, rows[max(first - begin, 0) : last - begin].tolist()


@dataclass
class _Work:
    """One rescreen at work."""

    records: Records
    side: Side
    doors: Doors
    name: str
    actor: str
    known: Mapping[Place, Standing]
    customers: frozenset[int]
    lacking: Mapping[int, Sequence[str]]

    def go(self, due: _Due, done: int) -> None:
        """Screen what is due from a place on."""
        while done < len(due):
            last = min(done + BATCH, len(due))
            changed = [
                one
                for segment, rows in due.some(done, last)
                for one in self._changed(segment, rows)
            ]
            # Told first: whoever is ended in between tells it again, and the same twice changes
            # nothing; an event without its alert would stay without one.
            if self.doors.tell and changed:
                self.doors.tell(changed, self.name, done)
            with self.records.writing() as connection:
                self._write(connection, changed, done, last)
            done = last
            if self.doors.progress:
                self.doors.progress(done, len(due))

    def changed(self, due: _Due) -> Iterator[Changed]:
        """Screen all that is due and give what changed; nothing is written."""
        for first in range(0, len(due), BATCH):
            last = min(first + BATCH, len(due))
            for segment, rows in due.some(first, last):
                yield from self._changed(segment, rows)
            if self.doors.progress:
                self.doors.progress(last, len(due))

    def _changed(self, segment: Segment, rows: Sequence[int]) -> Iterator[Changed]:
        """Screen some transactions again and give those of which something else is decided."""
        kept = [
            row
            for row in rows
            if segment.about.source != CUSTOMERS or segment.about.origin + row in self.customers
        ]
        screener = self.side.screener()
        decided = screened(self.side, self.doors, segment, kept)
        for row, decision in zip(kept, decided, strict=True):
            place = place_of(segment, row)
            was = self.known.get(place) or segment.standing(row)
            now = standing_of(decision, screener.nexus)
            if was != now:
                before = was.headline(self.lacking[segment.about.first])
                yield Changed(place, before, decision.headline, now, decision)

    def _write(
        self, connection: sa.Connection, changed: Sequence[Changed], done: int, now: int
    ) -> None:
        """Keep the events of one batch, its entry in the log, and how far it came, or nothing."""
        moved = connection.execute(
            sa.update(RESCREENS)
            .where(RESCREENS.c.id == self.name, RESCREENS.c.done == done)
            .where(RESCREENS.c.state == RUNNING)
            .values(done=now, events=RESCREENS.c.events + len(changed))
        )
        if moved.rowcount != 1:
            raise StoreBusyError(
                "another process goes on with the same rescreen",
                where=self.name,
                why="nothing of this batch was kept",
                remedy="let the other one end",
            )
        if not changed:
            return
        said = dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds")
        rows = [event_of(self.name, one, said) for one in changed]
        connection.execute(sa.insert(EVENTS), rows)
        digest = hashlib.sha256(msgspec.json.encode(rows)).hexdigest()
        facts = {"rescreen": self.name, "events": len(rows), "first": done, "sha256": digest}
        append(connection, "rescreen.events", facts, actor=self.actor)

    def end(
        self,
        history: History,
        chosen: Selection,
        grounds: Sequence[tuple[Ground, Sequence[Segment]]],
        due: _Due,
        began: dt.datetime,
    ) -> Rescreened:
        """Say that everything is up to date, and of what it was told."""
        ground = self.side.ground
        now = dt.datetime.now(tz=dt.UTC)
        with self.records.writing() as connection:
            for before, segments in grounds:
                if bool(before.lacking) != bool(ground.lacking):
                    told_of = [_of_lists(self.name, one, ground) for one in segments]
                    connection.execute(sa.insert(EVENTS), told_of)
            # Not of parts that were noted since: what they rest on was not compared.
            for source in {segment.about.source for segment in history.segments}:
                connection.execute(
                    sa.update(PARTS)
                    .where(PARTS.c.source == source, PARTS.c.first < history.end(source))
                    .values(ground=ground.key.decode())
                )
            connection.execute(
                sa.update(RESCREENS).where(RESCREENS.c.state == OVERTAKEN).values(state=SETTLED)
            )
            counts = _headlines(connection, self.name)
            told = Rescreened(
                self.name, ground, tuple(chosen.why), history.parties, history.live,
                len(due), sum(counts.values()), counts, round((now - began).total_seconds(), 3),
            )  # fmt: skip
            connection.execute(
                sa.update(RESCREENS)
                .where(RESCREENS.c.id == self.name)
                .values(
                    state=FINISHED,
                    finished_at=now.isoformat(timespec="seconds"),
                    statement=msgspec.json.encode(told).decode(),
                )
            )
            facts = {"rescreen": self.name, "screened": len(due), "changed": told.changed}
            facts |= {"snapshots": list(ground.snapshots), "as_of": ground.as_of}
            append(connection, "rescreen.finished", facts, actor=self.actor)
        return told


def screened(side: Side, doors: Doors, segment: Segment, rows: Sequence[int]) -> Sequence[Decision]:
    """Screen some transactions of a segment by what decisions rest on now."""
    if not rows:
        return []
    kept = list(segment.transactions(rows))
    if doors.screen is not None:
        return doors.screen(kept)
    return side.screener().screen([one.transaction for one in kept])


def event_of(rescreened: str, one: Changed, at: str) -> dict[str, object]:
    """Give the row of an event."""
    return {
        "rescreen": rescreened,
        "source": one.place.source,
        "row": one.place.row,
        "subject": one.decision.id,
        "before": one.before,
        "after": one.after,
        "outcome": str(one.standing.outcome),
        "lacks": one.standing.lacks,
        "findings": written_findings(one.standing),
        "decision": msgspec.json.encode(one.decision).decode(),
        "at": at,
    }


def _of_lists(rescreened: str, segment: Segment, ground: Ground) -> dict[str, object]:
    """Give the event that a whole part's headlines changed with the state of the lists."""
    said = "; ".join(ground.lacking) or "the lists lack nothing any more"
    return {
        "rescreen": rescreened,
        "source": segment.about.source,
        "row": LISTS - segment.about.first,
        "subject": f"all {segment.about.transactions:,} {segment.about.source} from number "
        f"{segment.about.origin + 1:,} on",
        "before": "lists were whole" if ground.lacking else "lists lacked something",
        "after": said,
        "outcome": "",
        "lacks": bool(ground.lacking),
        "findings": "",
        "decision": "",
        "at": dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
    }


def _since(
    grounds: Sequence[tuple[Ground, Sequence[Segment]]], versions: Sequence[str]
) -> list[tuple[Ground, Sequence[Segment]]]:
    """Give the grounds as if some versions of lists had been used."""
    of_list = {one.partition("@")[0]: one for one in versions}
    earlier = []
    for ground, segments in grounds if versions else ():
        used = tuple(of_list.get(one.partition("@")[0], one) for one in ground.snapshots)
        earlier.append((msgspec.structs.replace(ground, snapshots=used), segments))
    return earlier


def by_ground(history: History, noted: Sequence[Noted]) -> list[tuple[Ground, Sequence[Segment]]]:
    """Give the segments of the history by what their decisions rest on.

    Args:
        history: The history; the decisions of each of its segments rest on one ground.
        noted: What was noted of parts.
    """
    groups: dict[bytes, tuple[Ground, list[Segment]]] = {}
    for segment in history.segments:
        source, origin = segment.about.source, segment.about.origin
        ground = next(
            one.ground
            for one in noted
            if one.source == source and one.first <= origin < one.first + one.size
        )
        groups.setdefault(ground.key, (ground, []))[1].append(segment)
    return list(groups.values())


def _in_order(history: History, chosen: Selection, unfinished: frozenset[Place]) -> _Due:
    """Give what is due in one order: what was chosen, and what an ended rescreen had changed."""
    chosen_of: dict[int, list[NDArray[np.int64]]] = {}
    for segment, some in chosen.rows:
        chosen_of.setdefault(segment.about.first, []).append(some)
    due = []
    for segment in history.segments:
        about = segment.about
        again = [
            place.row - about.origin
            for place in unfinished
            if place.source == about.source and 0 <= place.row - about.origin < about.transactions
        ]
        found = [*chosen_of.get(about.first, ()), np.array(again, np.int64)]
        rows = np.intersect1d(np.concatenate(found), segment.live)
        if len(rows):
            due.append((segment, rows))
    return _Due(due)


def _begin(
    connection: sa.Connection, ground: Ground, due: int, actor: str, at: dt.datetime
) -> tuple[str, int]:
    """Go on with the rescreen of the same ground that was ended, or begin one; where it stands."""
    running = connection.execute(sa.select(RESCREENS).where(RESCREENS.c.state == RUNNING)).all()
    for one in running:
        if one.ground.encode() == ground.key and one.due == due:
            return one.id, one.done
    # Its events stand. What they changed is among what is due now.
    connection.execute(
        sa.update(RESCREENS).where(RESCREENS.c.state == RUNNING).values(state=OVERTAKEN)
    )
    name = f"{at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:6]}"
    connection.execute(
        sa.insert(RESCREENS).values(
            id=name, ground=ground.key.decode(), state=RUNNING, due=due, done=0, events=0,
            started_at=at.isoformat(timespec="seconds"),
        )
    )  # fmt: skip
    facts = {"rescreen": name, "due": due, "snapshots": list(ground.snapshots)}
    append(connection, "rescreen.begun", facts, actor=actor)
    return name, 0


def _headlines(connection: sa.Connection, name: str) -> dict[str, int]:
    asked = (
        sa.select(EVENTS.c.before, EVENTS.c.after, sa.func.count())
        .where(EVENTS.c.rescreen == name, EVENTS.c.row > LISTS)
        .group_by(EVENTS.c.before, EVENTS.c.after)
        .order_by(EVENTS.c.before, EVENTS.c.after)
    )
    return {f"{before} → {after}": count for before, after, count in connection.execute(asked)}
