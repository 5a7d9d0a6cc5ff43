"""The bar while reports are read: how many, how fast, and how long it will take."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from counterflow.evidence.claims.store import KeptReading
from counterflow.report_run import Tally
from counterflow.serve.cli.console import open_console

_AGO = 600.0  # seconds of reading from which the remaining time is estimated


@contextlib.contextmanager
def following(readings: Iterable[KeptReading], tally: Tally) -> Iterator[Iterator[KeptReading]]:
    """Show on a terminal how far a reading is; elsewhere nothing.

    Args:
        readings: What is read.
        tally: Knows which share of the bytes is behind: the number of reports in a file of several
            is not known before.

    Yields:
        The same readings.
    """
    columns = (
        TextColumn("reading"),
        BarColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(),
    )
    console = open_console(talk=True)
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        speed_estimate_period=_AGO,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(described(0, 0.0), total=1.0)

        def shown() -> Iterator[KeptReading]:
            started = time.monotonic()
            for count, one in enumerate(readings, start=1):
                told = described(count, time.monotonic() - started)
                bar.update(task, completed=tally.share, description=told)
                yield one

        yield shown()


def described(count: int, seconds: float) -> str:
    """Say how many reports were read, and how fast.

    Example:
        >>> described(1200, 100.0)
        '1,200 reports, 12.0 a second'
    """
    rate = f", {count / seconds:,.1f} a second" if seconds > 0 else ""
    return f"{count:,} report{'' if count == 1 else 's'}{rate}"
