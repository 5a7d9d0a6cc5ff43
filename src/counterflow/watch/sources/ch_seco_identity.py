"""Read the identities of a target of SECO's list: names, births, addresses, documents."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import msgspec

from counterflow.core.model.listings import DateSpan
from counterflow.core.text import countries
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.ch_seco_names import read_parts, spellings_of, title_of
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.languages import language_code
from counterflow.watch.sources.xml_stream import children, text_at

_KINDS: Final = {
    "primary-name": "name",
    "alias": "alias",
    "formerly-known-as": "previousName",
}
_ADDRESS: Final = ("c-o", "address-details", "p-o-box", "zip-code")
_DOCUMENTS: Final = {"passport": "passportNumber", "diplomatic-passport": "passportNumber"}


class SanctionsSet(NamedTuple):
    """A set of measures of a programme: its title, its programme's key and name, the version."""

    title: str
    programme: str
    ordinance: str
    version: str = ""


class Place(NamedTuple):
    """A place that addresses and births point at: its text and its country."""

    text: str
    country: str


class Reference(msgspec.Struct):
    """What targets point at by number, and what the head of the list says."""

    list_type: str = ""
    published_on: str = ""
    sets: dict[str, SanctionsSet] = {}
    places: dict[str, Place] = {}


def place_text(element: Any) -> Place:
    """Read a place: location, area, country."""
    texts = [text_at(element, tag) for tag in ("location", "area", "country")]
    country = next(children(element, "country"), None)
    return Place(", ".join(filter(None, texts)), _country(country))


def add_identity(draft: EntryDraft, identity: Any, schema: str, reference: Reference) -> None:
    """Add what one identity says; only the main one's primary name is the target's name.

    Args:
        draft: Changed.
        identity: The lxml element.
        schema: The FollowTheMoney schema of the target.
        reference: The list's places.
    """
    main = identity.get("main", "true") == "true"
    for name in children(identity, "name"):
        _add_name(draft, name, schema, main=main)
    for birth in children(identity, "day-month-year"):
        kind, label = {
            "Person": ("birthDate", "date of birth"),
            "Vessel": ("buildDate", "build date"),
            "Airplane": ("buildDate", "build date"),
        }.get(schema, ("incorporationDate", "incorporation"))
        draft.add_dates([_date(birth, kind)], label)
    for nationality in children(identity, "nationality", "country"):
        code = _country(nationality)
        draft.add("nationality" if schema == "Person" else "country", code)
        draft.note("nationality", "" if code else text_at(nationality))
    for birth in children(identity, "place-of-birth"):
        place = reference.places.get(birth.get("place-id", ""), Place("", ""))
        draft.add("birthPlace", place.text)
        draft.add("birthCountry", place.country)
    for address in children(identity, "address"):
        place = reference.places.get(address.get("place-id", ""), Place("", ""))
        texts = [text_at(address, tag) for tag in _ADDRESS]
        draft.add("address", ", ".join(filter(None, (*texts, place.text))))
        draft.add("country", place.country)
        draft.note("address", text_at(address, "remarks"))
    for document in children(identity, "identification-document"):
        _add_document(draft, document)


def _add_name(draft: EntryDraft, name: Any, schema: str, *, main: bool) -> None:
    """Add a name with its spellings; each spelling is an alias."""
    kind = _KINDS.get(name.get("name-type", ""), "alias")
    if kind == "name" and not main:
        kind = "alias"
    weak = name.get("quality", "") == "low"
    parts = read_parts(name)
    for place, spelling in enumerate(spellings_of(parts)):
        draft.add_name(
            spelling.text,
            kind="alias" if place and kind == "name" else kind,
            weak=weak,
            script=spelling.script.capitalize().replace("Latn", ""),
            language=language_code(spelling.language),
            parts=spelling.parts if schema == "Person" else {},
        )
    draft.add("title", title_of(parts))


def _date(element: Any, kind: str) -> DateSpan:
    """Read a date of which parts may be missing; another calendar's is kept as text."""
    year, month, day = (element.get(key, "") for key in ("year", "month", "day"))
    calendar = element.get("calendar", "Gregorian")
    if not year or calendar != "Gregorian":
        text = " ".join(filter(None, (f"{day}.{month}.{year}".strip("."), f"({calendar})")))
        return DateSpan(kind, text)
    text = ".".join(filter(None, (day, month, year)))
    known = (year.zfill(4), month.zfill(2) if month else "", day.zfill(2) if month and day else "")
    reading = read_date("-".join(filter(None, known)))
    iso = "" if reading.problem else reading.iso
    circa = element.get("quality", "good") == "low" and bool(iso)
    return DateSpan(kind, text, iso, iso, circa)


def _country(element: Any) -> str:
    """Give a country by its code, else by its name."""
    if element is None:
        return ""
    code = element.get("iso-code", "")
    known = countries.country_code(code)[:2].lower() if code.isalpha() else ""
    return known or country_code(text_at(element))


def _add_document(draft: EntryDraft, document: Any) -> None:
    kind = document.get("document-type", "")
    issuer = next(children(document, "issuer"), None)
    country = _country(issuer)
    said = (
        f"{words} {text_at(document, tag)}" if text_at(document, tag) else ""
        for words, tag in (
            ("", "remark"),
            ("issued", "date-of-issue"),
            ("expires", "expiry-date"),
            ("issuer", "issuer" if not country else ""),
        )
    )
    draft.add_identifier(
        _DOCUMENTS.get(kind, "idNumber"),
        text_at(document, "number"),
        country=country,
        label=kind,
        remark="; ".join(text.strip() for text in said if text),
    )
