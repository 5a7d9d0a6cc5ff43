"""Read the rows of a list that has a header, as texts by column, and say which rows are damaged."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counterflow.core.errors import ListError
from counterflow.core.model import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account

REMEDY = "compare the row with the publisher's file and fetch it again"


class Record(NamedTuple):
    """One row: its number among the records, its physical line, its cells by column."""

    number: int
    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Give a cell, its blanks at both ends off; empty where the file has no such column."""
        return self.cells.get(column, "").strip()

    def place(self, file: ListFile, column: str = "") -> Refusal:
        """Give the place of the row, for a refusal."""
        return Refusal(
            "", file=file.name, row=self.number, line=self.line, column=column, remedy=REMEDY
        )


def read_records(
    file: ListFile,
    account: Account,
    *,
    required: Sequence[str],
    delimiter: str = ",",
    header_line: int = 1,
    encodings: Sequence[str] = ("utf-8-sig", "cp1252"),
) -> Iterator[Record]:
    """Give the rows below a header, one after the other.

    ``account.records`` is *not* counted here: several rows may make one entry. A damaged row is
    a remark, and where a row is an entry by itself the caller counts it through ``damaged``.

    Args:
        file: The file.
        account: Takes what is wrong with rows.
        required: Columns without which the file is not what it seems; they are compared without
            regard to case and blanks.
        delimiter: One character.
        header_line: The physical line of the header, from 1; what stands above is left out.
        encodings: Tried in turn on the whole file; the last replaces what it cannot read.

    Yields:
        Records; a cell beyond the header is refused with its row, an empty row is left out.

    Raises:
        ListError: The header is damaged, or a required column is missing.
    """
    with _text(file, encodings, account) as text:
        for _ in range(header_line - 1):
            text.readline()
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        columns = _columns(file, reader)
        _check_columns(file, columns, required)
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                line = header_line - 1 + reader.line_num
                account.damaged += 1
                what = f"the row is damaged: {error}"
                account.remark(Refusal(what, file=file.name, row=number, line=line, remedy=REMEDY))
                continue
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            line = header_line - 1 + reader.line_num
            if len(cells) != len(columns):
                account.damaged += 1
                what = f"the row has {len(cells)} columns where the header has {len(columns)}"
                account.remark(Refusal(what, file=file.name, row=number, line=line, remedy=REMEDY))
                continue
            yield Record(number, line, dict(zip(columns, cells, strict=True)))


def _columns(file: ListFile, reader: Iterator[list[str]]) -> list[str]:
    """Read the header; of several columns with one name the later ones are numbered."""
    try:
        cells = next(reader, [])
    except csv.Error as error:
        raise ListError(
            f"the header is damaged: {error}",
            where=file.name,
            why="no column can be told from another",
            remedy="fetch the file again; the last good version of the list stays in use",
        ) from error
    seen: dict[str, int] = {}
    columns = []
    for cell in cells:
        name = " ".join(cell.split())
        seen[name] = seen.get(name, 0) + 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return columns


def header_of(file: ListFile, *, delimiter: str = ",", line: int = 1) -> list[str]:
    """Give the cells of a file's header from its first bytes; never raises.

    Example:
        >>> header_of(ListFile("a.csv", b'"Group ID",Name 6'))
        ['Group ID', 'Name 6']
    """
    text = file.head.decode("utf-8-sig", "replace")
    lines = text.splitlines()[line - 1 : line]
    try:
        cells = next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        return []
    return [" ".join(cell.split()) for cell in cells]


def _text(file: ListFile, encodings: Sequence[str], account: Account) -> io.TextIOWrapper:
    """Open a file as text in the first encoding that reads all of it."""
    for encoding in encodings[:-1]:
        if _is_encoded(file, encoding):
            return io.TextIOWrapper(file.open(), encoding=encoding, newline="")
    last = encodings[-1]
    account.notes.append(f"{file.name} is not {encodings[0]}; it is read as {last}")
    return io.TextIOWrapper(file.open(), encoding=last, errors="replace", newline="")


def _is_encoded(file: ListFile, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in file.chunks():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_columns(file: ListFile, columns: Sequence[str], required: Sequence[str]) -> None:
    known = {column.casefold() for column in columns}
    missing = [column for column in required if column.casefold() not in known]
    if missing:
        raise ListError(
            f"the file has no column {', '.join(missing)}",
            where=file.name,
            why="the publisher may have changed the format: what the column held would be lost",
            remedy="compare the header with the page of this list in the documentation",
        )
