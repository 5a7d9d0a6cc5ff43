"""Keep the ties that the entries of a list name as ownership data."""

from __future__ import annotations

from collections.abc import Sequence

from counterflow.core.errors import ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.in_use import listings_of
from counterflow.watch.lists.store import ListStore
from counterflow.watch.ownership.kept import KeptGraph, keep_graph
from counterflow.watch.ownership.read_relations import graph_of_relations


def keep_links(store: ListStore, snapshots: Sequence[Snapshot], name: str) -> KeptGraph:
    """Keep the ties that the entries of a list name ("Linked To") as ownership data.

    They are links without share or direction: they raise a question and are never ownership.

    Args:
        store: The store of lists; the ties are kept in its folder.
        snapshots: The versions in use.
        name: The list, which is one of them.

    Returns:
        The version that was kept, or was kept before of the same version of the list.

    Raises:
        ListError: the list is not in use.
        OwnershipError: no entry of it names a tie.
        StoreError: the store cannot be written.
    """
    snapshot = next((one for one in snapshots if one.list == name), None)
    if snapshot is None:
        known = ", ".join(one.list for one in snapshots)
        raise ListError(f"the list {name} is not in use", remedy=f"one of: {known}")
    read = graph_of_relations(listings_of(store, (snapshot,)), name)
    return keep_graph(
        store.folder, read, name=f"links_{name}", digest=snapshot.sha256,
        files=[snapshot.id], published_on=snapshot.published_on,
    )  # fmt: skip
