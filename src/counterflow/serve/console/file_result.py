"""What became of one file: its counts, its alerts by headline, each with its card."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.engine import Engine
from counterflow.publish.exports.cards import card_of
from counterflow.publish.exports.whom import whom
from counterflow.serve.api.native.file_jobs import DONE, RUNNING, WAITING, FileJobs, Job
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.files import keep_asking, row_of
from counterflow.serve.console.outcomes import Outcomes, outcomes_of
from counterflow.serve.console.pages import page
from counterflow.serve.console.paging import leaf
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin

ORDER: Final = (
    *(str(Outcome.STOP), str(Outcome.HOLD), str(Outcome.REVIEW)),
    *(NOT_FULLY_SCREENED, str(Outcome.NO_MATCH)),
)
REFUSED: Final = 100
"""Refused rows that the page names; the JSON of the summary holds all."""


def result_pages(engine: Engine, jobs: FileJobs) -> APIRouter:
    """Give the pages of results.

    Args:
        engine: Its lists are named in the frame.
        jobs: The files that were sent.
    """
    router = APIRouter(include_in_schema=False)

    def one(request: Request, name: str) -> Response:
        return _result(request, engine, jobs, jobs.find(name))

    for path in paths_of("/files/{name}"):
        router.add_api_route(path, one)

    @router.get("/files/{name}/{place}")
    def alert(request: Request, name: str, place: int) -> Response:
        job = jobs.find(name)
        found = _outcomes(jobs, job)
        if found is None or not 0 < place <= len(found.starts):
            raise Fault(404, f"the file has no transaction {place}")
        decision = found.decision(place - 1)
        same = found.headlines[decision.headline]
        at = list(same).index(place - 1)
        return page(
            request, engine, "file_alert", title=f"{decision.headline}: {decision.id[:80]}",
            job=job, decision=decision, card=card_of(decision), place=place, at=at + 1,
            total=len(same), before=same[at - 1] + 1 if at else 0,
            after=same[at + 1] + 1 if at + 1 < len(same) else 0,
        )  # fmt: skip

    return router


def _result(request: Request, engine: Engine, jobs: FileJobs, job: Job) -> Response:
    found = _outcomes(jobs, job)
    summary = job.summary
    headlines = dict(summary.headlines) if summary else {}
    chosen = request.query_params.get("headline", "")
    if chosen not in headlines:
        chosen = next((one for one in ORDER if headlines.get(one)), "")
    places = found.headlines.get(chosen, ()) if found else ()
    if form := asked_form(request):
        rows = [_row(found.decision(at), at + 1) for at in places] if found else []
        return twin(form, Table("alerts", rows, {"file": row_of(job), "headline": chosen}))
    shown = leaf(request, places)
    running = job.state in (WAITING, RUNNING)
    made = page(
        request, engine, "file_result", title=job.name[:80], job=job, summary=summary,
        headlines=[(one, headlines[one]) for one in ORDER if one in headlines], chosen=chosen,
        leaf=shown, rows=[_row(found.decision(at), at + 1) for at in shown.rows] if found else [],
        refusals=summary.refusals[:REFUSED] if summary else (), running=running,
        still="still" in request.query_params, listed=found is not None,
    )  # fmt: skip
    return keep_asking(request, made) if running else made


def _outcomes(jobs: FileJobs, job: Job) -> Outcomes | None:
    """Give the decisions of a file; ``None`` where it is not done, or kept in another form."""
    if job.state != DONE or job.format != "ndjson":
        return None
    path = jobs.result(job)
    return outcomes_of(path) if path.is_file() else None


def _row(decision: Decision, place: int) -> dict[str, Any]:
    lead = decision.findings[0] if decision.findings else None
    party = whom(decision.transaction)
    return {
        "place": place,
        "id": decision.id,
        "headline": decision.headline,
        "outcome": str(decision.outcome),
        "date": decision.transaction.date if decision.transaction else "",
        "party": party.customer,
        "country": party.country,
        "findings": len(decision.findings),
        "why": lead.summary if lead else "",
        "missing": list(decision.coverage.missing),
    }
