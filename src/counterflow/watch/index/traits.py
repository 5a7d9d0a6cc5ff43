"""What the compiled scorer asks of a word: its letters, its sound, the names it is a spelling of.

All that ``matching.words.word_similarity`` looks up in tables, once per word instead of once per
pair of words, as numbers. ``likeness`` puts two such words together.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.known_names import NameTraits, name_traits
from counterflow.core.text.name_systems import variants
from counterflow.core.text.name_tables import words_of_class
from counterflow.core.text.names import ordinal_digits
from counterflow.core.text.word_sounds import sound_key
from counterflow.core.text.word_weights import opposite_group
from counterflow.watch.index.keys import CUT
from counterflow.watch.index.remembered import Word
from counterflow.watch.matching.alignment import SIGNS
from counterflow.watch.matching.words import is_trade, is_two_syllables

WIDEST = 64
"""Letters of a word that a machine word of the distance holds; longer ones are left to Python."""
(BEGIN, SIZE, HEARD, HEARD_SIZE, FLAGS, FATHER, OPPOSITE, ORDINAL,
 LINKS, GROUPS, FULL, RELATED, RELATED_FULL, SPELT, MARKS) = range(15)  # fmt: skip
"""Columns of ``Traits.rows``: where the letters of a word begin and how many there are, the same of
its sound, its flags, the letters of the father's name, the group of opposites (0: none), the
digits of an ordinal; where its links begin and where each kind of them ends; marks that a word has
in one name (``sides.letter_marks``), 0 here."""
COLUMNS = 15
ALPHA, DIGITS, KNOWN, CHINESE, SYLLABLES, TRADE, GIVEN, SIGN, IS_CUT, LONG = (
    1 << bit for bit in range(10)
)
"""Flags: all letters; all digits; a known name or word; a Chinese given name of two syllables; two
syllables of Chinese; a trade; a common given name; two letters that may be an initial; written
with a full stop behind; longer than ``WIDEST``, or its sound is."""


class Traits(NamedTuple):
    """Many words.

    Attributes:
        letters: Letters of words and of their sounds.
        rows: A row of numbers per word; the columns are above.
        links: Groups of known names that words are spellings of, then those of their full names,
            those related to either, those related to the full names, then hashes of how the word
            and its spellings by other systems sound.
    """

    letters: NDArray[np.uint8]
    rows: NDArray[np.int32]
    links: NDArray[np.int64]


def traits_of(words: Sequence[Word], *, letters: int = 0, links: int = 0) -> Traits:
    """Gather what is asked of words.

    Args:
        words: Folded words, each with its own letters; see ``keys.own_letters``.
        letters: Letters that stand before these.
        links: Links that stand before these.

    Example:
        >>> found = traits_of([("khalid", "")])
        >>> bytes(found.letters), int(found.rows[0, SIZE]), int(found.rows[0, HEARD_SIZE])
        (b'khalidhalid', 6, 5)
    """
    texts: list[str] = []
    rows: list[tuple[int, ...]] = []
    held: list[int] = []
    for word, own in words:
        heard = sound_key(word)
        texts.append(word)
        begin, sounds = letters, letters
        letters += len(word)
        if heard != word:
            texts.append(heard)
            sounds = letters
            letters += len(heard)
        names = name_traits(word)
        ends = [links + len(held)]
        spelt = _spelt(word, heard)
        for kind in (names.groups, names.full, names.related, names.related_full, spelt):
            held.extend(kind)
            ends.append(links + len(held))
        flags = _flags(word, own, names)
        if max(len(word), len(heard)) > WIDEST:
            flags |= LONG
        rows.append((
            begin, len(word), sounds, len(heard), flags, names.father, opposite_group(word),
            ordinal_digits(word), *ends, 0,
        ))  # fmt: skip
    return Traits(
        np.frombuffer("".join(texts).encode("ascii"), np.uint8),
        np.array(rows, np.int32).reshape(-1, COLUMNS),
        np.array(held, np.int64),
    )


def _flags(word: str, own: str, names: NameTraits) -> int:
    """Give the flags of a word."""
    return (
        (ALPHA if word.isalpha() else 0)
        | (DIGITS if word.isdigit() else 0)
        | (KNOWN if names.is_known else 0)
        | (CHINESE if names.is_chinese else 0)
        | (SYLLABLES if is_two_syllables(word) else 0)
        | (TRADE if is_trade(word) else 0)
        | (GIVEN if word in words_of_class("given_name") else 0)
        | (SIGN if word in SIGNS else 0)
        | (IS_CUT if own == CUT else 0)
    )


def _spelt(word: str, heard: str) -> list[int]:
    """Give the sounds of a word and of its spellings by other systems, hashed."""
    others = variants(word)
    return sorted({_hash(heard), *(_hash(sound_key(one)) for one in others)})


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("ascii"), digest_size=8).digest(), signed=True)
