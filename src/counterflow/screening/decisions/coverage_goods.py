"""Settle what of the goods was not screened: missing codes, and fields nobody asks about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.decisions.profiles import Profile
from counterflow.screening.intake.cells import is_empty_mark
from counterflow.screening.pipeline.makers import MOST, left_out
from counterflow.watch.goods.codes import (
    RESERVED,
    RESERVED_SAID,
    HsCode,
    read_hs_code,
    read_hs_codes,
)
from counterflow.watch.goods.eccn import Eccn, read_eccns
from counterflow.watch.goods.tables import GoodsTables

_BESIDE = (("part_number", "part number"), ("maker", "maker"), ("description", "description"))
"""Fields that decide nothing where the code is missing; a description can raise a question."""
_OWN: Final = "a chapter of one country alone, of which no table here knows what it covers"
_OF_NO_TABLE: Final = {
    RESERVED: RESERVED_SAID,
    "98": _OWN,
    "99": _OWN,
}
"""Chapters whose codes say nothing that a table could be asked about."""
NO_CODE = "no goods line with an HS code"


LONGEST = 64
"""Characters of a cell of ECCNs that is remembered: a cell of a million is not kept."""


@lru_cache(maxsize=1 << 10)
def _kept_eccns(written: str) -> tuple[Eccn, ...]:
    return read_eccns(written)


def _eccns_of(written: str) -> tuple[Eccn, ...]:
    return _kept_eccns(written) if len(written) <= LONGEST else read_eccns(written)


def missing_goods(transaction: Transaction, profile: Profile, tables: GoodsTables) -> Iterator[str]:
    """Name what of the goods a profile needs and the tables could not be asked about.

    Args:
        transaction: What was screened.
        profile: What its kind needs.
        tables: The goods tables that were asked.
    """
    if profile.goods_code == "none":
        return
    if not transaction.goods:
        yield "no goods line"
        return
    yield from _impossible_eccns(transaction)
    if profile.goods_code == "any":
        yield from _missing_codes(transaction)
        return
    for number, line in enumerate(transaction.goods, start=1):
        code = read_hs_code(line.hs_code)
        if code.problem:
            yield f"goods line {number}: {code.problem}"
        elif own := _OF_NO_TABLE.get(code.digits[:2]):
            yield f"goods line {number}: {line.hs_code}: {own}"
        elif tables.under_heading(code):
            # Padded or restored to six digits: the tables cannot decide by those that were given.
            yield f"goods line {number}: {line.hs_code} stands above listed codes: six are needed"


def _impossible_eccns(transaction: Transaction) -> Iterator[str]:
    """Name the numbers by which the control list could not be asked."""
    for number, line in enumerate(transaction.goods, start=1):
        if line.eccn.strip():
            for one in _eccns_of(line.eccn):
                if one.impossible:
                    yield f"goods line {number}: ECCN: {one.problem}"


def _missing_codes(transaction: Transaction) -> Iterator[str]:
    """Name an order without any code, unreadable codes, and lines told by nothing screened."""
    codes = [read_hs_code(line.hs_code) for line in transaction.goods]
    screened = (one for line in transaction.goods for one in read_hs_codes(line.hs_code))
    if not any(code.digits for code in screened):
        yield NO_CODE
    for number, (line, code) in enumerate(zip(transaction.goods, codes, strict=True), start=1):
        if _is_unreadable(code):
            yield f"goods line {number}: {code.problem}"
        elif own := _OF_NO_TABLE.get(code.digits[:2]):
            yield f"goods line {number}: {line.hs_code}: {own}"
        elif not code.digits and not line.eccn.strip() and (fields := _told_by(line)):
            yield f"goods line {number}: no HS code and no ECCN, only {' and '.join(fields)}"


def without_code(
    transaction: Transaction, profile: Profile, missing: tuple[str, ...]
) -> Iterator[str]:
    """Say which lines of an order have no code, where no other sentence does."""
    if profile.goods_code != "any" or NO_CODE in missing:
        return
    for number, line in enumerate(transaction.goods, start=1):
        empty = not line.hs_code.strip() or is_empty_mark(line.hs_code)
        if empty and (line.eccn.strip() or not _told_by(line)):
            said = f", only the ECCN {line.eccn.strip()}" if line.eccn.strip() else ""
            yield f"goods line {number}: no HS code{said}"


def _is_unreadable(code: HsCode) -> bool:
    """Tell whether a code is written and the tables cannot be asked; four digits are a heading."""
    written = bool(code.written.strip()) and not is_empty_mark(code.written)
    return written and bool(code.problem) and (code.impossible or not 4 <= len(code.digits) < 6)


def _told_by(line: GoodsLine) -> list[str]:
    """Give the filled fields of a line by which no table can be asked."""
    return [word for field, word in _BESIDE if getattr(line, field).strip()]


def unscreened(transaction: Transaction, tables: GoodsTables) -> Iterator[str]:
    """Say of part numbers what they were held against, if anything; no table of ours lists any."""
    if more := left_out(transaction):
        yield f"not screened: {more:,} makers beyond the first {MOST}"
    if not any(line.part_number.strip() for line in transaction.goods):
        return
    count = tables.parts.count
    if not count:
        yield "not screened: part number"
        return
    rows = "1 row" if count == 1 else f"{count:,} rows"
    yield f"part numbers were held against {rows} of your own goods tables"
