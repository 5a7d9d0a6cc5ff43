"""Read a name into weighed words, a legal form and numbers, ready to be compared.

The tables in ``data/names`` say which words many businesses and people share and which legal
forms stand for one another; code holds no word lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.distance import OSA

from counterflow.core.text.abjads import abjad_words, other_parting
from counterflow.core.text.cantonese import cantonese_names, likeliest
from counterflow.core.text.dirt import cleaned
from counterflow.core.text.name_systems import closed_key, joined_names, korean_names, pinyin_words
from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.core.text.romanisation import readings
from counterflow.core.text.scripts import fold, is_skeletal, with_plain_digits
from counterflow.core.text.terms import standard_words, term_words, translate

LEGAL_WORD = 0.2
"""Weight of a word of a legal form that stands misspelt or out of place ("Litmited")."""
TERM_WORD = 0.45
"""Weight of a word of a term ("scientific", "shipyard") that no class of shared words holds."""
LONG_LEGAL = 7
"""Letters from which a single word is a legal form even with a slip ("Litmited")."""
SHORT_LEGAL = frozenset(
    {"ooo", "llc", "ltd", "jsc", "oao", "zao", "pao", "cjsc", "ojsc", "pjsc", "gmbh", "dmcc",
     "fzco", "fze", "fzc", "pte", "pvt", "srl", "spa", "plc", "inc", "eood", "ood", "doo", "llp"}
)  # fmt: skip
"""Short legal forms; a word one letter from one, at either end, may be one with a slip ("LTa")."""
NEAR_LEGAL = 0.3
MOST_READINGS = 8
MOST_WADE = 4
"""Readings of a name in Wade-Giles, where one spelling stands for several syllables."""
LONGEST_EASTERN = 3
"""Words up to which a name can be one of China or Korea."""
SPELT_OUT = 3
"""Letters in a row that are one word written apart."""
LONGEST_LEGAL = 8
"""Words beyond which no text is a legal form alone."""
# A bracket that is never closed runs to the end of the text and is left as it is: were it no
# match, each further one would be tried to the end again (10,000 "(" took seconds).
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)([)\]}]?)")
SOUNDS = (
    ("shch", "sh"), ("sch", "sh"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("tsch", "ch"),
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("iy", "i"),
    ("yy", "i"), ("ii", "i"), ("ij", "i"), ("ia", "ya"), ("iu", "yu"), ("ie", "e"), ("ye", "e"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("y", "i"),
)  # fmt: skip
"""What is written and how it sounds, one after the other; see ``sound_key``."""
# Only from where a word begins: a word of 50,000 letters would be tried from each of them.
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,})\.")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|oy|yy|iy|ya|aya|oe|oye|e|er|eme|o|os|a|as)")
_TWICE = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiou")


class NameForm(NamedTuple):
    """A name as it is compared.

    Attributes:
        text: The name as given.
        words: Folded words without the legal form, in order.
        weights: One weight per word: 1 for an ordinary word, less for a shared one.
        costs: What each word costs that the other name lacks: a common name says little where it
            agrees and as much as any where it differs.
        legal: The classes of legal form that were found.
        numbers: The words that are numbers or hold digits.
        compact: All words without spaces.
        bag: All words in alphabetical order.
        skeletal: Whether the script leaves vowels out.
        sounds: The words as they sound, in order.
        legal_words: The words that were taken out as a legal form.
        initials: First letters of all words but particles, those of the legal form too.
        raws: The words in their own letters, in a script without vowels; else empty.
        cut: Words that were written with a full stop behind, and may be cut short ("Univ.").
    """

    text: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    costs: tuple[float, ...]
    legal: frozenset[str]
    numbers: frozenset[str]
    compact: str
    bag: str
    skeletal: bool
    sounds: tuple[str, ...]
    legal_words: tuple[str, ...]
    initials: str
    cut: frozenset[str]
    raws: tuple[str, ...]


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


def is_opposite(word: str) -> bool:
    """Tell whether a word is one of those that tell sister companies apart.

    Example:
        >>> is_opposite("north"), is_opposite("trading")
        (True, False)
    """
    return word in _opposites()


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


def _is_legal_word(word: str) -> bool:
    """Tell whether a word left in a name belongs to a legal form, misspelt or out of place."""
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


@lru_cache(maxsize=1 << 15)
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
    if word in term_words("business", "institution", "trade"):
        return TERM_WORD
    if len(word) == 1:
        return 0.3
    return 0.7 if len(word) == 2 and not word.isdigit() else 1.0


def _form_key(word: str) -> str:
    """Even out how a long word of a legal form is romanised; short forms must be exact."""
    return sound_key(word) if len(word) > 4 else word


def _part_legal(words: list[str]) -> tuple[list[str], set[str]]:
    """Take legal forms out of a word sequence, unless nothing else would remain."""
    forms = _legal_forms()
    keys = tuple(map(_legal_key, words))
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


def read_name(text: str) -> NameForm:
    """Read one name into the form in which it is compared: the best of its readings.

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
    return read_names(text)[0]


