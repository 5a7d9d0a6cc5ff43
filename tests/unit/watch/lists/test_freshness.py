"""How old a list may be before it may not be relied on."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.model.snapshots import UNRELIABLE, Snapshot
from counterflow.watch.lists.freshness import absent_state, state_of

DATED = Snapshot("un_sc", "0" * 64, "un_xml", published_on="2026-01-10", retrieved_at="2026-02-01")
UNDATED = Snapshot("ofac_sdn", "0" * 64, "ofac_csv", retrieved_at="2026-01-10T08:00:00Z")
PRIVATE = Snapshot(
    "partners", "0" * 64, "ftm_json", retrieved_at="2026-01-10T08:00:00Z", official=False
)


@pytest.mark.parametrize("snapshot", [DATED, PRIVATE])
@pytest.mark.parametrize(("day", "state"), [(10, "current"), (17, "current"), (18, "stale")])
def test_the_limit_is_counted_in_whole_days(snapshot: Snapshot, day: int, state: str) -> None:
    found = state_of(snapshot, as_of=dt.date(2026, 1, day), stale_after_days=7)
    assert (found.list, found.snapshot, found.state) == (snapshot.list, snapshot.id, state)
    old = f"2026-01-10, {day - 10} days before 2026-01-{day}, more than 7"
    assert (old in found.why) == (state == "stale")
    assert ("its age is unknown" in found.why) == (snapshot is PRIVATE)


def test_the_reason_is_in_words() -> None:
    dated = state_of(DATED, as_of=dt.date(2026, 2, 9), stale_after_days=7)
    assert dated.why == "published 2026-01-10, 30 days before 2026-02-09, more than 7"
    undated = "no publication date is stated or given (--published-on): its age is unknown"
    private = state_of(PRIVATE, as_of=dt.date(2026, 2, 9), stale_after_days=7)
    assert private.why == (
        f"{undated}; retrieved 2026-01-10, 30 days before 2026-02-09, more than 7"
    )
    young = state_of(PRIVATE, as_of=dt.date(2026, 1, 11), stale_after_days=7)
    assert young.why == f"{undated}; counted from its import on 2026-01-10"


def test_an_official_list_without_a_day_is_never_called_current() -> None:
    """An OFAC CSV states none: imported today, it may be years old."""
    found = state_of(UNDATED, as_of=dt.date(2026, 1, 10), stale_after_days=7)
    assert found.state == "stale"
    assert "its age is unknown" in found.why


def test_what_a_list_lacks_is_part_of_its_state() -> None:
    """Aliases that were not imported, for instance."""
    found = state_of(DATED, as_of=dt.date(2026, 1, 10), stale_after_days=7, lacks=["no aliases"])
    assert (found.state, found.lacks) == ("current", ("no aliases",))


def test_the_watch_pack_is_an_example_however_old() -> None:
    pack = Snapshot("watch_pack", "0" * 64, "watch_pack", official=False)
    found = state_of(pack, as_of=dt.date(2026, 2, 9), stale_after_days=7)
    assert (found.state, found.official) == ("example", False)
    assert "never coverage of an official list" in found.why


def test_notes_are_said_with_the_state() -> None:
    found = state_of(DATED, as_of=dt.date(2026, 1, 11), stale_after_days=7, notes=["no aliases"])
    assert (found.state, found.why) == ("current", "no aliases")


@pytest.mark.parametrize("official", [True, False])
@pytest.mark.parametrize("day", ["", "2026-02-30", "soon"])
def test_a_day_that_is_none_is_an_unknown_age_and_no_error(day: str, official: bool) -> None:
    """An error would stop the answers of every other list too."""
    odd = Snapshot("un_sc", "0", "un_xml", published_on=day, official=official)
    found = state_of(odd, as_of=dt.date(2026, 1, 1), stale_after_days=7)
    assert found.state == "stale"
    assert found.why == f"{day!r} is no day: its age is unknown"


def test_a_list_that_ended_is_no_official_list_however_young() -> None:
    found = state_of(DATED, as_of=dt.date(2026, 1, 11), stale_after_days=7, ended="it ended")
    assert (found.state, found.official, found.why) == ("ended", False, "it ended")


def test_a_list_without_a_version_by_then_is_absent_and_says_since_when() -> None:
    """It names its oldest version, and nothing of it counts as screened."""
    younger = Snapshot("un_sc", "1" * 64, "un_xml", authority="UN", published_on="2026-02-01")
    found = absent_state([younger, DATED], as_of=dt.date(2023, 6, 9))
    assert (found.list, found.snapshot, found.state) == ("un_sc", "", "absent")
    assert found.why == "the oldest version in the store is of 2026-01-10, after 2023-06-09"
    assert found.official
    assert found.state in UNRELIABLE


@pytest.mark.parametrize(("day", "state"), [(9, "current"), (10, "current"), (8, "stale")])
def test_a_day_that_has_not_come_yet_makes_nothing_current(day: int, state: str) -> None:
    """A publisher's own day may be a day ahead of UTC, never more."""
    found = state_of(DATED, as_of=dt.date(2026, 1, day), stale_after_days=7)
    assert found.state == state
    if state == "stale":
        assert found.why == (
            "published 2026-01-10 by its own account, after 2026-01-08: its age is unknown"
        )


def test_a_watch_pack_younger_than_the_day_says_so() -> None:
    """It is kept: an example of a later day is better than none, where it is said."""
    pack = Snapshot("watch_pack", "0" * 64, "watch_pack", published_on="2026-08-22", official=False)
    then = state_of(pack, as_of=dt.date(2023, 6, 9), stale_after_days=7)
    assert then.state == "example"
    assert "its rows are as of 2026-08-22, after 2023-06-09" in then.why
    assert "designated in between are found too" in then.why
    now = state_of(pack, as_of=dt.date(2026, 8, 22), stale_after_days=7)
    assert "its rows are as of" not in now.why


def test_a_version_that_the_publisher_still_gives_is_not_stale() -> None:
    """The UN edits its list some twenty times a year; what is fetched daily is current."""
    old = Snapshot("un_sc", "0" * 64, "un_xml", published_on="2026-01-01")
    day = dt.date(2026, 1, 31)
    for confirmed, state in (("", "stale"), ("2026-01-20", "stale"), ("2026-01-30", "current")):
        found = state_of(old, as_of=day, stale_after_days=7, confirmed_on=confirmed)
        assert found.state == state
    late = state_of(old, as_of=day, stale_after_days=7, confirmed_on="2026-01-20")
    assert late.why.startswith("last given by the publisher 2026-01-20, 11 days before 2026-01-31")
    undated = Snapshot("us_ofac_sdn", "0" * 64, "ofac_csv", retrieved_at="2026-01-30T08:00:00Z")
    assert state_of(undated, as_of=day, stale_after_days=7).state == "stale"
    fetched = state_of(undated, as_of=day, stale_after_days=7, confirmed_on="2026-01-30")
    assert fetched.state == "current"
