"""Which words of two names answer one another: ``matching.alignment`` in compiled loops.

``words`` and ``others`` are the numbers of words of ours and of the listed name; see ``laid.Room``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import AS_PERSON
from counterflow.watch.index.compiled import compiled
from counterflow.watch.index.laid import LEGAL
from counterflow.watch.index.likeness import (
    OURS,
    THEIRS,
    Links,
    Masks,
    Rows,
    Text,
    are_equal,
    edits,
    word_likeness,
)
from counterflow.watch.index.sides import STOPPED, WRITTEN
from counterflow.watch.index.traits import BEGIN, FLAGS, IS_CUT, MARKS, SIGN, SIZE
from counterflow.watch.matching.words import CUT_SHORT, INITIAL


@compiled
def liken(
    text: Text, rows: Rows, links: Links, words: int, others: int, kind: int,
    like: NDArray[np.float64], masks: Masks,
) -> None:  # fmt: skip
    """Lay each word against each; see ``matching.alignment``.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        links: Names that words are spellings of.
        words: Words of ours.
        others: Words of the listed name.
        kind: A row of ``bounds.COSTS``: of a person, initials may stand for names.
        like: Takes how alike each two are, 0 to 1.
        masks: See ``likeness.edits``.
    """
    mark = WRITTEN if kind == AS_PERSON else STOPPED
    for i in range(words):
        alone = rows[0, i, SIZE] == 1 and not rows[0, i, MARKS] & mark
        for j in range(others):
            found = word_likeness(text, rows, links, i, j, masks)
            if alone or (rows[1, j, SIZE] == 1 and not rows[1, j, MARKS] & mark):
                found = 1.0 if found == 1.0 else 0.0
            elif found < CUT_SHORT:
                found = max(found, _beginning(text, rows, i, j, kind))
            like[i, j] = found


@compiled
def _beginning(text: Text, rows: Rows, i: int, j: int, kind: int) -> float:
    """Settle how alike two words are of which one may be the beginning of the other."""
    size, length = rows[0, i, SIZE], rows[1, j, SIZE]
    flags = rows[0, i, FLAGS] if size < length else rows[1, j, FLAGS]
    if not flags & (IS_CUT | SIGN):
        return 0.0
    least = min(size, length)
    if not are_equal(text, OURS, rows[0, i, BEGIN], least, THEIRS, rows[1, j, BEGIN], least):
        return 0.0
    if flags & IS_CUT:
        return CUT_SHORT
    return INITIAL if kind == AS_PERSON and max(size, length) > 2 else 0.0


@compiled
def pair(
    like: NDArray[np.float64], words: int, others: int, left: NDArray[np.bool_],
    pairs: NDArray[np.int64],
) -> int:  # fmt: skip
    """Pair words, the most alike first, ties by their distance; give how many pairs there are.

    Args:
        like: How alike each two words are.
        words: Words of ours.
        others: Words of the listed name.
        left: Which words are left; those that are paired are taken out.
        pairs: Takes the pairs.
    """
    count = 0
    while True:
        most, apart, mine, other = 0.0, 0, -1, -1
        for i in range(words):
            for j in range(others if left[0, i] else 0):
                found = like[i, j]
                if left[1, j] and (
                    found > most or (found == most and mine >= 0 and abs(i - j) < apart)
                ):
                    most, apart, mine, other = found, abs(i - j), i, j
        if mine < 0:
            return count
        left[0, mine] = False
        left[1, other] = False
        pairs[count, 0], pairs[count, 1] = mine, other
        count += 1


@compiled
def drop_legal(
    text: Text, rows: Rows, legal: Rows, side: int, words: int, left: NDArray[np.bool_],
    masks: Masks,
) -> None:  # fmt: skip
    """Leave out leftovers that are a misspelt word of the other name's legal form ("LTa").

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        legal: Where each word of a legal form begins, and its letters.
        side: Whose leftovers.
        words: Words of that side.
        left: Which words are left; such ones are taken out.
        masks: See ``likeness.edits``.
    """
    other = 1 - side
    if legal[other, 0, 1] == 0:
        return
    for at in range(words):
        for form in range(LEGAL if left[side, at] else 0):
            start, length = legal[other, form, 0], legal[other, form, 1]
            if length == 0:
                break
            begin, size = rows[side, at, BEGIN], rows[side, at, SIZE]
            apart = edits(text, side, begin, size, other, start, length, masks)
            if apart <= (1 if length < 7 else 2):
                left[side, at] = False
