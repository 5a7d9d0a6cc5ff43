"""Turn a query in Lucene's syntax into conditions on the full-text index."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from luqum.exceptions import ParseError
from luqum.parser import parser
from luqum.tree import (
    AndOperation,
    Boost,
    FieldGroup,
    Fuzzy,
    Group,
    Item,
    Not,
    OrOperation,
    Phrase,
    Plus,
    Prohibit,
    Range,
    SearchField,
    UnknownOperation,
    Word,
)

from counterflow.serve.api.replies import Fault

LONGEST: Final = 2_000
"""Characters of a query; a longer one is no search by a person."""
DEEPEST: Final = 60
"""Groups within groups."""
_WORD: Final = re.compile(r"\w+", re.UNICODE)
_SPECIAL: Final = re.compile(r'[+\-!(){}\[\]^"~*?:\\/&|<>=]')
_LIKE: Final = 80
"""Words like a fuzzy one that are looked for."""
_EVERY: Final = "SELECT place FROM entity"
_NAME_FIELDS: Final = frozenset({"name", "names", "caption"})


class Condition(NamedTuple):
    """A condition on entities: a SELECT of their places, and the values in it."""

    sql: str
    values: list[object]


def read_query(
    text: str, *, simple: bool, fuzzy: bool, like: Callable[[str], list[str]]
) -> Condition | None:
    """Read a query.

    Args:
        text: As the client gives it; words without an operator must all be met.
        simple: Whether operators are read as words.
        fuzzy: Whether every word stands for words like it, too.
        like: Gives the words of the index that are like a word.

    Returns:
        A condition; ``None`` for all entities.

    Raises:
        Fault: 400, the text is no query, or asks for what is not offered.
    """
    if len(text) > LONGEST:
        raise Fault(400, f"Search error: query too long (limit: {LONGEST} characters)")
    if simple:
        text = _SPECIAL.sub(" ", text)
        text = " ".join(word.lower() for word in text.split())
    if not text.strip() or text.strip() == "*":
        return None
    try:
        tree = parser.parse(text)
    except (ParseError, RecursionError, ValueError) as fault:
        raise Fault(400, f"Search error: {str(fault)[:200]}") from fault
    return _Reader(fuzzy=fuzzy, like=like).read(tree, "", 0)


class _Reader:
    """Walk the tree of a query."""

    def __init__(self, *, fuzzy: bool, like: Callable[[str], list[str]]) -> None:
        self._fuzzy = fuzzy
        self._like = like

    def read(self, item: Item, field: str, depth: int) -> Condition:  # noqa: C901, PLR0911 - one case a kind
        """Give the condition of one part of a query, in one field or in all."""
        if depth > DEEPEST:
            raise Fault(400, "Search error: too many groups within groups")
        below = depth + 1
        match item:
            case SearchField():
                return self.read(item.expr, item.name, below)
            case Group() | FieldGroup() | Plus() | Boost():
                return self.read(item.children[0], field, below)
            case Not() | Prohibit():
                return self._but(Condition(_EVERY, []), self.read(item.a, field, below))
            case OrOperation():
                return _joined("UNION", [self.read(one, field, below) for one in item.children])
            case AndOperation() | UnknownOperation():
                return self._all(item, field, below)
            case Fuzzy():
                return self._words(str(item.term), field, fuzzy=True)
            case Phrase():
                return self._words(str(item.value)[1:-1], field, phrase=True)
            case Word():
                return self._words(str(item.value), field, fuzzy=self._fuzzy)
            case Range() if field:
                return _between(item, field)
            case _:
                raise Fault(400, f"Search error: not offered: {str(item).strip()[:80]}")

    def _all(self, item: Item, field: str, depth: int) -> Condition:
        """Give what meets all parts; "a NOT b" is one part less another."""
        met = [one for one in item.children if not isinstance(one, Not | Prohibit)]
        unmet = [one.a for one in item.children if isinstance(one, Not | Prohibit)]
        found = _joined("INTERSECT", [self.read(one, field, depth) for one in met])
        for one in unmet:
            found = self._but(found, self.read(one, field, depth))
        return found

    @staticmethod
    def _but(one: Condition, other: Condition) -> Condition:
        return Condition(
            f"SELECT * FROM ({one.sql}) EXCEPT SELECT * FROM ({other.sql})",
            [*one.values, *other.values],
        )

    def _words(
        self, text: str, field: str, *, fuzzy: bool = False, phrase: bool = False
    ) -> Condition:
        """Give what holds a word, the beginning of one, or a phrase."""
        if field and field not in _NAME_FIELDS and field != "text":
            return _equal(field, text.strip('"'))
        prefix = text.endswith("*") and not phrase
        found = _WORD.findall(text.lower())
        if not found:
            return Condition(f"{_EVERY} WHERE 0", []) if text != "*" else Condition(_EVERY, [])
        if fuzzy:
            parts = [
                "(" + " OR ".join(f'"{like}"' for like in self._like(word)[:_LIKE]) + ")"
                for word in found
            ]
            asked = " AND ".join(parts)
        else:
            asked = '"' + " ".join(found) + '"' + (" *" if prefix else "")
        column = "names" if field in _NAME_FIELDS else "{names text}"
        return Condition("SELECT rowid FROM words WHERE words MATCH ?", [f"{column} : ({asked})"])


def _joined(word: str, parts: list[Condition]) -> Condition:
    if not parts:
        return Condition(_EVERY, [])
    sql = f" {word} ".join(f"SELECT * FROM ({one.sql})" for one in parts)
    return Condition(sql, [value for one in parts for value in one.values])


def _equal(field: str, text: str) -> Condition:
    """Give what bears a value in a field, as it stands or, with a star, as it begins."""
    if text == "*":
        return Condition("SELECT DISTINCT place FROM value WHERE field = ?", [field])
    if text.endswith("*"):
        start = text[:-1]
        return Condition(
            "SELECT DISTINCT place FROM value WHERE field = ? AND value >= ? AND value < ?",
            [field, start, f"{start}\U0010ffff"],
        )
    return Condition("SELECT place FROM value WHERE field = ? AND value = ?", [field, text])


def _between(item: Any, field: str) -> Condition:
    """Give what bears a value between two others, compared as text: days of one form."""
    low, high = str(item.low).strip().strip('"'), str(item.high).strip().strip('"')
    sql, values = "SELECT DISTINCT place FROM value WHERE field = ?", [field]
    if low != "*":
        sql += f" AND value {'>=' if item.include_low else '>'} ?"
        values.append(low)
    if high != "*":
        # 1960 includes every day of that year.
        sql += " AND value < ?"
        values.append(f"{high}\U0010ffff" if item.include_high else high)
    return Condition(sql, list(values))
