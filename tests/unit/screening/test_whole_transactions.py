"""True cases of every quota are found, and what resembles them is not: tests/cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import counterflow
from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.engine import Engine

FILE = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "whole_transactions.yaml").read_text("utf-8")
)
CASES = {case["id"]: case for case in FILE["cases"]}
LIKE = {case["id"]: case for case in FILE["look_alikes"]}
MISSES = FILE["known_misses"]
_OURS = ("quota", "at_least", "by", "why")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return counterflow.open(tmp_path_factory.mktemp("store"), lists=["watch_pack"])


def screened(engine: Engine, case: dict[str, Any]) -> Decision:
    """Screen a case; what it does not say is plain."""
    own = {key: value for key, value in case.items() if key not in _OURS}
    return engine.screen({**FILE["plain"], **own})


def kinds(finding: Finding) -> set[str]:
    """Give the kinds of a finding: what is wrong with a leg is wrong with the route."""
    leg = "leg" in finding.subject or finding.rule.startswith("leg-")
    return {finding.kind, "route"} if leg else {finding.kind}


def faults(engine: Engine, case: dict[str, Any]) -> list[str]:
    """Say what a case lacks."""
    decision = screened(engine, case)
    least = Outcome(case["at_least"]).strength
    loud = [one for one in decision.findings if one.outcome.strength]
    spoke = set().union(*map(kinds, loud)) if loud else set()
    found = [] if decision.outcome.strength >= least else [f"only {decision.outcome}"]
    asked = case.get("by", "")
    return found + ([f"{asked} does not speak"] if asked and asked not in spoke else [])


@pytest.mark.parametrize("name", sorted(CASES.keys() - MISSES.keys()))
def test_a_true_case_is_found(engine: Engine, name: str) -> None:
    assert not faults(engine, CASES[name])


@pytest.mark.parametrize("name", sorted(MISSES))
def test_a_known_miss_is_still_one(engine: Engine, name: str) -> None:
    assert faults(engine, CASES[name]), "it is found now: take it out of known_misses"


@pytest.mark.parametrize("name", sorted(LIKE))
def test_a_look_alike_stays_below_review(engine: Engine, name: str) -> None:
    decision = screened(engine, LIKE[name])
    loud = [f"{one.kind}: {one.summary}" for one in decision.findings if one.outcome.strength]
    assert not loud
