"""Addresses that an authority named for a high risk of diversion: dated rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_interval
from counterflow.core.model.law import Citation
from counterflow.watch.places.addresses import Address, Likeness, compare_addresses, read_address

_WHERE = "places/diversion_addresses.yaml"


@dataclass(frozen=True, slots=True)
class DiversionAddress:
    """A high-diversion address.

    Attributes:
        id: Its name in the table.
        text: As published.
        address: The same, read.
        what: Who named it, for what.
        in_force_from: First day; ``None`` where not recorded.
        in_force_to: Last day; ``None`` where it is in force.
        citation: Its source.
    """

    id: str
    text: str
    address: Address
    what: str
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    citation: Citation

    def is_in_force(self, day: dt.date) -> bool:
        """Tell whether the row counts on a day."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True, eq=False)
class DiversionAddresses:
    """The rows, by the keys of their addresses."""

    rows: tuple[DiversionAddress, ...]
    by_key: Mapping[str, tuple[DiversionAddress, ...]]

    def find(self, address: Address, day: dt.date) -> tuple[tuple[DiversionAddress, Likeness], ...]:
        """Give the rows in force on a day whose address is like this one."""
        if not self.rows:
            return ()
        near = {row.id: row for key in address.keys for row in self.by_key.get(key, ())}
        compared = ((row, compare_addresses(address, row.address)) for row in near.values())
        return tuple((row, how) for row, how in compared if how and row.is_in_force(day))


@cache
def load_diversion_addresses() -> DiversionAddresses:
    """Load the rows of the package."""
    return read_diversion_addresses(load_facts(_WHERE))


def read_diversion_addresses(file: Mapping[str, Any]) -> DiversionAddresses:
    """Read a table of high-diversion addresses.

    Args:
        file: ``sources`` and ``addresses``, as in ``data/places/diversion_addresses.yaml``.

    Raises:
        RuleError: a row lacks its source or dates that are days, or its address names no street, no
            box and no building: nothing could ever be like it.
    """
    rows: list[DiversionAddress] = []
    by_key: dict[str, tuple[DiversionAddress, ...]] = {}
    for entry in file["addresses"]:
        where = f"{_WHERE}, {entry.get('id')}"
        address = read_address(str(entry["address"]), country=str(entry.get("country", "")))
        if not address.keys:
            raise RuleError(
                "no street with a house number, no box and no building with a unit is read",
                where=where,
                why="no address could ever be like it",
                remedy="write it as on an envelope, with commas between its parts",
            )
        start, end = read_interval(entry, where)
        row = DiversionAddress(
            id=str(entry["id"]),
            text=str(entry["address"]),
            address=address,
            what=str(entry["what"]),
            in_force_from=start,
            in_force_to=end,
            citation=read_citation(file, entry, where),
        )
        rows.append(row)
        for key in address.keys:
            by_key[key] = (*by_key.get(key, ()), row)
    return DiversionAddresses(tuple(rows), by_key)
