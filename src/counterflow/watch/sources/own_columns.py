"""Tell what the columns of a user's own list mean, by their usual headings or by a mapping."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from counterflow.core.errors import ListUsageError
from counterflow.core.facts import load_facts
from counterflow.core.model.law import Effect

_FACTS = "own_list_columns.yaml"
_SUBJECTS = frozenset({"name", "last_name"})
_OF_LETTERS = frozenset({"address", "goods", "hs_code", "eccn"})


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """What a mapping file says of an own list.

    ``columns`` gives the headings of each field, ``defaults`` the value of a field where a row has
    none, ``ignore`` headings that are not read, ``date_order`` ``dmy`` or ``mdy`` for dates with
    slashes or hyphens, ``separator`` what stands between several values in a cell.
    """

    own_list: str = ""
    columns: dict[str, str | list[str]] = {}
    defaults: dict[str, str] = {}
    ignore: list[str] = []
    date_order: str = ""
    separator: str = ""
    authority: str = ""


class Layout(NamedTuple):
    """The field of each column (empty: not read), the columns not read, and why."""

    fields: tuple[str, ...]
    unknown: tuple[str, ...]
    private: tuple[str, ...]


def plain_words(text: str) -> str:
    """Fold case, accents and punctuation of a heading or a word from a cell.

    Example:
        >>> plain_words("  E-Mail_Adresse "), plain_words("Is-Informed")
        ('e mail adresse', 'is informed')
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in folded if not unicodedata.combining(c))
    return " ".join(kept.split())


@cache
def _known(section: str) -> dict[str, str]:
    rows = load_facts(_FACTS)[section]
    return {plain_words(str(word)): field for field, words in rows.items() for word in words}


@cache
def fields() -> frozenset[str]:
    """Give the fields that a mapping may name."""
    return frozenset(load_facts(_FACTS)["columns"])


def count_known(headings: Sequence[str]) -> int:
    """Count the different fields that some headings name, to find the header of a table."""
    known = _known("columns")
    return len({known[word] for word in map(plain_words, headings) if word in known})


def is_own_list(headings: Sequence[str]) -> bool:
    """Tell whether every heading is a usual one and something to look for is among them.

    Lists of publishers have headings that are not here; where only some are known the user names
    the format, or gives a mapping.

    Example:
        >>> is_own_list(["Name", "Country"]), is_own_list(["Name", "FR_Citation"])
        (True, False)
    """
    words = [plain_words(heading) for heading in headings if heading.strip()]
    found = {_known("columns").get(word, "") for word in words if word not in _known("left_out")}
    if not found or "" in found:
        return False
    return bool(found & _SUBJECTS) or ("letter" in found and bool(found & _OF_LETTERS))


def lay_out(headings: Sequence[str], mapping: Mapping, where: str) -> Layout:
    """Settle the field of each column: what the mapping says first, then the usual headings.

    Raises:
        ListError: The mapping names a column that is not there, or no column is one to look for.
    """
    mapped = {
        plain_words(heading): field
        for field, given in mapping.columns.items()
        for heading in ([given] if isinstance(given, str) else given)
    }
    words = [plain_words(heading) for heading in headings]
    if missing := sorted(set(mapped) - set(words)):
        raise ListUsageError(
            f"the mapping names columns that the list has not: {', '.join(missing)}",
            where=where,
            why="what they were to say would be lost",
            remedy=f"use the headings of the file: {', '.join(headings)[:300]}",
        )
    ignored = set(map(plain_words, mapping.ignore))
    known = {**_known("columns"), **mapped}
    found = tuple("" if word in ignored else known.get(word, "") for word in words)
    if not (_SUBJECTS | _OF_LETTERS) & set(found):
        raise ListUsageError(
            "no column holds a name, an address or goods",
            where=where,
            why="nothing could be compared with it",
            remedy="head a column with “name”, or give a mapping file (docs/lists/own_lists.md)",
        )
    unread = [
        (heading, word)
        for heading, word, field in zip(headings, words, found, strict=True)
        if not field and word and word not in ignored
    ]
    private = tuple(heading for heading, word in unread if word in _known("left_out"))
    unknown = tuple(heading for heading, word in unread if word not in _known("left_out"))
    return Layout(found, unknown, private)


def effect_named(text: str) -> Effect | None:
    """Tell which effect a cell names; None for none that is known.

    Example:
        >>> effect_named("Licence required"), effect_named("perhaps")
        (<Effect.LICENCE: 'licence requirement'>, None)
    """
    named = _known("effects").get(plain_words(text), "")
    return Effect(named) if named else None
