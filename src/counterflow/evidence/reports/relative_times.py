"""Resolve words that count from a day: "last Tuesday", "in recent weeks", "two years ago".

Each function takes what its pattern in :mod:`.times` found and the day from which it counts. It
gives EDTF, or an empty text where that day does not settle it: nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
import re

from counterflow.evidence.reports.dates import Anchor, month_back

DAYS = {
    name: at
    for at, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "several": 4, "a few": 3, "a couple of": 2,
}  # fmt: skip
_NEAR_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}
_RECENT_YEARS = 3
_RECENT_MONTHS = {"day": 0, "week": 1, "month": 3}
_COMING_MONTHS = {"day": 1, "week": 1, "month": 6, "year": 24}
_COMING_DAYS = 14


def weekday(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "Friday", "last Tuesday", "since Monday"; never without a day to count from."""
    if base is None or base.date is None:
        return ""
    which, edge = (_low(match, name) for name in ("which", "edge"))
    back = (base.date.weekday() - DAYS[match.group("day").lower()]) % 7
    if which == "next":
        return (base.date + dt.timedelta(days=(7 - back) or 7)).isoformat()
    if which == "last" and back == 0:
        back = 7
    return at_edge((base.date - dt.timedelta(days=back)).isoformat(), edge)


def near_day(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "today", "yesterday", "tomorrow"."""
    if base is None or base.date is None:
        return ""
    return (base.date + dt.timedelta(days=_NEAR_DAYS[match.group(0).lower()])).isoformat()


def recent(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "in recent weeks" to the months that it may mean."""
    if base is None or base.month is None:
        return ""
    unit = _unit(match)
    if unit == "year":
        return f"{base.year - _RECENT_YEARS}/{base.year}"
    return f"{month_back(base.year, base.month, _RECENT_MONTHS[unit])}/{base.as_month}"


def coming(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "in the coming days" to the span that it may mean."""
    if base is None or base.month is None:
        return ""
    unit = _unit(match)
    if base.date is not None and unit == "day":
        return f"{base.date.isoformat()}/{_later(base.date, _COMING_DAYS)}"
    return f"{base.as_month}/{month_back(base.year, base.month, -_COMING_MONTHS[unit])}"


def ago(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "two years ago", "three days earlier"."""
    if base is None:
        return ""
    count, unit = number(match.group("count")), _unit(match)
    if unit == "year":
        return f"{base.year - count}"
    if base.month is None:
        return ""
    if unit == "month":
        return month_back(base.year, base.month, count)
    return _later(base.date, -count * _days(unit)) if base.date is not None else ""


def within(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "in the past three months", "over the last year"."""
    if base is None or base.month is None:
        return ""
    count, unit = number(match.group("count") or "1"), _unit(match)
    if unit == "year":
        return f"{base.year - count}-{base.month:02}/{base.as_month}"
    if unit == "month":
        return f"{month_back(base.year, base.month, count)}/{base.as_month}"
    if base.date is None:
        return ""
    return f"{_later(base.date, -count * _days(unit))}/{base.date.isoformat()}"


def at_edge(value: str, edge: str) -> str:
    """Open an interval at "since", "until", "before" or "by"; else the value itself.

    Example:
        >>> at_edge("2023-05/2023-06", "since"), at_edge("2023-05/2023-06", "until")
        ('2023-05/..', '../2023-06')
    """
    if edge == "since":
        return f"{value.split('/', maxsplit=1)[0]}/.."
    return f"../{value.rsplit('/', maxsplit=1)[-1]}" if edge in ("until", "before", "by") else value


def number(text: str) -> int:
    """Read a count in digits or words.

    Example:
        >>> number("12"), number("a couple of")
        (12, 2)
    """
    low = text.lower().strip()
    return int(low) if low.isdigit() else NUMBERS.get(low, 1)


def _low(match: re.Match[str], group: str) -> str:
    return (match.group(group) or "").lower().strip()


def _unit(match: re.Match[str]) -> str:
    return str(match.group("unit")).lower().rstrip("s")


def _days(unit: str) -> int:
    return 7 if unit == "week" else 1


def _later(day: dt.date, days: int) -> str:
    return (day + dt.timedelta(days=days)).isoformat()
