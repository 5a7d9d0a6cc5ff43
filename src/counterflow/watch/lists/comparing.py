"""Compare two versions that a store keeps."""

from __future__ import annotations

from collections.abc import Collection

from counterflow.core.errors import ListError
from counterflow.core.model import Listing, Snapshot
from counterflow.watch.lists.differences import Difference, difference, digests
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import find_version


def compare_versions(
    store: ListStore, name: str, before: str | None = None, after: str | None = None
) -> tuple[Difference, Snapshot, Snapshot]:
    """Settle what changed between two versions of a list.

    Args:
        store: The store.
        name: The list.
        before: The earlier version; the one before ``after`` if ``None``.
        after: The later version; the one in use if ``None``.

    Returns:
        The difference, and the two versions.

    Raises:
        ListError: There is no such version, or none before it.
    """
    used = store.snapshots(name)
    versions = store.versions(name)
    other = find_version(versions, name, after).snapshot if after else used[-1] if used else None
    if other is None:
        raise ListError(f"every version of the list {name!r} was refused")
    if before:
        one = find_version(versions, name, before).snapshot
    else:
        earlier = used[: used.index(other)] if other in used else used
        if not earlier:
            raise ListError(
                f"there is no version before {other.id}", remedy="name two versions to compare"
            )
        one = earlier[-1]
    found = difference(one.id, digests(store.lines(one)), other.id, digests(store.lines(other)))
    return found, one, other


def listings_by_id(
    store: ListStore, snapshot: Snapshot, ids: Collection[str]
) -> dict[str, Listing]:
    """Give some listings of a version, in the order of the ids asked for."""
    wanted = set(ids)
    found = {one.id: one for one in store.listings(snapshot) if one.id in wanted}
    return {key: found[key] for key in ids if key in found}
