"""How papers name governments, their bodies and the people who speak for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from counterflow.core.facts import load_facts

_ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Governments:
    """How papers name governments, their bodies and the people who speak."""

    seats: dict[str, str]
    bodies: dict[str, tuple[str, str]]
    offices: frozenset[str]
    body_words: frozenset[str]
    companies: frozenset[str]
    publics: frozenset[str]


@cache
def load_governments() -> Governments:
    """Read ``data/reports/governments.yaml``.

    Example:
        >>> load_governments().seats["moscow"], load_governments().bodies["kremlin"]
        ('RU', ('Kremlin', 'RU'))
    """
    data = load_facts("reports/governments.yaml")
    bodies = {}
    for row in data["bodies"]:
        for name in (row["name"], *row.get("also", ())):
            bodies[_ARTICLE.sub("", name).lower()] = (row["name"], row["of"])
    return Governments(
        seats={word.lower(): code for code, words in data["seats"].items() for word in words},
        bodies=bodies,
        offices=frozenset(data["offices"]),
        body_words=frozenset(data["bodies_in_words"]),
        companies=frozenset(data["companies_in_words"]),
        publics=frozenset(data["publics_in_words"]),
    )
