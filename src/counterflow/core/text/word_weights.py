"""Weigh the words of a name: how much agreement on each of them says.

``data/names/common_words.yaml`` holds the words that many businesses and people share, and
``abbreviations.yaml`` those that tell sister companies apart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from counterflow.core.text.legal_forms import LONGEST_NEAR, is_legal_word, may_be_legal
from counterflow.core.text.name_tables import name_table
from counterflow.core.text.terms import term_words
from counterflow.core.text.word_sounds import skeleton

LEGAL_WORD = 0.2
"""Weight of a word of a legal form that stands misspelt or out of place ("Litmited")."""
TERM_WORD = 0.45
"""Weight of a word of a term ("scientific", "shipyard") that no class of shared words holds."""
NEAR_LEGAL = 0.3
"""Weight of a word at either end that may be a short legal form with a slip ("LTa")."""


@cache
def _word_weights() -> dict[str, float]:
    """Give the weight of each shared word; the lightest class wins where a word has two."""
    weights: dict[str, float] = {}
    for entry in name_table("common_words")["classes"].values():
        for word in entry["words"]:
            key = str(word)
            weights[key] = min(entry["weight"], weights.get(key, 1.0))
    return weights


@cache
def _opposites() -> dict[str, int]:
    """Give each word that tells sister companies apart the number of its group."""
    groups = name_table("abbreviations")["opposites"]
    return {str(word): at for at, group in enumerate(groups) for word in group}


def is_opposite(word: str) -> bool:
    """Tell whether a word is one of those that tell sister companies apart.

    Example:
        >>> is_opposite("north"), is_opposite("trading")
        (True, False)
    """
    return word in _opposites()


def opposite_group(word: str) -> int:
    """Give the group of words that tell sister companies apart, from 1; 0: in none.

    Example:
        >>> opposite_group("north") == opposite_group("south"), opposite_group("trading")
        (True, 0)
    """
    return _opposites().get(word, -1) + 1


def are_opposites(one: str, other: str) -> bool:
    """Settle whether two different words tell sister companies apart (north, south).

    Example:
        >>> are_opposites("north", "south"), are_opposites("north", "north")
        (True, False)
    """
    groups = _opposites()
    return one != other and one in groups and groups[one] == groups.get(other)


@cache
def _bare_weights() -> dict[str, float]:
    """Give the weights of the longer shared words by their consonants."""
    weights: dict[str, float] = {}
    for word, weight in _word_weights().items():
        bare = skeleton(word)
        if len(word) >= 4 and len(bare) >= 3:
            weights[bare] = max(weight, weights.get(bare, 0.0))
    return weights


@lru_cache(maxsize=1 << 15)
def word_weight(word: str) -> float:
    """Settle how much agreement on one folded word says, from 0.1 to 1.

    Example:
        >>> word_weight("trading"), word_weight("alabuga"), word_weight("of")
        (0.35, 1.0, 0.1)
    """
    known = _word_weights().get(word)
    if is_legal_word(word):
        return LEGAL_WORD if known is None else min(known, LEGAL_WORD)
    if known is not None:
        return known
    if word in term_words("business", "institution", "trade"):
        return TERM_WORD
    if len(word) == 1:
        return 0.3
    return 0.7 if len(word) == 2 and not word.isdigit() else 1.0


def bare_weight(word: str) -> float:
    """Weigh a word written without vowels by the shared words it may stand for.

    Example:
        >>> bare_weight("trdng") == word_weight("trading")
        True
    """
    return _bare_weights().get(skeleton(word), word_weight(word))


def weights_of(words: list[str], weigh: Callable[[str], float]) -> tuple[float, ...]:
    """Weigh words; what may be a short legal form with a slip counts little beside others.

    Args:
        words: Folded words without the legal form.
        weigh: Weighs one word: ``word_weight``, or ``bare_weight`` for words without vowels.

    Example:
        >>> weights_of(["brasdol", "lta"], word_weight)
        (1.0, 0.3)
    """
    weights = list(map(weigh, words))
    if len(words) > 1:
        for at in (0, -1):
            word = words[at]
            if len(word) <= LONGEST_NEAR and weights[at] > NEAR_LEGAL and may_be_legal(word):
                others = weights[1:] if at == 0 else weights[:-1]
                if max(others) >= 1:
                    weights[at] = NEAR_LEGAL
    return tuple(weights)
