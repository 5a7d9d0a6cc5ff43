"""Towns that bear the name of a watched place and lie in another country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model import Citation
from counterflow.watch.places.gazetteer import load_gazetteer


@dataclass(frozen=True, slots=True)
class Homonyms:
    """Known homonyms.

    Attributes:
        towns: Watched place and the country in which another town bears its name.
        countries: A country and another one in which a town bears its name (Cuba, New Mexico).
        citation: Where they come from.
    """

    towns: frozenset[tuple[str, str]]
    countries: frozenset[tuple[str, str]]
    citation: Citation


@cache
def load_homonyms() -> Homonyms:
    """Load the homonyms of the package.

    Raises:
        RuleError: a row names no watched place, or the country in which that place lies.

    Example:
        >>> ("kazan", "TR") in load_homonyms().towns, ("kazan", "RU") in load_homonyms().towns
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
    return Homonyms(frozenset(towns), countries, read_citation(file, file, where))
