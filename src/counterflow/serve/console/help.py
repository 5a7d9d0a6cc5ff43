"""The page that names the keys."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.engine import Engine
from counterflow.serve.console.pages import LINKS, page

KEYS = (
    ("?", "this page"),
    ("/", "the search box of the page, or Screen where it has none"),
    ("j", "the next row of a table"),
    ("k", "the row before"),
    ("Enter", "opens the row that has the focus"),
    ("Esc", "leaves a field, so that keys work again"),
)


def help_pages(engine: Engine) -> APIRouter:
    """Give the page of the keys.

    Args:
        engine: Its lists are named in the frame.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/keys")
    def keys(request: Request) -> Response:
        rows = [*KEYS, *((f"g {link.key}", link.word) for link in LINKS)]
        return page(request, engine, "keys", title="Keys", keys=rows)

    return router
