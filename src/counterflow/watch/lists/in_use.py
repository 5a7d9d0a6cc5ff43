"""Settle which lists an answer rests on, the watch pack among them, and in what state they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.watch.lists.freshness import absent_state, state_of
from counterflow.watch.lists.identity import ending_of, known_lists, successor_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.standing import BAD, Event
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import day_of, mark_of

_NAMED: Final = 3
"""Findings of guards that a state names."""
UNTIL_FETCHED: Final = "nothing of it is screened until it is fetched, or imported from a file"
UNTIL_ACCEPTED: Final = "nothing of it is screened until somebody fetches a good one or accepts one"
"""What to do about a list without any version in use, as every answer says it."""


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
        ``absent`` one for each list that had no version on the day, and a ``refused`` one for each
        of which every version was refused or no import ever went well, at the end.

    Raises:
        ListError: A list is damaged.
    """
    states = [
        _state_in_use(store, snapshot, as_of=as_of, stale_after_days=stale_after_days)
        for snapshot in snapshots
    ]
    if asked is None:
        used = {snapshot.list for snapshot in snapshots}
        unused = [_unused(store, name, as_of) for name in store.names() if name not in used]
        states += [state for state in unused if state is not None]
        states += map(_never_had, store.never_had())
    return tuple(states)


def _state_in_use(
    store: ListStore, snapshot: Snapshot, *, as_of: dt.date, stale_after_days: int
) -> ListState:
    if snapshot.list == WATCH_PACK:
        return state_of(snapshot, as_of=as_of, stale_after_days=stale_after_days)
    let_in = admitted_although(store, snapshot)
    state = state_of(
        snapshot,
        as_of=as_of,
        stale_after_days=stale_after_days,
        confirmed_on=confirmed_on(store, snapshot, as_of),
        stated_on=store.stated_on(snapshot, as_of),
        ended=ending_of(snapshot.list, snapshot.format, as_of),
        notes=[*filter(None, [let_in]), *_pinned(store, snapshot, as_of)],
        lacks=_lacks(store, snapshot),
    )
    return _judged(store, state, as_of)


def admitted_although(store: ListStore, snapshot: Snapshot) -> str:
    """Say who let a version in that guards had refused, and what they had found.

    Args:
        store: The store.
        snapshot: A version in use.

    Returns:
        One sentence; empty where no guard found anything.
    """
    if not snapshot.trips:
        return ""
    found = "; ".join(snapshot.trips[:_NAMED])
    more = len(snapshot.trips) - _NAMED
    if more > 0:
        found += f"; and {more} more (counterflow lists show {snapshot.list})"
    event = _acceptance(store, snapshot)
    if event is None:
        return f"kept with the list's history although a guard would have refused it: {found}"
    return f"accepted by {event.who} on {event.at[:10]} ({event.why}) although: {found}"


def _acceptance(store: ListStore, snapshot: Snapshot) -> Event | None:
    """Give the last acceptance of a version that is in use; None for one kept as history."""
    version = next(
        one for one in store.versions(snapshot.list) if one.snapshot.sha256 == snapshot.sha256
    )
    told = [
        event
        for event in store.log(snapshot.list)
        if event.what == "accepted" and mark_of(event.version) == mark_of(snapshot.id)
    ]
    return told[-1] if told and version.accepted_at else None


def _unused(store: ListStore, name: str, as_of: dt.date) -> ListState | None:
    """Tell of a list that no answer rests on: it had no version yet, or all were refused."""
    versions = store.versions(name)
    usable = [one.snapshot for one in versions if one.usable(as_of)]
    if usable:
        # A list that another process imports meanwhile is not absent: it came too late.
        later = min(map(day_of, usable)) > as_of.isoformat()
        return absent_state(usable, as_of=as_of) if later else None
    newest = max(versions, key=lambda one: one.number)
    told = [event for event in store.log(name) if event.what in BAD]
    last = next(reversed(told), None)
    why = f", the last on {last.at[:10]}: {last.why}" if last else ""
    accepted = min((one.accepted_at[:10] for one in versions if one.accepted_at), default="")
    counts = f"; one was accepted on {accepted} and counts from that day on" if accepted else ""
    return ListState(
        name,
        "",
        "refused",
        official=newest.snapshot.official,
        why=f"every version was refused{why}{counts}; {UNTIL_ACCEPTED}",
        authority=newest.snapshot.authority,
    )


