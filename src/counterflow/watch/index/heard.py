"""Several words of a name as one key, as it sounds. Compiled loops over many names.

``core.text.word_sounds.sound_key`` in letters: two neighbours of a name make a word that is seldom
met again, so remembering them, as is done for words, would help nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.word_sounds import SOUNDS
from counterflow.watch.index.compiled import compiled
from counterflow.watch.index.keys import COMPACT, JOINED, LONGEST, SHORTEST, SHORTEST_WHOLE

_WRITTEN = np.zeros((len(SOUNDS), max(len(written) for written, _ in SOUNDS)), np.uint8)
_HEARD = np.zeros((len(SOUNDS), max(len(heard) for _, heard in SOUNDS)), np.uint8)
for _at, (_written, _heard) in enumerate(SOUNDS):
    _WRITTEN[_at, : len(_written)] = list(_written.encode())
    _HEARD[_at, : len(_heard)] = list(_heard.encode())
_WRITTEN_SIZE = np.array([len(written) for written, _ in SOUNDS])
_HEARD_SIZE = np.array([len(heard) for _, heard in SOUNDS])
_GROWTH = 2
"""How many letters one letter can become ("x")."""
_JOINED, _COMPACT = ord(JOINED), ord(COMPACT)


class Several(NamedTuple):
    """Keys of several words of many names.

    Attributes:
        ends: Running ends of the keys of each name.
        weight: Weight of the words behind each key.
        letters: Letters of all keys, one key after the other.
        key_ends: Where each key ends.
    """

    ends: NDArray[np.int64]
    weight: NDArray[np.float64]
    letters: NDArray[np.uint8]
    key_ends: NDArray[np.int64]


class Written(NamedTuple):
    """Words by their letters: of all words one after the other, and where each ends."""

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]


def several_keys(
    word_ends: NDArray[np.int64],
    word: NDArray[np.int64],
    weight: NDArray[np.float64],
    written: Written,
) -> Several:
    """Give the keys of several words under which names are sought.

    A word of five letters or more is sought among joined neighbours of listed names, two
    neighbours among words, a whole name among names without spaces.

    Args:
        word_ends: Running ends of the words of each name.
        word: Position of each word among ``written``.
        weight: Weight of each word.
        written: The folded words.
    """
    letters = int((written.ends[word] - np.where(word, written.ends[word - 1], 0)).sum())
    most = 2 * len(word) + len(word_ends)
    size = most + _GROWTH * 4 * letters
    made = Several(
        np.empty(len(word_ends), np.int64), np.empty(most, np.float64),
        np.empty(size, np.uint8), np.empty(most, np.int64),
    )  # fmt: skip
    spare = np.empty(_GROWTH * letters + 1, np.uint8)
    keys, end = _several(word_ends, word, weight, written, made, spare)
    return Several(made.ends, made.weight[:keys], made.letters[:end], made.key_ends[:keys])


@compiled
def _several(
    word_ends: NDArray[np.int64],
    word: NDArray[np.int64],
    weight: NDArray[np.float64],
    written: Written,
    made: Several,
    spare: NDArray[np.uint8],
) -> tuple[int, int]:
    """Write the keys of all names; give how many there are and how many letters they have."""
    letters, key_ends, weights, ends = made.letters, made.key_ends, made.weight, written.ends
    keys, end = 0, 0
    for form in range(len(word_ends)):
        start = word_ends[form - 1] if form else 0
        stop = word_ends[form]
        whole, total = 0, 0.0
        for at in range(start, stop):
            size = ends[word[at]] - (ends[word[at] - 1] if word[at] else 0)
            whole += size
            total += weight[at]
            letters[end] = _JOINED
            heard = _put(word, at, at + 1, written, letters[end + 1 :], spare)
            if heard >= SHORTEST:
                end += 1 + heard
                key_ends[keys], weights[keys] = end, weight[at]
                keys += 1
            if at + 1 < stop:
                other = ends[word[at + 1]] - (ends[word[at + 1] - 1] if word[at + 1] else 0)
                if size + other >= SHORTEST:
                    end += _put(word, at, at + 2, written, letters[end:], spare)
                    key_ends[keys], weights[keys] = end, weight[at] + weight[at + 1]
                    keys += 1
        if whole >= SHORTEST_WHOLE:
            letters[end] = _COMPACT
            heard = _put(word, start, stop, written, letters[end + 1 :], spare)
            end += 1 + min(heard, LONGEST)
            key_ends[keys], weights[keys] = end, total
            keys += 1
        made.ends[form] = keys
    return keys, end


@compiled
def _put(
    word: NDArray[np.int64],
    first: int,
    last: int,
    written: Written,
    text: NDArray[np.uint8],
    spare: NDArray[np.uint8],
) -> int:
    """Write some words of a name as one, as it sounds; give its letters."""
    size = 0
    for at in range(first, last):
        begin = written.ends[word[at] - 1] if word[at] else 0
        for place in range(begin, written.ends[word[at]]):
            text[size] = written.letters[place]
            size += 1
    return sound(text, size, spare)


@compiled
def sound(text: NDArray[np.uint8], size: int, spare: NDArray[np.uint8]) -> int:
    """Change a word in its place into how it sounds; give its letters.

    Args:
        text: The word, with room for twice its letters.
        size: Its letters.
        spare: Room for as many.

    Basis:
        ``core.text.word_sounds.sound_key``; a property test holds the two together.
    """
    for rule in range(len(_WRITTEN_SIZE)):
        at, made = 0, 0
        while at < size:
            if _stands(text, at, size, rule):
                for letter in range(_HEARD_SIZE[rule]):
                    spare[made] = _HEARD[rule, letter]
                    made += 1
                at += _WRITTEN_SIZE[rule]
            else:
                spare[made] = text[at]
                made += 1
                at += 1
        text[:made] = spare[:made]
        size = made
    kept = 0
    for at in range(size):
        if not kept or text[at] != text[kept - 1]:
            text[kept] = text[at]
            kept += 1
    return kept


@compiled
def _stands(text: NDArray[np.uint8], at: int, size: int, rule: int) -> bool:
    """Tell whether what a rule changes stands at a place."""
    if text[at] != _WRITTEN[rule, 0] or at + _WRITTEN_SIZE[rule] > size:
        return False
    for letter in range(1, _WRITTEN_SIZE[rule]):
        if text[at + letter] != _WRITTEN[rule, letter]:
            return False
    return True
