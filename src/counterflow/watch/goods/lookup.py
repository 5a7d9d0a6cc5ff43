"""Answer what every table says of a code, a number, a part or a description of goods."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from counterflow.watch.goods.codes import RESERVED_SAID, HsCode, read_hs_codes
from counterflow.watch.goods.descriptions import Hint, read_description
from counterflow.watch.goods.eccn import Eccn, read_eccn
from counterflow.watch.goods.nomenclature import Nomenclature
from counterflow.watch.goods.retrieval import HsCandidate
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables

_DIGITS_ALONE: Final = re.compile(r"[\d.\s/\-']+")
LISTED, BELOW, TODAY, PART, HINTED = (
    "listed", "below this heading", "perhaps this code today", "part", "usual code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table that speaks of what was asked.

    Attributes:
        asked: The code, number, part or words that were asked.
        how: ``listed``; ``below this heading`` (six digits are needed); ``perhaps this code
            today`` (a code of an older edition); ``part``; ``usual code`` of described goods.
        row: The row.
        extends: The table that the user's own file adds this row to; empty for none.
        file: The file that holds the row.
    """

    asked: str
    how: str
    row: GoodsRow
    extends: str
    file: str

    def as_dict(self) -> dict[str, Any]:
        """Give the line for a program: authority, tier, days, source, how far it was read."""
        row, start = self.row, self.row.in_force_from
        known = {
            "asked": self.asked, "how": self.how, "code": row.code, "what": row.what,
            "table": row.table, "title": row.title, "authority": row.authority, "tier": row.tier,
            "in_force_from": None if start == dt.date.min else start.isoformat(),
            "in_force_to": row.in_force_to.isoformat() if row.in_force_to else None,
            "verified": row.citation.verified, "citation": msgspec.to_builtins(row.citation),
            "extends": self.extends, "file": self.file,
        }  # fmt: skip
        if row.outcome:
            known |= {"outcome": row.outcome, "destinations": sorted(row.destinations)}
        return known


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of goods.

    Attributes:
        asked: The text as given.
        codes: HS codes read in it, with what was repaired in them.
        eccn: The control number read in it; ``None`` where it is none.
        lines: Rows of tables, those of codes first.
        hints: Goods that the words of a description name.
        candidates: Subheadings whose texts resemble a description, best first.
        problem: Why the text is no code that goods can have; empty where it may be one.
    """

    asked: str
    codes: tuple[HsCode, ...] = ()
    eccn: Eccn | None = None
    lines: tuple[Line, ...] = ()
    hints: tuple[Hint, ...] = ()
    candidates: tuple[HsCandidate, ...] = ()
    problem: str = ""

    @property
    def found(self) -> bool:
        """Tell whether there is an answer; that a code is on no table is one."""
        if self.problem:
            return False
        return bool(self.codes or self.eccn or self.lines or self.hints or self.candidates)


def look_up(what: str, tables: GoodsTables, texts: Nomenclature | None = None) -> Answer:
    """Settle what the tables say of an HS code, an ECCN, a part or a description.

    Args:
        what: One of them, as text; several HS codes may stand in it.
        tables: The tables of the package, and the user's own.
        texts: The texts of the Harmonized System; ``None`` where none were imported.

    Returns:
        The answer. Rows of every day are given, with their days; a description is compared with
        the texts only where it is no code.

    Example:
        >>> from counterflow.watch.goods.tables import load_goods_tables
        >>> held = load_goods_tables()
        >>> [line.row.tier for line in look_up("8542.31", held).lines if line.row.table == "chpl"]
        ['1']
        >>> look_up("8599.31", held).problem
        'there is no heading 8599 in the Harmonized System'
    """
    files = {row: file for file in tables.files for row in file.rows}

    def lines(asked: str, how: str, rows: Iterable[GoodsRow]) -> Iterator[Line]:
        for row in rows:
            file = files[row]
            extends = row.table if file.name != row.table else ""
            yield Line(asked, how, row, extends, file.file)

    read = read_eccn(what)
    eccn = None if read.kind in ("unread", "none") else read
    codes = () if eccn else tuple(code for code in read_hs_codes(what) if code.digits)
    found = list(lines(read.shown, LISTED, _of_eccn(read.code, tables))) if eccn else []
    parts = tables.parts.match(what, what, None)
    found += lines(what, PART, (part.row for part in parts))
    for code in codes:
        found += lines(code.digits, LISTED, (*tables.match(code), *tables.ask(code.digits)))
        found += lines(code.digits, BELOW, tables.under_heading(code))
        found += lines(code.digits, TODAY, tables.of_older(code))
    if problem := _problem(what, read, codes):
        return Answer(what, codes, lines=tuple(found), problem=problem)
    if eccn or codes or parts:
        return Answer(what, codes, eccn, tuple(found))
    hints = tuple(read_description(what))
    for hint in hints:
        found += lines(hint.words, HINTED, tables.among(hint.codes))
    candidates = tuple(texts.find(what)) if texts is not None else ()
    return Answer(what, lines=tuple(found), hints=hints, candidates=candidates)


def _of_eccn(code: str, tables: GoodsTables) -> tuple[GoodsRow, ...]:
    return (*tables.match_eccn(code), *tables.ask(code)) if code else ()


def _problem(what: str, read: Eccn, codes: tuple[HsCode, ...]) -> str:
    """Say why a text that looks like a code is none; nothing of words and of codes."""
    wrong = [code.problem or RESERVED_SAID for code in codes if code.impossible]
    if codes:
        return wrong[0] if len(wrong) == len(codes) else ""
    if _DIGITS_ALONE.fullmatch(what.strip()):
        return read_hs_codes(what)[0].problem
    return read.problem if read.impossible else ""
