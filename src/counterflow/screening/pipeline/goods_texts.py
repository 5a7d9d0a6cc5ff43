"""What the descriptions of goods say beside their codes: listed goods, and contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from counterflow.core.model import Finding, GoodsLine, Outcome, Transaction
from counterflow.watch.goods.codes import HsCode, read_hs_code
from counterflow.watch.goods.descriptions import Hint, read_description
from counterflow.watch.goods.eccn import read_eccns
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.goods.terms import load_terms
from counterflow.watch.rules.mentions import GoodsMention, Situation

SHOWN = 3
"""Rows that a note names."""
ASK_STEP = "ask for the HS code and the ECCN of these goods"
CONTRADICTION_STEP = (
    "find out which is right, the code or the description: ask for the data sheet and the customs "
    "tariff ruling, and screen again with the right code"
)


def hinted_rows(
    line: GoodsLine,
    codes: Sequence[HsCode],
    listed: Sequence[GoodsRow],
    tables: GoodsTables,
    on: dt.date,
) -> tuple[tuple[GoodsRow, ...], str]:
    """Settle which rows of the tables only the description of a line points to.

    A code decides: goods whose code stands under the heading of the goods described are what the
    code says. Under another heading only strong words count, and without a code all do.

    Args:
        line: The goods line.
        codes: Its HS codes as read.
        listed: The verified rows that its codes are on already.
        tables: The goods tables.
        on: The day of the transaction.

    Returns:
        The rows, and the words of the description; both empty where nothing is to be asked.
    """
    hints = read_description(line.description)
    if not hints:
        return (), ""
    if listed:
        everywhere = any(row.hs6 and not row.destinations for row in listed)
        asked = () if everywhere else _agreed(line, codes, hints, tables, on)
        return asked, hints[0].words if asked else ""
    headings = {code.heading for code in codes if code.heading and not _unusable(code)}
    counted = [hint for hint in hints if _counts(hint, headings)]
    rows = tuple(dict.fromkeys(row for hint in counted for row in tables.among(hint.codes, on)))
    rows = tuple(row for row in rows if not row.outcome)
    return rows, ", ".join(hint.words for hint in counted) if rows else ""


def text_findings(transaction: Transaction, situation: Situation) -> Iterator[Finding]:
    """Give what descriptions say that codes do not: listed goods (a note), and contradictions.

    Whether described goods go where listed goods are asked about is for the rules to say.
    """
    for number, line in enumerate(transaction.goods, start=1):
        if not line.description:
            continue
        mention = situation.goods[number - 1]
        if mention.hinted:
            yield _described(line, mention)
        yield from _contradictions(f"goods line {number}", line)


def _unusable(code: HsCode) -> bool:
    return bool(code.problem) and not 4 <= len(code.digits) < 6


def _counts(hint: Hint, headings: set[str]) -> bool:
    """Tell whether a hint says something that the codes do not."""
    if not headings:
        return True
    return hint.strong and hint.term.sure and not headings & {code[:4] for code in hint.codes}


def _agreed(
    line: GoodsLine,
    codes: Sequence[HsCode],
    hints: Sequence[Hint],
    tables: GoodsTables,
    on: dt.date,
) -> tuple[GoodsRow, ...]:
    """Give the unverified rows that name a line's codes, where its description agrees."""
    named = [code.digits for code in codes if code.hs6]
    rows = [row for digits in named for row in tables.ask(digits, on)]
    headings = {code[:4] for hint in hints for code in hint.codes}
    agreed = [row for row in rows if row.hs6[:4] in headings]
    if line.eccn:
        agreed += [row for one in read_eccns(line.eccn) for row in tables.ask(one.code, on)]
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


def _contradictions(subject: str, line: GoodsLine) -> Iterator[Finding]:
    """Say where strong words name goods of machinery chapters under a code of quite others.

    Machines and electrical goods are declared under many headings, and their parts under those of
    the material; food, textiles or medicines they are not. Only that distance counts.
    """
    hints = [hint for hint in read_description(line.description) if hint.strong]
    if not hints or not line.hs_code:
        return
    code = read_hs_code(line.hs_code)
    table = load_terms()
    if not code.heading or code.problem or code.digits[:2] in table.machinery:
        return
    hint = hints[0]
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
