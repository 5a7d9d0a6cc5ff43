"""Part numbers and makers of a user's own goods tables: spelling, families, and what they list."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from counterflow.core.text.names import read_name
from counterflow.watch.goods.rows import GoodsRow

FAMILY: Final = "*"
"""What ends the beginning that all part numbers of a family share."""
LONGEST: Final = 200
"""Characters of a cell that is read: the longest part numbers of makers have some forty."""
_BETWEEN: Final = re.compile(r"[;|\n\t]+")
"""What stands between several part numbers of one cell; a comma is a part of some of them."""
_DROPPED: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc"})
"""Blanks, invisible signs, hyphens and dashes, underscores (Unicode categories)."""


class PartMatch(NamedTuple):
    """A row that lists a part, and what of the papers it was found by.

    Attributes:
        row: The row.
        written: The part number, or the maker where the row lists only that.
        doubt: What the papers leave open, in words; empty for nothing.
    """

    row: GoodsRow
    written: str
    doubt: str = ""


def part_key(text: str) -> str:
    """Give what all spellings of a part number share: without case, blanks, hyphens and slashes.

    Example:
        >>> part_key("lm-358 / N") == part_key("LM358N"), part_key("MMBT3904,215")
        (True, 'mmbt3904,215')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(
        sign for sign in folded if sign not in "/\\" and unicodedata.category(sign) not in _DROPPED
    )
    # A mark that stood on a blank stands on a letter now.
    return unicodedata.normalize("NFKC", kept)


def maker_key(name: str) -> str:
    """Give what all spellings of a maker's name share; its legal form does not count.

    Example:
        >>> maker_key("MUSTER-CHIP Ltd.") == maker_key("Muster Chip")
        True
    """
    return read_name(name).compact or part_key(name)


@lru_cache(1 << 13)
def _keys_in(cell: str) -> tuple[tuple[str, str], ...]:
    """Give the part numbers of a cell, each with its key; the cell whole is one of them."""
    pieces = (cell, *_BETWEEN.split(cell))
    keyed = {part_key(piece): piece.strip() for piece in pieces[::-1]}
    return tuple((key, piece) for key, piece in keyed.items() if key)


@dataclass(frozen=True, slots=True)
class PartIndex:
    """The rows that list part numbers and makers.

    Attributes:
        exact: Rows by the key of a whole part number.
        families: Rows by the key with which the part numbers of a family begin.
        makers: Rows that list a maker whole, by its key.
        lengths: How long the keys of families are, longest first.
        count: How many rows there are.
    """

    exact: Mapping[str, tuple[GoodsRow, ...]] = field(default_factory=dict)
    families: Mapping[str, tuple[GoodsRow, ...]] = field(default_factory=dict)
    makers: Mapping[str, tuple[GoodsRow, ...]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    count: int = 0

    def match(self, part_number: str, maker: str, on: dt.date | None) -> tuple[PartMatch, ...]:
        """Settle which rows list a part by its number, its maker or both.

        Args:
            part_number: The cell as written; several part numbers may stand in it.
            maker: The maker as written.
            on: The day of the transaction; ``None`` takes every row.

        Returns:
            A match for each row. One that names a maker too is a match where the papers name the
            same maker, or none, which its doubt says.
        """
        if not self.count:
            return ()
        found: dict[GoodsRow, PartMatch] = {}
        made_by = maker_key(maker[:LONGEST]) if maker.strip() else ""
        for key, written in _keys_in(part_number[:LONGEST]) if part_number.strip() else ():
            for row in self._rows_of(key):
                wanted = maker_key(row.maker) if row.maker else ""
                if wanted and made_by and wanted != made_by:
                    continue
                doubt = "the papers name no maker" if wanted and not made_by else ""
                found.setdefault(row, PartMatch(row, written, doubt))
        for row in self.makers.get(made_by, ()) if made_by else ():
            found.setdefault(row, PartMatch(row, maker))
        return tuple(one for one in found.values() if one.row.counts_on(on))

    def _rows_of(self, key: str) -> Iterable[GoodsRow]:
        yield from self.exact.get(key, ())
        for length in self.lengths:
            if length <= len(key):
                yield from self.families.get(key[:length], ())


NO_PARTS: Final = PartIndex()


def index_parts(rows: Iterable[GoodsRow]) -> PartIndex:
    """Arrange the rows that list a part number or a maker; those of codes are passed over.

    Example:
        >>> index_parts([]) is NO_PARTS
        True
    """
    exact: dict[str, tuple[GoodsRow, ...]] = {}
    families: dict[str, tuple[GoodsRow, ...]] = {}
    makers: dict[str, tuple[GoodsRow, ...]] = {}
    count = 0
    for row in rows:
        if not (row.part_number or row.maker):
            continue
        count += 1
        whole = row.part_number.removesuffix(FAMILY)
        if not row.part_number:
            by, key = makers, maker_key(row.maker)
        else:
            by, key = (exact if whole == row.part_number else families), part_key(whole)
        by[key] = (*by.get(key, ()), row)
    if not count:
        return NO_PARTS
    lengths = tuple(sorted({len(key) for key in families}, reverse=True))
    return PartIndex(exact, families, makers, lengths, count)
