"""Send a file to be screened, and see what became of those that were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from counterflow.engine import Engine
from counterflow.serve.api.native.file_jobs import ENDINGS, RUNNING, WAITING, FileJobs, Job
from counterflow.serve.api.replies import Fault
from counterflow.serve.console.forms import KINDS
from counterflow.serve.console.pages import page
from counterflow.serve.console.paging import leaf
from counterflow.serve.console.same_site import check_same_site
from counterflow.serve.console.twins import Table, asked_form, paths_of, twin

AGAIN: Final = "4"
"""Seconds after which a page asks again while something runs."""
_PIECE: Final = 1 << 20
_LONGEST_NAME: Final = 255


def file_pages(engine: Engine, jobs: FileJobs) -> APIRouter:
    """Give the pages that take files.

    Args:
        engine: Its lists are named in the frame.
        jobs: Keeps and screens them.
    """
    router = APIRouter(include_in_schema=False)

    def files(request: Request) -> Response:
        return _page(request, engine, jobs)

    for path in paths_of("/files"):
        router.add_api_route(path, files)

    @router.post("/files")
    async def send(request: Request) -> Response:
        check_same_site(request)
        async with request.form(max_files=1, max_fields=4) as form:
            file, kind = form.get("file"), str(form.get("kind") or "")
            if not isinstance(file, UploadFile) or not file.filename:
                return _page(request, engine, jobs, problem="No file was chosen. Choose one.")
            if kind not in ("", *KINDS):
                return _page(request, engine, jobs, problem="No such kind. Choose one.")
            name = file.filename[-_LONGEST_NAME:]
            try:
                job = await jobs.take(name, _pieces(file), kind=kind, format="ndjson")
            except Fault as fault:
                return _page(request, engine, jobs, problem=fault.detail)
        # Seen again after a reload, a form would be sent again.
        return RedirectResponse(f"/files/{job.id}", 303)

    return router


def row_of(job: Job) -> dict[str, Any]:
    """Give a file as a row: how far it is, its counts when it is done."""
    summary = job.summary
    return {
        "id": job.id,
        "name": job.name,
        "kind": job.kind,
        "sent_at": job.sent_at,
        "state": job.state,
        "rows": job.rows,
        "error": job.error,
        "headlines": dict(summary.headlines) if summary else {},
        "rows_refused": summary.rows_refused if summary else 0,
    }


def keep_asking(request: Request, response: Response) -> Response:
    """Let a browser ask again for a page on which something runs, unless it was told not to.

    By a header: a reader can stop it by a link, which an element of the page could not offer.

    Basis:
        WCAG 2.2, 2.2.1 (timing adjustable) and 2.2.2 (pause, stop, hide).
    """
    if "still" not in request.query_params:
        response.headers["refresh"] = AGAIN
    return response


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE):
        yield piece


def _page(request: Request, engine: Engine, jobs: FileJobs, *, problem: str = "") -> Response:
    rows = [row_of(job) for job in jobs.all()]
    if form := asked_form(request):
        return twin(form, Table("files", rows))
    running = any(row["state"] in (WAITING, RUNNING) for row in rows)
    made = page(
        request, engine, "files", title="Files", status=400 if problem else 200,
        leaf=leaf(request, rows), kinds=KINDS, accept=",".join(ENDINGS), problem=problem,
        running=running, still="still" in request.query_params,
    )  # fmt: skip
    return keep_asking(request, made) if running and not problem else made
