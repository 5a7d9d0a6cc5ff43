"""Read a name into weighed words, a legal form and numbers, ready to be compared.

The tables in ``data/names`` say which words many businesses and people share and which legal
forms stand for one another; code holds no word lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from counterflow.core.text.scripts import fold, is_skeletal

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LEGAL_WORD = 0.2
"""Weight of a word of a legal form that stands misspelt or out of place ("Litmited")."""
LONGEST_LEGAL = 8
"""Words beyond which no text is a legal form alone."""
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("tsch", "ch"),
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"),
    ("yy", "i"), ("ii", "i"), ("ij", "i"), ("ia", "ya"), ("iu", "yu"), ("ie", "e"), ("ye", "e"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("j", "y"), ("y", "i"),
)  # fmt: skip
_VOWELS = str.maketrans("", "", "aeiou")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as it is compared.

    Attributes:
        text: The name as given.
        words: Folded words without the legal form, in order.
        weights: One weight per word: 1 for an ordinary word, less for a shared one.
        legal: The classes of legal form that were found.
        numbers: The words that are numbers or hold digits.
        compact: All words without spaces.
        bag: All words in alphabetical order.
        skeletal: Whether the script leaves vowels out.
    """

    text: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    legal: frozenset[str]
    numbers: frozenset[str]
    compact: str
    bag: str
    skeletal: bool


