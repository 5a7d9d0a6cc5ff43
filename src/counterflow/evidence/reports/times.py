"""Resolve the times of which reports speak: "in recent weeks", "early next year", "since August".

The result is EDTF (ISO 8601-2, level 1). A base of month precision gives no day: "Friday" in a report
of "2023-06" stays unresolved. Nothing is guessed; what rests on an event of public record and not on
the words is marked inferred.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts

_MONTHS = {
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
_DAYS = {name: at for at, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "several": 4, "a few": 3, "a couple of": 2,
}  # fmt: skip
_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?:" + "|".join(_DAYS) + r")"
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")"
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? {_YEAR})?"
    rf"|{_YEAR}-\d\d-\d\d|{_MONTH} (?:of )?{_YEAR}|{_YEAR}|{_MONTH}(?! \d))"
)


@dataclass(frozen=True)
class TimeFound:
    """One time expression: its offsets in the text asked, its words, its EDTF value."""

    start: int
    end: int
    text: str
    edtf: str
    inferred: bool = False


@dataclass(frozen=True)
class _Base:
    """The day or month from which relative words count."""

    year: int
    month: int | None
    day: int | None

    @property
    def date(self) -> dt.date | None:
        if self.month is None or self.day is None:
            return None
        return dt.date(self.year, self.month, self.day)


def find_times(text: str, base: str) -> list[TimeFound]:
    """Find the time expressions of a text and resolve them.

    Args:
        text: A clause or sentence.
        base: The day (or month, or year) from which relative words count, as EDTF; empty where
            unknown: then only absolute dates are resolved.

    Returns:
        What was found, in order; those that the base does not settle have an empty ``edtf``.

    Example:
        >>> [(t.text, t.edtf) for t in find_times("used in recent weeks, ready early next year", "2023-06-09")]
        [('in recent weeks', '2023-05/2023-06'), ('early next year', '2024-01/2024-03')]
    """
    anchor = _base(base)
    found: list[TimeFound] = _events(text)
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            if any(one.start < match.end() and one.end > match.start() for one in found):
                continue
            value = resolve(match, anchor)
            if value is None:
                continue
            found.append(TimeFound(match.start(), match.end(), match.group(0), value))
    return sorted(found, key=lambda one: one.start)


def _events(text: str) -> list[TimeFound]:
    made = []
    for words, date in _known_events():
        pattern = re.compile(rf"\b(before|after|since|until|during)\s+(?:[\w’']+\s+){{0,4}}?{words}", re.IGNORECASE)
        for match in pattern.finditer(text):
            value = {"before": f"../{date}", "until": f"../{date}"}.get(match.group(1).lower(), f"{date}/..")
            made.append(TimeFound(match.start(), match.end(), match.group(0), value, inferred=True))
    return made


@cache
def _known_events() -> list[tuple[str, str]]:
    rows = load_facts("reports/known_events.yaml")["events"]
    return [(re.escape(words).replace("'", "[’']"), row["date"]) for row in rows for words in row["words"]]


def _base(base: str) -> _Base | None:
    parts = base.split("/")[0].split("-") if base else []
    if not parts or not parts[0].isdigit():
        return None
    numbers = [int(part) for part in parts if part.isdigit()]
    return _Base(numbers[0], numbers[1] if len(numbers) > 1 else None, numbers[2] if len(numbers) > 2 else None)


Resolver = Callable[[re.Match[str], "_Base | None"], "str | None"]


def _absolute(text: str, base: _Base | None, *, past: bool = True) -> str:
    """Resolve a date written out; the year of the base is taken where none stands, never a later day."""
    low = text.lower().replace(",", " ").replace(".", " ").replace(" of ", " ")
    if iso := re.fullmatch(r"((?:19|20)\d\d)-(\d\d)-(\d\d)", low.strip()):
        return iso.group(0)
    year = re.search(rf"\b{_YEAR}\b", low)
    month = next((_MONTHS[word] for word in low.split() if word in _MONTHS), None)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", low)
    if year is not None:
        number = int(year.group(0))
    elif base is not None and month is not None:
        number = base.year
        if past and base.month is not None and month > base.month:
            number -= 1
    else:
        return ""
    if month is None:
        return f"{number}"
    return f"{number}-{month:02}-{int(day.group(1)):02}" if day else f"{number}-{month:02}"


def _plain(match: re.Match[str], base: _Base | None) -> str | None:
    text = match.group("date")
    if text.lower() in ("may", "march", "mar", "jan", "sep") and not text[0].isupper():
        return None
    return _absolute(text, base)


def _span(match: re.Match[str], base: _Base | None) -> str | None:
    first, last = match.group("first"), match.group("last")
    end = _absolute(last, base)
    start_base = _base(end) if end else base
    start = _absolute(first, start_base, past=False)
    if start and end and start > end and start_base is not None:
        start = _absolute(first, _Base(start_base.year - 1, start_base.month, None), past=False)
    return f"{start}/{end}" if start and end else ""


def _edge(match: re.Match[str], base: _Base | None) -> str | None:
    value = _absolute(match.group("date"), base, past=match.group("edge").lower() != "by")
    if not value:
        return ""
    if match.group("edge").lower() in ("since", "from", "after"):
        return f"{value}/.."
    return f"../{value}"


def _weekday(match: re.Match[str], base: _Base | None) -> str | None:
    if base is None or base.date is None:
        return ""
    back = (base.date.weekday() - _DAYS[match.group("day").lower()]) % 7
    if (match.group("which") or "").lower().strip() == "last" and back == 0:
        back = 7
    if (match.group("which") or "").lower().strip() == "next":
        return (base.date + dt.timedelta(days=(7 - back) or 7)).isoformat()
    day = (base.date - dt.timedelta(days=back)).isoformat()
    edge = (match.group("edge") or "").lower().strip()
    return f"{day}/.." if edge == "since" else f"../{day}" if edge in ("before", "until") else day


def _near_day(match: re.Match[str], base: _Base | None) -> str | None:
    if base is None or base.date is None:
        return ""
    days = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}[match.group(0).lower()]
    return (base.date + dt.timedelta(days=days)).isoformat()


def _recent(match: re.Match[str], base: _Base | None) -> str | None:
    unit = match.group("unit").lower()
    if base is None or base.month is None:
        return ""
    if unit.startswith("year"):
        return f"{base.year - 3}/{base.year}"
    back = {"day": 0, "week": 1, "month": 3}[unit.rstrip("s")]
    return f"{_month_back(base.year, base.month, back)}/{base.year}-{base.month:02}"


def _coming(match: re.Match[str], base: _Base | None) -> str | None:
    unit = match.group("unit").lower()
    if base is None or base.month is None:
        return ""
    if base.date is not None and unit.startswith("day"):
        return f"{base.date.isoformat()}/{(base.date + dt.timedelta(days=14)).isoformat()}"
    ahead = {"day": 1, "week": 1, "month": 6, "year": 24}[unit.rstrip("s")]
    return f"{base.year}-{base.month:02}/{_month_back(base.year, base.month, -ahead)}"


def _ago(match: re.Match[str], base: _Base | None) -> str | None:
    if base is None:
        return ""
    count = _number(match.group("count"))
    unit = match.group("unit").lower().rstrip("s")
    if unit == "year":
        return f"{base.year - count}"
    if base.month is None:
        return ""
    if unit == "month":
        return _month_back(base.year, base.month, count)
    if base.date is None:
        return ""
    return (base.date - dt.timedelta(days=count * (7 if unit == "week" else 1))).isoformat()


def _within(match: re.Match[str], base: _Base | None) -> str | None:
    """Resolve "in the past three months", "over the last year"."""
    if base is None or base.month is None:
        return ""
    count = _number(match.group("count") or "1")
    unit = match.group("unit").lower().rstrip("s")
    end = base.date.isoformat() if base.date else f"{base.year}-{base.month:02}"
    if unit == "year":
        return f"{base.year - count}-{base.month:02}/{end[:7]}"
    if unit == "month":
        return f"{_month_back(base.year, base.month, count)}/{end[:7]}"
    if base.date is None:
        return ""
    return f"{(base.date - dt.timedelta(days=count * (7 if unit == 'week' else 1))).isoformat()}/{end}"


def _unit(match: re.Match[str], base: _Base | None) -> str | None:
    """Resolve "last month", "this year", "next week"."""
    if base is None:
        return ""
    step = {"last": -1, "this": 0, "next": 1, "past": -1, "previous": -1}[match.group("which").lower()]
    unit = match.group("unit").lower()
    part = (match.group("part") or "").lower().strip()
    edge = (match.group("edge") or "").lower().strip()
    value = ""
    if unit == "year":
        value = _part_of_year(base.year + step, part)
    elif unit in _SEASONS and base.month is not None:
        value = _season(base.year + step, unit, base.month if step < 1 else 12)
    elif base.month is not None and unit == "month":
        value = _month_back(base.year, base.month, -step)
    elif base.date is not None and unit == "week":
        monday = base.date - dt.timedelta(days=base.date.weekday()) + dt.timedelta(days=7 * step)
        value = f"{monday.isoformat()}/{(monday + dt.timedelta(days=6)).isoformat()}"
    if not value:
        return ""
    if edge == "since":
        return f"{value.split('/')[0]}/.."
    return f"../{value.split('/')[-1]}" if edge in ("until", "before", "by") else value


_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


def _season(year: int, name: str, month: int = 12) -> str:
    first, last = _SEASONS[name]
    if last < first and month < first:
        year -= 1  # "this winter" in March is the one that began in December
    return f"{year}-{first:02}/{year + (last < first)}-{last:02}"


def _named_season(match: re.Match[str], base: _Base | None) -> str | None:
    """Resolve "spring 2024", "since spring"."""
    edge = (match.group("edge") or "").lower().strip()
    if match.group("year"):
        value = _season(int(match.group("year")), match.group("unit").lower())
    elif base is not None and base.month is not None and edge:
        value = _season(base.year, match.group("unit").lower(), base.month)
        if value[:7] > f"{base.year}-{base.month:02}":
            value = _season(base.year - 1, match.group("unit").lower(), base.month)
    else:
        return None
    if edge == "since":
        return f"{value.split('/')[0]}/.."
    return f"../{value.split('/')[1]}" if edge in ("until", "before", "by") else value


def _part_of_year(year: int, part: str) -> str:
    spans = {"early": (1, 3), "early in": (1, 3), "the beginning of": (1, 3), "the start of": (1, 3), "mid": (5, 8),
             "the middle of": (5, 8), "late": (10, 12), "late in": (10, 12), "the end of": (12, 12), "the first half of": (1, 6),
             "the second half of": (7, 12)}  # fmt: skip
    if part.rstrip("-") in spans:
        first, last = spans[part.rstrip("-")]
        return f"{year}-{first:02}/{year}-{last:02}" if first != last else f"{year}-{first:02}"
    return f"{year}"


def _part(match: re.Match[str], base: _Base | None) -> str | None:
    """Resolve "early 2024", "the first half of 2025", "mid-January"."""
    ahead = (match.group("edge") or "").lower().strip() == "by"
    value = _absolute(match.group("date"), base, past=not ahead)
    part = match.group("part").lower().strip()
    if not value:
        return ""
    if len(value) == 4:
        return _part_of_year(int(value), part)
    if len(value) == 7:
        year, month = (int(x) for x in value.split("-"))
        last = monthrange(year, month)[1]
        spans = {"early": (1, 10), "mid-": (11, 20), "mid": (11, 20), "late": (21, last), "the end of": (21, last), "the beginning of": (1, 10), "the start of": (1, 10), "the middle of": (11, 20)}
        if part in spans:
            return f"{value}-{spans[part][0]:02}/{value}-{spans[part][1]:02}"
    return value


def _alone(match: re.Match[str], base: _Base | None) -> str | None:
    if base is None:
        return ""
    if base.date is not None:
        return f"../{base.date.isoformat()}"
    return f"../{base.year}-{base.month:02}" if base.month else f"../{base.year}"


def _month_back(year: int, month: int, back: int) -> str:
    at = year * 12 + month - 1 - back
    return f"{at // 12}-{at % 12 + 1:02}"


def _number(text: str) -> int:
    low = text.lower().strip()
    return int(low) if low.isdigit() else _NUMBERS.get(low, 1)


def _rule(pattern: str, resolve: Resolver) -> tuple[re.Pattern[str], Resolver]:
    return re.compile(pattern, re.IGNORECASE), resolve


_PART = r"(?P<part>early(?: in)?|late(?: in)?|mid-?|the (?:end|beginning|start|middle|first half|second half) of)"
_RULES: list[tuple[re.Pattern[str], Resolver]] = [
    _rule(rf"\b(?:between|from) (?P<first>{_DATE}) (?:and|to|until) (?P<last>{_DATE})", _span),
    _rule(rf"\b(?:between|in) (?P<first>{_YEAR}) and (?P<last>{_YEAR})\b", _span),
    _rule(rf"\b(?:in |at |since )?(?P<edge>by )?{_PART}\s?(?P<date>{_DATE})", _part),
    _rule(rf"\b(?P<edge>since |until |before |by |in |during )?(?:the )?(?P<unit>spring|summer|autumn|winter)(?: of)?(?: (?P<year>{_YEAR}))?\b", _named_season),
    _rule(rf"\b(?P<edge>since|after|before|until|by|till) (?P<date>{_DATE})", _edge),
    _rule(
        rf"\b(?P<edge>since |until |before |by )?(?:in |at |over |during )?{_PART}?\s?(?P<which>last|this|next|past|previous) "
        r"(?P<unit>year|month|week|spring|summer|autumn|fall|winter)\b",
        _unit,
    ),
    _rule(r"\b(?:in|over|during) (?:the )?(?:recent|last few|past few|past several) (?P<unit>days|weeks|months|years)\b", _recent),
    _rule(r"\b(?:in|over|within) the (?:coming|next few|following) (?P<unit>days|weeks|months|years)\b", _coming),
    _rule(rf"\b(?P<count>{_COUNT}) (?P<unit>days?|weeks?|months?|years?) (?:ago|earlier|before)\b", _ago),
    _rule(rf"\b(?:in|over|during|for|within) the (?:past|last) (?:(?P<count>{_COUNT}) )?(?P<unit>days?|weeks?|months?|years?)\b", _within),
    _rule(rf"\b(?:on )?(?P<edge>since |before |until )?(?P<which>last |next )?(?P<day>{_DAY})\b", _weekday),
    _rule(rf"\b(?:in |on )?(?P<date>{_DATE})\b", _plain),
    _rule(r"\b(?:today|yesterday|tomorrow|tonight)\b", _near_day),
    _rule(r"\b(?:earlier|previously|in the past)\b", _alone),
]
