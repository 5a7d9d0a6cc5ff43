"""Cases by name that screening is known to have missed somewhere (R12)."""

from __future__ import annotations

import msgspec

from counterflow.core.text.countries import country_code
from counterflow.screening.tuning.tables import tuning_table
from counterflow.watch.matching.compare import compare


class NamedCase(msgspec.Struct, frozen=True):
    """One case and whether it holds.

    Attributes:
        kind: ``name`` or ``country``.
        ours: What a trade paper says.
        listed: What the list says; for a country its ISO 3166-1 alpha-2 code.
        found: Whether the two are taken for the same.
        told: The score, or the country that was understood.
    """

    kind: str
    ours: str
    listed: str
    found: bool
    told: str


def try_named_cases(threshold: float) -> tuple[NamedCase, ...]:
    """Try every case of ``data/tuning/named_cases.yaml``.

    Args:
        threshold: The decision point.

    Example:
        >>> [case.ours for case in try_named_cases(0.70) if not case.found]
        []
    """
    table = tuning_table("named_cases")
    names = [
        _try_name(row["ours"], row["listed"], row["schema"], threshold) for row in table["names"]
    ]
    return (*names, *(_try_country(row["ours"], row["listed"]) for row in table["countries"]))


def _try_name(ours: str, listed: str, schema: str, threshold: float) -> NamedCase:
    score = compare(_entity(ours, schema), _entity(listed, schema)).score
    return NamedCase("name", ours, listed, score >= threshold, f"{score:.2f}")


def _try_country(ours: str, listed: str) -> NamedCase:
    code = country_code(ours)
    return NamedCase("country", ours, listed, code == listed, code or "not understood")


def _entity(name: str, schema: str) -> dict[str, object]:
    return {"schema": schema, "properties": {"name": [name]}}
