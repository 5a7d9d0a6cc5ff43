"""What is accepted is dated and revocable, and nothing of it is ever changed or lost."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import ReportError, StoreError
from counterflow.watch.accepted.kept import (
    accept,
    accepted_on,
    acts_of,
    digest_of,
    retell,
    withdraw,
)
from counterflow.watch.accepted.place import FILE, has_accepted
from counterflow.watch.accepted.records import Acceptance, Told, Voice, WatchEntry

FIRST = dt.datetime(2031, 6, 10, 9, tzinfo=dt.UTC)
SITE = WatchEntry("site:fjellvik-park", "site", "Fjellvik Park")
SAID = Voice("A ministry", "assert", "r:0-9", "r", "2031-06-09", "newly declassified information")
DENIED = Voice("B", "deny", "s:0-9", "s", "2031-06-11")


def told(claim: str, *voices: Voice) -> Told:
    return Told(claim, "rigs are built there", voices or (SAID,), ("a-ministry",))


def acceptance(claim: str = "c-1") -> Acceptance:
    return Acceptance(told(claim), (SITE,), "A. Analyst", "seen in the annex")


def claims_on(folder: Path, day: dt.date) -> list[str]:
    return [one.told.claim for one in accepted_on(folder, day)]


def test_an_acceptance_counts_from_its_day_and_a_withdrawal_from_its_own(tmp_path: Path) -> None:
    assert not has_accepted(tmp_path)
    kept = accept(tmp_path, acceptance(), at=FIRST)
    assert kept.day == "2031-06-10"
    assert withdraw(tmp_path, "c-1", by="B", because="misread", at=FIRST + dt.timedelta(days=3))
    days = [dt.date(2031, 6, day) for day in (9, 10, 12, 13, 20)]
    assert [claims_on(tmp_path, day) for day in days] == [[], ["c-1"], ["c-1"], [], []]
    assert [one.act for one in acts_of(tmp_path)] == ["accept", "withdraw"]


def test_what_is_accepted_is_not_accepted_twice_and_can_return(tmp_path: Path) -> None:
    accept(tmp_path, acceptance(), at=FIRST)
    with pytest.raises(ReportError, match="accepted already"):
        accept(tmp_path, acceptance(), at=FIRST)
    assert withdraw(tmp_path, "c-1", by="B", because="misread", at=FIRST)
    assert not withdraw(tmp_path, "c-1", by="B", because="misread", at=FIRST)
    accept(tmp_path, acceptance(), at=FIRST)
    assert claims_on(tmp_path, FIRST.date()) == ["c-1"]


def test_a_denial_that_comes_later_is_told_from_its_day_on(tmp_path: Path) -> None:
    accept(tmp_path, acceptance(), at=FIRST)
    later = FIRST + dt.timedelta(days=1)
    now = told("c-1", SAID, DENIED)
    assert retell(tmp_path, [now, told("c-other")], at=later) == 1
    assert retell(tmp_path, [now], at=later) == 0
    (before,), (after,) = (accepted_on(tmp_path, day.date()) for day in (FIRST, later))
    assert [one.is_against for one in before.told.voices] == [False]
    assert [one.is_against for one in after.told.voices] == [False, True]
    assert digest_of([before]) != digest_of([after])
    assert (after.by, after.day, after.entries) == (before.by, before.day, before.entries)


def test_a_clock_that_is_set_back_does_not_reach_behind_what_was_said(tmp_path: Path) -> None:
    accept(tmp_path, acceptance(), at=FIRST)
    withdraw(tmp_path, "c-1", by="B", because="misread", at=FIRST - dt.timedelta(days=30))
    assert [one.said_at[:10] for one in acts_of(tmp_path)] == ["2031-06-10", "2031-06-10"]


@pytest.mark.parametrize("change", [{"by": " "}, {"because": ""}, {"entries": ()}])
def test_person_reason_and_entry_are_needed(change: dict[str, object], tmp_path: Path) -> None:
    given_one = acceptance()
    fields = {name: getattr(given_one, name) for name in given_one.__struct_fields__}
    with pytest.raises(ReportError, match="needs a person"):
        accept(tmp_path, Acceptance(**{**fields, **change}))
    assert not has_accepted(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE act SET because = 'x' WHERE at = 1",
        "UPDATE act SET data = CAST(replace(data, 'Fjellvik', 'Elsewhere') AS BLOB) WHERE at = 1",
        "DELETE FROM act WHERE at = 1",
    ],
)
def test_a_row_changed_by_another_hand_is_noticed(change: str, tmp_path: Path) -> None:
    accept(tmp_path, acceptance(), at=FIRST)
    accept(tmp_path, acceptance("c-2"), at=FIRST)
    connection = sqlite3.connect(tmp_path / FILE)
    with pytest.raises(sqlite3.IntegrityError, match="stays"):
        connection.execute(change)
    connection.execute("DROP TRIGGER act_stays")
    connection.execute("DROP TRIGGER act_is_kept")
    connection.execute(change)
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="was changed"):
        accepted_on(tmp_path, FIRST.date())


ACTS = st.lists(
    st.tuples(st.sampled_from(["c-1", "c-2", "c-3"]), st.booleans(), st.integers(0, 3)),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(ACTS)
def test_withdrawn_is_as_never_accepted_for_later_days_and_earlier_days_stay(
    acts: list[tuple[str, bool, int]],
) -> None:
    """Whatever is accepted and withdrawn in whatever order: the last word of a day counts."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, now = Path(scratch), FIRST
        standing: set[str] = set()
        seen: dict[dt.date, set[str]] = {}
        for claim, take, days in acts:
            now += dt.timedelta(days=days)
            if take and claim not in standing:
                accept(folder, acceptance(claim), at=now)
                standing.add(claim)
            elif not take:
                assert withdraw(folder, claim, by="B", because="x", at=now) == (claim in standing)
                standing.discard(claim)
            seen[now.date()] = set(standing)
        for day, expected in seen.items():
            assert set(claims_on(folder, day)) == expected
        for claim in sorted(standing):
            withdraw(folder, claim, by="B", because="x", at=now)
        last = now.date() + dt.timedelta(days=1)
        assert accepted_on(folder, last) == ()
        assert digest_of(accepted_on(folder, last)) == ""
