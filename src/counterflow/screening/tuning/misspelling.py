"""Slips of the pen: a letter lost, added, replaced or turned round with the next."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence

from counterflow.screening.tuning.listed_names import Lexicon, ListedText, is_latin

LEAST_LETTERS = 6
"""Letters that a name must have before it is misspelt: below, a slip often makes another name."""


def misspelt(rng: random.Random, text: str, slips: int) -> str:
    """Make so many random slips in a text that holds a letter; never the text itself.

    Example:
        >>> misspelt(random.Random(1), "Sahara", 1) != "Sahara"
        True
    """
    while True:
        made = text
        for _ in range(slips):
            made = _slip(rng, made)
        if made != text:
            return made


def one_typo(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Make one slip in a Latin name of six letters or more."""
    return misspelt(rng, name.text, 1) if _long_enough(name) else None


def two_typos(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Make two slips in a Latin name of six letters or more."""
    return misspelt(rng, name.text, 2) if _long_enough(name) else None


def typo_in_every_word(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Make one slip in every word of a Latin name of two words or more."""
    words = name.text.split()
    if not _long_enough(name) or len(words) < 2:
        return None
    lettered = any(map(str.isalpha, name.text))
    return " ".join(_in_word(rng, word) for word in words) if lettered else None


def one_word_typo(rng: random.Random, name: ListedText, lexicon: Lexicon) -> str | None:
    """Make one slip in a name of one word."""
    return one_typo(rng, name, lexicon) if len(name.text.split()) == 1 else None


def two_words_two_typos(rng: random.Random, name: ListedText, lexicon: Lexicon) -> str | None:
    """Make two slips in a name of two words, anywhere."""
    return two_typos(rng, name, lexicon) if len(name.text.split()) == 2 else None


def _long_enough(name: ListedText) -> bool:
    return sum(map(str.isalpha, name.text)) >= LEAST_LETTERS and is_latin(name.text)


def _in_word(rng: random.Random, word: str) -> str:
    return misspelt(rng, word, 1) if any(map(str.isalpha, word)) else word


def _slip(rng: random.Random, text: str) -> str:
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    while True:
        made = _slip_at(rng, text, rng.choice(places), places)
        if made != text:
            return made


def _slip_at(rng: random.Random, text: str, at: int, places: Sequence[int]) -> str:
    letter = rng.choice(string.ascii_lowercase)
    letter = letter.upper() if text[at].isupper() else letter
    match rng.choice(("added", "lost", "replaced", "turned")):
        case "added":
            at += rng.randrange(2)
            return text[:at] + letter + text[at:]
        case "lost":
            # The only letter of a word stays: no slip of a letter takes a whole word away.
            alone = at - 1 not in places and at + 1 not in places
            return text if alone else text[:at] + text[at + 1 :]
        case "replaced":
            return text[:at] + letter + text[at + 1 :]
        case _:
            if at + 1 not in places:
                return text
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
