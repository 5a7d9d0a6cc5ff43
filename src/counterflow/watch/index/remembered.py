"""The words that were sought before, and the listed words that each may stand for.

Names repeat words far more than they repeat one another: what a word may stand for is found once
for thousands of names. It depends on the index alone, so an answer never depends on what was asked
before.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.heard import Written
from counterflow.watch.index.rooms import Spellings

MOST = 1 << 16
"""Words from which memory is begun anew: some 30 MB."""

Word = tuple[str, str]
"""A folded word, and its own letters; see ``keys.own_letters``."""


class _Places(dict[Word, int]):
    """The place of each word; one that is asked for the first time gets the next, and is fresh."""

    def __init__(self) -> None:
        self.fresh: list[Word] = []

    def __missing__(self, word: Word) -> int:
        place = len(self)
        self[word] = place
        self.fresh.append(word)
        return place


class Grown:
    """An array that grows at its end.

    Args:
        kind: What it holds.

    Example:
        >>> grown = Grown(np.int64)
        >>> grown.add(np.arange(3))
        >>> grown.held().tolist()
        [0, 1, 2]
    """

    def __init__(self, kind: type[np.generic]) -> None:
        self._room = np.empty(1 << 12, kind)
        self._size = 0

    def add(self, values: NDArray[np.generic]) -> None:
        """Add values; the room at least doubles where it is too small."""
        size = self._size + len(values)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    def held(self) -> NDArray[np.generic]:
        """Give what was added so far."""
        return self._room[: self._size]


class RememberedWords:
    """Words with a place each, and what each may stand for.

    Example:
        >>> words = RememberedWords()
        >>> words.places["brasdol", ""], words.places["fengri", ""], words.places["brasdol", ""]
        (0, 1, 0)
        >>> words.places.fresh
        [('brasdol', ''), ('fengri', '')]
    """

    def __init__(self) -> None:
        self.places = _Places()
        self._letters, self._letter_ends = Grown(np.uint8), Grown(np.int64)
        self._ends, self._key, self._like = Grown(np.int64), Grown(np.int32), Grown(np.float32)

    def learn(self, spellings: Spellings) -> None:
        """Note the letters of the fresh words and what each may stand for; none is fresh then."""
        fresh = self.places.fresh
        text = "".join([word for word, _ in fresh]).encode("ascii")
        ends = np.cumsum(np.array([len(word) for word, _ in fresh], np.int64))
        self._letter_ends.add(ends + len(self._letters.held()))
        self._letters.add(np.frombuffer(text, np.uint8))
        self._ends.add(spellings.ends + len(self._key.held()))
        self._key.add(spellings.key)
        self._like.add(spellings.likeness)
        self.places.fresh = []

    def written(self) -> Written:
        """Give the letters of all words."""
        return Written(self._letters.held(), self._letter_ends.held())  # type: ignore[arg-type]

    def spellings(self) -> Spellings:
        """Give what all words may stand for."""
        return Spellings(self._ends.held(), self._key.held(), self._like.held())  # type: ignore[arg-type]
