"""Parquet as a table, batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.headers import name_columns
from counterflow.core.tables.rows import MAX_CELL_CHARS, Notes, NulCleaner, Row, Table

_BATCH = 4_096
_MAX_GROUP_BYTES = 4 << 30
_REMEDY = "copy or export the file again and compare its size with the original"


def open_parquet(path: Path, source: str, *, noted: Notes) -> Table:
    """Open a Parquet file; its rows are read a batch at a time.

    Args:
        path: The file.
        source: Its name, for messages.
        noted: Where to note what was understood.

    Returns:
        The table. Decimals come as text, exactly; times of day as ISO 8601 text; bytes as
        text where they are UTF-8. Nested values stay nested, with the same inside them.

    Raises:
        InputError: The file is truncated or damaged, or a row group unpacks to over 4 GB.
    """
    try:
        # Where a file is damaged, ParquetFile leaves open what it opened itself; Windows then
        # refuses to remove that file, such as the copy of standard input.
        with pa.OSFile(str(path)) as stream, pq.ParquetFile(stream) as file:
            names, total = list(file.schema_arrow.names), file.metadata.num_rows
            meta = file.metadata
            groups = [meta.row_group(index).total_byte_size for index in range(meta.num_row_groups)]
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            "the Parquet file is truncated or damaged",
            where=source,
            why=_first_line(error),
            remedy=_REMEDY,
        ) from error
    if max(groups, default=0) > _MAX_GROUP_BYTES:
        raise InputError(
            f"a row group unpacks to more than {_MAX_GROUP_BYTES >> 30} GB",
            where=source,
            remedy="write the file with smaller row groups",
        )
    columns = name_columns(names, source, noted)
    if not total:
        noted["rows"] = "the file holds columns and no rows"
    return Table(columns, source, "parquet", noted, lambda: _rows(path, source, columns, noted))


def _rows(
    path: Path, source: str, columns: tuple[str, ...], noted: Notes
) -> Iterator[Row | Refusal]:
    number = 0
    nul = NulCleaner(noted)
    try:
        with pa.OSFile(str(path)) as stream, pq.ParquetFile(stream, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                values = [
                    _values(column, name, noted)
                    for name, column in zip(columns, batch.columns, strict=True)
                ]
                long = {
                    name: index
                    for index, name in enumerate(columns)
                    if _longest(batch.column(index)) > MAX_CELL_CHARS
                }
                for cells in zip(*values, strict=True) if values else ():
                    number += 1
                    refusal = _refuse_size(cells, long, source, number) if long else None
                    yield refusal or Row(number, 0, [nul.clean(cell) for cell in cells])
    except (pa.ArrowException, OSError) as error:
        what = f"the Parquet file is damaged: {_first_line(error)}"
        yield Refusal(what=what, file=source, row=number + 1, remedy=_REMEDY, fatal=True)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason was given"])[0]


def _longest(column: pa.Array) -> int:
    """Give the size of the longest text of a column, 0 where it holds none."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary, column.dictionary.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return 0
    return pc.max(pc.utf8_length(column)).as_py() or 0


def _refuse_size(
    cells: tuple[Any, ...], long: dict[str, int], source: str, number: int
) -> Refusal | None:
    for name, index in long.items():
        cell = cells[index]
        if isinstance(cell, str) and len(cell) > MAX_CELL_CHARS:
            what = f"a cell of {len(cell):,} characters, more than {MAX_CELL_CHARS:,}"
            remedy = "check how the file was made: no trade document has such a cell"
            return Refusal(what=what, file=source, row=number, column=name, remedy=remedy)
    return None


def _values(column: pa.Array, name: str, noted: Notes) -> list[Any]:
    """Give a column as the plain values that rows hold."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        exact = pc.cast(column, pa.timestamp("us", kind.tz), safe=False)
        if not pc.cast(exact, kind, safe=False).equals(column):
            noted[f"time of {name}"] = f"{name}: times were cut to microseconds"
        column = exact
    values: list[Any] = column.to_pylist()
    plain = (
        pa.types.is_string(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
    )
    return values if plain else [_plain(value) for value in values]


def _plain(value: Any) -> Any:
    """Give a value as rows hold it, however deep it is nested."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return _text_of(value)
    if isinstance(value, dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, dt.timedelta) else value


def _text_of(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.hex()
