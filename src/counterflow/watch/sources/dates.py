"""Read the dates that publishers write in English, keeping what can be said and no more."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

MOST_YEARS = 25
"""A span of more years says too little to compare with; its text is kept alone."""

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DATE = re.compile(r"(?:(?:(\d{1,2}) )?([A-Za-z]{3,9})\.? )?(\d{4})$")
_SPAN = re.compile(r"(.+?) to (.+)$")


class DateReading(NamedTuple):
    """Hold the values of a date: one, or one for each year of a span; empty if not understood.

    ``exact`` is false where the text says more than the values (circa, a span, free text): keep
    the text beside them.
    """

    values: tuple[str, ...]
    exact: bool


def read_date(text: str) -> DateReading:
    """Tell what an English date says: a day, a month, a year, or the years of a span.

    Args:
        text: ``10 Dec 1948``, ``Mar 1945``, ``April 1960``, ``1951``, ``circa 1951`` or
            ``1951 to 1953``.

    Returns:
        ISO 8601 values with only the precision given. *Circa* gives its year. A span gives
        every year in it, as any of them may be true, up to 25 of them.

    Example:
        >>> read_date("10 Dec 1948")
        DateReading(values=('1948-12-10',), exact=True)
        >>> read_date("circa 1951")
        DateReading(values=('1951',), exact=False)
        >>> read_date("1951 to 1953").values
        ('1951', '1952', '1953')
        >>> read_date("31 Feb 1970")
        DateReading(values=(), exact=False)
    """
    text = " ".join(text.split()).rstrip(".")
    circa = text.lower().startswith("circa ")
    plain = text[6:] if circa else text
    span = _SPAN.match(plain)
    if span:
        return read_years(_year(span[1]), _year(span[2]))
    value = _one(plain)
    if circa:
        value = value[:4]
    return DateReading((value,) if value else (), exact=bool(value) and not circa)


def read_years(first: int, last: int) -> DateReading:
    """Give every year from the first to the last; none where a year is 0 or the span too long.

    Example:
        >>> read_years(1960, 1961).values
        ('1960', '1961')
    """
    if not first or not last or not 0 <= last - first < MOST_YEARS:
        return DateReading((), exact=False)
    return DateReading(tuple(str(year) for year in range(first, last + 1)), exact=False)


def _one(text: str) -> str:
    """Read one date at its own precision; empty where it is none."""
    match = _DATE.match(text)
    if not match:
        return ""
    day, name, year = match.groups()
    if not name:
        return year
    number = next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())), 0)
    if not number:
        return ""
    if not day:
        return f"{year}-{number:02}"
    try:
        return dt.date(int(year), number, int(day)).isoformat()
    except ValueError:
        return ""


def _year(text: str) -> int:
    """Give the year of one end of a span, 0 where it is no date."""
    plain = text.removeprefix("circa ")
    value = _one(plain)
    return int(value[:4]) if value else 0
