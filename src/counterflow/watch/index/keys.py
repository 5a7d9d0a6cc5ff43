"""The keys under which a name is found: words as they sound, joined neighbours, consonants."""

from __future__ import annotations

from typing import NamedTuple

from counterflow.core.text.names import NameForm, read_name, skeleton, sound_key

CONSONANTS = "1"
"""Prefix of a consonant key of a name in a script with vowels."""
BARE = "2"
"""Prefix of a consonant key of a name in a script without vowels."""


class Key(NamedTuple):
    """A key and the weight of the word or words that it stands for."""

    text: str
    weight: float


def listed_keys(form: NameForm) -> list[Key]:
    """Give all keys under which a listed name is entered.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> [key.text for key in listed_keys(read_name("Sahara Thunder"))][:3]
        ['sahara', 'thunder', 'saharathunder']
    """
    prefix = BARE if form.skeletal else CONSONANTS
    return _sounds(form) + _joined(form) + _skeletons(form, prefix)


def sought_keys(form: NameForm) -> list[Key]:
    """Give the keys under which a name of ours is sought.

    A name in a script with vowels is sought by sound among names of its kind and by consonants
    among names without vowels; the other way round likewise.
    """
    prefix = CONSONANTS if form.skeletal else BARE
    return _sounds(form) + _joined(form) + _skeletons(form, prefix)


def forms_of(names: tuple[str, ...]) -> list[NameForm]:
    """Read names and keep those that hold at least one word."""
    return [form for form in map(read_name, names) if form.words]


def _sounds(form: NameForm) -> list[Key]:
    return [
        Key(sound_key(word), weight) for word, weight in zip(form.words, form.weights, strict=True)
    ]


def _joined(form: NameForm) -> list[Key]:
    """Join neighbours, so that "Sahara Thunder" is found as "Saharathunder"."""
    words, weights = form.words, form.weights
    keys = [
        Key(sound_key(words[i] + words[i + 1]), weights[i] + weights[i + 1])
        for i in range(len(words) - 1)
        if len(words[i]) + len(words[i + 1]) >= 5
    ]
    if len(words) > 2:
        keys.append(Key(sound_key(form.compact)[:48], sum(weights)))
    return keys


def _skeletons(form: NameForm, prefix: str) -> list[Key]:
    """Give consonant keys of words long enough to say something."""
    keys = []
    for word, weight in zip(form.words, form.weights, strict=True):
        bare = skeleton(word)
        if len(bare) >= 2:
            keys.append(Key(prefix + bare, weight))
    return keys
