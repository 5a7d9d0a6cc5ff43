"""Read the rows of a list that has a header, as texts by column, and say which rows are damaged."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TextIO

from counterflow.core.errors import ListError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account

REMEDY = "compare the row with the publisher's file and fetch it again"
MOST_RECORD_CHARS: Final = 4 << 20
"""Characters of one record, over as many lines as its quotes hold together."""
MOST_COLUMNS: Final = 2_000
"""Columns of a header; the widest known, the EU's, has about a hundred."""
MOST_DAMAGED: Final = 100_000
"""Damaged rows after which a file is given up; most lists have fewer rows in all."""


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
        ListError: The header is damaged, a required column is missing, a record is longer than
            any is, or too many rows are damaged.
    """
    with _text(file, encodings, account) as text:
        lines = BoundedLines(text, file)
        for _ in range(header_line - 1):
            next(lines, "")
            lines.begin()
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        columns = _columns(file, reader)
        _check_columns(file, columns, required)
        number = 0
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                line = header_line - 1 + reader.line_num
                _damaged(account, file, number, line, f"the row is damaged: {error}")
                continue
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            line = header_line - 1 + reader.line_num
            if len(cells) != len(columns):
                what = f"the row has {len(cells)} columns where the header has {len(columns)}"
                _damaged(account, file, number, line, what)
                continue
            yield Record(number, line, dict(zip(columns, cells, strict=True)))


def _damaged(account: Account, file: ListFile, number: int, line: int, what: str) -> None:
    """Count a row that cannot be read; a file of nothing else is given up."""
    account.damaged += 1
    account.remark(Refusal(what, file=file.name, row=number, line=line, remedy=REMEDY))
    if account.damaged > MOST_DAMAGED:
        raise ListError(
            f"more than {MOST_DAMAGED:,} rows are damaged, the last of them: {what}",
            where=f"{file.name}, line {line:,}",
            why="it is no list of this format any more",
            remedy="fetch the file again; the last good version of the list stays in use",
        )


class BoundedLines:
    """Give the lines of a text, and refuse a record that does not end.

    Threat: ``csv`` holds a line to its end before it looks at it, and sets a limit to a cell
    but none to a record: quoted cells that end in line breaks make one record of a whole file.

    Args:
        text: The text, line ends as they are.
        file: Its file, for the error.
        most_chars: Most characters of one record.
    """

    def __init__(self, text: TextIO, file: ListFile, most_chars: int = MOST_RECORD_CHARS) -> None:
        self._text = text
        self._file = file
        self._most = most_chars
        self._held = 0
        self._line = 0
        self._first = 1

    def begin(self) -> None:
        """Begin a record: what was given so far counts no more."""
        self._held, self._first = 0, self._line + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._most + 1)
        if not line:
            raise StopIteration
        self._line += 1
        self._held += len(line)
        if self._held > self._most:
            raise ListError(
                f"the record holds more than {self._most:,} characters",
                where=f"{self._file.name}, line {self._first:,}",
                why="no list has such a record; it may be built to exhaust memory",
                remedy="fetch the file again; the last good version of the list stays in use",
            )
        return line


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
    if len(cells) > MOST_COLUMNS:
        raise ListError(
            f"the header has {len(cells):,} columns, more than {MOST_COLUMNS:,}",
            where=file.name,
            why="no list has so many; it may be built to exhaust memory",
            remedy="compare the header with the page of this list in the documentation",
        )
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
