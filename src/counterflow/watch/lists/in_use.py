"""Settle which lists an answer rests on, the watch pack among them, and in what state they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from counterflow.core.model import Listing, ListState, Snapshot
from counterflow.watch.lists.freshness import absent_state, state_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import day_of


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
        _judged(
            store,
            state_of(
                snapshot,
                as_of=as_of,
                stale_after_days=stale_after_days,
                confirmed_on=confirmed_on(store, snapshot, as_of),
                notes=_pinned(store, snapshot),
                lacks=_lacks(snapshot),
            ),
            as_of,
        )
        for snapshot in snapshots
    ]
    if asked is None:
        used = {snapshot.list for snapshot in snapshots}
        for name in store.names():
            if name not in used:
                states += _unused(store, name, as_of)
    return tuple(states)


def _unused(store: ListStore, name: str, as_of: dt.date) -> list[ListState]:
    """Tell of a list that no answer rests on: it had no version yet, or all were refused."""
    versions = store.snapshots(name)
    if not versions:
        event = store.refused_last(name, as_of)
        why = (
            f"every version was refused, the last on {event.at[:10]}: {event.why}" if event else ""
        )
        return [ListState(name, "", "refused", why=why)] if event else []
    # A list that another process imports meanwhile is not absent: it came too late.
    later = min(map(day_of, versions)) > as_of.isoformat()
    return [absent_state(versions, as_of=as_of)] if later else []


def _judged(store: ListStore, state: ListState, as_of: dt.date) -> ListState:
    """Say of a list that its newest version was refused: the answer rests on the one before."""
    event = store.refused_last(state.list, as_of) if state.state != "example" else None
    if event is None:
        return state
    told = (
        f"a newer version was refused on {event.at[:10]}: {event.why}; {state.snapshot} is used "
        "until somebody fetches a good one or accepts it"
    )
    why = "; ".join(filter(None, [told, state.why]))
    return msgspec.structs.replace(state, state="refused", why=why)


def confirmed_on(store: ListStore, snapshot: Snapshot, as_of: dt.date) -> str:
    """Tell on which day a publisher's own server last gave a version, or called it unchanged.

    Args:
        store: The store.
        snapshot: The version.
        as_of: What was fetched later does not count.

    Returns:
        The day (ISO 8601); empty where it was never fetched by then.

    Basis:
        The log's events ``fetched``, which only a fetch from the publisher writes.
    """
    if snapshot.list == WATCH_PACK:
        return ""
    days = (
        event.at[:10]
        for event in store.log(snapshot.list)
        if event.what == "fetched" and event.version == snapshot.id
    )
    return max((day for day in days if day <= as_of.isoformat()), default="")


def _pinned(store: ListStore, snapshot: Snapshot) -> list[str]:
    """Say of a version that a person holds it in use."""
    pin = None if snapshot.list == WATCH_PACK else store.pin_of(snapshot.list)
    if pin is None or pin.version != snapshot.id:
        return []
    return [f"pinned on {pin.at[:10]} by {pin.who}: {pin.why}"]


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


def _lacks(snapshot: Snapshot) -> list[str]:
    """Give what a list was imported without, and what of it could not be read."""
    lacks = list(snapshot.lacks)
    if snapshot.refusals and snapshot.list != WATCH_PACK:
        lacks.append(f"{snapshot.refusals:,} records of it were refused when it was read")
    return lacks
