"""When lists are due: on a clock of the test's own."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.lists.addresses import OfficialFile, OfficialList
from counterflow.watch.lists.schedule import (
    LONGEST_WAIT,
    SHORTEST_WAIT,
    Due,
    next_due,
    plan,
    run_schedule,
)
from counterflow.watch.lists.visits import Visit

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def row(name: str = "house", hours: float = 24) -> OfficialList:
    return OfficialList(name, "ftm_json", hours=hours, files=(OfficialFile("a", "https://a/a"),))


def at(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


moments = st.integers(0, 3650 * 86_400).map(
    lambda n: NOON + dt.timedelta(seconds=n - 1825 * 86_400)
)
visits = st.builds(
    lambda tried, good, failures: Visit(at(tried), at(tried) if good else "", failures, "why"),
    moments,
    st.booleans(),
    st.integers(0, 10_000),
)


@given(visits, st.floats(0.1, 1000), moments)
def test_a_list_is_never_due_later_than_its_interval(
    visit: Visit, hours: float, now: dt.datetime
) -> None:
    due = next_due(row(hours=hours), visit, now).at
    assert due <= now + dt.timedelta(hours=hours)


@given(moments, st.floats(1, 1000))
def test_after_a_good_visit_it_is_due_at_nine_tenths_at_least(
    tried: dt.datetime, hours: float
) -> None:
    """Daily means daily: early, never late."""
    good = Visit(at(tried), at(tried), 0)
    waited = next_due(row(hours=hours), good, tried).at - dt.datetime.fromisoformat(good.tried_at)
    assert 0.9 * hours - 0.001 <= waited.total_seconds() / 3600 <= hours


@given(moments, st.integers(1, 40))
def test_each_failure_waits_longer_up_to_the_interval(tried: dt.datetime, failures: int) -> None:
    visit = Visit(at(tried), "", failures, "why")
    waited = next_due(row(), visit, tried).at - dt.datetime.fromisoformat(visit.tried_at)
    most = min(24 * 60, 5 * 2 ** (failures - 1))
    assert most / 2 <= waited.total_seconds() / 60 <= most


@given(visits, moments)
def test_the_same_visit_gives_the_same_moment(visit: Visit, now: dt.datetime) -> None:
    """A restart changes nothing."""
    assert next_due(row(), visit, now) == next_due(row(), visit, now)


def test_a_clock_that_was_set_back_makes_it_due() -> None:
    ahead = Visit(at(NOON + dt.timedelta(days=300)), at(NOON), 0)
    assert next_due(row(), ahead, NOON).at == NOON


def test_lists_are_not_all_due_at_once() -> None:
    rows = [row(f"list_{n}") for n in range(20)]
    known = {one.name: Visit(at(NOON), at(NOON)) for one in rows}
    due = plan(rows, known, NOON)
    assert len({one.at for one in due}) == 20
    assert due == sorted(due, key=lambda one: one.at)


def test_lists_by_hand_are_not_due() -> None:
    assert plan([OfficialList("jp", "jp_meti", by_hand="no address")], {}, NOON) == []


class Clock:
    """A day on a fake clock: what was fetched when."""

    def __init__(self, good: bool = True, days: float = 3) -> None:
        self.now = NOON
        self.end = NOON + dt.timedelta(days=days)
        self.good = good
        self.visits: dict[str, Visit] = {}
        self.fetched: list[tuple[str, dt.datetime]] = []
        self.waits: list[float] = []
        self.told: list[list[Due]] = []

    def fetch(self, one: OfficialList) -> None:
        self.fetched.append((one.name, self.now))
        before = self.visits.get(one.name, Visit())
        moment = at(self.now)
        self.visits[one.name] = (
            Visit(moment, moment) if self.good else Visit(moment, "", before.failures + 1, "no")
        )

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += dt.timedelta(seconds=seconds)
        if self.now > self.end:
            raise KeyboardInterrupt

    def run(self, *rows: OfficialList, once: bool = False) -> None:
        run_schedule(
            rows,
            visits=lambda name: self.visits.get(name, Visit()),
            fetch=self.fetch,
            now=lambda: self.now,
            wait=self.wait,
            told=lambda due: self.told.append(list(due)),
            once=once,
        )


def test_each_list_is_fetched_at_least_daily() -> None:
    """R5, on a fake clock."""
    clock = Clock()
    with pytest.raises(KeyboardInterrupt):
        clock.run(row("one"), row("two", hours=12))
    for name, hours, most in (("one", 24, 4), ("two", 12, 7)):
        moments_of = [moment for one, moment in clock.fetched if one == name]
        gaps = [b - a for a, b in itertools.pairwise(moments_of)]
        # What comes due during a wait is a wait late at most.
        assert all(gap <= dt.timedelta(hours=hours, seconds=LONGEST_WAIT) for gap in gaps)
        assert len(moments_of) in (most, most - 1, most + 1)
    assert all(SHORTEST_WAIT <= one <= LONGEST_WAIT for one in clock.waits)


def test_a_publisher_that_fails_is_left_alone_more_and_more() -> None:
    clock = Clock(good=False, days=1)
    with pytest.raises(KeyboardInterrupt):
        clock.run(row())
    assert 8 <= len(clock.fetched) <= 14


def test_a_visit_that_cannot_be_written_makes_no_tight_circle() -> None:
    clock = Clock(days=0.01)
    clock.fetch = lambda one: clock.fetched.append((one.name, clock.now))  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        clock.run(row())
    assert len(clock.fetched) <= 0.01 * 86_400 / SHORTEST_WAIT + 2


def test_once_fetches_what_is_due_and_ends() -> None:
    clock = Clock()
    clock.visits["two"] = Visit(at(NOON), at(NOON))
    clock.run(row("one"), row("two"), once=True)
    assert [name for name, _ in clock.fetched] == ["one"]
    assert clock.waits == []
    assert len(clock.told) == 1
