"""Say what the user's own goods tables make of the lines that stand on them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.rules.mentions import Situation

STEP = "follow the instructions of your own table"
PART_STEP = "settle by the maker's data sheet that it is this part; then " + STEP


def own_table_findings(situation: Situation) -> Iterator[Finding]:
    """Give a finding for every goods line on a table of the user's own.

    The table itself says what such a line comes to, and for which destinations; for others it is
    a note. A table of the user's binds the user alone: it never weakens what a rule says.

    Args:
        situation: What was recognised in the transaction.
    """
    if not any(line.own or line.parts for line in situation.goods):
        return
    countries = {mention.country for mention in situation.countries if mention.destination}
    for line in situation.goods:
        for row in line.own:
            yield _finding(line.subject, row, line.code, _outcome(row, countries))
        for part in line.parts:
            outcome = _outcome(part.row, countries)
            yield _finding(line.subject, part.row, part.written, outcome, part.doubt)


def _outcome(row: GoodsRow, countries: AbstractSet[str]) -> Outcome:
    applies = not row.destinations or bool(row.destinations & countries)
    return Outcome(row.outcome) if applies else Outcome.NO_MATCH


def _finding(
    subject: str, row: GoodsRow, written: str, outcome: Outcome, doubt: str = ""
) -> Finding:
    step = PART_STEP if row.part_number else STEP
    about = f" for {', '.join(sorted(row.destinations))}" if row.destinations else ""
    return Finding(
        kind="goods",
        subject=subject,
        outcome=outcome,
        summary=f"{row.code} ({row.what}) is on your own table “{row.title}”{about}"
        + (f"; {doubt}" if doubt else ""),
        rule=row.table,
        ours=written,
        theirs=row.code,
        effect="caution only",
        next_step=step if outcome.strength else "",
        citations=(row.citation,),
    )
