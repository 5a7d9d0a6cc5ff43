"""Read a transcriber's JSON of Japan's Foreign End User List (security-export-control-registry)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.countries import country_code
from counterflow.watch.sources.jp_meti_entry import AUTHORITY, TITLE, MetiEntry, listing_of
from counterflow.watch.sources.json_records import JsonRecord, read_json_records
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.one_file import only_file
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "jp_meti_json"
SECOND_HAND = (
    "this is a third party's transcription of METI's list: compare it with METI's own file before "
    "anything rests on it"
)

# Where the transcriber lost the border between two columns, the country stands before the name.
_GLUED = (
    "People's Republic of China",
    "Russian Federation",
    "Islamic Republic of Iran",
    "Islamic Republic of Pakistan",
    "Islamic Republic of Afghanistan",
    "United Arab Emirates",
    "Syrian Arab Republic",
    "North Korea",
    "Hong Kong",
    "Taiwan",
)
_MARK = b"jp-end-user-list"


def read_jp_meti_json(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn the transcriber's JSON into listings, one for each object.

    Args:
        files: The one JSON file, an array.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not, and the note that it is second-hand:
            ``official`` is false. ``published_on`` stays empty, as the file gives only the day of
            the transcriber's reading.

    Yields:
        Listings in file order, with the transcriber's ids.

    Raises:
        ListError: More than one file.

    Basis:
        github.com/xyna-bpinelab/security-export-control-registry, data/entities/jp.json, of
        2026-07-20, after METI's edition of 2025-09-29.
    """
    file = only_file(files, TITLE)
    account.title, account.authority, account.official = TITLE, AUTHORITY, False
    account.notes.append(SECOND_HAND)
    for record in read_json_records(file):
        if record.fatal:
            account.remark(record.place(file))
            continue
        account.records += 1
        found = _listing(record, list_name)
        place = record.place(file)
        yield from account.take(found, place)


def claims(file: ListFile) -> bool:
    """Tell whether a file is the transcriber's, by its list's name."""
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"[") and _MARK in head and b'"entity_name"' in head


READER = Reader(
    FORMAT,
    "Japan's Foreign End User List, a third party's transcription (JSON)",
    claims,
    read_jp_meti_json,
    checked_on="one real file of 2026-07-20",
)


def _listing(record: JsonRecord, list_name: str) -> Listing | str:
    if record.wrong:
        return record.wrong
    try:
        value = json.loads(record.data)
    except (ValueError, RecursionError) as error:
        return f"the record is no JSON object: {type(error).__name__}"
    if not isinstance(value, dict):
        return "the record is no object"
    uid = _text(value, "id")
    if not uid:
        return "the record has no id"
    return listing_of(_entry_of(value), list_name, uid=uid)


def _entry_of(value: Mapping[str, Any]) -> MetiEntry:
    country, name, note = (
        next(iter(_texts(value, "addresses")), ""),
        _text(value, "entity_name"),
        "",
    )
    if not name:
        for words in _GLUED:
            if country.startswith(f"{words} ") and country_code(words):
                country, name = words, country.removeprefix(words).strip()
                note = "country and name stood in one cell of the transcription"
                break
    reason = _text(value, "reason")
    return MetiEntry(
        number="",
        country=country,
        name=name,
        aliases=_texts(value, "aliases"),
        concern=reason.replace("CW", ""),
        conventional="通常兵器" in reason,
        url=_text(value, "source_url"),
        note=note,
    )


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return " ".join(found.split()) if isinstance(found, str) else ""


def _texts(value: Mapping[str, Any], key: str) -> list[str]:
    found = value.get(key)
    items = found if isinstance(found, list) else []
    return [" ".join(item.split()) for item in items if isinstance(item, str) and item.strip()]
