"""The routes of yente's API."""

from __future__ import annotations

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Form, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from counterflow.core.errors import CounterflowError
from counterflow.serve.api.described import gives
from counterflow.serve.api.replies import Fault, reply, wrong_body
from counterflow.serve.api.yente import nested as entities
from counterflow.serve.api.yente import reconcile as refine
from counterflow.serve.api.yente.algorithms import algorithm_of, describe, unused_settings
from counterflow.serve.api.yente.book import Book, Shelf
from counterflow.serve.api.yente.catalog import catalog, etag_of, is_known
from counterflow.serve.api.yente.dataset_scope import scope_of
from counterflow.serve.api.yente.examples import read_queries
from counterflow.serve.api.yente.matching import Asked, find
from counterflow.serve.api.yente.search_index import SearchIndex, open_search
from counterflow.serve.api.yente.searching import Wanted, read_filters, search
from counterflow.serve.api.yente.shapes import (
    Adjacent,
    Entity,
    MatchRequest,
    MatchResponse,
    Page,
    SearchResponse,
)

SINCE: Final = r"^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$"
_FEW: Final = 4
"""Queries of a request that are answered at once: handing over to a thread takes longer."""
_DECODE: Final = msgspec.json.Decoder(MatchRequest, strict=False).decode

Words = Annotated[list[str], Query()]
Limit = Annotated[int, Query(ge=0, le=500)]
Offset = Annotated[int, Query(ge=0, le=9499)]
Since = Annotated[str | None, Query(pattern=SINCE)]
Score = Annotated[float, Query(ge=0.0, le=1.0)]
Excluded = Annotated[list[str], Query(max_length=50)]

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/MatchRequest"},
                "example": {
                    "queries": {
                        "q": {"schema": "Company", "properties": {"name": ["Sahara Thunder"]}}
                    }
                },
            }
        },
    }
}


