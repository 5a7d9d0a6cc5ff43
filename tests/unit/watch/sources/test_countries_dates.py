"""Countries and dates: what can be said, and never a guess."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.date_spans import read_span
from counterflow.watch.sources.countries import country_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russia", "ru"),
        ("Russian Federation", "ru"),
        ("Iran (Islamic Republic of)", "ir"),
        ("Korea, North", "kp"),
        ("Korea, South", "kr"),
        ("Democratic People's Republic of Korea", "kp"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Congo, Republic of the", "cg"),
        ("Democratic Republic of the Congo", "cd"),
        ("The Gambia", "gm"),
        ("Bahamas, The", "bs"),
        ("Cote d Ivoire", "ci"),
        ("Turkey", "tr"),
        ("Türkiye", "tr"),
        ("Burma", "mm"),
        ("Bosnia and Herzegovina", "ba"),
        ("St. Vincent and the Grenadines", "vc"),
        ("North Macedonia, The Republic of", "mk"),
        ("Man, Isle of", "im"),
        ("State of Palestine", "ps"),
        ("China, Hong Kong Special Administrative Region", "hk"),
        ("Kosovo", "xk"),
        ("Region: Crimea", ""),
        ("Region: Gaza", ""),
        ("Korea", ""),
        ("former Soviet Union", ""),
        ("Netherlands Antilles", ""),
        ("undetermined", ""),
        ("possibly Palestinian", ""),
        ("na", ""),
        ("", ""),
    ],
)
def test_country_code(text: str, code: str) -> None:
    assert country_code(text) == code


@given(st.text(max_size=30))
def test_a_country_code_is_two_letters_or_nothing(text: str) -> None:
    code = country_code(text)
    assert code == "" or (len(code) == 2 and code.isalpha() and code.islower())


@given(st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)))
def test_any_day_reads_back(day: dt.date) -> None:
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
    written = f"{day.day:02} {months[day.month - 1]} {day.year}"
    assert read_span(written) == ((day.isoformat(),), True)


@pytest.mark.parametrize(
    ("text", "values", "exact"),
    [
        ("1970", ("1970",), True),
        ("Mar 1945", ("1945-03",), True),
        ("April 1960", ("1960-04",), True),
        ("Nov. 1955", ("1955-11",), True),
        ("circa 10 Dec 1948", ("1948",), False),
        ("circa 1951 to 1953", ("1951", "1952", "1953"), False),
        ("01 Jan 1951 to 31 Dec 1952", ("1951", "1952"), False),
        ("1953 to 1951", (), False),
        ("1900 to 1990", (), False),
        ("30-35 years old", (), False),
        ("01 Xyz 1970", (), False),
        ("", (), False),
    ],
)
def test_dates(text: str, values: tuple[str, ...], exact: bool) -> None:
    assert read_span(text) == (values, exact)


@given(st.text(max_size=30))
def test_any_text_can_be_read_as_a_date(text: str) -> None:
    assert all(len(value) in (4, 7, 10) for value in read_span(text).values)
