"""Which lists answers rest on: version, age, rows, refusals, what changed, whose terms bind."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.errors import CounterflowError
from counterflow.core.model.snapshots import UNRELIABLE, ListState, Snapshot
from counterflow.engine import Engine
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.identity import known_lists
from counterflow.watch.lists.in_use import remedy_of

TERMS: Final = {
    "opensanctions_csv": "business use needs a licence from OpenSanctions",
}
"""Terms of use that docs/lists records, by reader; of every other list they are not recorded."""


def list_pages(engine: Engine) -> APIRouter:
    """Give the page of the lists.

    Args:
        engine: Its lists are shown.
    """
    router = APIRouter(include_in_schema=False)

    def lists(request: Request) -> Response:
        rows = list_rows(engine)
        if form := asked_form(request):
            return twin(form, Table("lists", rows, {"as_of": engine.as_of.isoformat()}))
        return page(request, engine, "lists", title="Lists", rows=rows)

    for path in paths_of("/lists"):
        router.add_api_route(path, lists)
    return router


def list_rows(engine: Engine) -> list[dict[str, Any]]:
    """Give each list with the version in use, or none where it has none."""
    versions = {snapshot.list: snapshot for snapshot in engine.snapshots}
    known = known_lists(engine.settings.store_path)
    return [
        _row(engine, state, versions.get(state.list), known.get(state.list))
        for state in engine.lists
    ]


def _row(
    engine: Engine, state: ListState, snapshot: Snapshot | None, known: OfficialList | None
) -> dict[str, Any]:
    held = snapshot or Snapshot(state.list, "", "")
    return {
        "list": state.list,
        "title": held.title or (known.title if known else "") or state.list,
        "authority": state.authority or held.authority or (known.authority if known else ""),
        "state": state.state,
        "official": state.official,
        "why": state.why,
        "lacks": list(state.lacks),
        "remedy": _remedy(engine, state),
        "version": state.snapshot,
        "published_on": held.published_on,
        "age_days": _age(engine, held),
        "retrieved_at": held.retrieved_at,
        "sha256": held.sha256,
        "records": held.records,
        "listings": held.listings,
        "refused": held.refusals,
        **_changed(engine, snapshot),
        "published": known.published if known else "",
        "source": known.citation.url if known else "",
        "terms": TERMS.get(held.format, ""),
    }


def _age(engine: Engine, held: Snapshot) -> int | None:
    """Give the days since a version was published; ``None`` where it is of a later day."""
    if not held.published_on:
        return None
    days = (engine.as_of - dt.date.fromisoformat(held.published_on)).days
    return days if days >= 0 else None


def _remedy(engine: Engine, state: ListState) -> str:
    return remedy_of(engine.store, state) if state.state in UNRELIABLE else ""


def _changed(engine: Engine, snapshot: Snapshot | None) -> dict[str, int | None]:
    """Count what the version in use changed; ``None`` where it has none before it."""
    nothing: dict[str, int | None] = {"added": None, "changed": None, "dropped": None}
    if snapshot is None or snapshot.list not in engine.store.names():
        return nothing
    try:
        found = engine.store.difference(snapshot)
    except CounterflowError:
        return nothing
    if found is None or not found.before:
        return nothing
    return {
        "added": len(found.added), "changed": len(found.changed), "dropped": len(found.removed)
    }  # fmt: skip
