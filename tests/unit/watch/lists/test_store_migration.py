"""A store that the program of before wrote: brought up to date in one step, or left as it is."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from counterflow.core.errors import StoreError
from counterflow.watch.lists import marks
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.tables import FILE, STEPS

OLD = Path(__file__).parents[3] / "fixtures" / "stores" / "lists_version_1.sql"
"""Written by the program of 2026-11-21 before its tables had days of appearances, with a clock that
was set to each day; eight lists of invented companies, 20, 21 or 22 of them, 5 where refused."""


def size_on(store: ListStore, name: str, day: str) -> int:
    """Give how many listings the version in use on a day has; 0 for none."""
    names = store.names()
    assert name in names
    found = {one.list: one.listings for one in store.current(dt.date.fromisoformat(day))}
    return found.get(name, 0)


def old_file(folder: Path) -> Path:
    """Write the store of before."""
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(folder / FILE) as connection:
        connection.executescript(OLD.read_text("utf-8"))
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    return folder / FILE


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    old_file(tmp_path / "lists")
    return ListStore(tmp_path / "lists")


def test_every_version_and_the_log_are_still_there(store: ListStore) -> None:
    assert store.names() == [
        "accepted", "dated", "learnt", "pinned", "readmitted", "recalled", "undated",
        "unpinned",
    ]  # fmt: skip
    for name in store.names():
        for version in store.versions(name):
            store.verify(version.snapshot)
            assert sum(1 for _ in store.listings(version.snapshot)) == version.snapshot.listings
    assert len(store.log()) == 32
    assert sqlite3.connect(store.file).execute("PRAGMA user_version").fetchone() == (len(STEPS),)


@pytest.mark.parametrize(
    ("name", "day", "size"),
    [
        # A of 01-09, B of 01-31, then A's bytes once more with no other day: B stays in use.
        ("dated", "2026-01-08", 0), ("dated", "2026-01-09", 20), ("dated", "2026-01-31", 21),
        ("dated", "2026-03-02", 21),
        # Without days: what came last.
        ("undated", "2026-01-09", 0), ("undated", "2026-01-31", 20), ("undated", "2026-02-28", 21),
        ("undated", "2026-03-01", 20),
        # The day was given with the second import, for both.
        ("learnt", "2025-12-29", 0), ("learnt", "2025-12-30", 20),
        # Refused on 02-01, accepted on 02-05.
        ("accepted", "2026-02-04", 20), ("accepted", "2026-02-05", 5),
        # Accepted, removed, brought once more and refused once more.
        ("readmitted", "2026-02-05", 20), ("readmitted", "2026-03-01", 20),
        # Accepted, removed, and brought back as the past, which no guard refuses.
        ("recalled", "2026-01-31", 20), ("recalled", "2026-02-01", 5),
        # Of three versions the first was pinned on 02-20, the second on 02-25.
        ("pinned", "2026-02-19", 22), ("pinned", "2026-02-20", 20), ("pinned", "2026-02-24", 20),
        ("pinned", "2026-02-25", 21), ("pinned", "2026-06-01", 21),
        # The same, lifted on 03-05.
        ("unpinned", "2026-02-24", 20), ("unpinned", "2026-03-04", 21),
        ("unpinned", "2026-03-05", 22),
    ],
)  # fmt: skip
def test_days_of_what_was_decided_are_taken_from_the_log(
    store: ListStore, name: str, day: str, size: int
) -> None:
    assert size_on(store, name, day) == size


def test_the_pin_in_force_is_the_one_of_before(store: ListStore) -> None:
    pin = store.pin_of("pinned")
    assert pin is not None
    assert (pin.at, pin.who, pin.why, pin.lifted_at) == (
        "2026-02-25T12:00:00Z", "B. Auditor", "another test", "",
    )  # fmt: skip
    assert store.pin_of("unpinned") is None
    marks.unpin(store, "pinned", who="A. Tester", why="a test")
    assert [one.listings for one in store.current(None, ["pinned"])] == [22]
    assert size_on(store, "pinned", "2026-03-01") == 21


def test_the_readmitted_version_is_refused_again(store: ListStore) -> None:
    """Its first acceptance ended with its removal."""
    event = store.refused_last("readmitted", dt.date(2026, 2, 8))
    assert event is not None
    assert event.at == "2026-02-07T08:00:00Z"
    assert [one.state for one in store.versions("readmitted")] == ["kept", "refused"]


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    """The table of pins, which the last part of the step needs, is gone."""
    file = old_file(tmp_path / "lists")
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE pin")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"the store cannot be used: no such table: pin"):
        ListStore(file.parent).names()
    assert file.read_bytes() == before


def test_two_who_open_it_at_once_take_the_step_once(tmp_path: Path) -> None:
    file = old_file(tmp_path / "lists")
    first, second = ListStore(file.parent), ListStore(file.parent)
    with first.writing() as one, second.writing() as two:
        for connection in (one, two):
            assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
    assert size_on(first, "pinned", "2026-02-25") == 21
