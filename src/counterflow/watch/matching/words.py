"""How alike two words of a name are: misspelt, differently romanised, short forms, initials."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from counterflow.core.text.abjads import consonant_keys, given_name, latin_key, reads_as
from counterflow.core.text.known_names import Kinship, kinship
from counterflow.core.text.name_systems import variants
from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.core.text.names import number_key
from counterflow.core.text.terms import term_words
from counterflow.core.text.word_sounds import skeleton, sound_key
from counterflow.core.text.word_weights import are_opposites

ONE_NAME = 0.97
"""Two known spellings of one name."""
SAME_SOUND = 0.95
"""Two spellings of one sound: nearly as good as the same letters."""
READ_AS = 0.93
"""Letters that a scanner took for digits."""
OTHER_VOWEL = 0.9
"""A vowel apart between the same consonants (Shahed, Shahid): mostly another romanisation."""
PLURAL = 0.95
"""One trade, as one thing and as many."""
SHORT_FORM = 0.86
"""A short form and its full name (Sasha, Aleksandr)."""
RELATED_NAME = 0.65
"""One name in two languages (Juan, John): often two people, sometimes one in two passports."""
CUT_SHORT = 0.85
"""A word cut short with a full stop behind (Univ., University)."""
INITIAL = 0.7
"""An initial that fits: consistent with the word, but so are many others."""
SAME_CONSONANTS = 0.75
"""The same consonants, where a long vowel says otherwise."""
BARE_FLOOR = 0.65
FLOOR = 0.5
"""Below this, two words are different words and not one misspelt."""
PINYIN_LETTERS = 5
"""The fewest letters of two syllables of Chinese: shorter words may be of any language."""
TWO_SYLLABLES = 12
"""The most letters of two syllables of Chinese."""
SHORT = 4
SHORT_ONE_EDIT = 0.7
"""One letter in a word of three or four, neither of them a known word."""
SURE = 0.8
STEEPER = 1.2
"""Below ``SURE`` likeness falls faster: two changed letters in a short word make another word."""
LONG = 8
"""Letters from which two slips leave a word the same."""
_KIN = {Kinship.ONE: ONE_NAME, Kinship.SHORT: SHORT_FORM, Kinship.RELATED: RELATED_NAME}
_SCANNED = str.maketrans("015", "ols")


@lru_cache(maxsize=1 << 15)
def word_similarity(ours: str, theirs: str) -> float:
    """Settle how alike two folded words are.

    Symmetric. Digits must be equal: ``3`` and ``4`` name two ships. Two known names or words that
    are not spellings of one another are different, however near. A different first letter
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
    if not ours.isalpha() or not theirs.isalpha():
        return _scanned(ours, theirs)
    return 0.0 if are_opposites(ours, theirs) else _of_letters(ours, theirs, longest, shortest)


def _of_letters(ours: str, theirs: str, longest: int, shortest: int) -> float:
    """Compare two different words without digits."""
    kin = kinship(ours, theirs)
    if kin is not Kinship.ONE and shortest >= 3 and sound_key(ours) == sound_key(theirs):
        return SAME_SOUND
    if kin is Kinship.OPEN and shortest >= 3 and _one_in_two_systems(ours, theirs):
        return SAME_SOUND
    if kin is Kinship.OPEN and are_other_syllables(ours, theirs):
        return 0.0
    if kin in (Kinship.OTHER, Kinship.OPEN) and _is_plural(ours, theirs):
        return PLURAL
    known = _KIN.get(kin)
    if kin is Kinship.OPEN or kin is Kinship.RELATED:
        return max(known or 0.0, _misspelt(ours, theirs, longest, shortest))
    return known or 0.0


def _is_plural(ours: str, theirs: str) -> bool:
    """Tell whether one trade is written as one thing and as many ("electronic", "electronics")."""
    short, long = (ours, theirs) if len(ours) < len(theirs) else (theirs, ours)
    return long == f"{short}s" and (is_trade(short) or is_trade(long))


def are_other_syllables(ours: str, theirs: str) -> bool:
    """Tell whether two words are two syllables of Chinese each, and no single slip apart.

    One other syllable is another given name, however few letters differ.

    Example:
        >>> are_other_syllables("zhigang", "zhiqiang"), are_other_syllables("zhigang", "zhigan")
        (True, False)
        >>> are_other_syllables("zhigang", "zhiqang")
        False
    """
    if min(len(ours), len(theirs)) < PINYIN_LETTERS:
        return False
    return all(map(is_two_syllables, (ours, theirs))) and OSA.distance(ours, theirs) > 1


