"""Outcomes are ranked, and none is called clear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.outcomes import Outcome, strongest


def test_no_outcome_is_called_clear() -> None:
    assert [str(outcome) for outcome in Outcome] == ["stop", "hold", "review", "no match found"]


@given(st.lists(strategies.outcomes))
def test_the_strongest_wins(outcomes: list[Outcome]) -> None:
    found = strongest(outcomes)
    assert all(found.strength >= outcome.strength for outcome in outcomes)
    assert found in outcomes or (not outcomes and found is Outcome.NO_MATCH)


@given(st.lists(strategies.outcomes))
def test_the_order_of_outcomes_plays_no_part(outcomes: list[Outcome]) -> None:
    assert (
        strongest(outcomes)
        is strongest(tuple(reversed(outcomes)))
        is strongest(dict(enumerate(outcomes)))
    )
