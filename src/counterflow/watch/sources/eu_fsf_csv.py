"""Read the EU's financial sanctions file as CSV 1.0 and 1.1, whose rows each hold one part."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Final

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.cut_off import REMEDY, remark_cut_off
from counterflow.watch.sources.delimited_rows import BoundedLines, Record, header_of, read_records
from counterflow.watch.sources.eu_fsf_entity import AUTHORITY, TITLE, FsfEntity, Part, listing_of
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "eu_fsf_csv"
MOST_LETTERS: Final = 1_000
MOST_ROWS: Final = 5_000
"""The longest real entity has under 100 rows; one without end would fill the memory."""

# 1.0 writes short prefixes and other words; 1.1 writes the names of the XML, each with its prefix.
_ID: Final = ("Entity_LogicalId", "Entity_logical_id")
_WHOLE_NAME: Final = ("NameAlias_WholeName", "Naal_wholename")
_PREFIXES: Final = {
    "entity_regulation_": "regulations",
    "namealias_": "names",
    "address_": "addresses",
    "birthdate_": "births",
    "identification_": "numbers",
    "citizenship_": "citizenships",
    "leba_": "regulations",
    "naal_": "names",
    "addr_": "addresses",
    "birt_": "births",
    "iden_": "numbers",
    "citi_": "citizenships",
}
_KEYS: Final = {
    "day": "dayofmonth",
    "month": "monthofyear",
    "typecode": "identificationtypecode",
    "typedescription": "identificationtypedescription",
    "numtitle": "numbertitle",
    "publication_date": "publicationdate",
    "url": "publicationurl",
    "language": "namelanguage",
    "country": "countryiso2code",
    "date": "birthdate",
    "other": "place",
}
_ENTITY: Final = {
    "logical_id": _ID,
    "reference": ("Entity_EU_ReferenceNumber", "EU_ref_num"),
    "un_id": ("Entity_UnitedNationId",),
    "designated_on": ("Entity_DesignationDate",),
    "details": ("Entity_DesignationDetails",),
    "kind": ("Entity_SubjectType_ClassificationCode", "Entity_SubjectType", "Subject_type"),
}
_PROGRAMME: Final = "Programme"
_SAYS_NOTHING: Final = frozenset({"logicalid", "logical_id", "regulationlanguage", "contactinfo"})
# 1.0 writes number, type and remark into one cell: "12345 (id-National card) (expired)".
_NUMBER: Final = re.compile(r"(?P<number>.*?) \((?P<code>[\w ]+?)-(?P<words>[^()]*)\)(?P<rest>.*)")


def read_eu_fsf_csv(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the EU's comma-separated file into listings, rows of one entity into one.

    Args:
        files: The one file, plain or with every line wrapped into a cell by a spreadsheet.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read; its records are entities, not rows. A row that could not be
            read is a remark. An entity whose rows do not stand together is refused the second time.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a header without the columns that matter.

    Basis:
        European Commission, financial sanctions files, CSV 1.0 (59 columns, 2018) and 1.1.
    """
    file = _with_distinct_columns(_unwrapped(only_file(files, "the EU list"), account))
    account.title, account.authority = TITLE, AUTHORITY
    header = {name.casefold() for name in header_of(file, delimiter=";")}
    required = [next((n for n in names if n.casefold() in header), names[0]) for names in _NEEDED]
    rows = read_records(file, account, required=required, delimiter=";")
    for _, group in groupby(rows, key=lambda row: row.get(required[0]) or f"row {row.number}"):
        members = list(islice(group, MOST_ROWS + 1))
        account.records += 1
        if account.records == 1:
            stated = next(iter(members[0].cells.values()), "")
            account.state_day(stated, file, "first column", day=_day(stated))
        place = members[0].place(file)
        found: Listing | str = f"the entity has more than {MOST_ROWS:,} rows"
        if len(members) <= MOST_ROWS:
            found = listing_of(_entity(members), list_name)
        yield from account.take(found, place)
    remark_cut_off(file, account, newline_needed=False)


_NEEDED: Final = (_ID, _WHOLE_NAME, _ENTITY["kind"])


def _day(text: str) -> str:
    """Read the first column, which dates the file whatever its heading says ("Date_filexxxx")."""
    return read_date(text, "dmy").iso


def _entity(rows: Sequence[Record]) -> FsfEntity:
    """Put the rows of an entity together; what each repeats of the entity is taken once."""
    entity = FsfEntity()
    for name, columns in _ENTITY.items():
        values = (row.get(column) for row in rows for column in columns)
        setattr(entity, name, next(filter(None, values), ""))
    for row in rows:
        for remark in (row.get("Entity_Remark") or row.get("Entity_remark"),):
            if remark and remark not in entity.remarks:
                entity.remarks.append(remark)
        for name, part in _parts(row.cells).items():
            held = getattr(entity, name)
            if part not in held:
                held.append(part)
    return entity


