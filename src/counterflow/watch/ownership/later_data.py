"""Tell which ownership data of a store is of a later day than the one asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

from counterflow.watch.ownership.kept import KeptGraph, graphs, in_use


def set_back(folder: Path, as_of: dt.date | None) -> list[tuple[str, bool]]:
    """Say which ownership data of the store is not asked for a day, because it is of a later one.

    Args:
        folder: The store.
        as_of: The day asked; ``None`` where the newest data is.

    Returns:
        Per source a sentence that names the version and the day, and whether nothing of the source
        is asked; a newer version beside one of the day is told only where no day was given for it.
    """
    if as_of is None:
        return []
    used = {one.name for one in in_use(folder, as_of)}
    told: dict[str, tuple[str, bool]] = {}
    for one in graphs(folder):
        if one.day > as_of.isoformat() and not (one.name in used and one.published_on):
            # The oldest of a source comes last, and lies nearest to the day.
            told[one.name] = (_too_late(one, as_of, used), one.name not in used)
    return list(told.values())


def _too_late(one: KeptGraph, as_of: dt.date, used: Collection[str]) -> str:
    """Say why a version is not asked; what to do where only its import tells its day."""
    what = f"{one.id} was not asked for owners on {as_of}"
    if one.name in used:
        what += ", an older version was"
    if one.published_on:
        return f"{what}: it is the oldest of its source, and its data is of {one.published_on}"
    return (
        f"{what}: no day of its data was given, so it counts from its import on {one.day} "
        "(import the same files again with --published-on)"
    )