class Searches:
    """Give the full-text index of the book in use; made when somebody first searches."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: tuple[str, SearchIndex] | None = None

    def open(self, book: Book) -> SearchIndex:
        """Give the index of a book."""
        held = self._held
        if held is None or held[0] != book.digest:
            folder = self._shelf.engine.settings.store_path / "indexes" / book.digest
            held = self._held = (book.digest, open_search(book, folder))
        return held[1]


def yente_routes(shelf: Shelf) -> APIRouter:  # noqa: C901, PLR0915 - one function a route
    """Give the routes of yente's API.

    Args:
        shelf: Gives the lists in use.
    """
    router = APIRouter(tags=["yente"])
    searches = Searches(shelf)

    @router.post("/match/{dataset}", openapi_extra=_BODY, responses=gives(MatchResponse, 400, 404))
    async def match(  # noqa: PLR0913, PLR0917 - yente's parameters
        request: Request,
        dataset: str,
        limit: Limit = 5,
        threshold: Score = 0.7,
        cutoff: Score = 0.7,
        algorithm: str = "best",
        include_dataset: Words = [],  # noqa: B006 - FastAPI copies it
        exclude_dataset: Words = [],  # noqa: B006
        exclude_schema: Words = [],  # noqa: B006
        topics: Words = [],  # noqa: B006
        changed_since: Since = None,
        exclude_entity_ids: Excluded = [],  # noqa: B006
    ) -> Response:
        """Find the entities that resemble each query, best first."""
        try:
            asked = _DECODE(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            return wrong_body(fault)
        book = await _book(shelf)
        named = algorithm_of(algorithm)
        notes = unused_settings(named, asked.weights, asked.config)
        scope = scope_of(dataset, book.snapshots, include_dataset, exclude_dataset)
        queries = read_queries(asked.queries)
        wanted = Asked(
            limit, threshold, min(cutoff, threshold), named, scope, tuple(exclude_schema),
            tuple(topics), changed_since or "", frozenset(exclude_entity_ids),
        )  # fmt: skip
        if len(queries) <= _FEW:
            found = find(book, queries.values(), wanted)
        else:
            found = await run_in_threadpool(find, book, queries.values(), wanted)
        answers = dict(zip(queries, found, strict=True))
        body = MatchResponse(answers, limit, book.lists, notes)
        return reply(body, headers={"x-batch-size": str(len(queries))})

    @router.get("/search/{dataset}", responses=gives(SearchResponse, 400, 404))
    def search_entities(  # noqa: PLR0913, PLR0917 - yente's parameters
        dataset: str,
        q: str = "",
        schema: str = "Thing",
        include_dataset: Words = [],  # noqa: B006
        exclude_dataset: Words = [],  # noqa: B006
        exclude_schema: Words = [],  # noqa: B006
        changed_since: Since = None,
        countries: Words = [],  # noqa: B006
        topics: Words = [],  # noqa: B006
        datasets: Words = [],  # noqa: B006
        filter: Words = [],  # noqa: A002, B006 - yente's word
        limit: Limit = 10,
        offset: Offset = 0,
        sort: Words = [],  # noqa: B006
        target: bool | None = None,  # noqa: FBT001 - yente's parameter
        fuzzy: bool = False,  # noqa: FBT001, FBT002
        simple: bool = False,  # noqa: FBT001, FBT002
        facets: Words = ["countries", "topics", "datasets"],  # noqa: B006
        filter_op: Annotated[str, Query(pattern="^(AND|OR)$")] = "OR",
    ) -> Response:
        """Search the entities by words, in the syntax of Lucene."""
        book = shelf.book()
        filters = read_filters(filter)
        named = {"countries": countries, "topics": topics, "datasets": datasets}
        for field, values in named.items():
            if values:
                filters.setdefault(field, []).extend(values)
        wanted = Wanted(
            q, schema, scope_of(dataset, book.snapshots, include_dataset, exclude_dataset),
            exclude_schema, changed_since or "", filters, target, limit, offset, sort, fuzzy,
            simple, facets, filter_op == "AND",
        )  # fmt: skip
        return reply(search(book, searches.open(book), wanted))

    @router.get("/entities/{entity_id}", responses=gives(Entity, 404))
    def entity(entity_id: str, nested: bool = True) -> Response:  # noqa: FBT001, FBT002
        """Give one entity, with what is tied to it."""
        return reply(entities.entity_of(shelf.book(), entity_id, nested=nested))

    @router.get("/entities/{entity_id}/adjacent", responses=gives(Adjacent, 404))
    def adjacent(
        entity_id: str,
        sort: Words = [],  # noqa: B006
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Response:
        """Give what is adjacent to an entity, a page of each property."""
        found = entities.adjacent(shelf.book(), entity_id, sort=sort, limit=limit, offset=offset)
        return reply(found)

    @router.get("/entities/{entity_id}/adjacent/{property_name}", responses=gives(Page, 404))
    def adjacent_by(
        entity_id: str,
        property_name: str,
        sort: Words = [],  # noqa: B006
        limit: Limit = 10,
        offset: Offset = 0,
    ) -> Response:
        """Give what is adjacent to an entity by one property, a page of it."""
        return reply(
            entities.adjacent_by(
                shelf.book(), entity_id, property_name, sort=sort, limit=limit, offset=offset
            )
        )

    @router.get("/reconcile/{dataset}")
    def reconcile_manifest(request: Request, dataset: str, queries: str | None = None) -> Response:
        """Describe the service to OpenRefine."""
        book = shelf.book()
        scope = scope_of(dataset, book.snapshots)
        if queries is not None:
            return _reconciled(book, queries, scope, "best", None)
        base = str(request.base_url).rstrip("/")
        return reply(refine.manifest(dataset, base, request.url.query))

    @router.post("/reconcile/{dataset}", include_in_schema=False)
    def reconcile(
        dataset: str,
        queries: Annotated[str | None, Form()] = None,
        extend: Annotated[str | None, Form()] = None,
        algorithm: str = "best",
        changed_since: Since = None,
    ) -> Response:
        """Answer the queries of a table, or give columns of matched entities."""
        book = shelf.book()
        scope = scope_of(dataset, book.snapshots)
        if extend is not None:
            asked = refine.read_asking(extend, refine.Extension)
            size = {"x-batch-size": str(len(asked.ids))}
            return reply(refine.extend(book, asked), headers=size)
        if queries is None:
            raise Fault(400, "No queries provided.")
        return _reconciled(book, queries, scope, algorithm, changed_since)

    @router.get("/reconcile/{dataset}/suggest/entity", include_in_schema=False)
    def suggest_entity(
        dataset: str, prefix: str = "", limit: Annotated[int, Query(ge=0, le=500)] = 10
    ) -> Response:
        book = shelf.book()
        scope = scope_of(dataset, book.snapshots)
        words = [word for word in prefix.split() if word.isalnum()]
        query = " ".join([*words[:-1], f"{words[-1]}*"]) if words else ""
        wanted = Wanted(query, "Thing", scope, limit=limit)
        found = search(book, searches.open(book), wanted).results if words else []
        return _suggested(prefix, refine.suggest_entities(found))

    @router.get("/reconcile/{dataset}/suggest/property", include_in_schema=False)
    def suggest_property(dataset: str, prefix: str = "") -> Response:
        scope_of(dataset, shelf.book().snapshots)
        return _suggested(prefix, refine.suggest_properties(prefix))

    @router.get("/reconcile/{dataset}/suggest/type", include_in_schema=False)
    def suggest_type(dataset: str, prefix: str = "") -> Response:
        scope_of(dataset, shelf.book().snapshots)
        return _suggested(prefix, refine.suggest_types(prefix))

    @router.get("/reconcile/{dataset}/extend/property", include_in_schema=False)
    def propose(
        dataset: str,
        type: str = "Thing",  # noqa: A002 - the protocol's word
        limit: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        scope_of(dataset, shelf.book().snapshots)
        return reply(refine.proposed(type, limit))

    @router.get("/healthz")
    async def healthz() -> Response:
        """Say that the process is alive."""
        return reply({"status": "ok"})

    @router.get("/readyz")
    def readyz() -> Response:
        """Say whether questions are answered: the lists are indexed."""
        try:
            shelf.book()
        except CounterflowError as fault:
            return reply({"detail": "Index not ready.", "why": fault.text}, 503)
        return reply({"status": "ok"})

    @router.get("/catalog")
    @router.get("/manifest", include_in_schema=False)
    def catalogue(request: Request) -> Response:
        """Give the lists in use with their versions; 304 where the client has them."""
        book = shelf.book()
        tag = etag_of(book)
        headers = {"etag": tag, "cache-control": "public, max-age=300"}
        if is_known(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
        return reply(catalog(book), headers=headers)

    @router.get("/algorithms")
    async def algorithms() -> Response:
        """Say by which names matches can be asked for."""
        return reply(describe())

    @router.post("/updatez")
    async def updatez() -> Response:
        """Refuse: lists are brought in by ``counterflow lists fetch``, and no token is set."""
        raise Fault(403, "Invalid token.")

    return router


async def _book(shelf: Shelf) -> Book:
    """Give the lists in use; a book that has to be made first is made beside other requests."""
    if shelf.is_ready:
        return shelf.book()
    return await run_in_threadpool(shelf.book)


def _suggested(prefix: str, found: list[Any]) -> Response:
    head = {"code": "/api/status/ok", "status": "200 OK", "prefix": prefix}
    return reply({**head, "result": found})


def _reconciled(
    book: Book, queries: str, scope: frozenset[str], algorithm: str, since: str | None
) -> Response:
    asked = refine.read_asking(queries, dict[str, refine.Asking])
    # Cut-off 0: a person chooses among what is shown.
    wanted = Asked(5, 0.7, 0.0, algorithm_of(algorithm), scope, changed_since=since or "")
    found = refine.answer(book, asked, scope, wanted)
    return reply(found, headers={"x-batch-size": str(len(asked))})
