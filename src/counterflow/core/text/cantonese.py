"""Read Chinese names in Cantonese spelling (Wong Kwok Keung) in pinyin.

A Cantonese syllable stands for several of pinyin, so a name has several readings; the likeliest
few are given.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from counterflow.core.text.name_tables import name_table

MOST = 7
"""Readings of one name."""


class _Spellings(NamedTuple):
    """Syllables of given names, surnames, and the surnames that no other system spells so."""

    syllables: dict[str, tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]
    sure: frozenset[str]


def _pairs(row: str) -> dict[str, tuple[str, ...]]:
    parts = row.split()
    return {one: tuple(read.split("/")) for one, read in zip(parts[::2], parts[1::2], strict=True)}


@cache
def _spellings() -> _Spellings:
    systems = name_table("romanisation")["systems"]
    shared, own = map(_pairs, str(systems["cantonese_surnames"]).split(" / "))
    return _Spellings(_pairs(str(systems["cantonese"])), shared | own, frozenset(own))


def likeliest(choices: list[tuple[str, ...]], most: int) -> list[list[str]]:
    """Give the combinations of choices, those of likelier parts first.

    Example:
        >>> likeliest([("xu",), ("zhi", "chi"), ("jiang", "qiang")], 3)
        [['xu', 'zhi', 'jiang'], ['xu', 'zhi', 'qiang'], ['xu', 'chi', 'jiang']]
    """
    ranked = product(*(tuple(enumerate(one)) for one in choices))
    ordered = sorted(ranked, key=lambda parts: sum(rank for rank, _ in parts))
    return [[text for _, text in parts] for parts in ordered[:most]]


def cantonese_names(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the readings in pinyin of a Cantonese name, surname first; nothing for other names.

    Args:
        words: Two or three folded words, surname first or last.

    Example:
        >>> cantonese_names(("cheung", "kwok", "leung"))[0]
        ('zhang', 'guo', 'liang')
        >>> cantonese_names(("siufai", "wong"))[0]
        ('huang', 'xiao', 'hui')
        >>> cantonese_names(("john", "wong")), cantonese_names(("li", "ming"))
        ((), ())
    """
    held = _spellings()
    if words[0] not in held.surnames and words[-1] not in held.surnames:
        return ()
    for surname, given in ((words[0], words[1:]), (words[-1], words[:-1])):
        syllables = [one for word in given for one in _parted(word)]
        sure = surname in held.sure or any(one not in _pinyin() for one in syllables)
        if sure and surname in held.surnames and all(one in held.syllables for one in syllables):
            parts = [held.surnames[surname], *(held.syllables[one] for one in syllables)]
            return tuple(map(tuple, likeliest(parts, MOST)))
    return ()


def _parted(word: str) -> tuple[str, ...]:
    """Part a given name written as one word ("Siufai") in two, the first part the longest."""
    syllables = _spellings().syllables
    if word in syllables:
        return (word,)
    for at in range(len(word) - 2, 1, -1):
        if word[:at] in syllables and word[at:] in syllables:
            return word[:at], word[at:]
    return (word,)


@cache
def _pinyin() -> frozenset[str]:
    table = name_table("syllables")["pinyin"]
    return frozenset(start + end for start, ends in table.items() for end in str(ends).split())
