"""The pages of the console."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.engine import Engine
from counterflow.serve.console.pages import page
from counterflow.serve.console.screening import screening_pages
from counterflow.serve.console.today import figures_of


def console_routes(engine: Engine) -> APIRouter:
    """Give the pages.

    Args:
        engine: Answers every question.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def today(request: Request) -> Response:
        return page(request, engine, "today", title="Today", **figures_of(engine))

    router.include_router(screening_pages(engine))
    return router
