"""Compare two versions that a store keeps."""

from __future__ import annotations

from collections.abc import Collection

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.chronology import order_of
from counterflow.watch.lists.differences import Difference, difference, digests
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Version, find_version


def compare_versions(
    store: ListStore, name: str, before: str | None = None, after: str | None = None
) -> tuple[Difference, Snapshot, Snapshot]:
    """Settle what changed between two versions of a list.

    Args:
        store: The store.
        name: The list.
        before: The earlier version.
        after: The later version.

    Returns:
        The difference, and the two versions. Where both are named, in that order. Where one is,
        it and the one in use, the older first. Where none is: the one before the one in use, and
        that one; where a pin holds newer ones back, the one in use and the newest.

    Raises:
        ListError: There is no such version, none before it, or one of the two is damaged.
    """
    versions = store.versions(name)
    if before and after:
        one, other = (find_version(versions, name, wanted) for wanted in (before, after))
    else:
        one, other = _in_time(store, versions, name, before or after)
    for version in (one, other):
        # Lines are given out before the hash of all of them is known: damage is looked for first.
        store.verify(version.snapshot)
    found = difference(
        one.snapshot.id,
        digests(store.lines(one.snapshot)),
        other.snapshot.id,
        digests(store.lines(other.snapshot)),
    )
    return found, one.snapshot, other.snapshot


def _in_time(
    store: ListStore, versions: list[Version], name: str, wanted: str | None
) -> tuple[Version, Version]:
    """Give the version meant and the one in use, or those around it, the older first."""
    kept = sorted((one for one in versions if one.usable(None)), key=_when)
    used = store.snapshots(name)[-1:]
    if not used:
        raise ListError(
            f"every version of the list {name!r} was refused", remedy="name two versions to compare"
        )
    current = next(one for one in kept if one.snapshot == used[0])
    if wanted:
        one, other = sorted((find_version(versions, name, wanted), current), key=_when)
        return one, other
    at = kept.index(current)
    if current is not kept[-1]:
        return current, kept[-1]
    if not at:
        raise ListError(
            f"there is no version before {current.snapshot.id}",
            remedy="name two versions to compare",
        )
    return kept[at - 1], current


def _when(version: Version) -> tuple[str, str, int]:
    return order_of(version, None)


def listings_by_id(
    store: ListStore, snapshot: Snapshot, ids: Collection[str]
) -> dict[str, Listing]:
    """Give some listings of a version, in the order of the ids asked for."""
    wanted = set(ids)
    found = {one.id: one for one in store.listings(snapshot) if one.id in wanted}
    return {key: found[key] for key in ids if key in found}
