"""One row of a goods table: which codes it lists, for whom, from when, on whose authority."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import read_citation, read_interval
from counterflow.core.model.law import Citation
from counterflow.watch.goods.eccn import CATEGORY, read_eccn

KEYS = ("hs6", "hs", "eccn")
"""What a row may list: six digits, a prefix of 2 to 12 digits, an ECCN or the start of one."""
PARTS = ("part_number", "maker")
"""What a row of a user's own table may list in place of a code: one of these, or both."""
LEAST_OF_PART = 3
"""Letters and digits of a part number, or of what its family begins with: fewer list anything."""
_SIX = re.compile(r"\d{6}\Z")
_PREFIX = re.compile(r"(?:\d{2}){1,6}\Z")


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One row of a goods table.

    Attributes:
        table: Short name of the table (``chpl``, ``ear_746_supp7``).
        title: Its full title.
        hs6: Six digits, or the prefix of other length under which every code is listed; empty
            where the row lists an ECCN.
        what: What the code covers, in our words.
        tier: Tier of the Common High Priority List, where it has one.
        in_force_from: First day of the row or table; the first of all days where not established.
        in_force_to: Last day, ``None`` while in force.
        citation: Source of the row.
        authority: Who lists it.
        eccn: The ECCN, or the category or group with which listed ones begin.
        outcome: Of a user's own table: what a line on it comes to; empty for tables of authorities,
            which rules speak of.
        destinations: Of a user's own table: countries it is about; empty for every one.
        part_number: Of a user's own table: a part number, or the beginning of a family and ``*``.
        maker: Of a user's own table: the maker of that part, or of whatever it makes.
    """

    table: str
    title: str
    hs6: str
    what: str
    tier: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    citation: Citation
    authority: str = ""
    eccn: str = ""
    outcome: str = ""
    destinations: frozenset[str] = frozenset()
    part_number: str = ""
    maker: str = ""

    @property
    def code(self) -> str:
        """Give the code that the row lists, whichever kind it is; of a part, what names it."""
        if code := self.hs6 or self.eccn:
            return code
        named = (("part number", self.part_number), ("maker", self.maker))
        return " of ".join(f"{word} {text}" for word, text in named if text)

    def counts_on(self, on: dt.date | None) -> bool:
        """Tell whether the row is in force on a day; without a day every row counts."""
        return on is None or in_force(on, self.in_force_from, self.in_force_to)


def in_force(on: dt.date, start: dt.date, end: dt.date | None) -> bool:
    """Tell whether a day lies within an interval; both ends belong to it."""
    return start <= on and (end is None or on <= end)


def read_row(table: Mapping[str, Any], entry: Mapping[str, Any], where: str) -> GoodsRow:
    """Read one row of a table; every word of it is checked.

    Args:
        table: The whole file: its title, its days, its bibliography.
        entry: The row. Days, source and ``verified`` of the file hold where it has none.
        where: File and place, for the error.

    Raises:
        RuleError: no code or more than one kind, a code that is none, no words, no source, an
            interval that ends before it begins.
    """
    entry = {key: table[key] for key in ("source", "verified") if key in table} | dict(entry)
    part_number, maker = _parts(table, entry, where)
    hs, eccn = ("", "") if part_number or maker else _listed(entry, where)
    if not str(entry.get("what") or "").strip():
        raise RuleError("the row has no `what`", where=where, remedy="say what the goods are")
    days = {key: table[key] for key in ("in_force_from", "in_force_to") if key in table} | entry
    start, end = read_interval(days, where)
    return GoodsRow(
        table=str(table["table"]),
        title=str(table["title"]),
        hs6=hs,
        what=str(entry["what"]),
        tier=str(entry.get("tier") or ""),
        in_force_from=start or dt.date.min,
        in_force_to=end,
        citation=read_citation(table, entry, where),
        authority=str(table.get("authority") or ""),
        eccn=eccn,
        outcome=str(table.get("outcome") or ""),
        destinations=frozenset(table.get("destinations") or ()),
        part_number=part_number,
        maker=maker,
    )


def _parts(table: Mapping[str, Any], entry: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Give the part number and the maker that a row lists; both are empty where it lists a code."""
    given = [key for key in PARTS if entry.get(key) not in (None, "")]
    if not given:
        return "", ""
    if codes := [key for key in KEYS if entry.get(key)]:
        raise RuleError(
            f"a row lists a code, or a part; found: {', '.join([*codes, *given])}",
            where=where,
            remedy="write two rows",
        )
    if not table.get("outcome"):
        raise RuleError("part numbers stand in tables of your own only", where=where)
    part_number, maker = (_part_text(entry.get(key), key, where) for key in PARTS)
    return part_number, maker


def _part_text(value: Any, key: str, where: str) -> str:
    """Read a part number or a maker; YAML turns 74 and 1e3 into numbers, and zeros get lost."""
    if value in (None, ""):
        return ""
    if not isinstance(value, str):
        raise RuleError(
            f"`{key}` is not text: {value!r}", where=where, remedy="write it in quotation marks"
        )
    text = value.strip()
    stem = text.removesuffix("*") if key == "part_number" else text
    least = LEAST_OF_PART if key == "part_number" else 1
    if "*" in stem or sum(sign.isalnum() for sign in stem) < least:
        raise RuleError(
            f"no {key.replace('_', ' ')}: {value!r}",
            where=where,
            why="it would list nearly everything, or nothing",
            remedy=f"at least {LEAST_OF_PART} letters and digits of a part number; * only at its "
            "end, for all that begin so",
        )
    return text


def _listed(entry: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Give the HS code or prefix and the ECCN of a row; one of them is empty."""
    given = [key for key in KEYS if entry.get(key)]
    if len(given) != 1:
        raise RuleError(
            f"a row lists one code; found: {', '.join(given) or 'none'}",
            where=where,
            remedy="give `hs6` (six digits), `hs` (2 to 12 digits: all below them) or `eccn`",
        )
    key, code = given[0], entry[given[0]]
    if key == "eccn":
        return "", _eccn(code, where)
    if not isinstance(code, str) or not (_SIX if key == "hs6" else _PREFIX).match(code):
        wanted = "six digits" if key == "hs6" else "2, 4, 6, 8, 10 or 12 digits"
        raise RuleError(
            f"a goods code is not {wanted} of text: {code!r}",
            where=where,
            why="a number loses the zeros in front",
            remedy="write the digits without dots, in quotation marks",
        )
    return code, ""


def _eccn(written: Any, where: str) -> str:
    """Read the ECCN of a row: a whole one, a category (3) or a group (3A)."""
    text = str(written).strip().upper()
    if CATEGORY.fullmatch(text):
        return text
    read = read_eccn(text)
    if read.kind != "eccn" or read.beside:
        why = read.problem or read.beside or read.kind
        raise RuleError(f"not an ECCN: {written!r}: {why}", where=where)
    return read.code
