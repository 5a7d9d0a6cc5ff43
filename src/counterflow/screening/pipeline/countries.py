"""Recognise the countries that a transaction names, and which of them receive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.core.text.countries import country_code
from counterflow.screening.intake.further_countries import ACCOUNT_COUNTRY, FURTHER_COUNTRY
from counterflow.screening.pipeline.parts import (
    BEHIND,
    BUYER,
    BUYING,
    DESTINED,
    name_parties,
    named_stops,
)
from counterflow.watch.places.cell import countries_between, country_at_end
from counterflow.watch.places.code_countries import country_of_bic
from counterflow.watch.places.craft import read_mmsi
from counterflow.watch.places.homonyms import is_namesake_town, load_homonyms
from counterflow.watch.places.locodes import code_countries
from counterflow.watch.places.strict_towns import strict_town
from counterflow.watch.rules.mentions import BEHIND_A_PARTY, CountryMention, PlaceMention
from counterflow.watch.rules.weighing import contradiction


def find_countries(transaction: Transaction) -> Iterator[CountryMention]:
    """Give the countries of destination, parties and legs."""
    if transaction.destination_country:
        text = transaction.destination_text or transaction.destination_country
        yield CountryMention("destination", transaction.destination_country, text, destination=True)
    for subject, party in name_parties(transaction.parties):
        yield from _of_party(subject, party)
    for detail in transaction.details:
        if detail.name == ACCOUNT_COUNTRY:
            yield CountryMention("account", detail.value, "IBAN", destination=False)
    yield from _of_origins(transaction)
    for number, (leg, arrives) in enumerate(arrivals(transaction.legs), start=1):
        for part, place, country in named_stops(leg):
            for code, text in _countries_of(country, country, place, code_words=True):
                yield CountryMention(f"leg {number} {part}", code, text, arrives and part == "to")


def _of_origins(transaction: Transaction) -> Iterator[CountryMention]:
    if transaction.origin_country:
        origin = transaction.origin_country
        yield CountryMention("origin", origin, origin, destination=False)
    for number, line in enumerate(transaction.goods, start=1):
        if line.origin_country and line.origin_country != transaction.origin_country:
            text = line.origin_text or line.origin_country
            subject = f"goods line {number} origin"
            yield CountryMention(subject, line.origin_country, text, destination=False)


def let_buyers_receive(countries: Sequence[CountryMention]) -> list[CountryMention]:
    """Take the buyer's country for the destination where the papers tell no other.

    An order names its buyer first, and often nobody else. A payment moves no goods.
    """
    if any(mention.destination for mention in countries):
        return list(countries)
    return [
        replace(mention, destination=True) if mention.subject.startswith(BUYER) else mention
        for mention in countries
    ]


def _of_party(subject: str, party: Party) -> Iterator[CountryMention]:
    receives, buys = party.role in DESTINED, party.role in BUYING
    doubt = BEHIND_A_PARTY if party.role in BEHIND else ""
    written = party.country_text or party.country
    for country, text in _countries_of(party.country, written, party.city, party.address):
        yield CountryMention(subject, country, text, receives, doubt, buys)
    for detail in party.details:
        if detail.name == FURTHER_COUNTRY:
            yield CountryMention(subject, detail.value, detail.value, receives, doubt, buys)
    if party.identifiers:
        yield from _of_codes(subject, party)


def _of_codes(subject: str, party: Party) -> Iterator[CountryMention]:
    """Give the countries in the numbers of a party: a bank's BIC, a ship's MMSI without a flag.

    A BIC counts beside the country written, a ship's number does not: that it differs from the
    flag is a finding of its own (``craft``).
    """
    for one in party.identifiers:
        if one.kind == "swiftBic":
            country, what = country_of_bic(one.value), "BIC"
        elif one.kind == "mmsi" and not party.country:
            country, what = read_mmsi(one.value).country, "MMSI"
        else:
            continue
        if country and country != party.country[:2]:
            yield CountryMention(subject, country, f"{what} {one.value}", destination=False)


def arrivals(legs: Sequence[Leg]) -> Iterator[tuple[Leg, bool]]:
    """Give each leg, and whether its end counts as a destination.

    Every leg's end counts, in whatever order the rows stand, because goods are handed over at
    each. Only carriage within one country that another leg leaves does not: it brings the goods
    to the place of loading.
    """
    if len(legs) < 2:
        for leg in legs:
            yield leg, True
        return
    ways = [(_land(leg.from_country, leg.from_place), _land(leg.to_country, leg.to_place))
            for leg in legs]  # fmt: skip
    left = {start for start, end in ways if start and end and start != end}
    for leg, (start, end) in zip(legs, ways, strict=True):
        yield leg, not (start and start == end and start in left)


def _land(country: str, place: str) -> str:
    """Give the one country that the end of a leg names; empty for none or several."""
    named = {code[:2] for code, _ in _countries_of(country, country, place, code_words=True)}
    return named.pop() if len(named) == 1 else ""


@lru_cache(maxsize=1 << 14)
def _countries_of(
    country: str, written: str, *places: str, code_words: bool = False
) -> tuple[tuple[str, str], ...]:
    """Give the country of a column, and those which the places name beside it.

    A column that is filled in wrongly must not hide the country in the words of the address.

    Args:
        country: That of the column, as understood.
        written: The same as written.
        places: Places, cities and addresses beside it.
        code_words: Whether a UN/LOCODE may stand among other words, as in a port cell.
    """
    known = {country[:2]}
    found = [(country, written)] if country else []
    for place in filter(None, places):
        codes = code_countries(place, country, address=not code_words)
        end = country_at_end(place)
        for named in (end, *codes, *countries_between(place)):
            if named[:2] in ("", *known) or _is_namesake(named, country, place):
                continue
            inside = named not in (end, *codes)
            if (
                inside
                and is_namesake_town(named, {country, end}, place)
                and not _lies_in(place, named)
            ):
                continue
            # "Crimea" alone is a watched place, under whatever country it is written.
            if named != "UA-43" or country_code(place) != named:
                known.add(named[:2])
                found.append((named, place))
    return tuple(found)


def _is_namesake(named: str, country: str, place: str) -> bool:
    """Tell whether a country's name at the end of an address is a part of the other country.

    Georgia is a state of the USA, Cuba a town there: unless the cell names a large town of the
    country itself ("Havana, Cuba"). Crimea is written under Ukraine and Russia, and is found as a
    place.
    """
    if named == "UA-43" and country in ("UA", "RU"):
        return True
    if (named, country[:2]) not in load_homonyms().countries:
        return False
    return not _lies_in(place, named)


def _lies_in(place: str, country: str) -> bool:
    """Tell whether a cell names a large town of a country ("Havana, Cuba")."""
    town = strict_town(place)
    return town is not None and town.sure and town.country == country


def country_in(text: str) -> str:
    """Give the country that a place or address names itself, where no column does.

    A UN/LOCODE begins with its country; otherwise the whole text, or its last piece, may be a
    country.

    Example:
        >>> country_in("IRBUZ"), country_in("Latakia, Syria"), country_in("Hamburg")
        ('IR', 'SY', '')
    """
    return next((code for code, _ in _countries_of("", "", text, code_words=True)), "")


def countries_of_places(
    places: Iterable[PlaceMention], written: Iterable[CountryMention]
) -> Iterator[CountryMention]:
    """Give the countries in which the watched places lie, where the papers do not say them.

    "Bandar Abbas" is in Iran with no country beside it. Where another country stands beside the
    place its own is doubtful, and not given for a border crossing: the other side bears the same
    name. Occupied places have rules of their own.
    """
    seen = {(mention.subject, mention.country[:2]) for mention in written}
    for mention in sorted(places, key=lambda one: bool(one.differing or one.misread)):
        place, subject = mention.place, mention.subject.removesuffix(" address")
        crossing = mention.differing and place.kind == "border crossing"
        if place.also_written or crossing or (subject, place.country) in seen:
            continue
        seen.add((subject, place.country))
        yield CountryMention(
            subject,
            place.country,
            mention.text,
            mention.destination,
            contradiction(place, mention.differing) if mention.differing else mention.misread,
        )
