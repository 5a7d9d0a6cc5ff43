"""Names as the compiled scorer lays them side by side: their words by number, and what else counts.

One form for our names and for listed ones, so that one piece of machine code serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.keys import own_letters
from counterflow.watch.index.remembered import Grown, Word
from counterflow.watch.index.traits import COLUMNS, Traits, traits_of
from counterflow.watch.matching.letters import stopped_letters, written_letters

WRITTEN, STOPPED = 1, 2
"""Marks of a single letter: it stands in the name as written; it does with a full stop, inside."""


class Side(NamedTuple):
    """Names of one side.

    Attributes:
        traits: The words that they are made of.
        ends: Where the words of each name end.
        word: The words, by their places among ``traits``.
        weight: The weight of each.
        marks: ``WRITTEN`` and ``STOPPED`` of each.
        legal_ends: Where the words of the legal form of each name end.
        legal: Those words, by their places.
        initial_ends: Where the initials of each name end.
        initials: The initials, as letters.
        skeletal: Whether each is in a script that leaves vowels out.
    """

    traits: Traits
    ends: NDArray[np.int64]
    word: NDArray[np.int32]
    weight: NDArray[np.float32]
    marks: NDArray[np.uint8]
    legal_ends: NDArray[np.int64]
    legal: NDArray[np.int32]
    initial_ends: NDArray[np.int64]
    initials: NDArray[np.uint8]
    skeletal: NDArray[np.bool_]


def letter_marks(form: NameForm) -> tuple[int, ...]:
    """Tell of each word of a name whether it is a single letter that may stand for a word.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> letter_marks(read_name("Brasdol T. Corporation")), letter_marks(read_name("Brasdol"))
        ((0, 3), ())
    """
    if 1 not in map(len, form.words):
        return ()
    written, stopped = written_letters(form.text), stopped_letters(form.text)
    return tuple(
        [
            (WRITTEN if word in written else 0) | (STOPPED if word in stopped else 0)
            for word in form.words
        ]
    )


def listed_side(index: IndexArrays) -> Side:
    """Give the listed names of an index."""
    return Side(
        Traits(closed(index.trait_letters), closed(index.trait_rows), closed(index.trait_links)),
        closed(index.word_ends),
        closed(index.word_place),
        closed(index.word_weight),
        closed(index.word_marks),
        closed(index.legal_ends),
        closed(index.legal_place),
        closed(index.initial_ends),
        closed(index.initials),
        closed(index.name_skeletal),
    )


class OurWords:
    """The words of our names that were scored before; one that is not there yet is added.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> words = OurWords()
        >>> side = words.side([read_name("Fengri Brasdol"), read_name("Brasdol Ltd")])
        >>> side.word.tolist(), side.legal.tolist(), side.ends.tolist()
        ([0, 1, 1], [2], [2, 3])
    """

    def __init__(self) -> None:
        self.places: dict[Word, int] = {}
        self._letters, self._links = Grown(np.uint8), Grown(np.int64)
        self._rows = Grown(np.int32)

    def side(self, forms: Sequence[NameForm]) -> Side:
        """Lay names out.

        Args:
            forms: Names that hold at least one word each.
        """
        words: list[Word] = []
        legal: list[Word] = []
        marks: list[int] = []
        for form in forms:
            letters = own_letters(form) or ("",) * len(form.words)
            words.extend(zip(form.words, letters, strict=True))
            marks.extend(letter_marks(form) or (0,) * len(form.words))
            legal.extend([(word, "") for word in form.legal_words])
        self._learn([*words, *legal])
        place = self.places.__getitem__
        weights = list(chain.from_iterable([form.weights for form in forms]))
        return Side(
            Traits(
                closed(self._letters.held()),
                closed(self._rows.held().reshape(-1, COLUMNS)),
                closed(self._links.held()),
            ),
            _ends([len(form.words) for form in forms]),
            closed(np.array(list(map(place, words)), np.int32)),
            closed(np.array(weights, np.float32)),
            closed(np.array(marks, np.uint8)),
            _ends([len(form.legal_words) for form in forms]),
            closed(np.array(list(map(place, legal)), np.int32)),
            _ends([len(form.initials) for form in forms]),
            np.frombuffer("".join([form.initials for form in forms]).encode("ascii"), np.uint8),
            closed(np.array([form.skeletal for form in forms], np.bool_)),
        )

    def _learn(self, words: Sequence[Word]) -> None:
        """Gather what is asked of the words that are met for the first time."""
        fresh = [word for word in dict.fromkeys(words) if word not in self.places]
        if not fresh:
            return
        found = traits_of(fresh, letters=len(self._letters.held()), links=len(self._links.held()))
        self._letters.add(found.letters)
        self._links.add(found.links)
        self._rows.add(found.rows.ravel())
        first = len(self.places)
        self.places.update({word: first + at for at, word in enumerate(fresh)})


def _ends(counts: list[int]) -> NDArray[np.int64]:
    """Give running ends of so many entries each."""
    return closed(np.cumsum(np.array(counts, np.int64)))


def closed(array: NDArray[Any]) -> NDArray[Any]:
    """Give an array that may not be written, as those of a saved index.

    The compiler tells the two apart: one kind means one piece of machine code for both sides.
    """
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view
