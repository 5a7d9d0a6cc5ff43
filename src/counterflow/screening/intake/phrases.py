"""The phrases of ``data/columns.yaml``, folded: what each means, and how the file writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from counterflow.core.facts import package_yaml
from counterflow.core.kept_readings import kept_table
from counterflow.screening.intake import folding
from counterflow.screening.intake.folding import heading_words

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
# What German puts at the end of a genitive (Land des Empfänger-s, Name des Kunde-n).
ENDINGS = ("", "s", "n")

Index = dict[str, tuple[str, str]]
"""Folded phrase → what it means, and how the file writes it."""

_BANK_WORDS = ("bank", "banque", "banco", "banca", "банк", "银行")
"""Words that make of a party's wording that of its bank ("Bank des Empfängers")."""


def phrase_indexes(kind: str) -> dict[str, Index]:
    """Give the folded phrases of a kind of transaction, by what they stand for.

    They are kept once folded: folding the 4,000 of them takes 30 ms.

    Args:
        kind: One of ``kinds`` in ``data/columns.yaml``; empty for what holds in all.

    Returns:
        Roles, stems, fields, attributes, details and questions; where phrases fold to the same, the
        first one's meaning, those of the kind before those of all.

    Example:
        >>> phrase_indexes("")["roles"]["consignee"]
        ('consignee', 'consignee')
    """
    source = resources.files("counterflow").joinpath("data/columns.yaml")
    found: dict[str, dict[str, list[str]]] = kept_table(
        f"vocabulary {kind}",
        [source.read_bytes()],
        [__file__, str(folding.__file__)],
        lambda: _make_indexes(kind),
    )
    return {
        name: {key: (meaning, phrase) for key, (meaning, phrase) in index.items()}
        for name, index in found.items()
    }


def _make_indexes(kind: str) -> dict[str, dict[str, list[str]]]:
    """Fold the phrases of a kind."""
    data = column_words()
    small = frozenset(data["small_words"])
    own = data["kinds"].get(kind, {})
    made = {
        name: _index(own[name], small, _base(name)) if name in own else _base(name)
        for name in ("roles", "stems", "fields", "attributes", "lone_details", "questions")
    }
    made["roles"] = _with_banks(made["roles"], data["banks"])
    made["lone_shares"] = _index({"": data["lone_shares"]}, small)
    return {
        name: {key: [meaning, phrase] for key, (meaning, phrase) in index.items()}
        for name, index in made.items()
    }


@lru_cache(maxsize=1)
def column_words() -> dict[str, Any]:
    """Give ``data/columns.yaml`` as it stands; whoever asks must not change it."""
    data: dict[str, Any] = package_yaml("columns.yaml")
    return data


@lru_cache(maxsize=4)
def _base(name: str) -> Index:
    """Index what one part of the vocabulary says for all kinds of transactions."""
    data = column_words()
    return _index(data[name], frozenset(data["small_words"]))


def _with_banks(roles: Index, banks: Mapping[str, str]) -> Index:
    """Add the wordings of a party's bank: "Empfänger Bank", "Bank des Empfängers"."""
    made: Index = {}
    for key, (role, phrase) in roles.items():
        for bank in _BANK_WORDS if role in banks else ():
            made.setdefault(key + bank, (banks[role], f"{phrase} {bank}"))
            for ending in ENDINGS:
                made.setdefault(bank + key + ending, (banks[role], f"{bank} {phrase}"))
    return made | roles


def _index(
    section: Mapping[str, Iterable[str]], small: frozenset[str], below: Index | None = None
) -> Index:
    """Index phrases by their keys; the first meaning of a key wins, then that of the one below."""
    index: Index = {}
    for key, entry in _phrases(section, small):
        index.setdefault(key, entry)
    return (below or {}) | index


def _phrases(
    section: Mapping[str, Iterable[str]], small: frozenset[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Fold every phrase in its spellings: with and without small words, "ä" and "ae"."""
    for meaning, phrases in section.items():
        for phrase in phrases:
            for spelling in dict.fromkeys((phrase, phrase.translate(_UMLAUTS))):
                words = heading_words(spelling)
                yield "".join(words), (meaning, phrase)
                kept = "".join(word for word in words if word not in small)
                # "b l" (bill of lading) without its French article would be any column "B".
                if len(kept) > 1:
                    yield kept, (meaning, phrase)
