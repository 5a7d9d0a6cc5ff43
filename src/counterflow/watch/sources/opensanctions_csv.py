"""Read OpenSanctions' simplified CSV (``targets.simple.csv``), one listed party a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from counterflow.core.errors import ListError
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import DateSpan, ListedName, Listing
from counterflow.core.model.parties import Identifier
from counterflow.watch.sources.cut_off import remark_cut_off
from counterflow.watch.sources.delimited_rows import Record, header_of, read_records
from counterflow.watch.sources.ftm_schemata import PARTIES, THINGS
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import effect_of
from counterflow.watch.sources.properties import Properties, add_value

FORMAT = "opensanctions_simple_csv"
URL = "https://www.opensanctions.org/entities/"
_REQUIRED = ("id", "schema", "name", "aliases", "birth_date", "countries", "identifiers")
_IMO = re.compile(r"IMO ?(\d{7})")
_CODE = re.compile(r"[a-z]{2}")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_UNTYPED = "kind not stated"


def read_opensanctions_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn rows into listings, keeping the ids, which are those of the same party's entity.

    The format is poorer than the entities: every other name is one of `aliases`, numbers have no
    kind, a sanction is one line of text and topics are missing. Nothing is guessed back: the
    effect is unknown but for programmes of which it is known, and a note says what is lost.
    Telephone numbers and e-mail addresses are not kept.

    Args:
        files: Files with the header of the format.
        list_name: The store's name of the list.
        account: Takes what was read and what was not.

    Yields:
        Listings in the order of the file.

    Raises:
        ListError: A column is missing.

    Basis:
        OpenSanctions' exporter of ``targets.simple.csv``: values of a cell are themselves a line
        of CSV with semicolons. ``program_ids`` and ``last_change`` are younger than the others.
    """
    account.title, account.official = list_name, False
    for file in files:
        account.notes.append(
            f"{file.name}: this format does not say which names are weak, what numbers are, or "
            "what a listing does in law; import the entities (FollowTheMoney) for that"
        )
        before = account.damaged
        for record in _records(file, account):
            account.records += 1
            found = _listing(record, list_name)
            yield from account.take(found, record.place(file))
        # Every row is an entry by itself, a damaged one too.
        account.records += account.damaged - before
        account.refused += account.damaged - before
        remark_cut_off(file, account, newline_needed=True)


def claims(file: ListFile) -> bool:
    """Tell whether a file has the header of the format."""
    return set(_REQUIRED) <= set(header_of(file))


READER = Reader(
    FORMAT,
    "OpenSanctions simplified CSV (targets.simple.csv)",
    claims,
    read_opensanctions_csv,
    checked_on="an invented sample in the order of columns that the publisher's exporter writes",
)


def _records(file: ListFile, account: Account) -> Iterator[Record]:
    """Give the rows; a header that is no CSV is an error of the file."""
    try:
        yield from read_records(file, account, required=_REQUIRED, encodings=("utf-8-sig",) * 2)
    except csv.Error as error:
        raise ListError(
            f"the header is damaged: {error}", where=file.name, remedy="fetch the file again"
        ) from error


def _listing(record: Record, list_name: str) -> Listing | str:
    """Turn a row into a listing, or say in words why there can be none."""
    uid, schema, name = record.get("id"), record.get("schema"), record.get("name")
    if not uid:
        return "the row has no id"
    if schema not in PARTIES and schema not in THINGS:
        return f"the schema {schema!r} is not one of FollowTheMoney's that we list"
    aliases = [one for one in split_cell(record.get("aliases")) if one != name]
    if not name and not aliases:
        return f"the row {uid!r} has no name"
    sanctions = split_cell(record.get("sanctions"))
    programmes = tuple(split_cell(record.get("program_ids")))
    identifiers = tuple(_identifiers(schema, split_cell(record.get("identifiers"))))
    properties: Properties = {}
    add_value(properties, "name", name)
    for alias in aliases:
        add_value(properties, "alias", alias)
    dates = [DateSpan("birthDate", *_exact(day)) for day in split_cell(record.get("birth_date"))]
    for date in dates:
        add_value(properties, "birthDate", date.first)
    for country in split_cell(record.get("countries")):
        key = "country" if _CODE.fullmatch(country) else "notes"
        add_value(properties, key, country if key == "country" else f"country: {country}")
    for address in split_cell(record.get("addresses")):
        add_value(properties, "address", address)
    for one in identifiers:
        add_value(properties, one.kind, one.value)
    datasets = split_cell(record.get("dataset"))
    return Listing(
        id=uid,
        list=list_name,
        schema=schema,
        properties=properties,
        publisher_id=uid,
        authority="; ".join(datasets),
        programmes=programmes,
        effect=effect_of("ftm", programmes) if programmes else Effect.UNKNOWN,
        amended_on=record.get("last_change"),
        remarks="; ".join(sanctions),
        citations=(Citation(source=list_name, title="; ".join(datasets), url=f"{URL}{uid}/"),),
        names=(
            *((ListedName(name),) if name else ()),
            *(ListedName(alias, "alias") for alias in aliases),
        ),
        identifiers=identifiers,
        dates=tuple(dates),
    )


def split_cell(cell: str) -> list[str]:
    """Give the values of a cell; one that is no line of CSV is a value as it stands.

    Example:
        >>> split_cell('Acme; Ltd'), split_cell('"Acme; Ltd";Beta')
        (['Acme', 'Ltd'], ['Acme; Ltd', 'Beta'])
    """
    try:
        rows = list(csv.reader([cell.replace("\n", " ")], delimiter=";", strict=True))
    except csv.Error:
        return [cell]
    return list(dict.fromkeys(text for row in rows for value in row if (text := value.strip())))


def _exact(text: str) -> tuple[str, str, str]:
    """Give a date as its text, first and last day; another text than ISO is kept alone."""
    return (text, text, text) if _DAY.fullmatch(text) else (text, "", "")


def _identifiers(schema: str, values: Sequence[str]) -> Iterator[Identifier]:
    """Give numbers: an IMO number tells itself by its letters, of the others nothing is known."""
    plain = "idNumber" if schema in PARTIES else "registrationNumber"
    for value in values:
        imo = _IMO.fullmatch(value)
        if imo and schema == "Vessel":
            yield Identifier("imoNumber", value)
        else:
            yield Identifier(plain, value, label=_UNTYPED)
