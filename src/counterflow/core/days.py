"""The day that rules and lists are asked of: today, or one that a person gave."""

from __future__ import annotations

import datetime as dt

from counterflow.core.errors import InputError


def today() -> dt.date:
    """Give the current day in UTC, the day that rules and list ages are measured by."""
    return dt.datetime.now(tz=dt.UTC).date()


def as_day(value: dt.date | str | None) -> dt.date | None:
    """Read the day asked, given as a date or as ``YYYY-MM-DD``.

    Tomorrow is allowed: east of Greenwich it has begun while it is still today in UTC.

    Raises:
        InputError: the text is no ISO 8601 day, or the day lies in the future.

    Example:
        >>> as_day("2023-06-09")
        datetime.date(2023, 6, 9)
    """
    day = _read_day(value)
    if day is not None and day > today() + dt.timedelta(days=1):
        raise InputError(
            f"the day {day} lies in the future",
            where="as_of",
            why="no list or rule of that day can be known, and the answer would look like one",
            remedy=f"give a day up to {today()}, or leave it out for today",
        )
    return day


def _read_day(value: dt.date | str | None) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError as fault:
        raise InputError(f"not a day: {value!r}", remedy="write YYYY-MM-DD") from fault
