"""Intervals hold the truth as often as they say: shown exactly, and in simulation."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.screening.tuning.intervals import count_in_population, paired_change, wilson


def chance(hits: int, drawn: int, truth: int, population: int) -> float:
    """The hypergeometric distribution, by exact counting."""
    ways = math.comb(truth, hits) * math.comb(population - truth, drawn - hits)
    return ways / math.comb(population, drawn)


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_count_of_a_population_is_covered_for_every_truth(size: tuple[int, int]) -> None:
    """No truth is missed in more than 5 % of all samples that can be drawn."""
    population, drawn = size
    intervals = [count_in_population(hits, drawn, population) for hits in range(drawn + 1)]
    for truth in range(population + 1):
        covered = sum(
            chance(hits, drawn, truth, population)
            for hits, (low, high) in enumerate(intervals)
            if low <= truth <= high and hits <= truth and drawn - hits <= population - truth
        )
        assert covered >= 0.95 - 1e-9


def test_a_sample_of_all_is_the_count_itself() -> None:
    assert count_in_population(7, 30, 30) == (7, 7)
    assert count_in_population(0, 0, 30) == (0, 30)


@pytest.mark.parametrize("numbers", [(5, 4, 10), (-1, 4, 10), (1, 11, 10)])
def test_numbers_that_contradict_one_another_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        count_in_population(*numbers)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    # Reference values: R, prop.test(correct = FALSE) and binom::binom.wilson.
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (48, 50, 0.8654, 0.9890),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_wilson_gives_the_known_values(hits: int, count: int, low: float, high: float) -> None:
    found = wilson(hits, count)
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_measured_share(pair: tuple[int, int]) -> None:
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


def test_nothing_asked_is_nothing_known() -> None:
    assert wilson(0, 0) == (0, 1)
    assert paired_change(0, 0, 0) == (-1, 1)


def test_a_change_is_covered_in_simulation() -> None:
    """Paired answers with a known change: nineteen intervals of twenty hold it."""
    rng = random.Random(11)
    held = 0
    for _ in range(400):
        drawn = rng.choices(("gained", "lost", "same"), (0.02, 0.05, 0.93), k=600)
        low, high = paired_change(drawn.count("gained"), drawn.count("lost"), 600)
        held += low <= -0.03 <= high
    assert held >= 0.93 * 400
