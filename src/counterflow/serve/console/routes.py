"""The pages of the console."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.engine import Engine
from counterflow.serve.api.native.file_jobs import FileJobs
from counterflow.serve.api.yente.book import Shelf
from counterflow.serve.console.claims import claim_pages
from counterflow.serve.console.entity import entity_pages
from counterflow.serve.console.file_result import result_pages
from counterflow.serve.console.files import file_pages
from counterflow.serve.console.goods import goods_pages
from counterflow.serve.console.help import help_pages
from counterflow.serve.console.list_versions import version_pages
from counterflow.serve.console.lists import list_pages
from counterflow.serve.console.map import map_pages
from counterflow.serve.console.ownership import ownership_pages
from counterflow.serve.console.pages import page
from counterflow.serve.console.rules import rule_pages
from counterflow.serve.console.screening import screening_pages
from counterflow.serve.console.today import figures_of


def console_routes(engine: Engine, jobs: FileJobs, shelf: Shelf) -> APIRouter:
    """Give the pages.

    Args:
        engine: Answers every question.
        jobs: The files that were sent.
        shelf: The entries of the lists in use, by id.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def today(request: Request) -> Response:
        return page(request, engine, "today", title="Today", **figures_of(engine))

    router.include_router(screening_pages(engine))
    router.include_router(file_pages(engine, jobs))
    router.include_router(result_pages(engine, jobs))
    router.include_router(entity_pages(engine, shelf))
    for pages in (
        *(list_pages, version_pages, ownership_pages, goods_pages, map_pages, claim_pages),
        *(rule_pages, help_pages),
    ):
        router.include_router(pages(engine))
    return router
