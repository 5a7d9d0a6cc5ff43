"""The signs that conditions may name: a name, a type, and what each says of one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.text.dates import is_iso_day

SignValue = bool | int | float | str | list[str]
"""What a sign may hold; a day is kept as ISO 8601 text, which compares in the order of time."""
Signs = Callable[[str], SignValue | None]
"""Gives the value of a sign by its name; ``None`` means that it is unknown, never false."""
TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "yes or no": (bool,),
    "whole number": (int,),
    "number": (float,),
    "text": (str,),
    "day": (str,),
    "texts": (list,),
}
"""Types of signs by their word in ``data/rules/signs.yaml``."""

SETTLED: Final = frozenset({
    "goods.listed", "destination.diversion", "found", "place", "trade.forwarder", "trade.bank",
    "trade.mail_centre", "trade.secretary", "trade.trader", "trade.military", "trade.flat",
})  # fmt: skip
"""What is known to be so or not so in every transaction: its absence is no want of data."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One named value of a transaction.

    Attributes:
        name: As conditions write it.
        type: One of ``TYPES``.
        statement: What it says, in words.
        read_from: Any of these must be there, or the sign is unknown: a detail
            (``payment_method``), a detail of a party (``party.founded_on``), a role
            (``role.payer``), ``goods``, ``legs``, ``history``; or it is known not to be so:
            ``goods.listed``, ``destination.diversion``, ``place``, ``trade.forwarder``. Empty
            where it may always be asked.
    """

    name: str
    type: str
    statement: str
    read_from: frozenset[str]

    @property
    def absent(self) -> SignValue | None:
        """Give what the sign says where nothing of it is there; ``None`` where it is unknown then.

        Example:
            >>> load_signs()["found"].absent, load_signs()["buyer_age_days"].absent
            ([], None)
        """
        if not self.read_from or not self.read_from <= SETTLED:
            return None
        if self.type == "yes or no":
            return False
        return [] if self.type == "texts" else None

    def check(self, value: Any, where: str) -> SignValue:
        """Settle that a value, as a test of a rulebook gives it, is of the sign's type.

        Returns:
            The value; a whole number where a number is asked for becomes one.

        Raises:
            RuleError: the value is of another type, or a day is none.
        """
        if self.type == "number" and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        right = isinstance(value, TYPES[self.type])
        if self.type == "whole number" and isinstance(value, bool):
            right = False
        if self.type == "texts":
            right = right and all(isinstance(one, str) for one in value)
        if self.type == "day":
            right = right and is_iso_day(value)
        if not right:
            raise RuleError(
                f"{self.name} is {value!r}, which is not of the type “{self.type}”",
                where=where,
                remedy="see `counterflow rules signs`",
            )
        kept: SignValue = value
        return kept


@cache
def load_signs() -> Mapping[str, Sign]:
    """Load the signs of the package by name.

    Raises:
        RuleError: a sign has no statement or an unknown type, or two share a name.

    Example:
        >>> load_signs()["buyer_age_days"].type
        'whole number'
    """
    signs: dict[str, Sign] = {}
    for entry in load_facts("rules/signs.yaml")["signs"]:
        where = f"rules/signs.yaml, sign {entry.get('name')}"
        if entry.get("type") not in TYPES or not entry.get("statement"):
            raise RuleError(
                "a sign without a statement, or of an unknown type",
                where=where,
                remedy="types: " + ", ".join(TYPES),
            )
        if entry["name"] in signs:
            raise RuleError("two signs share a name", where=where)
        read_from = frozenset(entry.get("read_from", ()))
        sign = Sign(entry["name"], entry["type"], entry["statement"], read_from)
        signs[sign.name] = sign
    return signs
