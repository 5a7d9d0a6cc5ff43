"""Resolve parts of years and months: "early next year", "spring 2024", "mid-January".

Each function takes what its pattern in :mod:`.times` found and the day from which it counts, and
gives EDTF, empty where that day does not settle it.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from counterflow.evidence.reports.dates import Anchor, month_back, written_out
from counterflow.evidence.reports.relative_times import at_edge

_STEPS = {"last": -1, "this": 0, "next": 1, "past": -1, "previous": -1}
_SEASONS = {
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
    "fall": (9, 11),
    "winter": (12, 2),
}
_MONTHS_OF_PART = {
    "early": (1, 3), "early in": (1, 3), "the beginning of": (1, 3), "the start of": (1, 3),
    "mid": (5, 8), "the middle of": (5, 8), "late": (10, 12), "late in": (10, 12),
    "the end of": (12, 12), "the first half of": (1, 6), "the second half of": (7, 12),
}  # fmt: skip
_DAYS_OF_PART = {
    "early": (1, 10), "the beginning of": (1, 10), "the start of": (1, 10), "mid-": (11, 20),
    "mid": (11, 20), "the middle of": (11, 20), "late": (21, 31), "the end of": (21, 31),
    "the first half of": (1, 15), "the second half of": (16, 31),
}  # fmt: skip


def unit_beside(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "last month", "this year", "next week", "since last spring"."""
    if base is None:
        return ""
    step = _STEPS[match.group("which").lower()]
    unit = match.group("unit").lower()
    part, edge = (_low(match, name) for name in ("part", "edge"))
    if unit == "year":
        value = part_of_year(base.year + step, part)
    elif unit in _SEASONS and base.month is not None:
        value = season(base.year + step, unit, base.month if step < 1 else 12)
    elif unit == "month" and base.month is not None:
        value = month_back(base.year, base.month, -step)
    elif unit == "week" and base.date is not None:
        monday = base.date + dt.timedelta(days=7 * step - base.date.weekday())
        value = f"{monday.isoformat()}/{(monday + dt.timedelta(days=6)).isoformat()}"
    else:
        return ""
    return at_edge(value, edge)


def season(year: int, name: str, month: int = 12) -> str:
    """Give the months of a season; "this winter" in March is the one that began in December.

    Example:
        >>> season(2024, "winter", 3), season(2024, "summer")
        ('2023-12/2024-02', '2024-06/2024-08')
    """
    first, last = _SEASONS[name]
    if last < first and month < first:
        year -= 1
    return f"{year}-{first:02}/{year + (last < first)}-{last:02}"


def named_season(match: re.Match[str], base: Anchor | None) -> str | None:
    """Resolve "spring 2024" and "since spring"; ``None`` where a season stands alone."""
    edge, name = _low(match, "edge"), match.group("unit").lower()
    if match.group("year"):
        value = season(int(match.group("year")), name)
    elif base is not None and base.month is not None and edge:
        value = season(base.year, name, base.month)
        if base.ahead or edge == "by":
            value = value if value[-7:] >= base.as_month else season(base.year + 1, name)
        elif value[:7] > base.as_month:
            value = season(base.year - 1, name, base.month)
    else:
        return None
    return at_edge(value, edge)


def part_of_year(year: int, part: str) -> str:
    """Give the months of a part of a year; the year where the part is unknown.

    Example:
        >>> part_of_year(2024, "early"), part_of_year(2024, "the end of")
        ('2024-01/2024-03', '2024-12')
    """
    first, last = _MONTHS_OF_PART.get(part.rstrip("-"), (0, 0))
    if not first:
        return f"{year}"
    return f"{year}-{first:02}/{year}-{last:02}" if first != last else f"{year}-{first:02}"


def part_of_date(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "early 2024", "the first half of 2025", "mid-January"."""
    ahead = _low(match, "edge") == "by"
    value = written_out(match.group("date"), base, past=not ahead)
    part = match.group("part").lower().strip()
    if len(value) == 4:
        return part_of_year(int(value), part)
    if len(value) == 7 and part in _DAYS_OF_PART:
        first, last = _DAYS_OF_PART[part]
        longest = monthrange(*(int(number) for number in value.split("-")))[1]
        return f"{value}-{first:02}/{value}-{min(last, longest):02}"
    return value


def _low(match: re.Match[str], group: str) -> str:
    return (match.group(group) or "").lower().strip()
