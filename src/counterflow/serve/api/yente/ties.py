"""What is tied to an entity: the acts that list it, its addresses, and other parties."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from counterflow.core.ftm_model import properties_of, schemata
from counterflow.core.model.listings import Designation, Listing, Relation
from counterflow.serve.api.yente.book import Book, moment
from counterflow.serve.api.yente.shapes import Entity
from counterflow.watch.sources.ftm_schemata import EDGES

ACT, TIE, ADDRESS = "-act-", "-tie-", "-address-"
"""Marks in the ids of what we make of a listing: who asks by such an id finds its listing."""
_FORTH: Final = {edge.forth: (schema, True) for schema, edge in EDGES.items()}
_BACK: Final = {edge.back: (schema, False) for schema, edge in EDGES.items()}
_LINK: Final = ("UnknownLink", True)


class Tie(NamedTuple):
    """One thing tied to an entity.

    Attributes:
        name: The property of the entity under which it stands.
        entity: The act, address or tie.
        far: The property of it that refers to the other party; empty for acts and addresses.
        other: The id of the other party; empty where its list gives none.
    """

    name: str
    entity: Entity
    far: str = ""
    other: str = ""


def ties_of(book: Book, name: str) -> list[Tie]:
    """Give what is tied to an entity, in the order of its lists.

    Args:
        book: The entities.
        name: The entity's id.
    """
    return [tie for listing in book.listings(name) for tie in _of(book, listing)]


def _of(book: Book, listing: Listing) -> Iterator[Tie]:
    acts = listing.designations or (_only_act(listing),)
    for act in acts:
        yield Tie("sanctions", _act(listing, act))
    for text in listing.properties.get("address", ()):
        yield Tie("addressEntity", _address(listing, text))
    for relation in listing.relations:
        if tie := _tie(book, listing, relation):
            yield tie


def _only_act(listing: Listing) -> Designation:
    return Designation(
        authority=listing.authority,
        effect=listing.effect,
        programmes=listing.programmes,
        listed_on=listing.listed_on,
        citation=listing.citations[0] if listing.citations else None,
    )


def _act(listing: Listing, act: Designation) -> Entity:
    told = {
        "authority": [act.authority],
        "program": list(act.programmes),
        "listingDate": [act.listed_on],
        "endDate": [act.ended_on],
        "country": [act.regime.lower()] if len(act.regime) == len("US") else [],
        "provisions": [str(act.effect), act.requirement, act.policy],
        "reason": [listing.remarks],
        "sourceUrl": [act.citation.url] if act.citation else [],
        "publisher": [act.citation.issuer] if act.citation else [],
        "entity": [listing.id],
    }
    return _made(listing, ACT, "Sanction", told, caption=act.authority or listing.list)


def _address(listing: Listing, text: str) -> Entity:
    return _made(listing, ADDRESS, "Address", {"full": [text]}, caption=text)


def _tie(book: Book, listing: Listing, relation: Relation) -> Tie | None:
    """Make an edge of the model out of a tie; one of no known kind is an unknown link."""
    schema, forth = _FORTH.get(relation.kind) or _BACK.get(relation.kind) or _LINK
    source, target = schemata()[schema].edge or ("subject", "object")
    near, far = (source, target) if forth else (target, source)
    prop = schemata()[schema].properties.get(near) or properties_of(schema)[near]
    if not (relation.name or relation.publisher_id):
        return None
    other = _other(book, listing, relation)
    told = {
        near: [listing.id],
        far: [other or relation.name],
        "role": [relation.remark or relation.kind],
    }
    entity = _made(listing, TIE, schema, told, caption=relation.name or relation.kind)
    return Tie(prop.reverse, entity, far, other)


def _other(book: Book, listing: Listing, relation: Relation) -> str:
    """Give the id of the other party where the same list holds it."""
    for name in (relation.publisher_id, f"{listing.list}-{relation.publisher_id}"):
        if relation.publisher_id and name in book.places:
            return name
    return ""


def _made(
    listing: Listing, mark: str, schema: str, told: dict[str, list[str]], *, caption: str
) -> Entity:
    properties = {name: [one for one in values if one] for name, values in told.items()}
    properties = {name: values for name, values in properties.items() if values}
    words = repr((schema, sorted(properties.items()))).encode()
    return Entity(
        id=f"{listing.id}{mark}{hashlib.sha256(words).hexdigest()[:12]}",
        caption=caption or schema,
        schema=schema,
        properties=properties,
        datasets=[listing.list],
        last_change=moment(listing.amended_on) or moment(listing.listed_on),
    )


def made_entity(book: Book, name: str) -> Entity | None:
    """Give an act, address or tie by the id that we gave it; ``None`` where there is none."""
    for mark in (ACT, TIE, ADDRESS):
        owner, found, _ = name.rpartition(mark)
        if found and owner in book.places:
            return next((tie.entity for tie in ties_of(book, owner) if tie.entity.id == name), None)
    return None
