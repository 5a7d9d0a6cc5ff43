"""The keys under which a name is found: words as they sound, joined neighbours, consonants.

Kinds of key are kept apart by a first character that no folded word has, so that a word never
stands for two neighbours of another name unless it is meant to.
"""

from __future__ import annotations

from typing import NamedTuple

from counterflow.core.text.abjads import consonant_keys, latin_key
from counterflow.core.text.names import NameForm, read_names, sound_key

JOINED = "+"
"""Two neighbours of a listed name written as one; a single word of ours is sought among them."""
COMPACT = "="
"""A whole name without spaces, for words parted in other places."""
CONSONANTS = "#"
"""The consonants of a word in a script with vowels."""
WRITTEN = "~"
"""A word as it is written, where it sounds otherwise: one slip may change two of its sounds."""
BARE = "@"
"""The consonants of a word in a script without vowels."""
LONGEST = 48
SHORTEST = 5
"""Letters from which two neighbours, or a word that may be two, are taken together."""
SHORTEST_WHOLE = 7
"""Letters from which a whole name is sought without its spaces."""


class Keys(NamedTuple):
    """The keys of several words or of consonants, and the weight of the words behind each."""

    texts: list[str]
    weights: list[float]


def listed_keys(form: NameForm) -> Keys:
    """Give the keys under which a listed name is entered beside its words as they sound.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> listed_keys(read_name("Sahara Thunder")).texts
        ['+saharathunder', '=saharathunder', '#shri', '#tndr']
    """
    keys = Keys([], [])
    _add_joined(keys, form, JOINED)
    _add_compact(keys, form)
    _add_consonants(keys, form, BARE if form.skeletal else CONSONANTS)
    return keys


def sought_keys(form: NameForm, *, bare: bool = True) -> Keys:
    """Give the keys under which a name of ours is sought beside its words as they sound.

    A name in a script with vowels is sought by sound among names of its kind and by consonants
    among names without vowels; the other way round likewise.

    Args:
        form: Our name.
        bare: Whether any listed name is in a script without vowels.
    """
    keys = Keys([], [])
    for sound, weight in zip(form.sounds, form.weights, strict=True):
        if len(sound) >= SHORTEST:
            keys.texts.append(JOINED + sound)
            keys.weights.append(weight)
    _add_joined(keys, form, "")
    _add_compact(keys, form)
    if form.skeletal or bare:
        _add_consonants(keys, form, CONSONANTS if form.skeletal else BARE)
    return keys


def forms_of(names: tuple[str, ...]) -> list[NameForm]:
    """Read names in all ways and keep those that hold at least one word."""
    return [form for name in names for form in read_names(name) if form.words]


def _add_joined(keys: Keys, form: NameForm, prefix: str) -> None:
    """Join neighbours, so that "Sahara Thunder" is found as "Saharathunder"."""
    words, weights = form.words, form.weights
    for i in range(len(words) - 1):
        if len(words[i]) + len(words[i + 1]) >= SHORTEST:
            keys.texts.append(prefix + sound_key(words[i] + words[i + 1]))
            keys.weights.append(weights[i] + weights[i + 1])


def _add_compact(keys: Keys, form: NameForm) -> None:
    """Give the whole name without spaces."""
    if len(form.compact) >= SHORTEST_WHOLE:
        keys.texts.append(COMPACT + sound_key(form.compact)[:LONGEST])
        keys.weights.append(sum(form.weights))


def _add_consonants(keys: Keys, form: NameForm, prefix: str) -> None:
    """Give consonant keys of words long enough to say something."""
    for at, (word, weight) in enumerate(zip(form.words, form.weights, strict=True)):
        letters = form.raws[at] if form.skeletal else word
        bare = (latin_key(letters),) if letters.isascii() else consonant_keys(letters)
        for key in bare:
            if len(key) >= 2:
                keys.texts.append(prefix + key)
                keys.weights.append(weight)
