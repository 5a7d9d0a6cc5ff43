"""Give a listing as it stood in the version of a list on which an alert rests."""

from __future__ import annotations

from counterflow.core.errors import CaseError, ListError
from counterflow.core.model.listings import Listing
from counterflow.review.cases.case import Alert
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore


def listing_of_alert(store: ListStore, alert: Alert) -> Listing:
    """Give the listing of an alert, in the version that was screened.

    Args:
        store: The lists.
        alert: An alert that names a listing.

    Raises:
        CaseError: the version is no longer in the store, or does not hold the listing.
    """
    if alert.list == WATCH_PACK:
        found = (one for one in load_watch_pack()[1] if one.id == alert.listing)
    else:
        try:
            versions = store.versions(alert.list)
        except ListError as fault:
            raise _gone(alert) from fault
        kept = [one.snapshot for one in versions if one.snapshot.id == alert.snapshot]
        if not kept:
            raise _gone(alert)
        found = (one for one in store.listings(kept[-1]) if one.id == alert.listing)
    listing = next(found, None)
    if listing is None:
        raise _gone(alert)
    return listing


def _gone(alert: Alert) -> CaseError:
    return CaseError(
        f"{alert.snapshot or alert.list} is not in this store, or holds no {alert.listing}",
        where=alert.id,
        why="an entry binds the very record that was looked at",
        remedy="import that version of the list again, or screen again and open cases of that run",
    )
