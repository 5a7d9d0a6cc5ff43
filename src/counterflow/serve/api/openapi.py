"""Describe the API: what FastAPI knows of the routes, and the shapes of our own replies."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from counterflow.core.model.decisions import Decision
from counterflow.serve.api.described import TEMPLATE, Problem
from counterflow.serve.api.native.file_jobs import Job
from counterflow.serve.api.native.screening import Decisions
from counterflow.serve.api.yente.shapes import (
    Adjacent,
    Entity,
    MatchRequest,
    MatchResponse,
    Page,
    SearchResponse,
)

SHAPES: Final = (
    MatchRequest, MatchResponse, SearchResponse, Entity, Adjacent, Page, Decisions, Decision, Job,
)  # fmt: skip


def describe_with_shapes(app: FastAPI) -> None:
    """Let the application describe itself with the shapes of its replies among the components."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes
            )
            _, shapes = msgspec.json.schema_components([*SHAPES, Problem], ref_template=TEMPLATE)
            found.setdefault("components", {}).setdefault("schemas", {}).update(shapes)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]
