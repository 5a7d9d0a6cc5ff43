"""The bar while the claims of many reports are put together: what is done, and how far it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from counterflow.core.assertions import Ledger
from counterflow.evidence.claims.following import Following
from counterflow.evidence.claims.store import load_ledger
from counterflow.serve.cli.console import open_console


@contextlib.contextmanager
def ledger_followed() -> Iterator[Following]:
    """Show on a terminal how far the ledger of a store is; elsewhere nothing.

    Yields:
        What is to be told of it: what is done, how much of it, of how much.
    """
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
    )  # fmt: skip
    console = open_console(talk=True)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    with bar:
        task = bar.add_task("opening the ledger")

        def shown(what: str, done: int, whole: int) -> None:
            bar.update(task, description=what, completed=done, total=max(1, whole))

        yield shown


def shown_ledger(folder: Path) -> Ledger:
    """Load the ledger of a store, and show how far that is.

    Raises:
        StoreError: the file cannot be read, or a reading does not equal its hash.
    """
    with ledger_followed() as following:
        return load_ledger(folder, following)
