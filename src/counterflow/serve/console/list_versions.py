"""All versions of one list with their guards and its log; what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.engine import Engine
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.lists import list_rows
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.lists.comparing import compare_versions, listings_by_id
from counterflow.watch.lists.differences import changes
from counterflow.watch.lists.versions import mark_of

SHOWN: Final = 100
"""Entries of each kind, refused records and events that a page names; JSON gives all."""


def version_pages(engine: Engine) -> APIRouter:
    """Give the pages of one list.

    Args:
        engine: Its store is shown.
    """
    router = APIRouter(include_in_schema=False)

    # Before the page of a list: the ending of a twin would be taken for the name of one.
    for path in paths_of("/lists/{name}/changes"):
        router.add_api_route(path, _changes(engine))

    def versions(request: Request, name: str) -> Response:
        return _versions(request, engine, name)

    for path in paths_of("/lists/{name}"):
        router.add_api_route(path, versions)
    return router


def _versions(request: Request, engine: Engine, name: str) -> Response:
    state = next((row for row in list_rows(engine) if row["list"] == name), None)
    held = engine.store.names()
    if state is None and name not in held:
        raise Fault(404, f"no list is called {name}")
    used = {mark_of(snapshot.id) for snapshot in engine.snapshots}
    found = [
        _row(version.snapshot, version.state, is_used=mark_of(version.snapshot.id) in used)
        for version in (reversed(engine.store.versions(name)) if name in held else ())
    ]
    if not found:
        found = [_row(one, "kept", is_used=True) for one in engine.snapshots if one.list == name]
    if form := asked_form(request):
        return twin(form, Table("versions", found, {"list": name}))
    newest = engine.store.versions(name)[-1].snapshot if name in held else None
    refusals = engine.store.refusals(newest) if newest and newest.refusals else []
    return page(
        request, engine, "list_versions", title=name, name=name, state=state, versions=found,
        refusals=refusals[:SHOWN], refused=len(refusals), shown=SHOWN,
        events=engine.store.log(name)[::-1][:SHOWN] if name in held else (),
    )  # fmt: skip


def _row(snapshot: Snapshot, state: str, *, is_used: bool) -> dict[str, Any]:
    return {
        "version": snapshot.id,
        "state": "in use" if is_used else state,
        "format": snapshot.format,
        "published_on": snapshot.published_on,
        "retrieved_at": snapshot.retrieved_at,
        "records": snapshot.records,
        "listings": snapshot.listings,
        "refused": snapshot.refusals,
        "sha256": snapshot.sha256,
        "files": list(snapshot.files),
        "lacks": list(snapshot.lacks),
        "guards": list(snapshot.trips),
    }


def _changes(engine: Engine) -> Any:
    def answer(request: Request, name: str, before: str = "", after: str = "") -> Response:
        if name not in engine.store.names():
            raise Fault(404, f"no list is called {name}")
        form = asked_form(request)
        try:
            found, one, other = compare_versions(engine.store, name, before or None, after or None)
        except ListError as fault:
            if form:
                raise
            return page(request, engine, "list_changes", title=f"Changes of {name}", status=404,
                        name=name, fault=fault, found=None)  # fmt: skip
        sides = (one, other)
        added = _named(engine, other, found.added, whole=bool(form))
        dropped = _named(engine, one, found.removed, whole=bool(form))
        changed = _changed(engine, sides, found.changed, whole=bool(form))
        if form:
            return twin(form, Table("changes", [
                *({"what": "added", "id": one.id, "caption": one.caption, "changes": []}
                  for one in added),
                *({"what": "dropped", "id": one.id, "caption": one.caption, "changes": []}
                  for one in dropped),
                *({"what": "changed", "id": one.id, "caption": one.caption,
                   "changes": msgspec.to_builtins(told)} for one, told in changed),
            ], {"list": name, "before": found.before, "after": found.after}))  # fmt: skip
        return page(
            request, engine, "list_changes", title=f"Changes of {name}", name=name, fault=None,
            found=found, added=added, dropped=dropped, changed=changed, shown=SHOWN,
            here_now={s.id for s in engine.snapshots},
        )  # fmt: skip

    return answer


def _named(engine: Engine, snapshot: Snapshot, ids: Sequence[str], *, whole: bool) -> list[Listing]:
    wanted = ids if whole else ids[:SHOWN]
    return list(listings_by_id(engine.store, snapshot, wanted).values()) if wanted else []


def _changed(
    engine: Engine, sides: tuple[Snapshot, Snapshot], ids: Sequence[str], *, whole: bool
) -> list[tuple[Listing, list[Any]]]:
    earlier = _named(engine, sides[0], ids, whole=whole)
    later = {one.id: one for one in _named(engine, sides[1], ids, whole=whole)}
    return [(later[one.id], list(changes(one, later[one.id]))) for one in earlier]
