"""Ways: how long a declared one is beside the direct one, and words that hide a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from counterflow.core.facts import load_facts, read_citation
from counterflow.core.text.scripts import fold
from counterflow.watch.places.distances import great_circle_km
from counterflow.watch.places.limits import limit

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A declared way beside the direct one.

    Attributes:
        declared_km: Along all its points, each stretch by the great circle.
        direct_km: From the first point to the last.
    """

    declared_km: float
    direct_km: float

    @property
    def is_detour(self) -> bool:
        """Tell whether the way is so long that it asks for a reason (thresholds are ours)."""
        extra = self.declared_km - self.direct_km
        longer = self.declared_km >= self.direct_km * limit("detour_ratio")
        return longer and extra >= limit("detour_extra_km")


def measure(points: Sequence[Point]) -> Way:
    """Measure a way of two points or more.

    A ship sails round continents and no stretch is shorter than the great circle: the declared
    length is the least that the way can have, so that only its turns count and no coast does.

    Example:
        >>> there_and_back = measure([(53.5, 10.0), (25.0, 55.1), (41.0, 29.0)])
        >>> there_and_back.is_detour, measure([(53.5, 10.0), (41.0, 29.0)]).is_detour
        (True, False)
    """
    declared = sum(great_circle_km(*one, *other) for one, other in pairwise(points))
    return Way(declared, great_circle_km(*points[0], *points[-1]))


@cache
def hiding_words() -> frozenset[str]:
    """Give the words that stand for a place in order not to name it, folded."""
    where = "places/unnamed.yaml"
    file = load_facts(where)
    read_citation(file, file, where)
    return frozenset(fold(str(word)) for word in file["words"])
