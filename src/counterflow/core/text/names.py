"""Read a name into weighed words, a legal form and numbers, ready to be compared.

The tables in ``data/names`` say which words many businesses and people share and which legal
forms stand for one another; code holds no word lists.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby, zip_longest
from operator import itemgetter
from typing import NamedTuple

from counterflow.core.text.abjads import abjad_words, other_parting
from counterflow.core.text.cantonese import cantonese_names, likeliest
from counterflow.core.text.dirt import cleaned
from counterflow.core.text.legal_forms import part_bare, part_legal
from counterflow.core.text.name_systems import closed_key, joined_names, korean_names, pinyin_words
from counterflow.core.text.name_tables import name_table, words_of_class
from counterflow.core.text.romanisation import readings
from counterflow.core.text.scripts import fold, is_skeletal, with_plain_digits
from counterflow.core.text.terms import standard_words, translate
from counterflow.core.text.word_weights import bare_weight, weights_of, word_weight

MOST_READINGS = 8
MOST_WADE = 4
"""Readings of a name in Wade-Giles, where one spelling stands for several syllables."""
LONGEST_EASTERN = 3
"""Words up to which a name can be one of China or Korea."""
SPELT_OUT = 3
"""Letters in a row that are one word written apart."""
# Only from where a word begins: a word of 50,000 letters would be tried from each of them.
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]{3,})\.")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|oy|yy|iy|ya|aya|oe|oye|e|er|eme|o|os|a|as)")


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
    legal_words: tuple[str, ...]
    initials: str
    cut: frozenset[str]
    raws: tuple[str, ...]


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    """Give the full words of each abbreviation."""
    return {
        str(short): tuple(str(full).split())
        for full, shorts in name_table("abbreviations")["abbreviations"].items()
        for short in shorts
    }


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
    standard = [_standard(joined_names(one).split()) for one in read]
    forms = [_form_of(text, words, None) for words in standard]
    first = forms[0]
    # As written too: a slip in "Moskva" or "Abd al-Rahman" hides the term or the compound.
    as_written = _tidied(_in_full(read[0].split()))
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
    return _form_of(text, _standard(list(raws)), raws)


def _eastern(text: str, form: NameForm) -> list[NameForm]:
    """Read a name as Wade-Giles, Korean and Cantonese, where it can be any of them."""
    wade = pinyin_words(form.words)
    read = likeliest(list(wade), MOST_WADE) if wade else []
    read.extend(list(map(closed_key, name.split())) for name in korean_names(form.words))
    read.extend(map(list, cantonese_names(form.words)))
    return [_form_of(text, _standard(words), None) for words in read]


def _form_of(text: str, words: list[str], raws: dict[str, str] | None) -> NameForm:
    """Weigh the words of one reading; ``raws`` gives the letters behind words without vowels."""
    bare = raws is not None
    rest, legal = part_bare(words) if bare else part_legal(words)
    weights = weights_of(rest, bare_weight if bare else word_weight)
    compact = "".join(rest)
    return NameForm(
        text=text,
        words=tuple(rest),
        weights=weights,
        costs=_costs(rest, weights),
        legal=frozenset(legal),
        numbers=_NO_WORDS if compact.isalpha() else _numbers(rest),
        compact=compact,
        bag=" ".join(sorted(rest)),
        skeletal=bare,
        legal_words=_taken_out(words, rest) if legal else (),
        initials=_initials(words),
        cut=_cut_words(text) if "." in text else _NO_WORDS,
        raws=tuple([raws.get(word, word) for word in rest]) if raws is not None else (),
    )


_NO_WORDS: frozenset[str] = frozenset()


def _costs(words: list[str], weights: tuple[float, ...]) -> tuple[float, ...]:
    """Give what each word costs that the other name lacks."""
    given = words_of_class("given_name")
    if given.isdisjoint(words):
        return weights
    return tuple(
        [1.0 if word in given else weight for word, weight in zip(words, weights, strict=True)]
    )


def _taken_out(words: list[str], rest: list[str]) -> tuple[str, ...]:
    """Give the words that were taken out as a legal form, each once."""
    kept = frozenset(rest)
    return tuple(dict.fromkeys(word for word in words if word not in kept))


def _initials(words: list[str]) -> str:
    """Give the first letters of all words but particles."""
    particles = words_of_class("particle")
    if particles.isdisjoint(words):
        return "".join([word[0] for word in words])
    return "".join([word[0] for word in words if word not in particles])


def _standard(words: list[str]) -> list[str]:
    """Write terms as their headwords, letters written one by one ("A B C") as one word."""
    return _tidied(standard_words(_in_full(words)))


def _in_full(words: list[str]) -> list[str]:
    """Write abbreviations out."""
    full = _abbreviations()
    if full.keys().isdisjoint(words):
        return words
    return [part for word in words for part in full.get(word, (word,))]


def _tidied(words: list[str]) -> list[str]:
    """Leave out the word for a number before digits; write single letters in a row as one word."""
    if "no" in words:
        # The word for a number says nothing before its digits; alone it is a Korean family name.
        words = [
            w for w, after in zip_longest(words, words[1:]) if w != "no" or not _is_digits(after)
        ]
    if len(words) < SPELT_OUT or list(map(len, words)).count(1) < SPELT_OUT:
        return words
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


def ordinal_digits(word: str) -> int:
    """Give how many digits stand before the ending of an ordinal ("35th"); 0 in other words.

    Example:
        >>> ordinal_digits("35th"), ordinal_digits("35"), ordinal_digits("olya3")
        (2, 0, 0)
    """
    ordinal = None if word.isalpha() else _ORDINAL.fullmatch(word)
    return len(ordinal[1]) if ordinal else 0


def _cut_words(text: str) -> frozenset[str]:
    """Give the words written with a full stop behind, and the last one: a cell may end there."""
    if "." not in text:
        return frozenset()
    return frozenset(fold(word) for word in _CUT.findall(text))
