"""What a table gives: rows, refusals and notes; and the sizes beyond which input is hostile."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from counterflow.core.model.refusals import Refusal

MAX_CELL_CHARS = 100_000
"""A longer cell is a damaged quote or an attack: no trade document has one."""

MAX_COLUMNS = 2_000
"""A wider table is refused: one row alone could exhaust memory."""

MAX_ROW_BYTES = 16 << 20
"""A longer line is not held in memory; its row is refused."""


class Row(NamedTuple):
    """One data record, aligned with the columns of its table.

    Args:
        number: The data record, from 1; refusals count too.
        line: The physical line or sheet row of its beginning, from 1; 0 is unknown.
        cells: Values as ``str``, ``int``, ``float``, ``bool``, ``date``, ``datetime`` or
            ``None``; from JSON and Parquet also nested lists and dicts.
        short: How many cells the record lacks at its end; they stand as ``None``.
        over: How many blank cells it has behind its last column; they were left out. 0 where the
            rows of its file usually end so.
    """

    number: int
    line: int
    cells: list[Any]
    short: int = 0
    over: int = 0


WITH_BLANKS = ("csv", "tsv", "xlsx")
"""Formats in which rows without any value are empty lines and no records."""

Notes = dict[str, str]
"""Notes by topic, so that a second pass over a file replaces what the first one noted."""


class NulCleaner:
    r"""Take NUL characters out of cells and note how many: they hide text from comparisons.

    Example:
        >>> noted: Notes = {}
        >>> NulCleaner(noted).clean({"name": ["Ac\0me"]}), noted["nul"]
        ({'name': ['Acme']}, 'NUL characters removed from cells: 1')
    """

    def __init__(self, noted: Notes) -> None:
        self._noted = noted
        self._removed = 0

    def clean(self, value: Any) -> Any:
        """Give a text, or a nested value, without NUL characters."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.clean(item) for item in value]
        if isinstance(value, dict):
            return {self.text(key): self.clean(item) for key, item in value.items()}
        return value

    def text(self, text: str) -> str:
        """Give a text without NUL characters."""
        if "\0" not in text:
            return text
        self._note(text.count("\0"))
        return text.replace("\0", "")

    def octets(self, octets: bytes) -> bytes:
        """Give UTF-8 bytes without NUL, which may stand inside another character's bytes."""
        if b"\0" not in octets:
            return octets
        self._note(octets.count(0))
        return octets.replace(b"\0", b"")

    def _note(self, removed: int) -> None:
        self._removed += removed
        self._noted["nul"] = f"NUL characters removed from cells: {self._removed}"


class Table:
    """A table that was opened: its columns, what was understood of it, and its rows.

    Iterating gives a :class:`Row` or a ``Refusal`` for every data record, in the order of the
    file. It may be iterated again; standard input is kept in a temporary file until the
    table is discarded.

    Example:
        >>> table = Table(("name",), "a.csv", "csv", {}, lambda: iter([Row(1, 2, ["Acme"])]))
        >>> [row.cells for row in table]
        [['Acme']]
    """

    def __init__(
        self,
        columns: tuple[str, ...],
        source: str,
        format: str,
        noted: Notes,
        read: Callable[[], Iterator[Row | Refusal]],
        *,
        sheet: str = "",
        unread: Mapping[str, int] | None = None,
    ) -> None:
        self.columns = columns
        self.source = source
        self.format = format
        self._noted = noted
        self._read = read
        self.sheet = sheet
        """The sheet of a workbook that the table is; empty for every other file."""
        self.unread = dict(unread or {})
        """Other sheets of the workbook that hold known columns: how many each, most first."""
        self.records = 0
        """Records given by the last pass, refused ones too: what the sums of a run must meet."""

    @property
    def warnings(self) -> list[str]:
        """Say what was left unread although it looks as if it belonged to the table."""
        return [
            f"sheet {name!r} was not read and holds {count} known columns: screen it too,"
            f" with --sheet {shlex.quote(name)}"
            for name, count in self.unread.items()
        ]

    @property
    def notes(self) -> list[str]:
        """Say what was understood: warnings, encoding, delimiter, sheet, header, repairs so far."""
        return [*self.warnings, *self._noted.values()]

    def __iter__(self) -> Iterator[Row | Refusal]:
        # Not handed through: whoever iterates must keep the table, and with it the temporary
        # file of standard input, alive.
        self.records = 0
        may_be_blank = self.format in WITH_BLANKS
        blank = 0
        for row in self._read():
            if isinstance(row, Refusal):
                self.records += not row.fatal
            elif may_be_blank and not any(row.cells) and _is_blank(row.cells):
                blank += 1
                self._noted["blank"] = f"rows without any value, which are no records: {blank}"
                continue
            else:
                self.records += 1
            yield row


def _is_blank(cells: list[Any]) -> bool:
    """Tell whether a row holds nothing at all, as the tails of spreadsheets do."""
    return all(cell is None or cell == "" for cell in cells)
