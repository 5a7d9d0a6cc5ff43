"""Which versions an answer rests on, and what is said of lists that had none yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counterflow.core.errors import GuardError, ListError
from counterflow.core.model.snapshots import ListState
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import marks
from counterflow.watch.lists.event_log import log
from counterflow.watch.lists.in_use import (
    contents_of,
    listings_of,
    remedy_of,
    snapshots_in_use,
    states_in_use,
)
from counterflow.watch.lists.store import ListStore

LISTS = Path(__file__).parents[3] / "fixtures" / "lists"


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    """An SDN list of 2024-05-01, an UN list of 2026-01-15."""
    store = ListStore(tmp_path / "lists")
    store.import_list([LISTS / "ofac_sdn"], name="us_ofac_sdn", published_on="2024-05-01")
    store.import_list([LISTS / "un_sc"], name="un_sc")
    return store


def _states(store: ListStore, day: dt.date | None, asked: list[str] | None) -> dict[str, str]:
    found = states_in_use(
        store,
        snapshots_in_use(store, asked, day),
        asked=asked,
        as_of=day or dt.date(2026, 1, 16),
        stale_after_days=7,
    )
    return {state.list: state.state for state in found}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, {"watch_pack": "example", "un_sc": "current", "us_ofac_sdn": "stale"}),
        ("2026-01-14", {"watch_pack": "example", "us_ofac_sdn": "stale", "un_sc": "absent"}),
        ("2024-05-01", {"watch_pack": "example", "us_ofac_sdn": "current", "un_sc": "absent"}),
        ("2023-06-09", {"watch_pack": "example", "un_sc": "absent", "us_ofac_sdn": "absent"}),
    ],
)
def test_every_list_of_the_store_has_a_state_on_every_day(
    store: ListStore, day: str | None, expected: dict[str, str]
) -> None:
    """None drops out in silence; those in use come first."""
    found = _states(store, dt.date.fromisoformat(day) if day else None, None)
    assert list(found.items()) == list(expected.items())


def test_a_list_that_is_asked_for_by_name_is_an_error_on_a_day_before_it(store: ListStore) -> None:
    assert _states(store, dt.date(2024, 5, 2), ["us_ofac_sdn"]) == {"us_ofac_sdn": "current"}
    with pytest.raises(ListError, match="no version of 2023-06-09 or before"):
        _states(store, dt.date(2023, 6, 9), ["us_ofac_sdn"])


def test_an_absent_list_gives_no_listing_and_no_content(store: ListStore) -> None:
    day = dt.date(2024, 5, 1)
    snapshots = snapshots_in_use(store, None, day)
    assert {listing.list for listing in listings_of(store, snapshots)} == {
        "watch_pack",
        "us_ofac_sdn",
    }
    assert len(contents_of(store, snapshots)) == 2
    assert snapshots_in_use(store, ["watch_pack"], day) == snapshots[:1]


def test_a_list_imported_meanwhile_is_not_called_absent(store: ListStore) -> None:
    """An answer rests on what was there when it began."""
    before = snapshots_in_use(store, None, dt.date(2026, 1, 16))
    store.import_list([LISTS / "ofac_cons"], name="us_cons", published_on="2026-01-15")
    states = states_in_use(
        store, before, asked=None, as_of=dt.date(2026, 1, 16), stale_after_days=7
    )
    assert [state.list for state in states] == [snapshot.list for snapshot in before]


def _extra(store: ListStore, day: str) -> dict[str, ListState]:
    """Give the states of lists that no answer rests on."""
    at = dt.date.fromisoformat(day)
    states = states_in_use(
        store, snapshots_in_use(store, None, at), asked=None, as_of=at, stale_after_days=7
    )
    return {state.list: state for state in states if not state.snapshot}


@pytest.fixture
def half_read(store: ListStore, tmp_path: Path) -> ListStore:
    """A list whose only import, of 2026-01-10, was refused."""
    cut = tmp_path / "sdn.csv"
    cut.write_bytes((LISTS / "ofac_sdn" / "sdn.csv").read_bytes()[:-40])
    with pytest.raises(GuardError):
        store.import_list([cut], name="cut", retrieved_at="2026-01-10T08:00:00Z")
    return store


@pytest.mark.parametrize("day", ["2026-01-09", "2026-01-10", "2026-01-20"])
def test_a_list_of_which_every_import_was_refused_is_told_on_every_day(
    half_read: ListStore, day: str
) -> None:
    """Before the first try too: nothing of it was screened."""
    state = _extra(half_read, day)["cut"]
    assert (state.state, state.official, state.authority) == ("refused", True, "US Treasury, OFAC")
    assert "every version was refused, the last on 2026-01-10: the file does not end" in state.why
    assert "until somebody fetches a good one or accepts one" in state.why
    told = remedy_of(half_read, state)
    assert "counterflow lists show cut" in told
    assert "counterflow lists accept cut --version ID" in told


def test_a_private_list_that_was_refused_is_no_official_one(
    store: ListStore, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text('{"id": "q", "schema": "Company"')
    with pytest.raises(ListError):
        store.import_list([tmp_path / "a.json"], name="own", format="ftm_json")
    entity = '{"id": "%s", "schema": "Company", "properties": {"name": ["Invented %s"]}}\n'
    (tmp_path / "a.json").write_text(entity % ("q", 1) + entity % ("q", 2))
    with pytest.raises(GuardError):
        store.import_list([tmp_path / "a.json"], name="own")
    assert not _extra(store, "2026-01-20")["own"].official


def test_a_list_that_was_never_had_is_told_until_somebody_gives_it_up(store: ListStore) -> None:
    """No byte of it was ever kept: its name stands in the log alone."""
    with store.writing() as connection, writing(connection):
        log(connection, "2026-01-12T08:00:00Z", "ca_sema", "", "failed", why="HTTP 500")
    for day in ("2026-01-11", "2026-01-20"):
        state = _extra(store, day)["ca_sema"]
        assert state.state == "refused"
        assert "it was never had; the last try, 2026-01-12T08:00:00Z, failed: HTTP 500" in state.why
        assert "until it is fetched, or imported from a file" in state.why
    told = remedy_of(store, state)
    assert "counterflow lists fetch ca_sema" in told
    assert "counterflow lists remove ca_sema --yes" in told
    assert "ca_sema" not in store.names()
    with pytest.raises(ListError, match="name of a person and a reason"):
        marks.give_up(store, "ca_sema", who="", why="")
    with pytest.raises(ListError, match="is not one of which every import failed"):
        marks.give_up(store, "un_sc", who="A. Tester", why="a test")
    marks.give_up(store, "ca_sema", who="A. Tester", why="no trade with it")
    assert "ca_sema" not in _extra(store, "2026-01-20")
    assert store.log("ca_sema")[-1].what == "removed"


def test_a_list_that_was_removed_on_purpose_is_not_missed(store: ListStore) -> None:
    found = marks.find_versions(store, "un_sc")
    marks.remove(store, found, who="A. Tester", why="a test")
    assert "un_sc" not in _extra(store, "2026-01-20")
    assert store.never_had() == []
