"""Turn the rows of an opened trade file into transactions, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.intake.cells import cell_text
from counterflow.screening.intake.grouping import MAX_HELD_ROWS, Scattered, survey
from counterflow.screening.intake.merging import merge_transactions, refuse_empty
from counterflow.screening.intake.native import is_native, native_columns, read_native
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.rows import RowReader


def read_transactions(
    table: Table, plan: ColumnPlan, *, kind: str = "", max_held: int = MAX_HELD_ROWS
) -> Iterator[Transaction | Refusal]:
    """Turn rows into transactions: one per shipment number, else one per row.

    Memory stays flat: only rows of shipments that are scattered over the file wait for their
    last row. Every row of the table ends in exactly one transaction or one refusal.

    Args:
        table: An opened file; it is read twice where rows of a shipment may stand apart.
        plan: What its columns mean (`recognize`).
        kind: ``shipment``, ``order`` or ``payment``; empty takes the mapping's, or else
            ``shipment``. A row that says its kind has it.
        max_held: How many rows may wait.

    Yields:
        Transactions and refusals, in the order in which their last row stands in the file.

    Raises:
        InputError: More rows than `max_held` would have to wait; nothing was given before.

    Example:
        >>> from counterflow.screening.intake.columns import recognize
        >>> rows = [Row(1, 2, ["7", "Acme"]), Row(2, 3, ["7", "Acme"]), Row(3, 4, ["8", "Zeta"])]
        >>> table = Table(("BL", "Consignee"), "a.csv", "csv", {}, lambda: iter(rows))
        >>> [(t.id, t.rows) for t in read_transactions(table, recognize(table.columns))]
        [('7', (1, 2)), ('8', (3,))]
    """
    column = plan.column_of("id")
    id_at = column.index if column is not None else -1
    found = survey(table, plan, id_at, max_held=max_held)
    reading = _Reading(table, plan, kind or plan.kind or "shipment", found.orders)
    if id_at < 0:
        yield from reading.single()
    else:
        yield from reading.grouped(id_at, found.scattered)


class _Reading:
    """One pass over one file."""

    def __init__(
        self, table: Table, plan: ColumnPlan, kind: str, orders: Mapping[int, str]
    ) -> None:
        self._table = table
        self._plan = plan
        self._kind = kind
        self._reader = RowReader(plan, kind=kind, orders=orders)
        self._native = native_columns(plan)

    def single(self) -> Iterator[Transaction | Refusal]:
        """Give every row as a transaction of its own."""
        for row in self._table:
            if isinstance(row, Refusal):
                yield row
            else:
                yield from self._finish([row])

    def grouped(self, id_at: int, scattered: Scattered) -> Iterator[Transaction | Refusal]:
        """Give rows that share a number as one transaction.

        Rows are put together by hash first, as the survey counted them, and by number then.
        """
        left = scattered.rows[:]
        held: dict[int, list[Row]] = {}
        run: list[Row] = []
        run_key: int | None = None
        for row in self._table:
            if isinstance(row, Refusal):
                yield row
                continue
            identity = cell_text(row.cells[id_at])
            if not identity:
                yield from self._finish([row])
                continue
            key = hash(identity)
            at = scattered.find(key) if left else -1
            if at >= 0:
                held.setdefault(at, []).append(row)
                left[at] -= 1
                if not left[at]:
                    yield from self._finish(held.pop(at))
                continue
            if key != run_key:
                yield from self._finish(run)
                run, run_key = [], key
            run.append(row)
        yield from self._finish(run)
        for rows in held.values():
            # Only where the file changed between the two passes.
            yield from self._finish(rows)

    def _finish(self, rows: list[Row]) -> Iterator[Transaction | Refusal]:
        """Read the rows of one number; give them as one, or refuse them where nothing is there."""
        groups: dict[str, list[Transaction]] = {}
        for row in rows:
            read = self._read(row)
            if isinstance(read, Refusal):
                yield read
            else:
                groups.setdefault(read.id, []).append(read)
        for group in groups.values():
            merged = merge_transactions(group)
            if merged.parties or merged.goods:
                yield merged
            else:
                lines = {row.number: row.line for row in rows}
                yield from refuse_empty(merged, self._table.source, lines)

    def _read(self, row: Row) -> Transaction | Refusal:
        if self._native and is_native(row, self._native):
            return read_native(row, self._plan, kind=self._kind, source=self._table.source)
        return self._reader.read(row)
