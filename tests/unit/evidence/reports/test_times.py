"""Times of reports resolve to EDTF from the day of the report, and never by guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.reports.dates import Anchor, anchor_of, month_back, written_out
from counterflow.evidence.reports.times import find_times

DAY = "2024-03-14"  # a Thursday


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("on Tuesday", "2024-03-12"),
        ("last Thursday", "2024-03-07"),
        ("next Monday", "2024-03-18"),
        ("yesterday", "2024-03-13"),
        ("in recent weeks", "2024-02/2024-03"),
        ("in the coming days", "2024-03-14/2024-03-28"),
        ("two years ago", "2022"),
        ("three weeks earlier", "2024-02-22"),
        ("over the past three months", "2023-12/2024-03"),
        ("since August", "2023-08/.."),
        ("by June", "../2024-06"),
        ("until June 2023", "../2023-06"),
        ("early next year", "2025-01/2025-03"),
        ("in the first half of January", "2024-01-01/2024-01-15"),
        ("before the invasion of February 2022", "../2022-02"),
        ("between early December and late January", "2023-12/2024-01"),
        ("in the second half of 2023", "2023-07/2023-12"),
        ("mid-January", "2024-01-11/2024-01-20"),
        ("late February", "2024-02-21/2024-02-29"),
        ("in spring 2023", "2023-03/2023-05"),
        ("last winter", "2022-12/2023-02"),
        ("this winter", "2023-12/2024-02"),
        ("between January 11 and January 16", "2024-01-11/2024-01-16"),
        ("between December 20 and January 5", "2023-12-20/2024-01-05"),
        ("in 2021 and 2022", "2021/2022"),
        ("on 5 March 2022", "2022-03-05"),
        ("in October", "2023-10"),
        ("last month", "2024-02"),
        ("last week", "2024-03-04/2024-03-10"),
        ("earlier", "../2024-03-14"),
    ],
)
def test_words_resolve_from_the_day_of_the_report(words: str, edtf: str) -> None:
    assert [one.edtf for one in find_times(f"It was shipped {words} to the port.", DAY)] == [edtf]


@pytest.mark.parametrize("words", ["on Friday", "yesterday", "three weeks ago", "last week"])
def test_a_month_settles_no_day(words: str) -> None:
    assert [one.edtf for one in find_times(words, "2024-03")] == [""]


def test_without_a_base_only_written_years_resolve() -> None:
    found = find_times("in May 2021, two years ago, in October, last month", "")
    assert [one.edtf for one in found] == ["2021-05", "", "", ""]


def test_a_known_event_is_marked_inferred() -> None:
    (one,) = find_times("before Russia's February 2022 invasion of Ukraine", DAY)[:1]
    assert one.inferred
    assert one.edtf.startswith("../2022-02")


def test_a_verb_is_no_month() -> None:
    assert find_times("they may march on", DAY) == []


@given(
    st.text(max_size=200), st.sampled_from(["", "2024", "2024-03", DAY, "2023-02-31", "../2020"])
)
def test_any_text_is_read_and_lies_where_it_says(text: str, base: str) -> None:
    for one in find_times(text, base):
        assert text[one.start : one.end] == one.text


@given(
    st.sampled_from(["30 February", "99 May", "2023-13-45", "31 June 2022", "mid-May 2023"]),
    st.sampled_from(["since {}", "{}", "last Friday, {}", "between {} and {}", "early {}"]),
)
def test_dates_that_do_not_exist_are_no_fault(date: str, frame: str) -> None:
    text = frame.format(date, date)
    for base in ("", DAY, *(one.edtf for one in find_times(text, DAY))):
        find_times(text, base)


@given(st.integers(1900, 2100), st.integers(1, 12), st.integers(-60, 60))
def test_months_counted_back_and_forth_come_home(year: int, month: int, back: int) -> None:
    there = anchor_of(month_back(year, month, back))
    assert there is not None
    assert there.month is not None
    assert month_back(there.year, there.month, -back) == f"{year}-{month:02}"


def test_a_date_without_year_is_not_later_than_its_base() -> None:
    assert written_out("5 November", Anchor(2024, 3, 14)) == "2023-11-05"
    assert written_out("5 November", Anchor(2024, 3, 14), past=False) == "2024-11-05"


def test_what_is_to_come_lies_ahead() -> None:
    assert [one.edtf for one in find_times("in January", DAY)] == ["2024-01"]
    assert [one.edtf for one in find_times("in January", DAY, ahead=True)] == ["2025-01"]
    assert [one.edtf for one in find_times("in October", DAY, ahead=True)] == ["2024-10"]
