"""One writer for each format; all write to a stream of bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from counterflow.core.tables.neutral import neutralize
from counterflow.core.tables.texts import json_of, storable, storable_json, text_of

SHEET_ROWS = 1_048_575
"""Data rows of one sheet: Excel's 1,048,576 less the header."""

_CELL_CHARS = 32_767
_EXACT = 2**53
_FIRST_DAY = dt.date(1900, 3, 1)
_GROUP_ROWS = 20_000


class Writer(Protocol):
    """Write rows of one format: ``finish`` completes it, ``drop`` lets go of it unfinished."""

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""

    def finish(self) -> None:
        """Write what the format needs at its end."""

    def drop(self) -> None:
        """Let go of what is held, writing nothing more."""


class NdjsonWriter:
    """One JSON object a line, with the columns as keys, in their order.

    Basis: RFC 8259; numbers that JSON lacks (infinity) are text.
    """

    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        self._stream = stream
        self._columns = columns
        self._encoder = msgspec.json.Encoder()

    def write(self, row: Sequence[Any]) -> None:
        """Write one row as one line."""
        record = json_of(dict(zip(self._columns, row, strict=True)))
        try:
            line = self._encoder.encode(record)
        except UnicodeEncodeError:
            line = self._encoder.encode(storable_json(record))
        self._stream.write(line + b"\n")

    def finish(self) -> None:
        """Do nothing: the last line is complete."""

    def drop(self) -> None:
        """Do nothing: nothing is held."""


class CsvWriter:
    """Delimited text in UTF-8 with neutralised cells.

    Basis: RFC 4180, hence CR LF; a line end of that kind also makes a carriage return inside a
    cell stand in quotes, so that it cannot begin a row of its own.
    """

    def __init__(self, stream: IO[bytes], columns: Sequence[str], delimiter: str = ",") -> None:
        self._text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=False)
        self._writer = csv.writer(self._text, delimiter=delimiter, lineterminator="\r\n")
        self._width = len(columns)
        self.write(columns)

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        if len(row) != self._width:
            raise ValueError(f"a row of {len(row)} cells for {self._width} columns")
        self._writer.writerow([self._cell(value) for value in row])

    def finish(self) -> None:
        """Hand everything to the stream."""
        self._text.flush()
        self._text.detach()

    def drop(self) -> None:
        """Let go of the stream."""
        self._text.detach()

    @staticmethod
    def _cell(value: Any) -> str:
        if isinstance(value, (int, float)):
            return text_of(value)
        return neutralize(storable(text_of(value)).replace("\0", ""))


class ParquetWriter:
    """Parquet in row groups, every column text: a later value of another type would not fit.

    Args:
        stream: Where to write.
        columns: The names.
    """

    def __init__(self, stream: IO[bytes], columns: Sequence[str]) -> None:
        self._schema = pa.schema([(column, pa.string()) for column in columns])
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._held: list[list[str | None]] = [[] for _ in columns]

    def write(self, row: Sequence[Any]) -> None:
        """Hold one row until the group is full."""
        for held, value in zip(self._held, row, strict=True):
            held.append(None if value is None else storable(text_of(value)))
        if len(self._held[0]) >= _GROUP_ROWS:
            self._flush()

    def finish(self) -> None:
        """Write the last group and the directory."""
        self._flush()
        self._writer.close()

    def drop(self) -> None:
        """Let go of the rows that are held."""
        self._held = []
        self._writer.close()

    def _flush(self) -> None:
        arrays = [pa.array(held, type=pa.string()) for held in self._held]
        for held in self._held:
            held.clear()
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))


class XlsxWriter:
    """Excel sheets with neutralised cells, row by row; no cell is ever a formula or a link.

    Args:
        stream: Where to write.
        columns: The header, on every sheet.
        sheet_rows: After how many data rows a further sheet begins.
    """

    def __init__(
        self, stream: IO[bytes], columns: Sequence[str], sheet_rows: int = SHEET_ROWS
    ) -> None:
        self._stream = stream
        self._columns = columns
        self._sheet_rows = sheet_rows
        self._folder = tempfile.TemporaryDirectory(prefix="counterflow-")
        # Packed beside the sheets first: an archive that is given up half written, on a full disk,
        # cannot be let go of without noise.
        self._packed = Path(self._folder.name, "book.xlsx")
        self._book = xlsxwriter.Workbook(
            str(self._packed), {"constant_memory": True, "tmpdir": self._folder.name}
        )
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin_sheet()

    def write(self, row: Sequence[Any]) -> None:
        """Write one row, on a further sheet where this one is full."""
        if len(row) != len(self._columns):
            raise ValueError(f"a row of {len(row)} cells for {len(self._columns)} columns")
        if self._row > self._sheet_rows:
            self._begin_sheet()
        for column, value in enumerate(row):
            if value is not None and value != "":
                self._cell(column, value)
        self._row += 1

    def finish(self) -> None:
        """Pack the sheets."""
        try:
            self._book.close()
            with self._packed.open("rb") as packed:
                shutil.copyfileobj(packed, self._stream)
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from error
        finally:
            self._folder.cleanup()

    def drop(self) -> None:
        """Remove the sheets that were begun."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._book.fileclosed = 1  # else its destructor warns of a workbook without an end
        self._folder.cleanup()

    def _begin_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        for column, name in enumerate(self._columns):
            self._sheet.write_string(0, column, _sheet_text(name), self._bold)
        self._row = 1

    def _cell(self, column: int, value: Any) -> None:
        place = (self._row, column)
        if isinstance(value, bool):
            self._sheet.write_boolean(*place, value)
        elif isinstance(value, (int, float)) and math.isfinite(value) and abs(value) <= _EXACT:
            self._sheet.write_number(*place, value)
        elif isinstance(value, dt.datetime) and _fits_excel(value):
            self._sheet.write_datetime(*place, value, self._time)
        elif type(value) is dt.date and value >= _FIRST_DAY:
            self._sheet.write_datetime(*place, value, self._day)
        else:
            self._sheet.write_string(*place, _sheet_text(text_of(value)))


def _fits_excel(value: dt.datetime) -> bool:
    """Tell whether Excel can hold a time without loss: it knows no zones and no microseconds."""
    return not value.tzinfo and not value.microsecond and value.date() >= _FIRST_DAY


def _sheet_text(text: str) -> str:
    """Give a text as a cell of Excel can hold it; what is cut off says so."""
    plain = neutralize(storable(text).replace("\0", ""))
    if len(plain.encode("utf-16-le")) // 2 <= _CELL_CHARS:
        return plain
    mark = f" [cut: {len(text):,} characters]"
    return plain[: (_CELL_CHARS - len(mark)) // 2] + mark
