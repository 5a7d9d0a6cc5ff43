"""The goods tables shipped with the package: dated rows, each with its source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_day
from counterflow.core.model import Citation
from counterflow.watch.goods.codes import HsCode

TABLES = ("common_high_priority_list", "ear_746_supplement_7")
"""The files of ``data/goods``, in the order in which they are asked."""
_SIX = re.compile(r"^\d{6}$")


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One row of a goods table.

    Attributes:
        table: Short name of the table (``chpl``, ``ear_746_supp7``).
        title: Its full title.
        hs6: Six digits.
        what: What the code covers, in our words.
        tier: Tier of the Common High Priority List, where it has one.
        in_force_from: First day of the table.
        in_force_to: Last day, ``None`` while in force.
        citation: Source of the row.
    """

    table: str
    title: str
    hs6: str
    what: str
    tier: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class GoodsTables:
    """All rows by six digits, the headings they stand under, and codes of older HS editions."""

    rows: Mapping[str, tuple[GoodsRow, ...]]
    headings: Mapping[str, tuple[GoodsRow, ...]]
    older: Mapping[str, tuple[str, ...]]

    def match(self, code: HsCode, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Settle which rows list a code; longer national codes inherit the six digits.

        Args:
            code: The code as read.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            Rows in table order; empty where no table lists the code on that day.

        Basis:
            Supplement No. 7(b) to 15 CFR Part 746: codes at 8 or 10 digits are caught when
            their first six are listed; the same is applied to the Common High Priority List.
        """
        return tuple(
            row
            for row in self.rows.get(code.hs6, ())
            if on is None or in_force(on, row.in_force_from, row.in_force_to)
        )

    def under_heading(self, code: HsCode, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Give the rows that stand under a code of fewer than six digits, which cannot decide.

        A heading is often padded to six digits (854200) or stored as a number (``8542.0``,
        ``8542.3``). The Harmonized System gives a padded code to no heading that it divides, so
        where listed codes stand under it, it is the heading. A last zero restored on a guess
        counts only where it gives a listed code.

        Args:
            code: The code as read.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            Rows of every table that begin with the digits given, in the order of the tables;
            empty where six digits were given, or fewer than four.
        """
        if not code.heading or code.hs6 in self.rows:
            return ()
        padded = code.digits[:6].endswith("00")
        if code.given >= 6 and not padded:
            return ()
        digits = code.heading if padded else code.digits[: code.given]
        return tuple(
            row
            for row in self.headings.get(code.heading, ())
            if row.hs6.startswith(digits)
            and (on is None or in_force(on, row.in_force_from, row.in_force_to))
        )


def in_force(on: dt.date, start: dt.date, end: dt.date | None) -> bool:
    """Tell whether a day lies within an interval; both ends belong to it."""
    return start <= on and (end is None or on <= end)


@cache
def load_goods_tables() -> GoodsTables:
    """Load the goods tables of the package.

    Raises:
        RuleError: a row has no source, no date, or a code that is not six digits.

    Example:
        >>> from counterflow.watch.goods.codes import read_hs_code
        >>> [(row.table, row.tier) for row in load_goods_tables().match(read_hs_code("8542.31"))]
        [('chpl', '1'), ('ear_746_supp7', '1')]
    """
    rows: dict[str, list[GoodsRow]] = {}
    older: dict[str, tuple[str, ...]] = {}
    for name in TABLES:
        table = load_facts(f"goods/{name}.yaml")
        for at, entry in enumerate(table["rows"]):
            where = f"goods/{name}.yaml, row {at + 1}"
            row = _row(table, entry, where)
            rows.setdefault(row.hs6, []).append(row)
        for entry in table.get("older_editions", ()):
            older[entry["old"]] = tuple(entry["new"])
    headings: dict[str, list[GoodsRow]] = {}
    for hs6, group in rows.items():
        headings.setdefault(hs6[:4], []).extend(group)
    return GoodsTables(
        {key: tuple(group) for key, group in rows.items()},
        {key: tuple(group) for key, group in headings.items()},
        older,
    )


def _row(table: Mapping[str, object], entry: Mapping[str, object], where: str) -> GoodsRow:
    hs6 = entry.get("hs6")
    if not isinstance(hs6, str) or not _SIX.match(hs6):
        raise RuleError("a goods code is not six digits of text", where=where)
    return GoodsRow(
        table=str(table["table"]),
        title=str(table["title"]),
        hs6=hs6,
        what=str(entry["what"]),
        tier=str(entry.get("tier", "")),
        in_force_from=read_day(table.get("in_force_from"), where) or dt.date.min,
        in_force_to=read_day(table.get("in_force_to"), where),
        citation=read_citation(table, entry, where),
    )
