"""Read OFAC's lists as plain XML (SDN.XML, CONSOLIDATED.XML), as a stream of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.core.text.dates import read_date
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_acts import (
    AUTHORITY,
    OfacList,
    acts_of,
    note_programmes,
)
from counterflow.watch.sources.ofac_entry import SCHEMATA, Entry
from counterflow.watch.sources.ofac_identity import list_of, note_list, programme_groups
from counterflow.watch.sources.ofac_remarks import read_remarks
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import children, local, root_name, text_at, walk

FORMAT = "ofac_xml"
REMEDY: Final = "compare the record with OFAC's file and fetch it again"

_ROOT = "sdnList"
# OFAC spells it so.
_HEAD = "publshInformation"
_RECORD = "sdnEntry"
_ALIASES = {"a.k.a.": "alias", "f.k.a.": "previousName", "n.k.a.": "alias"}
_ADDRESS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")
_VESSEL = {
    "callSign": "Vessel Call Sign",
    "vesselType": "VESSEL TYPE",
    "vesselFlag": "Vessel Flag",
    "vesselOwner": "Vessel Owner",
    "tonnage": "Vessel Tonnage",
    "grossRegisteredTonnage": "Vessel Gross Registered Tonnage",
}
# List element, its item, the child that holds the value, and the label of that value.
_FACTS = (
    ("nationalityList", "nationality", "country", "nationality"),
    ("citizenshipList", "citizenship", "country", "citizen"),
    ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth", "DOB"),
    ("placeOfBirthList", "placeOfBirthItem", "placeOfBirth", "POB"),
)
_KNOWN = {
    *("uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList", "idList"),
    *("akaList", "addressList", "vesselInfo", *(fact[0] for fact in _FACTS)),
}


def read_ofac_xml(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn SDN.XML or CONSOLIDATED.XML into listings.

    Args:
        files: The one XML file. It does not say which of the two lists it is: its programmes do
            (``ofac_identity``).
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, ``published_on`` from ``Publish_Date``. Fewer
            records than ``Record_Count`` declares are a fatal refusal.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        OFAC, SDN XML schema, namespaces before and after 2024-05-07, read by local names.
    """
    file = only_file(files, "OFAC's XML list")
    ofac_list = list_of(programme_groups(file), list_name)
    account.title, account.authority = ofac_list.title, AUTHORITY
    note_list(account, ofac_list, list_name)
    declared = ""
    programmes: set[str] = set()
    for element in walk(file, (_HEAD, _RECORD), account, layout=Layout()):
        if local(element) == _HEAD:
            declared = text_at(element, "Record_Count")
            stated = text_at(element, "Publish_Date")
            account.state_day(stated, file, "Publish_Date", day=_us_day(stated))
            continue
        account.records += 1
        place = Refusal(
            "", file=file.name, row=account.records, line=element.sourceline or 0, remedy=REMEDY
        )
        listing = _listing(element, ofac_list, list_name, account, place)
        if isinstance(listing, Listing):
            programmes.update(listing.programmes)
        yield from account.take(listing, place)
    note_programmes(account, ofac_list, programmes)
    _check_count(account, file, declared)


def claims(file: ListFile) -> bool:
    """Tell whether a file is one of OFAC's plain XML lists by its root element."""
    return root_name(file) == _ROOT


READER = Reader(
    FORMAT,
    "OFAC SDN.XML or CONSOLIDATED.XML",
    claims,
    read_ofac_xml,
    checked_on="one real CONSOLIDATED.XML of 2025-03-28; SDN.XML has the same schema",
)


def _us_day(text: str) -> str:
    """Read ``MM/DD/YYYY``, the form that OFAC's schema gives for this one date."""
    return read_date(text, "mdy").iso


def _check_count(account: Account, file: ListFile, declared: str) -> None:
    """Compare the records met with the number that the file declares."""
    if declared == str(account.records) or account.fatal:
        return
    # Threat: Python refuses to read a number of some thousand digits, with an error.
    is_number = declared.isascii() and declared.isdigit() and len(declared) < 10
    said = declared[:20] or "no number of"
    fewer = is_number and int(declared) > account.records
    account.remark(
        Refusal(
            f"the file declares {said} records and holds {account.records}",
            file=file.name,
            column="Record_Count",
            remedy="fetch the file again; the last good version of the list stays in use",
            fatal=fewer,
        )
    )


def _listing(
    record: Any, ofac_list: OfacList, list_name: str, account: Account, place: Refusal
) -> Listing | str:
    """Turn one record into a listing, or say why there can be none."""
    uid = text_at(record, "uid")
    kind = text_at(record, "sdnType").lower()
    if not (uid.isascii() and uid.isdigit()):
        return f"the uid should be OFAC's number and reads {uid!r}"
    if kind not in SCHEMATA or not kind:
        return f"the record {uid} is of the type {kind!r}, none that we know"
    entry = Entry(SCHEMATA[kind])
    _add_names(entry, record)
    if not entry.names:
        return f"the record {uid} has no name"
    for element in record:
        if local(element) not in _KNOWN:
            what = f"the record {uid} holds <{local(element)}>, which is not read"
            account.remark(msgspec.structs.replace(place, what=what))
    remarks = read_remarks(entry, text_at(record, "remarks"))
    _add_facts(entry, record)
    programmes = tuple(
        filter(None, (text_at(found) for found in children(record, "programList", "program")))
    )
    acts = acts_of(ofac_list, programmes, tuple(entry.directives))
    words = "; ".join(filter(None, (remarks, *entry.kept)))
    return entry.listing(uid, list_name, ofac_list, programmes, acts, remarks=words)


def _add_facts(entry: Entry, record: Any) -> None:
    """Add title, dates, places, numbers, addresses and what is said of a vessel."""
    title = text_at(record, "title")
    if title:
        entry.add_title(title)
    for listed, item, child, label in _FACTS:
        for found in children(record, listed, item):
            entry.take(label, text_at(found, child))
    for number in children(record, "idList", "id"):
        _add_number(entry, number)
    for address in children(record, "addressList", "address"):
        parts = (text_at(address, part) for part in _ADDRESS)
        entry.add_address(", ".join(filter(None, parts)), text_at(address, "country"))
    for child, label in _VESSEL.items():
        value = text_at(record, "vesselInfo", child)
        if value:
            entry.take(label, value)


def _add_names(entry: Entry, record: Any) -> None:
    entry.add_name("name", *_name(entry, record))
    for aka in children(record, "akaList", "aka"):
        kind = _ALIASES.get(text_at(aka, "type").lower(), "alias")
        entry.add_name(kind, *_name(entry, aka), weak=text_at(aka, "category").lower() == "weak")


def _name(entry: Entry, element: Any) -> tuple[str, dict[str, str] | None]:
    """Join a name as OFAC's other formats write it; what is no person has a ``lastName`` only."""
    last, first = text_at(element, "lastName"), text_at(element, "firstName")
    text = ", ".join(filter(None, (last, first)))
    if entry.schema != "Person":
        return text, None
    return text, {
        name: value for name, value in (("lastName", last), ("firstName", first)) if value
    }


def _add_number(entry: Entry, number: Any) -> None:
    """Add an item of ``idList``: a number, or a fact that OFAC files there."""
    said = {
        "issued": text_at(number, "issueDate"),
        "expires": text_at(number, "expirationDate"),
    }
    entry.take(
        text_at(number, "idType"),
        text_at(number, "idNumber"),
        text_at(number, "idCountry"),
        " ".join(f"{word} {day}" for word, day in said.items() if day),
    )