@lru_cache(maxsize=1 << 14)
def read_names(text: str) -> tuple[NameForm, ...]:
    """Give all readings of a name, best first: other scripts can be read in several ways.

    Returns:
        At least one form; more for names in Han, Hangul, Greek …, for Wade-Giles and for Korean
        names, at most ``MOST_READINGS``.

    Example:
        >>> [form.words for form in read_names("Tseng Li-fen")][:2]
        [('tseng', 'li', 'fen'), ('zeng', 'li', 'fen')]
    """
    meant = with_plain_digits(cleaned(text))
    forms = _read_all(meant)
    return forms if meant == text else tuple([form._replace(text=text) for form in forms])


def _read_all(text: str) -> tuple[NameForm, ...]:
    """Read a clean name in all ways."""
    plain = translate(text)
    if not text.isascii() and is_skeletal(text):
        return tuple(_bare_form(text, one) for one in dict.fromkeys((plain, other_parting(plain))))
    read = readings(plain)
    standard = [_standard(joined_names(one).split(), terms=True) for one in read]
    forms = [_form_of(text, words, None) for words in standard]
    first = forms[0]
    # As written too: a slip in "Moskva" or "Abd al-Rahman" hides the term or the compound.
    as_written = _standard(read[0].split(), terms=False)
    if as_written != standard[0]:
        written = _form_of(text, as_written, None)
        if written.words != first.words:
            forms.append(written)
    if 2 <= len(first.words) <= LONGEST_EASTERN and not first.legal:
        forms.extend(_eastern(text, first))
    return tuple(forms[:MOST_READINGS])


def _bare_form(text: str, plain: str) -> NameForm:
    """Read a name in a script that leaves vowels out."""
    raws = {"".join(word.reading.split()): word.word for word in abjad_words(plain)}
    return _form_of(text, _standard(list(raws), terms=True), raws)


def _eastern(text: str, form: NameForm) -> list[NameForm]:
    """Read a name as Wade-Giles, Korean and Cantonese, where it can be any of them."""
    wade = pinyin_words(form.words)
    read = likeliest(list(wade), MOST_WADE) if wade else []
    read.extend(list(map(closed_key, name.split())) for name in korean_names(form.words))
    read.extend(map(list, cantonese_names(form.words)))
    return [_form_of(text, _standard(words, terms=True), None) for words in read]


def _form_of(text: str, words: list[str], raws: dict[str, str] | None) -> NameForm:
    """Weigh the words of one reading; ``raws`` gives the letters behind words without vowels."""
    bare = raws is not None
    rest, legal = _part_bare(words) if bare else _part_legal(words)
    kept = frozenset(rest)
    weights = _weights(rest, _bare_weight if bare else word_weight)
    given, particles = words_of_class("given_name"), words_of_class("particle")
    return NameForm(
        text=text,
        words=tuple(rest),
        weights=weights,
        costs=tuple(
            [1.0 if word in given else weight for word, weight in zip(rest, weights, strict=True)]
        ),
        legal=frozenset(legal),
        numbers=_numbers(rest),
        compact="".join(rest),
        bag=" ".join(sorted(rest)),
        skeletal=bare,
        sounds=tuple(map(sound_key, rest)),
        legal_words=tuple(dict.fromkeys(w for w in words if w not in kept)) if legal else (),
        initials="".join([word[0] for word in words if word not in particles]),
        cut=_cut_words(text),
        raws=tuple([raws.get(word, word) for word in rest]) if raws is not None else (),
    )


