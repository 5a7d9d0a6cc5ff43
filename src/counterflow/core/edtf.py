"""Read the first and last day of an EDTF date or interval."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?[~?%]?")
FIRST, LAST = dt.date.min, dt.date.max
"""What stands for an open or unknown end."""


def bounds_of(edtf: str) -> tuple[dt.date, dt.date]:
    """Give the first and the last day that a date or interval can mean.

    Args:
        edtf: ``2023``, ``2023-06``, ``2023-06-09``, with ``~``, ``?`` or ``%`` behind it, or two
            of them with ``/`` between; ``..`` or nothing for an open or unknown end. Seasons and
            unspecified digits are not read.

    Returns:
        First and last day; ``FIRST`` and ``LAST`` where an end is open, unknown or not read.

    Example:
        >>> [str(day) for day in bounds_of("2023-02")]
        ['2023-02-01', '2023-02-28']
        >>> bounds_of("../2022")[0] == FIRST
        True

    Basis:
        ISO 8601-2:2019, EDTF level 0 and 1.
    """
    first, slash, last = edtf.partition("/")
    start = _days(first)
    end = _days(last) if slash else start
    return (start[0] if start else FIRST), (end[1] if end else LAST)


def _days(text: str) -> tuple[dt.date, dt.date] | None:
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    until = month or 12
    return first, dt.date(year, until, calendar.monthrange(year, until)[1])
