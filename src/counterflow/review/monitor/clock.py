"""The clock of designation day: how long a new version of a list has waited for the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from counterflow.core.facts import load_facts
from counterflow.core.model.snapshots import Snapshot
from counterflow.review.monitor.standing import noted_parts
from counterflow.review.monitor.tables import RESCREENS


class Hours(NamedTuple):
    """Within how many hours the history must be up to date.

    Attributes:
        usual: From a version's entry into the store on.
        of_list: For lists that have their own.
        every: At least once in so many hours.
    """

    usual: float
    of_list: Mapping[str, float]
    every: float

    def of(self, name: str) -> float:
        """Give the hours of a list."""
        return self.of_list.get(name, self.usual)


class Late(NamedTuple):
    """What waits longer than it may.

    Attributes:
        list: The list; empty where the history was not asked at all for too long.
        snapshot: The version that waits.
        since: Since when, ISO 8601.
        hours: How long it may wait.
        waiting: Transactions and customers that were not asked about it.
    """

    list: str
    snapshot: str
    since: str
    hours: float
    waiting: int


def load_hours() -> Hours:
    """Give the hours of the package.

    Example:
        >>> load_hours().of("un_sc")
        24.0
    """
    facts = load_facts("policies/rescreening.yaml")
    of_list = {name: float(hours) for name, hours in facts["lists"].items()}
    return Hours(float(facts["hours"]), of_list, float(facts["at_least_every_hours"]))


def late(
    connection: sa.Connection,
    versions: Iterable[Snapshot],
    *,
    now: dt.datetime,
    hours: Hours | None = None,
) -> list[Late]:
    """Settle what waits longer for the history than it may.

    Args:
        connection: A transaction of the records.
        versions: The versions of lists in use.
        now: The moment, with its zone.
        hours: How long each may wait; the package's if ``None``.

    Returns:
        Every version that does, in the order given, then that the history was not asked for too
        long; nothing where nothing is monitored.

    Basis:
        REQUIREMENTS.md, R5; ``data/policies/rescreening.yaml``.
    """
    hours = hours or load_hours()
    noted = noted_parts(connection)
    if not noted:
        return []
    found = []
    for one in versions:
        waiting = sum(part.size for part in noted if one.id not in part.ground.snapshots)
        if waiting and _age(one.retrieved_at, now) > hours.of(one.list):
            found.append(Late(one.list, one.id, one.retrieved_at, hours.of(one.list), waiting))
    asked = sa.select(sa.func.max(RESCREENS.c.finished_at))
    last = connection.scalar(asked) or ""
    # Before the first rescreen the day of the oldest answer counts.
    since = last or min(part.ground.as_of for part in noted)
    if _age(since, now) > hours.every:
        found.append(Late("", "", since, hours.every, sum(part.size for part in noted)))
    return found


def _age(since: str, now: dt.datetime) -> float:
    """Give how many hours ago something was; 0 where nobody knows when."""
    if not since:
        return 0.0
    moment = dt.datetime.fromisoformat(since)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return (now - moment).total_seconds() / 3600
