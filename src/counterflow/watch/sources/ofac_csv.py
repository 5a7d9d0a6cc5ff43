"""Read OFAC's lists in the comma-separated set: SDN.CSV and CONS_PRIM.CSV with their companions.

The primary file is required; aliases, addresses and comments are companions. Without them a
listing is still found by its first name, but not by its others: that is said in the notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from counterflow.core.errors import ListError
from counterflow.core.model import Citation, Effect, Listing, Refusal
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_remarks import read_remarks
from counterflow.watch.sources.ofac_rows import Row, read_rows, role_of
from counterflow.watch.sources.parsed import ParsedList, Reader
from counterflow.watch.sources.properties import Properties, add_value

FORMAT = "ofac_csv"
AUTHORITY = "US Treasury, OFAC"
RECORD_URL = "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="

CUT_AT = 1000
"""OFAC cuts remarks at this many characters; they go on in the comments file."""

_SCHEMATA = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "LegalEntity"}
_ALIASES = {"aka": "alias", "fka": "previousName", "nka": "alias"}
_MISSING = {
    "alias": "aliases are absent: parties are found by their first name and weak aliases only",
    "address": "addresses and most countries are absent",
    "comment": "remarks longer than 1,000 characters end where OFAC cut them",
}


class _Kind(NamedTuple):
    """Which of OFAC's two lists a primary file holds."""

    source: str
    title: str
    effect: Effect


_KINDS = {
    "sdn": _Kind(
        "ofac_sdn",
        "Specially Designated Nationals and Blocked Persons List (SDN)",
        Effect.BLOCKING,
    ),
    "cons": _Kind("ofac_cons", "Consolidated Sanctions List (non-SDN lists)", Effect.SECTORAL),
    "": _Kind("ofac", "OFAC list (SDN or consolidated: the file does not say)", Effect.UNKNOWN),
}

_Companions = dict[str, dict[str, list[Row]]]


def read_ofac_csv(files: Sequence[ListFile], list_name: str) -> ParsedList:
    """Turn OFAC's comma-separated set into listings.

    Args:
        files: One primary file and any of its companions, in any order, told apart by their
            columns. ``cons`` in the primary's name makes it the non-SDN list.
        list_name: The store's name of the list; it begins every listing's id.

    Returns:
        Listings in file order with all names, dates and numbers that the files state. A fatal
        refusal says that a file was cut off. OFAC states no date in these files.

    Raises:
        ListError: No primary file, or two files of one role.

    Example:
        >>> row = b'7,"ACME",-0- ,"SDGT] [SYRIA"' + b",-0- " * 8
        >>> file = ListFile("sdn.csv", row + bytes((10, 26)))
        >>> parsed = read_ofac_csv([file], "ofac_sdn")
        >>> parsed.listings[0].id, parsed.listings[0].programmes
        ('ofac_sdn-7', ('SDGT', 'SYRIA'))

    Basis:
        OFAC, "SDN data formats" (SDN.CSV, ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV), as published to
        2025-12.
    """
    by_role = _by_role(files)
    primary = by_role["primary"]
    kind = _kind(primary.name, list_name)
    parsed = ParsedList(FORMAT, title=kind.title, authority=AUTHORITY)
    if kind.effect is Effect.UNKNOWN:
        parsed.notes.append(
            f"neither {primary.name} nor the list's name says whether this is the SDN list or the "
            "consolidated (non-SDN) list: the legal effect is unknown; name it after OFAC's file"
        )
    companions = _read_companions(by_role, parsed)
    rows = read_rows(primary, "primary")
    parsed.records = len(rows.rows) + rows.damaged
    parsed.refused = rows.damaged
    parsed.refusals.extend(rows.refusals)
    seen: set[str] = set()
    for row in rows.rows:
        wrong = _fault(row, seen)
        if wrong:
            parsed.refuse(_refusal(primary, row, wrong))
            continue
        seen.add(row.cells[0])
        parsed.listings.append(_listing(row.cells, companions, kind, list_name))
    if not parsed.listings:
        parsed.refusals.append(_nothing(primary))
    _note(parsed, rows.rows, companions, seen)
    return parsed


def claims(file: ListFile) -> bool:
    """Tell whether a file is one of OFAC's comma-separated set."""
    return bool(role_of(file))


READER = Reader(
    FORMAT,
    "OFAC SDN.CSV or CONS_PRIM.CSV with ALT, ADD and COMMENTS (comma-separated, no header)",
    claims,
    read_ofac_csv,
)


def _by_role(files: Sequence[ListFile]) -> dict[str, ListFile]:
    """Name each file's role, refusing a set that is ambiguous or lacks its primary file."""
    result: dict[str, ListFile] = {}
    for file in files:
        role = role_of(file) or "primary"
        if role in result:
            raise ListError(
                f"two files hold the {role} rows: {result[role].name} and {file.name}",
                why="they are two lists, or two versions of one",
                remedy="import SDN and CONS (non-SDN) one at a time, one version each",
            )
        result[role] = file
    if "primary" not in result:
        raise ListError(
            "the primary file is missing",
            where=", ".join(file.name for file in files),
            why="companion files hold only further names, addresses and comments",
            remedy="give SDN.CSV or CONS_PRIM.CSV with them",
        )
    return result


