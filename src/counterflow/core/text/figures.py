"""Show scores so that no figure stands on the wrong side of a decision point."""

from __future__ import annotations

import math


def two_digits(score: float) -> str:
    """Give a score with two digits, cut and never rounded up.

    A score of 0.8979 is a review; shown as 0.90 it would look like the hold that begins there.

    Args:
        score: A score of 0–1, itself rounded to four digits.

    Example:
        >>> two_digits(0.8979), two_digits(0.29), two_digits(1.0)
        ('0.89', '0.29', '1.00')
    """
    return f"{math.floor(round(score * 10_000) / 100) / 100:.2f}"
