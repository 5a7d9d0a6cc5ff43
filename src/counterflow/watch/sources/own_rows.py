"""Turn one row of a user's own list into a listing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, Designation, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.core.text.countries import country_code
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.letters import letter_of
from counterflow.watch.sources.own_cells import Cells, Own, first_of
from counterflow.watch.sources.own_columns import effect_named, plain_words
from counterflow.watch.sources.programmes import STRONGEST_FIRST
from counterflow.watch.sources.properties import Properties, add_value

IDENTIFIERS = {
    "imo": "imoNumber",
    "mmsi": "mmsi",
    "call_sign": "callSign",
    "registration_number": "registrationNumber",
    "inn": "innCode",
    "ogrn": "ogrnCode",
    "tax_number": "taxNumber",
    "passport": "passportNumber",
    "id_number": "idNumber",
    "lei": "leiCode",
    "swift": "swiftBic",
    "wallet": "publicKey",
}
_PLAIN = {"position": "position", "gender": "gender", "model": "model", "address": "address"}
_COUNTRIES = {"country": "country", "nationality": "nationality", "flag": "flag"}
_NAMES = {
    "name": ("name", "name", False),
    "alias": ("alias", "alias", False),
    "weak_alias": ("weakAlias", "alias", True),
    "previous_name": ("previousName", "previousName", False),
}
_GOODS = {"goods": "", "hs_code": "HS ", "eccn": "ECCN "}
_SCHEMATA = {
    **dict.fromkeys(("person", "individual", "natural person", "man", "woman"), "Person"),
    **dict.fromkeys(("company", "firm", "firma", "business"), "Company"),
    **dict.fromkeys(("organization", "organisation"), "Organization"),
    **dict.fromkeys(("entity", "legal entity", "legalentity", "party"), "LegalEntity"),
    **dict.fromkeys(("vessel", "ship", "schiff"), "Vessel"),
    **dict.fromkeys(("aircraft", "airplane", "plane"), "Airplane"),
    "address": "Address",
}

_ADDRESS_ONLY = re.compile(r"address \d{1,3}", re.IGNORECASE)
"""How the Entity List names an entry that lists an address and no party ("Address 07")."""


class Made(NamedTuple):
    """What became of a row: a listing, or in words why none; and what was not understood."""

    listing: Listing | None
    what: str = ""
    doubts: tuple[str, ...] = ()


def listing_of(cells: Cells, own: Own) -> Made:
    """Turn the values of a row into a listing.

    A letter does what its kind does, and more only where the row says so. A country or a date
    that is not understood is kept as a note and told of.

    Args:
        cells: Values by field.
        own: What holds for all rows.

    Example:
        >>> made = listing_of({"name": ["Acme"], "letter": ["is informed"]}, Own("letters"))
        >>> str(made.listing.effect)
        'licence requirement'
    """
    doubts: list[str] = []
    properties: Properties = {}
    label = _label_of_address(cells)
    names = () if label else _names(cells, properties)
    goods = [f"{label}{text}" for field, label in _GOODS.items() for text in cells.get(field, ())]
    if not names and not cells.get("address") and not goods:
        return Made(None, "the row names no party, no address and no goods")
    for field, key in _PLAIN.items():
        for text in cells.get(field, ()):
            add_value(properties, key, text)
    _add_places(cells, properties, doubts)
    identifiers = _identifiers(cells, properties)
    for text in goods:
        add_value(properties, "keywords", text)
    dates = _dates(cells, properties, own, doubts)
    listed_on = next((date.first for date in dates if date.kind == "listingDate"), "")
    ends = [date.first for date in dates if date.kind == "endDate"]
    act = msgspec.structs.replace(
        _act(cells, own, listed_on, doubts),
        # One end that is not understood leaves the act in force.
        ended_on=max(ends, default="") if all(ends) else "",
    )
    key = first_of(cells, "id") or _key_of(cells)
    schema = _schema(cells, names=bool(names), doubts=doubts)
    if schema == "Address":
        properties["full"] = list(properties.get("address", ()))
    listing = Listing(
        id=f"{own.list_name}-{key}",
        list=own.list_name,
        schema=schema,
        properties=properties,
        publisher_id=first_of(cells, "id") or first_of(cells, "reference") or label,
        authority=act.authority,
        programmes=act.programmes,
        effect=act.effect,
        listed_on=listed_on,
        remarks="; ".join(cells.get("remarks", ())),
        citations=(act.citation,) if act.citation else (),
        designations=(act,),
        names=names,
        identifiers=identifiers,
        dates=dates,
    )
    return Made(listing, doubts=tuple(doubts))


def _label_of_address(cells: Cells) -> str:
    """Give the name of a row that lists an address and no party, as BIS names such entries."""
    name = first_of(cells, "name").strip()
    return name if cells.get("address") and _ADDRESS_ONLY.fullmatch(name) else ""


def _names(cells: Cells, properties: Properties) -> tuple[ListedName, ...]:
    """Add and give the names; the first name of a row is its name, more of them are aliases."""
    parts = {
        key: text
        for field, key in (("first_name", "firstName"), ("last_name", "lastName"))
        if (text := first_of(cells, field))
    }
    found: list[ListedName] = []
    if parts and not cells.get("name"):
        found.append(ListedName(" ".join(parts.values()), parts=parts))
    for field, (key, kind, weak) in _NAMES.items():
        for text in cells.get(field, ()):
            first = key == "name" and not found
            found.append(
                ListedName(
                    text,
                    "alias" if key == "name" and not first else kind,
                    weak=weak,
                    parts=parts if first else {},
                )
            )
    for name in found:
        add_value(properties, "weakAlias" if name.weak else name.kind, name.text)
    for key, text in parts.items():
        add_value(properties, key, text)
    return tuple(found)


def _add_places(cells: Cells, properties: Properties, doubts: list[str]) -> None:
    for field, key in _COUNTRIES.items():
        for text in cells.get(field, ()):
            code = country_code(text)[:2].lower()
            add_value(properties, key if code else "notes", code or f"{field}: {text}")
            if not code:
                doubts.append(f"{field}: {text!r} is not understood as a country")
    if cities := cells.get("city"):
        address = ", ".join([*properties.pop("address", []), *cities, *cells.get("country", [])])
        add_value(properties, "address", address)


def _identifiers(cells: Cells, properties: Properties) -> tuple[Identifier, ...]:
    found = tuple(
        Identifier(kind, text, label=field)
        for field, kind in IDENTIFIERS.items()
        for text in cells.get(field, ())
    )
    for one in found:
        add_value(properties, one.kind, one.value)
    return found


def _dates(
    cells: Cells, properties: Properties, own: Own, doubts: list[str]
) -> tuple[DateSpan, ...]:
    """Give the dates; one with a problem keeps its text alone."""
    found: list[DateSpan] = []
    for field, kind in (
        ("birth_date", "birthDate"),
        ("listed_on", "listingDate"),
        ("ended_on", "endDate"),
    ):
        for text in cells.get(field, ()):
            reading = read_date(text, own.date_order or None)
            iso = "" if reading.problem else reading.iso
            found.append(DateSpan(kind, text, iso, iso))
            if not iso:
                doubts.append(f"{field}: {reading.problem or f'{text!r} is no date'}")
            elif kind == "birthDate":
                add_value(properties, kind, iso)
    return tuple(found)


def _act(cells: Cells, own: Own, listed_on: str, doubts: list[str]) -> Designation:
    """Settle what the row does: by its letter, by its effect, the stronger of the two."""
    effects: set[Effect] = set()
    programmes = list(cells.get("programme", ()))
    handling: tuple[str, ...] = ()
    for text in cells.get("letter", ()):
        if letter := letter_of(text):
            effects.add(letter.effect)
            programmes.append(letter.title)
            handling = (*handling, letter.handling)
        else:
            doubts.append(f"letter: {text!r} is no kind of letter that is known")
            programmes.append(text)
    for text in cells.get("effect", ()):
        if effect := effect_named(text):
            effects.add(effect)
        else:
            doubts.append(f"effect: {text!r} is no effect that is known")
    authority = first_of(cells, "authority") or own.authority
    reference = first_of(cells, "reference")
    title = " ".join(filter(None, (first_of(cells, "source") or "; ".join(programmes), reference)))
    return Designation(
        authority=authority,
        regime=first_of(cells, "regime").upper(),
        effect=next((one for one in STRONGEST_FIRST if one in effects), Effect.UNKNOWN),
        programmes=tuple(dict.fromkeys(programmes)),
        listed_on=listed_on,
        citation=Citation(
            source=own.list_name,
            title=title or own.list_name,
            issuer=authority,
            date=listed_on,
            url=first_of(cells, "url"),
        ),
        legal_basis="; ".join(cells.get("legal_basis", ())) or reference,
        requirement="; ".join(cells.get("requirement", ())),
        policy="; ".join((*cells.get("policy", ()), *handling)),
    )


def _schema(cells: Cells, *, names: bool, doubts: list[str]) -> str:
    """Tell the schema; a row without a name is an address, or goods alone."""
    if not names:
        return "Address" if cells.get("address") else "Asset"
    text = first_of(cells, "kind")
    schema = _SCHEMATA.get(plain_words(text))
    if schema and schema != "Address":
        return schema
    if text:
        doubts.append(f"kind: {text!r} is not understood, taken as a party of any kind")
    if cells.get("imo"):
        return "Vessel"
    return "Person" if cells.get("birth_date") or cells.get("last_name") else "LegalEntity"


def _key_of(cells: Cells) -> str:
    """Give a key that stays the same as long as the row says the same of whom it names."""
    fields: Sequence[str] = ("reference", "letter", "name", "first_name", "last_name", "country")
    fields = (*fields, "address", "goods", "hs_code", "eccn", "imo", "alias")
    told = "\x1f".join(f"{field}={'|'.join(cells.get(field, ()))}" for field in fields)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
