"""How alike two words are, as ``matching.words.word_similarity`` has it. Compiled loops.

The same steps in the same order on what ``traits`` gathered of each word, so that the answer is the
same to the last bit; a property test holds the two together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.spelling import osa_distance
from counterflow.watch.index.traits import (
    ALPHA,
    BEGIN,
    CHINESE,
    DIGITS,
    FATHER,
    FLAGS,
    FULL,
    GROUPS,
    HEARD,
    HEARD_SIZE,
    KNOWN,
    LINKS,
    OPPOSITE,
    ORDINAL,
    RELATED,
    RELATED_FULL,
    SIZE,
    SPELT,
    SYLLABLES,
    TRADE,
)
from counterflow.watch.matching.words import (
    FLOOR,
    INITIAL,
    LONG,
    ONE_NAME,
    OTHER_VOWEL,
    PINYIN_LETTERS,
    PLURAL,
    READ_AS,
    RELATED_NAME,
    SAME_SOUND,
    SHORT,
    SHORT_FORM,
    SHORT_ONE_EDIT,
    STEEPER,
    SURE,
)

Text = NDArray[np.uint8]
Rows = NDArray[np.int64]
Links = NDArray[np.int64]
Masks = NDArray[np.uint64]
OURS: Any = np.int64(0)
THEIRS: Any = np.int64(1)
"""The sides. Of a plain 0 or 1 handed over the compiler makes a further piece of code for each."""
SIGNS = 96
"""Signs from "!" on that a mask is kept for."""
_ONE, _SHORT, _RELATED, _OTHER, _OPEN = range(5)
"""The kinds of ``core.text.known_names.Kinship``."""
_SIGN, _O, _L, _S, _ZERO, _NINE, _FIVE, _SMALL_A = (ord(c) for c in "!ols095a")


@compiled
def edits(
    text: Text, side: int, begin: int, size: int, other: int, start: int, length: int, masks: Masks
) -> int:
    """Count the edits between two texts, a swap of neighbours as one.

    Args:
        text: Letters of both sides.
        side: Where the first text is.
        begin: Where it begins.
        size: Its letters, at most 64.
        other: Where the other text is.
        start: Where it begins.
        length: Its letters.
        masks: Room for ``SIGNS`` masks, all 0; it is so again at the end.
    """
    if size == 0 or length == 0:
        return size + length
    for at in range(begin, begin + size):
        masks[text[side, at] - _SIGN] |= np.uint64(1) << np.uint64(at - begin)
    found = osa_distance(masks, size, text[other], start, start + length)
    for at in range(begin, begin + size):
        masks[text[side, at] - _SIGN] = np.uint64(0)
    return int(found)


@compiled
def shared_letters(text: Text, side: int, size: int, length: int, masks: Masks) -> int:
    """Count the letters of the longest common subsequence of two texts.

    Args:
        text: Letters of both sides.
        side: That of the first text, which stands at its beginning.
        size: Its letters, at most 64.
        length: Those of the text at the beginning of the other side.
        masks: Room; see ``edits``.

    Basis:
        Hyyrö, "Bit-parallel LCS-length computation revisited" (2004).
    """
    for at in range(size):
        masks[text[side, at] - _SIGN] |= np.uint64(1) << np.uint64(at)
    held = ~np.uint64(0)
    for at in range(length):
        met = held & masks[text[1 - side, at] - _SIGN]
        held = (held + met) | (held - met)
    for at in range(size):
        masks[text[side, at] - _SIGN] = np.uint64(0)
    shared = 0
    for at in range(size):
        if not (held >> np.uint64(at)) & np.uint64(1):
            shared += 1
    return shared


@inlined
def are_equal(
    text: Text, side: int, begin: int, size: int, other: int, start: int, length: int
) -> bool:
    """Tell whether two texts are the same letters; the arguments are those of ``edits``."""
    same = size == length
    at = 0
    while same and at < size:
        same = text[side, begin + at] == text[other, start + at]
        at += 1
    return same


@inlined
def _meet(links: Links, begin: int, end: int, start: int, stop: int) -> bool:
    """Tell whether two spans of links have one in common."""
    met = False
    for at in range(begin, end):
        for place in range(start, stop):
            met = met or links[0, at] == links[1, place]
    return met


@compiled
def word_likeness(text: Text, rows: Rows, links: Links, i: int, j: int, masks: Masks) -> float:
    """Settle how alike two folded words are; see ``matching.words.word_similarity``.

    Args:
        text: Letters of both names.
        rows: Numbers of the words of both.
        links: Names that they are spellings of.
        i: Which word of ours, none longer than ``traits.WIDEST``.
        j: Which listed word.
        masks: Room, see ``edits``.
    """
    begin, size = rows[0, i, BEGIN], rows[0, i, SIZE]
    start, length = rows[1, j, BEGIN], rows[1, j, SIZE]
    if are_equal(text, OURS, begin, size, THEIRS, start, length):
        return 1.0
    if min(size, length) == 1:
        # Of a digit and a longer word that begins with it the digit comes first in the alphabet.
        same = text[0, begin] == text[1, start] and text[0, begin] >= _SMALL_A
        return INITIAL if same else 0.0
    if not (rows[0, i, FLAGS] & rows[1, j, FLAGS] & ALPHA):
        return _scanned(text, rows, i, j, masks)
    if rows[0, i, OPPOSITE] and rows[0, i, OPPOSITE] == rows[1, j, OPPOSITE]:
        return 0.0
    return _of_letters(text, rows, links, i, j, masks)


@compiled
def _of_letters(text: Text, rows: Rows, links: Links, i: int, j: int, masks: Masks) -> float:
    """Compare two different words without digits."""
    size, length = rows[0, i, SIZE], rows[1, j, SIZE]
    kin = _kinship(text, rows, links, i, j, masks)
    if kin != _ONE and min(size, length) >= 3 and are_equal(
        text, OURS, rows[0, i, HEARD], rows[0, i, HEARD_SIZE],
        THEIRS, rows[1, j, HEARD], rows[1, j, HEARD_SIZE],
    ):  # fmt: skip
        return SAME_SOUND
    if kin == _OPEN:
        if min(size, length) >= 3 and _meet(
            links, rows[0, i, RELATED_FULL], rows[0, i, SPELT],
            rows[1, j, RELATED_FULL], rows[1, j, SPELT],
        ):  # fmt: skip
            return SAME_SOUND
        if (
            rows[0, i, FLAGS] & rows[1, j, FLAGS] & SYLLABLES
            and min(size, length) >= PINYIN_LETTERS
            and _apart(text, rows, i, j, masks) > 1
        ):
            return 0.0
    is_trade = (rows[0, i, FLAGS] | rows[1, j, FLAGS]) & TRADE
    if is_trade and kin >= _OTHER and _is_plural(text, rows, i, j):
        return PLURAL
    if kin >= _RELATED and kin != _OTHER:
        return max(RELATED_NAME if kin == _RELATED else 0.0, _misspelt(text, rows, i, j, masks))
    return ONE_NAME if kin == _ONE else SHORT_FORM if kin == _SHORT else 0.0


@compiled
def _apart(text: Text, rows: Rows, i: int, j: int, masks: Masks) -> int:
    """Count the edits between two words."""
    return edits(
        text,
        OURS,
        rows[0, i, BEGIN],
        rows[0, i, SIZE],
        THEIRS,
        rows[1, j, BEGIN],
        rows[1, j, SIZE],
        masks,
    )


@compiled
def _is_plural(text: Text, rows: Rows, i: int, j: int) -> bool:
    """Tell whether one of two words is the other with an s behind."""
    begin, size = rows[0, i, BEGIN], rows[0, i, SIZE]
    start, length = rows[1, j, BEGIN], rows[1, j, SIZE]
    if size == length + 1:
        ending, size = text[0, begin + length], length
    elif length == size + 1:
        ending, length = text[1, start + size], size
    else:
        return False
    return ending == _S and are_equal(text, OURS, begin, size, THEIRS, start, length)


@compiled
def _kinship(text: Text, rows: Rows, links: Links, i: int, j: int, masks: Masks) -> int:
    """Settle how two different words stand to one another; see ``known_names.kinship``."""
    mine, mine_groups, mine_full = rows[0, i, LINKS], rows[0, i, GROUPS], rows[0, i, FULL]
    other, groups, full = rows[1, j, LINKS], rows[1, j, GROUPS], rows[1, j, FULL]
    if mine_full > mine and full > other:
        if _meet(links, mine, mine_groups, other, groups):
            return _ONE
        # The full names behind a short form, and the names themselves.
        short = _meet(links, mine_groups, mine_full, other, full)
        if short or _meet(links, mine, mine_groups, groups, full):
            return _SHORT
        related = _meet(links, mine_full, rows[0, i, RELATED], other, groups)
        further = rows[1, j, RELATED], rows[1, j, RELATED_FULL]
        if related or _meet(links, mine, mine_groups, further[0], further[1]):
            return _RELATED
    if mine == mine_groups and other == groups and _is_plural(text, rows, i, j):
        return _OPEN
    if rows[0, i, FLAGS] & rows[1, j, FLAGS] & (KNOWN | CHINESE):
        return _OTHER
    size, length = rows[0, i, FATHER], rows[1, j, FATHER]
    apart = 0
    if size and length:
        begin, start = rows[0, i, BEGIN], rows[1, j, BEGIN]
        apart = edits(text, OURS, begin, size, THEIRS, start, length, masks)
    return _OTHER if apart > 1 else _OPEN


@compiled
def _misspelt(text: Text, rows: Rows, i: int, j: int, masks: Masks) -> float:
    """Grade how few letters apart two words are of which one at least is not known."""
    size, length = rows[0, i, SIZE], rows[1, j, SIZE]
    longest = max(size, length)
    distance = _apart(text, rows, i, j, masks)
    if longest <= SHORT:
        return SHORT_ONE_EDIT if distance == 1 and longest >= 3 else 0.0
    likeness = 1 - distance / longest
    if distance == 1 and _same_consonants(text, rows, i, j):
        likeness = max(likeness, OTHER_VOWEL)
    if text[0, rows[0, i, BEGIN]] != text[THEIRS, rows[1, j, BEGIN]]:
        likeness *= 0.95
    if min(size, length) >= 5:
        heard, sounds = rows[0, i, HEARD_SIZE], rows[1, j, HEARD_SIZE]
        spread = edits(
            text, OURS, rows[0, i, HEARD], heard, THEIRS, rows[1, j, HEARD], sounds, masks
        )
        likeness = max(likeness, (1 - spread / max(heard, sounds)) * SAME_SOUND)
    if likeness < SURE:
        likeness -= (SURE - likeness) * (STEEPER if longest < LONG else 1.0)
    return likeness if likeness >= FLOOR else 0.0


@compiled
def _same_consonants(text: Text, rows: Rows, i: int, j: int) -> bool:
    """Tell whether only a vowel differs; in a short word a further vowel makes another word."""
    size, length = rows[0, i, SIZE], rows[1, j, SIZE]
    if size != length and min(size, length) < 6:
        return False
    at, place = rows[0, i, HEARD], rows[1, j, HEARD]
    end, stop = at + rows[0, i, HEARD_SIZE], place + rows[1, j, HEARD_SIZE]
    consonants = 0
    while True:
        while at < end and _is_vowel(text[0, at]):
            at += 1
        while place < stop and _is_vowel(text[1, place]):
            place += 1
        if at == end or place == stop:
            return at == end and place == stop and consonants >= 3
        if text[0, at] != text[1, place]:
            return False
        consonants += 1
        at += 1
        place += 1


@inlined
def _is_vowel(letter: int) -> bool:
    return letter in (97, 101, 105, 111, 117)


@inlined
def _is_digit(letter: int) -> bool:
    return _ZERO <= letter <= _NINE


@inlined
def _as_number(letter: int) -> int:
    """Give a letter of a word with digits as it is compared: an O typed for a zero."""
    return _ZERO if letter == _O else letter


@compiled
def _scanned(text: Text, rows: Rows, i: int, j: int, masks: Masks) -> float:
    """Compare words with digits: equal but for digits that a scanner puts for letters."""
    if _is_one_number(text, rows, i, j):
        return READ_AS
    if (rows[0, i, FLAGS] | rows[1, j, FLAGS]) & DIGITS:
        return 0.0
    begin, size = rows[0, i, BEGIN], rows[0, i, SIZE]
    start, length = rows[1, j, BEGIN], rows[1, j, SIZE]
    fewest = min(_letters(text, OURS, begin, size), _letters(text, THEIRS, start, length))
    if fewest >= 3 and (rows[0, i, FLAGS] | rows[1, j, FLAGS]) & ALPHA and size == length:
        same = True
        for at in range(size):
            same = same and _read(text[0, begin + at]) == _read(text[1, start + at])
        if same:
            return READ_AS
    bare = min(_bare(text, OURS, begin, size), _bare(text, THEIRS, start, length))
    if bare >= 4 and _same_digits(text, begin, size, start, length):
        distance = _apart(text, rows, i, j, masks)
        return 1 - distance / max(size, length) if distance <= 2 else 0.0
    return 0.0


@compiled
def _is_one_number(text: Text, rows: Rows, i: int, j: int) -> bool:
    """Tell whether two words are one number; see ``core.text.names.number_key``."""
    size = rows[0, i, ORDINAL] or rows[0, i, SIZE]
    length = rows[1, j, ORDINAL] or rows[1, j, SIZE]
    if size != length:
        return False
    begin, start = rows[0, i, BEGIN], rows[1, j, BEGIN]
    for at in range(size):
        if _as_number(text[0, begin + at]) != _as_number(text[1, start + at]):
            return False
    return True


@compiled
def _letters(text: Text, side: int, begin: int, size: int) -> int:
    """Count the letters of a word with digits."""
    count = size
    for at in range(begin, begin + size):
        count -= _is_digit(text[side, at])
    return count


@inlined
def _read(letter: int) -> int:
    """Give the letter that a scanner may have taken for a digit."""
    read = letter
    if letter == _ZERO:
        read = _O
    if letter == _ZERO + 1:
        read = _L
    if letter == _FIVE:
        read = _S
    return read


@compiled
def _bare(text: Text, side: int, begin: int, size: int) -> int:
    """Count the letters of a word without the digits at both ends."""
    end = begin + size
    while begin < end and _is_digit(text[side, begin]):
        begin += 1
    while end > begin and _is_digit(text[side, end - 1]):
        end -= 1
    return end - begin


@compiled
def _same_digits(text: Text, begin: int, size: int, start: int, length: int) -> bool:
    """Tell whether two words hold the same digits in the same order."""
    at, place, end, stop = begin, start, begin + size, start + length
    while True:
        while at < end and not _is_digit(text[0, at]):
            at += 1
        while place < stop and not _is_digit(text[1, place]):
            place += 1
        if at == end or place == stop:
            return at == end and place == stop
        if text[0, at] != text[1, place]:
            return False
        at += 1
        place += 1
