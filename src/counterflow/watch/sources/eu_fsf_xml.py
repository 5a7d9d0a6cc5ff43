"""Read the EU's financial sanctions file as XML 1.1, as a stream of entities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.eu_fsf_entity import AUTHORITY, TITLE, FsfEntity, Part, listing_of
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import children, local, place_of, root_name, text_at, walk

FORMAT = "eu_fsf_xml"
_ROOT = "export"
_RECORD = "sanctionEntity"
_PARTS = {
    "regulation": "regulations",
    "nameAlias": "names",
    "address": "addresses",
    "birthdate": "births",
    "identification": "numbers",
    "citizenship": "citizenships",
}


def read_eu_fsf_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the EU's financial sanctions file into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read, ``published_on`` from ``generationDate``, and what was not.

    Yields:
        Listings in file order. Contact details are passed over.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        European Commission, export schema 1.1 (namespace ``http://eu.europa.ec/fpi/fsd/export``):
        built after descriptions of the schema; no whole real file has been read.
    """
    file = only_file(files, "the EU list")
    account.title, account.authority = TITLE, AUTHORITY

    def take_date(root: Any) -> None:
        account.state_day(root.get("generationDate", ""), file, "generationDate")

    for element in walk(file, (_RECORD,), account, on_root=take_date, layout=Layout()):
        account.records += 1
        place = place_of(element, file, account.records, whose="the Commission's")
        found = listing_of(_entity(element), list_name)
        yield from account.take(found, place)


def _entity(element: Any) -> FsfEntity:
    """Take an element apart."""
    entity = FsfEntity(
        logical_id=element.get("logicalId", "").strip(),
        reference=element.get("euReferenceNumber", "").strip(),
        un_id=element.get("unitedNationId", "").strip(),
        designated_on=element.get("designationDate", ""),
        details=element.get("designationDetails", ""),
    )
    for child in element:
        tag = local(child)
        if tag == "subjectType":
            entity.kind = child.get("code", "")
        elif tag == "remark":
            entity.remarks.append(text_at(child))
        elif tag in _PARTS:
            getattr(entity, _PARTS[tag]).append(_part(child))
    return entity


def _part(element: Any) -> Part:
    """Give an element's attributes, with its remarks and the address of its act."""
    part = {str(key).lower(): " ".join(str(value).split()) for key, value in element.items()}
    part["remark"] = " ".join(text_at(remark) for remark in children(element, "remark"))
    part["publicationurl"] = text_at(element, "publicationUrl")
    return part


def claims(file: ListFile) -> bool:
    """Tell whether a file is the EU's list by its root element and namespace, or its records."""
    head = file.head.replace(b"\0", b"")
    return root_name(file) == _ROOT and (b"/fsd/export" in head or b"sanctionEntity" in head)


READER = Reader(
    FORMAT,
    "EU financial sanctions file (XML 1.1)",
    claims,
    read_eu_fsf_xml,
    checked_on="invented records after descriptions of the schema; no real file",
)