@cache
def name_table(name: str) -> Any:
    """Load one table of ``data/names``, by its name without an ending."""
    source = resources.files("counterflow").joinpath(f"data/names/{name}.yaml")
    return yaml.load(source.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader


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
def words_of_class(kind: str) -> frozenset[str]:
    """Give the shared words of one class of ``data/names/common_words.yaml``.

    Example:
        >>> "tehran" in words_of_class("place"), "tehran" in words_of_class("business")
        (True, False)
    """
    return frozenset(map(str, name_table("common_words")["classes"][kind]["words"]))


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
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """Give the full words of each abbreviation."""
    return {
        str(short): tuple(str(full).split())
        for full, shorts in name_table("abbreviations")["abbreviations"].items()
        for short in shorts
    }


@cache
def _opposites() -> dict[str, int]:
    """Give each word that tells sister companies apart the number of its group."""
    groups = name_table("abbreviations")["opposites"]
    return {str(word): at for at, group in enumerate(groups) for word in group}


def are_opposites(one: str, other: str) -> bool:
    """Settle whether two different words tell sister companies apart (north, south).

    Example:
        >>> are_opposites("north", "south"), are_opposites("north", "north")
        (True, False)
    """
    groups = _opposites()
    return one != other and one in groups and groups[one] == groups.get(other)


@cache
def _bare_words() -> tuple[dict[str, float], dict[str, str]]:
    """Give weights and legal classes by consonants, for names written without vowels."""
    weights: dict[str, float] = {}
    for word, weight in _word_weights().items():
        bare = skeleton(word)
        if len(word) >= 4 and len(bare) >= 3:
            weights[bare] = max(weight, weights.get(bare, 0.0))
    legal = {
        skeleton(forms[0][0][0]): forms[0][1]
        for first, forms in _legal_forms().items()
        if len(forms[0][0]) == 1 and len(skeleton(first)) >= 3
    }
    return weights, legal


@cache
def _legal_words() -> frozenset[str]:
    """Give the longer words that legal forms are made of (limited, joint, stock …)."""
    forms = (str(form) for forms in name_table("legal_forms").values() for form in forms)
    return frozenset(word for form in forms for word in form.split() if len(word) >= 5)


@lru_cache(maxsize=65536)
def _is_legal_word(word: str) -> bool:
    """Tell whether a word left in a name belongs to a legal form, misspelt or out of place."""
    if len(word) < 5:
        return False
    words = _legal_words()
    return word in words or bool(
        process.extractOne(word, words, scorer=OSA.distance, score_cutoff=1)
    )


def word_weight(word: str) -> float:
    """Settle how much agreement on one folded word says, from 0.1 to 1.

    Example:
        >>> word_weight("trading"), word_weight("alabuga"), word_weight("of")
        (0.35, 1.0, 0.1)
    """
    known = _word_weights().get(word)
    if _is_legal_word(word):
        return LEGAL_WORD if known is None else min(known, LEGAL_WORD)
    if known is not None:
        return known
    if len(word) == 1:
        return 0.3
    return 0.7 if len(word) == 2 and not word.isdigit() else 1.0


def _form_key(word: str) -> str:
    """Even out how a long word of a legal form is romanised; short forms must be exact."""
    return sound_key(word) if len(word) > 4 else word


def _part_legal(words: list[str]) -> tuple[list[str], set[str]]:
    """Take legal forms out of a word sequence, unless nothing else would remain."""
    forms = _legal_forms()
    keys = tuple(map(_form_key, words))
    rest: list[str] = []
    found: set[str] = set()
    at = 0
    while at < len(words):
        for form, kind in forms.get(keys[at], ()):
            if keys[at : at + len(form)] == form:
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
    return _part_legal(["name", *words])[0] == ["name"]


def _part_bare(words: list[str]) -> tuple[list[str], set[str]]:
    """Take legal forms out of a name written without vowels."""
    legal = _bare_words()[1]
    rest = [word for word in words if skeleton(word) not in legal]
    if not rest:
        return words, set()
    return rest, {legal[bare] for bare in map(skeleton, words) if bare in legal}


def _bare_weight(word: str) -> float:
    """Weigh a word written without vowels by the shared words it may stand for."""
    return _bare_words()[0].get(skeleton(word), word_weight(word))


@lru_cache(maxsize=32768)
def read_name(text: str) -> NameForm:
    """Read one name into the form in which it is compared.

    Args:
        text: The name as written, in any script; ``SURNAME, Given`` is fine, order is not kept
            as evidence.

    Returns:
        The form; ``words`` is empty where the text holds no letter or digit.

    Example:
        >>> form = read_name("OOO «Alabuga Development»")
        >>> form.words, form.weights, sorted(form.legal)
        (('alabuga', 'development'), (1.0, 0.35), ['limited'])
    """
    full = _abbreviations()
    words = [part for word in fold(text).split() for part in full.get(word, (word,))]
    bare = is_skeletal(text)
    rest, legal = _part_bare(words) if bare else _part_legal(words)
    weigh = _bare_weight if bare else word_weight
    return NameForm(
        text=text,
        words=tuple(rest),
        weights=tuple(weigh(word) for word in rest),
        legal=frozenset(legal),
        numbers=frozenset(word for word in rest if any(c.isdigit() for c in word)),
        compact="".join(rest),
        bag=" ".join(sorted(rest)),
        skeletal=bare,
    )


@lru_cache(maxsize=65536)
def sound_key(word: str) -> str:
    """Give a folded word as it sounds, with the choices of romanisation evened out.

    Example:
        >>> sound_key("hossein") == sound_key("hosein"), sound_key("qassem") == sound_key("kasem")
        (True, True)
    """
    for written, heard in _SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    return "".join(c for at, c in enumerate(word) if at == 0 or word[at - 1] != c)


@lru_cache(maxsize=32768)
def skeleton(word: str) -> str:
    """Give the consonants of a word, for names from scripts that leave vowels out.

    Example:
        >>> skeleton("mahan"), skeleton("mahn")
        ('mhn', 'mhn')
    """
    return sound_key(word).translate(_VOWELS)


def without_brackets(text: str) -> str:
    """Give a name without its bracketed parts; the same text where there are none.

    Example:
        >>> without_brackets("Oje Parvaz Mado Nafar Company (Mado)")
        'Oje Parvaz Mado Nafar Company'
    """
    short = " ".join(_BRACKETS.sub(" ", text).split())
    return short or text
