"""The keys under which a name is found: words as they sound, joined neighbours, consonants.

Kinds of key are kept apart by a first character that no folded word has, so that a word never
stands for two neighbours of another name unless it is meant to.
"""

from __future__ import annotations

from typing import NamedTuple

from counterflow.core.text.abjads import consonant_keys, latin_key
from counterflow.core.text.known_names import is_known, kin_groups
from counterflow.core.text.name_systems import variants
from counterflow.core.text.names import NameForm, read_names
from counterflow.core.text.word_sounds import sound_key

JOINED = "+"
"""Two neighbours of a listed name written as one; a single word of ours is sought among them."""
COMPACT = "="
"""A whole name without spaces, for words parted in other places."""
CONSONANTS = "#"
"""The consonants of a word in a script with vowels."""
WRITTEN = "~"
"""A word as it is written, where it sounds otherwise: one slip may change two of its sounds."""
BARE = "@"
"""The consonants of a word in a script without vowels."""
CUT = "."
"""A listed word that was written with a full stop behind, and may be cut short."""
BONES = CONSONANTS + BARE
"""The two marks of keys of consonants, on which a slip costs more."""
SHORT_WORD = 5
"""Letters up to which a slip may change the sound of a word more than its letters."""
LONGEST = 48
SHORTEST = 5
"""Letters from which two neighbours, or a word that may be two, are taken together."""
SHORTEST_WHOLE = 3
"""Letters from which a whole name is sought without its spaces."""


class SoughtKey(NamedTuple):
    """A key that is sought: its text, the most edits to a listed one, whether it is a known word.

    ``known`` says that every word that sounds so here is a known name or word
    (``core.text.known_names``): another known word is then no slip of it.
    """

    text: str
    edits: int
    known: bool


class SoughtWord(NamedTuple):
    """All keys under which one word is sought, and the groups of known names it belongs to.

    ``kin`` holds the number of each group and whether the word is its short form.
    """

    keys: tuple[SoughtKey, ...]
    kin: tuple[tuple[int, bool], ...]


def listed_keys(form: NameForm) -> list[str]:
    """Give the keys of several words under which a listed name is entered.

    ``heard.several_keys`` gives those under which names are sought.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> listed_keys(read_name("Sahara Thunder"))
        ['+saharathunder', '=saharathunder']
    """
    words = form.words
    keys = [
        JOINED + sound_key(words[at] + words[at + 1])
        for at in range(len(words) - 1)
        if len(words[at]) + len(words[at + 1]) >= SHORTEST
    ]
    if len(form.compact) >= SHORTEST_WHOLE:
        keys.append(COMPACT + sound_key(form.compact)[:LONGEST])
    return keys


def own_letters(form: NameForm) -> tuple[str, ...]:
    """Give what tells words of a name from others that are folded to the same.

    Returns:
        The words in their own letters, in a script without vowels; ``CUT`` for each that may be
        cut short, and empty for the others; nothing where no word has either.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> own_letters(read_name("Fengr. Brasdol")), own_letters(read_name("Fengri Brasdol"))
        (('.', ''), ())
    """
    if form.raws or form.cut.isdisjoint(form.words):
        return form.raws
    return tuple([CUT if word in form.cut else "" for word in form.words])


def listed_word(word: str, letters: str) -> str:
    """Give the key of a listed word: as it sounds, and as it is written where it is cut short.

    Example:
        >>> listed_word("khalid", ""), listed_word("khal", CUT)
        ('halid', '.khal')
    """
    return CUT + word if letters == CUT else sound_key(word)


def listed_word_keys(word: str, letters: str) -> tuple[str, ...]:
    """Give the keys that lead to a listed word beside its own.

    Args:
        word: The folded word.
        letters: One of ``own_letters``.

    Example:
        >>> listed_word_keys("khalid", "")
        ('~khalid', '#hld')
    """
    heard = sound_key(word)
    keys = [WRITTEN + word] if word != heard else []
    if letters == CUT:
        keys.append(heard)
        letters = ""
    keys.extend([WRITTEN + one for one in variants(word)])
    keys.extend(_bones(word, letters, BARE if letters else CONSONANTS))
    return tuple(dict.fromkeys(keys))


