"""Which listed keys a key of ours may stand for: equal, or within two edits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from counterflow.watch.index.build import IndexArrays
from counterflow.watch.index.deletions import deletion_hashes
from counterflow.watch.index.keys import kind_of

CACHE = 1 << 17
"""Distinct keys whose spellings are remembered before the memory is given back."""
ALIKE = 0.6
"""Likeness below which two keys are not the same word misspelt."""
_FILTER_BITS = 24


class Spelling(NamedTuple):
    """The listed keys that a sought key may stand for, with their likeness."""

    keys: NDArray[np.int32]
    likeness: NDArray[np.float32]


class Spellings:
    """Look-up of spellings over one index; remembers what was asked. Safe in one thread."""

    def __init__(self, index: IndexArrays) -> None:
        self._index = index
        self._known: dict[str, Spelling] = {}
        self._kinds = np.array([ord(kind_of(key) or "\0") for key in index.keys], dtype=np.uint8)
        # Most forms of a word that is on no list share a hash with nothing: one look into this
        # table of bits spares the search in millions of hashes.
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=bool)
        self._filter[_bucket(index.deletion_hash)] = True

    def __getitem__(self, key: str) -> Spelling:
        """Give the spellings of a key that was learnt."""
        return self._known[key]

    def learn(self, keys: Iterable[str]) -> None:
        """Find the spellings of all keys not asked before, all at once."""
        if len(self._known) > CACHE:
            self._known.clear()
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if not new:
            return
        sought, listed, likeness = self._near(new)
        order = np.argsort(sought, kind="stable")
        cuts = np.searchsorted(sought[order], np.arange(len(new) + 1)).tolist()
        narrow: NDArray[np.int32] = listed[order].astype(np.int32)
        likeness = likeness[order]
        for at, key in enumerate(new):
            part = slice(cuts[at], cuts[at + 1])
            self._known[key] = Spelling(narrow[part], likeness[part])

    def _near(
        self, words: list[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Give the pairs of sought and listed keys that are truly near."""
        sought, listed = self._propose(words)
        kinds = np.array([ord(kind_of(word) or "\0") for word in words], dtype=np.uint8)
        same = kinds[sought] == self._kinds[listed]
        sought, listed = sought[same], listed[same]
        first = [words[i] for i in sought.tolist()]
        second = [self._index.keys[j] for j in listed.tolist()]
        if not first:
            return sought, listed, np.empty(0, np.float32)
        distance = cpdist(first, second, scorer=OSA.distance, dtype=np.int32)
        # The first character of a marked key is its kind and no letter.
        longest = np.maximum(_lengths(first), _lengths(second)) - (kinds[sought] > 0)
        likeness = (1 - distance / np.maximum(longest, 1)).astype(np.float32)
        keep = (distance <= 2) & (likeness >= ALIKE)
        return sought[keep], listed[keep], likeness[keep]

    def _propose(self, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Propose pairs of sought and listed keys that share a form after deletions."""
        hashes, owners = deletion_hashes(words)
        maybe = self._filter[_bucket(hashes)]
        hashes, owners = hashes[maybe], owners[maybe]
        table = self._index.deletion_hash
        left = np.searchsorted(table, hashes, side="left")
        spans = np.searchsorted(table, hashes, side="right") - left
        at = np.repeat(left - np.concatenate(([0], np.cumsum(spans)[:-1])), spans)
        listed = self._index.deletion_key[at + np.arange(len(at))].astype(np.int64)
        pair = np.unique(np.repeat(owners.astype(np.int64), spans) * (1 << 32) + listed)
        return pair >> 32, pair & 0xFFFFFFFF


def _bucket(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Spread hashes over the filter by their high bits, which depend on all letters."""
    mixed = hashes * np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)


def _lengths(words: list[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))
