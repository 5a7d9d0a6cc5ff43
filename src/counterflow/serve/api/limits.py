"""Bounds on every request, before anything of it is read."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Final

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from counterflow.serve.api.replies import reply

LONGEST_URI: Final = 60_000
"""Bytes of path and query; yente's own bound."""
LARGEST_BODY: Final = 16 * 1024 * 1024
"""Bytes of a body of a request that is no upload of a file."""
LARGEST_FILE: Final = 2 * 1024 * 1024 * 1024
"""Bytes of a file that is sent to be screened: it is written to the disk as it comes."""

_PAGE: Final = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Too much</title></head>'
    "<body><main><h1>Too much</h1><p>{}</p><p>Go back and send less.</p>"
    '<p><a href="/">Today</a></p></main></body></html>'
)


class Limits:
    """Refuse requests that are too long, while they come in and not when they are whole.

    Args:
        app: What answers the rest.
        largest: Bytes of a body.
        uploads: Paths that take more, with their own bounds.

    Basis:
        RFC 9110, 15.5.14 (413) and 15.5.15 (414).
    """

    def __init__(
        self, app: ASGIApp, largest: int = LARGEST_BODY, uploads: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._largest = largest
        self._uploads = dict(uploads or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_URI:
            await _refusal(scope, "Request URI too long", 414)(scope, receive, send)
            return
        largest = self._uploads.get(scope["path"], self._largest)
        if _stated(scope) > largest:
            await self._too_large(scope, receive, send, largest)
            return
        read = 0
        begun = False

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > largest:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, bounded, noted)
        except _TooLargeError:
            if begun:
                raise
            await self._too_large(scope, receive, send, largest)

    @staticmethod
    async def _too_large(scope: Scope, receive: Receive, send: Send, largest: int) -> None:
        detail = f"Request body too large (limit: {largest} bytes)"
        await _refusal(scope, detail, 413, {"connection": "close"})(scope, receive, send)


def _refusal(
    scope: Scope, detail: str, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Tell a program in JSON, and a person on a page: nothing behind this has seen the request."""
    if any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        return HTMLResponse(_PAGE.format(html.escape(detail)), status, dict(headers or {}))
    return reply({"detail": detail}, status, headers)


class _TooLargeError(Exception):
    """Say that more came than is taken."""


def _stated(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
