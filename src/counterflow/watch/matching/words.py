"""How alike two words of a name are: misspelt, differently romanised, or an initial."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from counterflow.core.text.names import are_opposites, skeleton, sound_key

SAME_SOUND = 0.95
"""Two spellings of one sound: nearly as good as the same letters."""
OTHER_VOWEL = 0.9
"""A vowel apart between the same consonants (Shahed, Shahid): mostly another romanisation."""
INITIAL = 0.7
"""An initial that fits: consistent with the word, but so are many others."""
FLOOR = 0.5
"""Below this, two words are different words and not one misspelt."""
SHORT = 4
SHORT_ONE_EDIT = 0.6
"""One letter in a word of three or four makes another word as often as a misspelt one."""
SURE = 0.8
STEEPER = 1.2
"""Below ``SURE`` likeness falls faster: two changed letters in a short word make another word."""


@lru_cache(maxsize=1 << 17)
def word_similarity(ours: str, theirs: str) -> float:
    """Settle how alike two folded words are.

    Symmetric. Digits must be equal: ``3`` and ``4`` name two ships. A different first letter
    costs more than one inside, as people rarely mistype the first.

    Returns:
        1 for equal words, 0 for different ones, else the likeness between.

    Example:
        >>> word_similarity("alabuga", "alabuga"), word_similarity("olya3", "olya4")
        (1.0, 0.0)
        >>> 0.8 < word_similarity("albatros", "albatross") < 1
        True
    """
    if ours == theirs:
        return 1.0
    longest = max(len(ours), len(theirs))
    shortest = min(len(ours), len(theirs))
    if shortest == 1:
        return INITIAL if ours[0] == theirs[0] and not ours.isdigit() else 0.0
    # A folded word holds letters and digits only, so one that is not all letters has a digit.
    if not ours.isalpha() or not theirs.isalpha() or are_opposites(ours, theirs):
        return 0.0
    if shortest >= 3 and sound_key(ours) == sound_key(theirs):
        return SAME_SOUND
    distance = OSA.distance(ours, theirs)
    if longest <= SHORT:
        return SHORT_ONE_EDIT if distance == 1 and longest >= 3 else 0.0
    likeness = 1 - distance / longest
    if distance == 1 and _same_consonants(ours, theirs):
        likeness = max(likeness, OTHER_VOWEL)
    if ours[0] != theirs[0]:
        likeness *= 0.92
    if shortest >= 5:
        heard = sound_key(ours), sound_key(theirs)
        spread = OSA.distance(*heard) / max(map(len, heard))
        likeness = max(likeness, (1 - spread) * SAME_SOUND)
    if likeness < SURE:
        likeness -= (SURE - likeness) * STEEPER
    return likeness if likeness >= FLOOR else 0.0


@lru_cache(maxsize=1 << 16)
def skeleton_similarity(ours: str, theirs: str) -> float:
    """Settle how alike two words are by their consonants, for scripts without vowels.

    Example:
        >>> skeleton_similarity("shahd", "shahed")
        0.9
    """
    plain = word_similarity(ours, theirs)
    first, second = skeleton(ours), skeleton(theirs)
    if len(first) >= 2 and first == second:
        return max(plain, 0.9)
    longest = max(len(first), len(second))
    if longest >= 4:
        likeness = (1 - OSA.distance(first, second) / longest) * 0.9
        return max(plain, likeness if likeness >= FLOOR else 0.0)
    return plain


def _same_consonants(ours: str, theirs: str) -> bool:
    """Tell whether only a vowel differs; in a short word a further vowel makes another word."""
    bare = skeleton(ours)
    as_long = len(ours) == len(theirs) or min(len(ours), len(theirs)) >= 6
    return as_long and len(bare) >= 3 and bare == skeleton(theirs)
