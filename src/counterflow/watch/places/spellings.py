"""Further spellings of the watched places, in other languages."""

from __future__ import annotations

from functools import cache

from counterflow.core.facts import load_facts, read_citation


@cache
def further_spellings() -> dict[str, tuple[str, ...]]:
    """Load the spellings by place.

    Example:
        >>> "Jelabuga" in further_spellings()["alabuga"]
        True
    """
    where = "places/spellings.yaml"
    file = load_facts(where)
    read_citation(file, file, where)
    found: dict[str, tuple[str, ...]] = {}
    for block in (file["spellings"], file["ours"]):
        for place, names in block.items():
            found[place] = (*found.get(place, ()), *names)
    return found
