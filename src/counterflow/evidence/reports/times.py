"""Resolve the times of which reports speak: "in recent weeks", "early next year", "since August".

The result is EDTF (ISO 8601-2, level 1). A base of month precision gives no day: "Friday" in a
report of "2023-06" stays unresolved. Nothing is guessed; what rests on an event of public record
and not on the words is marked inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from counterflow.core.facts import load_facts
from counterflow.evidence.reports import parts_of_years, relative_times
from counterflow.evidence.reports.dates import DATE, YEAR, Anchor, anchor_of, written_out

_DAY = r"(?:" + "|".join(relative_times.DAYS) + r")"
_COUNT = r"(?:\d{1,3}|" + "|".join(sorted(relative_times.NUMBERS, key=len, reverse=True)) + r")"
_MONTHS_THAT_ARE_WORDS = frozenset({"may", "march", "mar", "jan", "sep"})


@dataclass(frozen=True)
class TimeFound:
    """One time expression: its offsets in the text asked, its words, its EDTF value."""

    start: int
    end: int
    text: str
    edtf: str
    inferred: bool = False


def find_times(text: str, base: str, *, ahead: bool = False) -> list[TimeFound]:
    """Find the time expressions of a text and resolve them.

    Args:
        text: A clause or sentence.
        base: The day (or month, or year) from which relative words count, as EDTF; empty where
            unknown: then only absolute dates are resolved.
        ahead: Whether the text tells of what is yet to come: "in October" is the next one then.

    Returns:
        What was found, in order; those that the base does not settle have an empty ``edtf``.

    Example:
        >>> [(t.text, t.edtf) for t in find_times("in recent weeks, early next year", "2023-06-09")]
        [('in recent weeks', '2023-05/2023-06'), ('early next year', '2024-01/2024-03')]
    """
    anchor = anchor_of(base)
    if anchor is not None and ahead:
        anchor = replace(anchor, ahead=True)
    found = list(_events(text))
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            if any(one.start < match.end() and one.end > match.start() for one in found):
                continue
            value = resolve(match, anchor)
            if value is not None:
                found.append(TimeFound(match.start(), match.end(), match.group(0), value))
    return sorted(found, key=lambda one: one.start)


def _events(text: str) -> Iterator[TimeFound]:
    """Find times told by an event of public record ("before the invasion")."""
    for pattern, date in _known_events():
        for match in pattern.finditer(text):
            before = match.group(1).lower() in ("before", "until")
            value = f"../{date}" if before else f"{date}/.."
            yield TimeFound(match.start(), match.end(), match.group(0), value, inferred=True)


@cache
def _known_events() -> list[tuple[re.Pattern[str], str]]:
    made = []
    for row in load_facts("reports/known_events.yaml")["events"]:
        for words in row["words"]:
            name = re.escape(words).replace("'", "[’']")
            pattern = rf"\b(before|after|since|until|during)\s+(?:[\w’']+\s+){{0,4}}?{name}"
            made.append((re.compile(pattern, re.IGNORECASE), row["date"]))
    return made


Resolver = Callable[[re.Match[str], "Anchor | None"], "str | None"]


def _plain(match: re.Match[str], base: Anchor | None) -> str | None:
    text = match.group("date")
    if text.lower() in _MONTHS_THAT_ARE_WORDS and not text[0].isupper():
        return None
    return written_out(text, base)


def _span(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "between January 11 and January 16", over the turn of a year too."""
    first = match.group("first")
    end = written_out(match.group("last"), base)
    start_base = anchor_of(end) if end else base
    start = written_out(first, start_base, past=False)
    if start and end and start > end and start_base is not None:
        start = written_out(first, Anchor(start_base.year - 1, start_base.month), past=False)
    return f"{start}/{end}" if start and end else ""


