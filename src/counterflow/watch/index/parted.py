"""Tell where words of two names may have been parted, joined or shortened. Compiled loops.

Such pairs of names are scored in Python alone (``ceiling.UNSURE``). What is asked here is somewhat
wider than what ``matching.alignment`` asks, never narrower. The sides are those of ``likeness``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.likeness import (
    OURS,
    THEIRS,
    Masks,
    Rows,
    Text,
    are_equal,
    shared_letters,
)
from counterflow.watch.index.traits import BEGIN, SIZE, WIDEST
from counterflow.watch.matching.alignment import JOINED, LEGAL_LETTERS, REST

_Left = NDArray[np.bool_]
_ROUNDING = 1e-6


@compiled
def is_joined(text: Text, rows: Rows, legal: Rows, words: int, others: int) -> bool:
    """Tell whether words of one name are one word in the other: neighbours, or a legal form.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        legal: Words of the legal forms of both: where each begins, its letters.
        words: Words of ours.
        others: Words of the listed name.
    """
    return (
        (words > others and _are_together(text, rows, OURS, words, others))
        or (others > words and _are_together(text, rows, THEIRS, others, words))
        or _end_in_legal(text, rows, legal, OURS, words, others)
        or _end_in_legal(text, rows, legal, THEIRS, others, words)
    )


@compiled
def _are_together(text: Text, rows: Rows, side: int, words: int, others: int) -> bool:
    """Tell whether two neighbours of a name make one word of the other."""
    other = 1 - side
    for at in range(words - 1):
        begin, size = rows[side, at, BEGIN], rows[side, at, SIZE]
        after, length = rows[side, at + 1, BEGIN], rows[side, at + 1, SIZE]
        for place in range(others):
            start = rows[other, place, BEGIN]
            if rows[other, place, SIZE] != size + length:
                continue
            first = are_equal(text, side, begin, size, other, start, size)
            if first and are_equal(text, side, after, length, other, start + size, length):
                return True
    return False


@compiled
def _end_in_legal(text: Text, rows: Rows, legal: Rows, side: int, words: int, others: int) -> bool:
    """Tell whether a word of a name is one of the other and its legal form, written together."""
    other = 1 - side
    for form in range(legal.shape[1]):
        start, size = legal[other, form, 0], legal[other, form, 1]
        if size == 0:
            break
        if size < LEGAL_LETTERS:
            continue
        for at in range(words):
            begin, rest = rows[side, at, BEGIN], rows[side, at, SIZE] - size
            if rest <= 0:
                continue
            if not are_equal(text, side, begin + rest, size, other, start, size):
                continue
            for place in range(others):
                first, length = rows[other, place, BEGIN], rows[other, place, SIZE]
                if are_equal(text, side, begin, rest, other, first, length):
                    return True
    return False


@compiled
def may_be_parted(
    text: Text, rows: Rows, left: _Left, words: int, others: int, clusters: int, scratch: Text,
    masks: Masks,
) -> bool:  # fmt: skip
    """Tell whether leftovers may be one another parted or joined, or initials of one another.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        left: Which words of both are left over.
        words: Words of ours.
        others: Words of the listed name.
        clusters: Whether letters written as one may be initials: in the name of a person.
        scratch: Room.
        masks: Room; see ``likeness.edits``.
    """
    one, two = 0, 0
    for i in range(words):
        one += left[0, i]
    for j in range(others):
        two += left[1, j]
    if one == 0 or two == 0 or one + two <= 2:
        return False
    if clusters and (
        _are_clusters(text, rows, left, OURS, words, others)
        or _are_clusters(text, rows, left, THEIRS, others, words)
    ):
        return True
    if _is_split(text, rows, left, OURS, words, others, scratch, masks) or _is_split(
        text, rows, left, THEIRS, others, words, scratch, masks
    ):
        return True
    size = put_left(text, rows, left, OURS, words, scratch)
    length = put_left(text, rows, left, THEIRS, others, scratch)
    return min(size, length) >= 5 and _are_like(scratch, OURS, size, length, REST, masks)


@compiled
def _are_clusters(text: Text, rows: Rows, left: _Left, side: int, words: int, others: int) -> bool:
    """Tell whether a leftover of two or three letters is the initials of what is left opposite."""
    other = 1 - side
    for at in range(words):
        begin, size = rows[side, at, BEGIN], rows[side, at, SIZE]
        if not left[side, at] or not 2 <= size <= 3:
            continue
        met = 0
        for place in range(others):
            if met == size:
                break
            if left[other, place]:
                if text[other, rows[other, place, BEGIN]] != text[side, begin + met]:
                    break
                met += 1
        if met == size:
            return True
    return False


@compiled
def _is_split(
    text: Text, rows: Rows, left: _Left, side: int, words: int, others: int, scratch: Text,
    masks: Masks,
) -> bool:  # fmt: skip
    """Tell whether two neighbouring leftovers may be one leftover of the other name."""
    other = 1 - side
    for at in range(words - 1):
        if not left[side, at] or not left[side, at + 1]:
            continue
        size = _put(text, side, rows[side, at, BEGIN], rows[side, at, SIZE], scratch, 0)
        size = _put(text, side, rows[side, at + 1, BEGIN], rows[side, at + 1, SIZE], scratch, size)
        for place in range(others):
            start, length = rows[other, place, BEGIN], rows[other, place, SIZE]
            if not left[other, place]:
                continue
            if 2 * min(size, length) < JOINED * (size + length) - 1:
                continue
            _put(text, other, start, length, scratch, 0)
            if _are_like(scratch, side, size, length, JOINED, masks):
                return True
    return False


@inlined
def _put(text: Text, side: int, begin: int, size: int, scratch: Text, end: int) -> int:
    """Write a word behind what stands in the scratch of its side; give where it ends."""
    for at in range(size):
        scratch[side, end + at] = text[side, begin + at]
    return end + size


@compiled
def put_left(text: Text, rows: Rows, left: _Left, side: int, words: int, scratch: Text) -> int:
    """Write all words that are left of one side as one; give its letters."""
    size = 0
    for at in range(words):
        if left[side, at]:
            size = _put(text, side, rows[side, at, BEGIN], rows[side, at, SIZE], scratch, size)
    return size


@compiled
def _are_like(scratch: Text, side: int, size: int, length: int, least: float, masks: Masks) -> bool:
    """Tell whether what was written on both sides may share so many letters; yes if too long.

    Basis:
        ``rapidfuzz.fuzz.ratio``: twice the letters of the longest common subsequence over all.
    """
    enough = (least - _ROUNDING) * (size + length)
    if 2 * min(size, length) < enough:
        return False
    if size <= WIDEST:
        return 2 * shared_letters(scratch, side, size, length, masks) >= enough
    if length <= WIDEST:
        return 2 * shared_letters(scratch, 1 - side, length, size, masks) >= enough
    return True
