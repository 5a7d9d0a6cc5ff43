"""Dates of lists: what can be said and no more, read by the reader of trade papers."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.date_spans import MOST_YEARS, SpanReading, read_span, read_years
from counterflow.core.text.dates import read_date

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31))


@given(DAYS, st.sampled_from(["%d %b %Y", "%d %B %Y", "%Y-%m-%d", "%B %d, %Y", "%d.%m.%Y"]))
def test_any_day_reads_back(day: dt.date, form: str) -> None:
    """In the forms that publishers use."""
    assert read_span(day.strftime(form)) == ((day.isoformat(),), True)


@pytest.mark.parametrize(
    ("text", "values", "exact"),
    [
        ("1970", ("1970",), True),
        ("Mar 1945", ("1945-03",), True),
        ("April 1960", ("1960-04",), True),
        ("Nov. 1955", ("1955-11",), True),
        ("Circa 10 Dec 1948.", ("1948",), False),
        ("circa 1951 to 1953", ("1951", "1952", "1953"), False),
        ("circa 1951 to circa 1952", ("1951", "1952"), False),
        ("01 Jan 1951 to 31 Dec 1952", ("1951", "1952"), False),
        ("1953 to 1951", (), False),
        ("1900 to 1990", (), False),
        ("30-35 years old", (), False),
        ("01 Xyz 1970", (), False),
        ("31 Feb 1970", (), False),
        ("03/04/1970", (), False),
        ("3 Apr 70", (), False),
        ("circa", (), False),
        ("", (), False),
    ],
)
def test_dates(text: str, values: tuple[str, ...], exact: bool) -> None:
    """Nothing is guessed: neither an order of day and month nor a century."""
    assert read_span(text) == (values, exact)


@given(st.text(max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    """No text raises, and what is read is a date."""
    assert all(len(value) in (4, 7, 10) for value in read_span(text).values)


@given(st.integers(0, 2200), st.integers(0, 2200))
def test_years_of_a_span(first: int, last: int) -> None:
    """Every year from the first to the last, or none at all."""
    reading = read_years(first, last)
    assert reading.exact is False
    if reading.values:
        assert (int(reading.values[0]), int(reading.values[-1])) == (first, last)
        assert len(reading.values) == last - first + 1 <= MOST_YEARS


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%Y%m%d", "%b %Y", "%Y"]))
def test_both_readers_agree(day: dt.date, form: str) -> None:
    """What the reader of trade papers takes without a problem is a date of a list, and no more."""
    iso, _, problem = read_date(day.strftime(form))
    wanted = () if problem or not iso else (iso,)
    assert read_span(day.strftime(form)) == SpanReading(wanted, exact=bool(wanted))
