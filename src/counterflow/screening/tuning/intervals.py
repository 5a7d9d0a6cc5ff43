"""Intervals for shares and counts that were measured on a sample."""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

CONFIDENCE = 0.95
"""How often, over many samples, an interval holds the true value."""


class Interval(NamedTuple):
    """The two ends of an interval, both inside it."""

    low: float
    high: float


def wilson(hits: int, count: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Give the interval of a share that was measured on a sample.

    Args:
        hits: How often it was so.
        count: How often it was tried; 0 gives the whole range, as nothing is known.
        confidence: Between 0 and 1.

    Returns:
        Two shares in 0–1.

    Example:
        >>> low, high = wilson(48, 50)
        >>> round(low, 3), round(high, 3)
        (0.865, 0.989)

    Basis:
        E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
        Journal of the American Statistical Association 22 (1927), 209–212.
    """
    if not count:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, square = hits / count, z * z
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = share * (1 - share) / count + square / (4 * count * count)
    half = z * math.sqrt(spread) / (1 + square / count)
    # At the ends rounding must not take the measured share itself out of its interval.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if hits == count else min(1.0, middle + half))


def count_in_population(
    hits: int, drawn: int, population: int, *, confidence: float = CONFIDENCE
) -> Interval:
    """Give the interval of how many of a finite population are so, from a sample without repeats.

    Exact: it holds the truth at least as often as ``confidence`` says, for every truth. A sample
    of the whole population gives the count itself.

    Args:
        hits: How many of the sample are so.
        drawn: Size of the sample.
        population: Size of the population, at least ``drawn``.
        confidence: Between 0 and 1.

    Returns:
        Two counts.

    Raises:
        ValueError: the three numbers contradict one another.

    Example:
        >>> count_in_population(0, 100, 400)
        Interval(low=0, high=12)
        >>> count_in_population(3, 50, 50)
        Interval(low=3, high=3)

    Basis:
        Inversion of both tails of the hypergeometric distribution, each at half the error: the
        finite counterpart of Clopper and Pearson, Biometrika 26 (1934); J. P. Buonaccorsi, "A Note
        on Confidence Intervals for Proportions in Finite Populations", The American Statistician
        41 (1987), 215–218.
    """
    if not 0 <= hits <= drawn <= population:
        raise ValueError(f"{hits} of {drawn} drawn from {population} cannot be")
    tail = (1 - confidence) / 2
    least, most = hits, population - (drawn - hits)

    def low_enough(truth: int) -> bool:
        return _at_least(hits, drawn, truth, population) > tail

    def too_high(truth: int) -> bool:
        return _at_most(hits, drawn, truth, population) <= tail

    low = _first(least, most, low_enough)
    return Interval(low, _first(low, most + 1, too_high) - 1)


def _first(start: int, stop: int, holds: Callable[[int], bool]) -> int:
    """Give the first number from which something holds, ``stop`` if it never does."""
    while start < stop:
        middle = (start + stop) // 2
        if holds(middle):
            stop = middle
        else:
            start = middle + 1
    return start


def _at_most(hits: int, drawn: int, truth: int, population: int) -> float:
    """Give the chance of at most so many hits where ``truth`` of the population are so."""
    return math.fsum(_chance(k, drawn, truth, population) for k in range(hits + 1))


def _at_least(hits: int, drawn: int, truth: int, population: int) -> float:
    return math.fsum(_chance(k, drawn, truth, population) for k in range(hits, drawn + 1))


def _chance(hits: int, drawn: int, truth: int, population: int) -> float:
    """Give the chance of exactly so many hits (hypergeometric)."""
    if hits > truth or drawn - hits > population - truth:
        return 0.0
    log = _choose(truth, hits) + _choose(population - truth, drawn - hits)
    return math.exp(log - _choose(population, drawn))


def _choose(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def paired_change(gained: int, lost: int, count: int) -> Interval:
    """Give the interval of how much a share changes, asked twice of the same things.

    Args:
        gained: How many are so after and were not before.
        lost: How many were so before and are not after.
        count: How many were asked.

    Returns:
        Two differences of shares, between -1 and 1.

    Example:
        >>> low, high = paired_change(0, 12, 1000)
        >>> round(low, 3), round(high, 3)
        (-0.019, -0.005)

    Basis:
        A. Agresti and Y. Min, "Simple improved confidence intervals for comparing matched
        proportions", Statistics in Medicine 24 (2005), 729–740: half an observation is added to
        each of the four cells, then the large-sample interval is taken; 95 %.
    """
    if not count:
        return Interval(-1.0, 1.0)
    size, more, less = count + 2, gained + 0.5, lost + 0.5
    change = (more - less) / size
    spread = math.sqrt(max(0.0, more + less - (more - less) ** 2 / size)) / size
    half = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * spread
    return Interval(max(-1.0, change - half), min(1.0, change + half))
