"""``counterflow lists fetch``: bring lists up to date from their publishers."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import click
from rich.progress import DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from counterflow.core.errors import CounterflowError, GuardError
from counterflow.engine import Engine
from counterflow.screening.runs.tally import strongest_exit_code
from counterflow.serve.cli.faults import fault_text
from counterflow.serve.cli.list_choice import (
    addresses_option,
    chosen_lists,
    known_lists,
    nexus_option,
    open_engine,
)
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.download import Downloader
from counterflow.watch.lists.fetch import Fetched, fetch_list
from counterflow.watch.lists.visits import Visits

STYLES = {"new": "green", "unchanged": "green", "came again": "green"}
FAILED = 1
STAYS = "the last good version stays in use"
NOTHING = "no version of it was ever had: nothing of it is screened, and every answer says so"


@click.command("fetch")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "every", is_flag=True, help="All lists that can be fetched.")
@click.option("--dry-run", is_flag=True, help="Only say what would be fetched, and from where.")
@addresses_option
@nexus_option
@store_option
def fetch(
    names: tuple[str, ...],
    *,
    every: bool,
    dry_run: bool,
    addresses: Path | None,
    nexus: str | None,
    store: str | None,
) -> int:
    """Fetch lists from their publishers' official addresses.

    Without a NAME: the lists of your regimes, and official lists that are in the store. What fails
    or looks damaged changes nothing: the last good version stays in use, every answer says so, and
    the exit code is 1 (failed) or 6 (refused by a guard).

    \b
    Examples:
      counterflow lists fetch us_ofac_sdn un_sc
      counterflow lists fetch --nexus US,EU
      counterflow lists fetch --all --dry-run
    """
    engine = open_engine(store, nexus)
    rows = chosen_lists(engine, known_lists(engine, addresses), names, every=every)
    if dry_run:
        return _tell_plan(engine, rows)
    return fetch_lists(engine, rows)


def fetch_lists(
    engine: Engine,
    rows: Sequence[OfficialList],
    *,
    downloader: Callable[[Callable[[int], None]], Downloader] | None = None,
) -> int:
    """Fetch lists one after the other, one line for each.

    Args:
        engine: Imports them, canaries tried.
        rows: The lists.
        downloader: Opens what downloads, given whom to tell of bytes; the real one if ``None``.

    Returns:
        The exit code: 0, 1 where one failed, else 6 where a guard refused one.
    """
    open_downloader = downloader or (lambda told: Downloader(told=told))
    codes, changed = [0], False
    for row in rows:
        with _bar(row.name) as told:
            fetched = fetch_list(engine.store, row, open_downloader(told), bring=engine.import_list)
        codes.append(_tell(engine, row, fetched))
        changed = changed or fetched.what == "new"
    if changed:
        engine.prepare()
    return strongest_exit_code(codes)


def _tell(engine: Engine, row: OfficialList, fetched: Fetched) -> int:
    """Say what came of one list, on one line of stdout; faults whole on stderr."""
    version = fetched.version or _last_good(engine, row.name)
    style = STYLES.get(fetched.what, "red")
    say(open_console(), f"{row.name}  [{style}]{fetched.what}[/]  {escape(version)}")
    talk = open_console(talk=True)
    if not row.citation.verified and row.files:
        say(talk, f"  note: the address of {row.name} is not verified (docs/lists/fetching.md)")
    if fetched.fault is None:
        if fetched.told and fetched.what != "unchanged":
            say(talk, f"  note: {escape(fetched.told)}")
        return 0
    for line in fault_text(_as_it_stands(engine, row.name, fetched.fault)).split("\n"):
        say(talk, escape(line))
    return GuardError.exit_code if fetched.what == "refused" else FAILED


def _as_it_stands(engine: Engine, name: str, fault: CounterflowError) -> CounterflowError:
    """Give a fault without the promise that a good version stays, where there is none."""
    if _has_good(engine, name) or STAYS not in fault.why:
        return fault
    found = CounterflowError(fault.what, where=fault.where, why=NOTHING, remedy=fault.remedy)
    found.code = fault.code
    return found


def _has_good(engine: Engine, name: str) -> bool:
    return name in engine.store.names() and bool(engine.store.snapshots(name))


def _last_good(engine: Engine, name: str) -> str:
    """Say which version stays in use."""
    if not _has_good(engine, name):
        return "no version of it is in use"
    return f"{engine.store.snapshots(name)[-1].id} stays in use"


def _tell_plan(engine: Engine, rows: Sequence[OfficialList]) -> int:
    visits, console = Visits(engine.settings.store_path), open_console()
    for row in rows:
        last = visits.of(row.name).good_at or "never"
        say(console, f"{row.name}  [dim]last fetched: {last}[/]")
        for file in row.files:
            say(console, f"  {escape(file.url)}")
        if not row.files:
            say(console, f"  by hand: {escape(row.by_hand)}")
    say(open_console(talk=True), "nothing was fetched")
    return 0


@contextlib.contextmanager
def _bar(name: str) -> Iterator[Callable[[int], None]]:
    """Show the bytes that came, on a terminal only."""
    if not sys.stderr.isatty():
        # An unreachable server is tried for half a minute: that must not look like a hang.
        say(open_console(talk=True), f"fetching {name} …")
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=open_console(talk=True), transient=True) as bar:
        task = bar.add_task(f"fetching {name}", total=None)
        yield lambda size: bar.advance(task, size)
