"""``/v1/screen-file``: send a file, see how far it is, fetch its outcomes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import FileResponse, Response

from counterflow.serve.api.described import gives
from counterflow.serve.api.native.file_jobs import FileJobs, Job
from counterflow.serve.api.replies import Fault, reply

PATH: Final = "/v1/screen-file"
FORMATS: Final = "^(ndjson|csv|parquet|xlsx|html)$"
_TYPES: Final = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}


def file_routes(jobs: FileJobs) -> APIRouter:
    """Give the routes that take files.

    Args:
        jobs: Keeps and screens them.
    """
    router = APIRouter(tags=["files"])

    @router.post(PATH, status_code=202, responses=gives(Job, 400, 413))
    async def send(
        request: Request,
        name: Annotated[str, Query(min_length=1, max_length=255)],
        kind: Annotated[str, Query(pattern="^(|order|shipment|payment)$")] = "",
        to: Annotated[str, Query(pattern=FORMATS)] = "ndjson",
    ) -> Response:
        """Send a file as the body; its name with its ending says what it is."""
        job = await jobs.take(name, _pieces(request), kind=kind, format=to)
        return reply(job, 202, {"location": f"{PATH}/{job.id}"})

    @router.get(PATH)
    def sent() -> Response:
        """Give all files that were sent, the newest first."""
        return reply({"files": jobs.all()})

    @router.get(f"{PATH}/{{name}}", responses=gives(Job, 404))
    def one(name: str) -> Response:
        """Say how far a file is; done, with its counts."""
        return reply(jobs.find(name))

    @router.get(f"{PATH}/{{name}}/result")
    def result(name: str) -> Response:
        """Give the outcomes of a file that is done."""
        job = jobs.find(name)
        path = jobs.result(job)
        if not path.is_file():
            raise Fault(410, "the outcomes are not kept any more")
        shown = quote(f"{job.name.rsplit('.', 1)[0]}.outcomes.{job.format}", safe="")
        # A report in HTML of a stranger's names is shown by nobody as a page of this server.
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{shown}",
            "x-content-type-options": "nosniff",
        }
        return FileResponse(path, media_type=_TYPES[job.format], headers=headers)

    return router


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        yield piece
