"""Compare periods (EDTF): whether two can have a day in common, whether they face away."""

from __future__ import annotations


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
