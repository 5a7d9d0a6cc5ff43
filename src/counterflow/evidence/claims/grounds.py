"""Where the places of claims lie: a port in its country, a zone in its town."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from counterflow.core.assertions import Mention
from counterflow.watch.places.distances import great_circle_km

_ONE_PLACE_KM = 50.0
"""A zone and the town that it belongs to may lie so far apart; what is nearer excludes nothing."""


@dataclass(frozen=True)
class Grounds:
    """Places that reports name: country and position by their words, in lower case."""

    countries: dict[str, str] = field(default_factory=dict)
    positions: dict[str, tuple[float, float]] = field(default_factory=dict)
    met: dict[tuple[str, frozenset[str], frozenset[str]], bool] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What ``sameness.meets`` settled already: a few fillings are compared again and again."""

    def country(self, form: str) -> str:
        """Give the country in which a place lies, the country itself for a code; or nothing.

        Example:
            >>> Grounds({"northport": "XA"}).country("Northport")
            'XA'
        """
        if len(form) == 2 and form.isupper():
            return form
        return self.countries.get(form.lower(), "")

    def apart(self, a: str, b: str) -> bool:
        """Tell whether two places exclude each other: none holds the other, they lie apart."""
        if a.lower() == b.lower():
            return False
        in_a, in_b = self.country(a), self.country(b)
        if in_a and in_b and in_a != in_b:
            return True
        if a in (in_a, in_b) or b in (in_a, in_b):
            return False  # a country holds its towns
        here, there = self.positions.get(a.lower()), self.positions.get(b.lower())
        return (
            here is not None
            and there is not None
            and great_circle_km(*here, *there) > _ONE_PLACE_KM
        )


def grounds_of(entities: Iterable[Mention]) -> Grounds:
    """Gather the places that reports name, the first reading of each word."""
    made = Grounds()
    for one in entities:
        if one.kind != "Place":
            continue
        for word in (one.text.lower(), one.name.lower()):
            if one.country:
                made.countries.setdefault(word, one.country)
            if one.latitude is not None and one.longitude is not None:
                made.positions.setdefault(word, (one.latitude, one.longitude))
    return made
