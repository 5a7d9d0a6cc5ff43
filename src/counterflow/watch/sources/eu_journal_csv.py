"""Read the annexes of EU acts as CSV, one file an act: what the asset-freeze file leaves out.

The Commission's own file holds asset freezes only. Entities under export restrictions, vessels,
ports and zones stand in annexes of the Official Journal, of which this is a transcription.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from counterflow.core.errors import ListError
from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.watch.sources.cut_off import remark_cut_off
from counterflow.watch.sources.delimited_rows import header_of, read_records
from counterflow.watch.sources.eu_journal_row import AUTHORITY, TITLE, listing_of, stable_key
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "eu_journal_csv"
_REQUIRED: Final = ("celex", "recordId", "programKey", "annex", "measure", "schema", "name")
_AMENDMENT: Final = "amendmentCelex"


def read_eu_journal_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the annexes of one act, or of many, into one list.

    Args:
        files: One file or more, each the annexes of one act as they stand. A file with a header
            and no row is an act that lists nobody: that is no error.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. The files state no date.

    Yields:
        Listings in the order of the files. An entry under several acts is several listings.

    Raises:
        ListError: A file of another header, or one that holds only the changes of one act.

    Basis:
        Format of the transcription of 2026-08-22: 45 columns, UTF-8, commas, a cell of several
        values parted by semicolons and quoted where a value holds one.
    """
    account.title, account.authority, account.official = TITLE, AUTHORITY, False
    firsts: dict[str, tuple[str, ...]] = {}
    empty = unknown = 0
    for file in files:
        _refuse_amendment(file)
        before, damaged = account.records, account.damaged
        for row in read_records(
            file, account, required=_REQUIRED, encodings=("utf-8-sig", "utf-8")
        ):
            account.records += 1
            key = stable_key(row, firsts)
            found = listing_of(row, key, list_name)
            unknown += isinstance(found, Listing) and found.effect is Effect.UNKNOWN
            yield from account.take(found, row.place(file))
        damaged = account.damaged - damaged
        account.records += damaged
        account.refused += damaged
        empty += account.records == before
        remark_cut_off(file, account, newline_needed=True)
    if unknown:
        account.notes.append(f"entries of annexes whose legal effect is not known here: {unknown}")
    if empty:
        account.notes.append(f"{empty} of {len(files)} files hold a header and no entry")


def _refuse_amendment(file: ListFile) -> None:
    if _AMENDMENT in header_of(file):
        raise ListError(
            "the file holds the changes of one act, not the annexes as they stand",
            where=file.name,
            why="whoever was listed before would seem to be delisted",
            remedy="give the consolidated files of the acts",
        )


def claims(file: ListFile) -> bool:
    """Tell whether a file is a transcription of annexes, or of changes to them, by its header."""
    header = header_of(file)
    return {"programKey", "annex", "measure"} <= set(header) and bool(
        {"celex", _AMENDMENT} & set(header)
    )


READER = Reader(
    FORMAT,
    "annexes of EU acts (Official Journal) transcribed to CSV, one file or many",
    claims,
    read_eu_journal_csv,
    checked_on="45 real files, 8,017 entries, transcription of 2026-08-22",
)
