"""What persons decide: accept, pin, remove; who and why is kept, and nothing is lifted unsaid."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from counterflow.core.errors import GuardError, ListError, ListUsageError
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists import marks
from counterflow.watch.lists.in_use import snapshots_in_use, states_in_use
from counterflow.watch.lists.store import ListStore

BY = {"who": "A. Tester", "why": "a test"}


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


def bring(store: ListStore, count: int, day: str, **asked: object) -> Snapshot:
    """Import an edition of so many companies, retrieved on a day."""
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(count)]
    path = store.folder.with_name(f"sdn_{count}.csv")
    path.write_bytes("".join(rows).encode() + b"\x1a")
    given = {"retrieved_at": f"{day}T08:00:00Z", **asked}
    return store.import_list([path], name="us", **given).snapshot


def refused(store: ListStore, count: int, day: str, **asked: object) -> Snapshot:
    with pytest.raises(GuardError):
        bring(store, count, day, **asked)
    return next(
        one.snapshot for one in reversed(store.versions("us")) if one.snapshot.listings == count
    )


def state_on(store: ListStore, day: str) -> str:
    at = dt.date.fromisoformat(day)
    used = snapshots_in_use(store, ["us"], at)
    (state,) = states_in_use(store, used, asked=["us"], as_of=at, stale_after_days=10**6)
    return state.state


def in_use(store: ListStore, day: str | None = None) -> list[Snapshot]:
    return store.current(dt.date.fromisoformat(day) if day else None)


def test_a_refused_version_is_used_once_somebody_accepted_it(store: ListStore) -> None:
    good = bring(store, 50, "2026-01-01")
    aside = refused(store, 20, "2026-01-02")
    assert in_use(store) == [good]
    assert state_on(store, "2026-01-02") == "refused"
    assert state_on(store, "2026-01-01") != "refused"
    assert marks.accept(store, "us", aside.id, who="A. Tester", why="programme ended") == aside
    assert in_use(store) == [aside]
    event = store.log("us")[-1]
    assert (event.what, event.version, event.who, event.why) == (
        "accepted", aside.id, "A. Tester", "programme ended",
    )  # fmt: skip
    with pytest.raises(ListError, match="was not refused"):
        marks.accept(store, "us", aside.id, **BY)
    assert bring(store, 20, "2026-01-03") == aside


def test_a_refusal_stands_until_a_good_version_is_in_use(store: ListStore) -> None:
    """The bad bytes once more, and an old version that comes late, do not lift it."""
    bring(store, 50, "2026-01-10")
    refused(store, 20, "2026-01-11")
    refused(store, 20, "2026-01-12")
    assert state_on(store, "2026-01-12") == "refused"
    bring(store, 49, "2026-01-13", published_on="2025-01-01")
    bring(store, 48, "2025-02-01")
    assert state_on(store, "2026-01-13") == "refused"
    bring(store, 50, "2026-01-14")
    assert state_on(store, "2026-01-14") != "refused"
    assert state_on(store, "2026-01-13") == "refused"


def test_a_refused_version_of_the_past_is_no_refusal_once_accepted(store: ListStore) -> None:
    bring(store, 50, "2026-01-10")
    bring(store, 60, "2025-01-01")
    aside = refused(store, 20, "2026-01-11", published_on="2025-06-01")
    assert state_on(store, "2026-01-11") == "refused"
    marks.accept(store, "us", aside.id, **BY)
    assert store.refused_last("us", dt.date(2099, 1, 1)) is None
    assert in_use(store)[0].listings == 50


def test_what_a_publisher_gave_wrong_is_in_the_log_and_a_mistake_of_ours_is_not(
    store: ListStore, tmp_path: Path
) -> None:
    """A web page is what a server gives that fails; a wrong path or day is a wrong command."""
    bring(store, 50, "2026-01-10")
    (tmp_path / "page.html").write_text("<html>503</html>")
    (tmp_path / "new.csv").write_bytes(
        (tmp_path / "sdn_50.csv").read_bytes().replace(b"INVENTED 4", b"NEW 4")
    )
    for path, asked in (
        (tmp_path / "none.csv", {}),
        (tmp_path / "new.csv", {"published_on": "2099-01-01"}),
        (tmp_path / "sdn_50.csv", {"published_on": "2099-01-01"}),
    ):
        before = store.log()
        for name in ("us", "other"):
            with pytest.raises(ListUsageError):
                store.import_list([path], name=name, retrieved_at="2026-01-11T08:00:00Z", **asked)
        assert store.log() == before
    assert state_on(store, "2026-01-11") != "refused"
    with pytest.raises(GuardError):
        store.import_list([tmp_path / "page.html"], name="us", retrieved_at="2026-01-11T08:00:00Z")
    assert store.log("us")[-1].what == "refused"
    assert state_on(store, "2026-01-11") == "refused"


def test_a_pin_holds_a_version_from_its_day_on(store: ListStore) -> None:
    old, new = bring(store, 50, "2026-01-01"), bring(store, 51, "2026-01-02")
    assert marks.pin(store, "us", "2026-01-01", **BY) == old
    assert in_use(store) == [old]
    assert store.snapshots("us") == [new, old]
    # The pin is of today: on a day before it, it did not hold.
    assert in_use(store, "2026-01-03") == [new]
    third = bring(store, 52, "2026-01-04")
    assert in_use(store) == [old]
    marks.pin(store, "us", new.id, **BY)
    assert in_use(store) == [new]
    marks.unpin(store, "us", **BY)
    assert in_use(store) == [third]
    said = [event.what for event in store.log("us")]
    assert said == ["kept", "kept", "pinned", "kept", "pinned", "unpinned"]
    with pytest.raises(ListError, match="is not pinned"):
        marks.unpin(store, "us", **BY)


def test_a_pin_holds_where_the_day_of_its_version_is_learnt_later(store: ListStore) -> None:
    """The day is part of the version's id."""
    old, new = bring(store, 50, "2026-01-01"), bring(store, 51, "2026-01-02")
    marks.pin(store, "us", old.id, **BY)
    dated = bring(store, 50, "2026-01-03", published_on="2025-12-30")
    assert dated.id != old.id
    assert in_use(store) == [dated]
    pin = store.pin_of("us")
    assert pin is not None
    assert pin.version == dated.id
    with pytest.raises(ListError, match="is pinned"):
        marks.remove(store, marks.find_versions(store, "us", dated.id), **BY)
    assert new in store.snapshots("us")


