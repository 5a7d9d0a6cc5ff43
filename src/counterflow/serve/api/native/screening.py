"""``/v1/screen`` and ``/v1/check``: transactions and parties, with the decisions of every door."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from counterflow.core.errors import InputError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.parties import Party
from counterflow.core.model.snapshots import ListState
from counterflow.core.model.transactions import Transaction
from counterflow.engine import Engine
from counterflow.screening.intake.native import transaction_of
from counterflow.serve.api.described import gives
from counterflow.serve.api.replies import Fault, reply, wrong_body

MOST: Final = 1_000
"""Transactions of one request; more go as a file."""
_EXAMPLE: Final = {
    "id": "PO-7",
    "kind": "order",
    "parties": [{"role": "buyer", "name": "Sahara Thunder", "country": "IR"}],
    "goods": [{"hs_code": "854231", "description": "microcontrollers"}],
}


class Decisions(msgspec.Struct):
    """The decisions of a request, in its order, and the lists that they rest on.

    ``counts`` is by headline. Each decision is the same to the last byte as from Python and from
    the command line.
    """

    decisions: list[Decision]
    counts: dict[str, int]
    lists: tuple[ListState, ...]


def _body(description: str, example: object) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "object"}, "example": example}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def screening_routes(engine: Engine) -> APIRouter:
    """Give the routes that screen.

    Args:
        engine: Answers every question.
    """
    router = APIRouter(prefix="/v1", tags=["screening"])

    @router.post(
        "/screen",
        openapi_extra=_body("A transaction, or an array of up to 1,000 of them.", _EXAMPLE),
        responses=gives(Decisions, 400, 413),
    )
    async def screen(request: Request) -> Response:
        """Screen transactions whole: outcome, coverage and findings of each."""
        try:
            given = msgspec.json.decode(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            return wrong_body(fault)
        several = given if isinstance(given, list) else [given]
        if not several:
            raise Fault(400, "no transaction is given")
        if len(several) > MOST:
            raise Fault(413, f"more than {MOST:,} transactions: send them as a file")
        return reply(await run_in_threadpool(_screened, engine, several))

    @router.post(
        "/check",
        openapi_extra=_body("A party.", {"name": "Sahara Thunder", "country": "IR"}),
        responses=gives(Decision, 400),
    )
    async def check(request: Request) -> Response:
        """Screen one party on its own."""
        try:
            given = msgspec.json.decode(await request.body())
        except (msgspec.DecodeError, UnicodeDecodeError) as fault:
            return wrong_body(fault)
        return reply(await run_in_threadpool(engine.check, _party(given)))

    return router


def _screened(engine: Engine, given: list[Any]) -> Decisions:
    """Screen transactions together; a fault names which of them it is in."""
    transactions: list[Transaction] = []
    for at, one in enumerate(given):
        try:
            transactions.append(transaction_of(one))
        except InputError as fault:
            place = f"transaction {at + 1}, {fault.where}"
            raise InputError(fault.what, where=place, why=fault.why, remedy=fault.remedy) from fault
    found = engine.screener.screen(transactions)
    counts: dict[str, int] = {}
    for decision in found:
        counts[decision.headline] = counts.get(decision.headline, 0) + 1
    return Decisions(found, counts, engine.lists)


def _party(given: Any) -> Party:
    """Read a party as one of a transaction is read."""
    if not isinstance(given, dict):
        raise InputError("not a party: an object is needed", where="$", remedy='give {"name": "…"}')
    transaction = transaction_of({"id": "1", "parties": [{"role": "party", **given}]})
    return msgspec.structs.replace(transaction.parties[0], role="party")
