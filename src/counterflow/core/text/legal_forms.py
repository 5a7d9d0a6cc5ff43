"""Find the legal form of a name, misspelt or out of place too, and part the name from it.

``data/names/legal_forms.yaml`` says which forms stand for one another.
"""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from counterflow.core.text.name_tables import name_table
from counterflow.core.text.scripts import fold
from counterflow.core.text.word_sounds import skeleton, sound_key

LONG_LEGAL = 7
"""Letters from which a single word is a legal form even with a slip ("Litmited")."""
SHORT_LEGAL = frozenset(
    {"ooo", "llc", "ltd", "jsc", "oao", "zao", "pao", "cjsc", "ojsc", "pjsc", "gmbh", "dmcc",
     "fzco", "fze", "fzc", "pte", "pvt", "srl", "spa", "plc", "inc", "eood", "ood", "doo", "llp"}
)  # fmt: skip
"""Short legal forms; a word one letter from one, at either end, may be one with a slip ("LTa")."""
LONGEST_NEAR = 5
"""Letters up to which a word may be one of them with a slip."""
LONGEST_LEGAL = 8
"""Words beyond which no text is a legal form alone."""


@cache
def _legal_forms() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Index the legal forms by first word, longest first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for kind, forms in name_table("legal_forms").items():
        for form in forms:
            words = tuple(map(_form_key, str(form).split()))
            index.setdefault(words[0], []).append((words, kind))
    return {
        first: tuple(sorted(forms, key=lambda form: -len(form[0])))
        for first, forms in index.items()
    }


@cache
def _bare_forms() -> dict[str, str]:
    """Give the legal class of each longer word by its consonants, for names without vowels."""
    return {
        skeleton(forms[0][0][0]): forms[0][1]
        for first, forms in _legal_forms().items()
        if len(forms[0][0]) == 1 and len(skeleton(first)) >= 3
    }


@cache
def _legal_words() -> frozenset[str]:
    """Give the longer words that legal forms are made of (limited, joint, stock …)."""
    forms = (str(form) for forms in name_table("legal_forms").values() for form in forms)
    return frozenset(word for form in forms for word in form.split() if len(word) >= 5)


@cache
def _legal_words_by_end() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Index the words of legal forms by their first two letters and by their last two."""
    begins: dict[str, list[str]] = {}
    ends: dict[str, list[str]] = {}
    for word in sorted(_legal_words()):
        begins.setdefault(word[:2], []).append(word)
        ends.setdefault(word[-2:], []).append(word)
    return (
        {key: tuple(words) for key, words in begins.items()},
        {key: tuple(words) for key, words in ends.items()},
    )


def is_legal_word(word: str) -> bool:
    """Tell whether a word left in a name belongs to a legal form, misspelt or out of place.

    Example:
        >>> is_legal_word("litmited"), is_legal_word("brasdol")
        (True, False)
    """
    return len(word) >= 5 and bool(_meant_legal(word))


@lru_cache(maxsize=1 << 15)
def _meant_legal(word: str) -> str:
    """Give the word of a legal form that a word is, at most one slip away; empty for others."""
    if word in _legal_words():
        return word
    # One slip in a word of five letters or more leaves its first two or its last two as they are.
    begins, ends = _legal_words_by_end()
    for legal in (*begins.get(word[:2], ()), *ends.get(word[-2:], ())):
        if abs(len(legal) - len(word)) <= 1 and OSA.distance(word, legal, score_cutoff=1) <= 1:
            return legal
    return ""


def _form_key(word: str) -> str:
    """Even out how a long word of a legal form is romanised; short forms must be exact."""
    return sound_key(word) if len(word) > 4 else word


def part_legal(words: list[str]) -> tuple[list[str], set[str]]:
    """Take legal forms out of a word sequence, unless nothing else would remain.

    Returns:
        The words that are left, in order, and the classes of legal form that were found.

    Example:
        >>> part_legal(["brasdol", "pte", "ltd"])
        (['brasdol'], {'limited'})
    """
    forms = _legal_forms()
    keys = tuple(map(_legal_key, words))
    if forms.keys().isdisjoint(keys):
        return words, set()
    rest: list[str] = []
    found: set[str] = set()
    at = 0
    while at < len(words):
        for form, kind in forms.get(keys[at], ()):
            if keys[at : at + len(form)] == form and (
                len(form) > 1 or keys[at] == _form_key(words[at]) or len(words[at]) >= LONG_LEGAL
            ):
                found.add(kind)
                at += len(form)
                break
        else:
            rest.append(words[at])
            at += 1
    # "AS" or "Est" alone, and names of particles only, are names and no legal form.
    if not any(len(word) > 1 for word in rest):
        return words, set()
    return rest, found


@lru_cache(maxsize=1 << 15)
def _legal_key(word: str) -> str:
    """Give the key of a word as part of a legal form, one slip of the pen mended."""
    if len(word) < 4:
        return _form_key(word)
    return _form_key(_meant_legal(word) or word)


@cache
def _words_of_forms() -> frozenset[str]:
    forms = (str(form) for forms in name_table("legal_forms").values() for form in forms)
    return frozenset(word for form in forms for word in form.split() if len(word) > 1)


def stands_in_legal_form(word: str) -> bool:
    """Settle whether a folded word is part of any legal form: it may be there in one name only.

    Example:
        >>> stands_in_legal_form("pte"), stands_in_legal_form("open"), stands_in_legal_form("oil")
        (True, True, False)
    """
    return word in _words_of_forms()


def is_legal_form(text: str) -> bool:
    """Tell whether a text is nothing but legal forms ("Ltd.", "Co., Limited").

    Example:
        >>> is_legal_form("Ltd."), is_legal_form("Brasdol Ltd."), is_legal_form("")
        (True, False, False)
    """
    words = fold(text).split()
    if not words or len(words) > LONGEST_LEGAL:
        return False
    # A name in front, without which the forms themselves would be taken for the name.
    return part_legal(["name", *words])[0] == ["name"]


def part_bare(words: list[str]) -> tuple[list[str], set[str]]:
    """Take legal forms out of a name written without vowels, as ``part_legal`` does.

    Example:
        >>> part_bare(["brsdl", "lmtd"])
        (['brsdl'], {'limited'})
    """
    legal = _bare_forms()
    rest = [word for word in words if skeleton(word) not in legal]
    if not rest:
        return words, set()
    return rest, {legal[bare] for bare in map(skeleton, words) if bare in legal}


@lru_cache(maxsize=1 << 14)
def may_be_legal(word: str) -> bool:
    """Tell whether a short word may be a short legal form with a slip.

    Example:
        >>> may_be_legal("lta"), may_be_legal("oil")
        (True, False)
    """
    if not 2 <= len(word) <= LONGEST_NEAR:
        return False
    return any(OSA.distance(word, form, score_cutoff=1) <= 1 for form in SHORT_LEGAL)
