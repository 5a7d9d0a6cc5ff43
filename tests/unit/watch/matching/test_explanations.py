"""Explanations as a reviewer reads them; ``UPDATE_GOLDENS=1`` writes the golden file anew."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from counterflow.watch.matching.compare import compare
from counterflow.watch.matching.names import CAPS, NUMBER_CAP

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
    "other numbers": (
        {"schema": "Company", "name": "Brasdol Fengri 3 OOO"},
        {"schema": "Company", "name": "LLC Brasdol Fengri 4"},
    ),
    "father and son": (
        {"schema": "Person", "name": "Hassan Ali Brasdol"},
        {"schema": "Person", "name": "Ali Hassan Brasdol"},
    ),
    "an acronym": (
        {"schema": "Organization", "name": "OSTN"},
        {"schema": "Organization", "name": "Organisation for Sugar Trade Naryvan"},
    ),
    "sister companies of other legal forms": (
        {"schema": "Company", "name": "Brasdol Kevmav Fengri North GmbH"},
        {"schema": "Company", "name": "Brasdol Kevmav Fengri South OOO"},
    ),
    "only a trade is shared": (
        {"schema": "Company", "name": "Technology Ltd"},
        {"schema": "Company", "name": "General Technology Ltd"},
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


def test_the_page_of_scores_has_the_words_for_every_cap() -> None:
    page = (Path(__file__).parents[4] / "docs" / "matching.md").read_text("utf-8")
    assert [words for words in CAPS if f"| {words} |" not in page] == []


@pytest.mark.parametrize("schema", ["Company", "Person"])
def test_a_cap_is_named_only_where_it_decided(schema: str) -> None:
    """Names that other words hold below 0.60 owe nothing to their numbers."""
    ours, theirs = ("Kevmav Lornol 3 Fengri", "Quowex Lornol 4 Sovrin")
    told = compare(_entity({"schema": schema, "name": ours}),
                   _entity({"schema": schema, "name": theirs}))  # fmt: skip
    assert told.score < NUMBER_CAP
    assert "at most" not in told.explanation


def test_a_name_cut_at_its_bracket_is_no_alias() -> None:
    """The caption without what stands in its brackets is still the caption."""
    ours = _entity({"schema": "Company", "name": "Brasdol LLC"})
    names = {"name": ["BRASDOL (FENGRI) LLC"], "alias": ["KEVMAV (LORNOL) LLC"]}
    listed: dict[str, Any] = {"schema": "Company", "properties": names}
    told = compare(ours, listed)
    assert (told.score, told.theirs, told.alias) == (1.0, "BRASDOL LLC", "")
    other = compare(_entity({"schema": "Company", "name": "Kevmav LLC"}), listed)
    assert (other.score, other.alias) == (1.0, "KEVMAV LLC")
