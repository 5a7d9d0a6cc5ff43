"""The store of ``counterflow demo --keep``: what the console shows of the example."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from counterflow.core.errors import SettingsError
from counterflow.engine import Engine

AS_OF = dt.date(2026, 11, 21)
"""The day for which the expected outcomes were written."""
LETTERS = "demo_letters"
"""The name of the demo's register of letters, a private list."""
MARK: Final = "made-by-counterflow-demo"
"""A file by which a folder is known as the demo's own, which the next demo may replace."""
_BESIDE: Final = ("licences.yaml", "house_rules.yaml")


def make_room(folder: Path) -> None:
    """Make an empty folder for the store; that of an earlier demo is replaced.

    Args:
        folder: Where the store goes.

    Raises:
        SettingsError: something else stands there, which nobody asked to lose.
    """
    if (folder / MARK).is_file():
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(
            "the folder is not empty and was not made by the demo",
            where=str(folder),
            why="nothing of yours is replaced",
            remedy="name another with --keep",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def fill(engine: Engine, source: Path) -> None:
    """Put beside the lists what the console shows: the file as if it was sent, licences, rules.

    Args:
        engine: Has the store.
        source: The folder of the example.
    """
    from counterflow.serve.api.native.file_jobs import FileJobs

    for name in _BESIDE:
        shutil.copy(source / name, engine.settings.store_path / name)
    jobs = FileJobs(engine)
    file = source / "shipments.csv"
    asyncio.run(jobs.take(file.name, _pieces(file.read_bytes()), kind="shipment", format="ndjson"))
    # The pool ends what it began; the program waits for it.
    jobs.close(wait=True)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


def opening(folder: Path) -> str:
    """Give the command that opens the console on the store."""
    licences, rules = (folder / name for name in _BESIDE)
    return (
        f"counterflow serve --store {folder} --as-of {AS_OF} --lists watch_pack,{LETTERS} "
        f"--licences {licences} --rules {rules}"
    )
