"""Compare periods (EDTF): whether two can have a day in common, whether they face away."""

from __future__ import annotations

import re

from counterflow.core.edtf import FIRST, LAST, bounds_of
from counterflow.evidence.claims.amounts import COUNT, figure

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_SPAN = re.compile(
    rf"\b(?:in|over|within|during) (?:the (?:last|past) )?(?P<number>{COUNT})"
    r" (?P<unit>day|week|month|year)s\b",
    re.IGNORECASE,
)


def can_meet(a: str, b: str) -> bool:
    """Tell whether two periods can have a day in common; an unknown one can.

    Args:
        a: A period (EDTF): a day, a month, a year, an interval, ".." for an open end.
        b: The other.

    Example:
        >>> can_meet("../2022-02-24", "2022-08/.."), can_meet("", "2022")
        (False, True)
    """
    if not a or not b:
        return True
    (first_a, last_a), (first_b, last_b) = _bounds(a), _bounds(b)
    return first_a <= last_b and first_b <= last_a


def spans(period: str) -> bool:
    """Tell whether a period is an interval: what is summed up over it is another claim.

    Example:
        >>> spans("2022-08/.."), spans("2022-08"), spans("")
        (True, False, False)
    """
    return "/" in period


def within(a: str, b: str) -> bool:
    """Tell whether a period lies within another, and is not all of it.

    Example:
        >>> within("2025-01", "2024-10/.."), within("2025", "2025"), within("", "2025")
        (True, False, False)
    """
    if not a or not b or a == b:
        return False
    (first_a, last_a), (first_b, last_b) = _bounds(a), _bounds(b)
    return first_b <= first_a and last_a <= last_b


def length_in_days(period: str) -> int:
    """Give how many days an interval with both its ends has; 0 for any other period.

    Example:
        >>> length_in_days("2023-12-08/2024-01-27"), length_in_days("2024/..")
        (51, 0)
    """
    if not spans(period):
        return 0
    first, last = bounds_of(period)
    return 0 if first == FIRST or last == LAST else (last - first).days + 1


def is_day(period: str) -> bool:
    """Tell whether a period is one day.

    Example:
        >>> is_day("2024-05-03"), is_day("2024-05"), is_day("2024-05-03/2024-05-08")
        (True, False, False)
    """
    first, last = bounds_of(period)
    return bool(period) and not spans(period) and first == last


def days_between(a: str, b: str) -> int:
    """Give how many days the first day of a period lies before that of another.

    Example:
        >>> days_between("2024-05-03", "2024-05-08")
        5
    """
    return (bounds_of(b)[0] - bounds_of(a)[0]).days


def spoken_days(text: str) -> int:
    """Give the days of a time over which something is counted ("in two months"); 0 for none.

    Example:
        >>> spoken_days("nine flights in two months"), spoken_days("nine flights")
        (60, 0)
    """
    found = _SPAN.search(text)
    if found is None:
        return 0
    return int(figure(found["number"]) * _DAYS[found["unit"].lower()])


def faces_away(a: str, b: str) -> bool:
    """Tell whether one says "until then" and the other "since then", with nothing between.

    Example:
        >>> faces_away("../2022-02-24", "2022-08/.."), faces_away("2021", "2023")
        (True, False)
    """
    if can_meet(a, b):
        return False
    return any(one.startswith("../") and other.endswith("/..") for one, other in ((a, b), (b, a)))


def _bounds(period: str) -> tuple[str, str]:
    first, _, last = period.partition("/") if "/" in period else (period, "/", period)
    return ("" if first == ".." else first, "9" if last == ".." else f"{last}-99")
