"""What can be asked for under the names of yente's algorithms, and what every one of them does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from counterflow.serve.api.replies import Fault

BEST: Final = "logic-v2"
"""What ``best`` stands for, as yente 5.5 has it."""
NAMES_ONLY: Final = "name-based"
NAMES: Final = {
    BEST: "names, numbers and every field beside them",
    "logic-v1": "as logic-v2",
    "name-qualified": "as logic-v2",
    "regression-v1": "as logic-v2",
    NAMES_ONLY: "names alone: whatever else is given is set aside",
}
"""Names that clients of yente ask by; the scorer behind all of them is Counterflow's."""
FEATURES: Final = {
    "name_match": "likeness of the two names that score the most, word by word",
    "identifier": "equal or contradicting numbers: IMO, LEI, BIC, registration, tax, passport",
    "birth_date": "birth dates that agree or differ",
    "country": "countries that differ and are not related",
    "gender": "genders that differ",
    "kind": "a person, a company or a ship where the other is another kind",
    "register_number": "register numbers that differ",
    "incorporation": "dates of incorporation that differ",
    "address": "addresses that agree or differ",
    "place": "places in brackets of a name that differ",
    "aircraft_mark": "aircraft marks that agree or differ",
}
"""Features that explanations name (docs/matching.md)."""
CONFIG: Final[Mapping[str, str]] = {
    "nm_number_mismatch": "penalty where numbers in names differ",
    "nm_extra_query_name": "weight of words that only the query has",
    "nm_extra_result_name": "weight of words that only the listed name has",
    "nm_family_name_weight": "weight of family names",
    "nm_fuzzy_cutoff_factor": "room for slips",
}
"""Settings of yente's logic-v2 that clients send; none of them changes a score here."""


def algorithm_of(name: str) -> str:
    """Settle which algorithm is meant.

    Raises:
        Fault: 400, there is none of that name.

    Example:
        >>> algorithm_of("BEST")
        'logic-v2'
    """
    plain = name.strip().lower()
    if plain == "best":
        return BEST
    if plain not in NAMES:
        raise Fault(400, f"Invalid algorithm: {name}")
    return plain


def unused_settings(
    algorithm: str, weights: Mapping[str, float], config: Mapping[str, object]
) -> list[str]:
    """Say which weights and settings of a request change nothing here.

    Returns:
        A sentence for each; none is silently left out.

    Raises:
        Fault: 400, a setting that yente does not know either.
    """
    for key in config:
        if key not in CONFIG:
            raise Fault(400, f"Invalid configuration parameter: {key} for algorithm {algorithm}")
    told = [f"the setting {key} changes nothing: scores are Counterflow's" for key in config]
    told += [f"the weight of {key} changes nothing: scores are Counterflow's" for key in weights]
    return told


def describe() -> dict[str, Any]:
    """Give the reply of ``/algorithms``."""
    features = {
        name: {"description": words, "coefficient": 1.0, "url": ""}
        for name, words in FEATURES.items()
    }
    config = {
        key: {"type": "float", "description": f"{words}; changes nothing here", "default": None}
        for key, words in CONFIG.items()
    }
    told = []
    for name, words in NAMES.items():
        docs = {"name": name, "description": words, "config": config, "features": features}
        told.append({"name": name, "description": words, "features": features, "docs": docs})
    return {"algorithms": told, "default": "best", "best": BEST}
