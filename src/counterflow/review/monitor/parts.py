"""Take decisions into the history: what they rest on is noted, and what was decided is indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import sqlalchemy as sa

from counterflow.core.model.decisions import Decision
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.review.monitor.grounds import Ground
from counterflow.review.monitor.history import History, Line
from counterflow.review.monitor.segments import Segment, standing_of
from counterflow.review.monitor.standing import Noted
from counterflow.review.monitor.tables import PARTS
from counterflow.screening.decisions.coverage_lists import coverage_of_lists

MOST_SEGMENTS = 100
"""Segments from which the history is made anew, as few large ones."""
MOST_ROWS = 1_000_000
"""Transactions of one segment."""


def ground_of(decision: Decision, nexus: frozenset[str] | None) -> Ground:
    """Give what a decision rests on.

    Args:
        decision: The decision.
        nexus: Regimes that bound the user.
    """
    lists = decision.coverage.lists
    return Ground(
        tuple(state.snapshot for state in lists if state.snapshot),
        decision.as_of,
        decision.settings,
        decision.rules,
        decision.engine,
        coverage_of_lists(lists, nexus or frozenset())[0],
    )


def line_of(
    decision: Decision,
    *,
    nexus: frozenset[str] | None,
    parties_of: Callable[[Transaction], Sequence[Party]],
    context: bytes = b"",
) -> Line | None:
    """Give a decision as the history takes it; ``None`` where its transaction is gone.

    Args:
        decision: With its transaction.
        nexus: Regimes that bound the user.
        parties_of: Gives all whose names are compared (``Screener.parties_of``).
        context: What it rested on beside its transaction (JSON).
    """
    if decision.transaction is None:
        return None
    standing = standing_of(decision, nexus)
    return Line(decision.transaction, standing, parties_of(decision.transaction), context)


def note_part(
    connection: sa.Connection, part: str, source: str, *, first: int, count: int, ground: Ground
) -> bool:
    """Note what the decisions of a part rest on; tell whether it was not noted before.

    Args:
        connection: A write transaction of the records.
        part: Name of the part.
        source: Where its decisions are kept: ``decisions``, ``customers``.
        first: Number of the first of them in the source.
        count: How many there are.
        ground: What they rest on.
    """
    if connection.execute(sa.select(PARTS.c.part).where(PARTS.c.part == part)).first():
        return False
    row = {"part": part, "source": source, "first": first, "count": count}
    connection.execute(sa.insert(PARTS).values(ground=ground.key.decode(), **row))
    return True


def catch_up(
    history: History,
    noted: Sequence[Noted],
    lines: Callable[[Noted], Iterable[Line | None]],
    *,
    talk: Callable[[str], None] | None = None,
) -> list[Segment]:
    """Take in every part that is noted and not in the history yet.

    Parts that follow one another and rest on the same ground become one segment.

    Args:
        history: The history. One of more than ``MOST_SEGMENTS`` is made anew, whole.
        noted: What was noted, by source and in order.
        lines: Gives the decisions of a part.
        talk: Told what takes long.

    Returns:
        The segments that were added.
    """
    if len(history.segments) > MOST_SEGMENTS:
        history.forget()
    added = []
    waiting = [one for one in noted if one.first >= history.end(one.source)]
    for group in _groups(waiting):
        if talk:
            count = sum(one.size for one in group)
            talk(f"taking {count:,} {group[0].source} into the history …")
        every = chain.from_iterable(map(lines, group))
        added.append(history.add(group[0].source, every))
    return added


def _groups(noted: Iterable[Noted]) -> Iterator[list[Noted]]:
    group: list[Noted] = []
    for one in noted:
        fits = group and (one.source, one.ground) == (group[0].source, group[0].ground)
        if not fits or sum(held.size for held in group) + one.size > MOST_ROWS:
            if group:
                yield group
            group = []
        group.append(one)
    if group:
        yield group
