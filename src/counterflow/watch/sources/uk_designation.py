"""Turn one designation of the UK's lists, whatever its file format, into a listing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.entry_draft import EntryDraft, without_contacts
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.programmes import STRONGEST_FIRST, programmes_of
from counterflow.watch.sources.uk_dates import span_of, stated_uk_day
from counterflow.watch.sources.uk_numbers import (
    add_registration,
    clean_imo,
    document_numbers,
    numbered,
)
from counterflow.watch.sources.uk_record import UkRecord

SCHEMATA = {"individual": "Person", "entity": "LegalEntity", "ship": "Vessel"}
_NAME_KINDS = {
    "primary name": "name",
    "prime alias": "name",
    "fka": "previousName",
    "f.k.a": "previousName",
    "f.k.a.": "previousName",
}
_WEAK = re.compile(r"\blow\b", re.IGNORECASE)
_SCRIPTS = {
    "cyrillic": "Cyrl",
    "arabic": "Arab",
    "chinese": "Hani",
    "korean": "Hang",
    "hangul": "Hang",
    "hebrew": "Hebr",
    "burmese": "Mymr",
    "georgian": "Geor",
    "greek": "Grek",
}
_LANGUAGES = {
    "russian": "rus",
    "ukrainian": "ukr",
    "belarusian": "bel",
    "arabic": "ara",
    "persian": "fas",
    "farsi": "fas",
    "pashto": "pus",
    "urdu": "urd",
    "chinese": "zho",
    "korean": "kor",
    "burmese": "mya",
    "serbian": "srp",
    "georgian": "kat",
    "hebrew": "heb",
}
_TEXTS = {
    "title": "title",
    "position": "position",
    "website": "website",
    "entity_type": "summary",
    "ship_type": "type",
    "wallet": "publicKey",
}
_NOTED = {
    "tonnage": "tonnage",
    "length": "length",
    "group_id": "OFSI group ID",
    "un_reference": "UN reference",
    "source": "designation source",
}
_TIES = {
    "parent": "parent company",
    "subsidiary": "subsidiary",
    "owner": "current owner or operator",
    "previous_owner": "previous owner or operator",
}
_COUNTRIES = {
    "nationality": ("nationality", "nationality"),
    "flag": ("flag", "flag"),
    "previous_flag": ("pastFlags", "previous flag"),
}


class UkList(msgspec.Struct, frozen=True):
    """Which of the UK's lists a record stands on: its words, its address, its legal order."""

    source: str
    title: str
    authority: str
    url: str


def admit_record(
    record: UkRecord, uk_list: UkList, list_name: str, account: Account, place: Refusal
) -> Iterator[Listing]:
    """Count a designation, and give its listing or refuse it.

    Args:
        record: What it says.
        uk_list: The list it stands on.
        list_name: The store's name of the list.
        account: Takes the count, and a note on each measure whose effect is not known.
        place: Where the designation begins in the file.

    Yields:
        The listing; none where there is no id or no name, or the id stood before.
    """
    account.records += 1
    wrong = "the record has no id" if not record.uid else ""
    if not wrong and not record.names:
        wrong = f"the record {record.uid} has no name"
    if wrong:
        account.refuse(msgspec.structs.replace(place, what=wrong))
        return
    listing = _listing(record, uk_list, list_name)
    for designation in listing.designations:
        for measure in designation.programmes if designation.effect is Effect.UNKNOWN else ():
            note = f"what the measure {measure!r} does in law is not known to this version"
            if note not in account.notes:
                account.notes.append(note)
    yield from account.admit(listing, place)


def _listing(record: UkRecord, uk_list: UkList, list_name: str) -> Listing:
    draft = EntryDraft()
    schema = SCHEMATA.get(record.kind.casefold(), "LegalEntity")
    _add_names(draft, record, schema)
    _add_facts(draft, record)
    _add_numbers(draft, record, schema)
    if record.kind.casefold() not in SCHEMATA:
        draft.note("type", record.kind)
    designations = _designations(record, uk_list)
    return Listing(
        id=f"{list_name}-{record.uid}",
        list=list_name,
        schema=schema,
        properties=draft.properties,
        publisher_id=record.uid,
        authority=uk_list.authority,
        programmes=tuple(record.regimes),
        effect=strongest_effect(designations),
        listed_on=stated_uk_day(record.listed_on),
        remarks="\n".join(
            without_contacts(text)
            for text in (*record.singles("information"), *record.singles("reasons"))
        ),
        citations=(
            Citation(
                source=uk_list.source,
                title=f"{uk_list.title}, {record.uid}",
                issuer=uk_list.authority,
                url=uk_list.url,
            ),
        ),
        designations=designations,
        amended_on=stated_uk_day(record.amended_on),
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
        relations=tuple(draft.relations),
    )


