"""What a screening concludes, and which of several conclusions is the strongest."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What a screening concludes; the strongest of all findings wins. Never "clear"."""

    STOP = "stop"
    HOLD = "hold"
    REVIEW = "review"
    NO_MATCH = "no match found"

    @property
    def strength(self) -> int:
        """Rank the outcome, 3 for *stop* down to 0 for *no match found*."""
        return _STRENGTH[self]


_STRENGTH = {Outcome.STOP: 3, Outcome.HOLD: 2, Outcome.REVIEW: 1, Outcome.NO_MATCH: 0}


NOT_FULLY_SCREENED = "not fully screened"
"""The headline where nothing was found but a required part was missing."""


def strongest(outcomes: Mapping[Any, Outcome] | list[Outcome] | tuple[Outcome, ...]) -> Outcome:
    """Pick the strongest outcome; none at all is *no match found*.

    Example:
        >>> strongest([Outcome.REVIEW, Outcome.HOLD]).value
        'hold'
    """
    values = outcomes.values() if isinstance(outcomes, Mapping) else outcomes
    return max(values, key=lambda outcome: outcome.strength, default=Outcome.NO_MATCH)
