"""Dates: read to the precision they have, never guessed between day and month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.dates import DateReading, Precision, infer_order, read_date

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2024-03-05",
            "2024-03-05T10:00:00Z",
            "2024-03-05 10:00:00.5+01:00",
            "2024/3/5",
            "2024.03.05",
        ),
        *(
            "5.3.2024",
            "05.03.2024 00:00:00",
            "5-Mar-2024",
            "05MAR2024",
            "5 March 2024",
            "5th March 2024",
        ),
        *(
            "March 5, 2024",
            "Mar 5 2024",
            "20240305",
            "2024-Mar-05",
            "5. März 2024",
            "5 марта 2024 г.",
        ),
        *(
            "5 de marzo de 2024",
            "5 mars 2024",
            "5 Mart 2024",
            "2024年3月5日",
            "2024년 3월 5일",
            "٢٠٢٤-٠٣-٠٥",
        ),
        *(
            dt.date(2024, 3, 5),
            dt.datetime(2024, 3, 5, 9, tzinfo=dt.UTC),
            20240305,
            20240305.0,
            " 2024-03-05 ",
        ),
    ],
)
def test_day(text: object) -> None:
    """All unambiguous forms of one day agree."""
    assert read_date(text) == DateReading("2024-03-05", "day", "")


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("Jul 2025", "2025-07", "month"),
        ("2025-07", "2025-07", "month"),
        ("07/2025", "2025-07", "month"),
        ("julio 2025", "2025-07", "month"),
        ("2025", "2025", "year"),
        (2025, "2025", "year"),
        ("", "", ""),
        (None, "", ""),
        ("  ", "", ""),
    ],
)
def test_lower_precision(text: object, iso: str, precision: Precision) -> None:
    """A month or a year is read as that, an empty cell as nothing, without a problem."""
    assert read_date(text) == DateReading(iso, precision, "")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "31.2.2024",
            "2023-02-29",
            "31/04/2024",
            "00/00/0000",
            "2024-13",
            "20241301",
            "12.31.2024",
        ),
        *(
            "0 March 2024",
            "tbd",
            "T12:30",
            "45000",
            45000,
            "1403/05/02",
            "2567-03-05",
            "5 Brumaire 2024",
            True,
        ),
    ],
)
def test_not_a_date(text: object) -> None:
    """Impossible days, other calendars and Excel serials are problems."""
    reading = read_date(text)
    assert reading.iso == ""
    assert reading.precision == ""
    assert reading.problem


def test_ambiguous_is_not_guessed() -> None:
    """Without an order both readings are named, and none is taken."""
    reading = read_date("03/04/2024")
    assert reading.iso == ""
    assert "2024-04-03" in reading.problem
    assert "2024-03-04" in reading.problem
    assert read_date("03/04/2024", "dmy").iso == "2024-04-03"
    assert read_date("03/04/2024", "mdy").iso == "2024-03-04"
    assert read_date("05/05/2024").iso == "2024-05-05"


def test_against_the_given_order() -> None:
    """A day that the given order makes impossible is a problem, not turned round."""
    assert read_date("12/31/2024", "dmy").iso == ""
    assert "dmy" in read_date("12/31/2024", "dmy").problem
    assert read_date("12/31/2024").iso == "2024-12-31"


def test_two_digit_years_carry_a_problem() -> None:
    """A year of two digits is read with a problem; where it may stand first, it is not read."""
    assert read_date("05.03.24").iso == "2024-03-05"
    assert read_date("05-Mar-98").iso == "1998-03-05"
    assert "two digits" in read_date("05.03.24").problem
    assert read_date("24-03-05").iso == ""


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/04/2024", "25/04/2024"], "dmy"),
        (["03/04/2024", "04/25/2024"], "mdy"),
        (["25/04/2024", "04/25/2024"], ""),
        (["03/04/2024", None, 5, "2024-12-31", "25.04.2024", "25 April 2024"], ""),
        (["24-03-25"], ""),
        (["45/13/2024"], ""),
        ([], ""),
    ],
)
def test_infer_order(values: list[object], order: str) -> None:
    """One part above 12 decides; a contradiction decides nothing."""
    assert infer_order(values) == order


@given(
    DAYS, st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%b %d, %Y", "%Y%m%d", "%d-%b-%Y"])
)
def test_round_trip(day: dt.date, form: str) -> None:
    """What is written in a clear form is read as the same day."""
    assert read_date(day.strftime(form)).iso == day.isoformat()


@given(DAYS, st.sampled_from(["/", "-"]))
def test_slash_dates_are_right_or_unread(day: dt.date, sign: str) -> None:
    """A slash date without an order is either read as only one day can be, or not at all."""
    text = day.strftime(f"%d{sign}%m{sign}%Y")
    possible = {read_date(text, order).iso for order in ("dmy", "mdy")} - {""}
    assert read_date(text).iso == (day.isoformat() if possible == {day.isoformat()} else "")


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    """No text raises; what is not read has a problem or is blank; what is read is a date."""
    reading = read_date(text)
    if reading.iso:
        assert {10: "day", 7: "month", 4: "year"}[len(reading.iso)] == reading.precision
    else:
        assert reading.problem or not any(map(str.isalnum, text))
