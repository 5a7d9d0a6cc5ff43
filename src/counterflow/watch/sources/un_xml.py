"""Read the UN Security Council's consolidated list, as a stream of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.un_record import AUTHORITY, TITLE, listing_of
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import place_of, root_name, walk

FORMAT = "un_xml"
_ROOT = "CONSOLIDATED_LIST"
_RECORDS = ("INDIVIDUAL", "ENTITY")
_LAYOUT = Layout(sections=frozenset({"INDIVIDUALS", "ENTITIES"}), needed=True)


def read_un_xml(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn the UN's consolidated list into listings.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read, ``published_on`` from ``dateGenerated``, and what was not.
            XML that breaks off or is not well-formed gives a fatal refusal at its line, so does a
            file without one of its two sections. An element of another name among the records is
            a record that is refused.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a document type declaration: the UN's file has none,
            and one could make the parser fetch or expand what is not in the file.

    Basis:
        UN Security Council, consolidated list XML (schema sc-sanctions.xsd), editions of
        2025-04 to 2026-02.
    """
    file = only_file(files, "the UN list")
    account.title, account.authority = TITLE, AUTHORITY

    def take_date(root: Any) -> None:
        account.state_day(root.get("dateGenerated", ""), file, "dateGenerated")

    for element in walk(file, _RECORDS, account, on_root=take_date, layout=_LAYOUT):
        account.records += 1
        place = place_of(element, file, account.records, whose="the UN's")
        found = listing_of(element, list_name)
        yield from account.take(found, place)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the UN's list by its root element."""
    return root_name(file) == _ROOT


READER = Reader(
    FORMAT,
    "UN Security Council consolidated list (XML)",
    claims,
    read_un_xml,
    checked_on="four real editions, 2025-04-19 to 2026-02-27",
)
