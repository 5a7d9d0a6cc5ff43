"""Towns that bear the name of a watched place, or of a country, and lie in another country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.core.text.countries import country_code, country_name
from counterflow.core.text.scripts import fold
from counterflow.watch.places.gazetteer import load_gazetteer

_IN_THE_STATES = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b|\bU\.?S\.?(?:A\.?)?\s*$")
"""A state with its ZIP code, or "USA" at the end."""
_POSTAL = re.compile(r"\d[\d-]*")
_PIECES = re.compile(r"[,;/()\n]")


@dataclass(frozen=True, slots=True)
class Homonyms:
    """Known homonyms.

    Attributes:
        towns: Watched place and the country in which another town bears its name.
        countries: A country and another one in which a town bears its name (Cuba, New Mexico).
        within: The same for many more countries, for a name inside an address that a state or a
            province follows.
        citation: Where they come from.
    """

    towns: frozenset[tuple[str, str]]
    countries: frozenset[tuple[str, str]]
    within: frozenset[tuple[str, str]]
    citation: Citation


@cache
def load_homonyms() -> Homonyms:
    """Load the homonyms of the package.

    Raises:
        RuleError: a row names no watched place, the country in which that place lies, or no
            country.

    Example:
        >>> ("kazan", "TR") in load_homonyms().towns, ("kazan", "RU") in load_homonyms().towns
        (True, False)
        >>> ("CU", "US") in load_homonyms().countries, ("IR", "US") in load_homonyms().countries
        (True, False)
    """
    where = "places/homonyms.yaml"
    file = load_facts(where)
    places = load_gazetteer().places
    towns: set[tuple[str, str]] = set()
    for place, countries in file["towns"].items():
        if place not in places:
            raise RuleError(f"no watched place {place!r}", where=where)
        if own := places[place].countries & set(countries):
            raise RuleError(f"{place} itself lies in {', '.join(sorted(own))}", where=where)
        towns.update((place, country) for country in countries)
    countries = frozenset(
        (named, country) for named, others in file["countries"].items() for country in others
    )
    if same := sorted(named for named, country in countries if named == country):
        raise RuleError(f"{same[0]} is no other country than itself", where=where)
    within = {(named, land) for named, lands in file["countries_within"].items() for land in lands}
    if wrong := sorted(code for pair in within for code in pair if country_code(code) != code):
        raise RuleError(f"no country {wrong[0]!r}", where=where)
    citation = read_citation(file, file, where)
    return Homonyms(frozenset(towns), countries, frozenset(within) | countries, citation)


def is_namesake_town(country: str, lands: set[str], address: str) -> bool:
    """Tell whether a country's name inside an address is that of a town in another country.

    Args:
        country: The country that is named, ISO alpha-2.
        lands: The countries in which the papers put the address.
        address: As written; a state or a province in it says in which country it lies too.

    Example:
        >>> [is_namesake_town("CU", set(), text) for text in ("Cuba, MO", "Cuba, Missouri 65453")]
        [True, True]
        >>> is_namesake_town("RU", set(), "Russia, Omsk")
        False
    """
    bearing = {land for name, land in load_homonyms().within if name == country}
    if not bearing:
        return False
    if lands & bearing or ("US" in bearing and _IN_THE_STATES.search(address)):
        return True
    words = {fold(_POSTAL.sub(" ", piece)) for piece in _PIECES.split(address)}
    words.discard(fold(country_name(country)))
    return any(not words.isdisjoint(_subdivisions(land)) for land in bearing)


@cache
def _subdivisions(country: str) -> frozenset[str]:
    """Give the names and codes of a country's states or provinces (ISO 3166-2), folded."""
    import pycountry

    parts = [part for part in pycountry.subdivisions if part.country_code == country]
    codes = {fold(part.code.partition("-")[2]) for part in parts}
    names = {fold(part.name) for part in parts}
    return frozenset(names | {code for code in codes if code.isalpha()}) - {
        fold(country_name(country))
    }
