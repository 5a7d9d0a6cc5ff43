"""Words of trades, uses and payments: what a name, an address or a description speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from counterflow.core.facts import load_facts

_WORD: Final = re.compile(r"[^\W_]+")
_ANSWER: Final = re.compile(r"[^\W\d_]+")
_HAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
LONGEST: Final = 2000
"""Signs of a text that are read: the words of a trade stand in front of it."""


class WordIndex:
    """Names with their words, arranged so that a text without any costs a few lookups.

    Args:
        names: Words by the name that they stand for.
    """

    __slots__ = ("_anywhere", "_by_word")

    def __init__(self, names: Mapping[str, Iterable[Any]]) -> None:
        self._by_word: dict[str, list[tuple[str, str]]] = {}
        self._anywhere: list[tuple[str, str]] = []
        for name, words in names.items():
            for text in (str(word).casefold() for word in words):
                found = _WORD.findall(text)
                if _HAN.search(text) or not found:
                    self._anywhere.append((text, name))
                    continue
                # Of several words the longest is looked up; then all of them must stand there.
                phrase = "" if found == [text] else text
                self._by_word.setdefault(max(found, key=len), []).append((phrase, name))

    def find(self, text: str) -> frozenset[str]:
        """Give the names of which a word stands in a text."""
        folded, words = _read(text)
        known = self._by_word
        found = {
            name
            for word in words
            if word in known
            for phrase, name in known[word]
            if not phrase or phrase in folded
        }
        if not folded.isascii():
            found.update(name for word, name in self._anywhere if word in folded)
        return frozenset(found)


@cache
def _facts() -> Any:
    return load_facts("rules/words.yaml")


@cache
def _families() -> WordIndex:
    return WordIndex(_facts()["families"])


@cache
def _trades() -> tuple[WordIndex, Mapping[str, frozenset[str]]]:
    rows = _facts()["trades"]
    words = WordIndex({row["id"]: row["words"] for row in rows})
    return words, {row["id"]: frozenset(row["chapters"]) for row in rows}


@cache
def _methods() -> tuple[WordIndex, tuple[str, ...]]:
    methods = _facts()["payment_methods"]
    return WordIndex(methods), tuple(methods)


@cache
def _word_set(name: str) -> frozenset[str]:
    return frozenset(str(word).casefold() for word in _facts()[name])


def _read(text: str) -> tuple[str, frozenset[str]]:
    folded = text[:LONGEST].casefold()
    return folded, frozenset(_WORD.findall(folded))


@lru_cache(maxsize=65536)
def families_in(text: str) -> frozenset[str]:
    """Settle which families of ``data/rules/words.yaml`` a name or a line of business speaks of.

    Example:
        >>> sorted(families_in("Muster Freight & Trading LLC"))
        ['forwarder', 'trader']
    """
    return _families().find(text)


@lru_cache(maxsize=4096)
def chapters_of(line_of_business: str) -> frozenset[str] | None:
    """Give the HS chapters of a line of business; ``None`` where it is in no family of ours.

    Example:
        >>> "85" in chapters_of("hospital"), "85" in chapters_of("bakery"), chapters_of("ludus")
        (True, False, None)
    """
    words, chapters = _trades()
    found = [chapters[trade] for trade in words.find(line_of_business)]
    return frozenset().union(*found) if found else None


@lru_cache(maxsize=4096)
def payment_method(text: str) -> str | None:
    """Settle the kind of a payment method; ``None`` where its words are not known.

    Example:
        >>> payment_method("Barzahlung"), payment_method("irrevocable L/C at sight")
        ('cash', 'letter of credit')
    """
    words, order = _methods()
    found = words.find(text)
    return next((name for name in order if name in found), None)


@cache
def _answers() -> tuple[Mapping[str, str], tuple[str, ...]]:
    rows = _facts()["answers"]
    said = {str(word).casefold(): answer for answer in ("yes", "no") for word in rows[answer]}
    return said, tuple(str(words).casefold() for words in rows["open"])


def answer_of(text: str) -> str:
    """Settle whether a text begins with yes or with no, in any of the trade languages.

    Args:
        text: What a person wrote.

    Returns:
        ``yes``, ``no``, or nothing where it says neither.

    Example:
        >>> [answer_of(text) for text in ("Ja: liegt vor", "нет", "Non.", "sí, firmado", "n.a.")]
        ['yes', 'no', 'no', 'yes', '']
    """
    said, undecided = _answers()
    plain = text.strip().casefold()
    for words in undecided:
        if plain.startswith(words) and not plain[len(words) : len(words) + 1].isalnum():
            return ""
    first = _ANSWER.match(plain)
    return said.get(first[0], "") if first else ""


@lru_cache(maxsize=65536)
def is_vague(text: str, of: str) -> bool:
    """Tell whether a text holds general words alone.

    Args:
        text: A description or a use.
        of: ``vague_goods`` or ``vague_uses``.

    Example:
        >>> is_vague("spare parts", "vague_goods"), is_vague("servo drives", "vague_goods")
        (True, False)
    """
    _, words = _read(text)
    return bool(words) and words <= _word_set(of)


@cache
def _withheld() -> WordIndex:
    return WordIndex(_facts()["withheld"])


@lru_cache(maxsize=4096)
def is_withheld(text: str) -> bool:
    """Tell whether a stated use says that the use is not told.

    Example:
        >>> is_withheld("customer declines to state"), is_withheld("laboratory")
        (True, False)
    """
    return bool(_withheld().find(text))


def is_free_mail(email: str) -> bool:
    """Tell whether an e-mail address is of a provider that gives them to anybody.

    Example:
        >>> is_free_mail("someone@gmail.com"), is_free_mail("someone@muster.example")
        (True, False)
    """
    return email.rpartition("@")[2].strip(" >.").casefold() in _word_set("free_mail")


def major_currencies() -> frozenset[str]:
    """Give the currencies in which a limit of ours is read without conversion."""
    return frozenset(str(word) for word in _facts()["major_currencies"])
