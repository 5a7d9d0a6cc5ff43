"""docs/rules.md lists every rule that screening asks, with its sources, and is not stale."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.screening.decisions.every_rule import every_rule
from counterflow.screening.pipeline.sites import _STEPS
from counterflow.watch.places.craft import load_craft
from counterflow.watch.rules.checks import FILE, read_checks
from counterflow.watch.rules.overview import markdown

DAY = dt.date(2026, 11, 21)
ROOT = Path(__file__).parents[4]
DOCS = ROOT / "docs"
NO_RULES = {"second-hand", "wind-down"}
"""Words with a hyphen in the code that name no rule."""


def test_the_page_of_rules_is_not_stale() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    assert page == markdown(every_rule(DAY)), (
        "run `counterflow rules ls --markdown > docs/rules.md`"
    )
    assert page == markdown(every_rule(dt.date(2020, 1, 1)))


def test_every_rule_stands_on_the_page_with_its_sources() -> None:
    page = (DOCS / "rules.md").read_text("utf-8")
    for row in every_rule(DAY):
        line = next(line for line in page.splitlines() if line.startswith(f"| {row.id} |"))
        assert row.evidence in line
        assert all(citation.source in line for citation in row.citations)


def test_ids_are_their_own() -> None:
    ids = [row.id for row in every_rule(DAY)]
    assert len(ids) == len(set(ids)) > 120


@pytest.mark.parametrize(
    ("day", "standing"),
    [("2025-10-01", "in force"), ("2026-01-15", "ended"), ("2024-01-01", "not yet in force")],
)
def test_the_standing_is_that_of_the_day(day: str, standing: str) -> None:
    rows = {row.id: row for row in every_rule(dt.date.fromisoformat(day))}
    assert rows["us-bis-affiliates-2025"].standing == standing


def test_what_is_stayed_or_unknown_is_never_called_law() -> None:
    rows = {row.id: row for row in every_rule(DAY)}
    assert rows["us-bis-affiliates-unknown"].standing == "not established"
    assert rows["us-bis-affiliates-stayed"].standing == "ended"
    assert rows["KYC-29"].standing == "not established"
    stayed = {row.id: row for row in every_rule(dt.date(2026, 1, 15))}
    assert stayed["us-bis-affiliates-stayed"].standing == "stayed"


def test_what_stands_as_a_rule_in_a_finding_stands_on_the_page() -> None:
    """Found in review: party-match, detour and thirty others were rules that no page named."""
    named = set()
    for room in ("pipeline", "decisions"):
        for file in (ROOT / "src" / "counterflow" / "screening" / room).glob("*.py"):
            named |= set(re.findall(r'(?<=")[a-z]+(?:-[a-z]+)+(?=")', file.read_text("utf-8")))
    named |= {f"coordinate-{kind}" for kind in _STEPS}
    named |= {f"aircraft-model-{model.id}" for model in load_craft().models}
    named |= {"detour", "mmsi", "flags-together"}
    listed = {row.id for row in every_rule(DAY)}
    assert "party-match" in named
    assert named - listed <= NO_RULES


@pytest.mark.parametrize("row", [{"id": "a"}, {"id": "a", "statement": "", "outcome": "review"}])
def test_a_wrong_check_is_refused(row: dict[str, str]) -> None:
    file = load_facts(FILE)
    with pytest.raises(RuleError, match="row 1"):
        read_checks(file | {"checks": [row]})
    twice = [{"id": "a", "statement": "b", "outcome": "note"}] * 2
    with pytest.raises(RuleError, match="row 2"):
        read_checks(file | {"checks": twice})
