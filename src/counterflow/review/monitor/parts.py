"""Take decisions into the history: what they rest on is noted, and what was decided is indexed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa

from counterflow.core.model import Decision, Party, Transaction
from counterflow.review.monitor.grounds import Ground
from counterflow.review.monitor.history import History, Line
from counterflow.review.monitor.segments import Segment, standing_of
from counterflow.review.monitor.tables import PARTS
from counterflow.screening.decisions.coverage_lists import coverage_of_lists


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


def lines_of(
    decisions: Iterable[Decision],
    *,
    nexus: frozenset[str] | None,
    parties_of: Callable[[Transaction], Sequence[Party]],
) -> Iterator[Line]:
    """Give decisions as the history takes them.

    Args:
        decisions: With their transactions.
        nexus: Regimes that bound the user.
        parties_of: Gives all whose names are compared (``Screener.parties_of``).
    """
    for decision in decisions:
        if decision.transaction is not None:
            standing = standing_of(decision, nexus)
            yield Line(decision.transaction, standing, parties_of(decision.transaction))


def note_part(
    connection: sa.Connection, part: str, source: str, ground: Ground, count: int
) -> bool:
    """Note what the decisions of a part rest on; tell whether it was not noted before.

    Args:
        connection: A write transaction of the records.
        part: Name of the part.
        source: Where its decisions are kept: ``decisions``, ``customers``.
        ground: What they rest on.
        count: How many there are.
    """
    if connection.execute(sa.select(PARTS.c.part).where(PARTS.c.part == part)).first():
        return False
    connection.execute(
        sa.insert(PARTS).values(part=part, source=source, ground=ground.key.decode(), count=count)
    )
    return True


def catch_up(
    history: History, noted: Iterable[str], lines: Callable[[str], Iterable[Line]]
) -> list[Segment]:
    """Take in every part that is noted and not in the history yet.

    Args:
        history: The history.
        noted: Names of the parts, in the order in which they were noted.
        lines: Gives the decisions of a part.

    Returns:
        The segments that were added.
    """
    held = history.parts
    return [history.add(part, lines(part)) for part in noted if part not in held]
