"""Recognise the goods lines that tables list, and note what their codes say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from counterflow.core.model import Finding, GoodsLine, Outcome, Transaction
from counterflow.screening.pipeline.goods_texts import hinted_rows
from counterflow.watch.goods.codes import HsCode, read_hs_code, read_hs_codes
from counterflow.watch.goods.eccn import Eccn, read_eccns
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.rules.mentions import GoodsMention

CODES_KEPT = 1 << 15
"""Distinct codes whose reading is kept: few goods lines of a file differ in theirs."""
HS_STEP = "ask for the six-digit HS code of these goods as customs know it"
ECCN_STEP = "ask the maker or the shipper for the ECCN, or for the statement that it is EAR99"
MUNITIONS_STEP = "ask for the export licence; establish which munitions list controls the goods"
_codes = lru_cache(CODES_KEPT)(read_hs_codes)
_eccns = lru_cache(CODES_KEPT)(read_eccns)


def find_goods(transaction: Transaction, at: int, tables: GoodsTables, on: dt.date) -> GoodsMention:
    """Read a goods line; each of several codes in its cells is asked about."""
    line = transaction.goods[at]
    codes = _codes(line.hs_code)
    by_code = tuple(row for code in codes for row in tables.match(code, on))
    by_eccn: tuple[GoodsRow, ...] = ()
    if line.eccn:
        by_eccn = tuple(r for one in _eccns(line.eccn) for r in tables.match_eccn(one.code, on))
    listed = tuple(row for row in (*by_code, *by_eccn) if not row.outcome)
    only_eccn = by_eccn and not by_code
    hinted, hint = hinted_rows(line, codes, listed, tables, on) if line.description else ((), "")
    return GoodsMention(
        subject=f"goods line {at + 1}",
        code=f"ECCN {line.eccn}" if only_eccn else line.hs_code,
        rows=listed,
        under_heading=tuple(row for code in codes for row in tables.under_heading(code, on)),
        hinted=hinted,
        hint=hint,
        own=tuple(row for row in (*by_code, *by_eccn) if row.outcome),
    )


def goods_notes(transaction: Transaction, tables: GoodsTables) -> Iterator[Finding]:
    """Note each listed goods line, and what is wrong or was repaired in its codes."""
    for number, line in enumerate(transaction.goods, start=1):
        subject = f"goods line {number}"
        yield from _hs_notes(subject, line, tables)
        if line.eccn:
            for one in _eccns(line.eccn):
                yield from _eccn_notes(subject, line.eccn, one, tables)


def _hs_notes(subject: str, line: GoodsLine, tables: GoodsTables) -> Iterator[Finding]:
    codes = _codes(line.hs_code)
    if len(codes) > 1 or (codes[0].digits and not read_hs_code(line.hs_code).digits):
        yield _fault(subject, f"HS code: {read_hs_code(line.hs_code).problem}", line.hs_code)
    for code in codes:
        yield from _code_notes(subject, line.hs_code, code, tables)


def _code_notes(subject: str, written: str, code: HsCode, tables: GoodsTables) -> Iterator[Finding]:
    rows = tables.match(code)
    if rows:
        yield _listed(subject, written, rows)
    if code.repair:
        yield _fault(subject, f"HS code: {_repaired(code, tables)}", "")
    if code.problem and code.hs6:
        yield _fault(subject, f"HS code {code.digits}: {code.problem}", written, HS_STEP)
    newer = tables.older.get(code.hs6, ())
    if newer:
        yield _older(subject, written, code, newer)


def _fault(subject: str, summary: str, ours: str, step: str = "") -> Finding:
    return Finding("data", subject, Outcome.NO_MATCH, summary, ours=ours, next_step=step)


def _repaired(code: HsCode, tables: GoodsTables) -> str:
    """Say what was repaired, or why it was not."""
    if code.guessed and tables.under_heading(code):
        return (
            f"{code.written} gives only {code.given} digits, and listed codes begin with them: "
            f"not taken as {code.digits}, six digits are needed"
        )
    return code.repair


def _eccn_notes(subject: str, written: str, one: Eccn, tables: GoodsTables) -> Iterator[Finding]:
    if one.problem:
        yield _fault(subject, f"ECCN: {one.problem}", written, ECCN_STEP)
    if one.repair:
        yield _fault(subject, f"ECCN: {one.repair}", written)
    if one.kind == "munitions":
        said = f"“{one.written.strip()}” is a number of a munitions list: military goods"
        yield Finding(
            "goods", subject, Outcome.REVIEW, said, rule="munitions-number", ours=written,
            next_step=MUNITIONS_STEP,
        )  # fmt: skip
    rows = tables.match_eccn(one.code)
    if rows:
        yield _listed(subject, written, rows, one.shown)


def _listed(subject: str, written: str, listed: tuple[GoodsRow, ...], code: str = "") -> Finding:
    names = "; ".join(
        f"{row.title}{f' tier {row.tier}' if row.table == 'chpl' else ''}" for row in listed
    )
    shown = code or listed[0].code
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=f"{shown} ({listed[0].what}) is listed: {names}",
        rule="listed-goods",
        ours=written,
        theirs=listed[0].code,
        citations=tuple(dict.fromkeys(row.citation for row in listed)),
    )


def _older(subject: str, written: str, code: HsCode, newer: tuple[str, ...]) -> Finding:
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=(
            f"{code.hs6} belongs to an older HS edition; in HS 2022 these goods may be "
            f"{', '.join(newer)}, which is listed (unverified: ask for the HS 2022 code)"
        ),
        rule="older-hs-edition",
        ours=written,
        theirs=", ".join(newer),
    )
