"""Delimited text of any dialect: what it is, and its rows, at speed where lines are plain."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from typing import Any

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.bytestream import CutShortError, read_blocks
from counterflow.core.tables.dialect import (
    DELIMITERS,
    check_delimiter,
    detect_delimiter,
    detect_newline,
)
from counterflow.core.tables.headers import SEARCHED_ROWS, Scorer, find_header, name_columns
from counterflow.core.tables.physical import LineBuffer
from counterflow.core.tables.quoting import (
    MAX_QUOTED_CHARS,
    MAX_QUOTED_LINES,
    ends_inside,
    first_lines,
    parse_leniently,
    parse_line,
)
from counterflow.core.tables.rows import (
    MAX_CELL_CHARS,
    MAX_ROW_BYTES,
    Notes,
    NulCleaner,
    Row,
    Table,
)

_SAMPLE = 1 << 18
_SAMPLED_LINES = 200
_FEWEST = 3
"""Rows from which one can say how the rows of a file usually end."""
_NEARLY_ALL = 0.8
_BAD_BYTE = re.compile("[\udc80-\udcff]")
_NOT_CLOSED = "a quote is opened and not closed"


@dataclass(frozen=True)
class Layout:
    """How a delimited file is to be read; ``skip`` counts physical lines before the data.

    ``ends`` are the blank cells that its rows usually have behind the last column: many programs
    end every row with a delimiter.
    """

    path: Path
    source: str
    encoding: str
    delimiter: str
    newline: str
    skip: int
    columns: tuple[str, ...]
    ends: int = 0


def open_delimited(
    path: Path,
    source: str,
    *,
    encoding: str,
    noted: Notes,
    delimiter: str | None = None,
    is_header: Scorer | None = None,
) -> Table:
    """Open a delimited file: find its delimiter and header, then stream its rows.

    Args:
        path: The file, plain or gzip-packed.
        source: Its name, for messages.
        encoding: The encoding as detected or given.
        noted: What is known so far; what is understood here is added.
        delimiter: One character; detected where None.
        is_header: Counts known column names among cells.

    Returns:
        The table; its rows are read when it is iterated.

    Raises:
        InputError: Nothing but blank lines, a bad delimiter, too many columns.
    """
    text, complete = _beginning(path, encoding)
    newline = detect_newline(text)
    lines = text.split(newline)
    if not complete:
        lines = lines[:-1] or lines
    start = 0
    if found := re.fullmatch(r'"?sep=(.)"?\r?', lines[0], re.IGNORECASE):
        delimiter, start = delimiter or found[1], 1  # the line by which Excel is told
    if delimiter is None:
        delimiter = detect_delimiter(lines[start : start + _SAMPLED_LINES])
    check_delimiter(delimiter, source)
    records = first_lines(lines[start:], delimiter, SEARCHED_ROWS + 1)
    if not records:
        raise InputError(f"{source} is empty", why="There is nothing to screen")
    index = find_header([cells for _, _, cells in records[:SEARCHED_ROWS]], is_header)
    _, last, header = records[index]
    noted["delimiter"] = f"delimiter: {DELIMITERS.get(delimiter, repr(delimiter))}"
    noted["header"] = f"header: line {start + records[index][0] + 1}"
    if index:
        noted["header"] += f" ({index} filled lines above it are no data and were left out)"
    if complete and len(records) == index + 1:
        noted["rows"] = "the file holds a header and no rows"
    columns = name_columns(header, source, noted)
    ends = _usual_ends([cells for _, _, cells in records[index + 1 :]], len(columns))
    if ends:
        noted["ends"] = f"rows end in {ends} blank cell(s) more than the header; they were left out"
    layout = Layout(path, source, encoding, delimiter, newline, start + last + 1, columns, ends)
    return Table(columns, source, "csv", noted, lambda: _Pass(layout, noted).rows())


def _beginning(path: Path, encoding: str) -> tuple[str, bool]:
    """Give the first text of a file, without NUL, and whether it is the whole file."""
    parts: list[bytes] = []
    held = 0
    complete = False
    try:
        for block in read_blocks(path, encoding):
            parts.append(block)
            held += len(block)
            if held >= _SAMPLE:
                break
        else:
            complete = True
    except CutShortError:
        if not held:
            raise
    text = b"".join(parts).decode("utf-8", "surrogateescape")
    return text.replace("\0", ""), complete


def _usual_ends(rows: Sequence[Sequence[str]], width: int) -> int:
    """Tell how many blank cells nearly every row has behind the last column; 0 where rows differ.

    One or two rows say nothing usual: a shifted row looks the same.
    """
    ends = Counter(len(row) - width for row in rows if not any(map(str.strip, row[width:])))
    usual, found = ends.most_common(1)[0] if ends else (0, 0)
    return max(0, usual) if found >= max(_FEWEST, _NEARLY_ALL * len(rows)) else 0


class _Pass:
    """One pass over a delimited file, from its first data line to its end."""

    def __init__(self, layout: Layout, noted: Notes) -> None:
        self.layout = layout
        self.noted = noted
        self.width = len(layout.columns)
        self.stray = "\r" if layout.newline == "\n" else "\n"
        self.lines = LineBuffer(read_blocks(layout.path, layout.encoding), layout.newline)
        self.number = 0
        self.nul = NulCleaner(noted)

    def rows(self) -> Iterator[Row | Refusal]:
        """Give every record as a row or a refusal."""
        for _ in range(self.layout.skip):
            self.lines.peek(0)
            self.lines.take()
        while True:
            if self.lines.suspect:
                if (item := self._one_record()) is not None:
                    yield item
            elif (chunk := self.lines.chunk()) is None:
                break
            elif (split := self._split_chunk(chunk)) is not None:
                yield from self._chunk_rows(*split)
            else:
                self.lines.give_back(chunk.split(self.layout.newline.encode()))
        if self.lines.cut is not None:
            yield self._refuse(self.lines.cut.what, remedy=self.lines.cut.remedy, fatal=True)

    def _split_chunk(self, chunk: bytes) -> tuple[list[str], list[list[str]]] | None:
        """Split a chunk into lines and cells at once; None where a line needs a closer look."""
        try:
            text = chunk.decode()
        except UnicodeDecodeError:
            return None
        if self.stray == "\r" and "\r" in text:
            text = text.replace("\r\n", "\n").removesuffix("\r")
        if "\0" in text or self.stray in text:
            return None
        lines = text.split(self.layout.newline)
        if len(text) > MAX_CELL_CHARS and max(map(len, lines)) > MAX_CELL_CHARS:
            return None
        if '"' not in text:
            return lines, [line.split(self.layout.delimiter) for line in lines]
        try:
            cells = list(csv.reader(lines, delimiter=self.layout.delimiter, strict=True))
        except csv.Error:
            return None
        # As many records as lines and no fault: no cell goes over a line's end.
        return (lines, cells) if len(cells) == len(lines) else None

    def _chunk_rows(self, lines: list[str], cells: list[list[str]]) -> Iterator[Row | Refusal]:
        first = self.lines.taken + 1
        self.lines.taken += len(lines)
        even = set(map(len, cells)) == {self.width}
        if even and (self.width > 1 or "" not in lines):
            numbers = count(self.number + 1)
            self.number += len(lines)
            filled = zip(numbers, count(first), cells, repeat(0), repeat(0), strict=False)
            # The speed of the reader rests on this line staying inside the interpreter's C code.
            yield from map(tuple.__new__, repeat(Row), filled)
            return
        for line, text in enumerate(lines):
            if text and not self._is_end_mark(text):
                self.number += 1
                yield self._row(first + line, cells[line])

    def _one_record(self) -> Row | Refusal | None:
        """Take the next record from the lines, looking closely; None for an empty line."""
        raw = self.lines.peek(0)
        assert raw is not None
        line = self.lines.taken + 1
        if len(raw) > MAX_ROW_BYTES:
            self.lines.take()
            self.number += 1
            return self._refuse(
                f"the row is longer than {MAX_ROW_BYTES >> 20} MB", line, remedy=_SPLIT_REMEDY
            )
        text, used, fault = self._logical_line(self._text(raw))
        self.lines.take(used)
        if not text.strip("\r\n") or self._is_end_mark(text):
            return None
        self.number += 1
        if found := _BAD_BYTE.search(text):
            return self._refuse_bytes(text, found.start(), line)
        if len(text) > MAX_CELL_CHARS and (refusal := self._refuse_size(text, line)):
            return refusal
        if fault:
            return self._refuse(fault, line, self._column(text, text.rfind('"')), _QUOTE_REMEDY)
        return self._parsed(text, line)

    def _is_end_mark(self, text: str) -> bool:
        """Recognise the Ctrl-Z by which old systems, and OFAC's files, mark the end of a text."""
        if text.rstrip("\r") != "\x1a" or self.width == 1:
            return False
        self.noted["end"] = "a line with nothing but an end mark (Ctrl-Z) was left out"
        return True

    def _parsed(self, text: str, line: int) -> Row | Refusal:
        """Split a logical line whose quotes are in order."""
        cells = parse_line(text, self.layout.delimiter)
        if cells is None:
            what = f"a {'carriage return' if self.stray == chr(13) else 'line feed'} in the line"
            return self._refuse(what, line, remedy="remove it, or put its cell in quotes")
        return self._row(line, cells)

    def _text(self, raw: bytes) -> str:
        return self.nul.octets(raw).decode("utf-8", "surrogateescape")

    def _logical_line(self, first: str) -> tuple[str, int, str]:
        """Give the next logical line, how many lines it takes, and what is wrong with it."""
        text = self._trimmed(first)
        delimiter = self.layout.delimiter
        if '"' not in text or parse_line(text, delimiter) is not None:
            return text, 1, ""
        if not ends_inside(text, delimiter):
            return text, 1, "" if self.stray in text else _NOT_DOUBLED
        return self._joined_lines(first) or (text, 1, _NOT_CLOSED)

    def _joined_lines(self, first: str) -> tuple[str, int, str] | None:
        """Look ahead for the line that closes an open quote; None where none does."""
        parts = [first]
        taken: list[bytes] = []
        size = len(first)
        for ahead in range(1, MAX_QUOTED_LINES):
            raw = self.lines.peek(ahead)
            if raw is None or (size := size + len(raw)) > MAX_QUOTED_CHARS:
                return None
            taken.append(raw)
            parts.append(raw.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
            if ends_inside(parts[-1], self.layout.delimiter, inside=True):
                continue
            joined = self._trimmed(self.layout.newline.join(parts))
            cells = parse_line(joined, self.layout.delimiter)
            # More cells than the header: the quote was closed by that of another record.
            if cells is None or not self._fits(cells):
                return None
            for line in taken:
                self.nul.octets(line)  # only now are they known to belong to this record
            return joined, ahead + 1, ""
        return None

    def _trimmed(self, text: str) -> str:
        return text.removesuffix("\r") if self.stray == "\r" else text

    def _fits(self, cells: Sequence[str]) -> bool:
        return not any(cell.strip() for cell in cells[self.width :])

    def _row(self, line: int, cells: list[Any]) -> Row | Refusal:
        """Fit the cells to the columns."""
        short, over = self.width - len(cells), 0
        if short < 0:
            if not self._fits(cells):
                return self._refuse(
                    f"{len(cells)} cells under {self.width} columns: they may have shifted",
                    line,
                    remedy="put quotes around cells that hold the delimiter",
                )
            del cells[self.width :]
            short, over = 0, -short if -short != self.layout.ends else 0
        elif short:
            cells.extend([None] * short)
        return Row(self.number, line, cells, short, over)

    def _refuse_size(self, text: str, line: int) -> Refusal | None:
        cells = parse_leniently(text, self.layout.delimiter)
        sizes = [len(cell) for cell in cells]
        longest = max(sizes)
        if longest <= MAX_CELL_CHARS:
            return None
        what = f"a cell of {longest:,} characters, more than {MAX_CELL_CHARS:,}"
        return self._refuse(what, line, self._name(sizes.index(longest)), _SPLIT_REMEDY)

    def _refuse_bytes(self, text: str, place: int, line: int) -> Refusal:
        encoding = self.layout.encoding
        byte = f"byte 0x{ord(text[place]) - 0xDC00:02X}" if encoding == "utf-8" else "a byte"
        what = f"{byte} at character {place + 1} is not {encoding}"
        remedy = "correct the cell and save as UTF-8, or give the file's encoding"
        return self._refuse(what, line, self._column(text, place), remedy)

    def _column(self, text: str, place: int) -> str:
        """Name the column in which a character of a line stands."""
        return self._name(len(parse_leniently(text[: place + 1], self.layout.delimiter)) - 1)

    def _name(self, index: int) -> str:
        return self.layout.columns[index] if index < self.width else f"column {index + 1}"

    def _refuse(
        self, what: str, line: int = 0, column: str = "", remedy: str = "", *, fatal: bool = False
    ) -> Refusal:
        return Refusal(
            what=what,
            file=self.layout.source,
            row=self.number + fatal,
            line=line or self.lines.taken + 1,
            column=column,
            remedy=remedy,
            fatal=fatal,
        )


_NOT_DOUBLED = "a quote inside a quoted cell is not doubled"
_QUOTE_REMEDY = 'close the quote, or write quotes inside a cell twice: ""'
_SPLIT_REMEDY = "check for a missing quote or delimiter before this place"
