"""Style and script of the console, under names that change with their bytes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import Final, NamedTuple

from fastapi import APIRouter
from starlette.responses import Response

from counterflow.serve.api.replies import Fault

_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
                 "svg": "image/svg+xml"}  # fmt: skip


class StaticFile(NamedTuple):
    """A file as it is served."""

    name: str
    content: bytes
    type: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Give the files by the names under which pages ask for them."""
    found: dict[str, StaticFile] = {}
    own = resources.files("counterflow.serve.console").joinpath("static").iterdir()
    card = resources.files("counterflow.publish.exports").joinpath("templates", "card.css")
    for file in (*own, card):
        stem, _, ending = file.name.rpartition(".")
        if ending in _TYPES:
            content = file.read_bytes()
            name = f"{stem}.{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
            found[name] = StaticFile(file.name, content, _TYPES[ending])
    return found


def address_of(name: str) -> str:
    """Give the address of a file by its plain name.

    Raises:
        KeyError: the console has no such file.
    """
    for served, file in static_files().items():
        if file.name == name:
            return f"/static/{served}"
    raise KeyError(name)


def static_routes() -> APIRouter:
    """Give the route of the files: each may be kept for ever, as other bytes have another name."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    async def static(name: str) -> Response:
        file = static_files().get(name)
        if file is None:
            raise Fault(404, f"no file is called {name}")
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(file.content, media_type=file.type, headers=headers)

    return router
