"""The thresholds of this room: data, chosen by this project and marked so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation

OURS = "a threshold of this project"
"""What every finding says that rests on one of them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold.

    Attributes:
        id: Its name.
        value: The number, in the unit that the name ends with.
        what: What it decides.
        citation: That it is ours.
    """

    id: str
    value: float
    what: str
    citation: Citation


@cache
def load_limits() -> dict[str, Limit]:
    """Load the thresholds by name.

    Raises:
        RuleError: a threshold is no positive number.

    Example:
        >>> load_limits()["detour_ratio"].value
        2.0
    """
    where = "places/limits.yaml"
    file = load_facts(where)
    citation = read_citation(file, file, where)
    limits = {}
    for name, entry in file["limits"].items():
        value = entry["value"]
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise RuleError(f"the threshold {name} is no positive number", where=where)
        limits[name] = Limit(name, float(value), str(entry["what"]), citation)
    return limits


def limit(name: str) -> float:
    """Give the value of a threshold by its name."""
    return load_limits()[name].value
