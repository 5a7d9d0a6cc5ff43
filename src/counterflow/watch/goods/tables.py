"""The goods tables: those of the package and the user's own, asked by code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from counterflow.watch.goods.codes import HsCode
from counterflow.watch.goods.part_numbers import NO_PARTS, PartIndex, index_parts
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.table_files import TableFile, own_tables, package_tables


@dataclass(frozen=True, slots=True, eq=False)
class GoodsTables:
    """All rows by code, the headings they stand under, and codes of older HS editions.

    Rows that somebody has seen in their source answer by code; those that nobody has verified
    stand apart (``questions``): they may raise a question and nothing more.

    Attributes:
        rows: Verified rows by six digits or prefix.
        headings: Verified rows by the four digits with which they begin.
        older: Codes of older HS editions, with what they may be today.
        eccns: Verified rows by ECCN, category or group.
        questions: Unverified rows by HS prefix, ECCN, category or group.
        lengths: How many digits the rows have, longest first.
        files: The tables as read, in the order in which they are asked.
        parts: Part numbers and makers of the user's own tables.
    """

    rows: Mapping[str, tuple[GoodsRow, ...]]
    headings: Mapping[str, tuple[GoodsRow, ...]]
    older: Mapping[str, tuple[str, ...]]
    eccns: Mapping[str, tuple[GoodsRow, ...]] = field(default_factory=dict)
    questions: Mapping[str, tuple[GoodsRow, ...]] = field(default_factory=dict)
    lengths: tuple[int, ...] = (6,)
    files: tuple[TableFile, ...] = ()
    parts: PartIndex = NO_PARTS

    def match(self, code: HsCode, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Settle which verified rows list a code; longer national codes inherit the six digits.

        Args:
            code: The code as read.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            Rows in table order; empty where no table lists the code on that day.

        Basis:
            Supplement No. 7(b) to 15 CFR Part 746: codes at 8 or 10 digits are caught when
            their first six are listed; the same is applied to every table.
        """
        if not code.hs6:
            return ()
        return self._listed(self.rows, code.digits, on)

    def match_eccn(self, code: str, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Settle which verified rows list an ECCN: by itself, its group or its category.

        Args:
            code: Five characters (``3A001``); others are on no table.
            on: The day of the transaction; ``None`` takes every row.
        """
        if len(code) != 5:
            return ()
        keys = (code, code[:2], code[:1])
        return tuple(row for key in keys for row in self.eccns.get(key, ()) if row.counts_on(on))

    def ask(self, code: str, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Give the unverified rows that name an HS code's digits or an ECCN."""
        if code[1:2].isalpha():
            keys: Iterable[str] = (code, code[:2], code[:1])
            return tuple(
                row for key in keys for row in self.questions.get(key, ()) if row.counts_on(on)
            )
        return self._listed(self.questions, code, on)

    def among(self, prefixes: Iterable[str], on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Give every row, verified or not, of the codes that goods may have.

        Args:
            prefixes: Six digits, or four for a whole heading.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            Rows in the order of the prefixes, each once.
        """
        found: dict[GoodsRow, None] = {}
        for prefix in prefixes:
            for rows in (self.rows, self.questions):
                found.update(dict.fromkeys(self._listed(rows, prefix, on)))
            if len(prefix) == 4:
                below = (row for row in self.headings.get(prefix, ()) if row.counts_on(on))
                found.update(dict.fromkeys(below))
        return tuple(found)

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
            if row.hs6.startswith(digits) and row.counts_on(on)
        )

    def of_older(self, code: HsCode, on: dt.date | None = None) -> tuple[GoodsRow, ...]:
        """Give the rows that a code of an older edition of the Harmonized System may stand for.

        Args:
            code: The code as read.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            Verified rows of the codes that the same goods may have today; empty where the code is
            listed itself. Which code followed which is nobody's ruling: they raise a question.

        Example:
            >>> from counterflow.watch.goods.codes import read_hs_code
            >>> old = load_goods_tables().of_older(read_hs_code("8803.30"))
            >>> {(row.table, row.hs6) for row in old} == {
            ...     ("chpl", "880730"), ("ear_746_supp7", "880730")}
            True
        """
        if code.hs6 in self.rows:
            return ()
        newer = (new for new in self.older.get(code.hs6, ()))
        return tuple(row for new in newer for row in self._listed(self.rows, new, on))

    def _listed(
        self, rows: Mapping[str, tuple[GoodsRow, ...]], digits: str, on: dt.date | None
    ) -> tuple[GoodsRow, ...]:
        found: tuple[GoodsRow, ...] = ()
        for length in self.lengths:
            if length <= len(digits) and (listed := rows.get(digits[:length])):
                found += tuple(row for row in listed if row.counts_on(on))
        return found


def load_goods_tables(folder: Path | None = None) -> GoodsTables:
    """Load the goods tables of the package, and the user's own behind them.

    Args:
        folder: The folder of the user's tables (YAML or CSV); ``None`` or absent: none.

    Raises:
        RuleError: a row has no source or no words, a day is misspelt, a code is none, or two tables
            share a name.

    Example:
        >>> from counterflow.watch.goods.codes import read_hs_code
        >>> [(row.table, row.tier) for row in load_goods_tables().match(read_hs_code("8542.31"))]
        [('chpl', '1'), ('ear_746_supp7', '1')]
    """
    own = own_tables(folder)
    return _gather((*package_tables(), *own)) if own else _of_package()


@cache
def _of_package() -> GoodsTables:
    return _gather(package_tables())


def _gather(files: tuple[TableFile, ...]) -> GoodsTables:
    """Put tables together to one that answers by code."""
    rows, eccns, headings, questions = ({}, {}, {}, {})  # type: ignore[var-annotated]
    older: dict[str, tuple[str, ...]] = {}
    every = [row for file in files for row in file.rows]
    for row in every:
        if row.part_number or row.maker:
            continue
        if not row.citation.verified:
            questions.setdefault(row.code, []).append(row)
        elif row.eccn:
            eccns.setdefault(row.eccn, []).append(row)
        else:
            rows.setdefault(row.hs6, []).append(row)
            if len(row.hs6) >= 4:
                headings.setdefault(row.hs6[:4], []).append(row)
    for file in files:
        older.update(file.older)
    listed = {len(code) for code in (*rows, *questions) if code.isdigit() and len(code) > 1}
    return GoodsTables(
        _frozen(rows),
        _frozen(headings),
        older,
        _frozen(eccns),
        _frozen(questions),
        tuple(sorted(listed, reverse=True)),
        files,
        index_parts(every),
    )


def _frozen(rows: Mapping[str, list[GoodsRow]]) -> dict[str, tuple[GoodsRow, ...]]:
    return {key: tuple(group) for key, group in rows.items()}
