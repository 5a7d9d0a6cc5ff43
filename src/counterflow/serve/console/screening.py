"""Screen one party or one transaction that is typed in, and show the decision in place."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.errors import CounterflowError
from counterflow.core.model.decisions import Decision
from counterflow.engine import Engine
from counterflow.publish.exports.cards import card_of
from counterflow.screening.intake.native import transaction_of
from counterflow.serve.console.forms import (
    GOODS,
    KINDS,
    LEGS,
    PARTIES,
    ROLES,
    read_form,
    shown_rows,
)
from counterflow.serve.console.pages import page
from counterflow.serve.console.same_site import check_same_site


def screening_pages(engine: Engine) -> APIRouter:
    """Give the pages that screen.

    Args:
        engine: Answers every question.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/screen")
    def form(request: Request) -> Response:
        return _page(request, engine, {})

    @router.post("/screen")
    async def screen(request: Request) -> Response:
        check_same_site(request)
        # By POST, and not in the address: names of parties would stand in the browser's history.
        fields = [(name, str(value)) for name, value in (await request.form()).multi_items()]
        asked = dict(fields)
        if asked.get("what") == "party":
            return await run_in_threadpool(_checked, request, engine, asked)
        return await run_in_threadpool(_screened, request, engine, fields)

    return router


def _checked(request: Request, engine: Engine, asked: dict[str, str]) -> Response:
    party = {"role": "party", "name": asked.get("name", ""), "country": asked.get("country", "")}
    try:
        read = transaction_of({"id": "1", "parties": [party]}).parties
        decision = engine.check(read[0]) if read else None
    except CounterflowError as fault:
        return _page(request, engine, {"parties": [party]}, fault=fault)
    return _page(request, engine, {"parties": [party]}, decision=decision)


def _screened(request: Request, engine: Engine, fields: list[tuple[str, str]]) -> Response:
    given = read_form(fields)
    try:
        decision = engine.screen(given) if set(given) - {"kind"} else None
    except CounterflowError as fault:
        return _page(request, engine, given, fault=fault)
    return _page(request, engine, given, decision=decision)


def _page(
    request: Request,
    engine: Engine,
    given: dict[str, object],
    *,
    decision: Decision | None = None,
    fault: CounterflowError | None = None,
) -> Response:
    return page(
        request, engine, "screen",
        title="Screen", status=200 if fault is None else 400, given=given, fault=fault,
        decision=decision, card=card_of(decision) if decision is not None else "",
        kinds=KINDS, roles=ROLES,
        parties=shown_rows(given, "parties", PARTIES), goods=shown_rows(given, "goods", GOODS),
        legs=shown_rows(given, "legs", LEGS),
    )  # fmt: skip
