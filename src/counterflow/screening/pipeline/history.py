"""Earlier orders by customer, from files of the user's own, for the flags that ask about habits."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import CustomerHistory, PastOrder, Transaction
from counterflow.screening.pipeline.sign_goods import number_in
from counterflow.screening.pipeline.sign_ground import customer_of
from counterflow.watch.goods.codes import read_hs_codes
from counterflow.watch.goods.tables import GoodsTables
from counterflow.watch.rules.flag_policy import load_flag_policy


@dataclass(slots=True)
class HistoryBook:
    """Orders of the past by customer.

    A customer is known by its numbers and by its name, written in whatever capitals and signs. Two
    customers of one name without numbers are one here: a flag is a question, and says what it
    compared.
    """

    _orders: dict[str, list[PastOrder]] = field(default_factory=dict)
    read: int = 0
    undated: int = 0

    def add(self, transaction: Transaction, tables: GoodsTables) -> None:
        """Take an order into the book; one without a day cannot be placed and is counted."""
        customer = customer_of(transaction)
        if customer is None:
            return
        self.read += 1
        if not transaction.date:
            self.undated += 1
            return
        order = past_order(transaction, tables)
        for key in _keys(customer):
            self._orders.setdefault(key, []).append(order)

    def settle(self) -> None:
        """Put the orders of each customer in the order of their days; call it after the last."""
        for orders in self._orders.values():
            orders.sort(key=lambda order: order.date)

    def of(self, transaction: Transaction, on: str) -> CustomerHistory | None:
        """Give a customer's orders before a day.

        Args:
            transaction: Whose customer is asked about.
            on: The day; orders of that day are not before it.

        Returns:
            The history, empty for a customer of whom there is none; ``None`` where the transaction
            names no customer.
        """
        customer = customer_of(transaction)
        if customer is None:
            return None
        # By identity: an order is kept under each key once, and two of one day may be equal.
        found: dict[int, PastOrder] = {}
        for key in _keys(customer):
            orders = self._orders.get(key, [])
            before = orders[: bisect_left(orders, on, key=lambda order: order.date)]
            found.update((id(order), order) for order in before)
        ordered = sorted(found.values(), key=lambda order: order.date)
        return CustomerHistory(customer.name, tuple(ordered))


@dataclass(frozen=True, slots=True)
class OneHistory:
    """The history of one customer, as a caller hands it in."""

    history: CustomerHistory

    def of(self, transaction: Transaction, on: str) -> CustomerHistory | None:
        """Give the orders of that history that were before a day."""
        del transaction
        before = tuple(order for order in self.history.orders if order.date < on)
        return CustomerHistory(self.history.customer, before)


def book_of(transactions: Iterable[Transaction], tables: GoodsTables) -> HistoryBook:
    """Read transactions of the past into a book.

    Example:
        >>> from counterflow.watch.goods.tables import load_goods_tables
        >>> past = Transaction("1", date="2021-05-04", parties=(Party("buyer", "Muster AG"),))
        >>> book = book_of([past], load_goods_tables())
        >>> now = Transaction("2", parties=(Party("buyer", "MUSTER AG."),))
        >>> [order.date for order in book.of(now, "2026-11-21").orders]
        ['2021-05-04']
    """
    book = HistoryBook()
    for transaction in transactions:
        book.add(transaction, tables)
    book.settle()
    return book


def past_order(transaction: Transaction, tables: GoodsTables) -> PastOrder:
    """Keep of an order what flags ask about later."""
    quantities = [number_in(line.quantity) for line in transaction.goods]
    known = [quantity for quantity in quantities if quantity is not None]
    whole = bool(known) and len(known) == len(quantities)
    payers = (party.country for party in transaction.parties if party.role == "payer")
    return PastOrder(
        date=transaction.date,
        quantity=f"{sum(known):g}" if whole else "",
        destination=_destination(transaction),
        payment_country=transaction.detail("payment_country") or next(payers, ""),
        listed=any(_is_listed(line.hs_code, tables) for line in transaction.goods),
    )


def _is_listed(written: str, tables: GoodsTables) -> bool:
    watched = load_flag_policy().tables
    rows = (row for code in read_hs_codes(written) for row in tables.match(code))
    return any(row.table in watched for row in rows)


def _destination(transaction: Transaction) -> str:
    if transaction.destination_country:
        return transaction.destination_country
    for role in ("end_user", "consignee"):
        for party in transaction.parties:
            if party.role == role and party.country:
                return party.country
    return ""


def _keys(party: Party) -> Iterator[str]:
    for number in party.identifiers:
        yield f"{number.kind}={number.value}"
    plain = "".join(char for char in party.name.casefold() if char.isalnum())
    if plain:
        yield plain
