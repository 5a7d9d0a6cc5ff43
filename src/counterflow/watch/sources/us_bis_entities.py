"""Read BIS's Entity, Military End User and Unverified Lists from the eCFR's XML of 15 CFR 744."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from msgspec import structs

from counterflow.core.model.law import Citation
from counterflow.core.model.listings import Designation, Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.entry_draft import EntryDraft
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import programmes_of
from counterflow.watch.sources.us_bis_names import Cell, read_cell
from counterflow.watch.sources.us_names import clean_name
from counterflow.watch.sources.xml_stream import children, local, walk

FORMAT = "us_bis_entities"
TITLE = "BIS Entity List, Military End User List and Unverified List (15 CFR 744)"
AUTHORITY = "US Bureau of Industry and Security"
URL = "https://www.ecfr.gov/current/title-15/part-744"
CUT_NOTE = "{count} names were parted from their addresses at a comma: the remarks hold the cell"

_SUPPLEMENT = re.compile(r"Supplement No\. ?(\d+) to Part 744\b", re.IGNORECASE)
_MARK = re.compile(rb"Supplement No\. ?[467] to Part 744", re.IGNORECASE)
_ADDRESS_ONLY = re.compile(r"address \d{1,3}", re.IGNORECASE)
_RESERVED = re.compile(r"\[?reserved\]?\.?", re.IGNORECASE)


class _Table(NamedTuple):
    """A supplement: its list, and the columns of its rows."""

    code: str
    columns: int


_TABLES = {"4": _Table("EL", 5), "6": _Table("UVL", 3), "7": _Table("MEU", 3)}


def read_us_bis_entities(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn Supplements No. 4, 6 and 7 to Part 744 into listings, one for each row.

    An entity stands once for each country that it is listed under: these stay different rows of
    the regulation and so different listings.

    Args:
        files: The one XML file, of the eCFR's full text of part 744.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not.

    Yields:
        Listings in the order of the regulation. It gives no id: ours is the list's abbreviation,
        country and name with a short hash of the whole row.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        eCFR, title 15 part 744 (versioner interface, ``title-15.xml?part=744``): elements ``HEAD``,
        ``TR`` and ``TD`` (seen in public code that reads it; no real file was at hand).
    """
    file = only_file(files, TITLE)
    account.title, account.authority = TITLE, AUTHORITY
    table: _Table | None = None
    country = ""
    met: Counter[str] = Counter()
    parted = 0
    for element in walk(file, ("HEAD", "TR"), account):
        if local(element) == "HEAD":
            found = _SUPPLEMENT.match(cell_text(element).strip())
            table, country = _TABLES.get(found[1]) if found else None, ""
            continue
        cells = [cell_text(cell) for cell in children(element, "TD")]
        if table is None or not any(cells) or _is_reserved(cells):
            continue
        account.records += 1
        place = Refusal(
            "", file=file.name, row=account.records, line=element.sourceline or 0, remedy=_REMEDY
        )
        if len(cells) != table.columns:
            what = f"the row has {len(cells)} cells where {table.code} has {table.columns}"
            account.refuse(structs.replace(place, what=what))
            continue
        country = " ".join(cells[0].split()) or country
        listing = _listing(table, country, cells, list_name, met)
        if isinstance(listing, str):
            account.refuse(structs.replace(place, what=listing))
            continue
        parted += any(
            note.startswith("name parted") for note in listing.properties.get("notes", ())
        )
        yield from account.admit(listing, place)
    if parted:
        account.notes.append(CUT_NOTE.format(count=parted))


_REMEDY = "compare the row with the regulation and fetch it again"


def claims(file: ListFile) -> bool:
    """Tell whether a file is the eCFR's part 744 in XML, by the elements and headings in it."""
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(b"<") or b"<HEAD>" not in head or b"744" not in head:
        return False
    return any(_MARK.search(piece) for piece in file.chunks())


READER = Reader(
    FORMAT,
    "BIS Entity, Military End User and Unverified Lists (eCFR XML of 15 CFR 744)",
    claims,
    read_us_bis_entities,
    checked_on="invented rows in the eCFR's elements; no real file was at hand",
)


def cell_text(element: Any) -> str:
    """Give the text of a cell, a newline for each break; footnote marks stand in brackets."""
    pieces = [element.text or ""]
    for child in element:
        name = local(child).upper()
        if name == "BR":
            pieces.append("\n")
        elif name in ("SU", "SUP"):
            pieces.append(f" [{cell_text(child).strip()}]")
        else:
            pieces.append(cell_text(child))
        pieces.append(child.tail or "")
    lines = "".join(pieces).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _is_reserved(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and bool(_RESERVED.fullmatch(cells[1].strip()))


def _listing(
    table: _Table, country: str, cells: Sequence[str], list_name: str, met: Counter[str]
) -> Listing | str:
    written = cells[1]
    cell = read_cell(written)
    if not cell.name:
        return "the row has no entity"
    address_only = bool(_ADDRESS_ONLY.fullmatch(cell.name))
    if address_only and not cell.addresses:
        return f"the entry {cell.name} is an address and holds none"
    draft = _draft(cell, country, address_only=address_only)
    requirement, policy = (cells[2], cells[3]) if len(cells) > len(("c", "e", "f")) else ("", "")
    programme = programmes_of("us_csl")[table.code]
    uid = _key_of(table, country, cells, met)
    return Listing(
        id=f"{list_name}-{uid}",
        list=list_name,
        schema="Address" if address_only else "LegalEntity",
        properties=draft.properties,
        authority=AUTHORITY,
        programmes=(table.code,),
        effect=programme.effect,
        remarks=" ".join(written.split()),
        citations=(Citation(source=FORMAT, title=TITLE, issuer=AUTHORITY, url=URL),),
        designations=(
            Designation(
                authority=AUTHORITY,
                regime="US",
                effect=programme.effect,
                programmes=(table.code,),
                citation=programme.citation,
                legal_basis=" ".join(cells[-1].split()),
                requirement=" ".join(requirement.split()),
                policy=" ".join(policy.split()),
            ),
        ),
        names=tuple(draft.names),
    )


def _draft(cell: Cell, country: str, *, address_only: bool) -> EntryDraft:
    draft = EntryDraft()
    if address_only:
        draft.note("listed as", cell.name)
    else:
        for kind, text in (("name", cell.name), *(("alias", alias) for alias in cell.aliases)):
            name, tail = clean_name(text)
            draft.add_name(name, kind=kind)
            draft.note("the listing extends to", tail)
    for address in cell.addresses:
        draft.add("address", address)
        draft.add("full", address if address_only else "")
    code = country_code(country)
    draft.add("country", code)
    draft.note("listed under", country)
    if cell.guessed:
        draft.note("name parted from its address at a comma", cell.name)
    return draft


def _key_of(table: _Table, country: str, cells: Sequence[str], met: Counter[str]) -> str:
    """Make a key of the row: of country and name, and of the whole cell where these repeat."""
    text = "\n".join((table.code, country, " ".join(cells[1].split())))
    word = re.sub(r"[^a-z0-9]+", "-", cells[1].split("\n")[0].casefold()).strip("-")[:40]
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    parts = (table.code.casefold(), country_code(country), word.strip("-"), digest)
    key = "-".join(filter(None, parts))
    met[key] += 1
    return key if met[key] == 1 else f"{key}-{met[key]}"
