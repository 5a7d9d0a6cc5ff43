"""Name the makers of goods, so that each is screened as a manufacturer is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.text.names import read_name as read_form
from counterflow.screening.intake.cells import is_empty_mark, read_name

ROLE: Final = "manufacturer"
MOST: Final = 200
"""Makers of one transaction that are screened; more are lines of a catalogue in one order."""


def name_makers(transaction: Transaction) -> list[tuple[str, Party]]:
    """Name every maker of goods that is no party of the transaction yet.

    Args:
        transaction: What is screened.

    Returns:
        Each maker once, under the first goods line that names it. A cell that says nobody ("n/a",
        "same as shipper") gives none; more than ``MOST`` are cut, which ``left_out`` counts.

    Example:
        >>> from counterflow.core.model.transactions import GoodsLine
        >>> lines = (GoodsLine(maker="Muster AG"), GoodsLine(maker="MUSTER"), GoodsLine(maker="-"))
        >>> [(subject, party.role) for subject, party in name_makers(Transaction("1", goods=lines))]
        [('goods line 1 maker', 'manufacturer')]
    """
    # Most files name no maker, and this is asked about every transaction.
    if not any(line.maker for line in transaction.goods):
        return []
    return list(_makers(transaction))[:MOST]


def left_out(transaction: Transaction) -> int:
    """Count the makers of a transaction that are more than are screened."""
    if len(transaction.goods) <= MOST:
        return 0
    return max(0, len(list(_makers(transaction))) - MOST)


def _makers(transaction: Transaction) -> Iterator[tuple[str, Party]]:
    seen = {read_form(party.name).compact for party in transaction.parties}
    for number, line in enumerate(transaction.goods, start=1):
        if not line.maker.strip() or is_empty_mark(line.maker):
            continue
        reading = read_name(line.maker)
        if reading.nobody or not reading.name:
            continue
        compact = read_form(reading.name).compact
        if compact in seen:
            continue
        seen.add(compact)
        yield f"goods line {number} maker", Party(ROLE, reading.name, column=line.column)
