"""Say what the user's own goods tables make of the lines that stand on them."""

from __future__ import annotations

from collections.abc import Iterator

from counterflow.core.model import Finding, Outcome
from counterflow.watch.goods.rows import GoodsRow
from counterflow.watch.rules.mentions import GoodsMention, Situation

STEP = "follow the instructions of your own table"


def own_table_findings(situation: Situation) -> Iterator[Finding]:
    """Give a finding for every goods line on a table of the user's own.

    The table itself says what such a line comes to, and for which destinations; for others it is
    a note. A table of the user's binds the user alone: it never weakens what a rule says.

    Args:
        situation: What was recognised in the transaction.
    """
    if not any(line.own for line in situation.goods):
        return
    countries = {mention.country for mention in situation.countries if mention.destination}
    for line in situation.goods:
        for row in line.own:
            applies = not row.destinations or bool(row.destinations & countries)
            yield _finding(line, row, Outcome(row.outcome) if applies else Outcome.NO_MATCH)


def _finding(line: GoodsMention, row: GoodsRow, outcome: Outcome) -> Finding:
    about = f" for {', '.join(sorted(row.destinations))}" if row.destinations else ""
    return Finding(
        kind="goods",
        subject=line.subject,
        outcome=outcome,
        summary=f"{row.code} ({row.what}) is on your own table “{row.title}”{about}",
        rule=row.table,
        ours=line.code,
        theirs=row.code,
        effect="caution only",
        next_step=STEP if outcome.strength else "",
        citations=(row.citation,),
    )
