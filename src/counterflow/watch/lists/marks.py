"""Say of stored versions what a person decided: accepted, pinned, removed; all of it is logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from counterflow.core.errors import ListError
from counterflow.core.model import Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import blobs
from counterflow.watch.lists.admission import utc_moment
from counterflow.watch.lists.keeping import log
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Version, find_version


def accept(store: ListStore, name: str, version: str, *, who: str, why: str) -> Snapshot:
    """Let a version in that a guard refused.

    Args:
        store: The store.
        name: The list.
        version: The version, as ``counterflow lists show`` names it.
        who: The person who looked at it.
        why: The reason.

    Returns:
        The version; it is in use from now on where it is the newest.

    Raises:
        ListError: There is no such version, it was not refused, or person or reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a refused version is let in")
    found = find_version(store.versions(name), name, version)
    if found.state != "refused":
        raise ListError(f"the version {found.snapshot.id} was not refused: it may be used already")
    with store.writing() as connection, writing(connection):
        changed = connection.execute(
            "UPDATE snapshot SET state = 'kept' WHERE number = ? AND sha256 = ?",
            (found.number, found.snapshot.sha256),
        )
        _need_there(changed, found)
        log(connection, utc_moment(None), name, found.snapshot.id, "accepted", who=who, why=why)
    return found.snapshot


def pin(store: ListStore, name: str, version: str, *, who: str, why: str) -> Snapshot:
    """Hold one version of a list in use, whatever comes after it.

    Args:
        store: The store.
        name: The list.
        version: The version.
        who: The person who decides it.
        why: The reason.

    Raises:
        ListError: There is no such version, it was refused, or person or reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a version is pinned")
    found = find_version(store.versions(name), name, version)
    if found.state != "kept":
        raise ListError(
            f"the version {found.snapshot.id} was refused", remedy="accept it first, then pin it"
        )
    moment = utc_moment(None)
    with store.writing() as connection, writing(connection):
        connection.execute("DELETE FROM pin WHERE list = ?", (name,))
        connection.execute(
            "INSERT INTO pin (list, version, at, who, why) VALUES (?, ?, ?, ?, ?)",
            (name, found.snapshot.id, moment, who, why),
        )
        log(connection, moment, name, found.snapshot.id, "pinned", who=who, why=why)
    return found.snapshot


def unpin(store: ListStore, name: str, *, who: str, why: str) -> None:
    """Let the newest version of a list be in use again.

    Raises:
        ListError: The list is not pinned, or person or reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a pin is taken away")
    pinned = store.pin_of(name)
    if pinned is None:
        raise ListError(f"the list {name!r} is not pinned")
    with store.writing() as connection, writing(connection):
        connection.execute("DELETE FROM pin WHERE list = ?", (name,))
        log(connection, utc_moment(None), name, pinned.version, "unpinned", who=who, why=why)


def find_versions(store: ListStore, name: str, version: str | None = None) -> list[Version]:
    """Tell which versions of a list are meant: one, or all in the order of their imports.

    Raises:
        ListError: The list is not in the store, or no version or more than one is meant.
    """
    versions = store.versions(name)
    return versions if version is None else [find_version(versions, name, version)]


def remove(store: ListStore, versions: Sequence[Version], *, who: str, why: str) -> None:
    """Remove versions from the store, all of them or none; the log keeps that they were there.

    What other versions are kept as differences to is packed anew for them.

    Args:
        store: The store.
        versions: As ``find_versions`` gave them.
        who: The person who decides it.
        why: The reason.

    Raises:
        ListError: A version is pinned, or another one that hangs on it is damaged.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a version is removed")
    for version in versions:
        pinned = store.pin_of(version.snapshot.list)
        if pinned is not None and pinned.version == version.snapshot.id:
            raise ListError(
                f"the version {pinned.version} is pinned", remedy="unpin the list first"
            )
    moment = utc_moment(None)
    with store.writing() as connection, writing(connection):
        for version in versions:
            snapshot = version.snapshot
            rows = connection.execute(
                "SELECT sha256 FROM piece WHERE snapshot = ?", (version.number,)
            ).fetchall()
            deleted = connection.execute(
                "DELETE FROM snapshot WHERE number = ? AND sha256 = ?",
                (version.number, snapshot.sha256),
            )
            _need_there(deleted, version)
            log(connection, moment, snapshot.list, snapshot.id, "removed", who=who, why=why)
            _forget(connection, {sha256 for (sha256,) in rows})


def _forget(connection: sqlite3.Connection, hashes: Iterable[str]) -> None:
    """Remove bytes that no version holds any more."""
    for sha256 in hashes:
        held = connection.execute("SELECT 1 FROM piece WHERE sha256 = ?", (sha256,)).fetchone()
        if held is None:
            blobs.remove(connection, sha256)


def _need_there(changed: sqlite3.Cursor, version: Version) -> None:
    """Refuse to go on where another process removed a version since it was found."""
    if not changed.rowcount:
        raise ListError(
            f"the version {version.snapshot.id} is not in the store any more",
            why="another process removed it",
            remedy=f"see what is there: counterflow lists show {version.snapshot.list}",
        )


def _need(who: str, why: str, what: str) -> None:
    if not who.strip() or not why.strip():
        raise ListError(
            f"{what} only with the name of a person and a reason",
            why="an auditor will ask who decided it",
            remedy="give both: --by NAME --because REASON",
        )
