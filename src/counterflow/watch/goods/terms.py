"""The term table: words of many languages by which goods are known when no code is given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation
from counterflow.core.text.scripts import fold
from counterflow.watch.goods.words import ARABIC, Phrases, phrases_of

LONG = 7
"""Letters (with the mark of a stem) from which a Cyrillic word is also sought in Latin letters."""
_ARTICLE = "ال"
_ADJECTIVE = re.compile(r"(?:[нв]|ск|ющ)\*$")
"""Stems of adjectives in Russian and Ukrainian; "част*", parts, is none."""
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Term:
    """Goods that a description may name.

    Attributes:
        id: Stable name.
        what: What they are, in our words.
        hs: HS-6 codes or headings under which they are usually declared, the usual one first.
        sure: Whether the word means these goods and hardly anything else.
        parts: Codes under which their parts are usually declared, where they have any.
        machines: Whether the engines, motors and pumps made for them are parts of them.
    """

    id: str
    what: str
    hs: tuple[str, ...]
    sure: bool
    parts: tuple[str, ...] = ()
    machines: bool = False


@dataclass(frozen=True, slots=True)
class TermTable:
    """The terms with the words that find them and those that keep everyday words out.

    ``data/goods/terms.yaml`` explains each list.
    """

    terms: tuple[Term, ...]
    phrases: Phrases[Term]
    never: Phrases[str]
    wares: Phrases[str]
    elsewhere: Phrases[str]
    parts: Phrases[str]
    machines: Phrases[str]
    without: Phrases[str]
    purpose: frozenset[str]
    de: frozenset[str]
    machinery: frozenset[str]
    citation: Citation


@cache
def load_terms() -> TermTable:
    """Load the term table of the package.

    Raises:
        RuleError: a term has no code, no words, a word in the wrong place, or the id of another.

    Example:
        >>> [term.hs[0] for term in load_terms().terms if term.id == "microcontroller"]
        ['854231']
    """
    file = load_facts("goods/terms.yaml")
    return read_terms(file, "goods/terms.yaml")


def read_terms(file: Mapping[str, Any], where: str) -> TermTable:
    """Read a term table, checking every entry of it; see ``load_terms``."""
    phrases, terms = Phrases[Term](), dict[str, Term]()
    for entry in file["terms"]:
        place = f"{where}, term {entry.get('id')}"
        term = _term(entry, place)
        if term.id in terms:
            raise RuleError("two terms share an id", where=place)
        terms[term.id] = term
        for language, words in entry["words"].items():
            for phrase in words:
                for spelling in _spellings(_phrase(phrase, place), language):
                    phrases.add(spelling, term)
    return TermTable(
        tuple(terms.values()),
        phrases,
        phrases_of(file["never"]),
        phrases_of([*file["wares"], *file["fasteners"]["words"]]),
        phrases_of(file["elsewhere"]),
        phrases_of(file["parts"]),
        phrases_of(file["machines"]),
        phrases_of(file["without"]),
        frozenset(file["purpose"]),
        frozenset(file["de"]),
        frozenset(file["machinery"]["chapters"]),
        read_citation(file, file, where),
    )


def _term(entry: Mapping[str, Any], where: str) -> Term:
    hs = entry.get("hs") or ()
    if not hs or not all(isinstance(code, str) and code.isdigit() for code in hs):
        raise RuleError("a term needs `hs`: codes of four or six digits, as text", where=where)
    if not all(len(code) in (4, 6) for code in hs):
        raise RuleError(f"not four or six digits: {', '.join(hs)}", where=where)
    if not entry.get("words") or not isinstance(entry.get("sure"), bool):
        raise RuleError("a term needs `words` and `sure`, true or false", where=where)
    parts = tuple(entry.get("parts") or ())
    machines = bool(entry.get("machines"))
    return Term(str(entry["id"]), str(entry["what"]), tuple(hs), entry["sure"], parts, machines)


def _spellings(phrase: str, language: str = "") -> tuple[str, ...]:
    """Give a phrase, and one in Cyrillic as it is typed in Latin letters ("podshipnik").

    Short words are left out: in Latin letters an abbreviation is often another word. An adjective
    in Cyrillic may stand behind its noun. Arabic joins its article to the word, so that each word
    may stand with or without it.
    """
    words = phrase.split()
    if language == "ar":
        forms = ((word, _ARTICLE + word) if ARABIC.match(word) else (word,) for word in words)
        return tuple(" ".join(chosen) for chosen in product(*forms))
    if not _CYRILLIC.search(phrase):
        return (phrase,)
    # Catalogues put the noun first: "двигатель бесколлекторный".
    orders = [words, words[::-1]] if len(words) == 2 and _ADJECTIVE.search(words[0]) else [words]
    found = [" ".join(order) for order in orders]
    if max(map(len, words)) >= LONG:
        found += [" ".join(fold(w) + "*" * w.endswith("*") for w in order) for order in orders]
    return tuple(found)


def _phrase(phrase: Any, where: str) -> str:
    if not isinstance(phrase, str) or not phrase.strip("* "):
        raise RuleError(f"not a word: {phrase!r}", where=where, remedy="put it in quotation marks")
    return phrase
