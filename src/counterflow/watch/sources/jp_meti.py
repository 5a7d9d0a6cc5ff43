"""Read Japan's Foreign End User List from METI's spreadsheet, or the same table as CSV."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import structs

from counterflow.core.errors import InputError, ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Table
from counterflow.watch.sources.jp_meti_entry import AUTHORITY, TITLE, MetiEntry, listing_of
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "jp_meti"
MOST_BYTES: Final = 32 << 20
"""The official workbook is far below 1 MB; a larger file is not opened as one to look inside."""

# Our word for a column -> what its heading, in two languages, holds.
_COLUMNS = {
    "number": "no.",
    "country": "country or region",
    "name": "company or organization",
    "aliases": "also known as",
    "concern": "type of wmd",
    "conventional": "conventional",
}
_REQUIRED = ("country", "name", "concern")
_REMEDY = "compare the row with METI's file and fetch it again"


def read_jp_meti(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn the Foreign End User List into listings, one for each row.

    Args:
        files: The one workbook (XLSX) or CSV file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. The table states no date.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, one far larger than the official one, one that cannot be
            opened as a table, or a column missing.

    Basis:
        METI, Foreign End User List, columns of the edition of 2025-09-29 (seen in public code
        that reads it; no real workbook was at hand).
    """
    file = only_file(files, TITLE)
    account.title, account.authority = TITLE, AUTHORITY
    if file.size > MOST_BYTES:
        raise ListError(
            f"the file holds more than {MOST_BYTES:,} bytes",
            where=file.name,
            why="the official workbook is far below 1 MB",
            remedy="check where the file came from",
        )
    with _as_table(file) as table:
        columns = _places_of(table.columns)
        missing = [_COLUMNS[word] for word in _REQUIRED if word not in columns]
        if missing:
            raise ListError(
                f"the file has no column {', '.join(missing)}",
                where=file.name,
                why="the publisher may have changed the format: names would be lost",
                remedy="compare the header with the page of this list in the documentation",
            )
        for row in table:
            account.records += not (isinstance(row, Refusal) and row.fatal)
            if isinstance(row, Refusal):
                place = structs.replace(row, file=file.name)
                account.remark(place) if row.fatal else account.refuse(place)
                continue
            place = Refusal("", file=file.name, row=account.records, line=row.line, remedy=_REMEDY)
            cells = {word: _text(row.cells, at) for word, at in columns.items()}
            found = listing_of(_entry_of(cells), list_name)
            yield from account.take(found, place)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the Foreign End User List, by the headings of its columns."""
    if file.size > MOST_BYTES or not _may_be_table(file):
        return False
    try:
        with _as_table(file) as table:
            return set(_places_of(table.columns)) >= set(_REQUIRED)
    except ListError:
        return False  # what no reader claims is refused as an unknown format


READER = Reader(
    FORMAT,
    "Japan's Foreign End User List (METI's XLSX, or CSV)",
    claims,
    read_jp_meti,
    checked_on="invented rows under the published headings; no real workbook was at hand",
)


def _may_be_table(file: ListFile) -> bool:
    """Tell a workbook or a CSV with METI's heading from everything else, cheaply."""
    return file.head.startswith(b"PK\x03\x04") or b"Company or Organization" in file.head


@contextlib.contextmanager
def _as_table(file: ListFile) -> Iterator[Table]:
    """Open the bytes of a list file as a table: the reader of tables takes a path."""
    suffix = ".xlsx" if file.head.startswith(b"PK") else ".csv"
    with tempfile.TemporaryDirectory(prefix="counterflow-table-") as folder:
        path = Path(folder, f"table{suffix}")
        with path.open("wb") as target:
            for piece in file.chunks():
                target.write(piece)
        try:
            table = open_table(path, is_header=lambda cells: len(_places_of(cells)))
        except InputError as error:
            raise ListError(
                f"the file cannot be opened as a table: {error}", where=file.name
            ) from error
        yield table


def _places_of(headings: Sequence[str]) -> dict[str, int]:
    """Find our columns among the headings; the first that fits counts."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        text = " ".join(str(heading or "").casefold().split())
        for word, phrase in _COLUMNS.items():
            if phrase in text:
                found.setdefault(word, at)
    return found


def _text(cells: Sequence[Any], at: int) -> str:
    value = cells[at] if at < len(cells) else None
    return "" if value is None else str(value).strip()


def _entry_of(cells: Mapping[str, str]) -> MetiEntry:
    aliases = cells.get("aliases", "").replace("・", "\n・")
    return MetiEntry(
        number=cells.get("number", ""),
        country=_english(cells["country"]),
        name=" ".join(cells["name"].split()),
        aliases=_aliases(aliases),
        concern=cells["concern"],
        conventional=bool(cells.get("conventional", "").strip(" -－")),
    )


def _english(text: str) -> str:
    """Give the English line of a cell in two languages."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if line.isascii()), " ".join(lines))


def _aliases(text: str) -> list[str]:
    """Part a cell of names: each begins with a dot, and may go on over lines.

    A dot inside a Japanese name is none of these: it has no line of its own, so a cell whose
    first character is no dot is one name for each line.
    """
    if not text.strip().startswith("・"):
        return [line.strip() for line in text.splitlines() if line.strip()]
    pieces = [" ".join(piece.split()) for piece in text.split("\n・")]
    return [piece.lstrip("・ ") for piece in pieces if piece.strip("・ ")]