@lru_cache(maxsize=1 << 15)
def is_two_syllables(word: str) -> bool:
    """Tell whether a folded word can be read as two syllables of Chinese.

    Example:
        >>> is_two_syllables("zhigang"), is_two_syllables("brasdol")
        (True, False)
    """
    syllables = _pinyin()
    if len(word) > TWO_SYLLABLES:
        return False
    return any(word[:at] in syllables and word[at:] in syllables for at in range(1, len(word)))


@cache
def _pinyin() -> frozenset[str]:
    table = name_table("syllables")["pinyin"]
    return frozenset(start + end for start, ends in table.items() for end in ends.split())


@lru_cache(maxsize=1 << 14)
def is_trade(word: str) -> bool:
    """Tell whether a folded word names a trade or a kind of business."""
    return word in words_of_class("business") or word in term_words(
        "business", "institution", "trade"
    )


def _one_in_two_systems(ours: str, theirs: str) -> bool:
    """Tell whether two words are one in two romanisations ("abderrahmane", "abdulrahman")."""
    mine, other = _all_spellings(ours), _all_spellings(theirs)
    return not mine.isdisjoint(other)


@lru_cache(maxsize=1 << 15)
def _all_spellings(word: str) -> frozenset[str]:
    """Give a word and its spellings by other systems, as they sound."""
    return frozenset(map(sound_key, (word, *variants(word))))


@lru_cache(maxsize=1 << 15)
def abjad_similarity(letters: str, latin: str) -> float:
    """Settle how alike a word in Arabic or Hebrew letters and a folded Latin one are.

    Example:
        >>> abjad_similarity("خالد", "khalid"), abjad_similarity("خالد", "walid")
        (0.95, 0.0)
    """
    if letters.isascii():
        return word_similarity(letters, latin)
    kin = _as_given_name(letters, latin)
    if kin is Kinship.OTHER:
        return 0.0
    if kin is Kinship.ONE or reads_as(letters, latin):
        return SAME_SOUND
    key, keys = latin_key(latin), consonant_keys(letters)
    if key in keys:
        return SAME_CONSONANTS
    longest = max(len(key), *map(len, keys))
    if longest < 4:
        return 0.0
    likeness = max(1 - OSA.distance(key, one) / max(len(key), len(one)) for one in keys) * 0.9
    return likeness if likeness >= BARE_FLOOR else 0.0


def _as_given_name(letters: str, latin: str) -> Kinship:
    """Settle how a usual given name in Arabic letters and a Latin word stand to one another."""
    meant = given_name(letters)
    if not meant:
        return Kinship.OPEN
    return Kinship.ONE if meant == latin else kinship(*sorted((meant, latin)))


def _misspelt(ours: str, theirs: str, longest: int, shortest: int) -> float:
    """Grade how few letters apart two words are of which one at least is not known."""
    distance = OSA.distance(ours, theirs)
    if longest <= SHORT:
        return SHORT_ONE_EDIT if distance == 1 and longest >= 3 else 0.0
    likeness = 1 - distance / longest
    if distance == 1 and _same_consonants(ours, theirs):
        likeness = max(likeness, OTHER_VOWEL)
    if ours[0] != theirs[0]:
        likeness *= 0.95
    if shortest >= 5:
        heard = sound_key(ours), sound_key(theirs)
        spread = OSA.distance(*heard) / max(map(len, heard))
        likeness = max(likeness, (1 - spread) * SAME_SOUND)
    if likeness < SURE:
        likeness -= (SURE - likeness) * (STEEPER if longest < LONG else 1.0)
    return likeness if likeness >= FLOOR else 0.0


def _scanned(ours: str, theirs: str) -> float:
    """Compare words with digits: equal but for digits that a scanner puts for letters."""
    if number_key(ours) == number_key(theirs):
        return READ_AS
    if ours.isdigit() or theirs.isdigit():
        return 0.0
    plain = ours.translate(_SCANNED), theirs.translate(_SCANNED)
    letters = sum(map(str.isalpha, ours)), sum(map(str.isalpha, theirs))
    if plain[0] == plain[1] and min(letters) >= 3 and (ours.isalpha() or theirs.isalpha()):
        return READ_AS
    bare = ours.strip("0123456789"), theirs.strip("0123456789")
    same_digits = [c for c in ours if c.isdigit()] == [c for c in theirs if c.isdigit()]
    if same_digits and min(map(len, bare)) >= 4:
        distance = OSA.distance(ours, theirs)
        return 1 - distance / max(len(ours), len(theirs)) if distance <= 2 else 0.0
    return 0.0


def _same_consonants(ours: str, theirs: str) -> bool:
    """Tell whether only a vowel differs; in a short word a further vowel makes another word."""
    bare = skeleton(ours)
    as_long = len(ours) == len(theirs) or min(len(ours), len(theirs)) >= 6
    return as_long and len(bare) >= 3 and bare == skeleton(theirs)
