"""Tell a fault as a page to a browser, and as JSON to a program."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.errors import CounterflowError
from counterflow.engine import Engine
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.pages import page

PROGRAMS: Final = (
    *("/v1/", "/match/", "/search/", "/entities/", "/reconcile", "/catalog", "/algorithms"),
    *("/healthz", "/readyz", "/openapi", "/static/", "/updatez", "/metrics"),
)
"""Paths that only programs ask for: their faults stay JSON, whatever the asker would also take."""
_SAID: Final = {
    403: ("Not allowed", "Open the page here and try again."),
    404: ("Nothing here", "The address names nothing that is kept here, or what it named is gone."),
    409: ("Not yet", "Wait until it is done, then ask again."),
    410: ("Not kept any more", "Only its counts remain."),
    413: ("Too large", "Send less at once, or use the command line: counterflow screen FILE."),
    422: ("Not understood", "A field of the address or the form has a value that it cannot have."),
    500: ("Something failed", "Try again; if it stays, look at what counterflow doctor says."),
}  # fmt: skip
_Handler = Callable[[Request, Exception], Awaitable[Response]]


def add_error_pages(app: FastAPI, engine: Engine) -> None:
    """Let every fault that the application knows become a page where a browser asks.

    Args:
        app: Its handlers of faults are wrapped: call this after they were added.
        engine: Its lists are named in the frame of a page.
    """
    for kind, handler in list(app.exception_handlers.items()):
        app.add_exception_handler(kind, _wrapped(handler, engine))  # type: ignore[arg-type]


def wants_page(request: Request) -> bool:
    """Settle whether a browser asked for a page.

    Args:
        request: What was asked.

    Returns:
        True where HTML is taken and the path is one that people look at.
    """
    path = request.url.path
    if path.startswith(PROGRAMS) or path.endswith((".json", ".csv")):
        return False
    return "text/html" in request.headers.get("accept", "")


def _wrapped(handler: _Handler, engine: Engine) -> _Handler:
    async def told(request: Request, fault: Exception) -> Response:
        plain = await handler(request, fault)
        if not wants_page(request):
            return plain
        head, remedy = _SAID.get(plain.status_code, (_phrase(plain.status_code), ""))
        known = fault if isinstance(fault, CounterflowError) else None
        detail = fault.detail if isinstance(fault, Fault) else ""
        return page(
            request, engine, "error", title=head, status=plain.status_code,
            head=head, remedy=remedy, detail=detail, fault=known, code=plain.status_code,
        )  # fmt: skip

    return told


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
