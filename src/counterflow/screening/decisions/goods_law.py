"""Say with every decision about goods which goods law was asked, and which is held by no table."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.goods.tables import GoodsTables

FILE: Final = "policies/goods_law.yaml"
_SETS_OF_TABLES: Final = 8
"""Sets of goods tables in use at once: those of a store each, of which a process has few."""


@cache
def law_not_held() -> tuple[str, ...]:
    """Give the goods law that no table of the package holds, in words.

    Raises:
        RuleError: the file names none.

    Example:
        >>> "arms embargoes" in law_not_held()
        True
    """
    rows = load_facts(FILE).get("not_held")
    if not rows or not all(isinstance(row, str) for row in rows):
        raise RuleError("it names no goods law", where=FILE)
    return tuple(rows)


@lru_cache(_SETS_OF_TABLES)
def told_of_goods_law(tables: GoodsTables) -> str:
    """Name the tables that were asked about goods, and the goods law that none of them holds.

    Example:
        >>> from counterflow.watch.goods.tables import load_goods_tables
        >>> told_of_goods_law(load_goods_tables()).partition(";")[0][:41]
        'asked chpl, ear_746_supp7, ear_746_supp2,'
    """
    asked = ", ".join(file.name for file in tables.files if file.rows)
    return f"asked {asked}; not held here: {'; '.join(law_not_held())}"
