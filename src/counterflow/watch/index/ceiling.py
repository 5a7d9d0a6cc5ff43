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

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import AS_COMPANY, AS_PERSON, COSTS, span_start
from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.likeness import (
    OURS,
    SIGNS,
    THEIRS,
    Links,
    Masks,
    Rows,
    Text,
    are_equal,
    edits,
    word_likeness,
)
from counterflow.watch.index.parted import is_joined, may_be_parted, put_left
from counterflow.watch.index.sides import STOPPED, WRITTEN, Side
from counterflow.watch.index.traits import (
    ALPHA,
    BEGIN,
    COLUMNS,
    FLAGS,
    GIVEN,
    HEARD,
    HEARD_SIZE,
    IS_CUT,
    KNOWN,
    LINKS,
    LONG,
    MARKS,
    SIGN,
    SIZE,
    SPELT,
    WIDEST,
)
from counterflow.watch.matching.alignment import MOST_WORDS
from counterflow.watch.matching.names import (
    A_LETTER,
    ACRONYM_WORDS,
    DISTINCTIVE,
    LEFT_SHARE,
    LEFT_SLIPS,
    MUCH,
    SLIP_COST,
    SLIPS,
)
from counterflow.watch.matching.words import CUT_SHORT, INITIAL

UNSURE = 2.0
"""The bound of two names that Python has to score: above every score."""
SLACK = 1e-4
"""How much a score may be above its bound: it is rounded to four digits."""
_UNIT = 1e6
"""Weights are kept in single precision; no table of words has more than six digits."""
_FRONT: Any = np.int64(0)
_LETTERS = 1 << 12
"""Letters of a name, and of its sounds, that there is room for."""
_LEGAL = 32
"""Words of a legal form that there is room for."""
_LINKS = 1 << 12


class Room(NamedTuple):
    """Room for one pair of names at a time; the first place is that of the side.

    Attributes:
        text: Letters of words, of their sounds and of the words of legal forms.
        rows: Numbers of words; see ``traits``.
        links: Names that words are spellings of.
        legal: Where each word of a legal form begins, and its letters.
        weights: The weight of each word, and what it costs where it is left over.
        left: Which words are left over.
        scratch: Words written as one.
        like: How alike each two words are.
        pairs: The words that answer one another.
        masks: See ``likeness.edits``.
    """

    text: Text
    rows: Rows
    links: Links
    legal: Rows
    weights: NDArray[np.float64]
    left: NDArray[np.bool_]
    scratch: Text
    like: NDArray[np.float64]
    pairs: NDArray[np.int64]
    masks: Masks


def new_room() -> Room:
    """Make room for one pair of names at a time."""
    return Room(
        np.zeros((2, 2 * _LETTERS), np.uint8), np.zeros((2, MOST_WORDS, COLUMNS), np.int64),
        np.zeros((2, _LINKS), np.int64), np.zeros((2, _LEGAL, 2), np.int64),
        np.zeros((2, MOST_WORDS, 2)), np.zeros((2, MOST_WORDS), np.bool_),
        np.zeros((2, _LETTERS), np.uint8), np.zeros((MOST_WORDS, MOST_WORDS)),
        np.zeros((MOST_WORDS, 2), np.int64), np.zeros(SIGNS, np.uint64),
    )  # fmt: skip


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
def lay(side: int, names: Side, name: int, room: Room) -> int:
    """Put a name into the room; give its words, -1 where it is left to Python.

    That is a name without vowels, or one without end.

    Args:
        side: 0 for ours, 1 for a listed one.
        names: The names.
        name: Which of them.
        room: Where it is put.
    """
    start, end = span_start(names.ends, name), names.ends[name]
    begin, stop = span_start(names.legal_ends, name), names.legal_ends[name]
    if names.skeletal[name] or end - start > MOST_WORDS or stop - begin > _LEGAL:
        return -1
    letters, table, links = names.traits.letters, names.traits.rows, names.traits.links
    text, rows, held = room.text, room.rows, room.links
    size, count = _FRONT, 0
    for word in range(start, end):
        at, place = word - start, names.word[word]
        row = rows[side, at]
        row[:] = table[place]
        if row[FLAGS] & LONG or size + row[SIZE] + row[HEARD_SIZE] > _LETTERS:
            return -1
        if count + row[SPELT] - row[LINKS] > _LINKS:
            return -1
        row[MARKS] = names.marks[word]
        text[side, size : size + row[SIZE]] = letters[row[BEGIN] : row[BEGIN] + row[SIZE]]
        is_heard = row[HEARD] != row[BEGIN]
        row[BEGIN] = size
        size += row[SIZE]
        if is_heard:
            text[side, size : size + row[HEARD_SIZE]] = letters[
                row[HEARD] : row[HEARD] + row[HEARD_SIZE]
            ]
            row[HEARD] = size
            size += row[HEARD_SIZE]
        else:
            row[HEARD] = row[BEGIN]
        held[side, count : count + row[SPELT] - row[LINKS]] = links[row[LINKS] : row[SPELT]]
        moved = count - row[LINKS]
        row[LINKS : SPELT + 1] += moved
        count = row[SPELT]
        weight = np.rint(np.float64(names.weight[word]) * _UNIT) / _UNIT
        room.weights[side, at, 0] = weight
        room.weights[side, at, 1] = 1.0 if row[FLAGS] & GIVEN else weight
    return _lay_legal(side, names, begin, stop, size, room, end - start)