def _kind(file_name: str, list_name: str) -> _Kind:
    """Tell SDN from the non-SDN list by the file's name, else by the list's."""
    for name in (file_name.lower(), list_name.lower()):
        if "cons" in name or "nonsdn" in name or "non_sdn" in name:
            return _KINDS["cons"]
        if "sdn" in name:
            return _KINDS["sdn"]
    return _KINDS[""]


def _read_companions(by_role: dict[str, ListFile], parsed: ParsedList) -> _Companions:
    """Read the companion files by uid; a missing one is said in the notes."""
    result: _Companions = {}
    for role, lack in _MISSING.items():
        by_uid: dict[str, list[Row]] = defaultdict(list)
        file = by_role.get(role)
        if file is None:
            parsed.notes.append(f"no {role} file was given: {lack}")
        else:
            rows = read_rows(file, role)
            parsed.refusals.extend(rows.refusals)
            for row in rows.rows:
                by_uid[row.cells[0]].append(row)
        result[role] = by_uid
    return result


def _fault(row: Row, seen: set[str]) -> str:
    """Say why a primary row cannot be a listing; empty where it can."""
    uid, name, kind = row.cells[:3]
    if not (uid.isascii() and uid.isdigit()):
        return f"the first column should be OFAC's number and reads {uid!r}"
    if uid in seen:
        return f"OFAC's number {uid} already stands on an earlier line"
    if not name:
        return "the record has no name"
    if kind not in _SCHEMATA:
        return f"the type {kind!r} is none of individual, vessel, aircraft or -0-"
    return ""


def _listing(cells: list[str], companions: _Companions, kind: _Kind, list_name: str) -> Listing:
    uid, name, type_, programmes = cells[:4]
    schema = _SCHEMATA[type_]
    properties: Properties = {"name": [name]}
    if schema == "Person":
        _add_person_name(properties, name)
    for row in companions["alias"].get(uid, ()):
        add_value(properties, _ALIASES.get(row.cells[2], "alias"), row.cells[3])
    comments = [row.cells[1] for row in companions["comment"].get(uid, ())]
    remarks = read_remarks(
        cells[11] + "".join(comments), schema, cut=_is_cut(cells[11]) and not comments
    )
    for key, values in remarks.properties.items():
        for value in values:
            add_value(properties, key, value)
    for row in companions["address"].get(uid, ()):
        add_value(properties, "address", ", ".join(cell for cell in row.cells[2:5] if cell))
        add_value(properties, "country", country_code(row.cells[4]))
    _add_craft(properties, cells)
    if cells[4]:
        add_value(properties, "position" if schema == "Person" else "notes", cells[4])
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema=schema,
        properties=properties,
        publisher_id=uid,
        authority=AUTHORITY,
        programmes=tuple(filter(None, programmes.strip("[] ").split("] ["))),
        effect=kind.effect,
        remarks=remarks.text,
        citations=(
            Citation(source=kind.source, title=kind.title, issuer=AUTHORITY, url=RECORD_URL + uid),
        ),
    )


def _is_cut(remarks: str) -> bool:
    """Tell whether remarks reach the length at which OFAC cuts them."""
    return len(remarks) >= CUT_AT


def _add_person_name(properties: Properties, name: str) -> None:
    """Split ``SURNAME, Given`` where the comma form is plain."""
    family, comma, given = name.partition(", ")
    if comma and family and given and not any(mark in given for mark in ',("'):
        properties["lastName"] = [family]
        properties["firstName"] = [given]


def _add_craft(properties: Properties, cells: list[str]) -> None:
    """Add what the primary columns say of vessels and aircraft.

    The owner column holds a name; FollowTheMoney's ``owner`` points at an entity, so it is kept
    as a note.
    """
    call_sign, type_, tonnage, gross, flag, owner = cells[5:11]
    add_value(properties, "callSign", call_sign)
    add_value(properties, "type", type_)
    add_value(properties, "tonnage", tonnage)
    add_value(properties, "grossRegisteredTonnage", gross)
    code = country_code(flag)
    add_value(properties, "flag", code)
    if flag and not code:
        add_value(properties, "notes", f"flag: {flag}")
    if owner:
        add_value(properties, "notes", f"owner: {owner}")


def _note(parsed: ParsedList, rows: list[Row], companions: _Companions, seen: set[str]) -> None:
    """Say what a person must know: remarks that stay cut, companion rows of other records."""
    comments = companions["comment"]
    cut = sum(1 for row in rows if _is_cut(row.cells[11]) and row.cells[0] not in comments)
    if cut:
        parsed.notes.append(
            f"{cut} remarks were cut at 1,000 characters and no comment continues them: "
            "their last field is kept as text only"
        )
    for role, by_uid in companions.items():
        strangers = sum(1 for uid in by_uid if uid not in seen)
        if strangers:
            parsed.notes.append(
                f"the {role} file speaks of {strangers} records that the primary file does not "
                "hold: the files may be of different days"
            )


def _refusal(file: ListFile, row: Row, what: str) -> Refusal:
    return Refusal(
        what,
        file=file.name,
        row=row.number,
        line=row.line,
        remedy="compare the line with OFAC's file and fetch it again",
    )


def _nothing(file: ListFile) -> Refusal:
    return Refusal(
        "the file holds no record that can be used",
        file=file.name,
        remedy="fetch the list again; an empty list would find nothing",
        fatal=True,
    )
