"""Read OFAC's lists in the advanced XML (SDN_ADVANCED.XML, CONS_ADVANCED.XML), as a stream.

A party's documents and addresses stand before it in the file, its relationships and its entries on
the lists after it. The file is walked once: what parties refer to is small and is kept; the parties
wait in a file of ours until the end, as walking the XML a second time costs more (measured by
``bench/advanced_xml.py``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Final

from msgspec import Struct, msgpack, structs

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_acts import (
    AUTHORITY,
    CONSOLIDATED,
    SDN,
    OfacList,
    note_programmes,
)
from counterflow.watch.sources.ofac_identity import named_list
from counterflow.watch.sources.ofac_party import finish, read_party
from counterflow.watch.sources.ofac_reference import BEFORE_PARTIES, PARTS, Reference
from counterflow.watch.sources.ofac_xml import REMEDY
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import local, root_name, walk

FORMAT = "ofac_advanced_xml"
_ROOT: Final = "Sanctions"
_RECORD: Final = "DistinctParty"
_LAYOUT: Final = Layout(
    sections=frozenset({"DistinctParties"}),
    beside=frozenset(
        {"ReferenceValueSets", "Locations", "IDRegDocuments", "ProfileRelationships"}
        | {"SanctionsEntries", "SanctionsEntryLinks", "DateOfIssue"}
    ),
    open=True,
)
_MARKS = (b"ADVANCED_XML", b"un.org/sanctions/", b"ReferenceValueSets")
_SDN_LIST = "sdn list"


def read_ofac_advanced_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn SDN_ADVANCED.XML or CONS_ADVANCED.XML into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read, ``published_on`` from ``DateOfIssue``, and what was not.
            ``related`` counts places, documents, relationships and entries on lists. A record that
            refers to a word, a place or a party that the file does not hold is a remark.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, a document type declaration, or places and documents after
            the parties that refer to them.

    Basis:
        OFAC, Advanced Sanctions Data Model (namespaces before and after 2024-05-07, read by local
        names). Checked on invented records built after the published schema.
    """
    file = only_file(files, "OFAC's advanced list")
    account.authority = AUTHORITY
    reference = Reference()
    with tempfile.TemporaryFile(prefix="counterflow-parties-") as waiting:
        met, identities = _walk(file, list_name, account, reference, waiting)
        ofac_list = _list(reference, list_name)
        account.title = ofac_list.title
        account.state_day(reference.issued_on, file, "DateOfIssue")
        account.related = reference.count
        waiting.seek(0)
        while length := waiting.read(_LENGTH):
            party = _DECODER.decode(waiting.read(int.from_bytes(length)))
            listing = finish(party.listing, party.profiles, reference, ofac_list)
            place = _place(file, party.row, party.line)
            if not listing.designations:
                what = f"the party {listing.publisher_id} has no entry on any list"
                account.remark(structs.replace(place, what=what))
            yield from account.admit(listing, place)
    codes = {code for held in reference.entered.values() for one in held for code in one.programmes}
    note_programmes(account, ofac_list, codes)
    _note_strangers(account, reference, met, identities)


class _Waiting(Struct, array_like=True):
    """A party that waits for the end of the file."""

    row: int
    line: int
    profiles: list[str]
    listing: Listing


_ENCODER = msgpack.Encoder()
_DECODER = msgpack.Decoder(_Waiting)
_LENGTH = 4


def _walk(
    file: ListFile, list_name: str, account: Account, reference: Reference, waiting: IO[bytes]
) -> tuple[set[str], set[str]]:
    """Read the whole file: parties into the file of those that wait, all else into the tables.

    Returns:
        The numbers of the profiles and of the identities met.
    """
    met: set[str] = set()
    identities: set[str] = set()
    for element in walk(file, (*PARTS, _RECORD), account, layout=_LAYOUT):
        name = local(element)
        if name != _RECORD:
            if name in BEFORE_PARTIES and account.records:
                raise _order(file, name)
            reference.take(element)
            continue
        account.records += 1
        line = element.sourceline or 0
        place = _place(file, account.records, line)
        party = read_party(element, reference, list_name)
        met.update(party.profiles)
        identities.update(party.identities)
        if party.listing is None:
            account.refuse(structs.replace(place, what=party.wrong[0]))
            continue
        for wrong in party.wrong:
            account.remark(structs.replace(place, what=wrong))
        held = _Waiting(account.records, line, party.profiles, party.listing)
        data = _ENCODER.encode(held)
        waiting.write(len(data).to_bytes(_LENGTH) + data)
    return met, identities


def _place(file: ListFile, row: int, line: int) -> Refusal:
    return Refusal("", file=file.name, row=row, line=line, remedy=REMEDY)


def _order(file: ListFile, name: str) -> ListError:
    return ListError(
        f"<{name}> stands after the parties",
        where=file.name,
        why="OFAC's schema has it before them; what it says of them would be lost",
        remedy="fetch the file from OFAC again; if it is whole, the format has changed",
    )


def claims(file: ListFile) -> bool:
    """Tell whether a file is OFAC's advanced XML by its root element and its first bytes."""
    if root_name(file) != _ROOT:
        return False
    head = file.head.replace(b"\0", b"")
    return any(mark in head for mark in _MARKS)


READER = Reader(
    FORMAT,
    "OFAC SDN_ADVANCED.XML or CONS_ADVANCED.XML",
    claims,
    read_ofac_advanced_xml,
    checked_on="invented records built after the published schema; no real file was at hand",
)


def _list(reference: Reference, list_name: str) -> OfacList:
    """Tell which publication it is: in the SDN list most parties are on the list of that name."""
    on_sdn = sum(
        any(entered.list.casefold() == _SDN_LIST for entered in entries)
        for entries in reference.entered.values()
    )
    if not reference.entered:
        return named_list(list_name)
    return SDN if on_sdn * 2 > len(reference.entered) else CONSOLIDATED


def _note_strangers(
    account: Account, reference: Reference, met: set[str], identities: set[str]
) -> None:
    """Say what speaks of parties that the file does not hold."""
    told = (
        ("entries on lists", set(reference.entered) - met),
        ("relationships", set(reference.ties) - met),
        ("documents", set(reference.documents) - identities),
    )
    for what, strangers in told:
        if strangers and not account.fatal:
            account.notes.append(
                f"{what} of {len(strangers)} parties that the file does not hold were not used"
            )
