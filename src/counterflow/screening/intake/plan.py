"""The plan of a file: what becomes of every column of it."""

from __future__ import annotations

from dataclasses import dataclass

from counterflow.screening.intake.targets import Target


@dataclass(frozen=True)
class PlannedColumn:
    """What becomes of one column.

    ``target`` is None where the column is only passed through. ``wording`` is the phrase of the
    vocabulary, ``mapping`` or ``constant``. ``used`` is false for the second column of a field
    that takes one; ``problem`` then says so, and ``beside`` is the index of the first where both
    are asked (-1 where this one is only passed through). ``party`` numbers the parties of a row
    from 0. A constant has the index of a column after the last one.
    """

    index: int
    name: str
    target: Target | None = None
    wording: str = ""
    used: bool = True
    problem: str = ""
    party: int = -1
    beside: int = -1


@dataclass(frozen=True)
class ColumnPlan:
    """What every column of a file means.

    ``planned`` has one entry per column, in their order; ``constants`` follow with their
    values: they stand in where the row's own cell is empty. ``kind`` and ``date_order`` come
    from the user and are empty where left open. ``notes`` are for the person who asked how the
    file was understood; ``gaps``, the first of them, say which columns are not screened.
    ``suggested_kind`` is the kind that the columns look like, where it is another one. ``loose``
    are the columns at the end without a heading and mostly blank: a value there may have shifted.
    """

    columns: tuple[str, ...]
    planned: tuple[PlannedColumn, ...]
    constants: tuple[tuple[PlannedColumn, str], ...] = ()
    kind: str = ""
    date_order: str = ""
    notes: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    suggested_kind: str = ""
    loose: frozenset[int] = frozenset()

    @property
    def native(self) -> bool:
        """Tell whether records hold parties or goods as lists, in our own shape."""
        return any(name in ("parties", "goods") for name in self.columns)

    @property
    def screened(self) -> bool:
        """Tell whether any column is understood as a party or as goods."""
        filled = (*self.planned, *(column for column, _ in self.constants))
        return self.native or any(c.used and c.target and c.target.screened for c in filled)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Name the columns that nothing is understood of; they are passed through."""
        return tuple(column.name for column in self.planned if not column.wording)

    def column_of(self, field: str) -> PlannedColumn | None:
        """Find the column that fills a field of the transaction, if any does.

        Example:
            >>> columns = ("Invoice No", "Consignee")
            >>> planned = (PlannedColumn(0, "Invoice No", Target("id")),)
            >>> ColumnPlan(columns, planned).column_of("id").name
            'Invoice No'
        """
        wanted = Target(field)
        return next((c for c in self.planned if c.used and c.target == wanted), None)
