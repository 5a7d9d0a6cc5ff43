"""Recognise the watched places that the legs and addresses of a transaction name."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.core.text.dates import iso_day
from counterflow.core.text.scripts import fold
from counterflow.screening.pipeline.countries import arrivals
from counterflow.screening.pipeline.parts import (
    DESTINED,
    day_of,
    lacks_country,
    name_parties,
    stops_of,
)
from counterflow.watch.places.airport_codes import banned_airport
from counterflow.watch.places.coordinates import read_coordinate
from counterflow.watch.places.gazetteer import Gazetteer, Place, PlaceFound
from counterflow.watch.places.homonyms import load_homonyms
from counterflow.watch.places.modes import may_be_port, town_alone
from counterflow.watch.places.positions import load_cities
from counterflow.watch.places.provinces import province_beside
from counterflow.watch.places.settled_coordinates import further_readings, settle
from counterflow.watch.places.sites import sites_at
from counterflow.watch.rules.mentions import PlaceMention

_MONTH = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2]))?")
_PIECES = re.compile(r"[,;/|()\n]| - ")


def find_places(
    transaction: Transaction, gazetteer: Gazetteer, among: frozenset[str]
) -> Iterator[PlaceMention]:
    """Give the watched places named by legs and by addresses of parties.

    A coordinate names the places in whose footprint it lies.
    """
    for number, (leg, arrives) in enumerate(arrivals(transaction.legs), start=1):
        for part, text, country in stops_of(leg):
            if not text or not (places := _of_stop(text, country, leg.mode, gazetteer, among)):
                continue
            days, unread = _days_of(leg, part, transaction)
            for found in _with_destination(places, text, country, among, leg.mode):
                yield PlaceMention(
                    f"leg {number} {part}",
                    found.place,
                    text,
                    destination=arrives and part == "to",
                    days=days,
                    unread=unread,
                    differing=found.differing,
                    misread=found.misread,
                    town_alone=found.doubt or town_alone(found.place, found.words, text, leg.mode),
                )
    for subject, party in name_parties(transaction.parties):
        if party.city or party.address or lacks_country(party):
            yield from _places_of(subject, party, gazetteer)
    if not transaction.destination_country and transaction.destination_text:
        text = transaction.destination_text
        for found in places_in(text, "", gazetteer, among=among, address=True):
            yield PlaceMention(
                "destination", found.place, text, destination=True, misread=found.misread
            )


def _of_stop(
    text: str, country: str, mode: str, gazetteer: Gazetteer, among: frozenset[str]
) -> Sequence[PlaceFound]:
    """Give the watched places of one end of a leg; an airport may be named by its code alone."""
    found = places_in(text, country, gazetteer, among=among)
    airport = banned_airport(text, country, mode)
    if airport is None or any(one.place is airport.place for one in found):
        return found
    coded = PlaceFound(airport.place, airport.code, airport.differing, airport.doubt)
    return [*found, coded]


def _places_of(subject: str, party: Party, gazetteer: Gazetteer) -> Iterator[PlaceMention]:
    """Give each place of a party's city and address once, one without a contradiction first.

    A country's cell that is understood as none may name an occupied region ("ДНР").
    """
    named: dict[str, PlaceMention] = {}
    unread = party.country_text if lacks_country(party) else ""
    for text in (party.city, party.address, unread):
        for found in places_in(text, party.country, gazetteer, address=True):
            mention = PlaceMention(
                f"{subject} address",
                found.place,
                text,
                party.role in DESTINED,
                differing=found.differing,
                misread=found.misread,
            )
            known = named.get(found.place.id)
            if known is None or (known.differing and not found.differing):
                named[found.place.id] = mention
    yield from named.values()


def part_namesakes(
    mentions: Sequence[PlaceMention],
) -> tuple[list[PlaceMention], list[PlaceMention]]:
    """Part the watched places from towns that are known to bear their names elsewhere.

    Returns:
        The watched places, and the mentions by which such a town is meant: the papers put it in
        the country in which it lies, or in a province of another country. ``sites.site_findings``
        notes these.
    """
    others = [one for one in mentions if one.differing and _is_namesake(one)]
    if not others:
        return list(mentions), []
    return [one for one in mentions if one not in others], others


def _is_namesake(mention: PlaceMention) -> bool:
    """Tell whether a town of this name is known, or a large city there stands beside the name."""
    if (mention.place.id, mention.differing) in load_homonyms().towns:
        return True
    return _says_where(mention.text, mention.differing)


def _says_where(text: str, country: str) -> bool:
    """Tell whether a large city or a province of a country stands beside the name of a town."""
    return country in _cities_beside(text) or bool(province_beside(text, country))


@lru_cache(maxsize=1 << 12)
def _cities_beside(text: str) -> frozenset[str]:
    """Give the countries in which lie the large cities that a text names beside other words."""
    pieces = [fold(piece) for piece in _PIECES.split(text)]
    found = [{row[0] for row in load_cities().get(piece, ())} for piece in pieces if piece]
    return frozenset(country for countries in found if len(countries) == 1 for country in countries)


def _with_destination(
    places: Sequence[PlaceFound], text: str, country: str, among: frozenset[str], mode: str
) -> Sequence[PlaceFound]:
    """Let the transaction's countries contradict a place beside which none is written.

    Only where a town of this name is known in one of them, or the cell names a large city there
    ("Amirabad, Chattogram"), and the papers nowhere name the country of the watched place. A ship
    calls at no inland town: where a port may be meant, a town of its name is not enough. Threat:
    goods for Sevastopol under papers that name Kazakhstan, where a village is called so too.
    """
    if country or all(one.differing for one in places):
        return places
    return [
        one
        if one.differing or not one.place.countries.isdisjoint(among)
        else replace(one, differing=_land_of_namesake(one.place, text, among, mode))
        for one in places
    ]


def _land_of_namesake(place: Place, text: str, among: frozenset[str], mode: str) -> str:
    """Give the country of the papers in which a town of this name is meant; empty for none."""
    towns = () if may_be_port(place, mode) else load_homonyms().towns
    return next(
        (one for one in sorted(among) if (place.id, one) in towns or _says_where(text, one)), ""
    )


def places_in(
    text: str,
    country: str,
    gazetteer: Gazetteer,
    *,
    among: frozenset[str] = frozenset(),
    address: bool = False,
) -> Sequence[PlaceFound]:
    """Give the watched places of one cell: those named, and those in which a coordinate lies.

    Args:
        text: A port, city or address.
        country: That of its column.
        gazetteer: The watched places.
        among: Other countries of the transaction.
        address: Whether the text is an address.
    """
    if not text:
        return ()
    named = gazetteer.find_all(text, country, among=among, address=address)
    coordinate = read_coordinate(text)
    if coordinate is None or coordinate.problem:
        return named
    found = list(named)
    known = {one.place.id for one in found}
    settled = settle(coordinate, country)
    readings = [(position, "") for position in settled.positions]
    for position, doubt in [*readings, *further_readings(coordinate, settled)]:
        for near in sites_at(*position):
            if near.is_inside and near.site.place.id not in known:
                known.add(near.site.place.id)
                words = f"{position[0]:.4f}, {position[1]:.4f}"
                misread = doubt and f"the coordinate lies there if it is read otherwise: {doubt}"
                found.append(PlaceFound(near.site.place, words, misread=misread))
    return found


def _days_of(leg: Leg, part: str, transaction: Transaction) -> tuple[tuple[dt.date, ...], str]:
    """Give the days on which a part of a leg is used, and what of them could not be read.

    Goods leave a port on the day of departure and reach the next on the day of arrival; a stop
    between lies at either. Where the part's own day is not known, the leg's other day and the
    paper's bound it. No day of the leg at all: none, and the paper's counts.
    """
    own, other = ("arrives_on", "departs_on") if part == "to" else ("departs_on", "arrives_on")
    read = {field: _leg_days(getattr(leg, field)) for field in (own, other)}
    unread = [
        f"the day {getattr(leg, field)!r} ({field}) could not be read and was not counted"
        for field in (own, other)
        if getattr(leg, field) and not read[field]
    ]
    mine, bound = read[own], read[other]
    if part == "via" or not mine:
        paper = day_of(transaction) if not mine and bound else None
        days = [*mine, *bound, *([paper] if paper is not None else [])]
    else:
        days = list(mine)
    return tuple(days), "; ".join(unread)


def _leg_days(text: str) -> tuple[dt.date, ...]:
    """Give the day of a leg; of a month or a year alone its first and its last day.

    What is no day is said by ``_days_of`` with the place it concerns, and by coverage.
    """
    match = _MONTH.fullmatch(text)
    if match is None:
        day = iso_day(text)
        return () if day is None else (day,)
    year, first, last = int(match[1]), int(match[2] or 1), int(match[2] or 12)
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])
