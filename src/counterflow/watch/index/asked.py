"""Put our names into the arrays that the compiled loops follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.keys import SoughtKey, sought_keys, sought_word
from counterflow.watch.index.rooms import Asked

FREE = 0.3
"""Weight up to which a word of ours may lack a partner: a particle, a misspelt legal form."""


class Sought(NamedTuple):
    """What is sought of a question: its distinct keys, and which word or words each is sought for.

    Words and sequences of words have a place each, which ``rooms.Asked`` refers to.

    Attributes:
        keys: The distinct keys.
        edits: Most edits to a listed key.
        known: Whether every word that sounds so is a known name or word.
        places: Number of places.
        link_key: Keys of all places, by their position among ``keys``.
        link_place: The place that each is sought for.
        kin_place: Places of words that are known spellings of a name.
        kin_group: The group of spellings of each.
        kin_short: Whether the word is a short form of that name.
    """

    keys: list[str]
    edits: NDArray[np.int8]
    known: NDArray[np.bool_]
    places: int
    link_key: NDArray[np.int64]
    link_place: NDArray[np.int64]
    kin_place: NDArray[np.int64]
    kin_group: NDArray[np.int64]
    kin_short: NDArray[np.bool_]


def ask(forms: Sequence[NameForm], persons: Sequence[bool], *, bare: bool) -> tuple[Asked, Sought]:
    """Give what is sought of names, and the distinct keys of all of them.

    Args:
        forms: Our names.
        persons: Whether each is a natural person's.
        bare: Whether any listed name is in a script without vowels.
    """
    places: dict[tuple[str, str], int] = {}
    place = places.setdefault
    word: list[int] = []
    word_ends: list[int] = []
    special: list[int] = []
    special_weight: list[float] = []
    special_ends: list[int] = []
    initial: list[bool] = []
    for form, person in zip(forms, persons, strict=True):
        shortest = 2 if person else 3
        letters = form.raws or ("",) * len(form.words)
        word.extend([place(pair, len(places)) for pair in zip(form.words, letters, strict=True)])
        word_ends.append(len(word))
        initial.extend(
            [
                len(text) < shortest or weighs <= FREE
                for text, weighs in zip(form.words, form.weights, strict=True)
            ]
        )
        keys = sought_keys(form)
        special.extend([place((_SEVERAL, text), len(places)) for text in keys.texts])
        special_weight.extend(keys.weights)
        special_ends.append(len(special))
    asked = Asked(
        np.array(word_ends, np.int64),
        np.array(word, np.int64),
        np.array(list(chain.from_iterable([form.weights for form in forms])), np.float64),
        np.array(initial, np.bool_),
        np.array(special_ends, np.int64),
        np.array(special, np.int64),
        np.array(special_weight, np.float64),
        np.array(persons, np.bool_),
    )
    return asked, _sought(places, bare=bare)


_SEVERAL = "+"
"""Stands in place of a word where a place is of several words; no folded word is like it."""


def _sought(places: dict[tuple[str, str], int], *, bare: bool) -> Sought:
    """Gather the distinct keys of all places."""
    keys: dict[SoughtKey, int] = {}
    link_key: list[int] = []
    link_place: list[int] = []
    kin: list[tuple[int, int, bool]] = []
    for (word, text), at in places.items():
        if word == _SEVERAL:
            link_key.append(keys.setdefault(SoughtKey(text, 1, known=False), len(keys)))
            link_place.append(at)
            continue
        sought = sought_word(word, text, bare=bare)
        link_key.extend([keys.setdefault(key, len(keys)) for key in sought.keys])
        link_place.extend([at] * len(sought.keys))
        if sought.kin:
            kin.extend([(at, group, short) for group, short in sought.kin])
    texts, edits, known = zip(*keys, strict=True) if keys else ((), (), ())
    kin_place, kin_group, kin_short = zip(*kin, strict=True) if kin else ((), (), ())
    return Sought(
        list(texts),
        np.array(edits, np.int8),
        np.array(known, np.bool_),
        len(places),
        np.array(link_key, np.int64),
        np.array(link_place, np.int64),
        np.array(kin_place, np.int64),
        np.array(kin_group, np.int64),
        np.array(kin_short, np.bool_),
    )


def letters_of(keys: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Give the letters of keys one after the other, and where each ends."""
    text = "".join(keys).encode("ascii")
    ends = np.cumsum(np.fromiter(map(len, keys), np.int64, len(keys)))
    return np.frombuffer(text, np.uint8), ends.astype(np.int64)
