"""What an alignment of two names comes to: ``matching.names.weigh`` in compiled loops.

``words`` and ``others`` are the numbers of words of ours and of the listed name; see ``laid.Room``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import COSTS
from counterflow.watch.index.compiled import compiled
from counterflow.watch.index.laid import FRONT
from counterflow.watch.index.likeness import OURS, THEIRS, Masks, Rows, Text, edits
from counterflow.watch.index.parted import put_left
from counterflow.watch.index.traits import ALPHA, BEGIN, FLAGS, KNOWN, SIZE, WIDEST
from counterflow.watch.matching.names import (
    A_LETTER,
    DISTINCTIVE,
    LEFT_SLIPS,
    MUCH,
    SLIP_COST,
    SLIPS,
)


@compiled
def weighed(
    weights: NDArray[np.float64], left: NDArray[np.bool_], words: int, others: int,
    like: NDArray[np.float64], pairs: NDArray[np.int64], kind: int, apart: int,
) -> float:  # fmt: skip
    """Put an alignment into one number, 0 to 1; see ``matching.names.weigh``.

    Args:
        weights: The weight of each word, and what it costs where it is left over.
        left: Which words are left over.
        words: Words of ours.
        others: Words of the listed name.
        like: How alike each two words are.
        pairs: The words that answer one another.
        kind: A row of ``bounds.COSTS``.
        apart: Edits between all that is left over; -1 where they were not counted.
    """
    met = compared = mine = other = 0.0
    alone = 0
    for at in range(len(pairs)):
        i, j = pairs[at, 0], pairs[at, 1]
        weight = (weights[0, i, 0] + weights[1, j, 0]) / 2
        met += like[i, j] * weight
        compared += weight
    if met == 0.0:
        return 0.0
    for i in range(words):
        if left[0, i]:
            mine += weights[0, i, 1]
            alone += 1
    for j in range(others):
        if left[1, j]:
            other += weights[1, j, 1]
            alone += 1
    both = COSTS[kind, 4]
    # One known word in place of another a letter apart.
    if apart == 1 and alone == 2 and mine > 0.0 and other > 0.0 and met >= MUCH:
        both *= A_LETTER
    cost = (
        mine * (COSTS[kind, 0] + COSTS[kind, 1] / met)
        + other * (COSTS[kind, 2] + COSTS[kind, 3] / met)
        + min(mine, other) * both
    )
    whole: float = met / (compared + cost)
    return whole


@compiled
def left_edits(
    text: Text, rows: Rows, left: NDArray[np.bool_], words: int, others: int, scratch: Text,
    masks: Masks,
) -> int:  # fmt: skip
    """Count the edits between all that is left of both names; no more than are asked about.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        left: Which words are left over.
        words: Words of ours.
        others: Words of the listed name.
        scratch: Takes what is left, written as one.
        masks: See ``likeness.edits``.
    """
    size = put_left(text, rows, left, OURS, words, scratch)
    length = put_left(text, rows, left, THEIRS, others, scratch)
    if abs(size - length) > LEFT_SLIPS:
        return abs(size - length)
    # Of texts without end the kindest is taken.
    return edits(scratch, OURS, FRONT, size, THEIRS, FRONT, length, masks) if size <= WIDEST else 0


@compiled
def longest_left(rows: Rows, left: NDArray[np.bool_], words: int, others: int) -> int:
    """Count the letters of what is left of either name, the more.

    Args:
        rows: Numbers of the words of both.
        left: Which words are left over.
        words: Words of ours.
        others: Words of the listed name.

    Returns:
        0 where they are no slips of one another: a digit is among them, or all are known words.
    """
    size = length = 0
    known = True
    for i in range(words):
        if left[0, i]:
            if not rows[0, i, FLAGS] & ALPHA:
                return 0
            known = known and rows[0, i, FLAGS] & KNOWN != 0
            size += rows[0, i, SIZE]
    for j in range(others):
        if left[1, j]:
            if not rows[1, j, FLAGS] & ALPHA:
                return 0
            known = known and rows[1, j, FLAGS] & KNOWN != 0
            length += rows[1, j, SIZE]
    return 0 if known else max(size, length)


@compiled
def slips_bound(
    text: Text, rows: Rows, weights: NDArray[np.float64], like: NDArray[np.float64],
    pairs: NDArray[np.int64], apart: int, letters: int, masks: Masks,
) -> float:  # fmt: skip
    """Score two names by the letters that differ; see ``matching.names.slips_score``.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        weights: The weight of each word.
        like: How alike each two words are.
        pairs: The words that answer one another.
        apart: Edits between what is left over.
        letters: Letters of what is left over.
        masks: See ``likeness.edits``.

    Returns:
        0 where more letters differ than slips may.
    """
    for at in range(len(pairs)):
        i, j = pairs[at, 0], pairs[at, 1]
        size, length = rows[0, i, SIZE], rows[1, j, SIZE]
        if (weights[0, i, 0] + weights[1, j, 0]) / 2 >= DISTINCTIVE:
            letters += max(size, length)
        if like[i, j] < 1:
            apart += edits(
                text, OURS, rows[0, i, BEGIN], size, THEIRS, rows[1, j, BEGIN], length, masks
            )  # fmt: skip
    if apart > SLIPS or letters == 0:
        return 0.0
    return max(0.0, 1 - SLIP_COST * apart / letters)
