"""What a person looks at first: which lists are current, and what waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.engine import Engine


def figures_of(engine: Engine) -> dict[str, Any]:
    """Gather what the page shows."""
    versions = {snapshot.list: snapshot for snapshot in engine.snapshots}
    return {
        "lists": [_row(state, versions.get(state.list), engine.as_of) for state in engine.lists]
    }


def _row(state: ListState, snapshot: Snapshot | None, day: dt.date) -> dict[str, Any]:
    published = snapshot.published_on if snapshot else ""
    days = (day - dt.date.fromisoformat(published)).days if published else -1
    return {
        "state": state,
        "title": (snapshot.title if snapshot else "") or state.list,
        "published": published,
        "age": days if days >= 0 else None,
        "listings": snapshot.listings if snapshot else 0,
    }
