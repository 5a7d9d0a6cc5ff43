"""Hold what FollowTheMoney records say of other records, by the ids that they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from counterflow.core.model.listings import Relation
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources.ftm_acts import Act, read_act
from counterflow.watch.sources.ftm_schemata import (
    ADDRESSES,
    DOCUMENTS,
    EDGES,
    SANCTIONS,
    WALLETS,
    Edge,
)
from counterflow.watch.sources.properties import Properties

_ADDRESS = ("street", "street2", "postalCode", "city", "state", "country")


class Related(msgspec.Struct):
    """The side tables of a file: acts, numbers, addresses and ties, and the names of those tied.

    They grow with the records about others, never with the parties themselves.
    """

    acts: dict[str, list[Act]] = {}
    numbers: dict[str, list[Identifier]] = {}
    addresses: dict[str, str] = {}
    ties: dict[str, list[Relation]] = {}
    tied: set[str] = set()
    captions: dict[str, str] = {}

    def take(self, schema: str, key: str, properties: Properties, list_name: str) -> None:
        """Keep what one record says of others; most schemata say nothing that is used."""
        if schema in SANCTIONS:
            act = read_act(properties, list_name)
            for target in properties.get("entity", ()):
                self.acts.setdefault(target, []).append(act)
        elif schema in DOCUMENTS:
            numbers = list(_numbers(DOCUMENTS[schema], schema, properties))
            for holder in properties.get("holder", ()):
                self.numbers.setdefault(holder, []).extend(numbers)
        elif schema in WALLETS:
            keys = [Identifier("publicKey", one) for one in properties.get("publicKey", ())]
            for holder in properties.get("holder", ()):
                self.numbers.setdefault(holder, []).extend(keys)
        elif schema in ADDRESSES:
            self.addresses[key] = _full_address(properties)
        elif schema in EDGES:
            self._tie(EDGES[schema], properties)
        for parent in properties.get("parent", ()):
            self.ties.setdefault(key, []).append(Relation("parent", publisher_id=parent))
            self.tied.add(parent)

    def name(self, key: str, caption: str) -> None:
        """Keep the name of an entity that another one is tied to."""
        if key in self.tied:
            self.captions.setdefault(key, caption)

    def relations(self, key: str) -> tuple[Relation, ...]:
        """Give the ties of an entity, with the names of the others where the file has them.

        They are sorted: two exports of the same data in another order are no change.
        """
        named = {
            msgspec.structs.replace(tie, name=self.captions.get(tie.publisher_id, ""))
            for tie in self.ties.get(key, ())
        }
        return tuple(sorted(named, key=lambda tie: (tie.kind, tie.publisher_id, tie.remark)))

    def acts_on(self, key: str) -> tuple[Act, ...]:
        """Give the acts about an entity, sorted by whose they are."""

        def order(act: Act) -> tuple[str, ...]:
            told = act.designation
            return (told.regime, told.authority, *told.programmes, told.listed_on, told.requirement)

        return tuple(sorted(self.acts.get(key, ()), key=order))

    def _tie(self, edge: Edge, properties: Properties) -> None:
        remark = _about(properties)
        for source in properties.get(edge.source, ()):
            for target in properties.get(edge.target, ()):
                forth = Relation(edge.forth, publisher_id=target, remark=remark)
                back = Relation(edge.back, publisher_id=source, remark=remark)
                self.ties.setdefault(source, []).append(forth)
                self.ties.setdefault(target, []).append(back)
                self.tied.update((source, target))


def _numbers(kind: str, schema: str, properties: Properties) -> Iterator[Identifier]:
    """Give the numbers of a document with its country; several countries name none."""
    countries = properties.get("country", ())
    country = countries[0].lower() if len(countries) == 1 else ""
    label = "; ".join(properties.get("type", ())) or schema
    remark = " to ".join(
        filter(None, (_first(properties, "startDate"), _first(properties, "endDate")))
    )
    for number in dict.fromkeys(
        [*properties.get("number", ()), *properties.get("passportNumber", ())]
    ):
        if number:
            yield Identifier(kind, number, country, label, remark)


def _first(properties: Properties, key: str) -> str:
    return next(iter(properties.get(key, ())), "")


def _full_address(properties: Properties) -> str:
    """Give an address's full text, else its parts in order."""
    parts: Iterable[str] = (value for key in _ADDRESS for value in properties.get(key, ()))
    return _first(properties, "full") or ", ".join(parts)


def _about(properties: Properties) -> str:
    """Put what a tie says of itself into words: role, share, dates."""
    told = [
        *(value for key in ("role", "relationship", "status") for value in properties.get(key, ())),
        *(f"{share.rstrip('%')} %" for share in properties.get("percentage", ())),
        *(f"from {day}" for day in properties.get("startDate", ())),
        *(f"until {day}" for day in properties.get("endDate", ())),
    ]
    return "; ".join(told)
