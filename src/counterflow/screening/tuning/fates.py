"""What became of a listing that was not found, in words."""

from __future__ import annotations

from counterflow.core.text.figures import two_digits
from counterflow.screening.tuning.recall import BREADTH, NOT_UNDERSTOOD, Miss


def fate_of(miss: Miss, threshold: float) -> str:
    """Say what became of a listing that was not found.

    Args:
        miss: The listing and how it was asked for.
        threshold: The decision point.

    Example:
        >>> import msgspec
        >>> unseen = Miss("l", "house", "Korlin", "Korln", False, 1.0, "")
        >>> fate_of(unseen, 0.7)
        'not proposed by the search (would score 1.00)'
        >>> fate_of(msgspec.structs.replace(unseen, candidate=True, score=0.6996), 0.7)
        'scores 0.69'
        >>> fate_of(msgspec.structs.replace(unseen, candidate=True, score=0.84), 0.7)
        'left out by the search at 0.70 (would score 0.84)'
    """
    if miss.why == NOT_UNDERSTOOD:
        return miss.why
    score = two_digits(miss.score)
    if not miss.candidate:
        return f"not proposed by the search (would score {score})"
    if miss.score >= threshold:
        return f"left out by the search at {threshold:.2f} (would score {score})"
    return f"scores {score}"


def unseen_words(threshold: float, others: int) -> str:
    """Say what became of a pair that reaches the threshold and that a search at it does not find.

    Args:
        threshold: The decision point.
        others: Matches of the same party that the search does find.

    Example:
        >>> unseen_words(0.7, 0), unseen_words(0.7, 2)[:4], unseen_words(0.7, 75)[:6]
        ('lost: the party has no match at 0.70', 'lost', 'ranked')
    """
    if not others:
        return f"lost: the party has no match at {threshold:.2f}"
    if others < BREADTH:
        found = "1 other match" if others == 1 else f"{others} other matches"
        return f"lost, but the party is an alert: {found} at {threshold:.2f}"
    return f"ranked behind the {BREADTH} matches of the party that are shown"
