"""What the descriptions of goods say beside their codes: listed goods, and contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.watch.goods.codes import HsCode, read_hs_code
from counterflow.watch.goods.descriptions import Hint, read_description
from counterflow.watch.goods.eccn import read_eccns
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.goods.terms import load_terms
from counterflow.watch.rules.mentions import GoodsMention, Situation

if TYPE_CHECKING:
    from counterflow.watch.goods.nomenclature import Nomenclature

SHOWN = 3
"""Rows that a note names."""
LISTED_OF_FIVE = 2
"""Of the five texts that a description resembles most, this many listed make a review; ours."""
ASK_STEP = "ask for the HS code and the ECCN of these goods"
CONTRADICTION_STEP = (
    "find out which is right, the code or the description: ask for the data sheet and the customs "
    "tariff ruling, and screen again with the right code"
)


def hinted_rows(
    hints: Sequence[Hint],
    codes: Sequence[HsCode],
    listed: Sequence[GoodsRow],
    eccn: str,
    tables: GoodsTables,
    on: dt.date,
) -> tuple[tuple[GoodsRow, ...], str]:
    """Settle which rows of the tables only the description of a line points to.

    A code decides: goods whose code stands under the heading of the goods described are what the
    code says. Under another heading only strong words count, and without a code all do.

    Args:
        hints: What the description may mean.
        codes: The HS codes of the line as read.
        listed: The verified rows that its codes are on already.
        eccn: Its ECCN as written.
        tables: The goods tables.
        on: The day of the transaction.

    Returns:
        The rows, and the words of the description; both empty where nothing is to be asked.
    """
    if any(row.hs6 and not row.destinations for row in listed):
        return (), ""
    # A table about a few destinations says nothing of goods for any other.
    agreed = _agreed(hints, codes, eccn, tables, on) if listed else ()
    headings = {code.heading for code in codes if code.heading and not _unusable(code)}
    counted = [hint for hint in hints if _counts(hint, headings)]
    rows = [row for hint in counted for row in tables.among(hint.codes, on) if not row.outcome]
    asked = tuple(dict.fromkeys([*agreed, *rows]))
    words = [*([hints[0].words] if agreed else []), *(hint.words for hint in counted if rows)]
    return asked, ", ".join(dict.fromkeys(words)) if asked else ""


def text_findings(
    transaction: Transaction,
    situation: Situation,
    tables: GoodsTables,
    nomenclature: Nomenclature | None = None,
) -> Iterator[Finding]:
    """Give what descriptions say that codes do not: listed goods (a note), and contradictions.

    Whether described goods go where listed goods are asked about is for the rules to say.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        tables: The goods tables.
        nomenclature: The texts of the Harmonized System, where the user imported them.
    """
    for line, mention in zip(transaction.goods, situation.goods, strict=True):
        if mention.hinted:
            yield _described(line, mention)
        contradicted = False
        if line.hs_code and (hints := read_description(line.description)):
            for finding in _contradictions(mention.subject, line, hints):
                contradicted = True
                yield finding
        if nomenclature is not None and line.hs_code:
            yield from _unknown_code(mention.subject, line, nomenclature)
            if line.description and not contradicted:
                yield from _misfits(mention.subject, line, tables, nomenclature)


def _unusable(code: HsCode) -> bool:
    return bool(code.problem) and not 4 <= len(code.digits) < 6


def _counts(hint: Hint, headings: set[str]) -> bool:
    """Tell whether a hint says something that the codes do not."""
    if not headings:
        return True
    return hint.strong and hint.term.sure and not headings & {code[:4] for code in hint.codes}


def _agreed(
    hints: Sequence[Hint],
    codes: Sequence[HsCode],
    eccn: str,
    tables: GoodsTables,
    on: dt.date,
) -> tuple[GoodsRow, ...]:
    """Give the unverified rows that name a line's codes, where its description agrees."""
    named = [code.digits for code in codes if code.hs6]
    rows = [row for digits in named for row in tables.ask(digits, on)]
    headings = {code[:4] for hint in hints for code in hint.codes}
    agreed = [row for row in rows if row.hs6[:4] in headings]
    if eccn:
        agreed += [row for one in read_eccns(eccn) for row in tables.ask(one.code, on)]
    return tuple(dict.fromkeys(agreed))


