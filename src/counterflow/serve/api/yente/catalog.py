"""Answer ``/catalog``: the lists in use, each with its version, and whether it may be relied on."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec

from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.serve.api.yente.book import Book, moment
from counterflow.serve.api.yente.dataset_scope import ALL, COLLECTIONS

CURRENT: Final = ("current", "example")


def catalog(book: Book) -> dict[str, Any]:
    """Give the data sets: the collections of all lists, then each list.

    ``index_stale`` is true where a list may not be relied on; its ``state`` and ``why``, fields of
    ours, say which and for what reason.
    """
    lists = [_dataset(state, book.snapshots.get(state.list)) for state in book.states]
    names = [one["name"] for one in lists]
    collections = [
        {
            **_plain(name, title),
            "children": names,
            "load": True,
            "index_current": True,
            "entity_count": len(book),
            "version": book.digest,
            "index_version": book.digest,
            "category": "collection",
        }
        for name, title in COLLECTIONS.items()
    ]
    used = [one["name"] for one in lists if one["index_current"]]
    return {
        "datasets": [*collections, *lists],
        "current": [ALL, *used],
        "outdated": [name for name in names if name not in used],
        "index_stale": any(state.state not in CURRENT for state in book.states),
    }


def _plain(name: str, title: str) -> dict[str, Any]:
    return {"name": name, "title": title, "tags": [], "resources": [], "deprecated": False}


def _dataset(state: ListState, snapshot: Snapshot | None) -> dict[str, Any]:
    told = _plain(state.list, (snapshot.title if snapshot else "") or state.list)
    told |= {
        "children": [],
        "load": snapshot is not None,
        "index_current": snapshot is not None,
        "category": "source",
        "publisher": {"name": state.authority or state.list, "country_label": None},
        "state": state.state,
        "official": state.official,
        "why": state.why,
        "lacks": list(state.lacks),
    }
    told["publisher"]["country_label"] = ""
    if snapshot is not None:
        told |= {
            "version": snapshot.id,
            "index_version": snapshot.id,
            "updated_at": moment(snapshot.retrieved_at),
            "last_export": moment(snapshot.published_on),
            "entity_count": snapshot.listings,
            "thing_count": snapshot.listings,
            "sha256": snapshot.sha256,
        }
    return told


def etag_of(book: Book) -> str:
    """Give a strong tag of the catalog's state."""
    words = msgspec.json.encode([book.digest, *(msgspec.to_builtins(one) for one in book.states)])
    return f'"{hashlib.sha256(words).hexdigest()}"'


def is_known(header: str, etag: str) -> bool:
    """Tell whether a client has this state already.

    Args:
        header: Its ``If-None-Match``: a list of tags, or ``*``.
        etag: The tag of now.

    Basis:
        RFC 9110, 13.1.2; tags are compared weakly.

    Example:
        >>> is_known('W/"a", "b"', '"b"'), is_known("*", '"b"'), is_known('"a"', '"b"')
        (True, True, False)
    """
    tags = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in tags or etag in tags
