"""Where the header of a sheet stands, also over two rows with merged cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from counterflow.core.tables.headers import Scorer, choose_header

Merge = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range, each as row and column from 0."""


class Header(NamedTuple):
    """The header of a sheet: its first and last row, from 0, and the names of the columns."""

    first: int
    last: int
    names: list[str]


def find_sheet_header(
    rows: Sequence[Sequence[str]], merges: Iterable[Merge], is_header: Scorer | None
) -> Header:
    """Say which of a sheet's first rows are its header and what the columns are called.

    Two rows are one header where cells of the upper one are merged over several of the
    lower one: "Consignee" over "Name" is "Consignee Name". A row whose only text is
    merged over several columns is a title.

    Args:
        rows: The first rows as text, all of one width.
        merges: The merged ranges of the sheet.
        is_header: Counts known column names among cells; `choose_header` says which row, or
            pair of rows, wins.

    Returns:
        The header; names end at the last one that is not blank.

    Example:
        >>> rows = [["Id", "Consignee", ""], ["", "Name", "Country"]]
        >>> find_sheet_header(rows, [((0, 1), (0, 2))], None).names
        ['Id', 'Consignee Name', 'Consignee Country']
    """
    near = [merge for merge in merges if merge[0][0] < len(rows)]
    candidates: list[Header] = []
    for index, row in enumerate(rows):
        if not any(cell.strip() for cell in row):
            continue
        wide = [merge for merge in near if merge[0][0] == index and merge[1][1] > merge[0][1]]
        title = sum(bool(cell.strip()) for cell in row) == 1 and bool(wide)
        grouped = [merge for merge in wide if merge[1][0] == index]
        if grouped and not title and index + 1 < len(rows):
            candidates.append(Header(index, index + 1, _join(row, rows[index + 1], grouped)))
        if not title or is_header is not None:
            candidates.append(Header(index, index, [cell.strip() for cell in row]))
    chosen = _choose(candidates, rows, is_header)
    names = list(chosen.names)
    while names and not names[-1]:
        names.pop()
    return chosen._replace(names=names)


def _choose(
    candidates: list[Header], rows: Sequence[Sequence[str]], is_header: Scorer | None
) -> Header:
    if not candidates:
        return Header(0, 0, [])
    if is_header is None:
        return candidates[0]
    # A pair of rows stands before its upper row alone.
    found = [(header.last, header.names) for header in candidates]
    return candidates[choose_header(found, rows, is_header)]


def _join(upper: Sequence[str], lower: Sequence[str], grouped: list[Merge]) -> list[str]:
    """Put the text of each merged cell before what stands under it."""
    above = [cell.strip() for cell in upper]
    for (row, first), (_, last) in grouped:
        del row
        above[first : last + 1] = [above[first]] * (min(last, len(above) - 1) - first + 1)
    pairs = zip(above, (cell.strip() for cell in lower), strict=True)
    return [" ".join(part for part in pair if part) for pair in pairs]


class MergedColumns:
    """Fill cells merged downwards: an order number merged over its lines belongs to each.

    Args:
        merges: The merged ranges of the sheet.
        after: The last row of the header; ranges that begin in or above it are left alone.
    """

    def __init__(self, merges: Iterable[Merge], after: int) -> None:
        self._starts: dict[int, list[tuple[int, int]]] = {}
        self._open: dict[int, tuple[int, object]] = {}
        self.count = 0
        for (first, column), (last, _) in merges:
            if first > after and last > first:
                self._starts.setdefault(first, []).append((column, last))
                self.count += 1

    def fill(self, row: int, cells: list[object]) -> None:
        """Fill the empty cells of a row from the merged ranges that reach into it."""
        for column, last in self._starts.get(row, ()):
            if column < len(cells):
                self._open[column] = (last, cells[column])
        for column, (last, value) in list(self._open.items()):
            if row > last:
                del self._open[column]
            elif cells[column] is None:
                cells[column] = value
