"""Read the dates of OFAC's advanced XML: a period from one point to another, each with a margin."""

from __future__ import annotations

import calendar
from functools import lru_cache
from typing import Any

from counterflow.core.model.listings import DateSpan


def read_period(kind: str, period: Any) -> DateSpan:
    """Tell between which days a ``DatePeriod`` lies.

    OFAC writes a year alone as the whole of that year, and a month alone as the whole month: the
    span then has that precision and no more.

    Args:
        kind: The FollowTheMoney property that the date is for.
        period: The lxml element, with ``Start`` and ``End``, each ``From`` and ``To``.

    Returns:
        The span; empty at both ends where it states no year. Its text is made of its ends.

    Basis:
        OFAC, Advanced Sanctions Data Model: DatePeriod, Start and End with the attribute
        ``Approximate``.
    """
    points: list[str] = []
    circa = False
    for edge in period:
        if local_name(edge.tag) in ("Start", "End"):
            circa = circa or edge.get("Approximate") == "true"
            points += [
                read_point(point) for point in edge if local_name(point.tag) in ("From", "To")
            ]
    days = sorted(point for point in points if point)
    if not days:
        return DateSpan(kind, "", circa=circa)
    first, last = _shortened(days[0], days[-1])
    text = first if first == last else f"{first} to {last}"
    return DateSpan(kind, f"circa {text}" if circa else text, first, last, circa)


def read_point(element: Any) -> str:
    """Give ``Year``, ``Month`` and ``Day`` as ISO 8601 of the precision given; empty for no year.

    What is no calendar date gives the part of it that is one.
    """
    numbers = {local_name(child.tag): child.text or "" for child in element}
    return _iso(*(numbers.get(name, "").strip() for name in ("Year", "Month", "Day")))


# A period says the same point up to four times.
@lru_cache(maxsize=4096)
def _iso(year: str, month: str, day: str) -> str:
    """Give a point as ISO 8601, as far as it is a calendar date."""
    if not (_is_number(year, 4) and int(year)):
        return ""
    if not (_is_number(month, 2) and 1 <= int(month) <= 12):
        return f"{int(year):04}"
    length = calendar.monthrange(int(year), int(month))[1]
    if not (_is_number(day, 2) and 1 <= int(day) <= length):
        return f"{int(year):04}-{int(month):02}"
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


def _is_number(text: str, digits: int) -> bool:
    # Threat: Python refuses to read a number of some thousand digits, with an error.
    return len(text) <= digits and text.isascii() and text.isdigit()


def _shortened(first: str, last: str) -> tuple[str, str]:
    """Say a whole year, or whole years, as years; a whole month as a month."""
    if first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4], last[:4]
    if len(first) == len(last) == 10 and first[:7] == last[:7] and first.endswith("-01"):
        length = calendar.monthrange(int(first[:4]), int(first[5:7]))[1]
        if last.endswith(f"-{length}"):
            return first[:7], last[:7]
    return first, last


@lru_cache(maxsize=512)
def local_name(tag: Any) -> str:
    """Give a tag without its namespace, remembering the few that a file has.

    A record has some hundred elements: taking each tag apart anew is a tenth of the reading.

    Example:
        >>> local_name("{urn:x}Alias")
        'Alias'
    """
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
