"""Dates as reports write them, and the day from which relative words count."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
MONTH = r"(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
YEAR = r"(?:19|20)\d\d"
_NTH = r"(?:st|nd|rd|th)?"
DATE = (
    rf"(?:\d{{1,2}}{_NTH} (?:of )?{MONTH}(?:,? {YEAR})?"
    rf"|{MONTH} \d{{1,2}}{_NTH}\b(?:,? {YEAR})?"
    rf"|{YEAR}-\d\d-\d\d|{MONTH} (?:of )?{YEAR}|{YEAR}|{MONTH}(?! \d))"
)
_ISO = re.compile(rf"{YEAR}-\d\d-\d\d")
_DAY_OF_MONTH = re.compile(rf"\b(\d{{1,2}}){_NTH}\b")


@dataclass(frozen=True)
class Anchor:
    """The day, month or year from which relative words count; ``ahead`` for what is yet to come."""

    year: int
    month: int | None = None
    day: int | None = None
    ahead: bool = False

    @property
    def date(self) -> dt.date | None:
        """The day; ``None`` where only month or year is known, or no such day exists."""
        if self.month is None or self.day is None:
            return None
        return _existing(self.year, self.month, self.day)

    @property
    def as_month(self) -> str:
        """The month as EDTF; the year where no month is known."""
        return f"{self.year}-{self.month:02}" if self.month else f"{self.year}"


def anchor_of(base: str) -> Anchor | None:
    """Read an EDTF date, or the start of an interval; ``None`` where it is empty or open.

    Example:
        >>> anchor_of("2023-06"), anchor_of("../2023")
        (Anchor(year=2023, month=6, day=None, ahead=False), None)
    """
    parts = base.split("/", maxsplit=1)[0].split("-") if base else []
    if not parts or not parts[0].isdigit():
        return None
    numbers = [int(part) for part in parts[:3] if part.isdigit()]
    year, month, day = (*numbers, None, None)[:3]
    return Anchor(year or 0, month, day)


def month_back(year: int, month: int, back: int) -> str:
    """Count months back (forward where negative).

    Example:
        >>> month_back(2024, 1, 1), month_back(2024, 11, -2)
        ('2023-12', '2025-01')
    """
    at = year * 12 + month - 1 - back
    return f"{at // 12}-{at % 12 + 1:02}"


def written_out(text: str, base: Anchor | None, *, past: bool = True) -> str:
    """Resolve a date written out; without a year that of the base is taken.

    Args:
        text: The date's words, as :data:`DATE` finds them.
        base: From when to count; ``None`` where unknown.
        past: Whether a month later than the base's is that of the year before.

    Returns:
        EDTF; empty where neither words nor base give a year, or no such day exists.

    Example:
        >>> written_out("5 March", Anchor(2024, 1, 9)), written_out("March 2022", None)
        ('2023-03-05', '2022-03')
    """
    low = text.lower().replace(",", " ").replace(".", " ").replace(" of ", " ")
    if _ISO.fullmatch(low.strip()):
        return low.strip() if _existing(*map(int, low.split("-"))) else ""
    month = next((MONTHS[word] for word in low.split() if word in MONTHS), None)
    year = _year(low, month, base, past=past)
    if year is None:
        return ""
    if month is None:
        return f"{year}"
    day = _DAY_OF_MONTH.search(low)
    if day is None:
        return f"{year}-{month:02}"
    found = _existing(year, month, int(day.group(1)))
    return found.isoformat() if found is not None else ""


def _existing(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _year(low: str, month: int | None, base: Anchor | None, *, past: bool) -> int | None:
    written = re.search(rf"\b{YEAR}\b", low)
    if written is not None:
        return int(written.group(0))
    if base is None or month is None:
        return None
    if base.ahead and base.month is not None:
        return base.year + (month < base.month)
    later = past and base.month is not None and month > base.month
    return base.year - 1 if later else base.year
