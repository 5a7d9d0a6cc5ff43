"""Which two versions are compared, where not both are named: by time, the older first."""

from __future__ import annotations

from pathlib import Path

import pytest

from counterflow.core.errors import GuardError, ListError
from counterflow.watch.lists import marks
from counterflow.watch.lists.comparing import compare_versions
from counterflow.watch.lists.store import ListStore

BY = {"who": "A. Tester", "why": "a test"}


def bring(store: ListStore, name: str, count: int, day: str) -> None:
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"INVENTED {n} LLC",-0- ,"SDGT"{rest}' for n in range(count)]
    path = store.folder.with_name("sdn.csv")
    path.write_bytes("".join(rows).encode() + b"\x1a")
    store.import_list([path], name=name, published_on=day)


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    """Three versions, imported out of order."""
    store = ListStore(tmp_path / "lists")
    for count, day in ((50, "2026-01-01"), (52, "2026-01-03"), (51, "2026-01-02")):
        bring(store, "us", count, day)
    return store


def days(store: ListStore, before: str | None = None, after: str | None = None) -> tuple[str, str]:
    found, one, other = compare_versions(store, "us", before, after)
    assert (found.before, found.after) == (one.id, other.id)
    assert len(found.added) - len(found.removed) == other.listings - one.listings
    return one.published_on[-2:], other.published_on[-2:]


def test_without_versions_the_one_in_use_and_the_one_before_it(store: ListStore) -> None:
    assert days(store) == ("02", "03")


@pytest.mark.parametrize(
    ("pinned", "due"),
    [("2026-01-01", ("01", "03")), ("2026-01-02", ("02", "03")), ("2026-01-03", ("02", "03"))],
)
def test_a_pin_does_not_turn_time_round(
    store: ListStore, pinned: str, due: tuple[str, str]
) -> None:
    marks.pin(store, "us", pinned, **BY)
    assert days(store) == due


@pytest.mark.parametrize("pinned", [None, "2026-01-01", "2026-01-02"])
@pytest.mark.parametrize("named", ["2026-01-01", "2026-01-02", "2026-01-03"])
def test_one_named_is_compared_with_the_one_in_use_the_older_first(
    store: ListStore, pinned: str | None, named: str
) -> None:
    if pinned:
        marks.pin(store, "us", pinned, **BY)
    due = tuple(sorted((named[-2:], (pinned or "2026-01-03")[-2:])))
    assert days(store, named) == days(store, None, named) == due


def test_two_named_are_compared_in_the_order_given(store: ListStore) -> None:
    assert days(store, "2026-01-03", "2026-01-01") == ("03", "01")


def test_a_list_with_one_version_has_nothing_to_compare(store: ListStore) -> None:
    bring(store, "one", 50, "2026-01-01")
    with pytest.raises(ListError, match=r"no version before one@2026-01-01.*name two versions"):
        compare_versions(store, "one")


def test_a_list_of_refused_versions_says_so(store: ListStore, tmp_path: Path) -> None:
    (tmp_path / "sdn.csv").write_bytes((tmp_path / "sdn.csv").read_bytes()[:-40])
    with pytest.raises(GuardError):
        store.import_list([tmp_path / "sdn.csv"], name="cut")
    with pytest.raises(ListError, match=r"every version of the list 'cut' was refused"):
        compare_versions(store, "cut")
