"""Turn one FollowTheMoney entity, with what is said of it elsewhere, into a listing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import DateSpan, Designation, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources.ftm_acts import describe_acts, settle_acts
from counterflow.watch.sources.ftm_related import Related
from counterflow.watch.sources.ftm_schemata import (
    DATES,
    IDENTIFIERS,
    NEVER_KEPT,
    PARTIES,
    THINGS,
    WALLETS,
)
from counterflow.watch.sources.properties import Properties, add_value

_NAMES = ("name", "alias", "weakAlias", "previousName")
_PARTS = ("firstName", "secondName", "middleName", "fatherName", "motherName", "lastName")
_THING_NUMBERS = (
    *("imoNumber", "mmsi", "callSign", "registrationNumber", "serialNumber", "isin", "publicKey"),
)
NO_NAME = "the source gives no name: the number stands for it"


class Entity(msgspec.Struct):
    """One entity as the model writes it: every property is a list of strings.

    ``last_seen`` and ``last_change`` are what OpenSanctions adds to the model.
    """

    id: str
    schema: str
    properties: Properties
    last_seen: str | None = None
    last_change: str | None = None


def is_listed(entity: Entity) -> bool:
    """Tell a listing to be from a record that only speaks of others.

    A wallet without a name speaks of its holder; one whose holder is not said stands for itself.
    """
    return entity.schema in PARTIES or (entity.schema in THINGS and bool(caption_of(entity)))


def is_named(entity: Entity) -> bool:
    """Tell whether an entity has a name of any kind."""
    return any(_texts(entity.properties, _NAMES))


def caption_of(entity: Entity) -> str:
    """Give the first name, else the number that a thing can be told by, else nothing.

    Example:
        >>> caption_of(Entity("v", "Vessel", {"imoNumber": ["IMO9000001"]}))
        'IMO 9000001'
    """
    return next(_texts(entity.properties, _NAMES), "") or _number_of(entity)


def listing_of(entity: Entity, related: Related, list_name: str) -> Listing:
    """Turn an entity into a listing.

    Args:
        entity: One for which `is_listed` holds.
        related: What other records say of it.
        list_name: The store's name of the list.

    Returns:
        The listing. Its properties are those of the entity but for ways to reach a person, with
        the numbers, wallets and addresses of related records among them.
    """
    properties = _properties(entity, related)
    identifiers = _identifiers(properties, related.numbers.get(entity.id, ()))
    acts = related.acts_on(entity.id)
    seen_on = (entity.last_seen or "")[:10]
    designations, effect = settle_acts(acts, properties.get("topics", ()), seen_on)
    remarks, ends = describe_acts(acts, seen_on)
    if not is_named(entity):
        properties["name"] = [caption_of(entity)]
        remarks.append(NO_NAME)
    authorities = "; ".join(dict.fromkeys(act.authority for act in designations if act.authority))
    in_force = [act.designation.listed_on for act in acts if not act.is_over(seen_on)]
    dates = in_force or [act.listed_on for act in designations]
    return Listing(
        id=entity.id,
        list=list_name,
        schema=entity.schema,
        properties=properties,
        publisher_id=entity.id,
        authority=authorities,
        programmes=tuple(dict.fromkeys(one for act in designations for one in act.programmes)),
        effect=effect,
        listed_on=min(filter(None, dates), default=""),
        amended_on=entity.last_change or "",
        remarks="; ".join(remarks),
        citations=_citations(properties, designations, authorities, list_name),
        designations=designations,
        names=tuple(_names(properties)),
        identifiers=identifiers,
        dates=(*_dates(properties), *ends),
        relations=related.relations(entity.id),
    )


def _texts(properties: Properties, keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield from filter(str.strip, properties.get(key, ()))


def _number_of(entity: Entity) -> str:
    """Give the number of a thing, with what it is where that is not plain; none of a party."""
    if entity.schema not in THINGS or (
        entity.schema in WALLETS and entity.properties.get("holder")
    ):
        return ""
    for key in _THING_NUMBERS:
        for value in _texts(entity.properties, (key,)):
            return f"IMO {value.removeprefix('IMO').strip()}" if key == "imoNumber" else value
    return ""


def _properties(entity: Entity, related: Related) -> Properties:
    found: Properties = {}
    for key, values in entity.properties.items():
        if key not in NEVER_KEPT:
            for value in values:
                add_value(found, key, value)
    for reference in entity.properties.get("addressEntity", ()):
        add_value(found, "address", related.addresses.get(reference, ""))
    for number in related.numbers.get(entity.id, ()):
        add_value(found, number.kind, number.value)
    return found


def _identifiers(
    properties: Properties, documented: Sequence[Identifier]
) -> tuple[Identifier, ...]:
    """Give the numbers of documents, and those that no document holds."""
    known = {(one.kind, one.value) for one in documented}
    plain = (
        Identifier(kind, value)
        for kind in IDENTIFIERS
        for value in properties.get(kind, ())
        if (kind, value) not in known
    )
    return tuple(dict.fromkeys((*documented, *plain)))


def _names(properties: Properties) -> Iterator[ListedName]:
    """Give the names; parts belong to a name only where there is one of each."""
    parts = {key: values[0] for key in _PARTS if (values := properties.get(key))}
    single = len(properties.get("name", ())) == 1
    single = single and all(len(properties[key]) == 1 for key in parts)
    for key in _NAMES:
        for text in properties.get(key, ()):
            kind = "alias" if key == "weakAlias" else key
            own = parts if key == "name" and single else {}
            yield ListedName(text, kind, weak=key == "weakAlias", parts=own)


def _dates(properties: Properties) -> Iterator[DateSpan]:
    for kind in DATES:
        for day in properties.get(kind, ()):
            yield DateSpan(kind, day, day, day)


def _citations(
    properties: Properties, designations: Sequence[Designation], issuer: str, list_name: str
) -> tuple[Citation, ...]:
    """Cite each source address given; without one, the list by its name."""
    acts = (act.citation.url for act in designations if act.citation and act.citation.url)
    urls = dict.fromkeys([*acts, *properties.get("sourceUrl", ())])
    return tuple(
        Citation(source=list_name, title=list_name, issuer=issuer, url=url) for url in urls or [""]
    )
