"""Read what stands decided by now: what was kept, and every event after it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from counterflow.core.model.outcomes import Outcome
from counterflow.review.monitor.grounds import Ground
from counterflow.review.monitor.history import Place
from counterflow.review.monitor.segments import Standing
from counterflow.review.monitor.tables import CUSTOMERS as TABLE
from counterflow.review.monitor.tables import EVENTS, PARTS, RESCREENS

DECISIONS, CUSTOMERS = "decisions", "customers"
"""Where what is monitored is kept: in the archive of decisions, and in the table of customers."""


def written_findings(standing: Standing) -> str:
    """Write the digest of findings as text.

    Example:
        >>> written_findings(Standing(Outcome.HOLD, False, (1, 2)))
        '00000000000000010000000000000002'
    """
    return "".join(f"{part:016x}" for part in standing.findings)


def read_standing(outcome: str, lacks: bool, findings: str) -> Standing:  # noqa: FBT001 - a column
    """Read what stands decided from the columns of a row.

    Example:
        >>> read_standing("hold", False, "00000000000000010000000000000002").findings
        (1, 2)
    """
    return Standing(Outcome(outcome), bool(lacks), (int(findings[:16], 16), int(findings[16:], 16)))


def overlay(connection: sa.Connection) -> dict[Place, Standing]:
    """Give what the last event of each transaction says; the others stand as they were kept."""
    last = sa.select(sa.func.max(EVENTS.c.id)).where(EVENTS.c.row >= 0)
    last = last.group_by(EVENTS.c.source, EVENTS.c.row)
    columns = (EVENTS.c.source, EVENTS.c.row, EVENTS.c.outcome, EVENTS.c.lacks, EVENTS.c.findings)
    return {
        Place(source, row): read_standing(outcome, lacks, findings)
        for source, row, outcome, lacks, findings in connection.execute(
            sa.select(*columns).where(EVENTS.c.id.in_(last))
        )
    }


def events_of(connection: sa.Connection, *states: str) -> frozenset[Place]:
    """Give the transactions of which rescreens in some states wrote an event."""
    of_them = sa.select(RESCREENS.c.id).where(RESCREENS.c.state.in_(states))
    asked = sa.select(EVENTS.c.source, EVENTS.c.row).where(
        EVENTS.c.rescreen.in_(of_them), EVENTS.c.row >= 0
    )
    return frozenset(Place(source, row) for source, row in connection.execute(asked))


class Noted(NamedTuple):
    """Some decisions of one source that follow one another.

    Attributes:
        part: Name of the part.
        source: ``decisions`` or ``customers``.
        first: Number of the first in its source.
        size: How many.
        ground: What they rest on by now.
    """

    part: str
    source: str
    first: int
    size: int
    ground: Ground


def noted_parts(connection: sa.Connection) -> list[Noted]:
    """Give all parts that were noted, by source and in order."""
    decode = msgspec.json.Decoder(Ground).decode
    columns = (PARTS.c.part, PARTS.c.source, PARTS.c.first, PARTS.c.count, PARTS.c.ground)
    asked = sa.select(*columns).order_by(PARTS.c.source, PARTS.c.first)
    return [Noted(*row[:4], decode(row[4])) for row in connection.execute(asked)]


def monitored_customers(connection: sa.Connection) -> frozenset[int]:
    """Give the rows of the customers that are monitored: neither removed nor replaced since."""
    asked = sa.select(TABLE.c.row).where(TABLE.c.removed_at.is_(None))
    return frozenset(connection.scalars(asked))
