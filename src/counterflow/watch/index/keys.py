"""The keys under which a name is found: words as they sound, joined neighbours, consonants.

Kinds of key are kept apart by a first character that no folded word has, so that a word never
stands for two neighbours of another name unless it is meant to.
"""

from __future__ import annotations

from typing import NamedTuple

from counterflow.core.text.names import NameForm, read_name, skeleton, sound_key

JOINED = "+"
"""Two neighbours of a listed name written as one; a single word of ours is sought among them."""
COMPACT = "="
"""A whole name without spaces, for words parted in other places."""
CONSONANTS = "#"
"""The consonants of a word in a script with vowels."""
BARE = "@"
"""The consonants of a word in a script without vowels."""
LONGEST = 48


class Key(NamedTuple):
    """A key, the weight of the words it stands for, and which word of the name it is.

    ``word`` is -1 for a key that stands for several words or for consonants.
    """

    text: str
    weight: float
    word: int


def listed_keys(form: NameForm) -> list[Key]:
    """Give all keys under which a listed name is entered.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> [key.text for key in listed_keys(read_name("Sahara Thunder"))][:3]
        ['sahara', 'thunder', '+saharathunder']
    """
    prefix = BARE if form.skeletal else CONSONANTS
    return _sounds(form) + _joined(form, JOINED) + _compact(form) + _skeletons(form, prefix)


def sought_keys(form: NameForm) -> list[Key]:
    """Give the keys under which a name of ours is sought.

    A name in a script with vowels is sought by sound among names of its kind and by consonants
    among names without vowels; the other way round likewise.
    """
    prefix = CONSONANTS if form.skeletal else BARE
    sounds = _sounds(form)
    parted = [Key(JOINED + key.text, key.weight, -1) for key in sounds if len(key.text) >= 5]
    return sounds + parted + _joined(form, "") + _compact(form) + _skeletons(form, prefix)


def forms_of(names: tuple[str, ...]) -> list[NameForm]:
    """Read names and keep those that hold at least one word."""
    return [form for form in map(read_name, names) if form.words]


def kind_of(key: str) -> str:
    """Give the first character that keeps kinds of key apart; empty for a plain word."""
    return key[0] if key and key[0] in (JOINED, COMPACT, CONSONANTS, BARE) else ""


def _sounds(form: NameForm) -> list[Key]:
    return [
        Key(sound_key(word), weight, at)
        for at, (word, weight) in enumerate(zip(form.words, form.weights, strict=True))
    ]


def _joined(form: NameForm, prefix: str) -> list[Key]:
    """Join neighbours, so that "Sahara Thunder" is found as "Saharathunder"."""
    words, weights = form.words, form.weights
    return [
        Key(prefix + sound_key(words[i] + words[i + 1]), weights[i] + weights[i + 1], -1)
        for i in range(len(words) - 1)
        if len(words[i]) + len(words[i + 1]) >= 5
    ]


def _compact(form: NameForm) -> list[Key]:
    """Give the whole name without spaces."""
    if len(form.compact) < 7:
        return []
    return [Key(COMPACT + sound_key(form.compact)[:LONGEST], sum(form.weights), -1)]


def _skeletons(form: NameForm, prefix: str) -> list[Key]:
    """Give consonant keys of words long enough to say something."""
    keys = []
    for word, weight in zip(form.words, form.weights, strict=True):
        bare = skeleton(word)
        if len(bare) >= 2:
            keys.append(Key(prefix + bare, weight, -1))
    return keys