def _parts_span(match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "between early December and late January" by whole months."""
    return _span(match, replace(base, ahead=False) if base is not None else None)


def _edge(match: re.Match[str], base: Anchor | None) -> str:
    edge = match.group("edge").lower()
    value = written_out(match.group("date"), base, past=edge != "by")
    if not value:
        return ""
    return f"{value}/.." if edge in ("since", "from", "after") else f"../{value}"


def _alone(_match: re.Match[str], base: Anchor | None) -> str:
    """Resolve "earlier": before the day from which it counts."""
    if base is None:
        return ""
    return f"../{base.date.isoformat()}" if base.date is not None else f"../{base.as_month}"


def _rule(pattern: str, resolve: Resolver) -> tuple[re.Pattern[str], Resolver]:
    return re.compile(pattern, re.IGNORECASE), resolve


_PART = (
    r"(?P<part>early(?: in)?|late(?: in)?|mid-?"
    r"|the (?:end|beginning|start|middle|first half|second half) of)"
)
# In order: what an earlier rule has taken is closed to the later ones.
_RULES: list[tuple[re.Pattern[str], Resolver]] = [
    _rule(rf"\b(?:between|from) (?P<first>{DATE}) (?:and|to|until) (?P<last>{DATE})", _span),
    _rule(
        rf"\b(?:between|from) (?:early|mid-?|late)\s?(?P<first>{DATE}) (?:and|to|until) "
        rf"(?:early|mid-?|late)\s?(?P<last>{DATE})",
        _parts_span,
    ),
    _rule(rf"\b(?:between|in) (?P<first>{YEAR}) and (?P<last>{YEAR})\b", _span),
    _rule(
        rf"\b(?:in |at |since )?(?P<edge>by )?{_PART}\s?(?P<date>{DATE})",
        parts_of_years.part_of_date,
    ),
    _rule(
        r"\b(?P<edge>since |until |before |by |in |during |over )?(?:the )?"
        rf"(?P<unit>spring|summer|autumn|winter)(?: of)?(?: (?P<year>{YEAR}))?\b",
        parts_of_years.named_season,
    ),
    _rule(rf"\b(?P<edge>since|after|before|until|by|till) (?P<date>{DATE})", _edge),
    _rule(rf"\b(?P<edge>since|after|before|until) the [\w-]+ (?:of|in) (?P<date>{DATE})", _edge),
    _rule(
        rf"\b(?P<edge>since |until |before |by )?(?:in |at |over |during )?{_PART}?\s?"
        r"(?P<which>last|this|next|past|previous) "
        r"(?P<unit>year|month|week|spring|summer|autumn|fall|winter)\b",
        parts_of_years.unit_beside,
    ),
    _rule(
        r"\b(?:in|over|during) (?:the )?(?:recent|last few|past few|past several) "
        r"(?P<unit>days|weeks|months|years)\b",
        relative_times.recent,
    ),
    _rule(
        r"\b(?:in|over|within) the (?:coming|next few|following) "
        r"(?P<unit>days|weeks|months|years)\b",
        relative_times.coming,
    ),
    _rule(
        rf"\b(?P<count>{_COUNT}) (?P<unit>days?|weeks?|months?|years?) (?:ago|earlier|before)\b",
        relative_times.ago,
    ),
    _rule(
        rf"\b(?:in|over|during|for|within) the (?:past|last) (?:(?P<count>{_COUNT}) )?"
        r"(?P<unit>days?|weeks?|months?|years?)\b",
        relative_times.within,
    ),
    _rule(
        r"\b(?:on )?(?P<edge>since |before |until )?(?P<which>last |next )?"
        rf"(?P<day>{_DAY})\b",
        relative_times.weekday,
    ),
    _rule(rf"\b(?:in |on )?(?P<date>{DATE})\b", _plain),
    _rule(r"\b(?:today|yesterday|tomorrow|tonight)\b", relative_times.near_day),
    _rule(r"\b(?:earlier|previously|in the past)\b", _alone),
]
