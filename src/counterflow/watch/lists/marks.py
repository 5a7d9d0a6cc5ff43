"""Say of stored versions what a person decided: accepted, pinned, removed; all of it is logged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from counterflow.core.errors import ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import blobs
from counterflow.watch.lists.admission import utc_moment
from counterflow.watch.lists.event_log import log
from counterflow.watch.lists.seals import seal_pins, seal_version
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Version, find_version


def accept(
    store: ListStore, name: str, version: str, *, who: str, why: str, at: str | None = None
) -> Snapshot:
    """Let a version in that a guard refused.

    Args:
        store: The store.
        name: The list.
        version: The version, as ``counterflow lists show`` names it.
        who: The person who looked at it.
        why: The reason.
        at: The moment of the decision (ISO 8601, UTC), now if ``None``; never before what the log
            holds of the list already.

    Returns:
        The version; it is in use from now on where it is the newest. Answers as of an earlier day
        still rest on the one that was in use then.

    Raises:
        ListError: There is no such version, it was not refused, it holds no listing, or person or
            reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a refused version is let in")
    found = find_version(store.versions(name), name, version)
    if found.state != "refused":
        raise ListError(f"the version {found.snapshot.id} was not refused: it may be used already")
    if not found.snapshot.listings:
        which = f"{name} --version {found.snapshot.id.partition('@')[2]}"
        raise ListError(
            f"the version {found.snapshot.id} holds no listing",
            where=f"list {name}",
            why="with it, nothing of the list would be found",
            remedy="fetch a good one; or take this one out: counterflow lists remove "
            f"{which} --by NAME --because REASON --yes",
        )
    with store.writing() as connection, writing(connection):
        moment = _moment(connection, name, at)
        changed = connection.execute(
            "UPDATE snapshot SET state = 'kept', accepted_at = ? WHERE number = ? AND sha256 = ?",
            (moment, found.number, found.snapshot.sha256),
        )
        _need_there(changed, found)
        seal_version(connection, found.number)
        log(connection, moment, name, found.snapshot.id, "accepted", who=who, why=why)
    return found.snapshot


def pin(
    store: ListStore, name: str, version: str, *, who: str, why: str, at: str | None = None
) -> Snapshot:
    """Hold one version of a list in use, whatever comes after it.

    Args:
        store: The store.
        name: The list.
        version: The version.
        who: The person who decides it.
        why: The reason.
        at: The moment of the decision (ISO 8601, UTC), now if ``None``; never before what the log
            holds of the list already.

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
    with store.writing() as connection, writing(connection):
        moment = _moment(connection, name, at)
        _lift(connection, name, moment)
        connection.execute(
            "INSERT INTO pin (list, version, at, who, why) VALUES (?, ?, ?, ?, ?)",
            (name, found.snapshot.id, moment, who, why),
        )
        seal_pins(connection, name)
        log(connection, moment, name, found.snapshot.id, "pinned", who=who, why=why)
    return found.snapshot


def unpin(store: ListStore, name: str, *, who: str, why: str, at: str | None = None) -> None:
    """Let the newest version of a list be in use again.

    The pin stays in the store with its time: an answer as of a day inside it still rests on it.

    Args:
        store: The store.
        name: The list.
        who: The person who decides it.
        why: The reason.
        at: The moment of the decision (ISO 8601, UTC), now if ``None``; never before what the log
            holds of the list already.

    Raises:
        ListError: The list is not pinned, or person or reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a pin is taken away")
    pinned = store.pin_of(name)
    if pinned is None:
        raise ListError(f"the list {name!r} is not pinned")
    with store.writing() as connection, writing(connection):
        moment = _moment(connection, name, at)
        _lift(connection, name, moment)
        log(connection, moment, name, pinned.version, "unpinned", who=who, why=why)


def give_up(store: ListStore, name: str, *, who: str, why: str) -> None:
    """Say that a list of which no version was ever had is not wanted: answers stop naming it.

    Args:
        store: The store.
        name: The list, one of ``ListStore.never_had``.
        who: The person who decides it.
        why: The reason.

    Raises:
        ListError: Versions of it are there, it was never tried, or person or reason is missing.
        StoreError: The store cannot be written.
    """
    _need(who, why, "a list is given up")
    if name not in {event.list for event in store.never_had()}:
        raise ListError(
            f"the list {name!r} is not one of which every import failed",
            remedy="see what is there: counterflow lists ls",
        )
    with store.writing() as connection, writing(connection):
        log(connection, utc_moment(None), name, "", "removed", who=who, why=why)


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


def _lift(connection: sqlite3.Connection, name: str, moment: str) -> None:
    """End the pin of a list, if it has one."""
    connection.execute(
        "UPDATE pin SET lifted_at = ? WHERE list = ? AND lifted_at = ''", (moment, name)
    )
    seal_pins(connection, name)


def _moment(connection: sqlite3.Connection, name: str, at: str | None) -> str:
    """Tell when a decision is made; a log in which one could be dated back proves nothing."""
    moment = utc_moment(at)
    if at is None:
        return moment
    (last,) = connection.execute("SELECT max(at) FROM event WHERE list = ?", (name,)).fetchone()
    if moment < (last or "") or moment > utc_moment(None):
        raise ListError(
            f"the decision cannot be of {moment}: the log of {name} goes to {last or 'no day'}",
            where=f"list {name}, at",
            why="answers as of a day depend on the day of each decision",
            remedy="give a moment between the last line of the log and now, or leave it out",
        )
    return moment


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