def strongest_effect(designations: Sequence[Designation]) -> Effect:
    """Settle what several acts do together: the strongest of what is known of them."""
    effects = {designation.effect for designation in designations}
    return next((effect for effect in STRONGEST_FIRST if effect in effects), Effect.UNKNOWN)


def _add_names(draft: EntryDraft, record: UkRecord, schema: str) -> None:
    for name in record.names:
        kind = _NAME_KINDS.get(name.kind.casefold().strip(), "alias")
        parts = {}
        if schema == "Person":
            first, *between, last = name.parts
            middle = " ".join(part for part in between if part)
            parts = {"firstName": first, "middleName": middle, "lastName": last}
        draft.add_name(
            name.text,
            kind=kind,
            weak=kind == "alias" and bool(_WEAK.search(name.strength)),
            parts=parts,
        )
    for text, script, language in record.values.get("native", ()):
        # The publisher's label is wrong on some Latin strings: it is taken for other scripts only.
        latin = text.isascii()
        draft.add_name(
            text,
            kind="alias",
            script="" if latin else _SCRIPTS.get(script.casefold(), ""),
            language="" if latin else _LANGUAGES.get(language.casefold(), ""),
        )


def _add_facts(draft: EntryDraft, record: UkRecord) -> None:
    for key, name in _TEXTS.items():
        for text in record.singles(key):
            for value in numbered(text):
                draft.add(name, value)
    for value in record.singles("gender"):
        draft.add("gender", value.lower())
    _add_dates(draft, record)
    _add_places(draft, record)
    for key, label in _NOTED.items():
        for value in record.singles(key):
            draft.note(label, value)
    for key, label in _TIES.items():
        for value in record.singles(key):
            draft.relate(label, value)


def _add_dates(draft: EntryDraft, record: UkRecord) -> None:
    for text in record.singles("birth"):
        for value in numbered(text):
            draft.add_dates([span_of("birthDate", value)], "date of birth")
    for text in record.singles("built"):
        draft.add_dates([span_of("buildDate", text)], "year built")


def _add_places(draft: EntryDraft, record: UkRecord) -> None:
    for key, (name, label) in _COUNTRIES.items():
        for text in record.singles(key):
            for value in numbered(text):
                draft.add_country(name, value, label)
    for town, country in record.values.get("birth_place", ()):
        draft.add("birthPlace", ", ".join(filter(None, (town, country))))
        for value in numbered(country):
            draft.add_country("birthCountry", value, "country of birth")
    for *lines, country in record.values.get("address", ()):
        draft.add("address", ", ".join(filter(None, (*lines, country))))
        draft.add_country("country", country, "country")


def _add_numbers(draft: EntryDraft, record: UkRecord, schema: str) -> None:
    for key, kind, label in (
        ("passport", "passportNumber", "Passport"),
        ("national_id", "idNumber", "National identifier"),
    ):
        for number, information in record.values.get(key, ()):
            found = document_numbers(number or information)
            for value in found:
                draft.add_identifier(kind, value, label=label, remark=information)
            said = ": ".join(filter(None, (number, information)))
            draft.note(label, "" if found == [said] else said)
    for text in record.singles("registration"):
        add_registration(draft, text)
    for text in record.singles("imo"):
        number = clean_imo(text)
        draft.add_identifier("imoNumber", number, label="IMO number")
        draft.note("IMO number", "" if number else text)
    for text in record.singles("hull"):
        kind = "registrationNumber" if schema == "Vessel" else "idNumber"
        draft.add_identifier(kind, text, label="Hull identification number")


def _designations(record: UkRecord, uk_list: UkList) -> tuple[Designation, ...]:
    """Give one act for each effect that the measures imposed have, the strongest first."""
    known = programmes_of("uk")
    by_effect: dict[Effect, list[str]] = {}
    citations: dict[Effect, Citation] = {}
    for measure in record.measures:
        programme = known.get(measure.upper())
        effect = programme.effect if programme else Effect.UNKNOWN
        by_effect.setdefault(effect, []).append(measure)
        if programme:
            citations.setdefault(effect, programme.citation)
    return tuple(
        Designation(
            authority=uk_list.authority,
            regime="UK",
            effect=effect,
            programmes=tuple(by_effect[effect]),
            listed_on=stated_uk_day(record.listed_on),
            citation=citations.get(effect),
            legal_basis="; ".join(record.regimes),
        )
        for effect in (*STRONGEST_FIRST, Effect.UNKNOWN)
        if effect in by_effect
    )
