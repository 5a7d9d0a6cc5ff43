"""Which versions an answer rests on, and what is said of lists that had none yet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counterflow.core.errors import ListError
from counterflow.watch.lists.in_use import (
    contents_of,
    listings_of,
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