def _described(line: GoodsLine, mention: GoodsMention) -> Finding:
    rows = list(
        dict.fromkeys((row.code, row.title, row.citation.verified) for row in mention.hinted)
    )
    named = "; ".join(
        f"{code} ({title}{'' if verified else ', unverified'})"
        for code, title, verified in rows[:SHOWN]
    )
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    beside = f"beside the code {line.hs_code}" if line.hs_code else "without a code"
    return Finding(
        kind="goods",
        subject=mention.subject,
        outcome=Outcome.NO_MATCH,
        summary=(
            f"the description says “{mention.hint}” {beside}; such goods may be listed: "
            f"{named}{more}: {ASK_STEP}"
        ),
        rule="described-goods",
        ours=line.description,
        theirs=", ".join(dict.fromkeys(code for code, _, _ in rows[:SHOWN])),
        citations=tuple(dict.fromkeys(row.citation for row in mention.hinted)),
    )


def _contradictions(subject: str, line: GoodsLine, hints: Sequence[Hint]) -> Iterator[Finding]:
    """Say where strong words name goods of machinery chapters under a code of quite others.

    Machines and electrical goods are declared under many headings, and their parts under those of
    the material; food, textiles or medicines they are not. Only that distance counts.
    """
    strong = [hint for hint in hints if hint.strong]
    if not strong:
        return
    code = read_hs_code(line.hs_code)
    table = load_terms()
    if not code.heading or code.problem or code.digits[:2] in table.machinery:
        return
    hint = strong[0]
    part = "parts of " if hint.part else ""
    yield Finding(
        kind="goods",
        subject=subject,
        outcome=Outcome.REVIEW,
        summary=(
            f"the code contradicts the description: {code.hs6 or code.digits} stands in chapter "
            f"{code.digits[:2]}, but “{hint.words}” means {part}{hint.term.what}, usually declared "
            f"under {', '.join(hint.codes[:SHOWN])}"
        ),
        rule="code-contradicts-description",
        ours=f"{line.hs_code}: {line.description}",
        theirs=", ".join(hint.codes),
        next_step=CONTRADICTION_STEP,
        citations=(table.citation,),
    )


def _unknown_code(subject: str, line: GoodsLine, nomenclature: Nomenclature) -> Iterator[Finding]:
    """Say that the edition has no such subheading."""
    code = read_hs_code(line.hs_code)
    if code.hs6 and not code.problem and not nomenclature.knows(code.hs6):
        yield Finding(
            kind="data",
            subject=subject,
            outcome=Outcome.NO_MATCH,
            summary=(
                f"HS code: {code.hs6} is no subheading of {nomenclature.title}: it belongs to "
                "another edition, to one country alone, or is mistyped"
            ),
            rule="unknown-subheading",
            ours=line.hs_code,
            next_step="ask for the code of the edition in force",
        )


def _misfits(
    subject: str, line: GoodsLine, tables: GoodsTables, nomenclature: Nomenclature
) -> Iterator[Finding]:
    """Say that a description resembles texts of quite other chapters than that of its code.

    A review where it resembles listed goods of machinery under a code of none; else a note.
    """
    code = read_hs_code(line.hs_code)
    if not code.hs6 or code.problem:
        return
    misfit = nomenclature.misfit(line.description, code.digits[:2])
    if misfit is None:
        return
    listed = [one for one in misfit.candidates if tables.among([one.code])]
    far = code.digits[:2] not in load_terms().machinery
    asked = far and len(listed) >= LISTED_OF_FIVE
    like = "; ".join(f"{one.code} {one.text[:60]}" for one in misfit.candidates[:2])
    yield Finding(
        kind="goods" if asked else "data",
        subject=subject,
        outcome=Outcome.REVIEW if asked else Outcome.NO_MATCH,
        summary=(
            f"the code may contradict the description: {code.hs6} stands in chapter "
            f"{code.digits[:2]}, but the texts of {nomenclature.title} that it resembles most are "
            f"{like}"
        ),
        rule="code-unlike-description",
        ours=f"{line.hs_code}: {line.description}",
        theirs=", ".join(one.code for one in misfit.candidates),
        score=misfit.part,
        next_step=CONTRADICTION_STEP if asked else "",
    )
