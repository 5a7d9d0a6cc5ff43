"""Addresses that many unlike customers of one file give: what no transaction shows alone."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Table
from counterflow.core.text.scripts import fold
from counterflow.screening.intake.party_cells import PartyCells, addressed_parties
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.watch.places.limits import limit, load_limits
from counterflow.watch.rules.country_groups import notices_for
from counterflow.watch.rules.mentions import Situation

CUSTOMERS: Final = frozenset({*DESTINED, "buyer"})
"""Roles whose addresses are counted: who ships, carries or pays for many is no wonder."""
_FEWEST_WORDS: Final = 4
"""Words of an address from which it may be one room and not a town or a street."""


_DOTTED = re.compile(r"[a-z]\.[a-z]\.", re.IGNORECASE)
"""Letters with dots, which `fold` joins."""
_WORDS = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))


@dataclass(frozen=True, slots=True)
class Crowds:
    """How many unlike customers give each crowded address.

    Attributes:
        counts: Customers by the key of the address; only those from ``address_crowd`` on.
    """

    counts: Mapping[bytes, int]

    def at(self, party: Party) -> int:
        """Tell how many customers give the address of a party; 0 where it is not crowded."""
        if not self.counts or party.role not in CUSTOMERS or not party.address:
            return 0
        return self.counts.get(_address_key(party.address, party.country), 0)

    def of(self, transaction: Transaction) -> dict[str, int]:
        """Give the crowded addresses of one transaction, by their keys in hexadecimal digits."""
        keys = {
            _address_key(party.address, party.country)
            for party in transaction.parties
            if self.at(party)
        }
        return {key.hex(): self.counts[key] for key in sorted(keys)}


class CrowdCounter:
    """Counts customers by address over a file of any length, 16 bytes for each.

    Two customers are unlike where the first words of their names differ: "Muster Trading" and
    "MUSTER LLC" are one. Two addresses are the same where they have the same words in any order.

    Example:
        >>> counter = CrowdCounter()
        >>> for name in ("Alder", "Birch", "Cedar", "Elm", "Fir"):
        ...     party = Party("buyer", name, address="Unit 7, 12 Alder Road", country="HK")
        ...     counter.add(Transaction(name, parties=(party,)))
        >>> counter.settle().at(Party("buyer", "Oak", address="12 Alder Road UNIT 7", country="HK"))
        5
    """

    def __init__(self) -> None:
        self._keys, self._customers = array("Q"), array("Q")

    def add(self, transaction: Transaction) -> None:
        """Count the customers of one transaction."""
        for party in transaction.parties:
            if party.address and party.role in CUSTOMERS and party.name:
                self.add_customer(party.name, party.address, party.country)

    def add_customer(self, name: str, address: str, country: str) -> None:
        """Count one customer, by what a party says of itself."""
        if key := _address_key(address, country):
            self._keys.append(int.from_bytes(key))
            self._customers.append(int.from_bytes(_digest(_first_word(name))))

    def settle(self) -> Crowds:
        """Give the addresses that were crowded."""
        if not self._keys:
            return Crowds({})
        pairs = np.stack(
            (np.frombuffer(self._keys, np.uint64), np.frombuffer(self._customers, np.uint64)),
            axis=1,
        )
        keys, counts = np.unique(np.unique(pairs, axis=0)[:, 0], return_counts=True)
        crowded = counts >= limit("address_crowd")
        found = zip(keys[crowded].tolist(), counts[crowded].tolist(), strict=True)
        return Crowds({key.to_bytes(8): count for key, count in found})


def crowds_of(transactions: Iterable[object]) -> Crowds:
    """Count the customers by address in what a file gives; what is no transaction is passed over.

    Args:
        transactions: Transactions and refusals.
    """
    counter = CrowdCounter()
    for one in transactions:
        if isinstance(one, Transaction):
            counter.add(one)
    return counter.settle()


def crowds_of_file(table: Table, plan: ColumnPlan) -> Crowds:
    """Count the customers by address in a file, from its cells.

    The answer is that of `crowds_of` over the file's transactions, at a fraction of the time: the
    first pass counts different name cells at each address; only where there are enough of them for
    a crowd does a second one read names and countries.

    Args:
        table: The file.
        plan: What its columns mean.
    """
    if plan.native:
        return crowds_of(read_transactions(table, plan))
    counter = CrowdCounter()
    rows = _likely_rows(addressed_parties(table, plan, CUSTOMERS))
    for cells in addressed_parties(table, plan, CUSTOMERS, rows) if rows else ():
        if name := cells.read_name():
            counter.add_customer(name, cells.address, cells.read_country())
    return counter.settle()


def _likely_rows(parties: Iterable[PartyCells]) -> frozenset[int]:
    """Give the rows at whose addresses enough different names stand for a crowd.

    Names of different first words are different names, so that no crowd is missed.
    """
    rows, keys, names = array("q"), array("q"), array("q")
    for name, address, _, row in parties:
        words = _plain_words(address)
        if len(words) >= _FEWEST_WORDS and min(words) < b":":
            rows.append(row)
            keys.append(hash(frozenset(words)))
            names.append(hash(name))
    if not keys:
        return frozenset()
    places = np.frombuffer(keys, np.int64)
    pairs = np.unique(np.stack((places, np.frombuffer(names, np.int64)), axis=1), axis=0)
    found, counts = np.unique(pairs[:, 0], return_counts=True)
    crowded = found[counts >= limit("address_crowd")]
    return frozenset(np.frombuffer(rows, np.int64)[np.isin(places, crowded)].tolist())


def crowd_findings(
    transaction: Transaction, situation: Situation, crowds: Crowds
) -> Iterator[Finding]:
    """Say which customers give an address that many unlike customers of the same file give.

    Yields:
        One finding per address: *review* for listed goods and for a destination that a public
        notice names as a point of diversion, else a note.

    Basis:
        R30. How many are a crowd is a threshold of this project.
    """
    told = set()
    for subject, party in name_parties(transaction.parties):
        count = crowds.at(party)
        if not count or party.address in told:
            continue
        told.add(party.address)
        weighs = situation.has_listed_goods or _is_diversion(situation)
        yield Finding(
            "address",
            f"{subject} address",
            Outcome.REVIEW if weighs else Outcome.NO_MATCH,
            f"{count} customers of unlike names give this address in the same file "
            f"(asked about from {limit('address_crowd'):g}, a threshold of this project)",
            rule="address-crowd",
            ours=party.address,
            next_step="find out who sits there: a registrar, a mailbox, or one owner of all; ask "
            "each for its own place of business"
            if weighs
            else "",
            citations=(load_limits()["address_crowd"].citation,),
        )


def _is_diversion(situation: Situation) -> bool:
    lands = {mention.country[:2] for mention in situation.countries if mention.destination}
    return any(notices_for(land, situation.on) for land in lands)


def _address_key(address: str, country: str) -> bytes:
    """Give the key of an address; empty where it may name no more than a street."""
    words = _room_words(address)
    return _digest(" ".join([*sorted(set(words)), country[:2]])) if words else b""


def _plain_words(address: str) -> list[bytes]:
    """Give the words of `fold` as bytes, five times as fast where all is plain ASCII."""
    if address.isascii() and "&" not in address and not _DOTTED.search(address):
        return address.lower().encode().translate(_WORDS, b"'`").split()
    return [word.encode() for word in fold(address).split()]


def _room_words(address: str) -> list[str]:
    """Give the words of an address; none where it may name no more than a street."""
    words = fold(address).split()
    # Words are of a to z and 0 to 9, of which digits go first.
    return words if len(words) >= _FEWEST_WORDS and min(words) < ":" else []


def _first_word(name: str) -> str:
    words = fold(name).split()
    return next((word for word in words if len(word) > 2), " ".join(words))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
