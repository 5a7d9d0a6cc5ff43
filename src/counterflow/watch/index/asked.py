"""Put our names into the arrays that the compiled loops follow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.legal_forms import stands_in_legal_form
from counterflow.core.text.names import NameForm
from counterflow.watch.index.keys import SoughtKey, firsts_of, is_cluster, own_letters, sought_word
from counterflow.watch.index.remembered import RememberedWords, Word
from counterflow.watch.index.rooms import Asked

FREE = 0.3
"""Weight up to which a word of ours may lack a partner: a particle, a misspelt legal form."""


class Sought(NamedTuple):
    """What is sought of words: the distinct keys, and which words each is sought for.

    Attributes:
        keys: The distinct keys.
        edits: Most edits to a listed key.
        known: Whether every word that sounds so is a known name or word.
        places: Number of words.
        link_key: Keys of all words, by their position among ``keys``.
        link_place: The word that each is sought for.
        kin_place: Words that are known spellings of a name.
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


def ask(
    forms: Sequence[NameForm],
    persons: Sequence[bool],
    least: NDArray[np.float64],
    words: RememberedWords,
) -> Asked:
    """Give what is asked of names.

    Args:
        forms: Our names.
        persons: Whether each is a natural person's.
        least: Bound below which no listed name is wanted, for each.
        words: Gives each word its place; words that it meets for the first time become its fresh.
    """
    place = words.places.__getitem__
    word: list[int] = []
    sizes: list[int] = []
    for form in forms:
        # In scripts with vowels a word is known by itself, unless it may be cut short.
        letters = own_letters(form) if form.raws or form.cut else ()
        word.extend(map(place, zip(form.words, letters or repeat(""), strict=False)))
        sizes.append(len(form.words))
    weight = np.array(list(chain.from_iterable([form.weights for form in forms])), np.float64)
    lengths = list(map(len, chain.from_iterable([form.words for form in forms])))
    person = np.array(persons, np.bool_)
    fewest = np.repeat(np.where(person, 2, 3), sizes)
    free = [
        stands_in_legal_form(text) or (is_person and is_cluster(text, form.text))
        for form, is_person in zip(forms, persons, strict=True)
        for text in form.words
    ]
    firsts = [firsts_of(form, person=one) for form, one in zip(forms, persons, strict=True)]
    return Asked(
        word_ends=np.cumsum(np.array(sizes, np.int64)),
        word=np.array(word, np.int64),
        weight=weight,
        initial=(np.array(lengths, np.int64) < fewest)
        | (weight <= FREE)
        | np.array(free, np.bool_),
        person=person,
        firsts=np.array(firsts, np.int64).reshape(-1, 5),
        least=least,
    )


def sought(words: Sequence[Word], *, bare: bool) -> Sought:
    """Gather the distinct keys under which words are sought.

    Args:
        words: Distinct words.
        bare: Whether any listed name is in a script without vowels.
    """
    keys: dict[SoughtKey, int] = {}
    link_key: list[int] = []
    link_place: list[int] = []
    kin: list[tuple[int, int, bool]] = []
    for at, (word, text) in enumerate(words):
        of_word = sought_word(word, text, bare=bare)
        link_key.extend([keys.setdefault(key, len(keys)) for key in of_word.keys])
        link_place.extend([at] * len(of_word.keys))
        kin.extend([(at, group, short) for group, short in of_word.kin])
    texts, edits, known = zip(*keys, strict=True) if keys else ((), (), ())
    kin_place, kin_group, kin_short = zip(*kin, strict=True) if kin else ((), (), ())
    return Sought(
        list(texts),
        np.array(edits, np.int8),
        np.array(known, np.bool_),
        len(words),
        np.array(link_key, np.int64),
        np.array(link_place, np.int64),
        np.array(kin_place, np.int64),
        np.array(kin_group, np.int64),
        np.array(kin_short, np.bool_),
    )


def letters_of(keys: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Give the letters of keys one after the other, and where each ends."""
    # A writable array: Numba would keep and load the loops once more for one that is not.
    text = bytearray("".join(keys).encode("ascii"))
    ends = np.cumsum(np.fromiter(map(len, keys), np.int64, len(keys)))
    return np.frombuffer(text, np.uint8), ends.astype(np.int64)
