"""The parts of a transaction that findings name: parties by role, the ends of legs, its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from counterflow.core.errors import InputError
from counterflow.core.model import Leg, Party, Transaction

DESTINED = frozenset({"consignee", "end_user"})
"""Roles whose country counts as the destination (``docs/outcomes.md``)."""
SHIPS, AIRCRAFT = frozenset({"Vessel"}), frozenset({"Airplane"})
"""Schemata of craft."""
_CRAFT, _CRAFT_ROLES = SHIPS | AIRCRAFT, frozenset({"vessel", "aircraft"})


def names_craft(transaction: Transaction) -> bool:
    """Tell whether some party is a ship or an aircraft."""
    parties = transaction.parties
    return any(party.role in _CRAFT_ROLES or party.schema in _CRAFT for party in parties)


def name_parties(parties: Sequence[Party]) -> list[tuple[str, Party]]:
    """Name each party by its role, numbered where a role has several.

    Example:
        >>> [name for name, _ in name_parties([Party("end_user", "A"), Party("end_user", "B")])]
        ['end user', 'end user 2']
    """
    counts: dict[str, int] = {}
    named = []
    for party in parties:
        counts[party.role] = counts.get(party.role, 0) + 1
        number = f" {counts[party.role]}" if counts[party.role] > 1 else ""
        named.append((party.role.replace("_", " ") + number, party))
    return named


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


def stops_of(leg: Leg) -> tuple[tuple[str, str, str], ...]:
    """Give the three parts of a leg, each with its place and its country."""
    return (
        ("from", leg.from_place, leg.from_country),
        ("via", leg.via_place, leg.via_country),
        ("to", leg.to_place, leg.to_country),
    )
