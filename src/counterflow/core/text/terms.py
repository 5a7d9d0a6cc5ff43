"""Write terms that mean the same as one term, so that "Torgovyy Dom X" reads as "X trading house".

``data/names/terms.yaml`` gives headwords with their spellings in many languages and scripts;
code holds no word lists. Terms in scripts other than Latin are replaced in the raw text
(``translate``), before romanisation takes their vowels or parts them into syllables; romanised and
Latin terms are replaced among the folded words (``standard_words``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple, cast

from counterflow.core import facts
from counterflow.core.kept_readings import kept_table
from counterflow.core.text import name_tables
from counterflow.core.text.name_tables import name_bytes, name_table

SECTIONS = ("business", "institution", "trade", "number", "place", "word")
LONG_KATAKANA = 4
"""Letters from which a term in katakana is read within a longer word too."""
ROUNDS = 4
"""Rounds after which replacing ends; a term made of other terms needs two."""
_GLUED = re.compile(
    r"[\u0e00-\u0e7f\u1100-\u11ff\u3005-\u30ff\u3130-\u318f\u31f0-\u31ff\u3200-\u33ff"
    r"\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff65-\uffdc]"
)
_SPACED = re.compile(r"[\u0370-\u0dff\u10a0-\u10ff\u1f00-\u1fff\ufb1d-\ufdff\ufe70-\ufeff]")
_MARKS = r"\u064b-\u0655\u0670\u0900-\u0dff"
_PART = rf"[\w{_MARKS}\u200b-\u200d'’ʼ״׳\"]"
# Only from where a run begins: 50,000 quotes would else be tried from every one of them.
_WORD = re.compile(rf"(?<!{_PART}){_PART}*\w[{_MARKS}]*")
# Written forms that one keyboard or habit puts for another; quotes mark a Hebrew abbreviation.
# fmt: off
_WRITTEN = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": None, '"': None, "'": None, "’": None,
     "ʼ": None, "״": None, "׳": None, "\u200b": None, "\u200c": None, "\u200d": None}
)
# fmt: on
# What Arabic and Hebrew write together with a word: and, by, for, the. Longest first.
_ATTACHED = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ل", "ה", "ו", "ל", "ב")

_Words = tuple[str, ...]
_ByLength = dict[str, list[tuple[int, dict[str, str]]]]
"""By first word: lengths in words, the longest first, each with its terms and their headwords."""
_Index = dict[str, list[tuple[Sequence[str], Sequence[str]]]]
"""By first word: terms and their headwords, cut into words."""


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    """Give every spelling with its headword; each headword spells itself, so none is cut up."""
    table = name_table("terms")
    return tuple(
        (spelling, str(head))
        for section in SECTIONS
        for head, spellings in table[section].items()
        for spelling in (str(head), *str(spellings).split(", "))
    )


@cache
def _latin() -> _ByLength:
    """Open the index of terms in Latin letters; making it takes a tenth of a second."""
    return cast("_ByLength", _kept("latin terms", _make_latin))


@cache
def _spaced() -> _Index:
    """Open the index of terms in other scripts that part words; few names need it."""
    return cast("_Index", _kept("spaced terms", _make_spaced))


def _kept(kind: str, make: Callable[[], object]) -> object:
    return kept_table(
        kind,
        [name_bytes("terms.yaml"), name_bytes("legal_forms.yaml")],
        [__file__, str(name_tables.__file__), str(facts.__file__)],
        make,
    )


def _make_latin() -> dict[str, list[list[object]]]:
    """Index the terms in Latin letters; the table holds them folded.

    Legal forms of several words stay whole: "societe anonyme" is no "society anonyme".
    """
    terms = {
        tuple(term.split()): tuple(head.split()) for term, head in _spellings() if term.isascii()
    }
    for forms in name_table("legal_forms").values():
        for form in (tuple(str(form).split()) for form in forms):
            if any((word,) in terms for word in form):
                terms.setdefault(form, form)
    return {
        first: [
            [size, {" ".join(term): " ".join(head) for term, head in of_size}]
            for size, of_size in groupby(entries, lambda e: len(e[0]))
        ]
        for first, entries in _by_first(terms).items()
    }


def _make_spaced() -> dict[str, list[list[list[str]]]]:
    """Index the terms of other scripts that part words."""
    terms = {
        tuple(map(_key, _WORD.findall(term))): tuple(head.split())
        for term, head in _spellings()
        if not term.isascii() and not _GLUED.search(term)
    }
    return {
        first: [[list(term), list(head)] for term, head in entries]
        for first, entries in _by_first(terms).items()
    }


class _Glued(NamedTuple):
    """Terms of scripts without spaces, and how long the longest is that begins so."""

    heads: dict[str, str]
    longest: dict[str, int]


@cache
def _glued() -> _Glued:
    heads = {
        unicodedata.normalize("NFKC", term): head
        for term, head in _spellings()
        if not term.isascii() and _GLUED.search(term)
    }
    longest: dict[str, int] = {}
    for term in heads:
        longest[term[0]] = max(len(term), longest.get(term[0], 0))
    return _Glued(heads, longest)


def _by_first(terms: dict[_Words, _Words]) -> dict[str, list[tuple[_Words, _Words]]]:
    """Index terms by first word, longest first; one word that stays as it is needs no entry."""
    index: dict[str, list[tuple[_Words, _Words]]] = {}
    for term in sorted(terms, key=lambda term: (-len(term), term)):
        index.setdefault(term[0], []).append((term, terms[term]))
    return {first: entries for first, entries in index.items() if entries != [((first,), (first,))]}


def translate(text: str) -> str:
    """Replace the terms of other scripts in a raw text by their headwords.

    Args:
        text: A name as written.

    Returns:
        The text with headwords, parted by spaces, where terms stood; the same text where there
        are none. Translating twice gives the same as translating once.

    Example:
        >>> translate("ООО «Торговый дом Брасдол»").split()
        ['ООО', '«', 'trading', 'house', 'Брасдол»']
        >>> translate("Brasdol Zavod")
        'Brasdol Zavod'
    """
    if text.isascii():
        return text
    if _GLUED.search(text):
        text = _translate_glued(text)
    return _translate_spaced(text) if _SPACED.search(text) else text


def _translate_glued(text: str) -> str:
    """Replace terms wherever they stand, the longest first (Han, Kana, Hangul, Thai)."""
    terms = _glued()
    whole = unicodedata.normalize("NFKC", text)
    pieces: list[str] = []
    at = kept = 0
    while at < len(whole):
        for size in range(terms.longest.get(whole[at], 0), 0, -1):
            head = terms.heads.get(whole[at : at + size])
            if head is not None and not _is_within(whole, at, size):
                pieces += [whole[kept:at], f" {head} "]
                at = kept = at + size
                break
        else:
            at += 1
    return "".join([*pieces, whole[kept:]]) if pieces else text


def _is_within(text: str, at: int, size: int) -> bool:
    """Tell whether a short term in katakana is a part of a longer word ("マリン" in Marinkovic)."""
    if size >= LONG_KATAKANA or not all(map(_is_katakana, text[at : at + size])):
        return False
    return any(map(_is_katakana, text[max(0, at - 1) : at] + text[at + size : at + size + 1]))


def _is_katakana(letter: str) -> bool:
    return "\u30a1" <= letter <= "\u30fa" or letter == "\u30fc"


def _translate_spaced(text: str) -> str:
    """Replace terms that are whole words (Arabic, Cyrillic, Greek, Hebrew …)."""
    index = _spaced()
    found = list(_WORD.finditer(text))
    keys = [_keys(word.group()) for word in found]
    pieces: list[str] = []
    at = kept = 0
    while at < len(found):
        for term, head in _candidates(index, keys[at]):
            if _follows(keys, at, term):
                last = at + len(term) - 1
                pieces += [text[kept : found[at].start()], f" {' '.join(head)} "]
                kept = found[last].end()
                at = last
                break
        at += 1
    return "".join([*pieces, text[kept:]]) if pieces else text


def _candidates(index: _Index, keys: _Words) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for key in keys:
        yield from index.get(key, ())


def _follows(keys: list[_Words], at: int, term: Sequence[str]) -> bool:
    """Tell whether the words of a term stand here, each with or without what is attached."""
    return len(keys) >= at + len(term) and all(
        word in keys[at + step] for step, word in enumerate(term)
    )


@lru_cache(maxsize=1 << 14)
def _keys(word: str) -> _Words:
    """Give the key of a word, and of what it is without an attached article or preposition."""
    if word.isascii():
        return ()
    stems = (word[len(one) :] for one in _ATTACHED if word.startswith(one))
    return tuple(dict.fromkeys((_key(word), *(_key(stem) for stem in stems if len(stem) >= 3))))


def _key(word: str) -> str:
    """Give a word as it is looked up: no marks, one letter for those written for one another.

    ``fold`` would lose too much: without vowels, "national" and "financial" are one in Persian.
    """
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", plain).translate(_WRITTEN)
        if not unicodedata.combining(letter)
    )


def standard_words(words: Sequence[str]) -> list[str]:
    """Replace terms among folded words by the words of their headwords, the longest term first.

    Args:
        words: Folded words (``fold(translate(name)).split()``).

    Returns:
        The words; replacing twice gives the same as replacing once.

    Example:
        >>> standard_words(["nii", "brasdol"])
        ['scientific', 'research', 'institute', 'brasdol']
    """
    index = _latin()
    held = list(words)
    if index.keys().isdisjoint(held):
        return held
    for _ in range(ROUNDS):
        replaced = _replaced(held, index)
        if replaced == held:
            break
        held = replaced
    return held


def _replaced(words: list[str], index: _ByLength) -> list[str]:
    result: list[str] = []
    at = 0
    while at < len(words):
        for size, terms in index.get(words[at], ()):
            head = terms.get(" ".join(words[at : at + size]))
            if head is not None:
                result.extend(head.split())
                at += size
                break
        else:
            result.append(words[at])
            at += 1
    return result


@cache
def term_words(*sections: str) -> frozenset[str]:
    """Give every word that stands in a headword of these sections, of all where none is given.

    Example:
        >>> "scientific" in term_words("institution"), "scientific" in term_words("place")
        (True, False)
    """
    table = name_table("terms")
    heads = (str(head) for section in sections or SECTIONS for head in table[section])
    return frozenset(word for head in heads for word in head.split())
