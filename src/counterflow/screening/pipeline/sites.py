"""Findings on coordinates, on nearness to watched sites, and on towns of the same name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.countries import country_name
from counterflow.screening.pipeline.countries import country_in
from counterflow.screening.pipeline.parts import name_parties, stops_of
from counterflow.watch.places.boxes import boxes_citation
from counterflow.watch.places.coordinates import Coordinate, read_coordinate
from counterflow.watch.places.homonyms import load_homonyms
from counterflow.watch.places.limits import OURS
from counterflow.watch.places.positions import Positions
from counterflow.watch.places.settled_coordinates import Settled
from counterflow.watch.places.sites import SiteFound, load_sites, sites_at
from counterflow.watch.rules.mentions import PlaceMention, Situation

_NEAR = "ask which company receives the goods, at which exact address, and what it does there"
_STEPS = {
    "swapped": "ask which of the two numbers is the latitude, or for the name of the place",
    "minutes": "ask whether the coordinate is in decimal degrees, or for the name of the place",
    "elsewhere": "find out whether the coordinate or the country is wrong",
    "impossible": "ask for the place by name: nothing could be compared with this cell",
}


def site_findings(
    transaction: Transaction, situation: Situation, positions: Positions
) -> Iterator[Finding]:
    """Settle what coordinates and positions of a transaction say that no name says.

    A coordinate in the footprint of a watched place is that place, and the rules speak of it
    (``places.find_places``). Here: a coordinate that cannot be right, one beside a site, a place
    that lies near a site, a town that only bears the name of a watched place.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        positions: Where places lie.
    """
    for cell in place_cells(transaction):
        read = read_coordinate(cell.text)
        if read is not None:
            yield from _of_coordinate(cell, read, positions)
        elif not cell.address and (
            (cell.country[:2] or country_in(cell.text)[:2]) in _near_countries()
        ):
            yield from _of_town(cell.subject, cell.text, cell.country, positions)
    yield from map(_namesake, situation.namesakes)


class PlaceCell(NamedTuple):
    """A cell that may name a place.

    Attributes:
        subject: The part of the transaction.
        text: What is written.
        country: ISO alpha-2 of the country beside it; empty where none is.
        address: Whether it is an address.
        beside: What else the part says of the same place: the city beside an address.
    """

    subject: str
    text: str
    country: str
    address: bool
    beside: tuple[str, ...] = ()


def place_cells(transaction: Transaction) -> Iterator[PlaceCell]:
    """Give every cell that may name a place: the ends of legs, cities and addresses."""
    for number, leg in enumerate(transaction.legs, start=1):
        for part, text, country in stops_of(leg):
            if text:
                yield PlaceCell(f"leg {number} {part}", text, country, address=False)
    for subject, party in name_parties(transaction.parties):
        if not (party.city or party.address):
            continue
        named = f"{subject} address"
        if party.city:
            yield PlaceCell(
                named, party.city, party.country, address=False, beside=(party.address,)
            )
        if party.address:
            yield PlaceCell(named, party.address, party.country, address=True, beside=(party.city,))


def _of_coordinate(cell: PlaceCell, read: Coordinate, positions: Positions) -> Iterator[Finding]:
    settled = positions.settle(read, cell.country, cell.beside)
    if settled.doubt:
        yield _doubt(cell.subject, cell.text, cell.country, settled)
    for position in settled.positions:
        for found in sites_at(*position):
            if not found.is_inside:
                yield _near(cell.subject, cell.text, found)


def _doubt(subject: str, text: str, country: str, settled: Settled) -> Finding:
    """Say what is wrong with a coordinate, and what it was taken for."""
    named = country_name(country) or country
    words = f"the coordinate “{text}” cannot be relied on: {settled.doubt}"
    by_country = country and settled.kind != "impossible" and not settled.beside
    if settled.beside:
        words += f"; {settled.beside}"
    elif by_country:
        words += f"; as written it does not fit {named}"
    if settled.positions:
        taken = " and ".join(f"{lat:.4f}, {lon:.4f}" for lat, lon in settled.positions)
        words += f"; compared with the watched sites as {taken}"
    return Finding(
        "data",
        subject,
        Outcome.REVIEW,
        words,
        rule=f"coordinate-{settled.kind}",
        ours=text,
        theirs=named,
        next_step=_STEPS[settled.kind],
        citations=(boxes_citation(),) if by_country else (),
    )


def _near(subject: str, text: str, found: SiteFound) -> Finding:
    site = found.site
    words = (
        f"{found.km:.0f} km from the centre of the watched site {site.place.name} "
        f"(near is within {site.near_km:.0f} km, {OURS})"
    )
    words += f"; {site.note}" if site.note else ""
    return Finding(
        "place",
        subject,
        Outcome.REVIEW,
        words,
        rule="near-watched-site",
        ours=text,
        theirs=site.place.name,
        next_step=_NEAR,
        citations=(site.citation,),
    )


def _of_town(subject: str, text: str, country: str, positions: Positions) -> Iterator[Finding]:
    """Speak of a town near a site; its position is that of its centre."""
    position = positions.find(text, country)
    if position is None or position.lat is None or position.lon is None:
        return
    for found in sites_at(position.lat, position.lon):
        if not found.is_inside and found.site.near_km:
            yield _near(subject, text, found)


def _namesake(mention: PlaceMention) -> Finding:
    """Note that a town of the same name is meant."""
    country = country_name(mention.differing) or mention.differing
    return Finding(
        "place",
        mention.subject,
        Outcome.NO_MATCH,
        f"a town of this name lies in {country}, as the papers say; "
        f"the watched place {mention.place.name} was not taken to be meant",
        rule="place-homonym",
        ours=mention.text,
        theirs=mention.place.name,
        citations=(load_homonyms().citation,),
    )


@cache
def _near_countries() -> frozenset[str]:
    """Give the countries in which a site lies that places may be near to."""
    return frozenset({site.place.country for site in load_sites() if site.near_km})
