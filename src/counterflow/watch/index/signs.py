"""Signs by which most listed names are known not to be meant, without looking at their words.

A listed name that shares one word with ours has to share others too. Which words it holds is kept
as bits of 192, one per word (Bloom, "Space/time trade-offs in hash coding", 1970), beside its
weight: one line of memory in place of ten. A bit that two words share lets a name through in vain,
never the other way round.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import inlined

PARTS = 3
"""Machine words of bits."""
UNIT = 0.001
"""The unit of weights beside the bits."""
_SPREAD = 0x9E3779B97F4A7C15


def signs_of(
    word_ends: NDArray[np.int64],
    word_key: NDArray[np.int32],
    weight: NDArray[np.float32],
    free: NDArray[np.float32],
    short: NDArray[np.uint8],
    firsts: NDArray[np.uint64],
    person: NDArray[np.bool_],
) -> NDArray[np.uint64]:
    """Give the signs of listed names: bits of their words, then their weights.

    Args:
        word_ends: Running ends of the words of each name.
        word_key: The key of each word.
        weight: Weight of each name.
        free: Weight of its words that need no partner.
        short: How many of its words may be a longer word, at most 127.
        firsts: First letters of its words, and from bit 32 of short ones.
        person: Whether it is a natural person's.

    Returns:
        Per name ``PARTS`` parts of bits and one that holds, from below, 24 bits of the weight that
        needs a partner, in thousandths and rounded down, 7 bits of ``short``, a bit for a person,
        and the whole weight, rounded up; last the first letters.
    """
    spread = word_key.astype(np.uint64) * np.uint64(_SPREAD)
    part = (spread >> np.uint64(32)) % np.uint64(PARTS)
    bit = np.uint64(1) << (spread >> np.uint64(58))
    owner = np.repeat(np.arange(len(word_ends)), np.diff(word_ends, prepend=0))
    signs = np.zeros((len(word_ends), PARTS + 2), np.uint64)
    np.bitwise_or.at(signs, (owner, part.astype(np.int64)), bit)
    most = (1 << 24) - 1
    alone = np.floor((weight.astype(np.float64) - free) / UNIT).clip(0, most).astype(np.uint64)
    whole = np.ceil(weight.astype(np.float64) / UNIT).astype(np.uint64)
    beside = short.astype(np.uint64) | (person.astype(np.uint64) << np.uint64(7))
    signs[:, PARTS] = alone | (beside << np.uint64(24)) | (whole << np.uint64(32))
    signs[:, PARTS + 1] = firsts
    return signs


@inlined
def add_sign(masks: NDArray[np.uint64], row: int, key: int) -> None:
    """Add the bit of a key to a mask."""
    spread = np.uint64(key) * np.uint64(_SPREAD)
    part = np.int64((spread >> np.uint64(32)) % np.uint64(PARTS))
    masks[row, part] |= np.uint64(1) << (spread >> np.uint64(58))


@inlined
def may_meet(masks: NDArray[np.uint64], row: int, signs: NDArray[np.uint64], name: int) -> bool:
    """Tell whether a listed name may hold a word that one of our words may stand for."""
    met = (
        (masks[row, 0] & signs[name, 0])
        | (masks[row, 1] & signs[name, 1])
        | (masks[row, 2] & signs[name, 2])
    )
    return bool(met != np.uint64(0))


@inlined
def answered(short: Any, letters: Any, firsts: Any) -> float:
    """Give how many short words may be words of the other name, by their first letters.

    Args:
        short: How many there are.
        letters: Their first letters, as bits.
        firsts: The first letters of all words of the other name.
    """
    left = letters & ~firsts
    count = short
    while left and count > 0:
        left &= left - 1
        count -= 1
    return float(count)