def _parts(cells: Mapping[str, str]) -> dict[str, Part]:
    """Give the parts that a row holds, by the field of the entity that they belong to."""
    found: dict[str, Part] = {}
    for column, cell in cells.items():
        # 1.0 writes the two letters \\n where a line ends inside a cell.
        value = " ".join(cell.replace("\\n", " ").split())
        low = column.casefold()
        prefix = next((p for p in _PREFIXES if low.startswith(p)), "")
        key = low[len(prefix) :]
        if column == _PROGRAMME:
            prefix, key = "leba_", "programme"
        # The act by which a single name or address was added is not kept: the entity's is.
        is_act = key.startswith(("regulation_", "leba_")) or (
            key == "programme" and prefix[0] in "nabic"
        )
        if value and prefix and key not in _SAYS_NOTHING and not is_act:
            found.setdefault(_PREFIXES[prefix], {})[_KEYS.get(key, key)] = value
    if "numbers" in found:
        found["numbers"] = _number(found["numbers"])
    return found


def _number(part: Part) -> Part:
    """Take a cell of CSV 1.0 apart; that of 1.1 is returned as it is."""
    text = part.get("number", "")
    match = _NUMBER.fullmatch(text) if len(text) < MOST_LETTERS else None
    if not match or "identificationtypecode" in part:
        return part
    return part | {
        "number": match["number"].strip(),
        "identificationtypecode": match["code"],
        "identificationtypedescription": match["words"],
        "remark": match["rest"].strip(" ()?"),
    }


def _is_wrapped(file: ListFile) -> bool:
    """Tell a file whose every line a spreadsheet put into one quoted cell."""
    cells = header_of(file)
    return (
        len(cells) == 1
        and cells[0].count(";") > 1
        and file.head.lstrip(b"\xef\xbb\xbf")[:1] == b'"'
    )


def _unwrapped(file: ListFile, account: Account) -> ListFile:
    """Take the records out of the cells that a spreadsheet put around them.

    The spreadsheet had cut each line at its commas first: inside a line tabs stand for them.
    """
    if not _is_wrapped(file):
        return file
    held = io.BytesIO(file.data)
    bounded = BoundedLines(io.TextIOWrapper(held, "cp1252", errors="replace", newline=""), file)
    lines: list[str] = []
    try:
        for cells in csv.reader(bounded):
            bounded.begin()
            line = cells[0] if cells else ""
            lines.append(line.rstrip("\t").replace("\t", ",").replace("\n", " "))
    except csv.Error as error:
        raise ListError(
            f"the lines cannot be taken out of their cells: {error}",
            where=file.name,
            why="a spreadsheet wrapped them, and a part of them would be lost",
            remedy="fetch the file from the Commission again and do not save it in a spreadsheet",
        ) from error
    account.notes.append(
        f"{file.name} holds each line wrapped in one cell by a spreadsheet; it was unwrapped, "
        "tabs read as commas; letters that cp1252 lacks were lost before, as ?"
    )
    whole = file.data.rstrip(b"\0").endswith(b"\n")
    if file.data.count(b'"') % 2:
        # Each line is one quoted cell: a quote that does not close was cut off in it.
        what = "the last line of the file ends inside its cell: it was cut off"
        account.remark(Refusal(what, file=file.name, remedy=REMEDY, fatal=True))
    data = "\n".join(lines) + "\n" * whole
    return ListFile(file.name, data.encode(), chosen=file.chosen)


def _with_distinct_columns(file: ListFile) -> ListFile:
    """Number the columns whose heading stands before: CSV 1.0 repeats Entity_logical_id."""
    columns = header_of(file, delimiter=";")
    if len(set(columns)) == len(columns):
        return file
    distinct = [
        name if name not in columns[:place] else f"{name}_{place}"
        for place, name in enumerate(columns)
    ]
    rest = file.data.partition(b"\n")[2]
    return ListFile(file.name, ";".join(distinct).encode() + b"\n" + rest, chosen=file.chosen)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the EU's list by the columns of its header."""
    header = header_of(file, delimiter=";")
    if _is_wrapped(file):
        header = header_of(ListFile(file.name, header_of(file)[0].encode()), delimiter=";")
    return any(name in header for name in _ID) and any(name in header for name in _WHOLE_NAME)


READER = Reader(
    FORMAT,
    "EU financial sanctions file (CSV 1.0 and 1.1, semicolons)",
    claims,
    read_eu_fsf_csv,
    checked_on="999 real rows of CSV 1.0 (93 entities, 2018-07-04); 1.1 on invented records only",
)
