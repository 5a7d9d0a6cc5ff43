"""Answers as of a day rest on what was in force then: days stated, acceptances, pins."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from counterflow.core.days import today
from counterflow.core.errors import GuardError, ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists import marks
from counterflow.watch.lists.in_use import snapshots_in_use, states_in_use
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import find_version

BY = {"who": "A. Tester", "why": "a test"}
UN = Path(__file__).parents[3] / "fixtures" / "lists" / "un_sc" / "consolidated.xml"


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


def bring(store: ListStore, count: int, day: str, published: str | None = None) -> Snapshot:
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(count)]
    path = store.folder.with_name("sdn.csv")
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return store.import_list(
        [path], name="us", published_on=published, retrieved_at=f"{day}T08:00:00Z"
    ).snapshot


def refused(store: ListStore, count: int, day: str) -> Snapshot:
    with pytest.raises(GuardError):
        bring(store, count, day)
    return store.versions("us")[-1].snapshot


def sizes(store: ListStore, *days: str) -> list[int]:
    """Give the listings of the version in use on each day, 0 for none."""
    found = [store.current(dt.date.fromisoformat(day)) for day in days]
    return [one[0].listings if one else 0 for one in found]


def state_on(store: ListStore, day: str, stale: int = 10**6) -> tuple[str, str]:
    at = dt.date.fromisoformat(day)
    used = snapshots_in_use(store, ["us"], at)
    (state,) = states_in_use(store, used, asked=["us"], as_of=at, stale_after_days=stale)
    return state.state, state.why


def test_a_publisher_goes_back_under_another_stated_day(store: ListStore) -> None:
    """A of January, B of February, A's bytes again as of March: one version with two days."""
    a = bring(store, 20, "2026-01-10", "2026-01-09")
    bring(store, 21, "2026-02-02", "2026-02-01")
    again = bring(store, 20, "2026-03-02", "2026-03-01")
    assert again == a
    assert len(store.versions("us")) == 2
    assert sizes(store, "2026-01-08", "2026-01-09", "2026-01-31", "2026-02-01", "2026-02-28",
                 "2026-03-01", "2026-06-01") == [0, 20, 20, 21, 21, 20, 20]  # fmt: skip
    assert store.current() == [a]
    assert bring(store, 21, "2026-04-02", "2026-04-01").listings == 21
    assert sizes(store, "2026-02-28", "2026-03-31", "2026-04-01") == [21, 20, 21]


def test_the_same_history_imported_today_gives_the_same_answers(store: ListStore) -> None:
    """Days that are stated count, not the day of the import."""
    for count, day in ((20, "2026-01-09"), (21, "2026-02-01"), (20, "2026-03-01")):
        bring(store, count, "2026-06-01", day)
    assert sizes(store, "2026-01-09", "2026-02-28", "2026-03-01") == [20, 21, 20]
    # What is known already dates nothing anew, whenever it comes.
    bring(store, 21, "2026-06-02", "2026-02-01")
    assert sizes(store, "2026-03-01", "2026-06-03") == [20, 20]


def test_age_is_counted_from_the_day_stated_last(store: ListStore) -> None:
    bring(store, 20, "2026-01-10", "2026-01-09")
    bring(store, 20, "2026-03-02", "2026-03-01")
    assert state_on(store, "2026-03-05", stale=7)[0] == "current"
    told = state_on(store, "2026-03-15", stale=7)
    assert told == ("stale", "published again 2026-03-01, 14 days before 2026-03-15, more than 7")
    assert state_on(store, "2026-01-12", stale=7)[0] == "current"
    assert "published 2026-01-09" in state_on(store, "2026-02-20", stale=7)[1]


def test_a_version_is_found_by_a_day_on_which_it_was_published_again(store: ListStore) -> None:
    a = bring(store, 20, "2026-01-10", "2026-01-09")
    bring(store, 20, "2026-03-02", "2026-03-01")
    assert find_version(store.versions("us"), "us", "2026-03-01").snapshot == a
    b = bring(store, 21, "2026-03-03", "2026-03-01")
    assert find_version(store.versions("us"), "us", "2026-03-01").snapshot == b


def test_a_day_later_than_the_first_import_is_not_the_first_ones(store: ListStore) -> None:
    """We held the bytes in January: they were not published in March for the first time."""
    a = bring(store, 20, "2026-01-10")
    assert bring(store, 20, "2026-03-02", "2026-03-01") == a
    assert sizes(store, "2026-01-09", "2026-01-10", "2026-03-01") == [0, 20, 20]


def test_a_day_that_the_file_states_is_not_changed(store: ListStore) -> None:
    store.import_list([UN], name="us", retrieved_at="2026-01-16T08:00:00Z")
    with pytest.raises(ListError, match=r"the file states 2026-01-15 .* not 2026-03-01"):
        store.import_list([UN], name="us", published_on="2026-03-01")
    assert len(store.versions("us")[0].appearances) == 1
    assert store.log("us")[-1].what == "kept"


