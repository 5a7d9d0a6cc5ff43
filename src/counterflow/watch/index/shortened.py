"""Names and words written short: an acronym of a whole name, a word cut short with a full stop.

Neither sounds like what it stands for, so no word leads from one to the other. Acronyms are kept
beside the index as the scorer reads them (``matching.names.acronym_score``); a word cut short is
looked up among the listed words that begin with it, and the other way round.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.keys import CUT, WRITTEN
from counterflow.watch.index.remembered import Word
from counterflow.watch.matching.names import ACRONYM_WORDS
from counterflow.watch.matching.words import CUT_SHORT

SHORTEST_BEHIND = ACRONYM_WORDS + 1
"""Letters from which a full name of ours is laid to a listed acronym. Four met by chance 35 times
in 80,000 generated parties, five not once; the four letters themselves find the full name."""
WHOLE = "="
"""Stands before a listed name of one word, which the initials of ours may make."""
MOST_BORNE = 24
"""Listings up to which an acronym says anything: ships of one owner differ in a number alone."""
MOST_BEGUN = 1024
"""Listed keys up to which a word cut short is looked up: on ten times the lists, three letters may
begin thousands."""
SHORTEST_CUT = 3
"""Letters from which a word is cut short; a single letter is an initial."""
_AFTER = b"\x7f"
"""Sorts behind every sign of a key."""

Links = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]
"""Places of a question, listed words that each may stand for, and their likeness."""


def listed_acronym(form: NameForm) -> str:
    """Give the key under which a listed name is met by an acronym; empty where there is none.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> listed_acronym(read_name("Organisation for Sugar Trade Naryvan"))
        'ostn'
        >>> listed_acronym(read_name("OSTN")), listed_acronym(read_name("Sugar Trade"))
        ('=ostn', '')
    """
    return _acronym(form, alone=WHOLE, several="", least=ACRONYM_WORDS)


def sought_acronym(form: NameForm) -> str:
    """Give the key under which a name of ours meets an acronym, or the name behind one.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> sought_acronym(read_name("Organisation for Sugar Trade Naryvan Abroad"))
        '=ostna'
        >>> sought_acronym(read_name("OSTN LLC")), sought_acronym(read_name("OST"))
        ('ostn', '')
    """
    least = ACRONYM_WORDS if len(form.words) == 1 else SHORTEST_BEHIND
    return _acronym(form, alone="", several=WHOLE, least=least)


def _acronym(form: NameForm, *, alone: str, several: str, least: int) -> str:
    """Give a name of one word, or the initials of one of several, behind its mark."""
    if len(form.words) == 1:
        mark, short = alone, form.words[0]
    else:
        mark, short = several, form.initials
    return mark + short if len(short) >= least else ""


def bearers_of(acronyms: Iterable[str], owners: Iterable[int]) -> dict[str, list[int]]:
    """Give the names that bear each acronym, those left out that too many listings bear.

    Args:
        acronyms: Of each listed name its key, or an empty text.
        owners: Whose each name is.

    Example:
        >>> bearers_of(["ostn", "", "ostn"], [0, 0, 1])
        {'ostn': [0, 2]}
    """
    names: dict[str, list[int]] = {}
    listings: dict[str, set[int]] = {}
    for at, (key, owner) in enumerate(zip(acronyms, owners, strict=True)):
        if key:
            names.setdefault(key, []).append(at)
            listings.setdefault(key, set()).add(owner)
    return {key: at for key, at in names.items() if len(listings[key]) <= MOST_BORNE}


class CutWords:
    """The listed words that a word cut short may be, and the listed ones cut short that ours are.

    Args:
        index: The arrays of the index.
    """

    def __init__(self, index: IndexArrays) -> None:
        # Not as memory maps: each slice of one takes longer than the comparison.
        self._letters, self._ends = np.asarray(index.key_letters), np.asarray(index.key_ends)
        self._stand_ends, self._stands = np.asarray(index.stand_ends), np.asarray(index.stands)
        first, last = self._span(CUT)
        self._cut = {self._key(at)[1:].decode("ascii"): at for at in range(first, last)}
        self._starts = frozenset([cut[:SHORTEST_CUT] for cut in self._cut])

    def links(self, words: Sequence[Word]) -> Links:
        """Give the listed words that each of some words may stand for, one of them cut short.

        Args:
            words: Folded words, each with ``keys.CUT`` where it was written with a full stop.
        """
        places: list[int] = []
        found: list[int] = []
        for at, (word, mark) in enumerate(words):
            if mark != CUT and word[:SHORTEST_CUT] not in self._starts:
                continue
            keys = self._begun(word)
            if mark == CUT:
                keys += self._beginning(word)
            places.extend([at] * len(keys))
            found.extend(keys)
        return (
            np.array(places, np.int64),
            np.array(found, np.int32),
            np.full(len(found), CUT_SHORT, np.float32),
        )

    def _begun(self, word: str) -> list[int]:
        """Give the listed words cut short that a word begins with."""
        cut = self._cut
        starts = [word[:size] for size in range(SHORTEST_CUT, len(word))]
        return [cut[start] for start in starts if start in cut]

    def begins_too_many(self, word: str) -> tuple[bool, bool]:
        """Tell whether so many listed words begin with a word that it is not looked up."""
        spans = (self._span(mark + word) for mark in ("", WRITTEN))
        first, second = (last - begin > MOST_BEGUN for begin, last in spans)
        return first, second

    def _beginning(self, word: str) -> list[int]:
        """Give the listed words that begin with one of ours, none where there are too many."""
        keys: list[int] = []
        for mark in ("", WRITTEN):
            first, last = self._span(mark + word)
            if 0 < last - first <= MOST_BEGUN:
                begin = self._stand_ends[first - 1] if first else 0
                keys.extend(self._stands[begin : self._stand_ends[last - 1]].tolist())
        return sorted(set(keys))

    def _span(self, start: str) -> tuple[int, int]:
        """Give the first key that begins so, and the one after the last."""
        every, text = range(len(self._ends)), start.encode("ascii")
        first = bisect_left(every, text, key=self._key)
        return first, bisect_left(every, text + _AFTER, lo=first, key=self._key)

    def _key(self, at: int) -> bytes:
        """Give a key of the index; they stand in the order of their letters."""
        begin = self._ends[at - 1] if at else 0
        return bytes(self._letters[begin : self._ends[at]])
