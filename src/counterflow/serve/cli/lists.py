"""``counterflow lists``: bring official lists into the store and see which are there."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from counterflow.core.model import today
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve.cli.terminal import escape, open_console, refused, say


@click.group()
def lists() -> None:
    """Import official lists and show what is in the store.

    \b
    Examples:
      counterflow lists import sdn.csv --as us_ofac_sdn
      counterflow lists import consolidated.xml --as un_sc
      counterflow lists ls
    """  # noqa: D301 - click wants a backspace character


_store = click.option("--store", metavar="DIR", help="Folder of lists and runs.")


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
@_store
def import_(
    files: tuple[Path, ...],
    name: str,
    format_: str | None,
    published_on: str | None,
    store: str | None,
) -> int:
    """Import FILE as a new version of list NAME.

    Formats: OFAC legacy CSV (sdn.csv with alt.csv, add.csv and sdn_comments.csv beside it), UN
    Security Council XML, FollowTheMoney JSON lines.

    \b
    Examples:
      counterflow lists import ofac/sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import entities.ftm.json --as partners
    """  # noqa: D301 - click wants a backspace character
    engine = Engine(read_settings({"store": store}))
    snapshot, parsed = engine.store.import_list(
        list(files), name=name, format=format_, published_on=published_on
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
@_store
def ls(store: str | None) -> int:
    """Show the newest version of every list, its age and its state.

    \b
    Example:
      counterflow lists ls
    """  # noqa: D301 - click wants a backspace character
    engine = Engine(read_settings({"store": store}))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("list", "version", "listings", "refused", "state", "why"):
        table.add_column(heading, no_wrap=heading != "why")
    for snapshot, state in zip(engine.snapshots, engine.lists, strict=True):
        table.add_row(
            snapshot.list,
            snapshot.id.partition("@")[2],
            f"{snapshot.listings:,}",
            f"{snapshot.refusals:,}",
            state.state,
            escape(state.why),
        )
    open_console().print(table)
    states = [state for state in engine.lists if state.official]
    if any(state.state in ("stale", "refused") for state in states):
        return 6
    return 0 if states else 5


@lists.command("show")
@click.argument("name")
@_store
def show(name: str, store: str | None) -> int:
    """Show all versions of one list, oldest first.

    \b
    Example:
      counterflow lists show us_ofac_sdn
    """  # noqa: D301 - click wants a backspace character
    engine = Engine(read_settings({"store": store}))
    console = open_console()
    for snapshot in engine.store.snapshots(name):
        say(console, f"[bold]{snapshot.id}[/] {escape(snapshot.title)}")
        say(console, f"  {escape(snapshot.authority or 'authority not stated')}, {snapshot.format}")
        say(
            console,
            f"  published {snapshot.published_on or 'not stated'}, "
            f"retrieved {snapshot.retrieved_at}",
        )
        say(
            console,
            f"  {snapshot.records:,} records = {snapshot.listings:,} listings "
            f"+ {snapshot.refusals:,} refused (and related records)",
        )
        say(console, f"  sha256 {snapshot.sha256}, as of {today().isoformat()}")
    return 0
