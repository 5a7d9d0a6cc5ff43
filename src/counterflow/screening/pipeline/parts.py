"""The parts of a transaction that findings name: parties by role, the ends of legs, its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from counterflow.core.errors import InputError
from counterflow.core.model import Leg, Party, Transaction
from counterflow.core.text.scripts import fold

DESTINED = frozenset({"consignee", "end_user"})
"""Roles whose country counts as the destination (``docs/outcomes.md``)."""
SHIPS, AIRCRAFT = frozenset({"Vessel"}), frozenset({"Airplane"})
"""Schemata of craft."""
_CRAFT, _CRAFT_ROLES = SHIPS | AIRCRAFT, frozenset({"vessel", "aircraft"})


def names_craft(transaction: Transaction) -> bool:
    """Tell whether some party is a ship or an aircraft."""
    parties = transaction.parties
    return any(party.role in _CRAFT_ROLES or party.schema in _CRAFT for party in parties)


MAKER = "manufacturer"
"""Role in which the maker of a goods line is screened."""


def name_parties(parties: Sequence[Party]) -> tuple[tuple[str, Party], ...]:
    """Name each party by its role, numbered where a role has several.

    Example:
        >>> [name for name, _ in name_parties([Party("end_user", "A"), Party("end_user", "B")])]
        ['end user', 'end user 2']
    """
    subjects = _subjects(tuple([party.role for party in parties]))
    return tuple(zip(subjects, parties, strict=True))


@lru_cache(maxsize=1 << 12)
def _subjects(roles: tuple[str, ...]) -> tuple[str, ...]:
    """Name roles, numbered where one stands several times; files have few sets of them."""
    counts: dict[str, int] = {}
    named = []
    for role in roles:
        counts[role] = counts.get(role, 0) + 1
        number = f" {counts[role]}" if counts[role] > 1 else ""
        named.append(role.replace("_", " ") + number)
    return tuple(named)


def screened_parties(transaction: Transaction) -> Sequence[tuple[str, Party]]:
    """Name everybody whose name is screened: the parties, and makers of goods beside them.

    Example:
        >>> from counterflow.core.model import GoodsLine
        >>> made = (GoodsLine("8407.10", maker="Alder Engines"), GoodsLine(maker="Birch AG"))
        >>> buyer = Party("buyer", "Birch AG")
        >>> [name for name, _ in screened_parties(Transaction("1", parties=(buyer,), goods=made))]
        ['buyer', 'goods line 1 maker']
    """
    named = name_parties(transaction.parties)
    if not any(line.maker for line in transaction.goods):
        return named
    makers = []
    met = {fold(party.name) for party in transaction.parties}
    for number, line in enumerate(transaction.goods, start=1):
        if line.maker and (key := fold(line.maker)) not in met:
            met.add(key)
            maker = Party(MAKER, line.maker, column=line.column)
            makers.append((f"goods line {number} maker", maker))
    return [*named, *makers]


def day_of(transaction: Transaction) -> dt.date | None:
    """Give the day of a transaction; ``None`` where it has no date.

    Raises:
        InputError: the date is no ISO 8601 day.
    """
    if not transaction.date:
        return None
    try:
        return dt.date.fromisoformat(transaction.date)
    except ValueError as fault:
        raise InputError(
            f"not a day: {transaction.date!r}",
            where=f"transaction {transaction.id}, date",
            why="the rules in force on that day cannot be told",
            remedy="write YYYY-MM-DD, or leave the date empty",
        ) from fault


def named_stops(leg: Leg) -> list[tuple[str, str, str]]:
    """Give those parts of a leg of which the papers say anything.

    Example:
        >>> named_stops(Leg(from_place="Hamburg", to_country="NL"))
        [('from', 'Hamburg', ''), ('to', '', 'NL')]
    """
    return [stop for stop in stops_of(leg) if stop[1] or stop[2]]


def stops_of(leg: Leg) -> tuple[tuple[str, str, str], ...]:
    """Give the three parts of a leg, each with its place and its country."""
    return (
        ("from", leg.from_place, leg.from_country),
        ("via", leg.via_place, leg.via_country),
        ("to", leg.to_place, leg.to_country),
    )
