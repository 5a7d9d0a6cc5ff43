"""What flags come to together: a weak one is a note, and what weighs more than its sum holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import RuleError
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.watch.rules.adding_up import add_up
from counterflow.watch.rules.asking import Reply
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy, read_flag_policy
from counterflow.watch.rules.signs import load_signs

DAY = dt.date(2026, 11, 21)
BY_ID = {flag.id: flag for flag in load_flags()}
ORDINARY = {"goods_listed": False, "destination_diversion": False}
LISTED = {"goods_listed": True, "destination_diversion": False}
DIVERTED = {"goods_listed": True, "destination_diversion": True, "goods_tier": "1"}


def _add(ids: list[str], signs: dict[str, Any], on: dt.date = DAY) -> list[Finding]:
    replies = [Reply(BY_ID[one], "raised", computed=True) for one in ids]
    return add_up(replies, signs.get, load_flag_policy(), on)


def _outcome(ids: list[str], signs: dict[str, Any]) -> Outcome:
    return strongest([finding.outcome for finding in _add(ids, signs)])


@pytest.mark.parametrize("one", ["COR-07", "COR-08", "KYC-09", "PAY-01", "KYC-04", "F22-05"])
def test_one_weak_flag_on_ordinary_goods_is_a_note(one: str) -> None:
    assert _outcome([one], ORDINARY) is Outcome.NO_MATCH


def test_flags_add_up() -> None:
    assert _outcome(["COR-08", "PAY-01"], ORDINARY) is Outcome.NO_MATCH
    assert _outcome(["COR-08", "PAY-01", "KYC-09"], ORDINARY) is Outcome.REVIEW
    assert _outcome(["COR-07"], LISTED) is Outcome.NO_MATCH
    assert _outcome(["KYC-09"], LISTED) is Outcome.REVIEW
    assert _outcome(["KYC-09", "PAY-01", "KYC-02"], LISTED) is Outcome.HOLD


def test_together_they_weigh_more_than_their_sum() -> None:
    assert _outcome(["KYC-04"], {**DIVERTED, "goods_tier": "4.A"}) is Outcome.REVIEW
    found = _add(["KYC-04"], DIVERTED)
    assert strongest([f.outcome for f in found]) is Outcome.HOLD
    added = found[-1]
    assert (added.rule, added.ours) == ("flags-together", "weight 5")
    first, _, _ = added.summary.partition("; ")
    assert "together +3" in first  # the heaviest reason first


def test_flags_about_one_fact_count_once() -> None:
    found = _add(["KYC-04", "COR-01", "COR-02"], LISTED)
    assert found[-1].ours == "weight 3"
    assert "COR-01" in found[-1].summary
    assert "KYC-04" not in found[-1].summary


def test_ordinary_goods_are_never_held_by_flags() -> None:
    heavy = [flag.id for flag in load_flags() if flag.computed]
    assert _outcome(heavy, ORDINARY) is Outcome.REVIEW


def test_unverified_flags_hold_nothing_by_themselves() -> None:
    unverified = [flag.id for flag in load_flags() if not flag.verified]
    assert len(unverified) == 15
    assert _outcome(unverified, LISTED) is Outcome.REVIEW


@pytest.mark.parametrize(
    ("day", "word"), [("2026-01-15", "stayed"), ("2026-11-21", "not established")]
)
def test_a_stayed_rule_is_shown_and_weighs_nothing(day: str, word: str) -> None:
    (found,) = _add(["KYC-29"], DIVERTED, dt.date.fromisoformat(day))
    assert found.outcome is Outcome.NO_MATCH
    assert word in found.summary
    assert "never counted" in found.summary
    in_force = _add(["KYC-29"], DIVERTED, dt.date(2025, 10, 1))
    assert strongest([f.outcome for f in in_force]) is Outcome.REVIEW


def test_what_another_finding_says_is_told_only_in_the_sum() -> None:
    assert _add(["ADR-01"], LISTED) == []
    found = _add(["ADR-01", "KYC-09"], LISTED)
    assert [f.rule for f in found] == ["KYC-09", "flags-together"]
    assert "ADR-01" in found[-1].summary


@given(
    st.lists(st.sampled_from(sorted(BY_ID)), unique=True, max_size=12),
    st.sampled_from(sorted(BY_ID)),
    st.sampled_from([ORDINARY, LISTED, DIVERTED]),
)
def test_a_further_flag_never_weakens(ids: list[str], more: str, signs: dict[str, Any]) -> None:
    before, after = _outcome(ids, signs), _outcome([*ids, more], signs)
    assert after.strength >= before.strength
    assert after is not Outcome.STOP


@given(st.permutations(["COR-08", "PAY-01", "KYC-09", "LOG-02"]))
def test_the_order_of_flags_changes_no_sum(ids: list[str]) -> None:
    assert _add(ids, DIVERTED)[-1] == _add(sorted(ids), DIVERTED)[-1]


def _policy(**changed: Any) -> dict[str, Any]:
    rows = [{"id": "any", "says": "any", "when": [], "review_from": 1, "hold_from": None}]
    return {"contexts": rows, "together": [], "topics_off": [], "goods_tables": [], **changed}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"contexts": []}, "there is none"),
        ({"contexts": [{"id": "a", "says": "a", "when": ["goods_listed"], "review_from": 1}]},
         "last context"),
        ({"contexts": [{"id": "a", "says": "a", "when": [], "review_from": 0}]}, "no weight"),
        ({"together": [{"id": "a", "says": "a", "when": [], "adds": 1}]}, "without conditions"),
        ({"together": [{"id": "a", "says": "a", "when": ["rased"], "adds": 1}]}, "undeclared"),
    ],
)  # fmt: skip
def test_a_wrong_policy_is_refused(changed: dict[str, Any], reason: str) -> None:
    assert len(read_flag_policy(_policy(), load_signs()).contexts) == 1
    with pytest.raises(RuleError, match=reason):
        read_flag_policy(_policy(**changed), load_signs())


def test_what_only_restates_is_not_told_beside_a_flag_that_weighs_nothing() -> None:
    """KYC-29 is shown and not counted on that day; the others say what findings say already."""
    assert [one.rule for one in _add(["COR-11", "ADR-01", "KYC-29"], ORDINARY)] == ["KYC-29"]
    assert _add(["COR-11", "ADR-01"], ORDINARY) == []
    counted = _add(["COR-11", "ADR-01", "PAY-01"], ORDINARY)
    assert [one.rule for one in counted] == ["PAY-01", "flags-together"]
