"""Look a file over before it is read: which shipments are scattered, how dates are written."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.rows import Table
from counterflow.core.text.dates import infer_order
from counterflow.screening.intake.cells import cell_text
from counterflow.screening.intake.details import PREFIX
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.vocabulary import vocabulary

MAX_HELD_ROWS: Final = 500_000
"""Rows that may wait for the rest of their shipment: about a gigabyte of memory."""

SAMPLE_ROWS: Final = 5_000
"""First rows in which dates are looked for whose order a whole scan must settle."""

_MAX_DATES = 100_000
_UNORDERED = re.compile(r"\s*\d{1,2}[-/]\d{1,2}[-/]")


@dataclass(frozen=True)
class Scattered:
    """Shipments whose rows do not stand together, by the hash of their number.

    ``hashes`` is sorted; ``rows`` tells how many rows each has.
    """

    hashes: array[int] = field(default_factory=lambda: array("q"))
    rows: array[int] = field(default_factory=lambda: array("q"))

    def find(self, key: int) -> int:
        """Give the place of a hash, -1 where its shipment stands together.

        Example:
            >>> Scattered(array("q", [3, 8]), array("q", [2, 2])).find(8)
            1
        """
        at = bisect_left(self.hashes, key)
        return at if at < len(self.hashes) and self.hashes[at] == key else -1


@dataclass(frozen=True)
class Survey:
    """What a first pass found: scattered shipments, and orders of dates by column index."""

    scattered: Scattered
    orders: Mapping[int, str]


def survey(table: Table, plan: ColumnPlan, id_at: int, *, max_held: int = MAX_HELD_ROWS) -> Survey:
    """Look a file over, at the cost of eight bytes a row.

    The whole file is read only where a column holds the number of a shipment, or where the
    first rows have dates whose order is open; a contradiction further down then counts too.

    Args:
        table: The file.
        plan: What its columns mean.
        id_at: The index of the column of numbers, -1 where there is none.
        max_held: How many rows may wait in memory.

    Returns:
        The survey.

    Raises:
        InputError: More rows than `max_held` would have to wait for the rest of their shipment.

    Example:
        >>> from counterflow.core.tables.rows import Row
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(n, n, [bl, "25/04/2025"]) for n, bl in enumerate("aba")]
        >>> found = survey(Table(("BL", "Date"), "", "", {}, lambda: iter(rows)),
        ...                recognize(["BL", "Date"]), 0)
        >>> list(found.scattered.rows), found.orders
        ([2], {1: 'dmy'})
    """
    dates = _date_columns(plan)
    seen: dict[int, set[str]] = {at: set() for at in dates}
    if id_at < 0:
        _collect(islice(iter(table), SAMPLE_ROWS) if dates else (), dates, seen)
        open_columns = [at for at in dates if any(map(_UNORDERED.match, seen[at]))]
        _collect(table if open_columns else (), open_columns, seen)
        return Survey(Scattered(), _orders(plan, seen))
    hashes = array("q")
    for row in table:
        if isinstance(row, Refusal):
            continue
        identity = cell_text(row.cells[id_at])
        if identity:
            hashes.append(hash(identity))
        _note_dates(row.cells, dates, seen)
    return Survey(_scattered(hashes, table.source, max_held), _orders(plan, seen))


def _date_columns(plan: ColumnPlan) -> list[int]:
    """Find the columns whose order of day and month must be inferred."""
    if plan.date_order:
        return []
    days = (name for name, kind in vocabulary().details.items() if kind == "day")
    fields = {"date", "birth_date", "leg.departs_on", "leg.arrives_on", *days}
    return [
        c.index
        for c in plan.planned
        if c.used and c.target and c.target.field.removeprefix(PREFIX) in fields
    ]


def _collect(rows: Any, dates: list[int], seen: dict[int, set[str]]) -> None:
    for row in rows:
        if not isinstance(row, Refusal):
            _note_dates(row.cells, dates, seen)


def _note_dates(cells: list[Any], dates: list[int], seen: dict[int, set[str]]) -> None:
    for at in dates:
        cell = cells[at]
        if isinstance(cell, str) and len(seen[at]) < _MAX_DATES and len(cell) < 40:
            seen[at].add(cell)


def _orders(plan: ColumnPlan, seen: Mapping[int, set[str]]) -> dict[int, str]:
    if plan.date_order:
        return {column.index: plan.date_order for column in plan.planned}
    inferred = {at: infer_order(values) for at, values in seen.items()}
    return {at: order for at, order in inferred.items() if order}


def _scattered(hashes: array[int], source: str, max_held: int) -> Scattered:
    """Find the hashes that come in more than one run.

    Hashes, not texts: a million numbers as texts would take a hundred megabytes. Two numbers
    with one hash are only held longer; they are told apart when they are put together.
    """
    if not hashes:
        return Scattered()
    keys = np.frombuffer(hashes, dtype=np.int64)
    starts = np.concatenate(([True], keys[1:] != keys[:-1]))
    runs, counts = np.unique(keys[starts], return_counts=True)
    apart = runs[counts > 1]
    if not len(apart):
        return Scattered()
    member = keys[np.isin(keys, apart)]
    found, rows = np.unique(member, return_counts=True)
    peak = _peak(member, found, rows)
    if peak > max_held:
        raise InputError(
            f"{peak:,} rows would wait in memory for the rest of their shipment,"
            f" more than {max_held:,}",
            where=source,
            why="rows with one shipment number are screened as one transaction",
            remedy="sort the file by the shipment's number and read it again",
        )
    return Scattered(array("q", found.tobytes()), array("q", rows.astype(np.int64).tobytes()))


def _peak(
    member: npt.NDArray[np.int64], found: npt.NDArray[np.int64], rows: npt.NDArray[np.intp]
) -> int:
    """Count the rows that wait at the worst moment: each goes with its shipment's last row."""
    places = np.searchsorted(found, member)
    last = np.zeros(len(found), dtype=np.int64)
    np.maximum.at(last, places, np.arange(len(member)))
    change = np.ones(len(member), dtype=np.int64)
    change[last] -= rows
    return int(np.cumsum(change).max()) + 1
