"""Read OFAC's lists in the enhanced XML (SDN_ENHANCED.XML, CONS_ENHANCED.XML), as a stream.

Each record holds everything that is said of its party, in words; nothing need be looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import structs

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing, Relation
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.ofac_acts import (
    AUTHORITY,
    CONSOLIDATED,
    SDN,
    Acts,
    OfacList,
    acts_of,
    designation,
    entered_effect,
    note_programmes,
)
from counterflow.watch.sources.ofac_entry import SCHEMATA, Entry
from counterflow.watch.sources.ofac_identity import named_list, note_list
from counterflow.watch.sources.ofac_labels import known_label
from counterflow.watch.sources.ofac_remarks import read_remarks
from counterflow.watch.sources.ofac_xml import REMEDY
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.programmes import STRONGEST_FIRST
from counterflow.watch.sources.stated_dates import date_of
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import children, local, root_name, text_at, walk

FORMAT = "ofac_enhanced_xml"
_ROOT: Final = "sanctionsData"
_LAYOUT: Final = Layout(
    sections=frozenset({"entities"}),
    beside=frozenset({"referenceValues", "featureTypes"}),
    open=True,
)
_HEAD: Final = "publicationInfo"
_RECORD: Final = "entity"
_MARKS = (b"ENHANCED_XML", b"publicationInfo")
_SDN_LIST: Final = "sdn list"
_NO_ACT: Final = "consolidated list"
_ALIASES = {"a.k.a.": "alias", "f.k.a.": "previousName", "n.k.a.": "alias"}
_PARTS = {
    "last name": "lastName",
    "first name": "firstName",
    "middle name": "middleName",
    "patronymic": "fatherName",
    "matronymic": "motherName",
}
_ADDRESS = ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "POSTAL CODE", "REGION")
_SCRIPTS = {
    "latin": "Latn",
    "cyrillic": "Cyrl",
    "arabic": "Arab",
    "armenian": "Armn",
    "chinese simplified": "Hans",
    "chinese traditional": "Hant",
    "japanese": "Jpan",
    "korean": "Kore",
}
_KNOWN = frozenset(
    [
        "generalInfo",
        "sanctionsLists",
        "sanctionsPrograms",
        "sanctionsTypes",
        "legalAuthorities",
        "names",
        "addresses",
        "features",
        "identityDocuments",
        "relationships",
    ]
)


def read_ofac_enhanced_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn SDN_ENHANCED.XML or CONS_ENHANCED.XML into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read, ``published_on`` from ``dataAsOf``, and what was not.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        Element names as several public programs read them from the real file (2025 to 2026).
        OFAC's own schema file was not opened.
    """
    file = only_file(files, "OFAC's enhanced list")
    account.authority = AUTHORITY
    ofac_list = named_list(list_name)
    programmes: set[str] = set()
    for element in walk(file, (_HEAD, _RECORD), account, layout=_LAYOUT):
        if local(element) == _HEAD:
            account.state_day(text_at(element, "dataAsOf"), file, "dataAsOf")
            ofac_list = _list(element) or ofac_list
            continue
        account.records += 1
        line = element.sourceline or 0
        place = Refusal("", file=file.name, row=account.records, line=line, remedy=REMEDY)
        found = _listing(element, ofac_list, list_name)
        if not isinstance(found, Listing):
            account.refuse(structs.replace(place, what=found))
            continue
        programmes.update(found.programmes)
        for child in element:
            if local(child) not in _KNOWN:
                what = f"the record {found.publisher_id} holds <{local(child)}>, which is not read"
                account.remark(structs.replace(place, what=what))
        yield from account.admit(found, place)
    account.title = ofac_list.title
    note_list(account, ofac_list, list_name)
    note_programmes(account, ofac_list, programmes)


def claims(file: ListFile) -> bool:
    """Tell whether a file is OFAC's enhanced XML by its root element and its first bytes."""
    head = file.head.replace(b"\0", b"")
    return root_name(file) == _ROOT and any(mark in head for mark in _MARKS)


READER = Reader(
    FORMAT,
    "OFAC SDN_ENHANCED.XML or CONS_ENHANCED.XML",
    claims,
    read_ofac_enhanced_xml,
    checked_on="invented records built after public programs that read it; no real file, no schema",
)


def _list(head: Any) -> OfacList | None:
    """Tell which of OFAC's publications a file is by the lists that it was filtered for."""
    lists = [
        text_at(one).casefold()
        for one in children(head, "filters", "sanctionsLists", "sanctionsList")
    ]
    if _SDN_LIST in lists:
        return SDN
    return CONSOLIDATED if lists else None


def _listing(record: Any, ofac_list: OfacList, list_name: str) -> Listing | str:
    """Turn one record into a listing, or say why there can be none."""
    uid = record.get("id") or ""
    kind = text_at(record, "generalInfo", "entityType").lower()
    if not (uid.isascii() and uid.isdigit()):
        return f"the id should be OFAC's number and reads {uid!r}"
    if kind not in SCHEMATA or not kind:
        return f"the record {uid} is of the type {kind!r}, none that we know"
    entry = Entry(SCHEMATA[kind])
    _add_names(entry, record)
    if not entry.names:
        return f"the record {uid} has no name"
    remarks = read_remarks(entry, text_at(record, "generalInfo", "remarks"))
    title = text_at(record, "generalInfo", "title")
    if title:
        entry.add_title(title)
    for address in children(record, "addresses", "address"):
        _add_address(entry, address)
    for feature in children(record, "features", "feature"):
        _add_feature(entry, feature)
    for document in children(record, "identityDocuments", "identityDocument"):
        _add_document(entry, document)
    for tie in children(record, "relationships", "relationship"):
        entry.relations.append(_relation(tie))
    programmes = _texts(record, "sanctionsPrograms", "sanctionsProgram")
    acts = _acts(record, ofac_list, programmes)
    days = [date for act in acts.designations if (date := date_of(act.listed_on))]
    words = "; ".join(filter(None, (remarks, *entry.kept)))
    return entry.listing(
        uid, list_name, ofac_list, programmes, acts, remarks=words, listed_on=min(days, default="")
    )


