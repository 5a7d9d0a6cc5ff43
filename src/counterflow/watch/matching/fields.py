"""What every comparison of a field shares: its words, and the pair of names beside it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from counterflow.core.text.known_names import is_known
from counterflow.core.text.legal_forms import is_legal_form
from counterflow.core.text.name_tables import words_of_class
from counterflow.core.text.names import read_name
from counterflow.watch.matching.alignment import Alignment, WordPair
from counterflow.watch.matching.telling import PARTICLE

AGREE, DIFFER, UNKNOWN = "agree", "differ", "unknown"
COMMON_WORDS = 3
"""Words of a company name beyond which it is seldom borne by many."""
COMMON_PARTS = 2
"""The most parts of a person's name that many people share by chance."""
ALIKE = 0.7
"""How alike two words of a whole name must be."""
LIGHT = 0.55
"""The weight up to which a pair of words, a particle among them, need not be alike."""
INITIALS = 3
"""Letters of a word that may stand for many names ("ABC Trading")."""
HALF = 4
"""The fewest letters of each known word of which a word is made ("Stroyinvest")."""


class NamePair(NamedTuple):
    """Two names that were compared, as the fields beside them ask for it.

    Attributes:
        score: The likeness of the names.
        alignment: Word by word; ``None`` where the names are the same.
        ours: Our name.
        theirs: The listed name.
        is_common: Whether many parties bear such a name.
        is_one_word: Whether both are a single word.
        is_weak: Whether the listed name is a weak alias, which nothing lifts above its cap.
        cap: What kept the score down, in words (``names.CAPS``); empty where nothing did.
    """

    score: float
    alignment: Alignment | None
    ours: str
    theirs: str
    is_common: bool = False
    is_one_word: bool = False
    is_weak: bool = False
    cap: str = ""

    @property
    def can_be_helped(self) -> bool:
        """Tell whether a field that agrees may add to the score of the names.

        Not where a word of one is replaced by another word in the other, where a number or a
        father's name tells them apart, or where only one known word agrees.
        """
        if self.is_weak or self.cap:
            return False
        found = self.alignment
        if found is None:
            return True
        if found.ours_alone and found.theirs_alone:
            return False
        met = [pair.ours for pair in found.pairs if pair.weight > PARTICLE]
        return len(met) > 1 or not all(map(is_known, met))

    @property
    def has_left(self) -> bool:
        """Tell whether a word of either name is left over, particles and titles apart."""
        found = self.alignment
        if found is None:
            return False
        return any(weight > PARTICLE for _, weight in (*found.ours_alone, *found.theirs_alone))

    @property
    def is_whole(self) -> bool:
        """Tell whether all words answer one another, at least two of them.

        Particles may be there or not. An initial answers nothing here.
        """
        found = self.alignment
        if found is None:
            return min(len(read_name(self.ours).words), len(read_name(self.theirs).words)) > 1
        if self.has_left:
            return False
        if any((p.similarity < ALIKE and p.weight > LIGHT) or _is_initial(p) for p in found.pairs):
            return False
        first = found.pairs[0]
        return len(found.pairs) > 1 or (first.similarity == 1 and " " in first.ours + first.theirs)


def _is_initial(pair: WordPair) -> bool:
    return min(len(pair.ours), len(pair.theirs)) == 1 < max(len(pair.ours), len(pair.theirs))


@lru_cache(maxsize=1 << 14)
def is_common_name(name: str, *, person: bool, company: bool) -> bool:
    """Settle whether many parties bear such a name, so that little else is needed to clear it.

    Args:
        name: The name as written.
        person: Whether it may be the name of a person.
        company: Whether it may be the name of a company, a ship or another thing.

    Example:
        >>> is_common_name("Maria Garcia", person=True, company=False)
        True
        >>> is_common_name("Golden Star Trading LLC", person=False, company=True)
        True
        >>> is_common_name("Alabuga Machinery", person=False, company=True)
        False
    """
    form = read_name(name)
    words = [
        (w, weight) for w, weight in zip(form.words, form.weights, strict=True) if weight > 0.1
    ]
    if not words or form.skeletal:
        return False
    known = len(words) <= COMMON_PARTS and all(is_known(word) for word, _ in words)
    if len(words) == 1 and company and not is_joined(words[0][0]) and not is_legal_form(name):
        return False  # "HOMA": a single word may be a trade name of its own
    if person and known and (len(words) == 1 or any(weight < 1 for _, weight in words)):
        return True
    telling = [word for word, weight in words if weight >= 1]
    few = len(words) <= COMMON_WORDS
    return company and few and len(telling) <= 1 and all(map(_is_common_word, telling))


@lru_cache(maxsize=1 << 14)
def _is_common_word(word: str) -> bool:
    """Tell whether many companies bear a word: a known one, initials, or two known ones joined."""
    if is_known(word) or (len(word) <= INITIALS and word.isascii() and word.isalpha()):
        return True
    return is_joined(word)


@lru_cache(maxsize=1 << 14)
def is_joined(word: str) -> bool:
    """Tell whether a word is made of a trade and another known word ("Stroyinvest")."""
    trades = words_of_class("business")
    return any(
        (word[:at] in trades or word[at:] in trades)
        and _is_half(word[:at], trades)
        and _is_half(word[at:], trades)
        for at in range(HALF, len(word) - HALF + 1)
    )


def _is_half(word: str, trades: frozenset[str]) -> bool:
    return word in trades or is_known(word)
