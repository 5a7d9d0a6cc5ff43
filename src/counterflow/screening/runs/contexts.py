"""Say what each decision of a run rested on beside its transaction, so that it can be taken again.

The customer's earlier orders, how crowded its addresses are in the file, and what earlier rows left
of a licence are in no transaction and in no list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.core.model.transactions import CustomerHistory
from counterflow.screening.decisions.licence_amounts import Amounts
from counterflow.screening.pipeline.crowds import Crowds
from counterflow.screening.pipeline.histories import Histories
from counterflow.screening.pipeline.parts import day_of
from counterflow.screening.runs.draw_down import Ledger

if TYPE_CHECKING:
    from counterflow.screening.decisions.licence_file import Register


class Balance(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was left of a licence: decimals as text; ``None`` for what is not counted."""

    quantity: str | None = None
    value: str | None = None


class Context(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one decision rested on beside its transaction.

    Attributes:
        history: The customer's earlier orders; ``None`` where none were looked up.
        crowds: Unlike customers at each crowded address of its parties, by the address's key.
        left: What earlier rows left of each licence; ``None`` where the register alone counted.
    """

    history: CustomerHistory | None = None
    crowds: dict[str, int] = {}
    left: dict[str, Balance] | None = None

    @property
    def amounts(self) -> dict[str, Amounts] | None:
        """Give what was left, as decisions count it."""
        if self.left is None:
            return None
        return {
            key: Amounts(_number(one.quantity), _number(one.value))
            for key, one in self.left.items()
        }


class Contexts:
    """Reads contexts in the order of the run: what a row draws from a licence the next one lacks.

    Args:
        past: Who knows the customers' earlier orders; ``None`` where no records were given.
        crowds: Crowded addresses of the file; ``None`` where they were not counted.
        register: The licences that the user holds.
        as_of: The day that counts where a transaction has no date.
    """

    def __init__(
        self,
        *,
        past: Histories | None = None,
        crowds: Crowds | None = None,
        register: Register | None = None,
        as_of: dt.date,
    ) -> None:
        self._past, self._crowds, self._as_of = past, crowds, as_of
        counted = register is not None and register.counted
        self._ledger = Ledger.opened(register) if register is not None and counted else None
        self._decoder = msgspec.json.Decoder(Decision)

    def of(self, lines: Sequence[bytes]) -> list[bytes] | None:
        """Give the contexts of decisions; ``None`` where none of them has any.

        Args:
            lines: The decisions of a part, in the order of the run.

        Returns:
            One JSON object each; empty for a decision that rests on its transaction alone.
        """
        crowded = self._crowds is not None and self._crowds.counts
        if self._past is None and self._ledger is None and not crowded:
            return None
        return [self._of(self._decoder.decode(line)) for line in lines]

    def _of(self, decision: Decision) -> bytes:
        transaction = decision.transaction
        if transaction is None:
            return b""
        on = day_of(transaction) or self._as_of
        context = Context(
            history=self._past.of(transaction, on.isoformat()) if self._past else None,
            crowds=self._crowds.of(transaction) if self._crowds else {},
            left=self._left(decision),
        )
        return msgspec.json.encode(context) if context != Context() else b""

    def _left(self, decision: Decision) -> dict[str, Balance] | None:
        if self._ledger is None or not self._ledger.rules(decision):
            return None
        left = {
            key: Balance(_text(one.quantity), _text(one.value))
            for key, one in self._ledger.left.items()
        }
        self._ledger.book(decision)
        return left


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
