"""Read the UK's former consolidated list (ConList.csv), which ended on 2026-01-28."""

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

FORMAT = "uk_conlist_csv"
CON_LIST = UkList(
    "uk_conlist",
    "Consolidated List of Financial Sanctions Targets in the UK (ConList)",
    "HM Treasury, OFSI",
    "https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
)
REQUIRED = (
    *("Group ID", "Name 6", "Name 1", "DOB", "Group Type", "Alias Type", "Regime", "Listed On"),
    "Country",
)
ENDED = (
    "this list ended on 2026-01-28 and its file no longer changes: "
    "screen against the UK Sanctions List"
)

_NAMES = tuple(f"name {part}" for part in range(1, 7))
_LINES = (*(f"address {line}" for line in range(1, 7)), "post/zip code")
_NATIVE = ("name non-latin script", "non-latin script type", "non-latin script language")
_FACTS = {
    "title": "title",
    "birth": "dob",
    "nationality": "nationality",
    "position": "position",
    "information": "other information",
}
# A number and what is said of it; before 2022 the details held the number, in words.
_NUMBERS = {
    "passport": (("passport number", "passport details"),),
    "national_id": (
        ("national identification number", "national identification details"),
        ("ni number", "ni details"),
    ),
}
_DATE = re.compile(rb"\W*Last Updated:?\W*([0-9][0-9A-Za-z/ .-]{0,30})")


def read_uk_conlist_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the former consolidated list into listings, one for each Group ID.

    Args:
        files: The one CSV file, of the years to 2022 (29 columns) or after (36 columns).
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, ``published_on`` from the first line, and
            the note that the list has ended.

    Yields:
        Listings in the order of their last rows: the rows of a group do not stand together.

    Raises:
        ListError: More than one file, or a column that is missing.

    Basis:
        ConList.csv of 2014-04-02, and the header of the 2022 format (seen in public code).
        Everybody on it is the target of an asset freeze; the investment bans were another list.
    """
    file = only_file(files, "the ConList")
    account.title, account.authority = CON_LIST.title, CON_LIST.authority
    account.notes.append(ENDED)
    if stated := _DATE.match(file.head):
        day = stated[1].decode("ascii", "replace")
        account.state_day(day, file, "Last Updated", day=read_uk_day(day))
    line = header_line_of(file, ("Group ID", "Name 6")) or 1
    for rows in read_groups(file, account, key="Group ID", required=REQUIRED, header_line=line):
        yield from admit_record(_record_of(rows), CON_LIST, list_name, account, rows[0].place(file))


def claims(file: ListFile) -> bool:
    """Tell whether a file is the former consolidated list, by its header."""
    return bool(header_line_of(file, ("Group ID", "Name 6", "Alias Type", "Regime")))


READER = Reader(
    FORMAT,
    "UK ConList, the former consolidated list (CSV, ended 2026-01-28)",
    claims,
    read_uk_conlist_csv,
    checked_on="one real edition, 2014-04-02; of the 2022 format its header only",
)


def _record_of(rows: Sequence[Record]) -> UkRecord:
    record = UkRecord(uid=rows[0].get("group id"), measures=["Asset freeze"])
    for row in rows:
        record.kind = record.kind or row.get("group type")
        designated = row.get("uk sanctions list date designated") or row.get("listed on")
        record.listed_on = record.listed_on or designated
        record.amended_on = record.amended_on or row.get("last updated")
        record.add_regime(row.get("regime"))
        parts = [row.get(name) for name in _NAMES]
        record.add_name(parts, row.get("alias type"), row.get("alias quality"))
        for key, column in _FACTS.items():
            record.add(key, row.get(column))
        record.add("native", *(row.get(column) for column in _NATIVE))
        record.add("address", *(row.get(line) for line in _LINES), row.get("country"))
        record.add("birth_place", row.get("town of birth"), row.get("country of birth"))
        for key, pairs in _NUMBERS.items():
            for number, details in pairs:
                record.add(key, row.get(number), row.get(details))
    return record