def _texts(record: Any, *path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (text_at(one) for one in children(record, *path)))))


def _is_true(element: Any, name: str) -> bool:
    return text_at(element, name) == "true"


def _add_names(entry: Entry, record: Any) -> None:
    """Add all names, the primary one first, each in its scripts, the primary one first."""
    names = sorted(
        children(record, "names", "name"), key=lambda name: not _is_true(name, "isPrimary")
    )
    for name in names:
        kind = _ALIASES.get(text_at(name, "aliasType").casefold(), "alias")
        kind = "name" if _is_true(name, "isPrimary") else kind
        forms = sorted(
            children(name, "translations", "translation"),
            key=lambda form: not _is_true(form, "isPrimary"),
        )
        for form in forms:
            parts = _parts(form) if entry.schema == "Person" else {}
            given = (text_at(form, f"formatted{part}Name") for part in ("Last", "First"))
            text = text_at(form, "formattedFullName") or ", ".join(filter(None, given))
            script = _SCRIPTS.get(text_at(form, "script").casefold(), "")
            weak = _is_true(name, "isLowQuality")
            entry.add_name(kind, text, parts or None, weak=weak, script=script)


def _parts(form: Any) -> dict[str, str]:
    """Give the parts of a person's name by type; by the two formatted halves where none stand."""
    parts: dict[str, str] = {}
    for part in children(form, "nameParts", "namePart"):
        name, value = _PARTS.get(text_at(part, "type").casefold()), text_at(part, "value")
        if name and value:
            parts[name] = f"{parts[name]} {value}" if name in parts else value
    if not parts:
        halves = {"lastName": "formattedLastName", "firstName": "formattedFirstName"}
        parts = {name: text_at(form, half) for name, half in halves.items()}
    return {name: value for name, value in parts.items() if value}


def _add_address(entry: Entry, address: Any) -> None:
    country = text_at(address, "country")
    forms = list(children(address, "translations", "translation"))
    forms.sort(key=lambda form: not _is_true(form, "isPrimary"))
    if not forms:
        entry.add_address(country, country)
    for form in forms:
        held: dict[str, str] = {}
        for part in children(form, "addressParts", "addressPart"):
            held.setdefault(text_at(part, "type"), text_at(part, "value"))
        ordered = [held.pop(name) for name in _ADDRESS if name in held]
        entry.add_address(", ".join(filter(None, (*ordered, *held.values(), country))), country)


def _add_feature(entry: Entry, feature: Any) -> None:
    """Add a feature by its words: OFAC writes dates there as in its other formats."""
    written, value = text_at(feature, "type"), text_at(feature, "value")
    label = known_label(written)
    if not value or (label is not None and label.what in ("address", "contact")):
        return
    said = (text_at(feature, "reliability"), text_at(feature, "comments"))
    remark = ", ".join(one for one in said if one and one not in ("Unknown", "Confirmed"))
    entry.take(written, value, "", remark)


def _add_document(entry: Entry, document: Any) -> None:
    said = [
        f"{word} {day[:10]}"
        for word, name in (("issued", "issueDate"), ("expires", "expirationDate"))
        if (day := text_at(document, name, "fromDateBegin"))
    ]
    said += filter(None, (text_at(document, "issuingLocation"), text_at(document, "comments")))
    if text_at(document, "isValid") == "false":
        said.append("fraudulent")
    # Public programs disagree on the name of this element.
    number = text_at(document, "documentNumber") or text_at(document, "number")
    country = text_at(document, "issuingCountry")
    entry.take(text_at(document, "type"), number, country, ", ".join(said))


def _relation(tie: Any) -> Relation:
    other = next(iter(children(tie, "relatedEntity")), None)
    quality = text_at(tie, "quality")
    said = (f"quality: {quality.lower()}" if quality not in ("", "Unknown") else "",)
    return Relation(
        text_at(tie, "type").lower().rstrip(":"),
        text_at(tie, "relatedEntity"),
        (other.get("entityId") or "") if other is not None else "",
        ", ".join(filter(None, (*said, text_at(tie, "comments")))),
    )


def _acts(record: Any, ofac_list: OfacList, programmes: tuple[str, ...]) -> Acts:
    """Give one act for each of OFAC's lists that a party is on.

    The format does not tie programmes and measures to lists: a measure is read as one of all
    lists only where the party is on one.
    """
    lists = [
        one
        for one in children(record, "sanctionsLists", "sanctionsList")
        if text_at(one).casefold() != _NO_ACT
    ]
    measures = _texts(record, "sanctionsTypes", "sanctionsType") if len(lists) == 1 else ()
    basis = "; ".join(_texts(record, "legalAuthorities", "legalAuthority"))
    designations = []
    for one in lists:
        effect = entered_effect(text_at(one), programmes, measures)
        owner = SDN if effect is Effect.BLOCKING else CONSOLIDATED
        day = one.get("datePublished") or ""
        designations.append(
            designation(owner, effect, programmes, listed_on=day, legal_basis=basis)
        )
    if not designations:
        return acts_of(ofac_list, programmes)
    held = {act.effect for act in designations}
    strongest = next((effect for effect in STRONGEST_FIRST if effect in held), Effect.UNKNOWN)
    return Acts(strongest, tuple(designations))
