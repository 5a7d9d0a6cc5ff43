"""Countries that only the name of a town or port tells, where the papers write none or another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from counterflow.core.model.transactions import Transaction
from counterflow.core.text.countries import country_name
from counterflow.screening.pipeline.countries import arrivals
from counterflow.screening.pipeline.parts import BEHIND, BUYING, DESTINED, name_parties, stops_of
from counterflow.watch.places.airport_codes import airport_country
from counterflow.watch.places.positions import Positions
from counterflow.watch.places.provinces import province_beside
from counterflow.watch.places.strict_towns import StrictTown, strict_town
from counterflow.watch.rules.mentions import BEHIND_A_PARTY, CountryMention

_TABLES = frozenset({"unlocode", "city"})
"""Tables that say where a place lies; watched places bring their countries themselves."""
_MOST = 4
"""Countries given for a name that several bear; more would say nothing."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that may name a town.

    Attributes:
        subject: The part.
        text: The cell.
        destination: Whether the part receives.
        leg: Whether it is the end of a leg.
        mode: The mode of that leg as written.
        doubt: Why any country of that part is in doubt, in words; empty where none is.
        buys: Whether the part is a buyer's.
    """

    subject: str
    text: str
    destination: bool
    leg: bool = False
    mode: str = ""
    doubt: str = ""
    buys: bool = False


def countries_of_towns(
    transaction: Transaction, written: Sequence[CountryMention], positions: Positions
) -> Iterator[CountryMention]:
    """Give the countries of towns and ports beside which the papers write no country, or another.

    Trade papers carry ports without a country beside them: "Tehran" alone is in Iran. A name that
    leaves no doubt gives its country as if it were written; one that other places may bear gives
    a doubtful one. Where a country is written, only a large town of the strict countries
    contradicts it, and only where no place of that name is known there.

    Args:
        transaction: The papers.
        written: What was found in them so far; nothing is given twice.
        positions: Where places lie.

    Yields:
        Mentions, those that are in doubt with the reason.
    """
    cells = [*_of_parties(transaction), *_of_legs(transaction)]
    if not cells:
        return
    named: dict[str, set[str]] = {}
    for mention in written:
        named.setdefault(mention.subject, set()).add(mention.country[:2])
    among = frozenset().union(*named.values())
    for cell in cells:
        beside = named.setdefault(cell.subject, set())
        found = _contradicted(cell, beside) if beside else _alone(cell, among, positions)
        for country, doubt in found:
            if country not in beside:
                beside.add(country)
                why = doubt or cell.doubt
                yield CountryMention(
                    cell.subject, country, cell.text, cell.destination, why, cell.buys
                )


def _may_tell(text: str, country: str) -> bool:
    """Tell cheaply whether a cell can say more than the country beside it."""
    return bool(text) and (not country or strict_town(text) is not None)


def _of_parties(transaction: Transaction) -> Iterator[_Cell]:
    for party in transaction.parties:
        if _may_tell(party.city, party.country) or _may_tell(party.address, party.country):
            break
    else:
        return
    for subject, party in name_parties(transaction.parties):
        doubt = BEHIND_A_PARTY if party.role in BEHIND else ""
        buys = party.role in BUYING
        for text in (party.city, party.address):
            if _may_tell(text, party.country):
                yield _Cell(subject, text, party.role in DESTINED, doubt=doubt, buys=buys)


def _of_legs(transaction: Transaction) -> Iterator[_Cell]:
    for leg in transaction.legs:
        if any(_may_tell(text, country) for _, text, country in stops_of(leg)):
            break
    else:
        return
    for number, (leg, arrives) in enumerate(arrivals(transaction.legs), start=1):
        for part, text, country in stops_of(leg):
            if _may_tell(text, country):
                destination = arrives and part == "to"
                yield _Cell(f"leg {number} {part}", text, destination, leg=True, mode=leg.mode)


def _alone(cell: _Cell, among: frozenset[str], positions: Positions) -> Sequence[tuple[str, str]]:
    """Give the country of a cell beside which none is written; doubtful where others may be meant.

    Another country in the papers settles which of several places is meant.
    """
    town = strict_town(cell.text)
    if town is not None:
        if town.sure or town.country in among:
            return () if among & town.elsewhere else ((town.country, ""),)
        return () if among & town.elsewhere else ((town.country, _unsure(cell, town.country)),)
    if cell.leg and (country := airport_country(cell.text, cell.mode)):
        return ((country, "" if country in among else _unsure(cell, country)),)
    place = positions.find(cell.text)
    if place is None or place.source not in _TABLES or not place.countries:
        return ()
    lands = sorted(place.countries & among or place.countries)
    if len(lands) == 1 and (place.sure or lands[0] in among):
        return ((lands[0], ""),)
    return [(land, _unsure(cell, land)) for land in lands[:_MOST]]


def _unsure(cell: _Cell, country: str) -> str:
    land = country_name(country) or country
    return (
        f"no country is written beside “{cell.text[:60]}”; a place of this name or code lies in "
        f"{land}, and another may be meant"
    )


def _contradicted(cell: _Cell, beside: set[str]) -> Sequence[tuple[str, str]]:
    town = strict_town(cell.text)
    if town is None or not town.sure or town.country in beside or _is_namesake(cell, town, beside):
        return ()
    lands = ", ".join(country_name(land) or land for land in sorted(beside))
    own = country_name(town.country) or town.country
    why = (
        f"the papers put “{cell.text[:60]}” in {lands}, but a large town of this name lies in "
        f"{own}: the place or the country is wrong, or another place of this name is meant"
    )
    return ((town.country, why),)


def _is_namesake(cell: _Cell, town: StrictTown, beside: set[str]) -> bool:
    """Tell whether a smaller place of the name is known there, or a province stands beside it."""
    if town.elsewhere & beside:
        return True
    return any(province_beside(cell.text, land) for land in beside)
