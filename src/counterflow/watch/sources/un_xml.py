"""Read the UN Security Council's consolidated list, as a stream of records."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from counterflow.core.errors import ListError
from counterflow.core.model import Listing, Refusal
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList, Reader
from counterflow.watch.sources.un_record import AUTHORITY, TITLE, listing_of

FORMAT = "un_xml"
_ROOT = "CONSOLIDATED_LIST"
_RECORDS = ("INDIVIDUAL", "ENTITY")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_un_xml(files: Sequence[ListFile], list_name: str) -> ParsedList:
    """Turn the UN's consolidated list into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.

    Returns:
        Listings in file order, ``published_on`` from ``dateGenerated``. XML that breaks off or
        is not well-formed gives a fatal refusal at its line.

    Raises:
        ListError: More than one file, or a document type declaration: the UN's file has none,
            and one could make the parser fetch or expand what is not in the file.

    Basis:
        UN Security Council, consolidated list XML (schema sc-sanctions.xsd), editions of
        2025-04 to 2026-02.
    """
    if len(files) != 1:
        raise ListError(
            f"{len(files)} files were given where the UN list is one",
            where=", ".join(file.name for file in files),
            remedy="import one edition at a time",
        )
    file = files[0]
    _refuse_doctype(file)
    parsed = ParsedList(FORMAT, title=TITLE, authority=AUTHORITY)
    seen: set[str] = set()
    try:
        for event, element in etree.iterparse(
            io.BytesIO(file.data),
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        ):
            if event == "start":
                _read_root(parsed, element, file)
            elif element.tag in _RECORDS:
                _read_record(parsed, element, file, list_name, seen)
                element.clear()
    except etree.XMLSyntaxError as error:
        parsed.refusals.append(_broken(error, file))
    if not parsed.listings:
        parsed.refusals.append(_nothing(file))
    return parsed


def claims(file: ListFile) -> bool:
    """Tell whether a file is the UN's list by its root element."""
    return f"<{_ROOT}".encode() in file.head.replace(b"\0", b"")


READER = Reader(FORMAT, "UN Security Council consolidated list (XML)", claims, read_un_xml)


def _refuse_doctype(file: ListFile) -> None:
    # Threat: entity expansion and external entities need a DOCTYPE. It is looked for in the bytes
    # too (UTF-16 seen through its zero bytes), so that no parser option is trusted alone.
    prolog = file.data.replace(b"\0", b"").partition(f"<{_ROOT}".encode())[0]
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise _doctype(file)


def _doctype(file: ListFile) -> ListError:
    return ListError(
        "the file carries a document type declaration",
        where=file.name,
        why="the UN's file has none; it could make the reader fetch or expand other content",
        remedy="fetch the list from the UN again",
    )


def _read_root(parsed: ParsedList, element: Any, file: ListFile) -> None:
    """Check the root element and take the edition's date from it."""
    if element.getparent() is not None:
        return
    if element.getroottree().docinfo.doctype:
        raise _doctype(file)
    generated = _DATE.match(element.get("dateGenerated", ""))
    parsed.published_on = generated[0] if generated else ""


def _read_record(
    parsed: ParsedList, element: Any, file: ListFile, list_name: str, seen: set[str]
) -> None:
    parsed.records += 1
    found = listing_of(element, list_name)
    if isinstance(found, Listing) and found.id in seen:
        found = f"the DATAID {found.publisher_id} already stands on an earlier record"
    if isinstance(found, Listing):
        seen.add(found.id)
        parsed.listings.append(found)
        return
    parsed.refuse(
        Refusal(
            found,
            file=file.name,
            row=parsed.records,
            line=element.sourceline or 0,
            remedy="compare the record with the UN's file and fetch it again",
        )
    )


def _broken(error: etree.XMLSyntaxError, file: ListFile) -> Refusal:
    return Refusal(
        f"the XML breaks off or is not well-formed: {error.msg}",
        file=file.name,
        line=error.lineno or 0,
        remedy="fetch the file again; the last good version of the list stays in use",
        fatal=True,
    )


def _nothing(file: ListFile) -> Refusal:
    return Refusal(
        "the file holds no record that can be used",
        file=file.name,
        remedy="fetch the list again; an empty list would find nothing",
        fatal=True,
    )
