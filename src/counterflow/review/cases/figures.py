"""Give managers the figures of review: volumes, match rate, ages, clock, backlog, overrides."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.review.cases.case import Case
from counterflow.review.cases.goodguys import list_entries
from counterflow.review.cases.reading import in_utc, list_cases
from counterflow.review.cases.states import CaseState, Settling
from counterflow.review.cases.tables import ALERTS, DISPOSITIONS, LEVELS, VERDICTS

_HOUR = 3600.0


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """How old cases are, in hours to one digit; nothing where there are none."""

    cases: int
    median_hours: float | None = None
    oldest_hours: float | None = None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures at one moment; all of them come from the records.

    Attributes:
        at: The moment.
        cases: Cases by state.
        opened: Cases by the outcome of their alerts.
        alerts: Alerts by kind of finding.
        dispositions: Alerts by what stands decided of them.
        match_rate: Share of the alerts of parties, decided as same or not the same, that were the
            same; nothing where none was.
        verdicts: Cases released and refused.
        backlog: Cases not decided, by outcome.
        waiting: What waits for a second person: dispositions, verdicts, good-guy entries.
        ages: How old the cases not decided are.
        overdue: Cases not decided that should have been.
        decided_in_time: Share of decided cases that were decided before they were due; nothing
            where none was.
        hours_to_decide: Median hours from the first alert to the decision, of decided cases.
        escalated: Cases not decided that were escalated.
        good_guys: Entries by where they stand, and matches that they set aside.
        overrides: Changes by which two persons asked for less than before, and rejections.
    """

    at: str
    cases: dict[str, int]
    opened: dict[str, int]
    alerts: dict[str, int]
    dispositions: dict[str, int]
    match_rate: float | None
    verdicts: dict[str, int]
    backlog: dict[str, int]
    waiting: dict[str, int]
    ages: Ages
    overdue: int
    decided_in_time: float | None
    hours_to_decide: float | None
    escalated: int
    good_guys: dict[str, int]
    overrides: dict[str, int]


def figures(connection: sa.Connection, at: dt.datetime | None = None) -> Figures:
    """Count the figures of review.

    Args:
        connection: A transaction of the records.
        at: The moment that ages are measured to; now if ``None``.

    Returns:
        The same figures for the same records and moment.
    """
    moment = at or dt.datetime.now(tz=dt.UTC)
    now = in_utc(moment)
    cases = list_cases(connection)
    left = [one for one in cases if one.state is not CaseState.DECIDED]
    decided = [one for one in cases if one.state is CaseState.DECIDED]
    said = _counted(connection, ALERTS.c.disposition, ALERTS.c.kind == "party")
    same, other = said.get("same", 0), said.get("not the same", 0)
    entries = list_entries(connection)
    stands = Counter(one.stands(moment.date()) for one in entries)
    verdict = VERDICTS.c.state == Settling.STANDING.value
    waits = Settling.WAITING.value
    return Figures(
        at=now,
        cases=_sorted(Counter(one.state.value for one in cases)),
        opened=_sorted(Counter(one.outcome.value for one in cases)),
        alerts=_counted(connection, ALERTS.c.kind),
        dispositions=_counted(connection, ALERTS.c.disposition, ALERTS.c.disposition != ""),
        match_rate=_share(same, same + other),
        verdicts=_counted(connection, VERDICTS.c.verdict, verdict),
        backlog=_sorted(Counter(one.outcome.value for one in left)),
        waiting={
            "dispositions": _count(connection, DISPOSITIONS, DISPOSITIONS.c.state == waits),
            "verdicts": _count(connection, VERDICTS, VERDICTS.c.state == waits),
            "good_guys": stands[waits],
        },
        ages=_ages(left, now),
        overdue=sum(one.due_at < now for one in left),
        decided_in_time=_share(sum(c.closed_at <= c.due_at for c in decided), len(decided)),
        hours_to_decide=_median(_hours(one.opened_at, one.closed_at) for one in decided),
        escalated=sum(bool(one.role) for one in left),
        good_guys={**_sorted(stands), "set_aside": sum(one.uses for one in entries)},
        overrides={
            "levels_lowered": _count(connection, LEVELS, LEVELS.c.needed == 0),
            "rejected": sum(
                _count(connection, table, table.c.state == Settling.REJECTED.value)
                for table in (DISPOSITIONS, VERDICTS)
            ),
        },
    )


def _ages(cases: Sequence[Case], now: str) -> Ages:
    hours = [_hours(one.opened_at, now) for one in cases]
    return Ages(
        cases=len(hours), median_hours=_median(hours), oldest_hours=max(hours, default=None)
    )


def _hours(begins: str, ends: str) -> float:
    seconds = (dt.datetime.fromisoformat(ends) - dt.datetime.fromisoformat(begins)).total_seconds()
    return round(seconds / _HOUR, 1)


def _median(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(median(found), 1) if found else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _counted(
    connection: sa.Connection, column: sa.Column[Any], *only: sa.ColumnElement[bool]
) -> dict[str, int]:
    asked = sa.select(column, sa.func.count()).where(*only).group_by(column)
    return {str(word): int(count) for word, count in sorted(map(tuple, connection.execute(asked)))}


def _count(connection: sa.Connection, table: sa.Table, only: sa.ColumnElement[bool]) -> int:
    asked = sa.select(sa.func.count()).select_from(table).where(only)
    return int(connection.execute(asked).scalar() or 0)


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
