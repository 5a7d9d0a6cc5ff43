"""Turn one record of the UN list into a listing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from counterflow.core.model import Citation, Effect, Listing
from counterflow.core.text.date_spans import SpanReading, read_span, read_years
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.properties import Properties, add_value
from counterflow.watch.sources.un_documents import read_document, split_aliases

AUTHORITY = "UN Security Council"
TITLE = "UN Security Council Consolidated List"
URL = "https://scsanctions.un.org/resources/xml/en/consolidated.xml"

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITIES = {
    "good": "alias",
    "a.k.a.": "alias",
    "low": "weakAlias",
    "f.k.a.": "previousName",
}
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY")


def listing_of(record: Any, list_name: str) -> Listing | str:
    """Turn an INDIVIDUAL or ENTITY element into a listing.

    Args:
        record: The lxml element.
        list_name: The store's name of the list.

    Returns:
        The listing, or in words why there can be none.
    """
    uid = text_of(record, "DATAID")
    name = " ".join(filter(None, (text_of(record, part) for part in _NAMES)))
    if not uid:
        return "the record has no DATAID"
    if not name:
        return f"the record {uid} has no name"
    reference = text_of(record, "REFERENCE_NUMBER")
    properties: Properties = {"name": split_aliases(name) if ";" in name else [name]}
    _add_names(properties, record)
    _add_person(properties, record)
    for address in _all(record, "INDIVIDUAL_ADDRESS", "ENTITY_ADDRESS"):
        add_value(properties, "address", _joined(address, _ADDRESS))
        add_value(properties, "country", country_code(text_of(address, "COUNTRY")))
    add_value(properties, "unscId", reference)
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema="Person" if record.tag == "INDIVIDUAL" else "LegalEntity",
        properties=properties,
        publisher_id=uid,
        authority=AUTHORITY,
        programmes=tuple(filter(None, (text_of(record, "UN_LIST_TYPE"),))),
        effect=Effect.BLOCKING,
        listed_on=text_of(record, "LISTED_ON")[:10],
        remarks=text_of(record, "COMMENTS1"),
        citations=(
            Citation(source="un_sc", title=f"{TITLE}, {reference}", issuer=AUTHORITY, url=URL),
        ),
    )


def text_of(element: Any, tag: str) -> str:
    """Give a child's text with its blanks made single; empty where there is no such child."""
    return " ".join((element.findtext(tag) or "").split())


def _all(record: Any, *tags: str) -> Iterator[Any]:
    for tag in tags:
        yield from record.findall(tag)


def _joined(element: Any, tags: tuple[str, ...]) -> str:
    return ", ".join(filter(None, (text_of(element, tag) for tag in tags)))


def _values(record: Any, tag: str) -> Iterator[str]:
    """Give the VALUE children of all elements of a tag."""
    for element in record.findall(tag):
        for value in element.findall("VALUE"):
            yield " ".join((value.text or "").split())


def _add_names(properties: Properties, record: Any) -> None:
    """Add aliases by quality; an alias of no quality that we know is kept as a strong one."""
    for alias in _all(record, "INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
        kind = _QUALITIES.get(text_of(alias, "QUALITY").lower(), "alias")
        names = split_aliases(alias.findtext("ALIAS_NAME") or "")
        for name in names:
            add_value(properties, kind, name)
        about = _joined(alias, ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"))
        if names and about:
            add_value(properties, "notes", f"{names[0]}: {about}")
    for name in split_aliases(text_of(record, "NAME_ORIGINAL_SCRIPT")):
        add_value(properties, "alias", name)


def _add_person(properties: Properties, record: Any) -> None:
    """Add what only persons have; an entity's record has none of these elements."""
    for value in _values(record, "TITLE"):
        add_value(properties, "title", value)
    for value in _values(record, "DESIGNATION"):
        add_value(properties, "position", value)
    for value in _values(record, "NATIONALITY"):
        code = country_code(value)
        add_value(properties, "nationality", code)
        add_value(properties, "notes", "" if code else f"nationality: {value}" if value else "")
    add_value(properties, "gender", text_of(record, "GENDER").lower())
    for birth in record.findall("INDIVIDUAL_DATE_OF_BIRTH"):
        _add_birth(properties, birth)
    for place in record.findall("INDIVIDUAL_PLACE_OF_BIRTH"):
        add_value(properties, "birthPlace", _joined(place, _PLACE))
        add_value(properties, "birthCountry", country_code(text_of(place, "COUNTRY")))
    for document in record.findall("INDIVIDUAL_DOCUMENT"):
        _add_document(properties, document)


def _add_birth(properties: Properties, birth: Any) -> None:
    """Add a birth date; what is not exact, or is said in words, is kept as a note too."""
    note = text_of(birth, "NOTE")
    kind = text_of(birth, "TYPE_OF_DATE")
    reading = _birth_reading(birth)
    for value in reading.values:
        add_value(properties, "birthDate", value)
    if note or (kind and not reading.exact) or kind == "APPROXIMATELY":
        said = _joined(birth, ("DATE", "YEAR", "FROM_YEAR", "TO_YEAR"))
        words = " ".join(filter(None, (said, note)))
        add_value(properties, "notes", f"date of birth {kind.lower()}: {words}")


def _birth_reading(birth: Any) -> SpanReading:
    """Read the first of DATE, YEAR, FROM_YEAR with TO_YEAR, NOTE that holds something."""
    day, year = text_of(birth, "DATE")[:10], text_of(birth, "YEAR")
    if day:
        return SpanReading((day,), exact=True)
    if year:
        return SpanReading((year,), exact=True)
    first, last = text_of(birth, "FROM_YEAR"), text_of(birth, "TO_YEAR")
    if first.isdigit() and last.isdigit():
        return read_years(int(first), int(last))
    return read_span(text_of(birth, "NOTE"))


def _add_document(properties: Properties, document: Any) -> None:
    kind = _joined(document, ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"))
    written = text_of(document, "NUMBER")
    if not written:
        return
    reading = read_document(kind, written)
    add_value(properties, reading.property, reading.number)
    if not reading.number:
        add_value(properties, "notes", f"{kind}: {written}")
    issuer = text_of(document, "ISSUING_COUNTRY") or text_of(document, "COUNTRY_OF_ISSUE")
    add_value(properties, "country", country_code(issuer))
