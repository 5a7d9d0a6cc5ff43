"""Guards: what they refuse, what they let pass, and that more missing never trips less."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.guards import MOST_GROUPS, Counts, Judged, Limits, trips
from counterflow.watch.sources.parsed import Account

LABELS = st.lists(st.sampled_from(["A", "B", "C", ""]), max_size=60)


def judged(labels: list[str], digits: str = "1") -> Judged:
    """Give a version with one listing per label, its programme."""
    counts: Counts = {"programme": Counter(labels), "schema": {"Person": len(labels)}}
    if not labels:
        counts = {"programme": {}, "schema": {}}
    return Judged(Snapshot("un", digits, "un_xml", listings=len(labels)), counts)


def account(records: int = 1000, refused: int = 0, damaged: int = 0, doubles: int = 0) -> Account:
    return Account("un_xml", records, refused=refused, damaged=damaged, doubles=doubles)


def test_the_first_version_is_judged_by_itself_alone() -> None:
    assert trips(judged(["A"] * 5), account(), None) == ()
    assert trips(judged([]), account(), None) == ("the list holds no listing",)


def test_the_same_and_a_longer_list_pass() -> None:
    assert trips(judged(["A"] * 50, "2"), account(), judged(["A"] * 50)) == ()
    assert trips(judged(["A", "B"] * 50, "2"), account(), judged(["A"] * 50)) == ()


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (1000, 950, ""),
        (1000, 949, "the list shrank by 5.1 %: 949 listings where un@undated#1 holds 1,000"),
        (10, 7, ""),
        (10, 6, "the list shrank by 40.0 %: 6 listings where un@undated#1 holds 10"),
    ],
)
def test_a_shrunken_list(was: int, now: int, told: str) -> None:
    """At the limit it passes; three lost listings never count."""
    due = (f"{told} (limit 5 %)",) if told else ()
    assert trips(judged(["A"] * now, "2"), account(), judged(["A"] * was)) == due


def test_a_group_that_vanished_is_named() -> None:
    before = Judged(
        Snapshot("un", "1", "x", listings=100),
        {
            "programme": {"P": 1, "": 4},
            "schema": {"Vessel": 2},
            "source": {"s": 9},
            "other": {"o": 1},
        },
    )
    after = Judged(Snapshot("un", "2", "x", listings=100), {"programme": {"P": 0}})
    assert trips(after, account(), before) == (
        "the programme (none) vanished: 4 listings before",
        "the programme P vanished: 1 listings before",
        "the type of record Vessel vanished: 2 listings before",
        "the source label s vanished: 9 listings before",
        "the other o vanished: 1 listings before",
    )
    spared = trips(after, account(), before, Limits(fewest=5))
    assert spared == ("the source label s vanished: 9 listings before",)


def test_names_that_were_not_counted_have_not_vanished() -> None:
    """Of a list with more names than are counted, another cut of the rare ones is no alarm."""
    names = [f"name {number}" for number in range(MOST_GROUPS + 1)]
    before = Judged(
        Snapshot("us", "1", "x", listings=9000), {"source": dict.fromkeys(names[:-1], 1)}
    )
    after = Judged(Snapshot("us", "2", "x", listings=9000), {"source": dict.fromkeys(names[1:], 1)})
    assert trips(after, account(), before) == ()
    fewer = Judged(Snapshot("us", "2", "x", listings=9000), {"source": dict.fromkeys(names[2:], 1)})
    assert len(trips(fewer, account(), before)) == 2


@pytest.mark.parametrize(
    ("refused", "damaged", "records", "told"),
    [
        (3, 0, 3, ()),
        (10, 0, 1000, ()),
        (11, 0, 1000, ("11 of 1,000 records were refused, 1.1 % (limit 1 %)",)),
        (0, 4, 0, ("4 of 4 records were refused, 100.0 % (limit 1 %)",)),
        (6, 6, 1000, ("12 of 1,006 records were refused, 1.2 % (limit 1 %)",)),
    ],
)
def test_refused_records(refused: int, damaged: int, records: int, told: tuple[str, ...]) -> None:
    read = account(records, refused=refused, damaged=damaged)
    assert trips(judged(["A"]), read, None) == told


def test_a_double_id_and_a_broken_file_always_count() -> None:
    read = account(doubles=1)
    read.remark(Refusal("the file breaks off", file="un.xml", line=7, fatal=True))
    read.remark(Refusal("something else", fatal=True))
    read.remark(Refusal("an alias without a name"))
    assert trips(judged([]), read, None) == (
        "the file breaks off (un.xml, line 7)",
        "something else",
        "1 records bear an id that stands on an earlier one",
    )


@given(before=LABELS, kept=st.lists(st.booleans(), min_size=60, max_size=60),
       kept_of_them=st.lists(st.booleans(), min_size=60, max_size=60),
       shrunken=st.floats(0, 1), fewest=st.integers(1, 5), spared=st.integers(0, 9))  # fmt: skip
def test_more_missing_never_trips_less(
    before: list[str], kept: list[bool], kept_of_them: list[bool], shrunken: float, fewest: int,
    spared: int,
) -> None:  # fmt: skip
    """Of any version, a part of its listings trips at least the guards that all of them trip."""
    limits = Limits(shrunken=shrunken, fewest=fewest, spared=spared)
    some = [label for label, stays in zip(before, kept, strict=False) if stays]
    fewer = [label for label, stays in zip(some, kept_of_them, strict=False) if stays]
    one = trips(judged(some, "2"), account(), judged(before), limits)
    two = trips(judged(fewer, "2"), account(), judged(before), limits)
    assert {_kind(trip) for trip in one} <= {_kind(trip) for trip in two}
    if one:
        assert two


def _kind(trip: str) -> str:
    return "shrank" if "shrank" in trip else trip


@given(refused=st.integers(0, 500), more=st.integers(0, 500), spared=st.integers(0, 9),
       share=st.floats(0, 1))  # fmt: skip
def test_more_refused_of_the_same_records_never_trips_less(
    refused: int, more: int, spared: int, share: float
) -> None:
    assume(refused + more <= 1000)
    limits = Limits(refused=share, spared=spared)
    one = trips(judged(["A"]), account(refused=refused), None, limits)
    two = trips(judged(["A"]), account(refused=refused + more), None, limits)
    assert len(one) <= len(two)
