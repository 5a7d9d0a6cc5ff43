"""``counterflow worker``: fetch each list whenever it is due."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import click

from counterflow.core.errors import CounterflowError, GuardError
from counterflow.screening.runs.tally import strongest_exit_code
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.list_choice import (
    addresses_option,
    chosen_lists,
    known_lists,
    nexus_option,
    open_engine,
)
from counterflow.serve.cli.list_fetch import FAILED, fetch_lists
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.download import Downloader
from counterflow.watch.lists.schedule import Due, run_schedule
from counterflow.watch.lists.visits import Visits


@click.command("worker")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--once", is_flag=True, help="Fetch what is due now, then end (for cron).")
@addresses_option
@nexus_option
@store_option
def worker(
    names: tuple[str, ...],
    *,
    once: bool,
    addresses: Path | None,
    nexus: str | None,
    store: str | None,
) -> int:
    """Keep lists up to date: fetch each one when it is due, daily if nothing else is said.

    A list that fails is tried again after five minutes, then ten, up to its interval. Ends on
    Ctrl-C or SIGTERM with code 0. With --once the codes are those of `lists fetch`; a list whose
    last fetch failed and that is not due again yet counts as failed.

    \b
    Examples:
      counterflow worker --nexus US,EU
      counterflow worker us_ofac_sdn un_sc --once
    """
    engine = open_engine(store, nexus)
    rows = chosen_lists(engine, known_lists(engine, addresses), names, every=None)
    return run_worker(store, rows, once=once)


def run_worker(
    store: str | None,
    rows: Sequence[OfficialList],
    *,
    once: bool = False,
    downloader: Callable[[Callable[[int], None]], Downloader] | None = None,
    wait: Callable[[float], None] = time.sleep,
) -> int:
    """Fetch lists on their schedule.

    Args:
        store: The store's folder; the user's own if ``None``.
        rows: The lists.
        once: Fetch what is due, then return.
        downloader: As for ``fetch_lists``.
        wait: Waits so many seconds.

    Returns:
        0 after a clean stop; with ``once`` as ``fetch_lists``, and 1 or 6 where the last fetch of a
        list failed or was refused and it is not due yet.
    """
    codes, asked = [0], set[str]()
    shown: list[Sequence[Due]] = []
    visits = Visits(open_engine(store).settings.store_path)

    def fetch(row: OfficialList) -> None:
        asked.add(row.name)
        try:
            # Opened anew each time: another process may have imported lists meanwhile.
            codes.append(fetch_lists(open_engine(store), [row], downloader=downloader))
        except CounterflowError as fault:
            print_fault(fault)
            codes.append(fault.exit_code)

    def told(due: Sequence[Due]) -> None:
        if [due] != shown:
            shown[:] = [due]
            _tell(due)

    with _stopped_by_signal():
        try:
            run_schedule(
                rows,
                visits=visits.of,
                fetch=fetch,
                now=lambda: dt.datetime.now(tz=dt.UTC),
                wait=wait,
                told=told,
                once=once,
            )
        except KeyboardInterrupt:
            say(open_console(talk=True), "stopped; nothing that was half fetched is kept")
            return 0
    codes += [_left(store, row.name, visits) for row in rows if once and row.name not in asked]
    return strongest_exit_code(codes)


def _left(store: str | None, name: str, visits: Visits) -> int:
    """Give the code of a list that is not due: cron must not take a failure for a success."""
    visit = visits.of(name)
    if not visit.failures:
        return 0
    say(
        open_console(talk=True),
        escape(
            f"{name} is not up to date and not due yet (failed at {visit.tried_at}): {visit.told}; "
            f"at once: counterflow lists fetch {name}"
        ),
    )
    last = open_engine(store).store.log(name)[-1:]
    return GuardError.exit_code if [one.what for one in last] == ["refused"] else FAILED


def _tell(due: Sequence[Due]) -> None:
    talk = open_console(talk=True)
    for one in due:
        say(talk, f"next: {one.at:%Y-%m-%dT%H:%M:%SZ}  {one.list}  [dim]{escape(one.why)}[/]")


@contextlib.contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Let SIGTERM end the worker as Ctrl-C does; a store is whole at every moment."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
