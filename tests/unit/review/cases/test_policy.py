"""The policy of review is read whole or not at all, and reasons are reasons."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from counterflow.core.errors import CaseError, RuleError
from counterflow.core.facts import load_facts
from counterflow.review.cases.policy import (
    FILE,
    REASONS_FILE,
    load_review_policy,
    read_review_policy,
)
from counterflow.review.cases.reasons import check_reason, speaks_of_workload


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("hours", "stop"), 0),
        (("hours", "hold"), "24"),
        (("hours", "review"), None),
        (("good_guy_months", "usual"), 13),
        (("good_guy_months", "most"), 13),
        (("second_person", "release"), "stop"),
        (("second_person", "not the same"), "no match found"),
        (("attachment_bytes",), True),
    ],
)
def test_a_policy_that_says_less_is_refused(path: tuple[str, ...], value: object) -> None:
    file: dict[str, Any] = copy.deepcopy(load_facts(FILE))
    place = file
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(RuleError):
        read_review_policy(file, load_facts(REASONS_FILE))


@pytest.mark.parametrize(
    "change",
    [{"for": ["sameness"]}, {"for": []}, {"demands_words": "no"}, {"more": 1},
     {"code": "other-number"}],
)  # fmt: skip
def test_a_reason_that_says_less_is_refused(change: dict[str, object]) -> None:
    reasons: dict[str, Any] = copy.deepcopy(load_facts(REASONS_FILE))
    reasons["reasons"][0] |= change
    with pytest.raises(RuleError):
        read_review_policy(load_facts(FILE), reasons)


def test_no_reason_speaks_of_workload() -> None:
    for one in load_review_policy().reasons.values():
        assert not speaks_of_workload(one.says), one.code


@pytest.mark.parametrize(
    "words",
    ["To reduce workload.", "too many alerts", "the team has no time", "less work for analysts",
     "cut the backlog on Monday"],
)  # fmt: skip
def test_workload_alone_is_no_reason(words: str) -> None:
    with pytest.raises(CaseError, match="workload alone"):
        check_reason("not the same", "other-birth-date", words)


@pytest.mark.parametrize(
    "words", ["", "another person", "born 1954", "the number differs", "see passport P1"]
)
def test_plain_words_are_taken(words: str) -> None:
    assert check_reason("not the same", "other-birth-date", words) == words
