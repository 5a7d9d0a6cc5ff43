"""The parts of a transaction that findings name: parties by role, the ends of legs, its day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Leg, Transaction

DESTINED = frozenset({"consignee", "end_user"})
"""Roles whose country counts as the destination (``docs/outcomes.md``)."""
SHIPS, AIRCRAFT = frozenset({"Vessel"}), frozenset({"Airplane"})
"""Schemata of craft."""
_CRAFT, _CRAFT_ROLES = SHIPS | AIRCRAFT, frozenset({"vessel", "aircraft"})


def names_craft(transaction: Transaction) -> bool:
    """Tell whether some party is a ship or an aircraft."""
    parties = transaction.parties
    return any(party.role in _CRAFT_ROLES or party.schema in _CRAFT for party in parties)


BUYER = "buyer"
BUYING = frozenset({BUYER, "notify_party", "intermediary"})
"""Roles that may get the goods although the papers name another destination."""
BEHIND = frozenset({"owner", "director", "contact"})
"""Roles of persons behind a party, whose country is no place that goods or money go to."""


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


def lacks_country(party: Party) -> bool:
    """Tell whether a party's country was written and is understood as none.

    Example:
        >>> lacks_country(Party("buyer", "A", country_text="ДНР"))
        True
        >>> lacks_country(Party("buyer", "A", country="RU", country_text="Россия"))
        False
    """
    return bool(party.country_text and not party.country)


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
