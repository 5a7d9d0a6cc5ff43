"""The day asked, of the past and none of the future."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.days import as_day, today
from counterflow.core.errors import InputError

DAY = dt.date(2023, 6, 9)


@pytest.mark.parametrize(
    "value", [DAY, "2023-06-09", dt.datetime(2023, 6, 9, 23, 59, tzinfo=dt.UTC)]
)
def test_a_day_is_read_as_people_give_it(value: dt.date | str) -> None:
    assert as_day(value) == DAY
    assert type(as_day(value)) is dt.date


def test_no_day_is_today_later_on() -> None:
    assert as_day(None) is None


@pytest.mark.parametrize("written", ["yesterday", "9.6.2023", "2023-13-01", ""])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(InputError, match="not a day") as caught:
        as_day(written)
    assert "YYYY-MM-DD" in caught.value.remedy


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_tomorrow_has_begun_somewhere(days: int) -> None:
    day = today() + dt.timedelta(days=days)
    assert as_day(day) == as_day(day.isoformat()) == day


@pytest.mark.parametrize("days", [2, 40_000])
def test_a_day_of_the_future_is_refused(days: int) -> None:
    """Found by a newcomer: a mistyped year gave an answer that looked like any other."""
    day = today() + dt.timedelta(days=days)
    for value in (day, day.isoformat()):
        with pytest.raises(InputError, match=f"the day {day} lies in the future") as caught:
            as_day(value)
        assert "no list or rule of that day" in caught.value.why
        assert f"up to {today()}" in caught.value.remedy


def test_today_is_a_day() -> None:
    assert today().isoformat() >= "2026-01-01"
