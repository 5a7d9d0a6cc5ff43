"""Who knows customers' earlier orders; apart, so that a check of one name need not load flags."""

from __future__ import annotations

from typing import Protocol

from counterflow.core.model.transactions import CustomerHistory, Transaction


class Histories(Protocol):
    """Whoever knows earlier orders: a file that was read, or a store."""

    def of(self, transaction: Transaction, on: str) -> CustomerHistory | None:
        """Give what was before a day (ISO 8601); ``None`` where no customer is named."""
