"""Room for two names side by side, and how a name is laid into it. Compiled loops.

Our name is side 0, the listed one side 1, as in ``likeness``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.bounds import span_start
from counterflow.watch.index.compiled import compiled
from counterflow.watch.index.likeness import SIGNS, Links, Masks, Rows, Text
from counterflow.watch.index.sides import Side
from counterflow.watch.index.traits import (
    BEGIN,
    COLUMNS,
    FLAGS,
    GIVEN,
    HEARD,
    HEARD_SIZE,
    LINKS,
    LONG,
    MARKS,
    SIZE,
    SPELT,
)
from counterflow.watch.matching.alignment import MOST_WORDS

_UNIT = 1e6
"""Weights are kept in single precision; no table of words has more than six digits."""
FRONT: Any = np.int64(0)
"""Where a text begins that is laid alone: a number of the kind that the loops count in."""
_LETTERS = 1 << 12
"""Letters of a name, and of its sounds, that there is room for."""
LEGAL = 32
"""Words of a legal form that there is room for."""
_LINKS = 1 << 12
"""Names that the words of a name may be spellings of."""


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
        np.zeros((2, _LINKS), np.int64), np.zeros((2, LEGAL, 2), np.int64),
        np.zeros((2, MOST_WORDS, 2)), np.zeros((2, MOST_WORDS), np.bool_),
        np.zeros((2, _LETTERS), np.uint8), np.zeros((MOST_WORDS, MOST_WORDS)),
        np.zeros((MOST_WORDS, 2), np.int64), np.zeros(SIGNS, np.uint64),
    )  # fmt: skip


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
    if names.skeletal[name] or end - start > MOST_WORDS or stop - begin > LEGAL:
        return -1
    letters, table, links = names.traits.letters, names.traits.rows, names.traits.links
    text, rows, held = room.text, room.rows, room.links
    size, count = FRONT, 0
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
