"""Read what the UN says of a party beside its names: births, documents, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from counterflow.core.model.listings import DateSpan
from counterflow.core.text.date_spans import read_span
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.stated_dates import date_of
from counterflow.watch.sources.un_documents import read_document

ADDRESS: Final = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_PLACE: Final = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")
_FALSE: Final = re.compile(r"\b(?:false|fake|forged|fraudulent|falsified|stolen)\b", re.IGNORECASE)


def text_of(element: Any, tag: str) -> str:
    """Give a child's text with its blanks made single; empty where there is no such child."""
    return " ".join((element.findtext(tag) or "").split())


def joined(element: Any, tags: tuple[str, ...]) -> str:
    """Give the texts of some children, those that are there, with commas between them."""
    return ", ".join(filter(None, (text_of(element, tag) for tag in tags)))


def values_of(record: Any, tag: str) -> Iterator[str]:
    """Give the VALUE children of all elements of a tag."""
    for element in record.findall(tag):
        for value in element.findall("VALUE"):
            yield " ".join((value.text or "").split())


def add_address(draft: EntryDraft, address: Any) -> None:
    """Add an address with what is said of it; one that stands in its note only is that note.

    The country is the one that the element COUNTRY names, never one out of a text.
    """
    written, note = joined(address, ADDRESS), text_of(address, "NOTE")
    draft.add("address", written or note)
    if written and note:
        draft.note(f"address {written}", note)
    country = text_of(address, "COUNTRY")
    draft.add_country("country", country, "country")


def add_person(draft: EntryDraft, record: Any) -> None:
    """Add what only persons have; an entity's record has none of these elements."""
    for value in values_of(record, "TITLE"):
        draft.add("title", value)
    for value in values_of(record, "DESIGNATION"):
        draft.add("position", value)
    for value in values_of(record, "NATIONALITY"):
        draft.add_country("nationality", value, "nationality")
    draft.add("gender", text_of(record, "GENDER").lower())
    for birth in record.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        _add_birth(draft, birth)
    for place in record.findall("INDIVIDUAL_PLACE_OF_BIRTH"):
        draft.add("birthPlace", joined(place, _PLACE))
        draft.add_country("birthCountry", text_of(place, "COUNTRY"), "country of birth")
        draft.note("place of birth", text_of(place, "NOTE"))
    for document in record.findall("INDIVIDUAL_DOCUMENT"):
        _add_document(draft, document)


def _add_birth(draft: EntryDraft, birth: Any) -> None:
    """Add a date of birth as the UN writes it, with the days between which it lies."""
    note, kind = text_of(birth, "NOTE"), text_of(birth, "TYPE_OF_DATE").upper()
    span = _birth_span(birth, circa=kind == "APPROXIMATELY" or note == "Approximately")
    if span.text:
        draft.add_dates([span], "date of birth")
    if note not in (span.text, "Approximately"):
        draft.note(" ".join(filter(None, ("date of birth", span.text))), note)


def _birth_span(birth: Any, *, circa: bool) -> DateSpan:
    """Read the first of DATE, YEAR, FROM_YEAR with TO_YEAR, NOTE that holds something."""
    about = "approximately " if circa else ""
    if written := text_of(birth, "DATE") or text_of(birth, "YEAR"):
        date = date_of(written)
        return DateSpan("birthDate", about + written, date, date, circa and bool(date))
    ends = text_of(birth, "FROM_YEAR"), text_of(birth, "TO_YEAR")
    if any(ends):
        first, last = map(date_of, ends)
        text = f"{about}{ends[0]} to {ends[1]}".strip()
        known = bool(first and last and first <= last)
        return DateSpan("birthDate", text, first * known, last * known, circa and known)
    note = text_of(birth, "NOTE")
    dates = read_span(note).values
    if not dates:
        return DateSpan("birthDate", "")
    return DateSpan("birthDate", note, dates[0], dates[-1], circa)


def _add_document(draft: EntryDraft, document: Any) -> None:
    """Add a document: its number, who gave it, when and where, and what is said of it.

    Who gave a document is no country of the party. A number that the list calls false or stolen
    names nobody for certain, so it is kept in words only.
    """
    kind = joined(document, ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2")).rstrip(":")
    written, note = text_of(document, "NUMBER"), text_of(document, "NOTE")
    issuers = [text_of(document, tag) for tag in ("ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")]
    issuer = next(filter(None, issuers), "")
    said = {
        "issued by": ", ".join(dict.fromkeys(filter(None, issuers))),
        "issued on": text_of(document, "DATE_OF_ISSUE"),
        "issued in": text_of(document, "CITY_OF_ISSUE"),
    }
    code = country_code(issuer)
    if code and len(set(filter(None, issuers))) == 1:
        # The identifier holds it as a code.
        del said["issued by"]
    about = "; ".join(filter(None, (*(f"{k} {v}" for k, v in said.items() if v), note)))
    reading = read_document(kind, written)
    false = _FALSE.search(f"{kind} {written} {note}")
    if reading.number and not false:
        draft.add_identifier(
            reading.property, reading.number, country=code, label=kind, remark=about
        )
        if reading.number != written:
            draft.note(kind, written)
    elif written or note:
        draft.note(kind, "; ".join(filter(None, (written, about))))
