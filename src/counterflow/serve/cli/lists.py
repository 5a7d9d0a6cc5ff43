"""``counterflow lists``: what is in the store, which version is in use, what changed and why."""

from __future__ import annotations

import click
import msgspec
from rich.table import Table

from counterflow.core.errors import InputError
from counterflow.core.model import UNRELIABLE
from counterflow.engine import as_day
from counterflow.serve.cli.list_fetch import fetch
from counterflow.serve.cli.list_import import import_
from counterflow.serve.cli.list_marks import accept, pin, prune, remove, unpin, verify
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.comparing import compare_versions, listings_by_id
from counterflow.watch.lists.differences import changes
from counterflow.watch.lists.versions import day_of

SHOWN = 50
"""Listings that ``diff`` names on a terminal; ``--json`` gives all."""


@click.group()
def lists() -> None:
    """Import lists, show what is in the store, what changed, and what a person decided.

    \b
    Examples:
      counterflow lists import sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import consolidated.xml --as un_sc
      counterflow lists ls
      counterflow lists diff us_ofac_sdn
    """  # noqa: D301 - click wants a backspace character


for command in (fetch, import_, accept, pin, unpin, verify, remove, prune):
    lists.add_command(command)


@lists.command("ls")
@click.option("--as-of", metavar="YYYY-MM-DD", help="As the lists stood on that day.")
@store_option
def ls(as_of: str | None, store: str | None) -> int:
    """Show the version of every list that is in use, its age and its state.

    \b
    Examples:
      counterflow lists ls
      counterflow lists ls --as-of 2023-06-09
    """  # noqa: D301 - click wants a backspace character
    try:
        engine = open_lists(store, as_day(as_of))
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
@store_option
def show(name: str, store: str | None) -> int:
    """Show all versions of one list, refused ones too; the one in use is marked.

    \b
    Examples:
      counterflow lists show us_ofac_sdn
      counterflow lists show un_sc --store team-store
    """  # noqa: D301 - click wants a backspace character
    lists_in_store = open_lists(store).store
    versions = lists_in_store.versions(name)
    used = lists_in_store.snapshots(name)[-1:]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("version", "listings", "refused", "retrieved", "state", "remarks"):
        table.add_column(heading, no_wrap=heading != "remarks")
    for version in sorted(versions, key=lambda one: (day_of(one.snapshot), one.number)):
        snapshot = version.snapshot
        state = "in use" if [snapshot] == used else version.state
        again = [f"came again {at[:10]}" for at, _ in version.appearances[1:][-3:]]
        table.add_row(
            snapshot.id.partition("@")[2],
            f"{snapshot.listings:,}",
            f"{snapshot.refusals:,}",
            snapshot.retrieved_at,
            state,
            escape("; ".join([*snapshot.trips, *again])),
        )
    open_console().print(table)
    snapshot = versions[-1].snapshot
    say(open_console(talk=True), f"[dim]{escape(snapshot.title)}, {escape(snapshot.authority)}[/]")
    return 0


@lists.command("log")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@store_option
def log(name: str | None, as_json: bool, store: str | None) -> int:  # noqa: FBT001 - a flag
    """Show what happened to a list, or to all: imports, refusals, and what persons decided.

    \b
    Examples:
      counterflow lists log us_ofac_sdn
      counterflow lists log --json
    """  # noqa: D301 - click wants a backspace character
    events = open_lists(store).store.log(name)
    console = open_console()
    for event in events:
        if as_json:
            click.echo(msgspec.json.encode(event._asdict()).decode())
            continue
        by = f" by {event.who}" if event.who else ""
        why = f": {event.why}" if event.why else ""
        say(console, escape(f"{event.at}  {event.what:10}  {event.version or event.list}{by}{why}"))
    return 0


@lists.command("diff")
@click.argument("name")
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
@store_option
def diff(
    name: str,
    before: str | None,
    after: str | None,
    as_json: bool,  # noqa: FBT001 - a flag
    store: str | None,
) -> int:
    """Show what changed between two versions of a list, field by field.

    Without versions: between the one in use and the one before it. A version is its day
    (2024-05-03), what `lists show` prints, or the first digits of its hash.

    \b
    Examples:
      counterflow lists diff us_ofac_sdn
      counterflow lists diff us_ofac_sdn 2024-04-26 2024-05-01
      counterflow lists diff un_sc 2025-11-18 2026-02-27 --json > changes.json
    """  # noqa: D301 - click wants a backspace character
    lists_in_store = open_lists(store).store
    found, one, other = compare_versions(lists_in_store, name, before, after)
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return 0
    console = open_console()
    say(
        console,
        f"{escape(found.before)} → {escape(found.after)}: {len(found.added):,} added, "
        f"{len(found.removed):,} removed, {len(found.changed):,} changed",
    )
    for mark, ids, snapshot in (("+", found.added, other), ("-", found.removed, one)):
        for listing in listings_by_id(lists_in_store, snapshot, ids[:SHOWN]).values():
            programmes = ", ".join(listing.programmes)
            say(console, escape(f"{mark} {listing.id}  {listing.caption}  {programmes}"))
    earlier = listings_by_id(lists_in_store, one, found.changed[:SHOWN])
    later = listings_by_id(lists_in_store, other, found.changed[:SHOWN])
    for key, listing in earlier.items():
        say(console, escape(f"~ {key}  {listing.caption}"))
        for change in changes(listing, later[key]):
            say(console, escape(f"    {change.field}: {_sides(change.before, change.after)}"))
    if max(map(len, (found.added, found.removed, found.changed))) > SHOWN:
        say(console, f"… at most {SHOWN} of each are shown; --json gives all")
    return 0


def _sides(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    gone = "; ".join(before) or "(nothing)"
    come = "; ".join(after) or "(nothing)"
    return f"{gone} → {come}"
