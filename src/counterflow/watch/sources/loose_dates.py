"""Read cells that hold one date or several, loosely written, into spans that keep their text."""

from __future__ import annotations

import re
from typing import Final

from counterflow.core.model.listings import DateSpan
from counterflow.core.text.dates import read_date

MOST_LETTERS: Final = 1_000
"""No real cell of dates is that long; the patterns must not be tried on more."""

_ALTERNATIVES: Final = re.compile(
    r"\s*;\s*|\s*(?<!\w)\(?[a-z]\)\s*|,?\s+or\s+(?=[\d(A-Za-z])|,\s*(?=\d{1,2}[./]\d|\d{4}\b)",
    re.IGNORECASE,
)
_CIRCA: Final = re.compile(
    r"(?:circa|ca?\.|about|around|approx(?:imately|\.)?)(?:\s+in)?\s*[:,]?\s+", re.IGNORECASE
)
_RANGE: Final = (
    re.compile(r"(?:between\s+)(.+?)\s+and\s+(.+)", re.IGNORECASE),
    re.compile(r"(?:from\s+)?(.+?)\s+to\s+(.+)", re.IGNORECASE),
    re.compile(r"(\d{4})\s*[-–—]\s*(\d{4})"),
)
_EITHER: Final = re.compile(r"(\d{4})\s*/\s*(\d{4})")
_REMARK: Final = re.compile(r"(.*\S)\s*\([^()]*\)")


def read_dates(kind: str, text: str) -> list[DateSpan]:
    """Tell the dates of a cell, one span for each alternative that it gives.

    Nothing is guessed: a date that could be read in two ways, or has a year of two digits, gives
    a span with its text alone.

    Args:
        kind: The FollowTheMoney property.
        text: The cell: a date, ``circa 1951``, ``1951 to 1953``, ``(a) 1.2.1951 (b) 1952``,
            ``1951 or 1952``, with or without a remark in brackets.

    Returns:
        Spans in the order written; none for an empty cell.

    Example:
        >>> [span.first for span in read_dates("birthDate", "(a) 1.2.1951, (b) circa 1952")]
        ['1951-02-01', '1952']
        >>> read_dates("birthDate", "early 1970s")
        [DateSpan(kind='birthDate', text='early 1970s', first='', last='', circa=False)]
    """
    text = " ".join(text.strip(' "').split())
    if len(text) > MOST_LETTERS:
        return [DateSpan(kind, text)]
    pieces = [piece.strip(" ,.") for piece in _ALTERNATIVES.split(text)]
    spans: list[DateSpan] = []
    for piece in filter(None, pieces):
        either = _EITHER.fullmatch(piece)
        spans += [_span(kind, one) for one in (either.groups() if either else (piece,))]
    return spans


def _span(kind: str, text: str) -> DateSpan:
    circa = _CIRCA.match(text)
    plain = text[circa.end() :] if circa else text
    remark = _REMARK.fullmatch(plain)
    if remark and not _one(plain):
        plain = remark[1]
    for pattern in _RANGE:
        if found := pattern.fullmatch(plain):
            first, last = _one(found[1]), _one(found[2])
            if first and last and first <= last:
                return DateSpan(kind, text, first, last, bool(circa))
            return DateSpan(kind, text)
    date = _one(plain)
    return DateSpan(kind, text, date, date, bool(circa) and bool(date))


def _one(text: str) -> str:
    """Read one date at its own precision; empty where it is none or may be another."""
    text = _CIRCA.sub("", text.strip(" ,."), count=1)
    reading = read_date(text)
    return "" if reading.problem else reading.iso
