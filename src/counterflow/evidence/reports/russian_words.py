"""The Russian of reports: forms of words, and what each says of a stance."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.facts import load_facts

_NAMES = ("Name", "Surn", "Patr")


@dataclass(frozen=True)
class RussianCues:
    """Words of ``data/reports/cues_ru.yaml``."""

    verbs: dict[str, str]
    phrases: dict[str, str]
    others: frozenset[str]
    months: tuple[str, ...]


@cache
def load_russian_cues() -> RussianCues:
    """Read ``data/reports/cues_ru.yaml``.

    Example:
        >>> load_russian_cues().verbs["отрицать"]
        'deny'
    """
    data = load_facts("reports/cues_ru.yaml")
    return RussianCues(
        verbs={word: row["stance"] for row in data["verbs"] for word in row["words"]},
        phrases={word: row["case"] for row in data["phrases"] for word in row["words"]},
        others=frozenset(data["others"]),
        months=tuple(data["months"]),
    )


@cache
def morphology() -> Any:
    """Load the forms of Russian words; ``None`` where the extra ``[reports-ru]`` is not there.

    Basis:
        pymorphy3 (MIT) with the dictionary of OpenCorpora (CC BY-SA 3.0), both in wheels.
    """
    try:
        import pymorphy3
    except ModuleNotFoundError:
        return None
    return pymorphy3.MorphAnalyzer(lang="ru")


def _parses(word: str) -> list[Any]:
    """Give the readings of a word; none of one with letters that Unicode gives no name.

    pymorphy3 asks the name of each letter outside its alphabet and fails where there is none.
    """
    if any(not unicodedata.name(letter, "") for letter in word):
        return []
    return list(morphology().parse(word))


def stance_of(word: str) -> str:
    """Give the stance of a word that is a finite verb of attribution; empty of any other."""
    for parse in _parses(word)[:3]:
        if parse.tag.POS == "VERB":
            return load_russian_cues().verbs.get(parse.normal_form, "")
    return ""


def may_be_subject(word: str) -> bool:
    """Tell whether a word can be the head of a subject: a noun or pronoun in the nominative."""
    return any(
        parse.tag.POS in ("NOUN", "NPRO") and "nomn" in parse.tag for parse in _parses(word)[:4]
    )


def is_name(word: str) -> bool:
    """Tell whether a word can be a part of a person's name."""
    return word[:1].isupper() and any(
        any(mark in parse.tag for mark in _NAMES) for parse in _parses(word)[:3]
    )


def nominative(words: list[str], case: str) -> str:
    """Bring a naming in another case to the nominative, as far as its first noun and its names.

    Args:
        words: The naming.
        case: Its case: ``gent``, ``datv``.
    """
    made, head = [], False
    for word in words:
        parse = next((p for p in _parses(word)[:5] if case in p.tag), None)
        if parse is None or (head and not is_name(word)):
            made.append(word)
            continue
        head = head or parse.tag.POS == "NOUN"
        formed = parse.inflect({"nomn"})
        bare = formed.word if formed else word
        made.append(bare.capitalize() if word[:1].isupper() else bare)
    return " ".join(made)
