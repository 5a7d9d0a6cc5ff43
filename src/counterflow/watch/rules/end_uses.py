"""Words of a stated end use that raise a question: weapons, missiles, unmanned aircraft, armies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation
from counterflow.core.model.law import Citation

FILE: Final = "rules/end_uses.yaml"
ANYWHERE, OUTSIDE_PARTNERS = "anywhere", "outside partners"
LONGEST: Final = 5000
"""Characters of an end use that are read."""
_HAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CLAUSE: Final = re.compile(
    r"[.;:!?()\n。；：！？]| - |\bbut\b|\bsondern\b|\bmais\b|\bно\b|\bsino\b"
)


@dataclass(frozen=True, slots=True)
class EndUse:
    """One row.

    Attributes:
        id: What the words speak of.
        where: Where it is asked: ``anywhere`` or ``outside partners``.
        words: Finds its words.
        never: Finds phrases that only resemble; ``None`` for none.
        citation: Its source.
    """

    id: str
    where: str
    words: re.Pattern[str]
    never: re.Pattern[str] | None
    citation: Citation


@cache
def load_end_uses() -> tuple[EndUse, ...]:
    """Load the rows of ``data/rules/end_uses.yaml``.

    Raises:
        RuleError: a row lacks a part, has an unknown one, or a word that is no text.

    Example:
        >>> [row.id for row in load_end_uses() if row.where == "anywhere"]
        ['weapons of mass destruction', 'missiles and rockets']
    """
    return read_end_uses(load_facts(FILE))


def read_end_uses(file: Mapping[str, Any]) -> tuple[EndUse, ...]:
    """Read the rows of a file, checking every one; see ``load_end_uses``."""
    found = []
    for at, row in enumerate(file["rows"], start=1):
        where = f"{FILE}, row {at}"
        known = set(row) <= {"id", "where", "words", "never"}
        if not known or not row.get("words") or not row.get("id"):
            raise RuleError("the row lacks a part, or has an unknown one", where=where)
        asked = row.get("where")
        if asked not in (ANYWHERE, OUTSIDE_PARTNERS):
            raise RuleError(f"it is asked nowhere: {asked!r}", where=where)
        words = [word for language in row["words"].values() for word in language]
        never = row.get("never") or []
        if wrong := [word for word in (*words, *never) if not isinstance(word, str)]:
            raise RuleError(f"no texts: {wrong}", where=where, remedy="write them in quotes")
        cited = read_citation(file, {"source": "ours", "verified": True}, where)
        pattern = _pattern(never) if never else None
        found.append(EndUse(str(row["id"]), asked, _pattern(words), pattern, cited))
    return tuple(found)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    plain = sorted((word.casefold() for word in words), key=len, reverse=True)
    parts = []
    for word in plain:
        text = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
        parts.append(text if _HAN.search(word) else rf"(?<!\w){text}(?!\w)")
    return re.compile("|".join(parts))


@cache
def _denials() -> re.Pattern[str]:
    return _pattern(map(str, load_facts(FILE)["not"]))


@lru_cache(maxsize=4096)
def read_end_use(text: str) -> tuple[tuple[EndUse, tuple[str, ...]], ...]:
    """Settle of what a stated end use speaks.

    A word that the same clause denies before it does not count: "no military or nuclear use".

    Args:
        text: The end use as written.

    Returns:
        Rows with the words that were found, in the order of the table.

    Example:
        >>> [(row.id, words) for row, words in read_end_use("Missile guidance")]
        [('missiles and rockets', ('missile',))]
        >>> read_end_use("civil use only, not for military or nuclear purposes")
        ()
    """
    folded = text[:LONGEST].casefold()
    found = []
    for row in load_end_uses():
        plain = row.never.sub(" ", folded) if row.never else folded
        words = tuple(
            dict.fromkeys(
                hit[0]
                for clause in _CLAUSE.split(plain)
                for hit in row.words.finditer(clause)
                if not _denials().search(clause[: hit.start()])
            )
        )
        if words:
            found.append((row, words))
    return tuple(found)
