"""Invented decisions to make cases of."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.matches import Comparison, Feature
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction

LISTED = ListState("un_sc", "un_sc@2026-11-18#0123456789ab", "current")


def match(
    outcome: Outcome = Outcome.HOLD,
    *,
    subject: str = "buyer",
    listing: str = "un-1",
    theirs: str = "Quiet Harbour Tools",
    country: str = "DE",
) -> Finding:
    """Give a finding of a party beside a listing."""
    compared = Comparison(
        0.93,
        (Feature("name", "agree", 0.93, "Quiet Harbour", theirs),
         Feature("country", "differ", 0.0, country, "IR")),
    )  # fmt: skip
    return Finding(
        "party", subject, outcome, f"resembles {theirs}", rule="party-match", listing=listing,
        list="un_sc", ours="Quiet Harbour", theirs=theirs, score=0.93, comparison=compared,
    )  # fmt: skip


def goods(outcome: Outcome = Outcome.REVIEW) -> Finding:
    """Give a finding on goods."""
    return Finding("goods", "goods line 1", outcome, "a listed code", rule="goods-listed")


def flag(rule: str = "KYC-09") -> Finding:
    """Give a red flag."""
    return Finding("flag", "transaction", Outcome.REVIEW, "a question", rule=rule)


def note() -> Finding:
    """Give a finding that changes nothing."""
    return Finding("party", "buyer", Outcome.NO_MATCH, "set aside", rule="party-set-aside")


def decision(
    findings: Sequence[Finding] = (), *, name: str = "A-17", buyer: str = "Quiet Harbour"
) -> Decision:
    """Give a decision of an order with these findings."""
    outcome = strongest([one.outcome for one in findings])
    return Decision(
        id=name, outcome=outcome, headline=str(outcome),
        coverage=Coverage("order", complete=True, lists=(LISTED,)), findings=tuple(findings),
        as_of="2026-11-20", engine="0", settings="s", rules="r",
        transaction=Transaction(
            name, "order", parties=(Party("buyer", buyer, country="DE"),)
        ),
    )  # fmt: skip
