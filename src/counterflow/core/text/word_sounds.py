"""Give a word as it sounds, and its consonants alone: ways to romanise a name agree in them."""

from __future__ import annotations

import re
from functools import lru_cache

SOUNDS = (
    ("shch", "sh"), ("sch", "sh"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("tsch", "ch"),
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"),
    ("yy", "i"), ("ii", "i"), ("ij", "i"), ("ia", "ya"), ("iu", "yu"), ("ie", "e"), ("ye", "e"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("y", "i"),
)  # fmt: skip
"""What is written and how it sounds, one after the other; see ``sound_key``."""
_TWICE = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=1 << 15)
def sound_key(word: str) -> str:
    """Give a folded word as it sounds, with the choices of romanisation evened out.

    Example:
        >>> sound_key("hossein") == sound_key("hosein"), sound_key("qassem") == sound_key("kasem")
        (True, True)
    """
    for written, heard in SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


@lru_cache(maxsize=1 << 13)
def skeleton(word: str) -> str:
    """Give the consonants of a word, for names from scripts that leave vowels out.

    Example:
        >>> skeleton("mahan"), skeleton("mahn")
        ('mhn', 'mhn')
    """
    return sound_key(word).translate(_VOWELS)
