"""Read OFAC's lists in the comma-separated set: SDN.CSV and CONS_PRIM.CSV with their companions.

The primary file is required; aliases, addresses and comments are companions. Without them a
listing is still found by its first name, but not by its others: that is said in the notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from counterflow.core.errors import ListUsageError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_acts import (
    AUTHORITY,
    OfacList,
    acts_of,
    note_programmes,
)
from counterflow.watch.sources.ofac_entry import SCHEMATA, Entry, person_parts
from counterflow.watch.sources.ofac_identity import list_of, note_list
from counterflow.watch.sources.ofac_labels import CRAFT
from counterflow.watch.sources.ofac_remarks import read_remarks
from counterflow.watch.sources.ofac_rows import Row, read_rows, role_of
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "ofac_csv"

CUT_AT = 1000
"""OFAC cuts remarks at this many characters; they go on in the comments file."""

_TYPES = {"individual", "vessel", "aircraft", ""}
_ALIASES = {"aka": "alias", "fka": "previousName", "nka": "alias"}
_MISSING = {
    "alias": "aliases are absent: parties are found by their first name and weak aliases only",
    "address": "addresses and most countries are absent",
    "comment": "remarks longer than 1,000 characters end where OFAC cut them",
}

_Companions = dict[str, dict[str, list[Row]]]


def read_ofac_csv(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn OFAC's comma-separated set into listings.

    Args:
        files: One primary file and any of its companions, in any order, told apart by their
            columns. Which list it is, its programmes tell (``ofac_identity``).
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. A fatal refusal says that a file was cut
            off. OFAC states no date in these files.

    Yields:
        Listings in file order with all names, dates and numbers that the files state.

    Raises:
        ListError: No primary file, or two files of one role.

    Example:
        >>> row = b'7,"ACME",-0- ,"SDGT] [SYRIA"' + b",-0- " * 8
        >>> file = ListFile("sdn.csv", row + bytes((10, 26)))
        >>> (listing,) = read_ofac_csv([file], "ofac_sdn", Account(FORMAT))
        >>> listing.id, listing.programmes
        ('ofac_sdn-7', ('SDGT', 'SYRIA'))

    Basis:
        OFAC, "SDN data formats" (SDN.CSV, ALT.CSV, ADD.CSV, SDN_COMMENTS.CSV), as published to
        2025-12.
    """
    by_role = _by_role(files)
    primary = by_role["primary"]
    rows = read_rows(primary, "primary")
    ofac_list = list_of((_programmes(row.cells[3]) for row in rows.rows), list_name)
    account.title, account.authority = ofac_list.title, AUTHORITY
    note_list(account, ofac_list, list_name)
    companions = _read_companions(by_role, account)
    account.records = len(rows.rows) + rows.damaged
    account.refused = rows.damaged
    for refusal in rows.refusals:
        account.remark(refusal)
    seen: set[str] = set()
    programmes: set[str] = set()
    for row in rows.rows:
        wrong = _fault(row, seen)
        if wrong:
            account.refuse(_refusal(primary, row, wrong))
            continue
        seen.add(row.cells[0])
        listing = _listing(row.cells, companions, ofac_list, list_name)
        programmes.update(listing.programmes)
        yield from account.admit(listing, _refusal(primary, row, ""))
    note_programmes(account, ofac_list, programmes)
    _note(account, rows.rows, companions, seen)


def claims(file: ListFile) -> bool:
    """Tell whether a file is one of OFAC's comma-separated set."""
    return bool(role_of(file))


READER = Reader(
    FORMAT,
    "OFAC SDN.CSV or CONS_PRIM.CSV with ALT, ADD and COMMENTS (comma-separated, no header)",
    claims,
    read_ofac_csv,
    checked_on="309 real daily versions of SDN.CSV, one complete set, one non-SDN set",
)


def _by_role(files: Sequence[ListFile]) -> dict[str, ListFile]:
    """Name each file's role, refusing a set that is ambiguous or lacks its primary file."""
    result: dict[str, ListFile] = {}
    for file in files:
        role = role_of(file) or "primary"
        if role in result:
            raise ListUsageError(
                f"two files hold the {role} rows: {result[role].name} and {file.name}",
                why="they are two lists, or two versions of one",
                remedy="import SDN and CONS (non-SDN) one at a time, one version each",
            )
        result[role] = file
    if "primary" not in result:
        raise ListUsageError(
            "the primary file is missing",
            where=", ".join(file.name for file in files),
            why="companion files hold only further names, addresses and comments",
            remedy="give SDN.CSV or CONS_PRIM.CSV with them",
        )
    return result


def _read_companions(by_role: dict[str, ListFile], account: Account) -> _Companions:
    """Read the companion files by uid; a missing one is said in the notes."""
    result: _Companions = {}
    for role, lack in _MISSING.items():
        by_uid: dict[str, list[Row]] = defaultdict(list)
        file = by_role.get(role)
        if file is None:
            account.notes.append(f"no {role} file was given: {lack}")
            if role != "comment":
                account.lacks.append(lack)
        else:
            rows = read_rows(file, role)
            for refusal in rows.refusals:
                account.remark(refusal)
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
    if kind not in _TYPES:
        return f"the type {kind!r} is none of individual, vessel, aircraft or -0-"
    return ""


def _listing(
    cells: list[str], companions: _Companions, ofac_list: OfacList, list_name: str
) -> Listing:
    uid, name, type_, tags = cells[:4]
    entry = Entry(SCHEMATA[type_])
    person = type_ == "individual"
    entry.add_name("name", name, person_parts(name) if person else None)
    for row in companions["alias"].get(uid, ()):
        alias = row.cells[3]
        kind = _ALIASES.get(row.cells[2], "alias")
        entry.add_name(kind, alias, person_parts(alias) if person else None)
    comments = [row.cells[1] for row in companions["comment"].get(uid, ())]
    cut = _is_cut(cells[11]) and not comments
    remarks = read_remarks(entry, cells[11] + "".join(comments), cut=cut)
    for row in companions["address"].get(uid, ()):
        entry.add_address(", ".join(filter(None, row.cells[2:5])), row.cells[4])
    if cells[4]:
        entry.add_title(cells[4])
    for label, cell in zip(CRAFT, cells[5:11], strict=True):
        if cell:
            entry.take_known(label, cell)
    programmes = _programmes(tags)
    acts = acts_of(ofac_list, programmes, tuple(entry.directives))
    return entry.listing(uid, list_name, ofac_list, programmes, acts, remarks=remarks)


@lru_cache(maxsize=4096)
def _programmes(tags: str) -> tuple[str, ...]:
    return tuple(filter(None, tags.strip("[] ").split("] [")))


def _is_cut(remarks: str) -> bool:
    """Tell whether remarks reach the length at which OFAC cuts them."""
    return len(remarks) >= CUT_AT


def _note(account: Account, rows: list[Row], companions: _Companions, seen: set[str]) -> None:
    """Say what a person must know: remarks that stay cut, companion rows of other records."""
    comments = companions["comment"]
    cut = sum(1 for row in rows if _is_cut(row.cells[11]) and row.cells[0] not in comments)
    if cut:
        account.notes.append(
            f"{cut} remarks were cut at 1,000 characters and no comment continues them: "
            "their last field is kept as text only"
        )
        account.lacks.append(f"{cut} remarks end where OFAC cut them: numbers and names may follow")
    for role, by_uid in companions.items():
        strangers = sum(1 for uid in by_uid if uid not in seen)
        if strangers:
            account.notes.append(
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
