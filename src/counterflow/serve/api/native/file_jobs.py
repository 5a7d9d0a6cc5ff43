"""Files that were sent to be screened: kept, screened one after the other, their outcomes kept."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import msgspec

from counterflow.core.errors import CounterflowError
from counterflow.core.model.runs import RunSummary
from counterflow.engine import Engine
from counterflow.screening.runs.folder import write_whole
from counterflow.serve.api.replies import Fault

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
ENDINGS: Final = (".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xls", ".json", ".ndjson",
                  ".jsonl", ".gz")  # fmt: skip
_NAME: Final = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{8}")
_TELL_EVERY: Final = 1.0
"""Seconds between two notes of how far a file is."""


class Job(msgspec.Struct):
    """One file: how far it is, and its counts when it is done.

    ``name`` is the file's as it was sent; it is shown and never used as a path.
    """

    id: str
    name: str
    kind: str = ""
    format: str = "ndjson"
    state: str = WAITING
    sent_at: str = ""
    rows: int = 0
    error: str = ""
    summary: RunSummary | None = None


class FileJobs:
    """The files of a store that were sent, each in a folder below ``uploads``.

    A file that was not done when the server ended is screened again when it starts.

    Args:
        engine: Screens them.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._folder = engine.settings.store_path / "uploads"
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="files")
        self._lock = threading.Lock()

    def take_up(self) -> None:
        """Go on with what was waiting or under way when the server ended."""
        for job in self.all():
            if job.state in (WAITING, RUNNING):
                self._pool.submit(self._screen, job)

    def close(self, *, wait: bool = False) -> None:
        """Take no more files.

        Args:
            wait: Whether to return when all that were taken are done; otherwise the one under way
                ends by itself, and those that wait are taken up when a server starts again.
        """
        self._pool.shutdown(wait=wait, cancel_futures=not wait)

    def all(self) -> list[Job]:
        """Give all files, the newest first."""
        found = sorted(self._folder.glob("*/job.json"), reverse=True)
        return [msgspec.json.decode(file.read_bytes(), type=Job) for file in found]

    def find(self, name: str) -> Job:
        """Give one file by its id.

        Raises:
            Fault: 404, there is none.
        """
        file = self._folder / name / "job.json"
        if not _NAME.fullmatch(name) or not file.is_file():
            raise Fault(404, f"no file is called {name}")
        return msgspec.json.decode(file.read_bytes(), type=Job)

    def result(self, job: Job) -> Path:
        """Give the path of the outcomes of a file.

        Raises:
            Fault: 409, it is not done.
        """
        if job.state != DONE:
            raise Fault(409, f"the file is {job.state}: {job.error}".rstrip(": "))
        return self._folder / job.id / f"outcomes.{job.format}"

    async def take(self, name: str, pieces: AsyncIterator[bytes], *, kind: str, format: str) -> Job:
        """Keep a file and put it behind those that wait.

        Args:
            name: Its name; its ending says what it is.
            pieces: Its bytes.
            kind: order, shipment or payment; empty where the file says it.
            format: Of the outcomes.

        Raises:
            Fault: 400, the ending is none of a table.
        """
        ending = "".join(Path(name).suffixes[-2:]).lower()
        if not ending.endswith(ENDINGS):
            raise Fault(400, f"{name!r} has no ending of a table: {', '.join(ENDINGS)}")
        moment = dt.datetime.now(tz=dt.UTC)
        job = Job(
            f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}", name, kind, format,
            sent_at=moment.isoformat(timespec="seconds"),
        )  # fmt: skip
        folder = self._folder / job.id
        folder.mkdir(parents=True)
        # Of the name only the ending is used: it tells a reader what the bytes are.
        with (folder / f"input{_safe(ending)}").open("wb") as file:
            async for piece in pieces:
                file.write(piece)
        self._keep(job)
        self._pool.submit(self._screen, job)
        return job

    def _keep(self, job: Job) -> None:
        with self._lock:
            write_whole(self._folder / job.id / "job.json", msgspec.json.encode(job))

    def _screen(self, job: Job) -> None:
        """Screen one file; whatever happens is written down."""
        folder = self._folder / job.id
        told = 0.0

        def progress(rows: int) -> None:
            nonlocal told
            job.rows += rows
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                self._keep(job)

        job.state, job.rows = RUNNING, 0
        self._keep(job)
        try:
            (source,) = folder.glob("input*")
            job.summary = self._engine.screen_file(
                source, output=folder / f"outcomes.{job.format}", format=job.format,
                kind=job.kind or None, progress=progress,
            )  # fmt: skip
            job.state = DONE
            job.rows = job.summary.rows_in
        except CounterflowError as fault:
            job.state, job.error = FAILED, fault.text
        except Exception as fault:  # noqa: BLE001 - a job that ends in silence would wait for ever
            job.state, job.error = FAILED, f"{type(fault).__name__}: not foreseen"
        self._keep(job)


def _safe(ending: str) -> str:
    return "".join(sign for sign in ending if sign.isalnum() or sign == ".")
