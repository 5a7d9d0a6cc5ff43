"""Variations that a reader does not see or hardly sees: case, marks, look-alike letters."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from functools import cache

from counterflow.screening.tuning.listed_names import Lexicon, ListedText, is_latin
from counterflow.screening.tuning.tables import tuning_table

INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\u00ad", "\ufeff")
"""Zero-width space, non-joiner, joiner, word joiner, soft hyphen, byte order mark."""
BLANKS = ("\u00a0", "\u2009", "\u202f", "\u3000", "\t", "  ")
"""What stands for a blank in texts from the web and from type-setting."""
BIDI_PAIRS = (
    ("\u200e", "\u200e"), ("\u200f", "\u200f"), ("\u202a", "\u202c"), ("\u202b", "\u202c"),
    ("\u202d", "\u202c"), ("\u202e", "\u202c"), ("\u2066", "\u2069"), ("\u2067", "\u2069"),
    ("\u2068", "\u2069"), ("\u061c", ""),
)  # fmt: skip
"""Marks that open and close a direction of writing (Unicode Standard Annex 9)."""
_QUOTES = (('"', '"'), ("«", "»"), ("“", "”"), ("'", "'"))
_FULL_WIDTH = 0xFEE0
"""Distance from an ASCII letter to its full-width form (U+FF01 to U+FF5E)."""


def identical(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Give a strong name as it is listed."""
    return name.text


def other_case(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Write a name in capitals, in small letters, or with capitals at the start of words."""
    written = (name.text.upper(), name.text.lower(), name.text.title())
    return _other_than(rng, name.text, [text for text in written if _same_letters(text, name.text)])


def _same_letters(one: str, other: str) -> bool:
    """Leave out letters whose capitals and small letters do not lead back (German ß, Turkish ı)."""
    return one.casefold() == other.casefold()


def punctuation(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Add or leave out quotes, commas, hyphens and full stops between words."""
    words = name.words
    text = " ".join(words)
    opening, closing = rng.choice(_QUOTES)
    ways = [f"{opening}{text}{closing}", f"{text}."]
    if len(words) > 1:
        at = rng.randrange(1, len(words))
        ways += ["-".join(words) if len(words) == 2 else " ".join([*words[:at], "-", *words[at:]])]
    if "-" in text:
        ways.append(text.replace("-", " "))
    return _other_than(rng, name.text, ways)


def no_accents(_: random.Random, name: ListedText, __: Lexicon) -> str | None:
    """Write a Latin name without its accents."""
    if not is_latin(name.text):
        return None
    opened = unicodedata.normalize("NFD", name.text)
    return "".join(letter for letter in opened if not unicodedata.combining(letter))


def homoglyphs(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Put look-alike letters of another alphabet, or full-width letters, in place of some."""
    if not name.text.isascii():
        return None
    if rng.random() < 0.2:
        return "".join(chr(ord(c) + _FULL_WIDTH) if c.isalnum() else c for c in name.text)
    known = _look_alikes()
    places = [at for at, letter in enumerate(name.text) if letter in known]
    if not places:
        return None
    letters = list(name.text)
    for at in rng.sample(places, min(len(places), rng.randint(1, 3))):
        letters[at] = rng.choice(known[letters[at]])
    return "".join(letters)


def invisible(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Put characters that nobody sees into words, or another blank between them."""
    text = name.text
    if not is_latin(text):
        return None  # in Persian and in scripts of India some of these marks say something
    if " " in text and rng.random() < 0.3:
        return text.replace(" ", rng.choice(BLANKS))
    for _once in range(rng.randint(1, 3)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(INVISIBLE) + text[at:]
    return text


def bidi_marks(rng: random.Random, name: ListedText, _: Lexicon) -> str | None:
    """Wrap the name, or one of its words, into marks that steer the direction of writing."""
    opening, closing = rng.choice(BIDI_PAIRS)
    words = name.text.split(" ")
    if rng.random() < 0.5:
        return f"{opening}{name.text}{closing}"
    at = rng.randrange(len(words))
    words[at] = f"{opening}{words[at]}{closing}"
    return " ".join(words)


def _other_than(rng: random.Random, text: str, ways: Sequence[str]) -> str | None:
    others = [way for way in dict.fromkeys(ways) if way != text]
    return rng.choice(others) if others else None


@cache
def _look_alikes() -> dict[str, str]:
    found: dict[str, str] = tuning_table("variations")["look_alikes"]
    return found
