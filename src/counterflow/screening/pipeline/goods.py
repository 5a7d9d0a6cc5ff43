"""Recognise the goods lines that tables list, and note what their codes say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from counterflow.core.model import Finding, Outcome, Transaction
from counterflow.watch.goods.codes import HsCode, read_hs_code, read_hs_codes
from counterflow.watch.goods.tables import GoodsRow, GoodsTables
from counterflow.watch.rules.mentions import GoodsMention


def find_goods(transaction: Transaction, at: int, tables: GoodsTables, on: dt.date) -> GoodsMention:
    """Read a goods line; each of several codes in its cell is asked about."""
    codes = read_hs_codes(transaction.goods[at].hs_code)
    return GoodsMention(
        subject=f"goods line {at + 1}",
        code=transaction.goods[at].hs_code,
        rows=tuple(row for code in codes for row in tables.match(code, on)),
        under_heading=tuple(row for code in codes for row in tables.under_heading(code, on)),
    )


def goods_notes(transaction: Transaction, tables: GoodsTables) -> Iterator[Finding]:
    """Note each listed goods line, each repaired code and each code of an older HS edition."""
    for number, line in enumerate(transaction.goods, start=1):
        subject = f"goods line {number}"
        codes = read_hs_codes(line.hs_code)
        if any(code.digits for code in codes) and not (whole := read_hs_code(line.hs_code)).digits:
            yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {whole.problem}")
        for code in codes:
            yield from _code_notes(subject, line.hs_code, code, tables)


def _code_notes(subject: str, written: str, code: HsCode, tables: GoodsTables) -> Iterator[Finding]:
    rows = tables.match(code)
    if rows:
        yield _listed(subject, written, rows)
    if code.repair:
        yield Finding("data", subject, Outcome.NO_MATCH, f"HS code: {_repaired(code, tables)}")
    newer = tables.older.get(code.hs6, ())
    if newer:
        yield _older(subject, written, code, newer)


def _repaired(code: HsCode, tables: GoodsTables) -> str:
    """Say what was repaired, or why it was not."""
    if code.guessed and tables.under_heading(code):
        return (
            f"{code.written} gives only {code.given} digits, and listed codes begin with them: "
            f"not taken as {code.digits}, six digits are needed"
        )
    return code.repair


def _listed(subject: str, written: str, listed: tuple[GoodsRow, ...]) -> Finding:
    names = "; ".join(
        f"{row.title}{f' tier {row.tier}' if row.table == 'chpl' else ''}" for row in listed
    )
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=f"{listed[0].hs6} ({listed[0].what}) is listed: {names}",
        rule="listed-goods",
        ours=written,
        theirs=listed[0].hs6,
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
