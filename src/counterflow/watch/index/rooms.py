"""The arrays that the compiled loops go through: what is asked, what is listed, what is noted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.signs import PARTS


class Listed(NamedTuple):
    """What is followed of the index; see ``build.IndexArrays``.

    ``key_weight`` is the greatest weight of the words that a key stands for, 0 where it stands for
    several words. ``name_sign`` says which words a name may hold; see ``signs.signs_of``.
    ``shorts`` are the postings of names with single letters or words cut short alone.
    """

    posting_ends: NDArray[np.int64]
    postings: NDArray[np.int32]
    word_ends: NDArray[np.int64]
    word_key: NDArray[np.int32]
    word_weight: NDArray[np.float32]
    name_weight: NDArray[np.float32]
    name_free: NDArray[np.float32]
    name_short: NDArray[np.uint8]
    name_person: NDArray[np.bool_]
    key_weight: NDArray[np.float32]
    name_sign: NDArray[np.uint64]
    short_ends: NDArray[np.int64]
    shorts: NDArray[np.int32]


class Asked(NamedTuple):
    """What is asked of our names.

    Attributes:
        word_ends: Running ends of the words of each name.
        word: Place of each word among those that are remembered.
        weight: Its weight.
        initial: Whether it may lack a partner: a letter, a particle, a word of a legal form.
        person: Whether the name is a natural person's.
        firsts: Of each name first letters of its words, number and first letters of those cut
            short, and of single letters; see ``keys.Firsts``.
        least: Bound below which no listed name is wanted.
    """

    word_ends: NDArray[np.int64]
    word: NDArray[np.int64]
    weight: NDArray[np.float64]
    initial: NDArray[np.bool_]
    person: NDArray[np.bool_]
    firsts: NDArray[np.int64]
    least: NDArray[np.float64]


class Spellings(NamedTuple):
    """The listed keys that each sought key may stand for; see ``spelling.NearKeys``."""

    ends: NDArray[np.int64]
    key: NDArray[np.int32]
    likeness: NDArray[np.float32]


class Joined(NamedTuple):
    """The listed keys that several words of our names may stand for, written as one.

    Attributes:
        ends: Running ends of the keys of several words, per name.
        weight: Weight of the words behind each.
        spellings: The listed keys that each may stand for.
    """

    ends: NDArray[np.int64]
    weight: NDArray[np.float64]
    spellings: Spellings


class Work(NamedTuple):
    """Room for one search at a time: what is noted of listed keys and names."""

    seen: NDArray[np.int64]
    touched: NDArray[np.int32]
    bound: NDArray[np.float64]
    special: NDArray[np.float64]
    special_met: NDArray[np.float64]
    special_theirs: NDArray[np.float64]
    marked: NDArray[np.int64]
    chain: NDArray[np.int32]
    word: NDArray[np.int32]
    like: NDArray[np.float64]
    next: NDArray[np.int32]
    spread: NDArray[np.int64]
    order: NDArray[np.int64]
    best: NDArray[np.float64]
    partner: NDArray[np.float64]
    mask: NDArray[np.uint64]


def room_for(names: int, keys: int, words: int, links: int) -> Work:
    """Make room for searches over so many listed names and keys.

    Args:
        names: Listed names.
        keys: Listed keys.
        words: Words of our longest name.
        links: Listed words that all words of one of our names may stand for.
    """
    return Work(
        np.full(names, -1, np.int64), np.empty(names, np.int32), np.zeros(names),
        np.zeros(names), np.zeros(names), np.zeros(names),
        np.full(keys, -1, np.int64), np.empty(keys, np.int32),
        np.empty(links, np.int32), np.empty(links), np.empty(links, np.int32),
        np.zeros(words, np.int64), np.zeros(words, np.int64), np.zeros(words), np.zeros(words),
        np.zeros((words, PARTS), np.uint64),
    )  # fmt: skip


class Pairs(NamedTuple):
    """Room for the pairs that were found: our names, listed names, bounds."""

    form: NDArray[np.int64]
    name: NDArray[np.int64]
    bound: NDArray[np.float32]