@compiled
def _lay_legal(
    side: int, names: Side, begin: int, stop: int, size: int, room: Room, words: int
) -> int:
    """Put the words of a legal form into the room; give ``words``, or -1."""
    letters, table = names.traits.letters, names.traits.rows
    legal, text = room.legal, room.text
    legal[side, :, 1] = 0
    for word in range(begin, stop):
        row = table[names.legal[word]]
        if size + row[SIZE] > 2 * _LETTERS or row[FLAGS] & LONG:
            return -1
        text[side, size : size + row[SIZE]] = letters[row[BEGIN] : row[BEGIN] + row[SIZE]]
        legal[side, word - begin, 0], legal[side, word - begin, 1] = size, row[SIZE]
        size += row[SIZE]
    return words


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
    _liken(text, rows, room.links, words, others, kind, like, masks)
    count = _pair(like, words, others, left, pairs)
    if count < words or count < others:
        _drop_legal(text, rows, legal, OURS, words, left, masks)
        _drop_legal(text, rows, legal, THEIRS, others, left, masks)
        if may_be_parted(text, rows, left, words, others, kind == AS_PERSON, scratch, masks):
            return UNSURE
    mine, other = _count(left, 0, words), _count(left, 1, others)
    apart = -1
    if mine and other and mine <= SLIPS and other <= SLIPS:
        apart = _left_edits(text, rows, left, words, others, scratch, masks)
    met = _weighed(room.weights, left, words, others, like, pairs[:count], kind, apart)
    if (mine > 0) != (other > 0) or mine > SLIPS or other > SLIPS:
        return met
    longest = 0
    if mine:
        longest = _longest_left(rows, left, words, others)
        if longest == 0 or apart > min(LEFT_SLIPS, LEFT_SHARE * longest):
            return met
    slips = _slips(text, rows, room.weights, like, pairs[:count], max(apart, 0), longest, masks)
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
    return are_equal(scratch, OURS, _FRONT, size, THEIRS, _FRONT, length)


@compiled
def _liken(
    text: Text, rows: Rows, links: Links, words: int, others: int, kind: int,
    like: NDArray[np.float64], masks: Masks,
) -> None:  # fmt: skip
    """Lay each word against each; see ``matching.alignment``."""
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
def _pair(
    like: NDArray[np.float64], words: int, others: int, left: NDArray[np.bool_],
    pairs: NDArray[np.int64],
) -> int:  # fmt: skip
    """Pair words, the most alike first, ties by their distance; give how many pairs there are."""
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
def _drop_legal(
    text: Text, rows: Rows, legal: Rows, side: int, words: int, left: NDArray[np.bool_],
    masks: Masks,
) -> None:  # fmt: skip
    """Leave out leftovers that are a misspelt word of the other name's legal form ("LTa")."""
    other = 1 - side
    if legal[other, 0, 1] == 0:
        return
    for at in range(words):
        for form in range(_LEGAL if left[side, at] else 0):
            start, length = legal[other, form, 0], legal[other, form, 1]
            if length == 0:
                break
            begin, size = rows[side, at, BEGIN], rows[side, at, SIZE]
            apart = edits(text, side, begin, size, other, start, length, masks)
            if apart <= (1 if length < 7 else 2):
                left[side, at] = False


@inlined
def _count(left: NDArray[np.bool_], side: int, words: int) -> int:
    """Count the words that are left."""
    count = 0
    for at in range(words):
        count += left[side, at]
    return count


@compiled
def _weighed(
    weights: NDArray[np.float64], left: NDArray[np.bool_], words: int, others: int,
    like: NDArray[np.float64], pairs: NDArray[np.int64], kind: int, apart: int,
) -> float:  # fmt: skip
    """Put an alignment into one number; see ``matching.names.weigh``.

    ``apart`` counts the edits between all that is left over.
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
def _left_edits(
    text: Text, rows: Rows, left: NDArray[np.bool_], words: int, others: int, scratch: Text,
    masks: Masks,
) -> int:  # fmt: skip
    """Count the edits between all that is left of both names; no more than are asked about."""
    size = put_left(text, rows, left, OURS, words, scratch)
    length = put_left(text, rows, left, THEIRS, others, scratch)
    if abs(size - length) > LEFT_SLIPS:
        return abs(size - length)
    # Of texts without end the kindest is taken.
    return (
        edits(scratch, OURS, _FRONT, size, THEIRS, _FRONT, length, masks) if size <= WIDEST else 0
    )


@compiled
def _longest_left(rows: Rows, left: NDArray[np.bool_], words: int, others: int) -> int:
    """Count the letters of what is left of either name, the more.

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
def _slips(
    text: Text, rows: Rows, weights: NDArray[np.float64], like: NDArray[np.float64],
    pairs: NDArray[np.int64], apart: int, letters: int, masks: Masks,
) -> float:  # fmt: skip
    """Score two names by the letters that differ; see ``matching.names.slips_score``.

    ``apart`` and ``letters`` are the edits and the letters of what is left over.
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
