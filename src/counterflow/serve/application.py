"""Put what answers over HTTP together: the API and the console."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.serve.api.limits import LARGEST_BODY, LARGEST_FILE, Limits
from counterflow.serve.api.native.file_jobs import FileJobs
from counterflow.serve.api.native.files import PATH, file_routes
from counterflow.serve.api.native.knowledge import knowledge_routes
from counterflow.serve.api.native.screening import screening_routes
from counterflow.serve.api.openapi import describe_with_shapes
from counterflow.serve.api.replies import add_faults
from counterflow.serve.api.yente.book import Shelf
from counterflow.serve.api.yente.routes import yente_routes
from counterflow.serve.console.error_pages import add_error_pages
from counterflow.serve.console.headers import SafeHeaders
from counterflow.serve.console.routes import console_routes
from counterflow.serve.console.static_files import static_routes

SMALLEST_PACKED = 500
"""Bytes from which a reply is packed; yente's own bound."""


def create_app(
    engine: Engine, *, largest_body: int = LARGEST_BODY, largest_file: int = LARGEST_FILE
) -> FastAPI:
    """Make the application that answers over HTTP with one engine.

    Args:
        engine: Answers every question; a list that is brought into its store counts from the next
            one on.
        largest_body: Bytes of the largest body that is taken.
        largest_file: Bytes of the largest file that may be sent to be screened.

    Returns:
        An ASGI application.
    """
    app = FastAPI(
        title="Counterflow",
        version=VERSION,
        summary="Due diligence for trade: screens parties and whole transactions.",
        # The page of the documentation would load its script from another host.
        docs_url=None,
        redoc_url=None,
    )
    jobs = FileJobs(engine)

    @contextlib.asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        jobs.take_up()
        yield
        jobs.close()

    app.router.lifespan_context = alive
    add_faults(app)
    describe_with_shapes(app)
    shelf = Shelf(engine)
    app.include_router(yente_routes(shelf))
    app.include_router(screening_routes(engine))
    app.include_router(file_routes(jobs))
    app.include_router(knowledge_routes(engine))
    app.include_router(console_routes(engine, jobs, shelf))
    app.include_router(static_routes())
    add_error_pages(app, engine)
    app.add_middleware(SafeHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED, compresslevel=5)
    app.add_middleware(
        Limits, largest=largest_body, uploads={PATH: largest_file, "/files": largest_file}
    )
    return app
