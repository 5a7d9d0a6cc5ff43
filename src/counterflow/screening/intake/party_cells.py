"""Give what a file says of its parties' addresses, cell by cell, without reading its rows whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.cells import cell_text, read_name
from counterflow.screening.intake.parties import read_country
from counterflow.screening.intake.plan import ColumnPlan


class PartyCells(NamedTuple):
    """One party's cells as texts; what they mean is not settled yet.

    Attributes:
        name: The name cell, not empty.
        address: The cells of the address, joined as a party's are.
        country: The country cell.
        row: The number of its row.
    """

    name: str
    address: str
    country: str
    row: int

    def read_name(self) -> str:
        """Give the name as a party bears it; empty where the cell names nobody."""
        reading = read_name(self.name)
        return "" if reading.nobody else reading.name

    def read_country(self) -> str:
        """Give the code of the country; empty where it is not understood."""
        return read_country(self.country, "", 0, []) if self.country else ""


@dataclass
class _Places:
    """Where the cells of one party stand."""

    name: int = -1
    country: int = -1
    address: list[int] = field(default_factory=list)


def addressed_parties(
    table: Table, plan: ColumnPlan, roles: Collection[str], rows: Collection[int] | None = None
) -> Iterator[PartyCells]:
    """Give the parties of some roles that have a name and an address, row by row.

    They are the ones that `read_transactions` gives, before their names and countries are read:
    most questions over a whole file need those of few.

    Args:
        table: The file; records in our own shape are not understood here.
        plan: What its columns mean.
        roles: The roles.
        rows: Numbers of the rows to look at; all of them if ``None``.

    Yields:
        The cells, in the order of the file.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["Alder AG", "Quay 2", None]), Row(2, 3, ["Elm AG", "", ""])]
        >>> columns = ("Buyer", "Buyer address", "Buyer country")
        >>> table = Table(columns, "a.csv", "csv", {}, lambda: iter(rows))
        >>> [cells.name for cells in addressed_parties(table, recognize(columns), {"buyer"})]
        ['Alder AG']
    """
    width = len(plan.columns)
    values = [value for _, value in plan.constants]
    places = _places(plan, roles)
    instead = _constants(plan)

    def text(cells: Sequence[Any], at: int) -> str:
        if 0 <= at < width:
            cell = cells[at]
            written = cell.strip() if cell.__class__ is str else cell_text(cell)
            return written or instead.get(at, "")
        return values[at - width] if at >= 0 else ""

    for row in table:
        if not isinstance(row, Row) or (rows is not None and row.number not in rows):
            continue
        cells = row.cells
        for party in places:
            parts = [part for at in party.address if (part := text(cells, at))]
            if parts and (name := text(cells, party.name)):
                yield PartyCells(name, ", ".join(parts), text(cells, party.country), row.number)


def _places(plan: ColumnPlan, roles: Collection[str]) -> list[_Places]:
    """Give where the parties of some roles stand that have both a name and an address."""
    found: dict[int, _Places] = {}
    for column in (*plan.planned, *(column for column, _ in plan.constants)):
        target = column.target
        if not (column.used and column.party >= 0 and target and target.role in roles):
            continue
        party = found.setdefault(column.party, _Places())
        if target.field == "address":
            party.address.append(column.index)
        elif target.field == "name" and party.name < 0:
            party.name = column.index
        elif target.field == "country" and party.country < 0:
            party.country = column.index
    return [party for party in found.values() if party.name >= 0 and party.address]


def _constants(plan: ColumnPlan) -> dict[int, str]:
    """Give the constants that stand in for an empty cell, by its column."""
    by_field = {
        (column.party, column.target.field): column.index
        for column in reversed(plan.planned)
        if column.used and column.target
    }
    keys = [
        ((column.party, column.target.field), value)
        for column, value in plan.constants
        if column.target
    ]
    return {by_field[key]: value for key, value in keys if key in by_field}
