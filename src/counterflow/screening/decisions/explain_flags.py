"""Say of every red flag what it comes to in a transaction, and by which signs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counterflow.core.model.decisions import Finding
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.pipeline.flags import answers_in
from counterflow.screening.pipeline.sign_ground import SignGround
from counterflow.screening.pipeline.signs import TransactionSigns
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.rules.adding_up import TOGETHER
from counterflow.watch.rules.asking import ask_flag
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.signs import SignValue


class ExplainedFlag(msgspec.Struct, frozen=True):
    """What one flag comes to in one transaction.

    ``state`` is ``raised``, ``resolved``, ``not raised``, ``unknown``, ``other kind`` (it is not
    asked about this kind of transaction) or ``switched off``; ``signs`` are those that it names,
    ``None`` where unknown; ``standing`` is that of the transaction's day.
    """

    id: str
    state: str
    statement: str
    standing: str
    conditions: tuple[str, ...]
    signs: dict[str, SignValue | None]
    ask: str
    answer: str
    weight: int


def explain_flags(screener: Screener, transaction: Transaction) -> list[ExplainedFlag]:
    """Ask every flag about a transaction, those too that screening need not ask.

    Args:
        screener: What it is screened with; parties are matched, because some flags ask for it.
        transaction: The transaction.

    Returns:
        One explanation per flag, in the order of the rulebooks.

    Raises:
        InputError: the transaction's date is no ISO 8601 day.
    """
    decision = screener.screen([transaction])[0]
    situation = recognise(
        transaction,
        gazetteer=screener.rooms.gazetteer,
        tables=screener.rooms.tables,
        as_of=screener.as_of,
        nexus=screener.nexus,
        positions=screener.rooms.positions,
    )
    # What flags say themselves is no ground for flags.
    flags = (*load_flags(), *screener.own_rules.flags)
    said = {*(flag.id for flag in flags), TOGETHER}
    others: Sequence[Finding] = [one for one in decision.findings if one.rule not in said]
    on = situation.on.isoformat()
    past = screener.past.of(transaction, on) if screener.past else None
    signs = TransactionSigns(SignGround(transaction, situation, others, past))
    answers = answers_in(transaction)
    return [_explain(flag, transaction.kind, signs, answers.get(flag.id, "")) for flag in flags]


def _explain(flag: Flag, kind: str, signs: TransactionSigns, answer: str) -> ExplainedFlag:
    names = dict.fromkeys(name for condition in flag.raised_when for name in condition.needs)
    if kind not in flag.kinds:
        state = "other kind"
    elif flag.topic in load_flag_policy().off:
        state = "switched off"
    else:
        state = ask_flag(flag, signs.get, answer).state
    return ExplainedFlag(
        id=flag.id,
        state=state,
        statement=flag.statement,
        standing=flag.standing(signs.ground.on),
        conditions=tuple(condition.text for condition in flag.raised_when),
        signs={name: signs.get(name) for name in names},
        ask=flag.ask,
        answer=answer,
        weight=flag.weight,
    )
