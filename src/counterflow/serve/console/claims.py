"""What reports claim, and one claim with every voice: what was said, never a fact by itself."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.assertions import Assertion, Claim, Ledger
from counterflow.core.errors import ReportError
from counterflow.engine import Engine
from counterflow.evidence.claims.origins import origins_of
from counterflow.evidence.claims.store import judgements, load_ledger
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.pages import page
from counterflow.serve.console.paging import leaf
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin

_NONE: Final = Ledger()


def claim_pages(engine: Engine) -> APIRouter:
    """Give the pages of claims.

    Args:
        engine: The ledger of its store is shown.
    """
    router = APIRouter(include_in_schema=False)

    def claims(request: Request, q: str = "", frame: str = "", denied: str = "") -> Response:
        ledger = ledger_of(engine)
        every = [_row(one, ledger) for one in ledger.claims]
        word = q.strip().casefold()
        rows = [
            row for row in every
            if (not frame or row["frame"] == frame) and (not denied or row["denied_by"])
            and (not word or word in row["text"].casefold())
        ]  # fmt: skip
        if form := asked_form(request):
            return twin(form, Table("claims", rows))
        return page(
            request, engine, "claims", title="Claims", leaf=leaf(request, rows), q=q[:500],
            frame=frame, denied=bool(denied), total=len(every),
            frames=sorted(Counter(row["frame"] for row in every if row["frame"]).items()),
        )  # fmt: skip

    def claim(request: Request, name: str) -> Response:
        ledger = ledger_of(engine)
        found = next((one for one in ledger.claims if one.id == name), None)
        if found is None:
            raise Fault(404, f"no claim is called {name[:200]}")
        voices = [_voice(one, ledger) for one in ledger.assertions if one.claim == name]
        if form := asked_form(request):
            return twin(form, Table("voices", voices, {"claim": msgspec.to_builtins(found)}))
        return page(
            request, engine, "claim", title="Claim", claim=found, voices=voices,
            origins=origins_of(found, ledger.origins, ledger.assertions),
            relations=[one for one in ledger.relations if name in (one.a, one.b)],
            judged=[one for one in judgements(engine.settings.store_path) if one.claim == name],
        )  # fmt: skip

    for path in paths_of("/claims"):
        router.add_api_route(path, claims)
    for path in paths_of("/claims/{name}"):
        router.add_api_route(path, claim)
    return router


def ledger_of(engine: Engine) -> Ledger:
    """Give the ledger of the store; an empty one where no report was read yet."""
    try:
        return load_ledger(engine.settings.store_path)
    except ReportError:
        return _NONE


def _row(claim: Claim, ledger: Ledger) -> dict[str, Any]:
    said = [one for one in ledger.assertions if one.claim == claim.id]
    against = dict.fromkeys(one.speaker for one in said if one.stance == "deny")
    return {
        "claim": claim.id,
        "frame": claim.frame,
        "text": claim.text,
        "period": claim.period,
        "origins": len(origins_of(claim, ledger.origins, ledger.assertions)),
        "mentions": len(claim.appearances),
        "denied_by": list(against),
    }


def _voice(one: Assertion, ledger: Ledger) -> dict[str, Any]:
    report = next((kept for kept in ledger.reports if kept.id == one.report), None)
    return {
        "assertion": one.id,
        "stance": one.stance,
        "speaker": one.speaker,
        "speaks_for": one.speaks_for,
        "via": one.via,
        "modality": one.modality,
        "when": one.occasion.partition("@")[2],
        "period": one.period,
        "text": one.text,
        "report": (report.title or report.name) if report else one.report,
        "report_id": one.report,
        "published": report.published if report else "",
        "url": report.url if report else "",
        "start": one.start,
        "end": one.end,
        "read_by": one.read_by,
    }
