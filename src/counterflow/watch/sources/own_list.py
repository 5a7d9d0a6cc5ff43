"""Read the user's own lists: tables with usual headings or a mapping, and documents by hand."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from counterflow.core.errors import InputError, ListError, ListUsageError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import Table, open_table
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.own_cells import Own, cells_of
from counterflow.watch.sources.own_columns import (
    Layout,
    Mapping,
    count_known,
    is_own_list,
    lay_out,
)
from counterflow.watch.sources.own_documents import is_document, read_document
from counterflow.watch.sources.own_rows import listing_of
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "own_list"
MOST_SHEET_BYTES = 64 << 20
"""A larger Excel file is no list kept by hand."""

_PACKED = b"PK\x03\x04"
_NO_TABLE = (b"<", b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1")
_REMEDY = "correct the row in your list"


def read_own_list(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn the rows of a user's own list into listings.

    CSV, TSV, XLSX, NDJSON, JSON and YAML are read. Columns are known by their usual headings; a
    mapping file beside the list (TOML or YAML) says what others mean. A register of letters from
    authorities is such a list with a column for the kind of letter. An own list is never
    official, and the text of a letter is read only where the mapping makes it a remark.

    Args:
        files: Lists, and at most one mapping, which holds for all of them.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not: each column not read is noted by its
            heading, each value not understood is remarked with its row.

    Yields:
        Listings in the order of the files.

    Raises:
        ListError: A file cannot be opened as a table, the mapping does not fit, or no column can
            be compared with anything.
    """
    documents = {at: read_document(file) for at, file in enumerate(files) if is_document(file)}
    mapping = _one_mapping(files, documents)
    account.official = False
    account.title = mapping.own_list or list_name
    account.authority = mapping.authority
    goods_alone = 0
    for at, file in enumerate(files):
        held, entries = documents.get(at, (mapping, None))
        if at in documents and entries is None:
            continue
        account.title = held.own_list or account.title
        if entries is None:
            rows = _table_rows(file, held, account)
        else:
            rows = _entry_rows(file, entries, held, account)
        own = Own(list_name, held.date_order, held.separator, held.authority, held.defaults)
        for listing in _listings(rows, own, account):
            goods_alone += listing.schema == "Asset"
            yield listing
    if goods_alone:
        account.notes.append(
            f"{goods_alone} entries name goods alone: no party can match them; they are kept "
            "to be shown, and their goods stand under `keywords`"
        )


def _one_mapping(
    files: Sequence[ListFile], documents: dict[int, tuple[Mapping, list[Any] | None]]
) -> Mapping:
    """Give the mapping that holds for all tables; an empty one where none was given."""
    found = {at: mapping for at, (mapping, entries) in documents.items() if entries is None}
    if len(found) > 1:
        raise ListUsageError(
            f"{len(found)} mappings were given where one holds for all files",
            where=", ".join(files[at].name for at in found),
            remedy="import one list at a time",
        )
    return next(iter(found.values()), Mapping())


def claims(file: ListFile) -> bool:
    """Tell a document with the key ``own_list``, or a table whose every heading is a usual one.

    A table with other headings is read where the user names the format.
    """
    if is_document(file):
        return True
    head = file.head.lstrip()
    if not head or head.startswith(_NO_TABLE):
        return False
    if head.startswith(_PACKED) and file.size > MOST_SHEET_BYTES:
        return False
    packed = head.startswith(_PACKED)
    sample = file if packed else ListFile(file.name, file.head)
    try:
        with _opened(sample) as table:
            return is_own_list(table.columns)
    except ListError:
        return False  # what no reader claims is refused as an unknown format


READER = Reader(
    FORMAT,
    "a list of your own (CSV, TSV, XLSX, NDJSON or YAML, headings as in the documentation)",
    claims,
    read_own_list,
    checked_on="invented lists; users' own lists are never seen by this project",
)


@contextlib.contextmanager
def _opened(file: ListFile) -> Iterator[Table]:
    """Open a file as a table; the name's ending is kept, for it can decide the format."""
    with tempfile.TemporaryDirectory(prefix="counterflow-list-") as folder:
        path = Path(folder, f"list{Path(file.name).suffix[:10]}")
        with path.open("wb") as copy:
            copy.writelines(file.chunks())
        try:
            yield open_table(path, is_header=count_known)
        except InputError as error:
            what = error.what.replace(str(path), file.name)
            raise ListUsageError(
                what, where=file.name, why=error.why, remedy=error.remedy
            ) from error


Numbered = tuple[Refusal, list[tuple[str, Any]]]
"""The place of a row and its cells by field."""


def _table_rows(file: ListFile, mapping: Mapping, account: Account) -> Iterator[Numbered]:
    """Give the rows of a table; refused ones are counted here."""
    with _opened(file) as table:
        layout = lay_out(table.columns, mapping, file.name)
        _note_unread(file, layout, account)
        for row in table:
            if isinstance(row, Refusal):
                told = Refusal(
                    row.what, file.name, row.row, row.line, row.column, row.remedy, row.fatal
                )
                if row.fatal:
                    account.remark(told)
                else:
                    account.records += 1
                    account.refuse(told)
                continue
            account.records += 1
            place = Refusal("", file=file.name, row=row.number, line=row.line, remedy=_REMEDY)
            pairs = zip(layout.fields, row.cells, strict=False)
            yield place, [(field, cell) for field, cell in pairs if field]
        account.notes.extend(f"{file.name}: {note}" for note in table.notes)


def _entry_rows(
    file: ListFile, entries: Sequence[Any], mapping: Mapping, account: Account
) -> Iterator[Numbered]:
    """Give the entries of a document; one that is no mapping is refused."""
    headings = dict.fromkeys(key for entry in entries if isinstance(entry, dict) for key in entry)
    if not headings:
        raise ListUsageError(
            "`entries` holds no entry", where=file.name, remedy="write one entry for each party"
        )
    layout = lay_out(tuple(headings), mapping, file.name)
    _note_unread(file, layout, account)
    fields = dict(zip(headings, layout.fields, strict=True))
    for number, entry in enumerate(entries, 1):
        account.records += 1
        place = Refusal("", file=file.name, row=number, remedy=_REMEDY)
        if not isinstance(entry, dict):
            account.refuse(_told(place, "the entry is no mapping of keys to values"))
            continue
        yield place, [(fields[key], value) for key, value in entry.items() if fields[key]]


def _listings(rows: Iterator[Numbered], own: Own, account: Account) -> Iterator[Listing]:
    for place, values in rows:
        cells = cells_of(values, own)
        if isinstance(cells, str):
            account.refuse(_told(place, cells))
            continue
        made = listing_of(cells, own)
        for doubt in made.doubts:
            account.remark(_told(place, doubt))
        if made.listing is None:
            account.refuse(_told(place, made.what))
        else:
            yield from account.admit(made.listing, place)


def _told(place: Refusal, what: str) -> Refusal:
    return Refusal(what, place.file, place.row, place.line, place.column, place.remedy)


def _note_unread(file: ListFile, layout: Layout, account: Account) -> None:
    if layout.unknown:
        account.notes.append(
            f"{file.name}: columns not read, as nothing says what they are: "
            + ", ".join(layout.unknown)
        )
    if layout.private:
        account.notes.append(
            f"{file.name}: columns left out on purpose (private text, ways to reach a person): "
            + ", ".join(layout.private)
        )
