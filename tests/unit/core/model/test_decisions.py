"""Decisions encode to the same bytes; coverage names the lists that cannot be relied on."""

from __future__ import annotations

import msgspec
from hypothesis import given

import strategies
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction


def test_stale_and_refused_lists_are_named() -> None:
    states = tuple(
        ListState(name, name, state)
        for name, state in (("a", "current"), ("b", "stale"), ("c", "refused"), ("d", "example"))
    )
    assert Coverage("order", complete=True, lists=states).stale == ("b", "c")


@given(strategies.any_text, strategies.any_text)
def test_a_decision_decodes_to_itself_with_the_same_bytes(name: str, where: str) -> None:
    decision = Decision(
        id=name,
        outcome=Outcome.HOLD,
        headline="hold",
        coverage=Coverage("order", complete=False, missing=(where,)),
        findings=(Finding("party", "buyer", Outcome.HOLD, where, score=0.91),),
        transaction=Transaction(
            id=name, parties=(Party("buyer", name, address=where),), extra={"a": where}
        ),
    )
    packed = msgspec.json.encode(decision)
    again = msgspec.json.decode(packed, type=Decision)
    assert again == decision
    assert msgspec.json.encode(again) == packed
