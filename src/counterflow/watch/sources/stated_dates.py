"""Let no text into a field for dates: what is no day, month or year is kept as text and marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from msgspec import structs

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import DateSpan, Designation, Listing
from counterflow.core.text.dates import FIRST_YEAR, LAST_YEAR

_STATED: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
    r"(?:[T ]\d{2}:\d{2}[\d:.Z+-]{0,20}|Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_OF_PARTIES: Final = (
    *("birthDate", "deathDate", "incorporationDate", "dissolutionDate", "buildDate"),
    *("registrationDate", "listingDate", "startDate", "endDate", "modifiedAt", "createdAt"),
)
"""FollowTheMoney properties whose values are dates."""
_FIELDS: Final = {
    "listed_on": ("listingDate", "date of listing"),
    "amended_on": ("modifiedAt", "date of amendment"),
    "ended_on": ("endDate", "end date"),
    "date": ("publishedAt", "date of publication"),
}
"""Fields of listings, acts and citations, with their kind of date and the words for a person."""


class Unread(NamedTuple):
    """A text that stood where a date belongs: its kind, our words for the field, the text."""

    kind: str
    words: str
    text: str


@lru_cache(maxsize=1 << 14)
def date_of(text: str) -> str:
    """Tell the date that a text in the form of ISO 8601 states.

    Args:
        text: ``2024-03-05``, ``2024-03`` or ``2024``, with or without a time or a zone behind it.

    Returns:
        The date at its own precision; empty where the text is none, where the calendar has no
        such day, or where the year is hardly of the Gregorian calendar (before 1800, after 2199).

    Example:
        >>> date_of("2013-01-02-05:00"), date_of("2024-03"), date_of("2024-02-30")
        ('2013-01-02', '2024-03', '')

    Basis:
        ISO 8601-1:2019, calendar dates; XML Schema 1.1, ``xs:date`` with its zone.
    """
    found = _STATED.fullmatch(text.strip())
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return ""
    try:
        dt.date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return ""
    return "-".join(filter(None, found.group("year", "month", "day")))


def day_of(text: str) -> str:
    """Tell the day that a text states, as `date_of`; empty where it names no day.

    Example:
        >>> day_of("2026-02-27T00:00:09.554Z"), day_of("2026-02"), day_of("2026-02-30")
        ('2026-02-27', '', '')
    """
    date = date_of(text)
    return date if len(date) == len("2026-02-27") else ""


def with_dates_only(listing: Listing) -> tuple[Listing, list[Unread]]:
    """Give a listing whose fields for dates hold dates, and what stood in them instead.

    A text that is no date moves to ``dates``, with nothing read of it, and to the notes. So no
    reader can pass on a day that does not exist, whatever its publisher writes.

    Args:
        listing: What a reader made of a record.

    Returns:
        The listing, the same one where all is well; and what was moved, each text once.

    Example:
        >>> wrong = Listing("l-1", "l", "Person", {"name": ["A"]}, listed_on="some day in 2009")
        >>> listing, unread = with_dates_only(wrong)
        >>> listing.listed_on, listing.dates[0].text, listing.properties["notes"]
        ('', 'some day in 2009', ['date of listing: some day in 2009'])
    """
    if not any(map(_is_loose, _stated(listing))):
        return listing, []
    unread = list(dict.fromkeys(_unread(listing)))
    properties = dict(listing.properties)
    for kind in _OF_PARTIES:
        if kind in properties:
            properties[kind] = list(dict.fromkeys(filter(None, map(date_of, properties[kind]))))
            if not properties[kind]:
                del properties[kind]
    notes = [f"{one.words}: {one.text}" for one in unread]
    if notes:
        properties["notes"] = list(dict.fromkeys([*properties.get("notes", ()), *notes]))
    known = {(span.kind, span.text) for span in listing.dates}
    added = [DateSpan(one.kind, one.text) for one in unread if (one.kind, one.text) not in known]
    return structs.replace(
        listing,
        properties=properties,
        listed_on=date_of(listing.listed_on),
        amended_on=date_of(listing.amended_on),
        citations=tuple(map(_dated, listing.citations)),
        designations=tuple(map(_act, listing.designations)),
        dates=(*map(_span, listing.dates), *added),
    ), unread


def _stated(listing: Listing) -> Iterator[tuple[str, str, str]]:
    """Give each text that a field for dates holds, with the kind of date and our words for it."""
    for name in ("listed_on", "amended_on"):
        yield *_FIELDS[name], getattr(listing, name)
    for act in listing.designations:
        yield *_FIELDS["listed_on"], act.listed_on
        yield *_FIELDS["ended_on"], act.ended_on
    for citation in (*listing.citations, *(act.citation for act in listing.designations)):
        yield *_FIELDS["date"], _own_date(citation)
    for kind in _OF_PARTIES:
        for value in listing.properties.get(kind, ()):
            yield kind, kind, value
    for span in listing.dates:
        for end in (span.first, span.last):
            yield span.kind, span.kind, span.text if end and not date_of(end) else end


def _own_date(citation: Citation | None) -> str:
    """Give the date of a citation; the sources of our own tables may be of no day ("undated")."""
    return citation.date if citation and not citation.read_via else ""


def _unread(listing: Listing) -> Iterator[Unread]:
    for kind, words, text in _stated(listing):
        if text.strip() and not date_of(text):
            yield Unread(kind, words, text)


def _is_loose(stated: tuple[str, str, str]) -> bool:
    """Tell a text that is no date, or more than one: the date alone is kept."""
    return stated[2] != date_of(stated[2])


def _dated(citation: Citation) -> Citation:
    if not _own_date(citation):
        return citation
    return structs.replace(citation, date=date_of(citation.date))


def _act(act: Designation) -> Designation:
    return structs.replace(
        act,
        listed_on=date_of(act.listed_on),
        ended_on=date_of(act.ended_on),
        citation=_dated(act.citation) if act.citation else None,
    )


def _span(span: DateSpan) -> DateSpan:
    first, last = date_of(span.first), date_of(span.last)
    if (span.first and not first) or (span.last and not last):
        return DateSpan(span.kind, span.text)
    return structs.replace(span, first=first, last=last)
