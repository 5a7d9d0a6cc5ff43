"""Read Senzing entity records, one JSON object a line or one JSON array, into listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.json_records import JsonRecord, read_json_records
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, Reader
from counterflow.watch.sources.senzing_features import gather_features
from counterflow.watch.sources.senzing_listing import listing_of

FORMAT = "senzing_json"
_DECODE = msgspec.json.Decoder(dict[str, Any]).decode
_REMEDY = "every record needs DATA_SOURCE, RECORD_ID and a name"


def read_senzing_json(
    files: Sequence[ListFile], list_name: str, account: Account
) -> Iterator[Listing]:
    """Turn Senzing records into listings.

    All three forms that the specification has had are read: attributes at the top, a list for
    each feature (``NAMES``, ``ADDRESSES`` …), and the one list ``FEATURES``.

    Args:
        files: Files of records.
        list_name: The store's name of the list; it begins every listing's id.
        account: Takes what was read and what was not. An attribute that is not known is noted
            with its name, once.

    Yields:
        Listings in the order of the file. A RECORD_ID is unique within its DATA_SOURCE alone, so
        both stand in the id.

    Example:
        >>> line = b'{"DATA_SOURCE": "EX", "RECORD_ID": "7", "NAME_ORG": "Acme"}'
        >>> file = ListFile("a.json", line)
        >>> [(one.id, one.caption) for one in read_senzing_json([file], "house", Account(FORMAT))]
        [('house-EX-7', 'Acme')]

    Basis:
        Senzing Entity Specification 0.1.0 (2025-09-22) and 3.0 (2021-07-03).
    """
    account.title, account.official = list_name, False
    unknown: dict[str, None] = {}
    sources: dict[str, None] = {}
    for file in files:
        for record in read_json_records(file):
            if record.fatal:
                account.remark(record.place(file))
                continue
            account.records += 1
            found = _read(record, list_name, sources)
            if isinstance(found, str):
                account.refuse(record.place(file, found, _REMEDY))
                continue
            listing, left = found
            unknown.update(dict.fromkeys(left))
            yield from account.admit(listing, record.place(file))
    account.authority = next(iter(sources)) if len(sources) == 1 else ""
    if unknown:
        shown = ", ".join(sorted(unknown)[:30])
        account.notes.append(f"attributes that are kept as notes or not read: {shown}")


def claims(file: ListFile) -> bool:
    """Tell whether a file looks like Senzing records."""
    head = file.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] in (b"{", b"[") and b'"DATA_SOURCE"' in head and b'"RECORD_ID"' in head


READER = Reader(
    FORMAT,
    "Senzing entity records (JSON lines or a JSON array)",
    claims,
    read_senzing_json,
    checked_on="invented samples in the forms of the specification",
)


def _read(
    record: JsonRecord, list_name: str, sources: dict[str, None]
) -> tuple[Listing, tuple[str, ...]] | str:
    """Parse one record and turn it into a listing; in words why there can be none."""
    if record.wrong:
        return record.wrong
    try:
        entity = _DECODE(record.data)
    except UnicodeDecodeError:
        return "the record is not UTF-8 text"
    except RecursionError:
        return "the record is nested too deeply"
    except msgspec.DecodeError as error:
        return f"the record is no JSON object: {error}"
    source, key = (str(entity.get(name) or "").strip() for name in ("DATA_SOURCE", "RECORD_ID"))
    if not source or not key:
        return "the record has no DATA_SOURCE" if not source else "the record has no RECORD_ID"
    sources[source] = None
    gathered = gather_features(entity)
    listing = listing_of(gathered.features, source=source, key=key, list_name=list_name)
    return (listing, gathered.left) if listing else f"the record {key!r} has no name"
