"""Read what stands decided by now: what was kept, and every event after it."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from counterflow.core.model import Outcome
from counterflow.review.monitor.grounds import Ground
from counterflow.review.monitor.history import Place
from counterflow.review.monitor.segments import Standing
from counterflow.review.monitor.tables import CUSTOMERS, EVENTS, PARTS, RESCREENS


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
    last = last.group_by(EVENTS.c.part, EVENTS.c.row)
    columns = (EVENTS.c.part, EVENTS.c.row, EVENTS.c.outcome, EVENTS.c.lacks, EVENTS.c.findings)
    return {
        Place(part, row): read_standing(outcome, lacks, findings)
        for part, row, outcome, lacks, findings in connection.execute(
            sa.select(*columns).where(EVENTS.c.id.in_(last))
        )
    }


def events_of(connection: sa.Connection, *states: str) -> frozenset[Place]:
    """Give the transactions of which rescreens in some states wrote an event."""
    of_them = sa.select(RESCREENS.c.id).where(RESCREENS.c.state.in_(states))
    asked = sa.select(EVENTS.c.part, EVENTS.c.row).where(
        EVENTS.c.rescreen.in_(of_them), EVENTS.c.row >= 0
    )
    return frozenset(Place(part, row) for part, row in connection.execute(asked))


def grounds_of(connection: sa.Connection) -> dict[str, Ground]:
    """Give what the decisions of each part rest on by now."""
    decode = msgspec.json.Decoder(Ground).decode
    return {part: decode(ground) for part, ground in connection.execute(
        sa.select(PARTS.c.part, PARTS.c.ground)
    )}  # fmt: skip


def removed_customers(connection: sa.Connection) -> frozenset[Place]:
    """Give the places of customers that are monitored no more."""
    asked = sa.select(CUSTOMERS.c.part, CUSTOMERS.c.row).where(CUSTOMERS.c.removed_at.is_not(None))
    return frozenset(Place(part, row) for part, row in connection.execute(asked))
