"""Explanations as a reviewer reads them; ``UPDATE_GOLDENS=1`` writes the golden file anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from counterflow.watch.matching.compare import compare

GOLDEN = Path(__file__).with_name("explanations.yaml")
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "misspelt, legal form, another country": (
        {"schema": "Company", "name": "OOO Brasdol Mashinery", "country": "ae"},
        {"schema": "Company", "name": "LLC Brasdol Machinery", "country": "ru"},
    ),
    "one word more on either side": (
        {"schema": "Company", "name": "Kevmav Lornol Fengri Trading"},
        {"schema": "Company", "name": "Kevmav Lornol Sovrin"},
    ),
    "a weak alias": (
        {"schema": "Company", "name": "Brasdol"},
        {"schema": "Company", "name": "Quowex Lornol", "weakAlias": "Brasdol"},
    ),
    "a namesake with another birth date and gender": (
        {"schema": "Person", "name": "B. Fengri", "birthDate": "1970-03-05", "gender": "male"},
        {"schema": "Person", "name": "Brasdol Fengri", "birthDate": "1988", "gender": "female"},
    ),
    "an identifier under another name": (
        {"schema": "Vessel", "imoNumber": "IMO 9179842"},
        {"schema": "Vessel", "name": "Quowex", "imoNumber": "9179842"},
    ),
}


def _entity(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema": row["schema"],
        "properties": {k: [v] for k, v in row.items() if k != "schema"},
    }


def test_explanations_are_those_of_the_golden_file() -> None:
    said = {
        label: compare(_entity(ours), _entity(theirs)).explanation
        for label, (ours, theirs) in PAIRS.items()
    }
    if os.environ.get("UPDATE_GOLDENS"):
        GOLDEN.write_text(yaml.safe_dump(said, allow_unicode=True, width=200), "utf-8")
    assert said == yaml.safe_load(GOLDEN.read_text("utf-8"))
