"""Put what persons answered on cases to the transactions that they answered for."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from counterflow.core.model.parties import Detail
from counterflow.core.model.settled import Answer
from counterflow.core.model.transactions import Transaction
from counterflow.watch.rules.asking import ANSWER

_SIGNED = re.compile(r" \([^()]*, \d{4}-\d\d-\d\d, case-[0-9a-f]+\)$")
"""How an answer ends that came from a case."""


class KeptAnswers:
    """Answers to red flags, by the transaction for which they were given.

    Args:
        answers: By kind and id of the transaction, the newest of each flag.
    """

    def __init__(self, answers: Mapping[tuple[str, str], tuple[Answer, ...]]) -> None:
        self._answers = dict(answers)

    def put_to(self, transaction: Transaction) -> Transaction:
        """Give a transaction with its answers as details, each with who gave it, when and where.

        What the papers themselves answer stands: whoever wrote it in the file said it later. An
        answer of a case that the transaction bears already is put anew.

        Args:
            transaction: As it was read.
        """
        found = self._answers.get((transaction.kind, transaction.id))
        if not found:
            return transaction
        said = {one.name for one in transaction.details if not _SIGNED.search(one.value)}
        new = {f"{ANSWER}{one.flag}": signed(one) for one in found}
        kept = tuple(one for one in transaction.details if one.name in said or one.name not in new)
        more = tuple(Detail(name, value) for name, value in new.items() if name not in said)
        return msgspec.structs.replace(transaction, details=(*kept, *more))


def signed(answer: Answer) -> str:
    """Write an answer as a detail holds it, with who gave it, on which day, on which case.

    Example:
        >>> signed(Answer("KYC-01", "yes: laboratory", "Ann", "2026-11-22T06:00", "case-1a"))
        'yes: laboratory (Ann, 2026-11-22, case-1a)'
    """
    who = answer.actor.replace("(", "[").replace(")", "]")
    return f"{answer.answer} ({who}, {answer.at[:10]}, {answer.case})"
