"""Follow one entry of a list through all versions: listed, changed field by field, delisted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.chronology import comings_of
from counterflow.watch.lists.differences import Change, Difference, changes, difference, digests
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Version, mark_of


class Passage(msgspec.Struct, frozen=True):
    """What became of an entry from one version of its list to the next.

    Attributes:
        day: From which day the version counts (ISO 8601): the publisher's, or that of its import.
        what: ``first seen`` (in the oldest version of the store: it may be older), ``listed``,
            ``changed`` or ``delisted``.
        version: The version that shows it.
        before: The version in use before it; empty for the first.
        listed_on: What the entry itself says of the day of its listing; empty where nothing.
        changes: Field by field, where it changed.
    """

    day: str
    what: Literal["first seen", "listed", "changed", "delisted"]
    version: str
    before: str = ""
    listed_on: str = ""
    changes: tuple[Change, ...] = ()


class _Step(NamedTuple):
    day: str
    snapshot: Snapshot


def life_of(store: ListStore, name: str, wanted: str) -> tuple[str, Listing, list[Passage]]:
    """Settle what became of an entry, over all versions that were ever in use.

    Args:
        store: The store.
        name: The list.
        wanted: The entry: the publisher's own id, or that of the store.

    Returns:
        Its id in the store, the entry as it was last on the list, and what became of it in the
        order of time. Versions that were refused and never accepted tell nothing.

    Raises:
        ListError: The list is not in the store, no version of it was ever used, no version holds
            the entry, or one is damaged.

    Basis:
        The differences that are stored with each version; only versions in which the entry came,
        changed or went are read.
    """
    steps = _steps(store.versions(name))
    if not steps:
        raise ListError(
            f"no version of the list {name!r} may be used", remedy=f"counterflow lists log {name}"
        )
    told = [_between(store, one, two) for one, two in itertools.pairwise(steps)]
    key = _key(store, name, wanted, steps, told)
    found: list[Passage] = []
    last = _entry(store, steps[0].snapshot, key)
    if last is not None:
        found.append(_passage(steps[0], "first seen", None, last))
    for (before, step), changed in zip(itertools.pairwise(steps), told, strict=True):
        if key in changed.removed:
            found.append(_passage(step, "delisted", before, last))
        elif key in changed.added:
            last = _entry(store, step.snapshot, key)
            found.append(_passage(step, "listed", before, last))
        elif key in changed.changed:
            now = _entry(store, step.snapshot, key)
            found.append(_passage(step, "changed", before, now, earlier=last))
            last = now
    assert last is not None
    return key, last, found


def find_entry(store: ListStore, snapshot: Snapshot, wanted: str) -> Listing:
    """Give one entry of a version.

    Args:
        store: The store.
        snapshot: The version.
        wanted: The publisher's own id of the entry, or that of the store.

    Raises:
        ListError: The version does not hold it, or is damaged.
    """
    names = {wanted, f"{snapshot.list}-{wanted}"}
    for listing in store.listings(snapshot):
        if listing.id in names or listing.publisher_id == wanted:
            return listing
    raise ListError(
        f"{snapshot.id} holds no entry {wanted!r}",
        why="it may have been delisted, or listed later",
        remedy=f"see all versions: counterflow lists entry {snapshot.list} {wanted} --history",
    )


def _steps(versions: Sequence[Version]) -> list[_Step]:
    """Give the versions in the order in which they were in use, each time once."""
    usable = [version for version in versions if version.usable(None)]
    comings = sorted(
        (max(coming.day, version.accepted_at[:10]), coming.at, coming.number, version)
        for version in usable
        for coming in comings_of(version)
    )
    found: list[_Step] = []
    for day, _, _, version in comings:
        if not found or found[-1].snapshot != version.snapshot:
            found.append(_Step(day, version.snapshot))
    return found


def _between(store: ListStore, before: _Step, after: _Step) -> Difference:
    """Give what changed between two versions: as it was stored, else from their listings."""
    stored = store.difference(after.snapshot)
    if stored is not None and mark_of(stored.before) == mark_of(before.snapshot.id):
        return stored
    one, other = (digests(store.lines(step.snapshot)) for step in (before, after))
    return difference(before.snapshot.id, one, after.snapshot.id, other)


def _key(
    store: ListStore,
    name: str,
    wanted: str,
    steps: Sequence[_Step],
    told: Sequence[Difference],
) -> str:
    """Settle which id is meant: of an entry that stands in the newest version, or that is gone."""
    names = {wanted, f"{name}-{wanted}"}
    newest = store.listings(steps[-1].snapshot)
    there = [one.id for one in newest if one.id in names or one.publisher_id == wanted]
    if there:
        return there[0]
    for before, changed in zip(reversed(steps[:-1]), reversed(told), strict=True):
        gone = set(changed.removed)
        if hit := names & gone:
            return hit.pop()
        # Where the store's id is not made from the publisher's, only the entry itself tells.
        hidden = _publisher_ids(store, before.snapshot, gone) if gone else {}
        if wanted in hidden:
            return hidden[wanted]
    raise ListError(
        f"no version of the list {name!r} holds an entry {wanted!r}",
        remedy="give the publisher's own id, or that of the store: counterflow check NAME and "
        "counterflow lists diff show them",
    )


def _publisher_ids(store: ListStore, snapshot: Snapshot, ids: set[str]) -> dict[str, str]:
    return {one.publisher_id: one.id for one in store.listings(snapshot) if one.id in ids}


def _entry(store: ListStore, snapshot: Snapshot, key: str) -> Listing | None:
    found: Iterator[Listing] = (one for one in store.listings(snapshot) if one.id == key)
    return next(found, None)


def _passage(
    step: _Step,
    what: Literal["first seen", "listed", "changed", "delisted"],
    before: _Step | None,
    listing: Listing | None,
    *,
    earlier: Listing | None = None,
) -> Passage:
    told = changes(earlier, listing) if earlier is not None and listing is not None else []
    return Passage(
        day=step.day,
        what=what,
        version=step.snapshot.id,
        before=before.snapshot.id if before else "",
        listed_on=listing.listed_on if listing else "",
        changes=tuple(told),
    )
