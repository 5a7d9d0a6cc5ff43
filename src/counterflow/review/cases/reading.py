"""Read cases from the records: one whole, or many in the order in which they press."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import CaseError
from counterflow.review.cases.case import (
    Alert,
    Attachment,
    Case,
    CaseFile,
    Event,
    KeptAnswer,
    Signed,
)
from counterflow.review.cases.states import CaseState
from counterflow.review.cases.tables import (
    ALERTS,
    ANSWERS,
    ATTACHMENTS,
    CASES,
    DISPOSITIONS,
    EVENTS,
    VERDICTS,
)


def in_utc(at: dt.datetime | None) -> str:
    """Write a time as the records hold it: ISO 8601 in UTC, to the millisecond.

    Example:
        >>> in_utc(dt.datetime(2026, 11, 22, 6, tzinfo=dt.UTC))
        '2026-11-22T06:00:00.000+00:00'
    """
    now = at or dt.datetime.now(tz=dt.UTC)
    return now.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def find_case(connection: sa.Connection, case: str) -> Case:
    """Give one case.

    Args:
        connection: A transaction of the records.
        case: Its id, or the id of its transaction or customer where only one case has it.

    Raises:
        CaseError: there is none, or several are meant.
    """
    asked = sa.select(CASES).where(sa.or_(CASES.c.id == case, CASES.c.subject == case))
    found = connection.execute(asked.order_by(CASES.c.id)).all()
    if len(found) == 1:
        return _case(found[0])
    named = [row.id for row in found]
    if case in named:
        return _case(found[named.index(case)])
    raise CaseError(
        f"several cases are of {case!r}: {', '.join(named)}" if named else f"no case {case!r}",
        remedy="name one by its id; counterflow cases ls shows them",
    )


def read_case(connection: sa.Connection, case: str) -> CaseFile:
    """Give one case with everything that is on it; see ``find_case``."""
    found = find_case(connection, case)
    decided: dict[str, list[Signed]] = {}
    of_alerts = DISPOSITIONS.c.alert_id.in_(sa.select(ALERTS.c.id).where(_on(ALERTS, found)))
    for row in connection.execute(
        sa.select(DISPOSITIONS).where(of_alerts).order_by(DISPOSITIONS.c.at, DISPOSITIONS.c.id)
    ):
        decided.setdefault(row.alert_id, []).append(_signed(row, row.alert_id, row.disposition))
    alerts = [
        msgspec.structs.replace(_as(Alert, row), decided=tuple(decided.get(row.id, ())))
        for row in connection.execute(sa.select(ALERTS).where(_on(ALERTS, found)))
    ]
    alerts.sort(key=lambda one: (-one.outcome.strength, _number(one.id)))
    verdicts = connection.execute(
        sa.select(VERDICTS).where(_on(VERDICTS, found)).order_by(VERDICTS.c.at, VERDICTS.c.id)
    )
    return CaseFile(
        case=found,
        alerts=tuple(alerts),
        verdicts=tuple(_signed(row, row.case_id, row.verdict) for row in verdicts),
        events=events_of(connection, found.id),
        answers=tuple(_as(KeptAnswer, row) for row in _all_of(connection, ANSWERS, found)),
        attachments=tuple(_as(Attachment, row) for row in _all_of(connection, ATTACHMENTS, found)),
    )


def events_of(connection: sa.Connection, case: str, after: int = 0) -> tuple[Event, ...]:
    """Give what happened to a case, the oldest first.

    Args:
        connection: A transaction of the records.
        case: Its id.
        after: The version after which to begin.
    """
    asked = sa.select(EVENTS).where(EVENTS.c.case_id == case, EVENTS.c.version > after)
    return tuple(
        Event(
            version=row.version, act=row.act, actor=row.actor, at=row.at, words=row.words,
            facts=msgspec.json.decode(row.facts or "{}"),
        )
        for row in connection.execute(asked.order_by(EVENTS.c.version))
    )  # fmt: skip


def list_cases(
    connection: sa.Connection,
    *,
    states: Iterable[CaseState] = (),
    assignee: str = "",
    role: str = "",
    kind: str = "",
) -> list[Case]:
    """Give cases in the order in which they press.

    Args:
        connection: A transaction of the records.
        states: Only these; all where empty.
        assignee: Only those of this person; ``-`` for those of nobody.
        role: Only those escalated to this role.
        kind: Only cases of transactions, or of customers.

    Returns:
        Those that are not decided first; of them the strongest outcome, then what was escalated,
        then what is due first.
    """
    asked = sa.select(CASES)
    if wanted := [state.value for state in states]:
        asked = asked.where(CASES.c.state.in_(wanted))
    if assignee:
        asked = asked.where(CASES.c.assignee == ("" if assignee == "-" else assignee))
    if role:
        asked = asked.where(CASES.c.role == role)
    if kind:
        asked = asked.where(CASES.c.kind == kind)
    return sorted((_as(Case, row) for row in connection.execute(asked)), key=presses)


def presses(case: Case) -> tuple[bool, int, bool, str, str]:
    """Give what cases are put in order by; see ``list_cases``."""
    return (
        case.state is CaseState.DECIDED, -case.outcome.strength, not case.role, case.due_at,
        case.id,
    )  # fmt: skip


def _on(table: sa.Table, case: Case) -> sa.ColumnElement[bool]:
    return table.c.case_id == case.id


def _all_of(connection: sa.Connection, table: sa.Table, case: Case) -> sa.CursorResult[Any]:
    return connection.execute(sa.select(table).where(_on(table, case)).order_by(table.c.version))


def _signed(row: sa.Row[Any], of: str, says: str) -> Signed:
    fields = row._asdict()
    return msgspec.convert(
        {name: fields[name] for name in Signed.__struct_fields__ if name in fields}
        | {"of": of, "says": says},
        Signed,
    )


def _case(row: sa.Row[Any]) -> Case:
    found: Case = _as(Case, row)
    return found


def _as(kind: type[Any], row: sa.Row[Any]) -> Any:
    fields = row._asdict()
    known = {name: fields[name] for name in kind.__struct_fields__ if name in fields}
    return msgspec.convert(known, kind)


def _number(alert: str) -> int:
    return int(alert.rpartition(".")[2])