def test_an_acceptance_counts_from_its_day_on(store: ListStore) -> None:
    bring(store, 50, "2026-01-10")
    aside = refused(store, 20, "2026-02-01")
    marks.accept(store, "us", aside.id, **BY, at="2026-02-05T12:00:00Z")
    assert sizes(store, "2026-01-31", "2026-02-01", "2026-02-04", "2026-02-05") == [50, 50, 50, 20]
    assert store.current() == [aside]
    state, why = state_on(store, "2026-02-03")
    assert state == "refused"
    assert "it was accepted on 2026-02-05 and counts from that day on" in why
    assert "refused" not in "".join(state_on(store, "2026-01-31"))
    assert "refused" not in "".join(state_on(store, "2026-02-05"))


def test_the_only_version_counts_from_its_acceptance_on(store: ListStore, tmp_path: Path) -> None:
    """Before it every version was refused, which is told and is an error where it is asked for."""
    cut = tmp_path / "sdn_cut.csv"
    bring(store, 20, "2026-01-10")
    cut.write_bytes((tmp_path / "sdn.csv").read_bytes()[:-40])
    with pytest.raises(GuardError):
        store.import_list([cut], name="other", retrieved_at="2026-01-10T08:00:00Z")
    aside = store.versions("other")[0].snapshot
    marks.accept(store, "other", aside.id, **BY, at="2026-01-20T12:00:00Z")
    day = dt.date(2026, 1, 15)
    with pytest.raises(ListError, match=r"was refused then.*accepted on 2026-01-20"):
        store.current(day, ["other"])
    states = states_in_use(
        store, snapshots_in_use(store, None, day), asked=None, as_of=day, stale_after_days=9
    )
    (other,) = [state for state in states if state.list == "other"]
    assert (other.state, other.snapshot) == ("refused", "")
    assert "one was accepted on 2026-01-20 and counts from that day on" in other.why
    assert store.current(dt.date(2026, 1, 20), ["other"]) == [aside]


def test_a_pin_that_was_lifted_still_holds_inside_its_time(store: ListStore) -> None:
    old = bring(store, 50, "2026-01-01", "2026-01-01")
    bring(store, 51, "2026-01-02", "2026-01-02")
    marks.pin(store, "us", old.id, **BY, at="2026-02-10T12:00:00Z")
    marks.unpin(store, "us", **BY, at="2026-02-20T12:00:00Z")
    days = ("2026-02-09", "2026-02-10", "2026-02-19", "2026-02-20")
    assert sizes(store, *days) == [51, 50, 50, 51]
    assert store.current()[0].listings == 51
    assert state_on(store, "2026-02-15")[1] == (
        "pinned on 2026-02-10 by A. Tester: a test, lifted on 2026-02-20"
    )
    assert state_on(store, "2026-02-25")[1] == ""


def test_a_pin_whose_version_was_removed_since_is_told(store: ListStore) -> None:
    old = bring(store, 50, "2026-01-01", "2026-01-01")
    bring(store, 51, "2026-01-02", "2026-01-02")
    marks.pin(store, "us", old.id, **BY, at="2026-02-10T12:00:00Z")
    marks.unpin(store, "us", **BY, at="2026-02-20T12:00:00Z")
    marks.remove(store, marks.find_versions(store, "us", old.id), **BY)
    assert sizes(store, "2026-02-15") == [51]
    assert f"{old.id} was in use then" in state_on(store, "2026-02-15")[1]
    assert "was removed from the store since" in state_on(store, "2026-02-15")[1]


def test_no_decision_is_dated_back_or_ahead(store: ListStore) -> None:
    old = bring(store, 50, "2026-01-10")
    ahead = (today() + dt.timedelta(days=2)).isoformat()
    for at in ("2026-01-09T08:00:00Z", f"{ahead}T08:00:00Z"):
        with pytest.raises(ListError, match=r"the decision cannot be of .*between the last line"):
            marks.pin(store, "us", old.id, **BY, at=at)
    assert store.pin_of("us") is None
    marks.pin(store, "us", old.id, **BY, at="2026-01-10T08:00:00Z")
    with pytest.raises(ListError, match="the decision cannot be of"):
        marks.unpin(store, "us", **BY, at="2026-01-10T07:59:59Z")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE appearance SET published_on = '2026-01-08' WHERE number = 1", "first import"),
        ("UPDATE appearance SET published_on = '2026-03-0!' WHERE number = 2", "is no day"),
        ("UPDATE snapshot SET accepted_at = '2x26-01-10T08:00:00Z'", "is no day"),
    ],
)
def test_a_damaged_day_is_an_error(store: ListStore, statement: str, told: str) -> None:
    """A flipped bit must not put another version in use."""
    bring(store, 20, "2026-01-10", "2026-01-09")
    bring(store, 20, "2026-03-02", "2026-03-01")
    with sqlite3.connect(store.file) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(ListError, match=rf"record of a stored version is damaged: .*{told}"):
        store.current()
