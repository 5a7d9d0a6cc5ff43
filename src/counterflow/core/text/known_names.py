"""Which words are known names or words, and which spellings are one name.

A slip of the pen seldom makes another known name: "Rajesh" and "Rakesh" are two men, "Rajesh" and
"Rajehs" one. The tables in ``data/names`` (given names, family names, syllables, dictionary words)
are read at the first pair of words that are near and not equal.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from counterflow.core import facts
from counterflow.core.kept_readings import kept_table
from counterflow.core.text import name_tables
from counterflow.core.text.name_tables import (
    name_bytes,
    name_lines,
    name_table,
    words_of_class,
)

_PATRONYMIC = ("ovich", "evich", "ovna", "evna", "yevich", "yevna", "ovych", "ivna")

LONGEST_ONE_SYLLABLE = 6
SHORTEST_PATRONYMIC = 6
_OF_A_FATHER = (
    "ovich", "evich", "yevich", "ievich", "ovych", "evych", "yovych", "ovic", "evic", "ovitch",
    "evitch", "owicz", "ewicz", "ovna", "evna", "yevna", "ievna", "ivna", "yivna", "ichna",
    "oglu", "ogly", "ogli", "kyzy", "kizi", "qizi",
)  # fmt: skip
_CHINESE = re.compile("zh|x|q(?=[iu])|iao|uang|iang|iong|uan|uo")


class Kinship(Enum):
    """How two folded words stand to one another.

    ``ONE``: spellings of one name. ``SHORT``: a short form and its full name. ``RELATED``: forms of
    one name in two languages (Ivan, John), of which nothing is said. ``OTHER``: two known words or
    names that are not the same. ``OPEN``: one of them at least is not known.
    """

    ONE = "one"
    SHORT = "short"
    RELATED = "related"
    OTHER = "other"
    OPEN = "open"


class _Known(NamedTuple):
    """Groups of each name, full names of each short form, related groups, other known words."""

    groups: dict[str, list[int]]
    full: dict[str, list[int]]
    related: dict[int, list[int]]
    words: frozenset[str]
    given: frozenset[str]


_MADE_OF = (
    "given_names.txt", "family_names.txt", "dictionary_words.yaml", "syllables.yaml",
    "common_words.yaml",
)  # fmt: skip


@cache
def _known() -> _Known:
    """Open the tables; making them takes a twelfth of a second."""
    groups, full, related, words, given = kept_table(
        "known names",
        map(name_bytes, _MADE_OF),
        [__file__, str(name_tables.__file__), str(facts.__file__)],
        _make_known,
    )
    return _Known(groups, full, related, frozenset(words.split()), frozenset(given.split()))


def _make_known() -> list[object]:
    """Read the tables; other words and given names each as one text."""
    groups: dict[str, list[int]] = {}
    full: dict[str, list[int]] = {}
    related: dict[int, set[int]] = {}
    given: set[str] = set()
    number = 0
    for table in ("given_names", "family_names"):
        sections = name_lines(table)
        first: dict[str, int] = {}
        for line in (*sections["common"], *sections["usual"]):
            number += 1
            spellings = line.split()
            first[spellings[0]] = number
            for spelling in spellings:
                groups.setdefault(spelling, []).append(number)
            if table == "given_names":
                given.update(spellings)
        for line in sections.get("nicknames", ()):
            short, _, heads = line.partition(":")
            full[short] = [first[head] for head in heads.split()]
        for line in sections["related"]:
            kin = [first[head] for head in line.split()]
            for one in kin:
                related.setdefault(one, set()).update(kin)
    return [
        groups,
        full,
        {one: sorted(others) for one, others in related.items()},
        " ".join(sorted(_words() - groups.keys() - full.keys())),
        " ".join(sorted(given | full.keys())),
    ]


def _words() -> set[str]:
    """Give the known words that are no names, and the syllables of Chinese and Korean names."""
    words = set(name_table("dictionary_words")["words"].split())
    syllables = name_table("syllables")
    words |= {start + end for start, ends in syllables["pinyin"].items() for end in ends.split()}
    words |= set(syllables["korean"].split())
    for kind in ("business", "place", "quality"):
        words |= words_of_class(kind)
    return words


def is_known(word: str) -> bool:
    """Tell whether a folded word is a name or a word that people use.

    Example:
        >>> is_known("vladimir"), is_known("vladimri")
        (True, False)
    """
    known = _known()
    return word in known.groups or word in known.words or word in known.full


def is_given_name(word: str) -> bool:
    """Tell whether a folded word is a known given name."""
    return word in _known().given


def kin_groups(word: str) -> tuple[tuple[int, bool], ...]:
    """Give the groups whose spellings may stand for a word, and whether as a short form.

    Two words of which one is in a group of the other are ``ONE`` or ``SHORT``.
    """
    known = _known()
    own = [(group, False) for group in known.groups.get(word, ())]
    return (*own, *((group, True) for group in known.full.get(word, ())))


@lru_cache(maxsize=1 << 15)
def kinship(ours: str, theirs: str) -> Kinship:
    """Settle how two different folded words stand to one another. Symmetric.

    Example:
        >>> kinship("mohammed", "muhammad"), kinship("rajesh", "rakesh")
        (<Kinship.ONE: 'one'>, <Kinship.OTHER: 'other'>)
        >>> kinship("sasha", "aleksandr"), kinship("rajesh", "rajehs")
        (<Kinship.SHORT: 'short'>, <Kinship.OPEN: 'open'>)
    """
    known = _known()
    mine, other = set(known.groups.get(ours, ())), set(known.groups.get(theirs, ()))
    if mine & other:
        return Kinship.ONE
    short_mine, short_other = set(known.full.get(ours, ())), set(known.full.get(theirs, ()))
    if short_mine & other or short_other & mine or short_mine & short_other:
        return Kinship.SHORT
    # A short form stands for the name in other languages too (Bob, Roberto).
    if _are_related(mine | short_mine, other) or _are_related(short_other, mine):
        return Kinship.RELATED
    if not mine and not other and f"{min(ours, theirs)}s" == max(ours, theirs):
        return Kinship.OPEN  # one word of a trade and its plural (feed, feeds)
    return Kinship.OTHER if _are_others(ours, theirs) else Kinship.OPEN


def _are_others(ours: str, theirs: str) -> bool:
    """Tell whether two words of no common group are surely two names, however near."""
    if is_known(ours) and is_known(theirs):
        return True
    if _is_chinese(ours) and _is_chinese(theirs):
        return True
    fathers = _father(ours), _father(theirs)
    return all(fathers) and OSA.distance(*fathers) > 1


@lru_cache(maxsize=1 << 15)
def _is_chinese(word: str) -> bool:
    """Tell whether a word is a Chinese given name of two syllables, by letters it alone has.

    "Xiaomin" and "Xiaoming" are two names. "Hasan" can be read as two syllables too and is none.
    """
    if not LONGEST_ONE_SYLLABLE - 1 <= len(word) <= 2 * LONGEST_ONE_SYLLABLE or not _CHINESE.search(
        word
    ):
        return False
    syllables = _pinyin()
    return any(word[:at] in syllables and word[at:] in syllables for at in range(1, len(word)))


@cache
def _pinyin() -> frozenset[str]:
    table = name_table("syllables")["pinyin"]
    return frozenset(start + end for start, ends in table.items() for end in str(ends).split())


def _are_related(ours: set[int], theirs: set[int]) -> bool:
    """Tell whether a group of ours is one name with a group of theirs, in another language."""
    related = _known().related
    return any(not theirs.isdisjoint(related.get(group, ())) for group in ours)


class NameTraits(NamedTuple):
    """What ``kinship`` asks of one word; for loops over very many pairs of words.

    Attributes:
        groups: The groups that it is a spelling of.
        full: Those that it is a short form of.
        related: Those that are one of all these in another language.
        related_full: Those that are one of ``full`` in another language.
        is_known: See ``is_known``.
        is_chinese: Whether it is a Chinese given name of two syllables.
        father: Letters of the father's name in a patronymic, 0 in other words.
    """

    groups: tuple[int, ...]
    full: tuple[int, ...]
    related: tuple[int, ...]
    related_full: tuple[int, ...]
    is_known: bool
    is_chinese: bool
    father: int


def name_traits(word: str) -> NameTraits:
    """Give what ``kinship`` asks of a folded word.

    Example:
        >>> found = name_traits("pavlovich")
        >>> found.father, found.is_known, name_traits("brasdol").groups
        (4, True, ())
    """
    known = _known()
    groups, full = tuple(known.groups.get(word, ())), tuple(known.full.get(word, ()))
    return NameTraits(
        groups, full, _related_to((*groups, *full)), _related_to(full),
        is_known(word), _is_chinese(word), len(_father(word)),
    )  # fmt: skip


def _related_to(groups: tuple[int, ...]) -> tuple[int, ...]:
    """Give the groups that are one name with any of these, in another language."""
    if not groups:
        return ()
    related = _known().related
    return tuple(sorted(frozenset[int]().union(*(related.get(one, ()) for one in groups))))


def is_patronymic(word: str) -> bool:
    """Tell whether a folded word shows by its ending that it is the father's name (Pavlovich).

    Example:
        >>> is_patronymic("dmitriyevich"), is_patronymic("petrovna"), is_patronymic("hassan")
        (True, True, False)
    """
    return len(word) > SHORTEST_PATRONYMIC and word.endswith(_OF_A_FATHER)


def _father(word: str) -> str:
    """Give the stem of a patronymic ("pavlovich"); empty for other words."""
    for ending in _PATRONYMIC:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return ""
