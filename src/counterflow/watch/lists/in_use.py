"""Settle which lists an answer rests on, the watch pack among them, and in what state they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from counterflow.core.model import Listing, ListState, Snapshot
from counterflow.watch.lists.freshness import absent_state, state_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore, day_of


def snapshots_in_use(
    store: ListStore, asked: Sequence[str] | None, at: dt.date | None
) -> tuple[Snapshot, ...]:
    """Tell which version of each list an answer rests on.

    Args:
        store: The store.
        asked: Names of the lists asked for; ``None`` takes all and the watch pack.
        at: The day; ``None`` takes the newest versions.

    Returns:
        The watch pack first where it is used, then the lists in the order asked for, or of the
        alphabet. A list that had no version on the day is left out: ``states_in_use`` tells of it.

    Raises:
        ListError: A list asked for is not in the store or had no version by then, or a list is
            damaged.
        StoreError: The store cannot be read.
    """
    stored = None if asked is None else [name for name in asked if name != WATCH_PACK]
    current = store.current(at, stored)
    pack = (load_watch_pack()[0],) if asked is None or WATCH_PACK in asked else ()
    return (*pack, *current)


def states_in_use(
    store: ListStore,
    snapshots: Sequence[Snapshot],
    *,
    asked: Sequence[str] | None,
    as_of: dt.date,
    stale_after_days: int,
) -> tuple[ListState, ...]:
    """Tell of every list whether it may be relied on.

    Args:
        store: The store.
        snapshots: The versions in use, as ``snapshots_in_use`` gave them.
        asked: Names of the lists asked for; ``None`` for all.
        as_of: The day of the answer.
        stale_after_days: Age in days from which a list is stale.

    Returns:
        One state per version in use, in their order; where all lists were meant, also an
        ``absent`` one for each list that had no version on the day, at the end.

    Raises:
        ListError: A list is damaged.
    """
    states = [
        state_of(
            snapshot,
            as_of=as_of,
            stale_after_days=stale_after_days,
            lacks=_lacks(store, snapshot),
        )
        for snapshot in snapshots
    ]
    if asked is None:
        used = {snapshot.list for snapshot in snapshots}
        later = [store.snapshots(name) for name in store.names() if name not in used]
        # A list that another process imports meanwhile is not absent: it came too late.
        states += [
            absent_state(versions, as_of=as_of)
            for versions in later
            if min(map(day_of, versions)) > as_of.isoformat()
        ]
    return tuple(states)


def listings_of(store: ListStore, snapshots: Sequence[Snapshot]) -> Iterator[Listing]:
    """Give the listings of the versions in use, those of the watch pack from the package.

    Args:
        store: The store.
        snapshots: The versions in use.

    Yields:
        The listings, in the order of the versions and then of the publishers.

    Raises:
        ListError: A file of a version is missing or damaged.
    """
    for snapshot in snapshots:
        if snapshot.list == WATCH_PACK:
            yield from load_watch_pack()[1]
        else:
            store.verify(snapshot)
            yield from store.listings(snapshot)


def contents_of(store: ListStore, snapshots: Sequence[Snapshot]) -> list[str]:
    """Name what an index of versions holds: their bytes as this program read them.

    Args:
        store: The store.
        snapshots: The versions in use.

    Returns:
        One text per version, in their order.

    Raises:
        ListError: The hashes of a version are missing or damaged.
    """
    return [s.id if s.list == WATCH_PACK else f"{s.id}:{store.content_of(s)}" for s in snapshots]


def _lacks(store: ListStore, snapshot: Snapshot) -> list[str]:
    """Give what an official list was imported without, by its own notes."""
    if snapshot.list == WATCH_PACK:
        return []
    notes = store.notes(snapshot)
    lacks = [note for note in notes if "aliases are absent" in note or "shrank" in note]
    if snapshot.refusals:
        lacks.append(f"{snapshot.refusals} records of it were refused when it was read")
    return lacks
