"""Split OFAC's comma-separated files into rows, line by line, and say which lines are damaged."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Final, NamedTuple

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile

END = b"\x1a"
"""OFAC ends each file with a line of one byte, Ctrl-Z; a file without it was cut off."""

COLUMNS = {"primary": 12, "alias": 5, "address": 6, "comment": 2}
"""The files of the set by their number of columns: they have no header to tell them by."""

MOST_LINES: Final = 1_000_000
"""Lines of one file, all held at once; the largest official file has about 25,000."""

_ROLES = {columns: role for role, columns in COLUMNS.items()}


_HEADING: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?[\s\"']*[A-Za-z_][\w .#-]{0,60}[\"']?\s*(?:[,\r]|$)"
)
"""A first cell of letters, as a header has it."""


class Row(NamedTuple):
    """One row with its place in the file; an empty cell stands for OFAC's ``-0-``."""

    number: int
    line: int
    cells: list[str]


class Rows(msgspec.Struct):
    """The rows of one file, and the refusals of the lines that are none.

    ``len(rows) + damaged`` is the number of lines that claim to be records. ``refusals`` also
    holds, fatal, that the file was cut off.
    """

    rows: list[Row] = []
    refusals: list[Refusal] = []
    damaged: int = 0


def role_of(file: ListFile) -> str:
    """Tell which file of OFAC's set this is, by the columns most of its first lines have.

    Returns:
        ``primary``, ``alias``, ``address``, ``comment``, or empty where it is none of them. OFAC's
        files have no header: a table that has one is somebody else's, whatever stands below.

    Example:
        >>> role_of(ListFile("x", b'36,12,"aka","AERO-CARIBBEAN",-0- '))
        'alias'
    """
    lines = file.head.split(b"\n")[:20]
    if _HEADING.match(lines[0]):
        return ""
    counts: Counter[str] = Counter()
    for raw in lines:
        line = raw.rstrip(b"\r").decode("utf-8", "replace")
        if line.split(",", 1)[0].isdigit():
            cells = _cells(line)
            counts[_ROLES.get(len(cells), "") if cells else ""] += 1
    return counts.most_common(1)[0][0] if counts else ""


def read_rows(file: ListFile, role: str) -> Rows:
    """Read every line of one file on its own, so that damage stays within its line.

    OFAC writes one record a line: a quote that does not close is damage, and must not swallow
    the records that follow.

    Args:
        file: The file's bytes.
        role: Which file of the set it is; it decides the number of columns.

    Returns:
        Rows in file order with ``-0-`` emptied and cells stripped, but for the last.

    Raises:
        ListError: The file is far larger than any of the set.
    """
    result = Rows()
    if file.data.count(b"\n") > MOST_LINES:
        raise ListError(
            f"the file holds more than {MOST_LINES:,} lines",
            where=file.name,
            why="no file of OFAC's is near it; it may be built to exhaust memory",
            remedy="check where the file came from",
        )
    lines = file.data.split(b"\n")
    while lines and not lines[-1].strip(b"\r "):
        lines.pop()
    if lines and lines[-1].strip() == END:
        lines.pop()
    else:
        result.refusals.append(_cut_off(file, len(lines)))
    number = 0
    for line, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        number += 1
        try:
            cells, wrong = _cells(raw.rstrip(b"\r").decode("utf-8")), ""
        except UnicodeDecodeError:
            cells, wrong = None, "the line is not UTF-8 text"
        if cells is not None and len(cells) != COLUMNS[role]:
            wrong = f"the line has {len(cells)} columns where {COLUMNS[role]} are due"
        elif cells is None:
            wrong = wrong or "the line's quotes do not close"
        if wrong or cells is None:
            result.damaged += 1
            result.refusals.append(_refusal(file, number, line, wrong))
        else:
            # Remarks are cut in mid-word and joined again: their blanks at the end count.
            values = [_value(cell) for cell in cells]
            values[-1] = cells[-1] if values[-1] else ""
            result.rows.append(Row(number, line, values))
    return result


def _cells(line: str) -> list[str] | None:
    """Split one line at its commas; none where its quotes are damaged."""
    if line.count('"') % 2:
        return None
    try:
        return next(csv.reader((line,), strict=True), [])
    except csv.Error:
        return None


def _value(cell: str) -> str:
    text = cell.strip()
    return "" if text == "-0-" else text


def _cut_off(file: ListFile, line: int) -> Refusal:
    return Refusal(
        "the file does not end with OFAC's end mark (a line of one byte 0x1A): it was cut off",
        file=file.name,
        line=line,
        remedy="fetch the file again; the last good version of the list stays in use",
        fatal=True,
    )


def _refusal(file: ListFile, number: int, line: int, what: str) -> Refusal:
    return Refusal(
        what,
        file=file.name,
        row=number,
        line=line,
        remedy="compare the line with the publisher's file and fetch it again",
    )
