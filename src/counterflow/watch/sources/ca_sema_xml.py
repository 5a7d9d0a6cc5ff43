"""Read Canada's consolidated autonomous sanctions (SEMA and JVCFOA), as a stream of records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.ca_sema_names import split_aliases, split_languages
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.loose_dates import read_dates
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import Programme, programmes_of
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import place_of, root_name, text_at, walk

FORMAT = "ca_sema_xml"
AUTHORITY: Final = "Global Affairs Canada"
TITLE: Final = "Consolidated Canadian Autonomous Sanctions List"
URL: Final = (
    "https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-"
    "relations_internationales/sanctions/sema-lmes.xml"
)
_ROOT: Final = "data-set"
_RECORD: Final = "record"
_IMO: Final = re.compile(r"\d{7}")
_NOT_KEY: Final = re.compile(r"[^a-z0-9.]+")
_JUSTICE: Final = "JVCFOR"


def read_ca_sema_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn Canada's list into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. The file states no date of its own.

    Yields:
        Listings in file order. The country of a record names the regulations, not the party's
        country, so no listing gets a country from it.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        Global Affairs Canada, sema-lmes.xml, edition of March 2025. The publisher gives no id: the
        key is country, schedule and item, and the publisher may number anew.
    """
    file = only_file(files, "the Canadian list")
    account.title, account.authority = TITLE, AUTHORITY
    for element in walk(file, (_RECORD,), account, layout=Layout()):
        account.records += 1
        place = place_of(element, file, account.records)
        found = listing_of(element, list_name)
        yield from account.take(found, place)


def listing_of(record: Any, list_name: str) -> Listing | str:
    """Turn a record into a listing, or say in words why there can be none.

    Args:
        record: The lxml element.
        list_name: The store's name of the list.
    """
    regulations, schedule, item = (text_at(record, tag) for tag in ("Country", "Schedule", "Item"))
    if not regulations or not item:
        return "the record has no Country or no Item, which make its key"
    family, given, entity = (
        text_at(record, tag) for tag in ("LastName", "GivenName", "EntityOrShip")
    )
    if not (family or given or entity):
        return f"the record {regulations}, {schedule}, {item} has no name"
    english = _english(regulations)
    key = "-".join(filter(None, (_slug(english), _slug(schedule), _slug(item))))
    imo = text_at(record, "ShipIMONumber")
    schema = "Vessel" if imo and entity else "LegalEntity" if entity else "Person"
    draft = EntryDraft()
    _add_names(draft, record, schema, entity or " ".join(filter(None, (given, family))))
    _add_about(draft, record, schema)
    known = _programme(english, schedule)
    stated = text_at(record, "DateOfListing")
    listed_on = read_date(stated).iso or stated
    basis = ", ".join(filter(None, (english, schedule and f"Schedule {schedule}", f"Item {item}")))
    citation = Citation(source="ca_sema", title=f"{TITLE}: {basis}", issuer=AUTHORITY, url=URL)
    return Listing(
        id=f"{list_name}-{key}",
        list=list_name,
        schema=schema,
        properties=draft.properties,
        publisher_id=key,
        authority=AUTHORITY,
        programmes=(english,),
        effect=known.effect,
        listed_on=listed_on,
        citations=(citation, known.citation),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="CA",
                effect=known.effect,
                programmes=(english,),
                listed_on=listed_on,
                citation=known.citation,
                legal_basis=basis,
                requirement=known.title,
            ),
        ),
        names=tuple(draft.names),
        identifiers=tuple(draft.identifiers),
        dates=tuple(draft.dates),
    )


def _english(text: str) -> str:
    """Give the English half of "Belarus / Bélarus"."""
    return text.partition(" / ")[0].strip()


def _slug(text: str) -> str:
    """Make a part of a key; "1, Part 1" and "1,Part 1" give the same.

    A long name of regulations with its abbreviation in brackets is known by that.
    """
    short = _JUSTICE if _JUSTICE in text else text
    return _NOT_KEY.sub("-", short.casefold()).strip("-")


def _programme(english: str, schedule: str) -> Programme:
    """Find what a schedule does; a schedule without a row of its own forbids dealings."""
    known = programmes_of("ca")
    return known.get(f"{english} {schedule}".upper(), known["SEMA"])


def _add_names(draft: EntryDraft, record: Any, schema: str, name: str) -> None:
    parts = {"firstName": text_at(record, "GivenName"), "lastName": text_at(record, "LastName")}
    draft.add_name(name, parts=parts if schema == "Person" else {})
    if schema != "Person":
        for half in split_languages(name):
            draft.add_name(half, kind="alias")
    # Line breaks part names, so that the cell must not be made one line before.
    cell = "".join(text for child in record.iterfind("{*}Aliases") for text in child.itertext())
    for alias in split_aliases(cell, person=schema == "Person"):
        draft.add_name(alias.text, kind="alias", language=alias.language)


def _add_about(draft: EntryDraft, record: Any, schema: str) -> None:
    draft.add("type" if schema == "Vessel" else "title", text_at(record, "TitleOrShip"))
    date = text_at(record, "DateOfBirthOrShipBuildDate")
    kind = {"Person": "birthDate", "Vessel": "buildDate"}.get(schema, "incorporationDate")
    label = {"Person": "date of birth", "Vessel": "build date"}.get(schema, "date")
    draft.add_dates(read_dates(kind, date), label)
    imo = text_at(record, "ShipIMONumber")
    if _IMO.fullmatch(imo) and schema == "Vessel":
        draft.add_identifier("imoNumber", imo, label="ShipIMONumber")
    else:
        draft.note("IMO number", imo)


def claims(file: ListFile) -> bool:
    """Tell whether a file is Canada's list by its root element and the names of its fields."""
    head = file.head.replace(b"\0", b"")
    return root_name(file) == _ROOT and (b"DateOfListing" in head or b"EntityOrShip" in head)


READER = Reader(
    FORMAT,
    "Consolidated Canadian Autonomous Sanctions List (XML)",
    claims,
    read_ca_sema_xml,
    checked_on="one real edition, March 2025, 4,759 records",
)
