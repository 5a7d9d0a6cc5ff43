"""Invented listings and a matcher over them, and one that finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from counterflow.core.model import Listing, Match
from counterflow.watch.matching.entity import Profile

SYLLABLES = ("kor", "lin", "za", "ven", "tir", "bras", "dol", "fen", "gri", "mab", "os", "qua")


def invented(count: int) -> list[Listing]:
    """Persons and companies of invented syllables."""
    found = []
    for n in range(count):
        one, two, three = (SYLLABLES[(n * k + n // 12) % 12] for k in (1, 5, 7))
        name = f"{one}{two} {three}{one}".title()
        company = {"name": [f"{name} Trading LLC"], "country": ["cu"]}
        person = {"name": [name + " " + two.title() + "an"], "nationality": ["ru"]}
        schema, properties = ("Company", company) if n % 2 else ("Person", person)
        found.append(Listing(f"house-{n:03}", "house", schema, properties))
    return found


class Blind:
    """Finds nothing: what a broken index would do."""

    def match(
        self, profiles: Sequence[Profile], *, limit: int, threshold: float
    ) -> list[tuple[Match, ...]]:
        return [() for _ in profiles]

    def candidates(self, entity: Any, *, limit: int) -> list[str]:
        return []
