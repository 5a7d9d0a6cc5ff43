"""Towns that bear the name of a watched place, or of a country, and lie in another country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model import Citation
from counterflow.core.text.countries import country_code
from counterflow.watch.places.gazetteer import load_gazetteer


@dataclass(frozen=True, slots=True)
class Homonyms:
    """Known homonyms.

    Attributes:
        towns: Watched place and the country in which another town bears its name.
        countries: Country and another one in which a town bears its name.
        citation: Where they come from.
    """

    towns: frozenset[tuple[str, str]]
    countries: frozenset[tuple[str, str]]
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
    named = {(code, land) for code, lands in file["countries"].items() for land in lands}
    if wrong := sorted(code for pair in named for code in pair if country_code(code) != code):
        raise RuleError(f"no country {wrong[0]!r}", where=where)
    return Homonyms(frozenset(towns), frozenset(named), read_citation(file, file, where))