def _never_had(event: Event) -> ListState:
    """Tell of a list that somebody tried to bring in, and of which nothing was ever kept.

    On every day: a list that is missing today was not screened on a day of the past either.
    """
    told = f"it was never had; the last try, {event.at}, {event.what}: {event.why}"
    return ListState(event.list, "", "refused", why=f"{told}; {UNTIL_FETCHED}")


def remedy_of(store: ListStore, state: ListState) -> str:
    """Say what to do about a list that cannot be relied on.

    Args:
        store: The store.
        state: What is known of the list.

    Example:
        >>> import pathlib
        >>> stale = ListState("un_sc", "un_sc@2026-01-15#0123456789ab", "stale")
        >>> remedy_of(ListStore(pathlib.Path("store")), stale)
        'counterflow lists fetch un_sc (or lists import FILE --as un_sc)'
    """
    name = state.list
    if state.state == "ended":
        return _after_its_end(store, state)
    row = known_lists(store.folder).get(name)
    by_file = f"counterflow lists import FILE --as {name}"
    again = f"counterflow lists fetch {name} (or lists import FILE --as {name})"
    if row is None or not row.files:
        again = f"{by_file}{f' ({row.by_hand})' if row else ''}"
    if state.state != "refused":
        return again
    by = "--by NAME --because REASON"
    if name in {event.list for event in store.never_had()}:
        return f"{again}; where you do not want it: counterflow lists remove {name} --yes {by}"
    aside = [one.snapshot for one in store.versions(name) if one.state == "refused"]
    if not aside:
        return again  # the last attempt failed: there is nothing that could be accepted
    accept = f"counterflow lists accept {name} --version ID {by}"
    return "; or: ".join(
        [
            f"look at it: counterflow lists show {name}; then fetch it again",
            *([accept] if any(one.listings for one in aside) else []),
            f"if it was given by mistake: counterflow lists remove {name} --version ID --yes {by}",
        ]
    )


def _after_its_end(store: ListStore, state: ListState) -> str:
    after = successor_of(state.list, store.versions(state.list)[-1].snapshot.format)
    keep = f"keep {state.list} for answers as of days before its end, or leave it out (--lists)"
    return f"counterflow lists fetch {after}; {keep}" if after else keep


def _judged(store: ListStore, state: ListState, as_of: dt.date) -> ListState:
    """Say of a list that its newest version was refused: the answer rests on the one before."""
    event = None if state.state == "ended" else store.refused_last(state.list, as_of)
    if event is None:
        return state
    told = (
        f"a newer version was refused on {event.at[:10]}: {event.why}; {state.snapshot} is used "
        "until somebody fetches a good one or accepts it"
    )
    why = "; ".join(filter(None, [told, _accepted_later(store, event), state.why]))
    return msgspec.structs.replace(state, state="refused", why=why)


def _accepted_later(store: ListStore, refused: Event) -> str:
    """Say that a version which was refused on the day was accepted after it."""
    for version in store.versions(refused.list):
        if version.accepted_at and mark_of(version.snapshot.id) == mark_of(refused.version):
            return f"it was accepted on {version.accepted_at[:10]} and counts from that day on"
    return ""


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
        if event.what == "fetched" and mark_of(event.version) == mark_of(snapshot.id)
    )
    return max((day for day in days if day <= as_of.isoformat()), default="")


def _pinned(store: ListStore, snapshot: Snapshot, as_of: dt.date) -> list[str]:
    """Say of a list that a person held a version in use on the day, and if that one is gone."""
    pin = store.pin_of(snapshot.list, as_of)
    if pin is None:
        return []
    lifted = f", lifted on {pin.lifted_at[:10]}" if pin.lifted_at else ""
    told = f"pinned on {pin.at[:10]} by {pin.who}: {pin.why}{lifted}"
    if mark_of(pin.version) == mark_of(snapshot.id):
        return [told]
    there = {mark_of(one.snapshot.id) for one in store.versions(snapshot.list)}
    if mark_of(pin.version) in there:
        return []
    return [f"{pin.version} was in use then ({told}) and was removed from the store since"]


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
    """Give what a list was imported without, and what of it could not be read."""
    lacks = list(snapshot.lacks)
    if snapshot.refusals:
        lacks.append(f"{snapshot.refusals:,} records of it were refused when it was read")
    if snapshot.trips:
        # Whoever accepted it did not make it whole: what the rest held nobody knows.
        fatal = [refusal.what for refusal in store.refusals(snapshot) if refusal.fatal]
        lacks += [f"it was half read: {what}" for what in fatal]
    return lacks
