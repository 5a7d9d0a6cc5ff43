"""Read the dates of the UK's lists, in which an unknown day or month stays as letters or zeros."""

from __future__ import annotations

import datetime as dt
import re

from counterflow.core.model.listings import DateSpan
from counterflow.core.text.dates import FIRST_YEAR, LAST_YEAR

_PARTS = re.compile(r"(\d{1,2}|dd|DD)/(\d{1,2}|mm|MM)/(\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?")
_YEAR = re.compile(r"\d{4}")
_REPORT = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_uk_date(text: str) -> str:
    """Tell what a date of the UK's lists says, at its own precision.

    Args:
        text: ``dd/mm/yyyy`` in which the day, or day and month, may be letters or zeros; a year
            alone; ``11-Sep-2026`` of the line that says when a file was made.

    Returns:
        ISO 8601; empty where the text is none of these or names no day of the calendar. A day
        without its month gives the year.

    Example:
        >>> read_uk_date("24/02/2022"), read_uk_date("dd/mm/1970"), read_uk_date("00/07/1978")
        ('2022-02-24', '1970', '1978-07')
        >>> read_uk_date("15/08/19yy"), read_uk_date("31/02/1970"), read_uk_date("11-Sep-2026")
        ('', '', '2026-09-11')
    """
    text = text.strip()
    if _YEAR.fullmatch(text):
        return _iso(int(text), 0, 0)
    if found := _PARTS.fullmatch(text):
        day, month = (int(part) if part.isdigit() else 0 for part in found.groups()[:2])
        return _iso(int(found[3]), month, day if month else 0)
    if (found := _REPORT.fullmatch(text)) and found[2].lower() in _MONTHS:
        return _iso(int(found[3]), _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    return ""


def read_uk_day(text: str) -> str:
    """Give a date of the UK's lists where it names a day, else nothing.

    Example:
        >>> read_uk_day("24/02/2022"), read_uk_day("dd/02/2022")
        ('2022-02-24', '')
    """
    iso = read_uk_date(text)
    return iso if len(iso) == len("2022-02-24") else ""


def stated_uk_day(text: str) -> str:
    """Give the day that a date of the UK's lists names, else the text that stands in its place.

    `Account.admit` keeps such a text in the notes and marks it.

    Example:
        >>> stated_uk_day("24/02/2022"), stated_uk_day("not a date")
        ('2022-02-24', 'not a date')
    """
    return read_uk_day(text) or text


def span_of(kind: str, text: str) -> DateSpan:
    """Keep a date of the UK's lists as written, with what it says.

    Example:
        >>> span_of("birthDate", "dd/mm/1970")
        DateSpan(kind='birthDate', text='dd/mm/1970', first='1970', last='1970', circa=False)
    """
    iso = read_uk_date(text)
    return DateSpan(kind, text, iso, iso)


def _iso(year: int, month: int, day: int) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
