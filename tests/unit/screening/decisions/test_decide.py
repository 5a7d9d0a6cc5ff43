"""The headline for every outcome and coverage; the order of findings."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome, strongest
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.decide import decide, headline

TABLE = {
    (Outcome.STOP, True): "stop",
    (Outcome.STOP, False): "stop",
    (Outcome.HOLD, True): "hold",
    (Outcome.HOLD, False): "hold",
    (Outcome.REVIEW, True): "review",
    (Outcome.REVIEW, False): "review",
    (Outcome.NO_MATCH, True): "no match found",
    (Outcome.NO_MATCH, False): NOT_FULLY_SCREENED,
}


def _decide(findings: list[Finding], *, complete: bool) -> Decision:
    return decide(
        Transaction("t-1"),
        findings,
        Coverage("shipment", complete=complete),
        as_of=dt.date(2026, 11, 21),
        engine="0",
        settings="s",
        rules="r",
    )


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("complete", [True, False])
def test_the_headline_table_is_whole(outcome: Outcome, *, complete: bool) -> None:
    coverage = Coverage("shipment", complete=complete)
    assert headline(outcome, coverage) == TABLE[outcome, complete]
    findings = [Finding("party", "buyer", outcome, "x")]
    assert _decide(findings, complete=complete).headline == TABLE[outcome, complete]


@given(st.lists(strategies.outcomes, max_size=8), st.booleans())
def test_a_decision_holds_all_findings_strongest_first_otherwise_as_given(
    outcomes: list[Outcome], complete: bool
) -> None:
    findings = [
        Finding("party", str(at), outcome, "x", next_step="compare")
        for at, outcome in enumerate(outcomes)
    ]
    found = _decide(findings, complete=complete)
    assert found.outcome is strongest(outcomes)
    assert sorted(found.findings, key=lambda f: int(f.subject)) == findings
    ranks = [(-f.outcome.strength, int(f.subject)) for f in found.findings]
    assert ranks == sorted(ranks)


def test_a_decision_records_what_it_rests_on() -> None:
    found = _decide([], complete=True)
    assert (found.id, found.as_of, found.engine, found.settings, found.rules) == (
        "t-1", "2026-11-21", "0", "s", "r",
    )  # fmt: skip
    assert found.transaction == Transaction("t-1")