def _weights(words: list[str], weigh: Callable[[str], float]) -> tuple[float, ...]:
    """Weigh words; what may be a short legal form with a slip counts little beside others."""
    weights = list(map(weigh, words))
    if len(words) > 1:
        for at in (0, -1):
            if weights[at] > NEAR_LEGAL and _may_be_legal(words[at]):
                others = weights[1:] if at == 0 else weights[:-1]
                if max(others) >= 1:
                    weights[at] = NEAR_LEGAL
    return tuple(weights)


@lru_cache(maxsize=1 << 14)
def _may_be_legal(word: str) -> bool:
    if not 2 <= len(word) <= 5:
        return False
    return any(OSA.distance(word, form, score_cutoff=1) <= 1 for form in SHORT_LEGAL)


def _standard(words: list[str], *, terms: bool) -> list[str]:
    """Write abbreviations out, and letters written one by one ("A B C") as one word."""
    full = _abbreviations()
    if not full.keys().isdisjoint(words):
        words = [part for word in words for part in full.get(word, (word,))]
    if terms:
        words = standard_words(words)
    if "no" in words:
        # The word for a number says nothing before its digits; alone it is a Korean family name.
        words = [
            w for w, after in zip_longest(words, words[1:]) if w != "no" or not _is_digits(after)
        ]
    letters = [len(word) == 1 and word.isalpha() for word in words]
    if sum(letters) < SPELT_OUT:
        return words
    joined: list[str] = []
    for letter, run in groupby(zip(letters, words, strict=True), key=itemgetter(0)):
        part = [word for _, word in run]
        joined.extend(["".join(part)] if letter and len(part) >= SPELT_OUT else part)
    return joined


def _numbers(words: list[str]) -> frozenset[str]:
    """Give the words that are numbers or hold digits."""
    return frozenset([number_key(word) for word in words if not word.isalpha()])


def _is_digits(word: str | None) -> bool:
    return word is not None and word[0].isdigit()


def number_key(word: str) -> str:
    """Give a word with digits as it is compared: no ending of an ordinal, an O typed for a zero.

    Example:
        >>> number_key("35th"), number_key("76o12"), number_key("olya3")
        ('35', '76012', '0lya3')
    """
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else word.replace("o", "0")


def _cut_words(text: str) -> frozenset[str]:
    """Give the words written with a full stop behind, and the last one: a cell may end there."""
    if "." not in text:
        return frozenset()
    return frozenset(fold(word) for word in _CUT.findall(text))


@lru_cache(maxsize=1 << 15)
def sound_key(word: str) -> str:
    """Give a folded word as it sounds, with the choices of romanisation evened out.

    Example:
        >>> sound_key("hossein") == sound_key("hosein"), sound_key("qassem") == sound_key("kasem")
        (True, True)
    """
    for written, heard in SOUNDS:
        if written in word:
            word = word.replace(written, heard)
    return _TWICE.sub(r"\1", word)


@lru_cache(maxsize=1 << 13)
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
    outside = _BRACKETS.sub(lambda found: " " if found[2] else found[0], text)
    return " ".join(outside.split()) or text


def inside_brackets(text: str) -> tuple[str, ...]:
    """Give what stands in brackets, in order; a bracket that is never closed holds nothing.

    Example:
        >>> inside_brackets("Mahan Air (Tehran) [cargo"), inside_brackets("Mahan Air")
        (('Tehran',), ())
    """
    return tuple([inside for inside, close in _BRACKETS.findall(text) if close])
