"""Read FollowTheMoney entities, one JSON object a line or one JSON array, into listings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.model import Citation, Effect, Listing, Refusal
from counterflow.watch.sources.ftm_schemata import (
    ADDRESSES,
    DOCUMENTS,
    PARTIES,
    RELATED,
    SANCTIONS,
    THINGS,
)
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList, Reader
from counterflow.watch.sources.properties import Properties, add_value

FORMAT = "ftm_json"
_NAMES = ("name", "alias", "weakAlias", "previousName")
_ADDRESS = ("street", "street2", "postalCode", "city", "state", "country")


class _Entity(msgspec.Struct):
    """One entity as the model writes it: every property is a list of strings."""

    id: str
    schema: str
    properties: dict[str, list[str]]


_DECODE = msgspec.json.Decoder(_Entity).decode


class _Gathered(msgspec.Struct):
    """The entities of a file by what they are good for, and what is said of each id."""

    listed: list[_Entity] = []
    sanctions: dict[str, list[Properties]] = {}
    documents: dict[str, list[tuple[str, Properties]]] = {}
    addresses: dict[str, Properties] = {}
    seen: set[str] = set()


def read_ftm_json(files: Sequence[ListFile], list_name: str) -> ParsedList:
    """Turn FollowTheMoney entities into listings, keeping their ids.

    Parties, vessels, aircraft and named assets become listings. Sanctions give them programme,
    authority and date; identifications and passports their numbers; addresses their text. All
    other known schemata are counted as related. Whoever made the file is not a list's publisher:
    it is official only if the caller says so.

    Args:
        files: Files of entities; entities may refer to each other across files.
        list_name: The store's name of the list.

    Returns:
        Listings in file order. The effect is *blocking* where ``topics`` holds ``sanction``,
        else unknown.

    Example:
        >>> line = b'{"id": "q1", "schema": "Company", "properties": {"name": ["Acme"]}}'
        >>> parsed = read_ftm_json([ListFile("a.json", line)], "house")
        >>> [(listing.id, listing.caption) for listing in parsed.listings]
        [('q1', 'Acme')]

    Basis:
        FollowTheMoney model 4.
    """
    parsed = ParsedList(FORMAT, title=list_name, official=False)
    gathered = _Gathered()
    for file in files:
        for row, line, raw in _records(file, parsed):
            _take(raw, Refusal("", file=file.name, row=row, line=line), parsed, gathered)
    parsed.listings = [_listing(entity, gathered, list_name) for entity in gathered.listed]
    parsed.records = len(parsed.listings) + parsed.refused
    authorities = {listing.authority for listing in parsed.listings}
    parsed.authority = authorities.pop() if len(authorities) == 1 else ""
    if parsed.related:
        parsed.notes.append(f"{parsed.related} related records (sanctions, addresses, links)")
    if not parsed.listings:
        parsed.refusals.append(
            Refusal(
                "no entity that can be screened for",
                file=", ".join(file.name for file in files),
                remedy="give a file with parties, vessels or aircraft",
                fatal=True,
            )
        )
    return parsed


def claims(file: ListFile) -> bool:
    """Tell whether a file looks like FollowTheMoney JSON."""
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] in (b"{", b"[") and b'"schema"' in head and b'"properties"' in head


READER = Reader(
    FORMAT, "FollowTheMoney entities (JSON lines or a JSON array)", claims, read_ftm_json
)


def _records(file: ListFile, parsed: ParsedList) -> Iterator[tuple[int, int, bytes | msgspec.Raw]]:
    """Give every record with its number and, for JSON lines, its line."""
    data = file.data.removeprefix(b"\xef\xbb\xbf")
    if data.lstrip()[:1] == b"[":
        try:
            raws = msgspec.json.decode(data, type=list[msgspec.Raw])
        except msgspec.DecodeError as error:
            parsed.refusals.append(
                Refusal(
                    f"the JSON array breaks off or is damaged: {error}",
                    file=file.name,
                    remedy="fetch or write the file again",
                    fatal=True,
                )
            )
            return
        for row, raw in enumerate(raws, 1):
            yield row, 0, raw
        return
    row = 0
    for line, text in enumerate(data.split(b"\n"), 1):
        if text.strip():
            row += 1
            yield row, line, text


def _take(
    raw: bytes | msgspec.Raw, place: Refusal, parsed: ParsedList, gathered: _Gathered
) -> None:
    """Sort one record: a listing to be, something said of another, or a refusal."""
    try:
        entity = _DECODE(raw)
        wrong = _fault(entity, gathered)
    except msgspec.DecodeError as error:
        entity, wrong = None, f"the record is no FollowTheMoney entity: {error}"
    except UnicodeDecodeError:
        entity, wrong = None, "the record is not UTF-8 text"
    if wrong or entity is None:
        remedy = "every record needs id, schema and properties, a list of strings each"
        parsed.refuse(msgspec.structs.replace(place, what=wrong, remedy=remedy))
    elif entity.schema in PARTIES or (entity.schema in THINGS and _is_named(entity)):
        gathered.seen.add(entity.id)
        gathered.listed.append(entity)
    else:
        parsed.related += 1
        _relate(entity, gathered)


def _fault(entity: _Entity, gathered: _Gathered) -> str:
    """Say why an entity cannot be used; empty where it can."""
    if not entity.id:
        return "the entity's id is empty"
    if entity.schema in RELATED:
        return ""
    if entity.schema not in PARTIES and entity.schema not in THINGS:
        return f"the schema {entity.schema!r} is not one of FollowTheMoney's that we know"
    if entity.id in gathered.seen:
        return f"the id {entity.id!r} stands twice: fragments must be merged first"
    if entity.schema in PARTIES and not _is_named(entity):
        return f"the entity {entity.id!r} has no name"
    return ""


def _is_named(entity: _Entity) -> bool:
    return any(name.strip() for key in _NAMES for name in entity.properties.get(key, ()))


def _relate(entity: _Entity, gathered: _Gathered) -> None:
    """Keep what a record says of others under their ids."""
    properties = entity.properties
    if entity.schema in SANCTIONS:
        for target in properties.get("entity", ()):
            gathered.sanctions.setdefault(target, []).append(properties)
    elif entity.schema in DOCUMENTS:
        for holder in properties.get("holder", ()):
            gathered.documents.setdefault(holder, []).append((entity.schema, properties))
    elif entity.schema in ADDRESSES:
        gathered.addresses[entity.id] = properties


def _listing(entity: _Entity, gathered: _Gathered, list_name: str) -> Listing:
    properties: Properties = {
        key: [value for value in values if value] for key, values in entity.properties.items()
    }
    for schema, document in gathered.documents.get(entity.id, ()):
        for key in ("number", "passportNumber"):
            for number in document.get(key, ()):
                add_value(properties, DOCUMENTS[schema], number)
    for reference in entity.properties.get("addressEntity", ()):
        _add_address(properties, gathered.addresses.get(reference, {}))
    said = _merge(gathered.sanctions.get(entity.id, ()))
    dates = said.get("listingDate") or said.get("startDate") or ()
    blocking = "sanction" in properties.get("topics", ())
    return Listing(
        id=entity.id,
        list=list_name,
        schema=entity.schema,
        properties=properties,
        publisher_id=entity.id,
        authority="; ".join(said.get("authority", ())),
        programmes=tuple(said.get("program", ()) or said.get("programId", ())),
        effect=Effect.BLOCKING if blocking else Effect.UNKNOWN,
        listed_on=min(dates, default=""),
        remarks="; ".join(said.get("reason", ())),
        citations=_citations(properties, said, list_name),
    )


def _add_address(properties: Properties, address: Properties) -> None:
    """Add an address entity's full text, else its parts in order."""
    full = address.get("full") or [", ".join(v for key in _ADDRESS for v in address.get(key, ()))]
    for text in full:
        add_value(properties, "address", text)


def _merge(sanctions: Sequence[Properties]) -> Properties:
    merged: Properties = defaultdict(list)
    for sanction in sanctions:
        for key, values in sanction.items():
            for value in values:
                add_value(merged, key, value)
    return merged


def _citations(properties: Properties, said: Properties, list_name: str) -> tuple[Citation, ...]:
    """Cite each source address given; without one, the list by its name."""
    urls = [*said.get("sourceUrl", ()), *properties.get("sourceUrl", ())]
    issuer = "; ".join(said.get("authority", ()))
    return tuple(
        Citation(source=list_name, title=list_name, issuer=issuer, url=url)
        for url in dict.fromkeys(urls or [""])
    )
