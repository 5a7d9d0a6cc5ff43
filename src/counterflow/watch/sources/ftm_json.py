"""Read FollowTheMoney entities, one JSON object a line or one JSON array, into listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.watch.sources.ftm_entity import (
    Entity,
    caption_of,
    is_listed,
    is_named,
    listing_of,
)
from counterflow.watch.sources.ftm_related import Related
from counterflow.watch.sources.ftm_schemata import EDGES, PARTIES, RELATED, THINGS
from counterflow.watch.sources.json_records import JsonRecord, read_json_records
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Account, Reader

FORMAT = "ftm_json"
_BOM = b"\xef\xbb\xbf"
_FIRST_LINES = 20
"""Lines that are looked at: a few damaged ones do not hide what the file is."""
_REMEDY = "every record needs id, schema and properties, a list of strings each"


_DECODE = msgspec.json.Decoder(Entity).decode


def read_ftm_json(files: Sequence[ListFile], list_name: str, account: Account) -> Iterator[Listing]:
    """Turn FollowTheMoney entities into listings, keeping their ids.

    Parties, vessels, aircraft and named assets become listings. Each Sanction gives a designation,
    identifications, passports and wallets their numbers, addresses their text, ownerships,
    directorships, families and other ties a relation of both ends. All other known schemata are
    counted as related. Whoever made the file is not a list's publisher: it is official only if
    the caller says so.

    The files are read three times, so that only what speaks of others is held in memory.

    Args:
        files: Files of entities; entities may refer to each other across files.
        list_name: The store's name of the list.
        account: Takes what was read and what was not.

    Yields:
        Listings in file order. The effect is that of the acts and topics (`settle_acts`).

    Example:
        >>> line = b'{"id": "q1", "schema": "Company", "properties": {"name": ["Acme"]}}'
        >>> file = ListFile("a.json", line)
        >>> [(one.id, one.caption) for one in read_ftm_json([file], "house", Account(FORMAT))]
        [('q1', 'Acme')]

    Basis:
        FollowTheMoney model 4.
    """
    account.title, account.official = list_name, False
    related = _gather(files, list_name)
    authorities: set[str] = set()
    for file in files:
        for record in read_json_records(file):
            if record.fatal:
                account.remark(record.place(file))
                continue
            entity, wrong = _read(record)
            wrong = wrong or _fault(entity)
            if wrong or entity is None:
                account.records += 1
                account.refuse(record.place(file, wrong, _REMEDY))
            elif is_listed(entity):
                account.records += 1
                listing = listing_of(entity, related, list_name)
                authorities.add(listing.authority)
                yield from account.admit(listing, record.place(file))
            else:
                account.related += 1
    account.authority = authorities.pop() if len(authorities) == 1 else ""
    if account.related:
        account.notes.append(f"{account.related} related records (sanctions, addresses, links)")


def claims(file: ListFile) -> bool:
    """Tell whether a file looks like FollowTheMoney JSON: both keys in one line, or an array."""
    head = file.head.removeprefix(_BOM).lstrip()
    if b'"DATA_SOURCE"' in head:
        return False
    pieces = [head] if head.startswith(b"[") else head.split(b"\n", _FIRST_LINES)
    return head[:1] in (b"{", b"[") and any(
        b'"schema"' in piece and b'"properties"' in piece for piece in pieces[:_FIRST_LINES]
    )


READER = Reader(
    FORMAT,
    "FollowTheMoney entities (JSON lines or a JSON array)",
    claims,
    read_ftm_json,
    checked_on="one real graph of 91 entities, OpenSanctions, 2025-06",
)


def _gather(files: Sequence[ListFile], list_name: str) -> Related:
    """Read what records say of others, and then the names of those who are tied."""
    related = Related()
    for entity in _entities(files):
        related.take(entity.schema, entity.id, entity.properties, list_name)
    if related.tied:
        for entity in _entities(files):
            if entity.id in related.tied and entity.schema not in EDGES:
                related.name(entity.id, caption_of(entity))
    return related


def _entities(files: Sequence[ListFile]) -> Iterator[Entity]:
    """Give the entities that can be read; the last pass over the files refuses the others."""
    for file in files:
        for record in read_json_records(file):
            entity, _ = _read(record)
            if entity is not None:
                yield entity


def _read(record: JsonRecord) -> tuple[Entity | None, str]:
    """Parse one record; in words what is wrong with it."""
    if record.wrong:
        return None, record.wrong
    try:
        return _DECODE(record.data), ""
    except UnicodeDecodeError:
        return None, "the record is not UTF-8 text"
    except RecursionError:
        return None, "the record is no FollowTheMoney entity: it is nested too deeply"
    except msgspec.DecodeError as error:
        return None, f"the record is no FollowTheMoney entity: {error}"


def _fault(entity: Entity | None) -> str:
    """Say why an entity cannot be used; empty where it can."""
    if entity is None or entity.schema in RELATED:
        return ""
    if not entity.id.strip():
        return "the entity's id is empty"
    if entity.schema not in PARTIES and entity.schema not in THINGS:
        return f"the schema {entity.schema!r} is not one of FollowTheMoney's that we know"
    if entity.schema in PARTIES and not is_named(entity):
        return f"the entity {entity.id!r} has no name"
    return ""
