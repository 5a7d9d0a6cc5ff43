"""Tell which listings are found differently after a list change: those changed, and those affected.

What a search finds of a listing depends on the listing, on our name, and on a little of what the
other listings hold: under which keys a word is met, how much a key weighs, whether it stands for
known words alone, whether too many listings bear an acronym. A listing that did not change itself
but is met by such a key is affected: it may be found where it was not before, or the other way
round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.keys import BARE, COMPACT, CUT, JOINED
from counterflow.watch.index.remembered import Word
from counterflow.watch.index.restricted import stood_weights
from counterflow.watch.index.shortened import CutWords


class Changed(NamedTuple):
    """The listings that may be found differently, by their positions in both indexes.

    Attributes:
        before: Positions in the earlier index, in order.
        after: Positions in the later one.
        added: Listings that only the later one holds, changed ones among them.
        removed: Listings that only the earlier one holds, changed ones among them.
        affected: Listings of both that are met by keys that are not the same in both.
        everything: Why every name has to be searched anew; empty where the rest says all.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    added: int
    removed: int
    affected: int
    everything: str = ""


def compare_indexes(before: IndexArrays, after: IndexArrays) -> Changed:
    """Settle which listings a search may find differently.

    Args:
        before: The earlier index.
        after: The later one, made by the same program.

    Returns:
        Their positions. For all others each name of ours meets the same listings in both.
    """
    was, now = _Side(before), _Side(after)
    kept = was.contents & now.contents
    gone, come = was.left_out(kept), now.left_out(kept)
    everything = ""
    if was.bare != now.bare:
        everything = "names in a script without vowels came onto the lists, or left them"
    affected = _affected(was, now)
    before_too = np.union1d(gone, was.holding(affected))
    after_too = np.union1d(come, now.holding(affected))
    counted = len(np.setdiff1d(after_too, come, assume_unique=True))
    return Changed(before_too, after_too, len(come), len(gone), counted, everything)


def cut_differently(
    before: IndexArrays, after: IndexArrays, words: Sequence[Word]
) -> NDArray[np.int64]:
    """Give the places of our words cut short that begin too many listed words in one index alone.

    Args:
        before: The earlier index.
        after: The later one.
        words: Our words, as ``kept_names.KeptNames.words`` gives them.

    Basis:
        ``shortened.MOST_BEGUN``: such a word is looked up in one of the two alone.
    """
    was, now = CutWords(before), CutWords(after)
    found = [
        at
        for at, (word, mark) in enumerate(words)
        if mark == CUT and was.begins_too_many(word) != now.begins_too_many(word)
    ]
    return np.array(found, np.int64)


def _affected(was: _Side, now: _Side) -> set[bytes]:
    """Give the contents of listings that are met by keys which are not the same in both."""
    altered = {
        key
        for key in was.number.keys() & now.number.keys()
        if was.trait(was.number[key]) != now.trait(now.number[key])
    }
    one_sided = was.leading ^ now.leading
    contents: set[bytes] = set()
    for side in (was, now):
        met = {side.number[key] for key in altered}
        met |= {side.number[word] for _, word in one_sided if word in side.number}
        contents |= side.contents_under(met)
    for side, other in ((was, now), (now, was)):
        for key, names in side.index.acronyms.items():
            if key not in other.index.acronyms:
                contents |= side.contents_of_names(names)
    return contents


class _Side:
    """One of two indexes, with what of it is compared."""

    def __init__(self, index: IndexArrays) -> None:
        self.index = index
        blobs = index.listings.tobytes()
        begins = [0, *index.listing_ends.tolist()]
        self.content = [
            hashlib.blake2b(blobs[begins[at] : begins[at + 1]], digest_size=16).digest()
            for at in range(len(index.ids))
        ]
        self.contents = set(self.content)
        self.number = {key: at for at, key in enumerate(_keys_of(index))}
        self._stood = stood_weights(index)
        texts = list(self.number)
        marks = [text[:1] for text in texts]
        for at, mark in enumerate(marks):
            if mark in (JOINED, COMPACT):
                self._stood[at] = 0
        self._traits = list(zip(index.key_known.tolist(), self._stood.tolist(), strict=True))
        self.bare = BARE in marks
        begins = [0, *index.stand_ends.tolist()]
        stands = index.stands.tolist()
        self.leading = {
            (texts[at], texts[word])
            for at in range(len(texts))
            for word in stands[begins[at] : begins[at + 1]]
        }

    def trait(self, key: int) -> tuple[bool, float]:
        """Give whether a key stands for known words alone, and how much it weighs."""
        return self._traits[key]

    def left_out(self, kept: set[bytes]) -> NDArray[np.int64]:
        """Give the positions of listings that are not among some contents."""
        return np.array([at for at, one in enumerate(self.content) if one not in kept], np.int64)

    def holding(self, contents: set[bytes]) -> NDArray[np.int64]:
        """Give the positions of listings of some contents."""
        return np.array([at for at, one in enumerate(self.content) if one in contents], np.int64)

    def contents_under(self, keys: set[int]) -> set[bytes]:
        """Give the contents of the listings that keys, or the words they stand for, lead to."""
        index = self.index
        words = set(keys)
        for key in keys:
            begin = int(index.stand_ends[key - 1]) if key else 0
            words.update(index.stands[begin : int(index.stand_ends[key])].tolist())
        found: set[bytes] = set()
        for word in words:
            begin = int(index.posting_ends[word - 1]) if word else 0
            found |= self.contents_of_names(index.postings[begin : int(index.posting_ends[word])])
        return found

    def contents_of_names(self, names: NDArray[np.int32] | list[int]) -> set[bytes]:
        """Give the contents of the listings of some names."""
        return {self.content[at] for at in self.index.name_listing[names].tolist()}


def _keys_of(index: IndexArrays) -> list[str]:
    letters = index.key_letters.tobytes().decode("ascii")
    begins = [0, *index.key_ends.tolist()]
    return [letters[begins[at] : begins[at + 1]] for at in range(len(begins) - 1)]
