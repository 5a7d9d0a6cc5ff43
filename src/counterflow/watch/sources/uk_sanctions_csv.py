"""Read the UK Sanctions List in CSV, which spreads a designation over many rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.delimited_rows import Record
from counterflow.watch.sources.grouped_rows import header_line_of, read_groups
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.uk_dates import read_uk_day
from counterflow.watch.sources.uk_designation import UkList, admit_record
from counterflow.watch.sources.uk_record import UkRecord

FORMAT = "uk_sanctions_csv"
UK_LIST = UkList(
    "uk_sanctions_list",
    "UK Sanctions List",
    "UK Foreign, Commonwealth and Development Office",
    "https://www.gov.uk/government/publications/the-uk-sanctions-list",
)
REQUIRED = (
    *("Unique ID", "Name 6", "Name 1", "Name type", "Alias strength", "Name non-latin script"),
    *("Regime Name", "Sanctions Imposed", "Date Designated", "D.O.B", "Address Country"),
    "IMO number",
)

_KINDS = ("designation type", "individual, entity, ship")
_NAMES = tuple(f"name {part}" for part in range(1, 7))
_NAME_COLUMNS = (*_NAMES, "name type", "alias strength")
# The column that holds a fact -> our word for it.
_FACTS = {
    "ofsi group id": "group_id",
    "un reference number": "un_reference",
    "designation source": "source",
    "other information": "information",
    "uk statement of reasons": "reasons",
    "title": "title",
    "position": "position",
    "gender": "gender",
    "website": "website",
    "d.o.b": "birth",
    "nationality(/ies)": "nationality",
    "type of entity": "entity_type",
    "subsidiaries": "subsidiary",
    "parent company": "parent",
    "business registration number (s)": "registration",
    "imo number": "imo",
    "current owner/operator (s)": "owner",
    "previous owner/operator (s)": "previous_owner",
    "current believed flag of ship": "flag",
    "previous flags": "previous_flag",
    "type of ship": "ship_type",
    "tonnage of ship": "tonnage",
    "length of ship": "length",
    "year built": "built",
    "hull identification number (hin)": "hull",
}
# Our word -> the columns that make up one value.
_GROUPS = {
    "native": ("name non-latin script", "non-latin script type", "non-latin script language"),
    "address": (
        *(f"address line {line}" for line in range(1, 7)),
        *("address postal code", "address country"),
    ),
    "birth_place": ("town of birth", "country of birth"),
    "passport": ("passport number", "passport additional information"),
    "national_id": ("national identifier number", "national identifier additional information"),
}
_DATE = re.compile(rb"\W*Report Date:\W*([0-9][0-9A-Za-z/ -]{0,30})")


def read_uk_sanctions_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the UK Sanctions List in CSV into listings, one for each Unique ID.

    Args:
        files: The one CSV file. The header is looked for below the line that says when the file
            was made.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, ``published_on`` from ``Report Date``.

    Yields:
        Listings in the order of their last rows.

    Raises:
        ListError: More than one file, or a column that is missing.

    Basis:
        UK Sanctions List CSV, header of 58 columns, as published since 2026-01-28 (seen in public
        code that reads it; no real file was at hand).
    """
    file = only_file(files, UK_LIST.title)
    account.title, account.authority = UK_LIST.title, UK_LIST.authority
    if stated := _DATE.match(file.head):
        day = stated[1].decode("ascii", "replace")
        account.state_day(day, file, "Report Date", day=read_uk_day(day))
    line = header_line_of(file, ("Unique ID", "Name 6")) or 1
    for rows in read_groups(file, account, key="Unique ID", required=REQUIRED, header_line=line):
        yield from admit_record(_record_of(rows), UK_LIST, list_name, account, rows[0].place(file))


def claims(file: ListFile) -> bool:
    """Tell whether a file is the UK Sanctions List in CSV, by its header."""
    return bool(header_line_of(file, ("Unique ID", "Name 6", "Sanctions Imposed")))


READER = Reader(
    FORMAT,
    "UK Sanctions List (CSV)",
    claims,
    read_uk_sanctions_csv,
    checked_on="invented records under the published header; no real file was at hand",
)


def _record_of(rows: Sequence[Record]) -> UkRecord:
    """Gather what the rows of one designation say, each thing once.

    The rows are every name with every address and every number: one designation of 2026 fills
    3,780 of them. So only the cells that differ from the row before are looked at.
    """
    record = UkRecord(uid=rows[0].get("unique id"))
    before: dict[str, str] = {}
    for row in rows:
        changed = {key: cell for key, cell in row.cells.items() if cell != before.get(key)}
        before = row.cells
        record.kind = record.kind or row.get(_KINDS[0]) or row.get(_KINDS[1])
        record.listed_on = record.listed_on or row.get("date designated")
        record.amended_on = record.amended_on or row.get("last updated")
        record.add_regime(changed.get("regime name", "").strip())
        record.add_measures(changed.get("sanctions imposed", ""))
        if not changed.keys().isdisjoint(_NAME_COLUMNS):
            parts = [row.get(name) for name in _NAMES]
            record.add_name(parts, row.get("name type"), row.get("alias strength"))
        for column, cell in changed.items():
            if column in _FACTS:
                record.add(_FACTS[column], cell)
        for key, columns in _GROUPS.items():
            if not changed.keys().isdisjoint(columns):
                record.add(key, *(row.get(column) for column in columns))
    return record
