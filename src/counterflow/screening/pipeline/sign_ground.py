"""What signs are read from: a transaction, what was recognised and found in it, and the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import msgspec

from counterflow.core.model.decisions import Finding
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import CustomerHistory, Transaction
from counterflow.screening.pipeline.once import once
from counterflow.watch.goods.codes import read_hs_codes
from counterflow.watch.rules.country_groups import notices_for
from counterflow.watch.rules.flag_policy import load_flag_policy
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.words import families_in

RECEIVERS = frozenset({"buyer", "consignee", "end_user"})
"""Roles of those who get the goods."""
CUSTOMER = ("buyer", "consignee", "end_user", "payer")
"""Roles of the customer, the first that is there."""
INVASION = dt.date(2022, 2, 24)
"""The day after which guidance calls a customer new.

Basis:
    FinCEN and BIS, FIN-2023-Alert004 of 2023-05-19, read through a secondary summary.
"""


@dataclass(frozen=True)
class SignGround:
    """One transaction with all that its signs are read from.

    Attributes:
        transaction: The transaction.
        situation: What was recognised in it.
        findings: What others found, matches of parties among them.
        history: The customer's earlier orders; ``None`` where no records were given.
    """

    transaction: Transaction
    situation: Situation
    findings: Sequence[Finding] = ()
    history: CustomerHistory | None = None

    @property
    def on(self) -> dt.date:
        """Give the day of the transaction, or the day asked where it has none."""
        return self.situation.on

    @once
    def receivers(self) -> tuple[Party, ...]:
        """Give the parties that get the goods."""
        return tuple(party for party in self.transaction.parties if party.role in RECEIVERS)

    @once
    def customers(self) -> tuple[Party, ...]:
        """Give the receivers; in a payment that names none, those who pay."""
        if self.receivers or self.transaction.kind != "payment":
            return self.receivers
        return tuple(party for party in self.transaction.parties if party.role == "payer")

    @once
    def last_receivers(self) -> tuple[Party, ...]:
        """Give the named end users, or where none is named the consignees."""
        users = [p for p in self.receivers if p.role == "end_user" and p.name.strip()]
        users = users or [p for p in self.receivers if p.role == "consignee"]
        return tuple(map(self._with_details, users))

    def _with_details(self, party: Party) -> Party:
        """Add what is said of the same company in another role: papers say it once."""
        others = [p for p in self.receivers if p.details and p.name == party.name]
        if not others or others == [party]:
            return party
        details = tuple(dict.fromkeys(one for other in others for one in other.details))
        return msgspec.structs.replace(party, details=details)

    @once
    def trades(self) -> frozenset[str]:
        """Name the trades of which any customer's name, trade, website or address speaks.

        Nearly all speak of none: what asks for one of them is answered by one look.
        """
        found = [trades_of(p.name, p.details, p.address) for p in self.customers]
        return frozenset().union(*found) if any(found) else _NO_TRADES

    @once
    def customer(self) -> Party | None:
        """Give the customer."""
        return customer_of(self.transaction)

    @once
    def destinations(self) -> tuple[str, ...]:
        """Give the countries of destination that nothing makes doubtful."""
        mentions = self.situation.countries
        sure = [one.country for one in mentions if one.destination and not one.doubtful]
        return tuple(dict.fromkeys(sure))

    @property
    def destination(self) -> str:
        """Give the one country of destination: the stated one, else the first; empty for none."""
        return self.transaction.destination_country or next(iter(self.destinations), "")

    @once
    def notices(self) -> tuple[str, ...]:
        """Name the rules whose notices call a destination a point of diversion."""
        return _notices_of(self.destinations, self.on)

    @once
    def listed(self) -> bool:
        """Tell whether some goods line is on a table that flags ask about."""
        goods = [line for line in self.situation.goods if line.rows]
        if not goods:
            return False
        tables = load_flag_policy().tables
        return any(row.table in tables for line in goods for row in line.rows)

    @once
    def codes(self) -> frozenset[str]:
        """Give the digits of all HS codes that could be read."""
        return frozenset().union(*(digits_of(line.hs_code) for line in self.transaction.goods))

    def details(self, name: str, *, receivers: bool = True) -> list[str]:
        """Give what is said under a name of the receivers, or of all parties."""
        parties = self.customers if receivers else self.transaction.parties
        return [value for party in parties if (value := party.detail(name))]

    @once
    def there(self) -> frozenset[str]:
        """Name what the transaction has to read signs from (``read_from`` of the signs)."""
        transaction = self.transaction
        goods = transaction.goods
        said = [one.name for one in transaction.details]
        for party in transaction.parties:
            said.append("role." + party.role)
            if party.details:
                said += ["party." + one.name for one in party.details]
        has = (
            bool(goods),
            bool(goods) and self.listed,
            bool([1 for line in goods if line.eccn]),
            bool([1 for line in goods if line.description]),
            bool(transaction.legs),
            bool([1 for leg in transaction.legs if leg.departs_on and leg.arrives_on]),
            bool(self.situation.places),
            bool(self.destinations),
            bool(self.notices),
            bool(transaction.value) or any(line.value for line in goods),
            self.history is not None,
            any(one.outcome.strength for one in self.findings),
        )
        return _there(tuple(said), has, self.trades)


_PARTS: Final = (
    "goods", "goods.listed", "goods.eccn", "goods.described", "legs", "legs.days", "place",
    "destination", "destination.diversion", "value", "history", "found",
)  # fmt: skip


_NO_TRADES: Final[frozenset[str]] = frozenset()


@lru_cache(maxsize=8192)
def _notices_of(lands: tuple[str, ...], on: dt.date) -> tuple[str, ...]:
    return tuple(dict.fromkeys([rule for land in lands for rule in notices_for(land, on)]))


@lru_cache(maxsize=8192)
def _there(said: tuple[str, ...], has: tuple[bool, ...], trades: frozenset[str]) -> frozenset[str]:
    """Put names together; files give few different sets, and a set is slow to make."""
    parts = (part for part, one in zip(_PARTS, has, strict=True) if one)
    return frozenset(said).union(parts, ("trade." + trade for trade in trades))


@lru_cache(maxsize=65536)
def trades_of(name: str, details: tuple[Detail, ...], address: str) -> frozenset[str]:
    """Name the trades of which a party's own words speak.

    Args:
        name: Its name.
        details: Its details; its line of business and its website are read.
        address: Its address; empty where it is not to be read.
    """
    found = families_in(name)
    for one in details:
        if one.name in ("line_of_business", "website"):
            found |= families_in(one.value)
    return found | families_in(address) if address else found


@lru_cache(maxsize=65536)
def digits_of(written: str) -> frozenset[str]:
    """Give the digits of each HS code in a cell."""
    return frozenset(code.digits for code in read_hs_codes(written) if len(code.digits) >= 4)


def customer_of(transaction: Transaction) -> Party | None:
    """Give the customer of a transaction: the buyer, else who receives or pays; None for none."""
    for role in CUSTOMER:
        for party in transaction.parties:
            if party.role == role and (party.name.strip() or party.identifiers):
                return party
    return None


@lru_cache(maxsize=8192)
def span_of(text: str) -> tuple[dt.date, dt.date] | None:
    """Give the first and the last day that a day, a month or a year may mean.

    Returns:
        Both days; ``None`` where the text is no ISO 8601 day, month or year.

    Example:
        >>> span_of("2022")
        (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))
        >>> span_of("soon") is None
        True
    """
    try:
        if len(text) == 4:
            return dt.date(int(text), 1, 1), dt.date(int(text), 12, 31)
        if len(text) == 7:
            first = dt.date.fromisoformat(text + "-01")
            after = first.replace(day=28) + dt.timedelta(days=4)
            return first, after - dt.timedelta(days=after.day)
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day, day


def is_after_invasion(text: str) -> bool | None:
    """Tell whether a day lies after 2022-02-24; ``None`` where a month or year may be either.

    Example:
        >>> is_after_invasion("2022-02-25"), is_after_invasion("2021"), is_after_invasion("2022")
        (True, False, None)
    """
    span = span_of(text)
    if span is None:
        return None
    first, last = span
    return True if first > INVASION else False if last <= INVASION else None
