"""Read the US Consolidated Screening List in CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.cut_off import remark_cut_off
from counterflow.watch.sources.delimited_rows import Record, header_of, read_records
from counterflow.watch.sources.grouped_rows import refuse
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.us_csl_numbers import read_number
from counterflow.watch.sources.us_csl_record import AUTHORITY, TITLE, Entry, Place, listing_of

FORMAT = "us_csl_csv"
REQUIRED = (
    *("source", "entity_number", "type", "programs", "name", "addresses", "alt_names", "ids"),
    *("federal_register_notice", "license_requirement", "license_policy"),
)

_AND = re.compile(r"; and |; ")


def read_us_csl_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the Consolidated Screening List in CSV into listings, one for each row.

    Args:
        files: The one CSV file, with ``_id`` (29 columns) or, before, without (28).
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. The file states no date.

    Yields:
        Listings in file order. Their id is ``_id``, else ``entity_number``, else a key made of
        the entry's source, name, first address, date and notice.

    Raises:
        ListError: More than one file, or a column that is missing.

    Basis:
        ITA, Consolidated Screening List, consolidated.csv, columns as of 2026-07.
    """
    file = only_file(files, TITLE)
    account.title, account.authority = TITLE, AUTHORITY
    for row in read_records(file, account, required=REQUIRED):
        account.records += 1
        found = listing_of(_entry_of(row), list_name)
        if isinstance(found, Listing):
            yield from account.admit(found, row.place(file))
        else:
            refuse(account, row, file, found)
    account.records += account.damaged
    account.refused += account.damaged
    remark_cut_off(file, account, newline_needed=False)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the Consolidated Screening List in CSV, by its header."""
    header = {cell.casefold() for cell in header_of(file)}
    return {"source", "entity_number", "source_list_url", "alt_names"} <= header


READER = Reader(
    FORMAT,
    "US Consolidated Screening List (CSV)",
    claims,
    read_us_csl_csv,
    checked_on="two samples of the official file: 115 rows of about 2020, 13 rows of 2023 or later",
)


def _entry_of(row: Record) -> Entry:
    tonnage = row.get("gross_tonnage") or row.get("gross_registered_tonnage")
    return Entry(
        source=row.get("source"),
        name=row.get("name"),
        uid=row.get("_id"),
        entity_number=row.get("entity_number"),
        kind=row.get("type"),
        programs=_values(row, "programs"),
        title=row.get("title"),
        places=[Place(text) for text in _places(row.get("addresses"))],
        notice=row.get("federal_register_notice"),
        start=row.get("start_date"),
        end=row.get("end_date"),
        standard_order=row.get("standard_order"),
        requirement=" ".join(row.get("license_requirement").split()),
        policy=" ".join(row.get("license_policy").split()),
        call_sign=row.get("call_sign"),
        vessel_type=row.get("vessel_type"),
        tonnage=tonnage,
        flag=row.get("vessel_flag"),
        owner=row.get("vessel_owner"),
        remarks=row.get("remarks"),
        aliases=_values(row, "alt_names"),
        citizenships=_values(row, "citizenships"),
        nationalities=_values(row, "nationalities"),
        births=_values(row, "dates_of_birth"),
        birth_places=_values(row, "places_of_birth"),
        numbers=[read_number(value) for value in _values(row, "ids")],
        list_url=row.get("source_list_url"),
        url=row.get("source_information_url"),
    )


def _values(row: Record, column: str) -> list[str]:
    """Part a cell at ``; ``, as the publisher joins values."""
    return [value.strip() for value in row.get(column).split("; ") if value.strip()]


def _places(text: str) -> list[str]:
    """Part a cell of addresses; the text of one may itself join several with ``; and``."""
    return [piece.strip(" ,;") for piece in _AND.split(text) if piece.strip(" ,;")]