def sought_word(word: str, letters: str, *, bare: bool) -> SoughtWord:
    """Give the keys under which a word of ours is sought.

    A word in a script with vowels is sought by sound among words of its kind and by consonants
    among words without vowels; the other way round likewise.

    Args:
        word: The folded word.
        letters: One of ``own_letters``.
        bare: Whether any listed name is in a script without vowels.
    """
    letters = "" if letters == CUT else letters
    heard, known = sound_key(word), is_known(word)
    texts = [heard]
    if heard != word:
        texts.append(word)
    if heard != word or len(word) <= SHORT_WORD:
        texts.append(WRITTEN + word)
    texts.extend([sound_key(one) for one in variants(word)])
    keys = [SoughtKey(text, 2, known) for text in dict.fromkeys(texts)]
    if letters or bare:
        bones = _bones(word, letters, CONSONANTS if letters else BARE)
        keys.extend([SoughtKey(text, 1, known=False) for text in bones])
    return SoughtWord(tuple(keys), kin_groups(word))


class Firsts(NamedTuple):
    """First letters of the words of a name, and of those words that may stand for a longer one.

    A single letter stands for a word in the name of a person alone: ships are called "Lady R".

    Attributes:
        words: A bit for each first letter.
        cut: How many words are cut short.
        cut_letters: A bit for each of their first letters.
        single: How many words are single letters.
        single_letters: A bit for each of them.
    """

    words: int
    cut: int
    cut_letters: int
    single: int
    single_letters: int


CLUSTER = 3
"""The most initials that are written as one."""
_VOWELS = frozenset("aeiouy")
_BITS = {chr(ord("a") + at): 1 << at for at in range(26)} | dict.fromkeys("0123456789", 1 << 26)
"""A bit for each letter that a word may begin with, one for all digits."""


def is_cluster(word: str, text: str) -> bool:
    """Settle whether a word of a person's name is initials that were joined.

    Args:
        word: The folded word.
        text: The name as written.

    Example:
        >>> is_cluster("smk", "SMK Fengri"), is_cluster("ami", "A. M. I. Fengri")
        (True, True)
        >>> is_cluster("ami", "Ami Fengri")
        False
    """
    if not 2 <= len(word) <= CLUSTER or is_known(word):
        return False
    if _VOWELS.isdisjoint(word):
        return True
    apart = [part for part in text.lower().replace(".", " ").split() if len(part) == 1]
    return len(apart) >= len(word) and word in "".join(apart)


def firsts_of(form: NameForm, *, person: bool = True) -> Firsts:
    """Give the first letters of a name; of a person's, letters written as one are single letters.

    Example:
        >>> from counterflow.core.text.names import read_name
        >>> firsts_of(read_name("A. B. Fengri"))
        Firsts(words=35, cut=0, cut_letters=0, single=2, single_letters=3)
    """
    words = cut = cut_letters = single = single_letters = 0
    begun = form.cut
    for word in form.words:
        bit = _BITS[word[0]]
        words |= bit
        if word in begun and len(word) > 1:
            cut += 1
            cut_letters |= bit
        elif len(word) > CLUSTER:
            continue
        elif len(word) == 1:
            single += 1
            single_letters |= bit
        elif person and is_cluster(word, form.text) and word.isalpha():
            single += len(word)
            for sign in word:
                single_letters |= 1 << (ord(sign) - ord("a"))
    return Firsts(words, cut, cut_letters, single, single_letters)


def forms_of(names: tuple[str, ...]) -> list[NameForm]:
    """Read names in all ways and keep those that hold at least one word."""
    return [form for name in names for form in read_names(name) if form.words]


def _bones(word: str, letters: str, mark: str) -> tuple[str, ...]:
    """Give the keys by consonants of a word that is long enough to say something."""
    written = letters or word
    bones = (latin_key(written),) if written.isascii() else consonant_keys(written)
    return tuple([mark + key for key in bones if len(key) >= 2])
