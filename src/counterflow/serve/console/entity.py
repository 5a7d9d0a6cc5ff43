"""One entry of the lists: what each source says of it, in its own script, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from counterflow.core.errors import CounterflowError
from counterflow.core.model.listings import Listing
from counterflow.core.text.countries import country_name
from counterflow.engine import Engine
from counterflow.publish.exports.listed import COUNTRIES, listed_words
from counterflow.serve.api.replies import Fault
from counterflow.serve.api.yente.book import Shelf
from counterflow.serve.console.pages import page
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin
from counterflow.watch.lists.life import life_of

NAMES: Final = ("name", "alias", "weakAlias", "previousName")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def entity_pages(engine: Engine, shelf: Shelf) -> APIRouter:
    """Give the pages of entries.

    Args:
        engine: Its lists are shown.
        shelf: The entries of the lists in use, by id.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/entity")
    def find(request: Request) -> Response:
        wanted = request.query_params.get("id", "").strip()[:1000]
        return RedirectResponse(f"/entity/{quote(wanted, safe='')}" if wanted else "/lists", 303)

    def entity(request: Request, name: str) -> Response:
        found = shelf.book().listings(name)
        if not found:
            raise Fault(404, f"no entry of the lists in use is called {name[:200]}; it may have "
                             "been delisted: see what changed on the page of its list")  # fmt: skip
        if form := asked_form(request):
            return twin(form, _table(form, found))
        wanted = request.query_params.get("history") == "yes"
        return page(
            request, engine, "entity", title=found[0].caption[:120], id=name,
            caption=found[0].caption, sheets=[_sheet(engine, one) for one in found],
            history=[_life(engine, one) for one in found] if wanted else None,
        )  # fmt: skip

    for path in paths_of("/entity/{name}"):
        router.add_api_route(path, entity)
    return router


def _table(form: str, found: Iterable[Listing]) -> Table:
    """Give the entries whole as JSON; as CSV a value a row."""
    if form == "json":
        return Table("listings", [msgspec.to_builtins(one) for one in found])
    return Table("entity", [
        {"list": one.list, "id": one.id, "property": key, "value": value}
        for one in found for key, values in one.properties.items() for value in values
    ])  # fmt: skip


def _sheet(engine: Engine, listing: Listing) -> dict[str, Any]:
    """Gather what one source says."""
    snapshot = next((one for one in engine.snapshots if one.list == listing.list), None)
    known = {one.text: one for one in listing.names}
    names = [
        (text, words_of(key), known.get(text))
        for key in NAMES for text in listing.properties.get(key, ())
    ]  # fmt: skip
    numbers = {one.value for one in listing.identifiers}
    dates = {one.kind for one in listing.dates}
    facts = [
        (words_of(key), [_country(value) if key in COUNTRIES else value for value in values])
        for key, values in listing.properties.items()
        if key not in (*NAMES, *dates, "topics") and not set(values) <= numbers
    ]
    return {
        "listing": listing,
        "snapshot": snapshot,
        "title": (snapshot.title if snapshot else "") or listing.list,
        "brief": listed_words(listing),
        "names": names,
        "facts": facts,
        "numbers": [(words_of(one.kind), one) for one in listing.identifiers],
        "dates": [(words_of(one.kind), one) for one in listing.dates],
    }


def words_of(name: str) -> str:
    """Put the name of a property of FollowTheMoney into words.

    Example:
        >>> words_of("previousName"), words_of("imoNumber")
        ('previous name', 'imo number')
    """
    return _HUMP.sub(" ", name).lower()


def _country(code: str) -> str:
    name = country_name(code)
    return f"{name} ({code.upper()})" if name else code


def _life(engine: Engine, listing: Listing) -> dict[str, Any]:
    """Tell what became of an entry; the watch pack has one version, and no past."""
    if listing.list not in engine.store.names():
        return {"list": listing.list, "passages": [], "fault": None}
    try:
        _, _, passages = life_of(engine.store, listing.list, listing.id)
    except CounterflowError as fault:
        return {"list": listing.list, "passages": [], "fault": fault}
    return {"list": listing.list, "passages": passages, "fault": None}
