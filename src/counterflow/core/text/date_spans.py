"""Read dates that lists give loosely: circa, and from one year to another."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from counterflow.core.text.dates import read_date

MOST_YEARS: Final = 25
"""A span of more years says too little to compare with; its text is kept alone."""

_CIRCA = re.compile(r"circa ", re.IGNORECASE)
_SPAN = re.compile(r"(.+?) to (.+)")


class SpanReading(NamedTuple):
    """The values of a date: one, or one for each year of a span; empty if not understood.

    ``exact`` is false where the text says more than the values (circa, a span, free text): keep
    the text beside them.
    """

    values: tuple[str, ...]
    exact: bool


def read_span(text: str) -> SpanReading:
    """Tell what a date of a list says: a day, a month, a year, or the years of a span.

    Single dates are read by `read_date`; one that it reads with a problem beside it is none.

    Args:
        text: What `read_date` takes, ``circa 1951``, ``1951 to 1953`` or ``circa 1951 to 1953``.

    Returns:
        ISO 8601 values with only the precision given. *Circa* gives its year. A span gives
        every year in it, as any of them may be true, up to 25 of them.

    Example:
        >>> read_span("10 Dec 1948")
        SpanReading(values=('1948-12-10',), exact=True)
        >>> read_span("circa 1951")
        SpanReading(values=('1951',), exact=False)
        >>> read_span("1951 to 1953").values
        ('1951', '1952', '1953')
        >>> read_span("31 Feb 1970")
        SpanReading(values=(), exact=False)
    """
    text = " ".join(text.split()).rstrip(".")
    plain = _CIRCA.sub("", text, count=1) if _CIRCA.match(text) else text
    if span := _SPAN.fullmatch(plain):
        return read_years(_year(span[1]), _year(span[2]))
    value = _one(plain)
    if plain != text:
        value = value[:4]
    return SpanReading((value,) if value else (), exact=bool(value) and plain == text)


def read_years(first: int, last: int) -> SpanReading:
    """Give every year from the first to the last; none where a year is 0 or the span too long.

    Example:
        >>> read_years(1960, 1961).values
        ('1960', '1961')
    """
    if not first or not last or not 0 <= last - first < MOST_YEARS:
        return SpanReading((), exact=False)
    return SpanReading(tuple(f"{year:04}" for year in range(first, last + 1)), exact=False)


def _one(text: str) -> str:
    """Read one date at its own precision; empty where it is none."""
    reading = read_date(text)
    return "" if reading.problem else reading.iso


def _year(text: str) -> int:
    """Give the year of one end of a span, 0 where it is no date."""
    value = _one(_CIRCA.sub("", text, count=1) if _CIRCA.match(text) else text)
    return int(value[:4]) if value else 0
