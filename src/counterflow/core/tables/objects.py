"""JSON as a table: one object a line, an array of objects, or one object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.bytestream import read_blocks
from counterflow.core.tables.headers import name_columns
from counterflow.core.tables.physical import LineBuffer
from counterflow.core.tables.rows import (
    MAX_CELL_CHARS,
    MAX_ROW_BYTES,
    Notes,
    NulCleaner,
    Row,
    Table,
)

_BACKSLASH_U = b"\\u"


def open_ndjson(path: Path, source: str, *, encoding: str, noted: Notes) -> Table:
    """Open a file of one JSON object a line; the columns are all keys of the whole file.

    A key that first appears in the last line has its column: the file is read twice.

    Args:
        path: The file, plain or gzip-packed.
        source: Its name, for messages.
        encoding: The encoding as detected or given.
        noted: What is known so far; what is understood here is added.

    Returns:
        The table. A line that is no object, or breaks the rules of JSON, is refused alone.

    Raises:
        InputError: There are more than 2,000 different keys.

    Basis: RFC 8259; ndjson.org, version 1.0.0.
    """
    keys: dict[str, None] = {}
    decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
    buffer = LineBuffer(read_blocks(path, encoding), "\n")
    while (chunk := buffer.chunk()) is not None:
        for line in chunk.split(b"\n"):
            try:
                found = decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                continue  # the pass over the rows refuses this line
            keys.update(dict.fromkeys(found))
        check_width(keys, source)
    columns = tuple(keys)
    if not columns:
        noted["rows"] = "the file holds no key, so there are no columns"
    return Table(
        columns,
        source,
        "ndjson",
        noted,
        lambda: _rows(path, source, encoding, columns, NulCleaner(noted)),
    )


def check_width(keys: dict[str, None], source: str) -> None:
    """Refuse a file with more different keys than a table may have columns.

    Raises:
        InputError: There are more than 2,000.
    """
    name_columns(list(keys), source, {})


def _rows(
    path: Path, source: str, encoding: str, columns: tuple[str, ...], nul: NulCleaner
) -> Iterator[Row | Refusal]:
    buffer = LineBuffer(read_blocks(path, encoding), "\n")
    number = line_number = 0
    while (chunk := buffer.chunk()) is not None:
        for line in chunk.split(b"\n"):
            line_number += 1
            if not line.strip():
                continue
            number += 1
            try:
                cells = cells_of(_parse(line), columns, nul)
            except FaultError as fault:
                yield Refusal(
                    what=fault.what,
                    file=source,
                    row=number,
                    line=line_number,
                    column=fault.column,
                    remedy="write one JSON object on each line, in UTF-8, or give the encoding",
                )
            else:
                yield Row(number, line_number, cells)
    if buffer.cut is not None:
        yield Refusal(
            what=buffer.cut.what,
            file=source,
            row=number + 1,
            line=line_number + 1,
            remedy=buffer.cut.remedy,
            fatal=True,
        )


class FaultError(ValueError):
    """Say what is wrong with one record; never leaves this room."""

    def __init__(self, what: str, column: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.column = column


def _parse(line: bytes) -> Any:
    """Parse one line, refusing what a lenient parser would pass over."""
    if len(line) > MAX_ROW_BYTES:
        raise FaultError(f"the line is longer than {MAX_ROW_BYTES >> 20} MB")
    try:
        value = json.loads(
            line.decode(), object_pairs_hook=_object_of, parse_constant=_refuse_constant
        )
        if _BACKSLASH_U in line:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        what = f"byte 0x{line[error.start]:02X} at position {error.start + 1} is not UTF-8"
        raise FaultError(what) from error
    except UnicodeEncodeError as error:
        raise FaultError("a \\u escape is half a character") from error
    except json.JSONDecodeError as error:
        raise FaultError(f"broken JSON at position {error.pos + 1}: {error.msg}") from error
    except RecursionError as error:
        raise FaultError("values are nested too deeply") from error
    except ValueError as error:
        raise FaultError(str(error)) from error
    return value


def _object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FaultError("the key stands twice, so one of its values would be lost", twice)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise FaultError(f"{name} is not JSON")


def cells_of(value: Any, columns: tuple[str, ...], nul: NulCleaner) -> list[Any]:
    """Lay one parsed object out under the columns.

    Args:
        value: What was parsed; it must be an object.
        columns: The keys of the whole file.
        nul: Takes NUL out of the values.

    Returns:
        One value a column; None where the object lacks the key.

    Raises:
        FaultError: It is no object, or a text is longer than a cell may be.

    Example:
        >>> cells_of({"b": [1]}, ("a", "b"), NulCleaner({}))
        [None, [1]]
    """
    if not isinstance(value, dict):
        raise FaultError(f"not an object but {_KINDS.get(type(value), 'a value')}")
    for key, cell in value.items():
        if isinstance(cell, str) and len(cell) > MAX_CELL_CHARS:
            what = f"a cell of {len(cell):,} characters, more than {MAX_CELL_CHARS:,}"
            raise FaultError(what, key)
    return [nul.clean(value.get(column)) for column in columns]


_KINDS: dict[type, str] = {
    list: "an array",
    str: "a text",
    int: "a number",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}
