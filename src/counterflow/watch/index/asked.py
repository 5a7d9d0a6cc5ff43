"""Put our names into the arrays that the compiled loops follow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.known_names import is_known, kin_groups
from counterflow.core.text.name_systems import variants
from counterflow.core.text.names import NameForm, sound_key
from counterflow.watch.index.following import Asked
from counterflow.watch.index.keys import WRITTEN, sought_keys

SHORT = 5
"""Letters up to which a slip may change the sound of a word more than its letters."""
FREE = 0.3
"""Weight up to which a word of ours may lack a partner: a particle, a misspelt legal form."""


class Sought(NamedTuple):
    """The distinct keys of a question, in order.

    Attributes:
        texts: The keys.
        edits: Most edits to a listed key: two for a word, one for several words written as one.
        known: Whether every word that sounds so is a known name or word.
        sound: Position of the key that stands for each as it sounds; its own for most.
        kin: Groups of spellings and short forms that a key belongs to: key, group, short form.
    """

    texts: list[str]
    edits: NDArray[np.int8]
    known: NDArray[np.bool_]
    sound: NDArray[np.int64]
    kin: list[tuple[int, int, bool]]


def ask(forms: Sequence[NameForm], persons: Sequence[bool], *, bare: bool) -> tuple[Asked, Sought]:
    """Give what is sought of names, and the distinct keys that it refers to.

    Args:
        forms: Our names.
        persons: Whether each is a natural person's.
        bare: Whether any listed name is in a script without vowels.
    """
    keys_at: dict[str, int] = {}
    place = keys_at.setdefault
    words: dict[str, int] = {}
    word: list[int] = []
    weight: list[float] = []
    initial: list[bool] = []
    word_ends: list[int] = []
    special: list[int] = []
    special_weight: list[float] = []
    special_ends: list[int] = []
    for form, person in zip(forms, persons, strict=True):
        shortest = 2 if person else 3
        for text, heard, weighs in zip(form.words, form.sounds, form.weights, strict=True):
            at = place(heard, len(keys_at))
            words[text] = at
            word.append(at)
            initial.append(len(text) < shortest or weighs <= FREE)
        weight.extend(form.weights)
        word_ends.append(len(word))
        keys = sought_keys(form, bare=bare)
        special.extend([place(text, len(keys_at)) for text in keys.texts])
        special_weight.extend(keys.weights)
        special_ends.append(len(special))
    asked = Asked(
        np.array(word_ends, np.int64),
        np.array(word, np.int64),
        np.array(weight, np.float64),
        np.array(initial, np.bool_),
        np.array(special_ends, np.int64),
        np.array(special, np.int64),
        np.array(special_weight, np.float64),
        np.array(persons, np.bool_),
    )
    sounds = list(keys_at)
    owner = {at: at for at in words.values()}
    for text, at in words.items():
        if sounds[at] != text:
            owner.setdefault(place(text, len(keys_at)), at)
        if sounds[at] != text or len(text) <= SHORT:
            owner.setdefault(place(WRITTEN + text, len(keys_at)), at)
        for variant in variants(text):
            owner.setdefault(place(sound_key(variant), len(keys_at)), at)
    edits = np.ones(len(keys_at), np.int8)
    known = np.zeros(len(keys_at), np.bool_)
    sound = np.arange(len(keys_at))
    for key, at in owner.items():
        edits[key], known[key], sound[key] = 2, True, at
    strange = {at for text, at in words.items() if not is_known(text)}
    known[[key for key, at in owner.items() if at in strange]] = False
    kin = sorted({(at, *held) for text, at in words.items() for held in kin_groups(text)})
    return asked, Sought(list(keys_at), edits, known, sound, kin)


def letters_of(keys: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Give the letters of keys one after the other, and where each ends."""
    text = "".join(keys).encode("ascii")
    ends = np.cumsum(np.fromiter(map(len, keys), np.int64, len(keys)))
    return np.frombuffer(text, np.uint8), ends.astype(np.int64)
