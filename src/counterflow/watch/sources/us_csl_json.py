"""Read the US Consolidated Screening List in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.watch.sources.json_stream import iterate_objects, opens_with
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.us_csl_numbers import Number
from counterflow.watch.sources.us_csl_record import AUTHORITY, TITLE, Entry, Place, listing_of

FORMAT = "us_csl_json"

_AND = re.compile(r"; and |; ")
_SEARCHED = re.compile(rb'"search_performed_at"\s*:\s*"([^"]{0,40})"')
_OURS = (b'"source_list_url"', b'"source_information_url"')
_PARTS = ("city", "state", "postal_code")


def read_us_csl_json(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the Consolidated Screening List in JSON into listings, one for each result.

    Args:
        files: The one JSON file: an object with ``results``.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, and ``published_on`` from
            ``search_performed_at``. JSON that breaks off gives a fatal refusal.

    Yields:
        Listings in file order, with the same ids as from the CSV.

    Raises:
        ListError: More than one file.

    Basis:
        ITA, Consolidated Screening List, consolidated.json: the fields of the search interface
        (seen in public client code; no real file was at hand).
    """
    file = only_file(files, TITLE)
    account.title, account.authority = TITLE, AUTHORITY
    account.state_day(_date_of(file), file, "search_performed_at")
    for number, value in enumerate(iterate_objects(file, "results", account), start=1):
        account.records += 1
        place = Refusal("", file=file.name, row=number, remedy="fetch the file again")
        found = _listing(value, list_name)
        yield from account.take(found, place)


def _listing(value: Any, list_name: str) -> Listing | str:
    if not isinstance(value, dict):
        return "the record is no object"
    return listing_of(_entry_of(value), list_name)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the Consolidated Screening List in JSON, by the names in it."""
    return opens_with(file, b"{") and all(name in file.head for name in _OURS)


READER = Reader(
    FORMAT,
    "US Consolidated Screening List (JSON)",
    claims,
    read_us_csl_json,
    checked_on="invented records with the published field names; no real file was at hand",
)


def _date_of(file: ListFile) -> str:
    """Look for the day of the file in its first and its last piece."""
    tail = b""
    for piece in file.chunks():
        tail = piece if len(piece) >= len(tail) else tail[len(piece) :] + piece
    found = _SEARCHED.search(file.head) or _SEARCHED.search(tail)
    return found[1].decode("utf-8", "replace") if found else ""


def _entry_of(value: Mapping[str, Any]) -> Entry:
    return Entry(
        source=_text(value, "source"),
        name=_text(value, "name"),
        uid=_text(value, "id") or _text(value, "_id"),
        entity_number=_text(value, "entity_number"),
        kind=_text(value, "type"),
        programs=_texts(value, "programs"),
        title=_text(value, "title"),
        places=_places(value),
        notice=_text(value, "federal_register_notice"),
        start=_text(value, "start_date"),
        end=_text(value, "end_date"),
        standard_order=_text(value, "standard_order"),
        requirement=_text(value, "license_requirement"),
        policy=_text(value, "license_policy"),
        call_sign=_text(value, "call_sign"),
        vessel_type=_text(value, "vessel_type"),
        tonnage=_text(value, "gross_tonnage") or _text(value, "gross_registered_tonnage"),
        flag=_text(value, "vessel_flag"),
        owner=_text(value, "vessel_owner"),
        remarks=_text(value, "remarks"),
        aliases=_texts(value, "alt_names"),
        citizenships=_texts(value, "citizenships"),
        nationalities=_texts(value, "nationalities"),
        births=_texts(value, "dates_of_birth"),
        birth_places=_texts(value, "places_of_birth"),
        numbers=[_number(item) for item in _objects(value, "ids")],
        list_url=_text(value, "source_list_url"),
        url=_text(value, "source_information_url"),
    )


def _text(value: Mapping[str, Any], key: str) -> str:
    """Give a field as text; the publisher writes some numbers without quotes, some as null."""
    found = value.get(key)
    return " ".join(str(found).split()) if isinstance(found, str | int | float) else ""


def _texts(value: Mapping[str, Any], key: str) -> list[str]:
    """Give a field's values; one that is a text holds several joined by ``; ``."""
    found = value.get(key)
    items = found if isinstance(found, list) else [found]
    texts = (" ".join(item.split()) for item in items if isinstance(item, str))
    return [piece for text in texts for piece in text.split("; ") if piece]


def _objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _places(value: Mapping[str, Any]) -> list[Place]:
    """Give the addresses; one whose text joins several is parted, as the CSV's are."""
    places = []
    for item in _objects(value, "addresses"):
        pieces = [piece.strip(" ,;") for piece in _AND.split(_text(item, "address"))]
        *before, last = pieces
        country = _text(item, "country")
        places += [Place(piece) for piece in before if piece]
        parts = (last, *(_text(item, part) for part in _PARTS), country)
        places.append(Place(", ".join(filter(None, parts)), country))
    return [place for place in places if place.text]


def _number(item: Mapping[str, Any]) -> Number:
    dates = (("issued", _text(item, "issue_date")), ("expires", _text(item, "expiration_date")))
    remark = ", ".join(f"{word} {date}" for word, date in dates if date)
    return Number(_text(item, "type"), _text(item, "number"), _text(item, "country"), remark)
