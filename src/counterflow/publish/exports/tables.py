"""Write outcomes as tables for a spreadsheet or a program: CSV, TSV, Parquet and XLSX."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.tables.writers import (
    SHEET_ROWS,
    CsvWriter,
    ParquetWriter,
    Writer,
    XlsxWriter,
)
from counterflow.publish.exports.summary import SummaryRow

SHEET = "Outcomes"
"""Name of the first sheet of a workbook; a further one bears a number."""
SUMMARY = "Summary"
"""Name of the sheet after the outcomes."""
_SUMMARY_WIDTHS = (34, 40, 20, 12, 60, 60)
COLOURED = frozenset({"cf_outcome", "cf_headline"})
"""Columns whose cells bear the colour of their outcome."""
FILLS = {
    str(Outcome.STOP): ("#F4C7C3", "#8A0018"),
    str(Outcome.HOLD): ("#FCE0C2", "#7A3D00"),
    str(Outcome.REVIEW): ("#D6E6F7", "#134A80"),
    str(Outcome.NO_MATCH): ("#E3E7EA", "#3C444B"),
    NOT_FULLY_SCREENED: ("#E6DBF4", "#55308A"),
}
"""Ground and letters of a cell by its outcome; the word in it says the same."""
_MEASURED = 1000
"""Rows that the widths of the columns follow."""
_NARROWEST, _WIDEST = 8, 60


@contextmanager
def open_table_writer(
    stream: IO[bytes],
    chosen: str,
    columns: Sequence[str],
    *,
    marked: bool = False,
    summary: Iterable[SummaryRow] = (),
) -> Iterator[Writer]:
    """Write rows to a stream in a flat format; the format's end is written when all went well.

    Args:
        stream: Where to write; stays open.
        chosen: csv, tsv, parquet or xlsx.
        columns: The header, each name once.
        marked: Whether CSV begins with a byte order mark. Excel takes a CSV file without one for
            the computer's old code page and shows every name beyond ASCII garbled; a pipe must
            not have one, as what reads it takes it for a part of the first column's name.
        summary: Rows of the sheet after the outcomes, read when those are written; a workbook
            alone has one.

    Raises:
        OSError: the stream cannot be written.

    Example:
        >>> import io
        >>> stream = io.BytesIO()
        >>> with open_table_writer(stream, "csv", ["name"], marked=True) as writer:
        ...     writer.write(["Łódź"])
        >>> stream.getvalue().decode("utf-8-sig").split()
        ['name', 'Łódź']
    """
    if marked and chosen == "csv":
        stream.write(codecs.BOM_UTF8)
    writer = _writer(stream, chosen, columns, summary)
    try:
        yield writer
        writer.finish()
    except BaseException:
        _let_go(writer)
        raise


def _let_go(writer: Writer) -> None:
    """Drop what is held; the fault that led here is the one to be told."""
    try:
        writer.drop()
    except (OSError, ValueError):
        return


def _writer(
    stream: IO[bytes], chosen: str, columns: Sequence[str], summary: Iterable[SummaryRow]
) -> Writer:
    if chosen == "xlsx":
        return OutcomeBook(stream, columns, summary)
    if chosen == "parquet":
        return ParquetWriter(stream, columns)
    return CsvWriter(stream, columns, "\t" if chosen == "tsv" else ",")


class OutcomeBook(XlsxWriter):
    """A workbook to work with: frozen bold header, filters, fitting widths, coloured outcomes.

    Rows go to the disk as they come, so that memory stays flat: the widths follow the first
    thousand rows, and everything else that is told of a sheet is told when it ends.

    Args:
        stream: Where to write.
        columns: The header, on every sheet.
        summary: Rows of a last sheet, read when the outcomes are written; none for no sheet.
        sheet_rows: After how many data rows a further sheet begins.
    """

    def __init__(
        self,
        stream: IO[bytes],
        columns: Sequence[str],
        summary: Iterable[SummaryRow] = (),
        *,
        sheet_rows: int = SHEET_ROWS,
    ) -> None:
        self._summary = summary
        self._widths = [len(column) + 3 for column in columns]
        self._coloured = frozenset(at for at, name in enumerate(columns) if name in COLOURED)
        self._sheets = 0
        super().__init__(stream, columns, sheet_rows)
        self._fills = {
            word: self._book.add_format({"bg_color": ground, "font_color": letters, "bold": True})
            for word, (ground, letters) in FILLS.items()
        }

    def finish(self) -> None:
        """Tell the last sheet its widths and filters, add the summary, then pack the sheets."""
        self._end_sheet()
        self._add_summary()
        super().finish()

    def _begin_sheet(self) -> None:
        if self._sheets:
            self._end_sheet()
        super()._begin_sheet()
        self._sheets += 1
        self._sheet.name = SHEET if self._sheets == 1 else f"{SHEET} {self._sheets}"
        self._sheet.freeze_panes(1, 1)

    def _end_sheet(self) -> None:
        last, right = self._row - 1, len(self._columns) - 1
        self._sheet.autofilter(0, 0, last, right)
        # Codes and dates are text on purpose; a green corner at each would cry wolf.
        self._sheet.ignore_errors({"number_stored_as_text": _area(last, right)})
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, max(_NARROWEST, min(_WIDEST, width)))

    def _add_summary(self) -> None:
        """Write the summary on a sheet of its own, which is made with its first row."""
        for at, row in enumerate(self._summary):
            if not at:
                self._sheet = self._book.add_worksheet(SUMMARY)
                for column, width in enumerate(_SUMMARY_WIDTHS):
                    self._sheet.set_column(column, column, width)
            self._row = at
            for column, value in enumerate(row.cells):
                if row.heading:
                    self._sheet.write_string(at, column, value, self._bold)
                elif value is not None and value != "":
                    super()._cell(column, value)

    def _cell(self, column: int, value: Any) -> None:
        if self._row <= _MEASURED and self._sheets == 1:
            self._widths[column] = max(self._widths[column], len(str(value)) + 2)
        fill = self._fills.get(value) if column in self._coloured else None
        if fill is not None:
            self._sheet.write_string(self._row, column, value, fill)
        else:
            super()._cell(column, value)


def _area(last: int, right: int) -> str:
    """Name the cells of a sheet from its first to its last, as Excel does."""
    letters, number = "", right + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"A1:{letters}{last + 1}"
