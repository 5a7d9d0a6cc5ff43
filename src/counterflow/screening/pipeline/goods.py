"""Recognise the goods lines that tables list, and note what their codes say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.screening.intake.cells import is_empty_mark
from counterflow.screening.pipeline.goods_texts import hinted_rows
from counterflow.watch.goods.codes import (
    RESERVED,
    RESERVED_SAID,
    HsCode,
    read_hs_code,
    read_hs_codes,
)
from counterflow.watch.goods.descriptions import read_description
from counterflow.watch.goods.eccn import Eccn, read_eccns
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.rules.mentions import GoodsMention

KEPT = 1 << 15
"""Distinct lines and codes whose reading is kept: few goods lines of a file differ in theirs."""
HS_STEP = "ask for the six-digit HS code of these goods as customs know it"
ECCN_STEP = (
    "ask the maker or the shipper for the right classification: the ECCN, or the statement that the"
    " goods are EAR99"
)
MUNITIONS_STEP = "ask for the export licence; establish which munitions list controls the goods"


class _ByCode(NamedTuple):
    """What the tables say of the codes of a line on a day."""

    codes: tuple[HsCode, ...]
    shown: str
    rows: tuple[GoodsRow, ...]
    under_heading: tuple[GoodsRow, ...]
    own: tuple[GoodsRow, ...]
    older: tuple[GoodsRow, ...]


def find_goods(transaction: Transaction, at: int, tables: GoodsTables, on: dt.date) -> GoodsMention:
    """Read a goods line; each of several codes in its cells is asked about."""
    line = transaction.goods[at]
    subject = f"goods line {at + 1}"
    found = _by_code(tables, line.hs_code, line.eccn, on)
    hinted: tuple[GoodsRow, ...] = ()
    hint = ""
    if line.description and read_description(line.description):
        hinted, hint = _hinted(tables, line.hs_code, line.eccn, line.description, on)
    parts = tables.parts.match(line.part_number, line.maker, on)
    return GoodsMention(
        subject,
        found.shown,
        found.rows,
        found.under_heading,
        hinted,
        hint,
        found.own,
        parts,
        older=found.older,
    )


@lru_cache(KEPT)
def _by_code(tables: GoodsTables, hs_code: str, eccn: str, on: dt.date) -> _ByCode:
    codes = read_hs_codes(hs_code)
    by_code = tuple(row for code in codes for row in tables.match(code, on))
    by_eccn: tuple[GoodsRow, ...] = ()
    if eccn:
        by_eccn = tuple(r for one in read_eccns(eccn) for r in tables.match_eccn(one.code, on))
    return _ByCode(
        codes=codes,
        shown=f"ECCN {eccn}" if by_eccn and not by_code else hs_code,
        rows=tuple(row for row in (*by_code, *by_eccn) if not row.outcome),
        under_heading=tuple(row for code in codes for row in tables.under_heading(code, on)),
        own=tuple(row for row in (*by_code, *by_eccn) if row.outcome),
        older=tuple(r for code in codes for r in tables.of_older(code, on) if not r.outcome),
    )


@lru_cache(KEPT)
def _hinted(
    tables: GoodsTables, hs_code: str, eccn: str, description: str, on: dt.date
) -> tuple[tuple[GoodsRow, ...], str]:
    found, hints = _by_code(tables, hs_code, eccn, on), read_description(description)
    return hinted_rows(hints, found.codes, found.rows, eccn, tables, on)


def goods_notes(
    transaction: Transaction, tables: GoodsTables, on: dt.date | None = None
) -> Iterator[Finding]:
    """Note each listed goods line, and what is wrong or was repaired in its codes.

    Args:
        transaction: The papers.
        tables: The goods tables.
        on: The day of the papers: a row of a later day is said to be one; ``None`` takes all.
    """
    for number, line in enumerate(transaction.goods, start=1):
        if line.hs_code or line.eccn:
            yield from _line_notes(tables, number, line.hs_code, line.eccn, on)


@lru_cache(KEPT)
def _line_notes(
    tables: GoodsTables, number: int, hs_code: str, eccn: str, on: dt.date | None
) -> tuple[Finding, ...]:
    subject = f"goods line {number}"
    notes = list(_hs_notes(subject, hs_code, tables, on))
    if eccn:
        for one in read_eccns(eccn):
            notes.extend(_eccn_notes(subject, eccn, one, tables, on))
    return tuple(notes)


def _hs_notes(
    subject: str, written: str, tables: GoodsTables, on: dt.date | None
) -> Iterator[Finding]:
    codes, whole = read_hs_codes(written), read_hs_code(written)
    if any(code.digits for code in codes) and not whole.digits:
        yield _fault(subject, f"HS code: {whole.problem}", written)
    for code in codes:
        yield from _code_notes(subject, written, code, tables, on)


def _code_notes(
    subject: str, written: str, code: HsCode, tables: GoodsTables, on: dt.date | None
) -> Iterator[Finding]:
    rows = tables.match(code)
    if rows:
        yield _listed(subject, written, rows, tables.ask(code.digits), on)
    if code.repair:
        yield _fault(subject, f"HS code: {_repaired(code, tables)}", "")
    if code.impossible and (said := _why_impossible(code)):
        yield Finding(
            "data", subject, Outcome.NO_MATCH, said, rule="hs-code-impossible", ours=written,
            next_step=HS_STEP,
        )  # fmt: skip
    newer = tables.older.get(code.hs6, ())
    if newer:
        yield _older(subject, written, code, newer)


def _why_impossible(code: HsCode) -> str:
    """Say why goods cannot have a code; nothing of a cell that only says that it is empty.

    A zero is such a mark too, and a code that somebody may have meant: it is said.
    """
    if code.digits[:2] == RESERVED:
        return f"HS code {code.digits}: {RESERVED_SAID}"
    if code.hs6:
        return f"HS code {code.digits}: {code.problem}"
    empty = is_empty_mark(code.written) and not code.written.strip().isdecimal()
    return "" if empty else f"HS code: {code.problem}"


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


def _eccn_notes(
    subject: str, written: str, one: Eccn, tables: GoodsTables, on: dt.date | None
) -> Iterator[Finding]:
    if one.impossible:
        yield Finding(
            "data", subject, Outcome.REVIEW, f"ECCN: {one.problem}", rule="eccn-impossible",
            ours=written, next_step=ECCN_STEP,
        )  # fmt: skip
    elif one.problem:
        yield _fault(subject, f"ECCN: {one.problem}", written, ECCN_STEP)
    if one.repair:
        yield _fault(subject, f"ECCN: {one.repair}", written)
    if one.beside:
        said = f"ECCN: {one.shown} is read, and not: {one.beside}"
        yield _fault(subject, said, written, ECCN_STEP)
    if one.military:
        whose = "of a munitions list" if one.kind == "munitions" else "of arms or military goods"
        said = f"“{one.written.strip()}” is a number {whose}: military goods"
        yield Finding(
            "goods", subject, Outcome.REVIEW, said, rule="munitions-number", ours=written,
            next_step=MUNITIONS_STEP,
        )  # fmt: skip
    rows = tables.match_eccn(one.code)
    if rows:
        yield _listed(subject, written, rows, tables.ask(one.code), on, one.shown)


def _listed(
    subject: str,
    written: str,
    listed: tuple[GoodsRow, ...],
    unverified: tuple[GoodsRow, ...],
    on: dt.date | None,
    code: str = "",
) -> Finding:
    """Name every table that lists a code; unverified rows and those of another day stand apart."""
    timely = [row for row in listed if on is None or row.counts_on(on)]
    others = [row for row in listed if row not in timely]
    names = "is listed: " + "; ".join(map(_table_of, timely))
    if others:
        names = f"{names}; not" if timely else "was not listed"
        names += f" on {on}: "
        names += "; ".join(f"{_table_of(row)} ({_days_of(row)})" for row in others)
    if doubtful := "; ".join(dict.fromkeys(row.title for row in unverified)):
        names += f"; perhaps also, unverified: {doubtful}"
    shown = code or listed[0].code
    return Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.NO_MATCH,
        summary=f"{shown} ({listed[0].what}) {names}",
        rule="listed-goods",
        ours=written,
        theirs=listed[0].code,
        citations=tuple(dict.fromkeys(row.citation for row in (*listed, *unverified))),
    )


def _table_of(row: GoodsRow) -> str:
    """Name the table of a row, with the tier where it has one."""
    return f"{row.title}{f' tier {row.tier}' if row.table == 'chpl' else ''}"


def _days_of(row: GoodsRow) -> str:
    return f"until {row.in_force_to}" if row.in_force_to else f"since {row.in_force_from}"


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
