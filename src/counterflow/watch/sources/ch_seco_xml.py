"""Read Switzerland's sanctions list (SECO, SESAM), as a stream of targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from counterflow.core.model.law import Effect
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.ch_seco_identity import Reference, SanctionsSet, place_text
from counterflow.watch.sources.ch_seco_target import AUTHORITY, TITLE, is_delisted, listing_of
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.xml_layout import Layout
from counterflow.watch.sources.xml_stream import children, local, place_of, root_name, text_at, walk

FORMAT = "ch_seco_xml"
_ROOT: Final = "swiss-sanctions-list"
_ENGLISH: Final = "eng"
_AMENDMENT: Final = "amendment"
_LAYOUT: Final = Layout(beside=frozenset({"sanctions-program", "place"}))


def read_ch_seco_xml(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn SECO's list into listings.

    Programmes and places are read first, as targets point at them by number and places stand
    behind the targets; then the targets, one after the other.

    Args:
        files: The one XML file.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. De-listed targets, which the file keeps,
            count as related; one whose de-listing takes effect later is a listing with its end.
            A file of amendments gets a fatal refusal: it is not the whole list.

    Yields:
        Listings in file order.

    Raises:
        ListError: More than one file, or a document type declaration.

    Basis:
        SECO, schema swiss-sanctions-list, its official example of 2024-01-17, and descriptions of
        the total list of 2026.
    """
    file = only_file(files, "the Swiss list")
    account.title, account.authority = TITLE, AUTHORITY
    # What breaks off is told by the second walk, which ends at the same place.
    reference = _read_reference(file, Account(FORMAT))
    account.state_day(reference.published_on, file, "date")
    reference.published_on = account.published_on
    if reference.list_type == _AMENDMENT:
        account.remark(_only_amendments(file))
    unknown = 0
    for element in walk(file, ("target",), account, layout=_LAYOUT):
        if is_delisted(element, reference.published_on):
            account.related += 1
            continue
        account.records += 1
        place = place_of(element, file, account.records + account.related, whose="SECO's")
        found = listing_of(element, reference, list_name)
        unknown += isinstance(found, Listing) and found.effect is Effect.UNKNOWN
        yield from account.take(found, place)
    if unknown:
        account.notes.append(f"targets under sets whose legal effect is not known here: {unknown}")
    if account.related:
        account.notes.append(
            f"de-listed targets, which SECO keeps in the file: {account.related}; they are not "
            "screened against"
        )


def _read_reference(file: ListFile, account: Account) -> Reference:
    """Read the head of the list, the sets of its programmes, and its places."""
    reference = Reference()

    def take_head(root: Any) -> None:
        reference.list_type = root.get("list-type", "").casefold()
        reference.published_on = root.get("date", "")

    for element in walk(file, ("sanctions-program", "place"), account, on_root=take_head):
        if local(element) == "place":
            reference.places[element.get("ssid", "")] = place_text(element)
            continue
        key = _in_english(element, "program-key")
        name = _in_english(element, "program-name")
        for part in children(element, "sanctions-set"):
            number = part.get("ssid", "")
            if part.get("lang", _ENGLISH) == _ENGLISH or number not in reference.sets:
                reference.sets[number] = SanctionsSet(
                    text_at(part), key, name, element.get("version-date", "")
                )
    return reference


def _in_english(element: Any, tag: str) -> str:
    """Give a text in English, else in the language that stands first."""
    texts = {child.get("lang", ""): text_at(child) for child in children(element, tag)}
    return texts.get(_ENGLISH) or next(iter(texts.values()), "")


def _only_amendments(file: ListFile) -> Refusal:
    return Refusal(
        "the file holds amendments only (list-type=amendment): it is not the whole list",
        file=file.name,
        remedy="fetch the total list; whoever was listed before is not in this file",
        fatal=True,
    )


def claims(file: ListFile) -> bool:
    """Tell whether a file is SECO's list by its root element."""
    return root_name(file) == _ROOT


READER = Reader(
    FORMAT,
    "Swiss sanctions list of SECO (XML)",
    claims,
    read_ch_seco_xml,
    checked_on="SECO's official example (3 invented targets, an amendment); no whole real list",
)
