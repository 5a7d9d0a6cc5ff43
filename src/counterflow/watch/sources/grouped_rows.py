"""Read a list that spreads one entry over several rows, holding only the entries still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from counterflow.core.errors import ListError
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.cut_off import remark_cut_off
from counterflow.watch.sources.delimited_rows import Record, header_of, read_records
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account

MOST_TITLE_LINES = 10
"""Lines above the header in which it is looked for."""

MOST_OPEN_ROWS: Final = 100_000
"""Rows of entries whose last row has not come; one UK designation of 2026 fills 3,780."""


def header_line_of(file: ListFile, columns: Sequence[str]) -> int:
    r"""Tell on which line of a file the header stands; 0 where none of the first has the columns.

    Example:
        >>> header_line_of(ListFile("a.csv", b"Last Updated,1\nGroup ID,Name 6\n"), ["Group ID"])
        2
    """
    wanted = {column.casefold() for column in columns}
    for line in range(1, MOST_TITLE_LINES + 1):
        if wanted <= {cell.casefold() for cell in header_of(file, line=line)}:
            return line
    return 0


def read_groups(
    file: ListFile,
    account: Account,
    *,
    key: str,
    required: Sequence[str],
    header_line: int,
) -> Iterator[list[Record]]:
    """Give the rows of each entry together, as soon as its last row has been read.

    The file is read twice: rows of one entry need not stand together (in the UK's ConList
    they often do not), and only the entries that are still open are held.

    Args:
        file: The file.
        account: Takes what is wrong with rows. A row without a key is counted as a record of
            its own and refused, and so is one that could not be read.
        key: The column of the publisher's id.
        required: Columns that must be there.
        header_line: The line of the header, from 1.

    Yields:
        The rows of an entry in the order of the file, in the order of the entries' last rows;
        their columns are named in small letters, as publishers change the case of headers.

    Raises:
        ListError: A required column is missing, or the entries that are open hold more rows than
            whole lists do.
    """
    last_rows: dict[str, int] = {}
    scratch = Account(account.format)
    column = ""
    for record in read_records(file, scratch, required=required, header_line=header_line):
        if not column:
            column = next(one for one in record.cells if one.casefold() == key.casefold())
        last_rows[record.get(column)] = record.number
    last_rows.pop("", None)
    open_groups: dict[str, list[Record]] = {}
    held = 0
    damaged = account.damaged
    for record in _rows(file, account, required, header_line):
        name = record.get(key.casefold())
        if not name:
            account.records += 1
            refuse(account, record, file, f"the row has no {key}", key)
            continue
        open_groups.setdefault(name, []).append(record)
        held += 1
        if held > MOST_OPEN_ROWS:
            raise _too_many(file, record, name)
        if record.number == last_rows[name]:
            rows = open_groups.pop(name)
            held -= len(rows)
            yield rows
    damaged = account.damaged - damaged
    account.records += damaged
    account.refused += damaged
    remark_cut_off(file, account, newline_needed=False)


def _too_many(file: ListFile, record: Record, name: str) -> ListError:
    return ListError(
        f"more than {MOST_OPEN_ROWS:,} rows belong to entries that do not end, {name[:80]!r} among "
        "them",
        where=f"{file.name}, line {record.line:,}",
        why="no list spreads an entry so far; it may be built to exhaust memory",
        remedy="fetch the file again; the last good version of the list stays in use",
    )


def _rows(
    file: ListFile, account: Account, required: Sequence[str], header_line: int
) -> Iterator[Record]:
    names: list[str] = []
    for record in read_records(file, account, required=required, header_line=header_line):
        names = names or [column.casefold() for column in record.cells]
        yield record._replace(cells=dict(zip(names, record.cells.values(), strict=True)))


def refuse(account: Account, record: Record, file: ListFile, what: str, column: str = "") -> None:
    """Count a row as a refused record, with its place."""
    place = record.place(file, column)
    account.refuse(
        Refusal(what, place.file, place.row, place.line, column=column, remedy=place.remedy)
    )
