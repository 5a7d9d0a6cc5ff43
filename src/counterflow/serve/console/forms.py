"""Read the form of a transaction, and give it back as it was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

KINDS: Final = ("order", "shipment", "payment")
ROLES: Final = (
    *("seller", "buyer", "consignee", "end_user", "intermediary", "carrier", "vessel", "bank"),
    *("notify_party", "owner", "agent"),
)
PARTIES, GOODS, LEGS = 4, 3, 2
"""Rows of the form that are there from the start; ``more`` adds as many again."""
MOST_ROWS: Final = 40
_PARTY: Final = ("role", "name", "country", "address")
_LINE: Final = ("hs_code", "description", "eccn", "quantity", "value")
_LEG: Final = ("from_place", "from_country", "to_place", "to_country")
_GROUPS: Final = {"parties": _PARTY, "goods": _LINE, "legs": _LEG}
_PLAIN: Final = ("id", "kind", "date", "destination_country", "value", "currency")


def read_form(given: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Read what was filled in, as a transaction in our own shape.

    Args:
        given: Names and values of the fields; a field of a row is ``parties.0.name``.

    Returns:
        A transaction without its empty rows and fields.

    Example:
        >>> read_form([("id", "7"), ("parties.0.name", "Muster AG"), ("parties.1.name", "")])
        {'id': '7', 'parties': [{'name': 'Muster AG'}]}
    """
    read: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name, value in given:
        text = value.strip()
        group, _, rest = name.partition(".")
        number, _, field = rest.partition(".")
        if not text:
            continue
        if name in _PLAIN:
            read[name] = text
        elif field in _GROUPS.get(group, ()) and number.isdecimal() and int(number) < MOST_ROWS:
            rows.setdefault(group, {}).setdefault(int(number), {})[field] = text
    for group, found in rows.items():
        # A role alone, which the form suggests, names nobody.
        told = [row for _, row in sorted(found.items()) if set(row) - {"role"}]
        if told:
            read[group] = told
    return read


def shown_rows(transaction: Mapping[str, Any], group: str, least: int) -> list[dict[str, str]]:
    """Give the rows of a form: those filled in, and empty ones up to a number."""
    found = [dict(row) for row in transaction.get(group, ())]
    return found + [{} for _ in range(max(1, least - len(found)))]
