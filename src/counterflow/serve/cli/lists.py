"""``counterflow lists``: bring official lists into the store and see which are there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from rich.table import Table

from counterflow.core.errors import InputError
from counterflow.core.model import UNRELIABLE, today
from counterflow.core.settings import read_settings
from counterflow.engine import Engine, as_day
from counterflow.screening.runs.folder import prune_runs
from counterflow.serve.cli.terminal import Talk, escape, open_console, refused, say
from counterflow.watch.index.kept import prune_indexes
from counterflow.watch.lists.removal import find_versions, remove_versions

OLD_DAYS = 30
"""Days after which ``prune`` takes an index or a finished run for old."""


@click.group()
def lists() -> None:
    """Import lists, show what is in the store, remove what is not needed.

    \b
    Examples:
      counterflow lists import sdn.csv --as us_ofac_sdn
      counterflow lists import consolidated.xml --as un_sc
      counterflow lists ls
    """  # noqa: D301 - click wants a backspace character


_store = click.option("--store", metavar="DIR", help="Folder of lists and runs.")


def _open(store: str | None, as_of: dt.date | None = None) -> Engine:
    return Engine(read_settings({"store": store}), as_of=as_of, talk=Talk())


@lists.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--as", "name", required=True, metavar="NAME", help="Name: letters, digits, _.")
@click.option("--format", "format_", help="Format; recognised by content if left out.")
@click.option("--published-on", metavar="YYYY-MM-DD", help="Where the file itself does not say.")
@click.option(
    "--official/--private",
    "official",
    default=None,
    help="Whether a publisher stands behind it; by the format if left out (FollowTheMoney: no).",
)
@_store
def import_(
    files: tuple[Path, ...],
    name: str,
    format_: str | None,
    published_on: str | None,
    official: bool | None,  # noqa: FBT001 - given by name
    store: str | None,
) -> int:
    """Import FILE as a new version of list NAME.

    Formats: OFAC legacy CSV (sdn.csv with alt.csv, add.csv and sdn_comments.csv beside it), UN
    Security Council XML, FollowTheMoney JSON lines.

    \b
    Examples:
      counterflow lists import ofac/sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import entities.ftm.json --as partners
      counterflow lists import sema.ftm.json --as ca_sema --official --published-on 2026-11-20
    """  # noqa: D301 - click wants a backspace character
    engine = _open(store)
    snapshot, parsed = engine.store.import_list(
        list(files), name=name, format=format_, published_on=published_on, official=official
    )
    talk = open_console(talk=True)
    say(
        talk,
        f"{snapshot.id}: {snapshot.records:,} records, {snapshot.listings:,} listings, "
        f"{snapshot.refusals:,} refused ({parsed.format})",
    )
    for refusal in parsed.refusals[:20]:
        say(talk, f"  [red]refused[/] {refused(refusal)}")
    for note in parsed.notes:
        say(talk, f"  note: {escape(note)}")
    for state in engine.lists:
        if state.snapshot == snapshot.id and state.why:
            say(talk, f"  {state.state}: {escape(state.why)}")
    engine.prepare()
    return 0


@lists.command("ls")
@click.option("--as-of", metavar="YYYY-MM-DD", help="As the lists stood on that day.")
@_store
def ls(as_of: str | None, store: str | None) -> int:
    """Show the version of every list that is in use, its age and its state.

    \b
    Examples:
      counterflow lists ls
      counterflow lists ls --as-of 2023-06-09
    """  # noqa: D301 - click wants a backspace character
    try:
        engine = _open(store, as_day(as_of))
    except InputError as fault:
        raise click.UsageError(f"--as-of: {fault.what}; {fault.remedy}") from fault
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("list", "version", "listings", "refused", "state", "why"):
        table.add_column(heading, no_wrap=heading != "why")
    in_use = {snapshot.id: snapshot for snapshot in engine.snapshots}
    for state in engine.lists:
        snapshot = in_use.get(state.snapshot)
        table.add_row(
            state.list,
            state.snapshot.partition("@")[2] or "none",
            f"{snapshot.listings:,}" if snapshot else "",
            f"{snapshot.refusals:,}" if snapshot else "",
            state.state,
            escape(state.why),
        )
    open_console().print(table)
    if any(state.state in UNRELIABLE for state in engine.lists):
        return 6
    return 0 if any(state.official for state in engine.lists) else 5


@lists.command("show")
@click.argument("name")
@_store
def show(name: str, store: str | None) -> int:
    """Show all versions of one list; the last is in use.

    \b
    Example:
      counterflow lists show us_ofac_sdn
    """  # noqa: D301 - click wants a backspace character
    engine = _open(store)
    console = open_console()
    for snapshot in engine.store.snapshots(name):
        say(console, f"[bold]{snapshot.id}[/] {escape(snapshot.title)}")
        say(console, f"  {escape(snapshot.authority or 'authority not stated')}, {snapshot.format}")
        say(
            console,
            f"  published {snapshot.published_on or 'not stated'}, "
            f"retrieved {snapshot.retrieved_at}",
        )
        for again in engine.store.imports(snapshot)[1:]:
            say(console, f"  the same bytes came again {again.at}")
        say(
            console,
            f"  {snapshot.records:,} records = {snapshot.listings:,} listings "
            f"+ {snapshot.refusals:,} refused (and related records)",
        )
        say(console, f"  sha256 {snapshot.sha256}, as of {today().isoformat()}")
    return 0


@lists.command("remove")
@click.argument("name")
@click.option("--version", metavar="ID", help="Only this version, as `lists show` names it.")
@click.option("--yes", is_flag=True, help="Remove; without it, only say what would be removed.")
@_store
def remove(name: str, version: str | None, yes: bool, store: str | None) -> int:  # noqa: FBT001
    """Remove list NAME, or one version of it, from the store.

    Decisions that rest on a removed version can no longer be checked against it.

    \b
    Examples:
      counterflow lists remove partners --yes
      counterflow lists remove us_ofac_sdn --version 2026-11-20#3f2a91c07b44 --yes
    """  # noqa: D301 - click wants a backspace character
    lists_in_store = _open(store).store
    found = find_versions(lists_in_store, name, version)
    talk = open_console(talk=True)
    for label in found:
        say(talk, f"{'removing' if yes else 'would be removed'}: {escape(label)}")
    if not yes:
        raise click.UsageError(
            "nothing was removed: decisions that rest on these versions could no longer be "
            "checked against them; add --yes to remove them"
        )
    remove_versions(lists_in_store, found)
    return 0


@lists.command("prune")
@click.option(
    "--days", type=click.IntRange(1), default=OLD_DAYS, show_default=True, help="What is old."
)
@_store
def prune(days: int, store: str | None) -> int:
    """Remove old search indexes and the folders of old finished runs.

    An index is built again when it is needed. The index of the lists as they stand, all versions
    of all lists, and runs that still hold decisions always stay.

    \b
    Example:
      counterflow lists prune --days 90
    """  # noqa: D301 - click wants a backspace character
    engine = _open(store)
    before = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=days)
    folder = engine.settings.store_path
    indexes = prune_indexes(folder / "indexes", keep=engine.index_digest, before=before)
    runs, kept = prune_runs(folder / "runs", before=before)
    talk = open_console(talk=True)
    say(talk, f"removed: {len(indexes)} indexes, {len(runs)} finished runs")
    for run in kept:
        say(talk, f"  stays, as it holds decisions (screen FILE --resume {run}): run {run}")
    return 0