def test_a_refused_version_is_not_pinned(store: ListStore) -> None:
    bring(store, 50, "2026-01-01")
    aside = refused(store, 20, "2026-01-02")
    with pytest.raises(ListError, match=r"was refused.*accept it first"):
        marks.pin(store, "us", aside.id, **BY)
    assert store.pin_of("us") is None


def test_all_or_nothing_is_removed(store: ListStore) -> None:
    """One version is pinned: the others stay too."""
    for number in range(3):
        bring(store, 50 + number, f"2026-01-0{number + 1}")
    marks.pin(store, "us", "2026-01-02", **BY)
    before = store.versions("us"), store.log()
    with pytest.raises(ListError, match=r"is pinned.*unpin"):
        marks.remove(store, marks.find_versions(store, "us"), **BY)
    assert (store.versions("us"), store.log()) == before


def test_a_version_that_another_process_removed_is_not_another_one(store: ListStore) -> None:
    """SQLite gives the number of a removed row to the next one."""
    bring(store, 50, "2026-01-01")
    stale = marks.find_versions(store, "us")
    marks.remove(store, stale, **BY)
    other = bring(store, 60, "2026-01-02")
    assert store.versions("us")[0].number == stale[0].number
    with pytest.raises(ListError, match="not in the store any more"):
        marks.remove(store, stale, **BY)
    assert in_use(store) == [other]
    assert [event.what for event in store.log("us")] == ["kept", "removed", "kept"]


@pytest.mark.parametrize("command", ["accept", "pin", "unpin", "remove"])
@pytest.mark.parametrize(("who", "why"), [("", "x"), ("x", ""), (" ", "\t")])
def test_nothing_is_decided_by_nobody(command: str, who: str, why: str, store: ListStore) -> None:
    bring(store, 50, "2026-01-01")
    aside = refused(store, 20, "2026-01-02")
    marks.pin(store, "us", "2026-01-01", **BY)
    before = store.versions("us"), store.log(), store.pin_of("us")
    by = {"who": who, "why": why}
    calls: dict[str, Callable[[], object]] = {
        "accept": lambda: marks.accept(store, "us", aside.id, **by),
        "pin": lambda: marks.pin(store, "us", aside.id, **by),
        "unpin": lambda: marks.unpin(store, "us", **by),
        "remove": lambda: marks.remove(store, marks.find_versions(store, "us", aside.id), **by),
    }
    with pytest.raises(ListError, match="name of a person and a reason"):
        calls[command]()
    assert (store.versions("us"), store.log(), store.pin_of("us")) == before


@pytest.mark.parametrize("role", ["original", "listings", "refusals", "notes", "counts"])
def test_a_piece_that_is_gone_is_damage(store: ListStore, role: str) -> None:
    one = bring(store, 50, "2026-01-01")
    store.verify(one)
    with sqlite3.connect(store.file) as connection:
        connection.execute("DELETE FROM piece WHERE role = ?", (role,))
    with pytest.raises(ListError, match=rf"is not whole in the store: {role}"):
        store.verify(one)


def test_a_version_that_was_removed_does_not_verify(store: ListStore) -> None:
    one = bring(store, 50, "2026-01-01")
    marks.remove(store, marks.find_versions(store, "us"), **BY)
    with pytest.raises(ListError, match="is not whole in the store"):
        store.verify(one)


@pytest.mark.parametrize(("column", "value"), [
    ("list", "usa"), ("sha256", "0" * 64), ("published_on", "2026-01-09"), ("record", "{}"),
    ("record", 7),
])  # fmt: skip
def test_a_row_that_contradicts_its_record_is_damage(
    store: ListStore, column: str, value: object
) -> None:
    """One flipped bit must not hide a list, nor give it another day."""
    bring(store, 50, "2026-01-05", published_on="2026-01-01")
    with sqlite3.connect(store.file) as connection:
        connection.execute(f"UPDATE snapshot SET {column} = ?", (value,))
    with pytest.raises(ListError, match="the record of a stored version is damaged"):
        store.current()
