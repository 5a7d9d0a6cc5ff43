"""Ask about what the goods are said to be for, where the words speak of weapons or armies."""

from __future__ import annotations

from collections.abc import Iterator

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.watch.rules.country_groups import country_group
from counterflow.watch.rules.end_uses import ANYWHERE, EndUse, read_end_use
from counterflow.watch.rules.mentions import Situation

RULE = "end-use-words"
STEP = (
    "ask the end user in writing what the goods are built into and who uses them; if it is so, ask "
    "for a licence, whatever the goods are"
)
_HOME = frozenset({"US"})


def end_use_findings(transaction: Transaction, situation: Situation) -> Iterator[Finding]:
    """Say of what a stated end use speaks.

    Args:
        transaction: Its detail ``end_use``.
        situation: Its destinations.

    Yields:
        One finding of kind ``question``, a *review*, for each row of ``data/rules/end_uses.yaml``
        whose words stand there undenied and that is asked for these destinations.
    """
    text = transaction.detail("end_use")
    if not text:
        return
    lands = frozenset(one.country for one in situation.countries if one.destination)
    for row, words in read_end_use(text):
        if _is_asked(row, lands):
            yield Finding(
                "question",
                "end use",
                Outcome.REVIEW,
                f"the stated end use speaks of {row.id} (“{'”, “'.join(words)}”): is it so? (that "
                "this is asked, and the words, are a policy of this project)",
                rule=RULE,
                ours=text,
                theirs=row.id,
                effect="caution only",
                next_step=STEP,
                citations=(row.citation,),
            )


def _is_asked(row: EndUse, lands: frozenset[str]) -> bool:
    if row.where == ANYWHERE:
        return True
    return not lands or not lands <= country_group("partner") | _HOME
