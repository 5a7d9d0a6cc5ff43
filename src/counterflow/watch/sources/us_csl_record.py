"""Turn one entry of the US Consolidated Screening List, from CSV or JSON, into a listing."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.text.countries import country_code as code_or_name
from counterflow.core.text.date_spans import read_span
from counterflow.watch.sources.entry_draft import EntryDraft, without_contacts
from counterflow.watch.sources.loose_dates import read_dates
from counterflow.watch.sources.programmes import programmes_of
from counterflow.watch.sources.us_csl_numbers import Number, add_number
from counterflow.watch.sources.us_names import clean_name

TITLE = "US Consolidated Screening List (CSL)"
AUTHORITY = "US International Trade Administration"

_SOURCE = re.compile(r"\(([A-Z-]{2,7})(?: List)?\)(?: List)?(?: - (.+))?$")
_ADDRESS_ONLY = re.compile(r"address \d{1,3}", re.IGNORECASE)
_LINKED = re.compile(r"\(?\bLinked To: ?([^();]+(?:\([^()]*\)[^();]*)*)\)?")
_SCHEMATA = {
    "individual": "Person",
    "entity": "LegalEntity",
    "vessel": "Vessel",
    "aircraft": "Airplane",
    "": "LegalEntity",
}


class Place(NamedTuple):
    """One address: its text, and its country where the publisher gives it apart."""

    text: str
    country: str = ""


class Entry(msgspec.Struct):
    """What an entry says, its cells already parted into values."""

    source: str
    name: str
    uid: str = ""
    entity_number: str = ""
    kind: str = ""
    programs: list[str] = []
    title: str = ""
    places: list[Place] = []
    notice: str = ""
    start: str = ""
    end: str = ""
    standard_order: str = ""
    requirement: str = ""
    policy: str = ""
    call_sign: str = ""
    vessel_type: str = ""
    tonnage: str = ""
    flag: str = ""
    owner: str = ""
    remarks: str = ""
    aliases: list[str] = []
    citizenships: list[str] = []
    nationalities: list[str] = []
    births: list[str] = []
    birth_places: list[str] = []
    numbers: list[Number] = []
    list_url: str = ""
    url: str = ""


def listing_of(entry: Entry, list_name: str) -> Listing | str:
    """Turn an entry into a listing.

    An entry of the Entity List that is named ``Address 07`` lists an address, not a party: it
    becomes a listing of the schema Address, with the address and without any name.

    Args:
        entry: What it says.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none.
    """
    code, authority = read_source(entry.source)
    if not entry.name.strip():
        return "the entry has no name"
    address_only = bool(_ADDRESS_ONLY.fullmatch(entry.name.strip()))
    if address_only and not entry.places:
        return f"the entry {entry.name} is an address and holds none"
    draft = EntryDraft()
    if address_only:
        draft.note("listed as", entry.name.strip())
    else:
        _add_names(draft, entry)
    _add_facts(draft, entry, full=address_only)
    programme = programmes_of("us_csl").get(code)
    effect = programme.effect if programme else Effect.UNKNOWN
    uid = entry.uid or entry.entity_number or key_of(entry, code)
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema="Address" if address_only else _SCHEMATA.get(entry.kind.casefold(), "LegalEntity"),
        properties=draft.properties,
        publisher_id=entry.entity_number or entry.uid,
        authority=authority,
        programmes=tuple(filter(None, (code, *entry.programs))),
        effect=effect,
        listed_on=_day(entry.start),
        remarks=without_contacts(entry.remarks),
        citations=(
            Citation(
                source="us_csl",
                title=f"{TITLE}, {entry.source}",
                issuer=authority,
                url=entry.url or entry.list_url,
            ),
        ),
        designations=(
            Designation(
                authority=authority,
                regime="US",
                effect=effect,
                programmes=tuple(entry.programs) or tuple(filter(None, (code,))),
                listed_on=_day(entry.start),
                citation=programme.citation if programme else None,
                legal_basis=entry.notice,
                requirement=entry.requirement,
                policy=entry.policy,
                ended_on=_day(entry.end),
            ),
        ),
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
        relations=tuple(draft.relations),
    )


def read_source(text: str) -> tuple[str, str]:
    """Tell the list's abbreviation and the department that keeps it.

    Example:
        >>> read_source("Entity List (EL) - Bureau of Industry and Security")
        ('EL', 'US Bureau of Industry and Security')
        >>> read_source("Some new list")
        ('', 'US International Trade Administration')
    """
    found = _SOURCE.search(text.strip())
    if not found:
        return "", AUTHORITY
    return found[1], f"US {found[2]}" if found[2] else AUTHORITY


def key_of(entry: Entry, code: str) -> str:
    """Make a key for an entry without an id, from what a later edition will say of it too.

    Example:
        >>> key_of(Entry("x (DPL)", "ACME", places=[Place("1 Road")]), "DPL")
        'dpl-acme-ac57b5f6'
    """
    first = entry.places[0].text if entry.places else ""
    text = f"{entry.source}\n{entry.name}\n{first}\n{entry.start}\n{entry.notice}"
    word = re.sub(r"[^a-z0-9]+", "-", entry.name.casefold()).strip("-")[:40]
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    return "-".join(filter(None, (code.casefold(), word, digest)))


def _add_names(draft: EntryDraft, entry: Entry) -> None:
    """Add the names; what a name says beyond itself goes to the notes."""
    # "A; B; and C" is parted at its semicolons: the word stays before the last.
    aliases = [
        alias.removeprefix("and ") if at else alias for at, alias in enumerate(entry.aliases)
    ]
    for kind, text in (("name", entry.name), *(("alias", alias) for alias in aliases)):
        name, tail = clean_name(text)
        draft.add_name(name, kind=kind)
        draft.note("the listing extends to", tail)
        if "?" in name:
            draft.note("letters are lost in the publisher's file", name)


def _add_facts(draft: EntryDraft, entry: Entry, *, full: bool) -> None:
    for place in entry.places:
        draft.add("address", place.text)
        draft.add("full", place.text if full else "")
        draft.add("country", _country(place.country or place.text.rpartition(",")[2]))
    person = entry.kind.casefold() == "individual"
    draft.add("position" if person else "summary", entry.title)
    for name, texts in (("nationality", entry.nationalities), ("citizenship", entry.citizenships)):
        for text in texts:
            code = _country(text)
            draft.add(name if person else "country", code)
            draft.note(name, "" if code else text)
    for text in entry.births:
        draft.add_dates(read_dates("birthDate", text), "date of birth")
    for text in entry.birth_places:
        draft.add("birthPlace", text)
    for number in entry.numbers:
        add_number(draft, number, entry.kind)
    draft.add("callSign", entry.call_sign)
    draft.add("type", entry.vessel_type)
    draft.note("tonnage", entry.tonnage)
    if entry.flag:
        draft.add("flag", _country(entry.flag))
        draft.note("flag", "" if _country(entry.flag) else entry.flag)
    draft.relate("owner", entry.owner)
    for match in _LINKED.finditer(entry.remarks):
        draft.relate("linked to", match[1].strip())
    if entry.end:
        draft.note("end date", entry.end)
    draft.note("standard order", entry.standard_order)


def _country(text: str) -> str:
    """Give the code of a country by code or by name; the CSL writes codes after addresses."""
    text = text.strip()
    known = (len(text) == len("US") and text.isupper()) or len(text) > len("USA")
    return code_or_name(text)[:2].lower() if known else ""


def _day(text: str) -> str:
    """Give a day, or the text that stands in its place: `Account.admit` marks it."""
    reading = read_span(text)
    return reading.values[0] if reading.exact else text
