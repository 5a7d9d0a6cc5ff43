"""Ask the red flags about a transaction: findings, and what of the questions is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from counterflow.core.model.decisions import Finding
from counterflow.core.model.transactions import CustomerHistory, Transaction
from counterflow.screening.pipeline.sign_ground import SignGround
from counterflow.screening.pipeline.signs import TransactionSigns
from counterflow.watch.rules.adding_up import add_up
from counterflow.watch.rules.asking import ANSWER
from counterflow.watch.rules.flag_books import load_flags
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.flag_rows import KINDS
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.own_rules import NO_RULES, OwnRules
from counterflow.watch.rules.raising import FlagRoom, Replies
from counterflow.watch.rules.signs import load_signs


class FlagsTold(NamedTuple):
    """What red flags say of one transaction: findings, and notes for its coverage."""

    findings: Sequence[Finding] = ()
    notes: tuple[str, ...] = ()


ROOMS = 8
"""Rooms kept: one for each set of own rulebooks in use at once, of which a process has few."""


@lru_cache(ROOMS)
def flag_room(own: OwnRules = NO_RULES) -> FlagRoom:
    """Give the flags of the package and then the user's own, arranged for asking."""
    return FlagRoom((*load_flags(), *own.flags), load_signs(), load_flag_policy().off)


def flag_findings(
    transaction: Transaction,
    situation: Situation,
    findings: Sequence[Finding],
    history: CustomerHistory | None = None,
    own: OwnRules = NO_RULES,
) -> FlagsTold:
    """Settle what the red flags say of a transaction.

    Args:
        transaction: What is screened; its details may hold answers (``answer.KYC-01``).
        situation: What was recognised in it.
        findings: What the other rooms found.
        history: The customer's earlier orders; ``None`` where no records were given.
        own: The user's own rulebooks.

    Returns:
        Findings, and notes of the coverage: open questions, and flags that could not be computed
        for want of data. Nothing of a kind that no flag is asked about (a check of one name).
    """
    if transaction.kind not in KINDS:
        return FlagsTold()
    signs = TransactionSigns(SignGround(transaction, situation, findings, history))
    answers = answers_in(transaction)
    room = flag_room(own)
    replies = room.ask(transaction.kind, signs, answers, situation.on)
    found = add_up(replies.told, signs.get, load_flag_policy(), situation.on)
    notes = (*_notes(replies), *_unasked(answers, room), *_told_of(history), *own.notes)
    return FlagsTold(found, notes)


def answers_in(transaction: Transaction) -> Mapping[str, str]:
    """Give a person's answers by the id of the flag.

    Example:
        >>> from counterflow.core.model.parties import Detail
        >>> answers_in(Transaction("1", details=(Detail("answer.KYC-01", "yes: laboratory"),)))
        {'KYC-01': 'yes: laboratory'}
    """
    return {
        one.name.removeprefix(ANSWER): one.value
        for one in transaction.details
        if one.name.startswith(ANSWER)
    }


def _unasked(answers: Mapping[str, str], room: FlagRoom) -> list[str]:
    """Say which answers belong to no red flag: a misspelt id must not look like an answer."""
    known = {flag.id for flag in room.flags} if answers else set()
    return [f"answer {one}: there is no red flag of this id" for one in answers if one not in known]


def _told_of(history: CustomerHistory | None) -> list[str]:
    """Say which earlier orders an answer rests on."""
    if history is None:
        return []
    if not history.orders:
        return [f"history: no earlier order of {history.customer} in the records given"]
    first, last = history.orders[0].date, history.orders[-1].date
    count = len(history.orders)
    orders = "1 earlier order" if count == 1 else f"{count:,} earlier orders"
    return [f"history: {orders} of {history.customer}, {first} to {last}"]


def _notes(replies: Replies) -> list[str]:
    notes = [f"question {flag.id} is not answered: {flag.ask}" for flag in replies.asked]
    if replies.unknown:
        names = ", ".join(flag.id for flag in replies.unknown)
        notes.append(f"red flags that could not be asked, for want of data: {names}")
    return notes
