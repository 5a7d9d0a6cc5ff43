"""Scores as they are shown never stand above the point that they do not reach."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.figures import two_digits


@pytest.mark.parametrize(
    ("score", "shown"),
    [(0.8979, "0.89"), (0.6999, "0.69"), (0.9, "0.90"), (0.29, "0.29"), (0.7, "0.70"),
     (0.0, "0.00"), (1.0, "1.00"), (0.9999, "0.99")],
)  # fmt: skip
def test_scores_are_cut(score: float, shown: str) -> None:
    assert two_digits(score) == shown


@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.7, 0.8, 0.9]))
def test_what_is_shown_lies_on_the_same_side_of_a_point(parts: int, point: float) -> None:
    score = round(parts / 10_000, 4)
    assert (float(two_digits(score)) >= point) == (score >= point)
    assert 0 <= score - float(two_digits(score)) < 0.01 + 1e-9
