"""Bound the scores of candidates, many at once, so that only few are scored in Python."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.ceiling import SLACK, ceilings
from counterflow.watch.index.laid import Room, new_room
from counterflow.watch.index.sides import OurWords, listed_side

MOST = 1 << 16
"""Words of ours from which memory is begun anew: some 15 MB."""


class Ceilings:
    """What names of one index can score at most; holds its room, safe in one thread.

    Args:
        index: The index.
    """

    def __init__(self, index: IndexArrays) -> None:
        self._theirs = listed_side(index)
        self._text, self._ends = np.asarray(index.name_text), np.asarray(index.text_ends)
        self._room: Room = new_room()
        self._words = OurWords()

    def of(
        self,
        forms: Sequence[NameForm],
        ours: NDArray[np.int64],
        theirs: NDArray[np.int64],
        person: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Bound the scores of pairs of names.

        Args:
            forms: Readings of our names.
            ours: Which of them each pair is of.
            theirs: Which listed name; all readings of its text count.
            person: Whether either is known to be a natural person.

        Returns:
            Of each pair a number that is never below ``matching.names.score_readings`` of our
            reading and all of the listed name.
        """
        if not len(ours):
            return np.empty(0)
        if len(self._words.places) > MOST:
            self._words = OurWords()
        used, form = np.unique(ours, return_inverse=True)
        side = self._words.side([forms[at] for at in used.tolist()])
        text = self._text[theirs]
        last = self._ends[text]
        first = np.where(text > 0, self._ends[text - 1], 0)
        bound = np.empty(len(ours), np.float64)
        ceilings(side, self._theirs, form.astype(np.int64), first, last, person, self._room, bound)
        return bound + SLACK
