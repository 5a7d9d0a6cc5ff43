"""Change a case once: the version that was seen, the step, the event and the entry of the log.

Every change names the version that its author saw. Where the case has moved on, nothing is written
and the author is told who changed what.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import CaseRaceError
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.review.cases.case import CaseFile
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import events_of, in_utc, read_case
from counterflow.review.cases.states import Act, CaseState, check_act, check_step, state_of
from counterflow.review.cases.tables import CASES, EVENTS
from counterflow.storage.access.people import require
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records


@dataclass
class Change:
    """One change of one case, being made.

    Attributes:
        connection: The transaction.
        file: The case as it stood before.
        act: What is done.
        actor: Who does it, as the log names them.
        at: When, as the records write it.
        words: What they say.
        facts: What there is to know of it, for the event and the log.
        values: Columns of the case that change beside state and version.
    """

    connection: sa.Connection
    file: CaseFile
    act: Act
    actor: str
    at: str
    words: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """Give the version that the change makes."""
        return self.file.case.version + 1


@contextlib.contextmanager
def change_case(
    records: Records,
    case: str,
    act: Act,
    *,
    actor: str,
    role: str,
    seen: int | None = None,
    words: str = "",
    at: dt.datetime | None = None,
) -> Iterator[Change]:
    """Hold one change of one case; what the block does is kept with its event and entry, or not.

    Args:
        records: The records.
        case: Id of the case, or of its transaction or customer.
        act: What is done.
        actor: Who does it.
        role: What role that takes.
        seen: The version that they saw; ``None`` where they saw it in this very call.
        words: What they say.
        at: When; now if ``None``.

    Yields:
        The change; the block writes alerts, dispositions and verdicts, and adds facts and values.

    Raises:
        AccessError: they lack the role.
        CaseError: no such case, or it does not take the act as it stands.
        CaseRaceError: the case was changed since they saw it.
    """
    with records.writing() as connection:
        person = require(connection, actor, role)
        file = read_case(connection, case)
        check_seen(connection, file, seen)
        check_act(file.case.state, act, file.case.id)
        change = Change(connection, file, act, person.name, in_utc(at), words)
        yield change
        finish(change, at)


def check_seen(connection: sa.Connection, file: CaseFile, seen: int | None) -> None:
    """Refuse a change that rests on an older version of a case.

    Raises:
        CaseRaceError: who changed what since then.
    """
    if seen is None or seen == file.case.version:
        return
    since = [event.told for event in events_of(connection, file.case.id, after=seen)]
    told = "; ".join(since) or f"it is at version {file.case.version}"
    raise CaseRaceError(
        f"the case was changed since version {seen}: {told}",
        where=file.case.id,
        why="nothing was overwritten",
        remedy=f"look at it again (counterflow cases show {file.case.id}), then decide",
    )


def finish(change: Change, at: dt.datetime | None) -> None:
    """Settle the state after a change; write the case, its event and the entry of the log."""
    connection, before = change.connection, change.file.case
    after = read_case(connection, before.id)
    verdict = after.verdict
    state = state_of(
        [alert.state for alert in after.alerts],
        verdict.state if verdict is not None else None,
        was_decided=bool(before.reopened_at or before.closed_at),
    )
    check_step(before.state, change.act, state, before.id)
    outcome = strongest([alert.outcome for alert in after.alerts])
    values = {**change.values, **_clock(change, state, outcome)}
    written = connection.execute(
        sa.update(CASES)
        .where(CASES.c.id == before.id, CASES.c.version == before.version)
        .values(state=state.value, outcome=outcome.value, version=change.version, **values)
    )
    if written.rowcount != 1:
        check_seen(connection, read_case(connection, before.id), before.version)
    facts = {"case": before.id, "version": change.version, "state": state.value, **change.facts}
    connection.execute(
        sa.insert(EVENTS).values(
            case_id=before.id, version=change.version, act=change.act.value, actor=change.actor,
            at=change.at, words=change.words, facts=msgspec.json.encode(change.facts).decode(),
        )
    )  # fmt: skip
    if change.words:
        facts["words"] = change.words
    append(connection, f"case.{change.act.value}", facts, actor=change.actor, at=at)


def _clock(change: Change, state: CaseState, outcome: Outcome) -> dict[str, str]:
    """Settle when the case is due, when it was closed, and when it was reopened."""
    before = change.file.case
    if state is CaseState.DECIDED:
        return {} if before.state is CaseState.DECIDED else {"closed_at": change.at, "role": ""}
    if before.state is CaseState.DECIDED:
        return {
            "closed_at": "", "reopened_at": change.at, "due_at": due_at(change.at, outcome),
        }  # fmt: skip
    if outcome.strength > before.outcome.strength:
        return {"due_at": min(before.due_at, due_at(change.at, outcome))}
    return {}


def due_at(begins: str, outcome: Outcome) -> str:
    """Settle when a case should be decided.

    Args:
        begins: When its clock began, as the records write it.
        outcome: The strongest of its alerts.

    Example:
        >>> due_at("2026-11-22T06:00:00.000+00:00", Outcome.STOP)
        '2026-11-22T10:00:00.000+00:00'
    """
    hours = load_review_policy().hours[outcome]
    return in_utc(dt.datetime.fromisoformat(begins) + dt.timedelta(hours=hours))
