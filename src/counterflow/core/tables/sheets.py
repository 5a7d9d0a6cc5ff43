"""Excel sheets as tables: the sheet, its header, and its rows with dates and integers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.headers import SEARCHED_ROWS, Scorer, name_columns
from counterflow.core.tables.layout import Header, Merge, MergedColumns, find_sheet_header
from counterflow.core.tables.package import (
    SheetScan,
    check_package,
    damaged,
    part_sizes,
    percent_styles,
    scan_sheet,
    sheet_parts,
)
from counterflow.core.tables.rows import MAX_CELL_CHARS, Notes, Row, Table

_EXACT = 2**53
_A_TABLE = 2
"""Known columns from which a sheet that is not read is named."""
_LOOKED_AT = 16 << 20
"""Bytes of XML up to which a sheet that is not read is looked at: some 100,000 rows."""


@dataclass(frozen=True)
class _Opened:
    """A sheet in memory with what was found in its XML.

    ``left`` is the sheet's first filled column: rows, and the columns of ``merges``, count
    from there; those of ``scan`` from the sheet's edge.
    """

    sheet: CalamineSheet
    scan: SheetScan
    merges: list[Merge]
    left: int
    source: str


def open_xlsx(
    path: Path,
    source: str,
    *,
    noted: Notes,
    sheet: str | None = None,
    is_header: Scorer | None = None,
) -> Table:
    """Open an Excel file (.xlsx, .xlsm): choose the sheet, find the header, give the rows.

    Args:
        path: The file.
        source: Its name, for messages.
        noted: Where to note what was understood.
        sheet: The sheet's name; the first one that is visible and not empty where None.
        is_header: Counts known column names among cells.

    Returns:
        The table. Empty rows are no records. A row with a cell in error (``#REF!``) or with
        a formula that was never calculated is refused, for its value is not known. The sheet
        is held in memory while the table is.

    Raises:
        InputError: The file is damaged, encrypted, too large to unpack, or has no such sheet.
    """
    check_package(path, source)
    parts = sheet_parts(path, source)
    book = _load(path, source)
    name, opened = _choose(book, path, parts, source, sheet)
    others = [other for other in parts if other != name]
    unread = _known_elsewhere(book, path, {other: parts[other] for other in others}, is_header)
    noted["sheet"] = f"sheet: {name!r}"
    if others:
        noted["sheet"] += f"; not read: {', '.join(map(repr, others[:20]))}"
    first = [[_text(cell) for cell in row] for row in islice(_cells(opened), SEARCHED_ROWS)]
    header = find_sheet_header(first, opened.merges, is_header)
    noted["header"] = f"header: row {header.first + 1}"
    if header.last > header.first:
        noted["header"] += f" and {header.last + 1}, merged cells joined with those below"
    above = sum(any(row) for row in first[: header.first])
    if above:
        noted["header"] += f" ({above} filled rows above it are no data and were left out)"
    columns = name_columns(header.names, source, noted)
    if opened.scan.rows <= header.last + 1:
        noted["rows"] = "the sheet holds a header and no rows"
    if filled := MergedColumns(opened.merges, header.last).count:
        noted["merged"] = f"cells merged downwards, filled with their first cell's value: {filled}"
    return Table(
        columns,
        source,
        "xlsx",
        noted,
        lambda: _rows(opened, header, columns),
        sheet=name,
        unread=unread,
    )


def _known_elsewhere(
    book: CalamineWorkbook, path: Path, parts: dict[str, str], is_header: Scorer | None
) -> dict[str, int]:
    """Count the known columns of the sheets that are not read, most first.

    A sheet whose XML is large is not looked at: reading it whole would cost as much as the file.
    Nor is one that cannot be read: it is not the one that was asked for.
    """
    found: dict[str, int] = {}
    sizes = part_sizes(path)
    for name, part in parts.items() if is_header is not None else ():
        if not 0 < sizes.get(part, 0) <= _LOOKED_AT:
            continue
        try:
            rows = [
                [_text(cell) for cell in row]
                for row in islice(_cells(_open_sheet(book, name, path, part, name)), SEARCHED_ROWS)
            ]
        except InputError:
            continue
        assert is_header is not None
        known = max(map(is_header, rows), default=0)
        if known >= _A_TABLE:
            found[name] = known
    return dict(sorted(found.items(), key=lambda entry: -entry[1]))


def _load(path: Path, source: str) -> CalamineWorkbook:
    try:
        return load_workbook(str(path))
    except (CalamineError, OSError) as error:
        raise damaged(source, error) from error
    except BaseException as error:
        if _is_panic(error):
            raise damaged(source, error) from error
        raise


def _is_panic(error: BaseException) -> bool:
    """Recognise a fault inside the compiled reader, whose class cannot be imported."""
    return type(error).__name__ == "PanicException"


def _choose(
    book: CalamineWorkbook, path: Path, parts: dict[str, str], source: str, wanted: str | None
) -> tuple[str, _Opened]:
    """Take the sheet that was asked for, or the first one with something in it."""
    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in sheets]
    if wanted is not None:
        if wanted not in names:
            raise InputError(
                f"there is no sheet {wanted!r}",
                where=source,
                remedy=f"name one of: {', '.join(map(repr, names))}",
            )
        names = [wanted]
    else:
        hidden = {meta.name for meta in sheets if meta.visible != SheetVisibleEnum.Visible}
        names.sort(key=hidden.__contains__)
    for name in names:
        opened = _open_sheet(book, name, path, parts.get(name, ""), source)
        if any(any(map(_is_filled, row)) for row in _cells(opened)):
            return name, opened
    raise InputError(
        f"{source} is empty",
        where=f"sheet {wanted!r}" if wanted else "all sheets",
        why="There is nothing to screen",
        remedy="name the sheet with the rows, or check the export",
    )


def _open_sheet(book: CalamineWorkbook, name: str, path: Path, part: str, source: str) -> _Opened:
    scan = scan_sheet(path, part, source, percent_styles(path, source))
    try:
        sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        merges = [
            ((first, start - left), (last, end - left))
            for (first, start), (last, end) in sheet.merged_cell_ranges or []
            if start >= left
        ]
    except (CalamineError, OSError) as error:
        raise damaged(source, error) from error
    except BaseException as error:
        if _is_panic(error):
            raise damaged(source, error) from error
        raise
    return _Opened(sheet, scan, merges, left, source)


def _cells(opened: _Opened) -> Iterator[list[Any]]:
    """Give the rows of a sheet, from its first row and its first filled column on."""
    # A sheet without any cell has no rows at all; asking for them is a fault in the reader.
    return iter(opened.sheet.iter_rows()) if opened.sheet.start is not None else iter(())


def _is_filled(cell: Any) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _text(cell: Any) -> str:
    plain = _plain(cell)
    return "" if plain is None else str(plain)


def _plain(cell: Any) -> Any:
    """Give a cell as rows hold it: Excel keeps integers as floats and nothing as empty text."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT:
        return int(cell)
    if isinstance(cell, dt.time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, dt.timedelta) else cell


def _as_percentage(cell: Any) -> Any:
    """Give a number as it is shown: 0.5 under a percentage format is 50 %, and no half per cent."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return f"{Decimal(f'{cell * 100:.15g}'):f} %"


def _rows(opened: _Opened, header: Header, columns: tuple[str, ...]) -> Iterator[Row | Refusal]:
    scan = opened.scan
    merged = MergedColumns(opened.merges, header.last)
    number = 0
    for index, row in enumerate(_cells(opened)):
        if index <= header.last:
            continue
        cells = [_plain(cell) for cell in row]
        for column in scan.percent.get(index, ()):
            at = column - opened.left
            if 0 <= at < len(cells):  # an empty cell outside of what is filled may have a format
                cells[at] = _as_percentage(cells[at])
        faulty = index in scan.errors or index in scan.uncalculated
        empty = not faulty and all(cell is None for cell in cells)
        if merged.count:
            merged.fill(index, cells)
        if empty:
            continue
        number += 1
        fault = _fault(scan, index, opened.left) if faulty else None
        what, column = fault or _misfit(cells, len(columns)) or ("", 0)
        if what:
            yield Refusal(
                what=what,
                file=opened.source,
                row=number,
                line=index + 1,
                column=columns[column]
                if 0 <= column < len(columns)
                else f"column {column + opened.left + 1}",
                remedy="correct the cell in Excel, let it calculate, and save again",
            )
        else:
            cells.extend([None] * (len(columns) - len(cells)))
            yield Row(number, index + 1, cells[: len(columns)])


def _fault(scan: SheetScan, index: int, left: int) -> tuple[str, int]:
    """Say what is wrong with a row whose cells have no value."""
    if index in scan.errors:
        what = "a cell in error (such as #REF! or #N/A): its value is not known"
        return what, scan.errors[index][0] - left
    return "a formula that was never calculated", scan.uncalculated[index][0] - left


def _misfit(cells: Sequence[Any], width: int) -> tuple[str, int] | None:
    """Find what stands beside the columns, or is too long for a cell."""
    for index, cell in enumerate(cells):
        if index >= width and cell is not None and _is_filled(cell):
            return "a cell beside the columns of the header: the row may have shifted", index
        if isinstance(cell, str) and len(cell) > MAX_CELL_CHARS:
            return f"a cell of {len(cell):,} characters, more than {MAX_CELL_CHARS:,}", index
    return None
