"""Bound the score of two names by laying their words side by side. Compiled loops.

The steps of ``matching.alignment.align`` and ``matching.names.weigh`` on what ``sides`` gathered.
What is rare is left to Python: where words may have been written together, where a cluster of
initials may stand for several words, in scripts without vowels, of names or words without end, no
bound is given (``UNSURE``). What only lowers a score (caps, another legal form) is left out. So a
bound is never below the score but for rounding, and mostly is the score.

Our name is side 0, the listed one side 1, as in ``likeness``; ``words`` and ``others`` are the
numbers of their words.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import AS_COMPANY, AS_PERSON, span_start
from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.laid import FRONT, Room, lay
from counterflow.watch.index.likeness import OURS, THEIRS, Rows, Text, are_equal
from counterflow.watch.index.pairing import drop_legal, liken, pair
from counterflow.watch.index.parted import is_joined, may_be_parted, put_left
from counterflow.watch.index.sides import Side
from counterflow.watch.index.traits import BEGIN, SIZE
from counterflow.watch.index.weighing import left_edits, longest_left, slips_bound, weighed
from counterflow.watch.matching.names import ACRONYM_WORDS, LEFT_SHARE, LEFT_SLIPS, SLIPS

UNSURE = 2.0
"""The bound of two names that Python has to score: above every score."""
SLACK = 1e-4
"""How much a score may be above its bound: it is rounded to four digits."""


@compiled
def ceilings(
    ours: Side, theirs: Side, form: NDArray[np.int64], first: NDArray[np.int64],
    last: NDArray[np.int64], person: NDArray[np.bool_], room: Room, bound: NDArray[np.float64],
) -> None:  # fmt: skip
    """Bound the scores of pairs of names, of the listed one in all its readings.

    Args:
        ours: Our names.
        theirs: The listed names.
        form: Our name of each pair, in order.
        first: The first reading of the listed name of each pair.
        last: One after its last reading.
        person: Whether either is known to be a natural person.
        room: Room.
        bound: Takes the bounds; of a pair that Python has to score ``UNSURE``.
    """
    held, words = -1, 0
    for at in range(len(form)):
        if form[at] != held:
            held = form[at]
            words = lay(OURS, ours, held, room)
        most = 0.0
        for name in range(first[at], last[at]):
            others = lay(THEIRS, theirs, name, room)
            if (
                words < 0
                or others < 0
                or (
                    not person[at]
                    and (
                        _is_acronym(OURS, words, theirs, name, others, room)
                        or _is_acronym(THEIRS, others, ours, held, words, room)
                    )
                )
            ):
                most = UNSURE
            elif words and others:
                kind = AS_PERSON if person[at] else AS_COMPANY
                most = max(most, _ceiling(words, others, kind, room))
        bound[at] = most


@compiled
def _is_acronym(side: int, words: int, names: Side, name: int, others: int, room: Room) -> bool:
    """Tell whether a name of one word, laid on a side, is the initials of another name."""
    if words != 1 or others < 2:
        return False
    begin, end = span_start(names.initial_ends, name), names.initial_ends[name]
    row = room.rows[side, 0]
    if end - begin < ACRONYM_WORDS or row[SIZE] != end - begin:
        return False
    for at in range(row[SIZE]):
        if room.text[side, row[BEGIN] + at] != names.initials[begin + at]:
            return False
    return True


@compiled
def _ceiling(words: int, others: int, kind: int, room: Room) -> float:
    """Bound the score of two readings; ``kind`` is a row of ``bounds.COSTS``."""
    text, rows, left, scratch = room.text, room.rows, room.left, room.scratch
    like, pairs, masks, legal = room.like, room.pairs, room.masks, room.legal
    left[0, :words] = True
    left[1, :others] = True
    if _is_same(text, rows, left, words, others, scratch):
        return 1.0
    if is_joined(text, rows, legal, words, others):
        return UNSURE
    liken(text, rows, room.links, words, others, kind, like, masks)
    count = pair(like, words, others, left, pairs)
    if count < words or count < others:
        drop_legal(text, rows, legal, OURS, words, left, masks)
        drop_legal(text, rows, legal, THEIRS, others, left, masks)
        if may_be_parted(text, rows, left, words, others, kind == AS_PERSON, scratch, masks):
            return UNSURE
    mine, other = _count(left, 0, words), _count(left, 1, others)
    apart = -1
    if mine and other and mine <= SLIPS and other <= SLIPS:
        apart = left_edits(text, rows, left, words, others, scratch, masks)
    met = weighed(room.weights, left, words, others, like, pairs[:count], kind, apart)
    if (mine > 0) != (other > 0) or mine > SLIPS or other > SLIPS:
        return met
    longest = 0
    if mine:
        longest = longest_left(rows, left, words, others)
        if longest == 0 or apart > min(LEFT_SLIPS, LEFT_SHARE * longest):
            return met
    slips = slips_bound(
        text, rows, room.weights, like, pairs[:count], max(apart, 0), longest, masks
    )
    return max(met, slips)


@compiled
def _is_same(
    text: Text, rows: Rows, left: NDArray[np.bool_], words: int, others: int, scratch: Text
) -> bool:
    """Tell whether two names are the same letters but for spaces."""
    size = length = 0
    for at in range(words):
        size += rows[0, at, SIZE]
    for at in range(others):
        length += rows[1, at, SIZE]
    if size != length or text[0, rows[0, 0, BEGIN]] != text[1, rows[1, 0, BEGIN]]:
        return False
    put_left(text, rows, left, OURS, words, scratch)
    put_left(text, rows, left, THEIRS, others, scratch)
    return are_equal(scratch, OURS, FRONT, size, THEIRS, FRONT, length)


@inlined
def _count(left: NDArray[np.bool_], side: int, words: int) -> int:
    """Count the words that are left."""
    count = 0
    for at in range(words):
        count += left[side, at]
    return count
