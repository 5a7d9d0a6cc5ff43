"""Which of the words that two companies share say which company it is, and when none does."""

from __future__ import annotations

from functools import cache

from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.watch.matching.alignment import Alignment, WordPair

TELLING = 0.65
"""The weight above which a shared word says which company it is; trades and places say less."""
HALF_TELLING = 0.6
SHARED = 0.5
SHARED_WORDS = 3
"""Shared words of trades and places from which they tell a company together."""
ACRONYM_LETTERS = 3
"""Letters up to which another letter makes another acronym ("MCS", "MCA") and no slip."""
PARTICLE = 0.1
"""The weight of particles and titles, which say nothing."""


def says_little(alignment: Alignment) -> bool:
    """Tell whether two companies share only words that many bear, and are not the same name.

    "General Technology" is not meant by every "Technology Ltd", and one letter of a three-letter
    acronym makes another company.

    Args:
        alignment: Two names of companies or ships, word by word.

    Returns:
        ``False`` where a telling word answers another, or where nothing is left over and all is
        equal.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> from counterflow.watch.matching.alignment import align
        >>> says_little(align(read_name("Technology"), read_name("General Technology")))
        True
        >>> says_little(align(read_name("Brasdol"), read_name("Brasdol Technology")))
        False
    """
    if any(pair.weight > TELLING and pair.similarity == 1 for pair in alignment.pairs):
        return False
    met = [pair for pair in alignment.pairs if pair.weight > PARTICLE]
    shared = [pair.weight for pair in met if not _is_open(pair)]
    if any(weight > TELLING for weight in shared) or len(shared) >= SHARED_WORDS:
        return False
    left = [word for word, weight in (*alignment.ours_alone, *alignment.theirs_alone)
            if weight > PARTICLE or word in words_of_class("business")]  # fmt: skip
    if len(met) > 1:
        left = [word for word in left if word not in _never_separate()]
    return bool(left) or (len(shared) < len(met) and not any(map(_is_half_told, met)))


def _is_half_told(pair: WordPair) -> bool:
    """Tell whether a place or a known name is shared, which says more than a trade."""
    return pair.weight >= HALF_TELLING and pair.similarity == 1


def _is_open(pair: WordPair) -> bool:
    """Tell whether a pair may as well be of two companies: an initial, or another acronym."""
    if pair.similarity == 1:
        return False
    words = (pair.ours, pair.theirs)
    if min(map(len, words)) == 1:
        return True
    short = max(map(len, words)) <= ACRONYM_LETTERS and pair.weight > SHARED
    return short and words_of_class("particle").isdisjoint(words)


@cache
def _never_separate() -> frozenset[str]:
    """Give the words by which a company is no other one than without them (group, holding)."""
    return frozenset(map(str, name_table("common_words")["never_separate"]))
