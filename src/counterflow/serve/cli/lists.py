"""``counterflow lists``: what is in the store, which version is in use, what changed and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import msgspec

from counterflow.core.model.snapshots import Snapshot
from counterflow.serve.cli.list_entry import entry
from counterflow.serve.cli.list_export import export
from counterflow.serve.cli.list_fetch import fetch
from counterflow.serve.cli.list_forms import form_of, form_options
from counterflow.serve.cli.list_import import import_
from counterflow.serve.cli.list_marks import accept, pin, prune, remove, unpin, verify
from counterflow.serve.cli.list_show import ls, show
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.comparing import compare_versions, listings_by_id
from counterflow.watch.lists.differences import Difference, changes
from counterflow.watch.lists.store import ListStore

SHOWN = 50
"""Listings of each kind that ``diff`` names; ``--json`` gives all."""


@click.group()
def lists() -> None:
    """Import lists, show what is in the store, what changed, and what a person decided.

    \b
    Examples:
      counterflow lists import sdn.csv --as us_ofac_sdn --published-on 2026-11-20
      counterflow lists import consolidated.xml --as un_sc
      counterflow lists ls
      counterflow lists diff us_ofac_sdn
      counterflow lists entry us_ofac_sdn 36 --history
      counterflow lists export us_ofac_sdn --as-of 2023-06-09 -o evidence
    """


COMMANDS = (
    fetch, import_, ls, show, entry, export, accept, pin, unpin, verify, remove, prune
)  # fmt: skip
for command in COMMANDS:
    lists.add_command(command)


@lists.command("log")
@click.argument("name", required=False)
@form_options
@store_option
def log(name: str | None, *, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show what happened to a list, or to all: imports, refusals, and what persons decided.

    \b
    Examples:
      counterflow lists log us_ofac_sdn
      counterflow lists log --ndjson
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    events = open_lists(store).store.log(name)
    if form.machine:
        form.put("events", (event._asdict() for event in events))
        return 0
    console = open_console()
    for event in events:
        by = f" by {event.who}" if event.who else ""
        why = f": {event.why}" if event.why else ""
        say(console, escape(f"{event.at}  {event.what:10}  {event.version or event.list}{by}{why}"))
    return 0


@lists.command("diff")
@click.argument("name")
@click.argument("before", required=False)
@click.argument("after", required=False)
@form_options
@store_option
def diff(
    name: str,
    before: str | None,
    after: str | None,
    *,
    as_json: bool,
    as_ndjson: bool,
    store: str | None,
) -> int:
    """Show what changed between two versions of a list, field by field.

    Without versions: between the one in use and the one before it; of a pinned list between the
    one in use and the newest, which the pin holds back. With one: between it and the one in use;
    the older comes first. A version is its day (2024-05-03), what `lists show` prints, or the
    first digits of its hash.

    \b
    Examples:
      counterflow lists diff us_ofac_sdn
      counterflow lists diff us_ofac_sdn 2024-04-26 2024-05-01
      counterflow lists diff un_sc 2025-11-18 2026-02-27 --json > changes.json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    kept = open_lists(store).store
    found, one, other = compare_versions(kept, name, before, after)
    pin = kept.pin_of(name)
    if pin is not None:
        told = f"{pin.version} is in use: pinned on {pin.at[:10]} by {pin.who}: {pin.why}"
        say(open_console(talk=True), escape(told))
    if form.ndjson:
        form.put("changes", _every_change(kept, found, one, other))
        return 0
    if form.json:
        click.echo(msgspec.json.encode(found).decode())
        return 0
    _print_difference(kept, found, one, other)
    return 0


def _print_difference(store: ListStore, found: Difference, one: Snapshot, other: Snapshot) -> None:
    console = open_console()
    say(
        console,
        f"{escape(found.before)} → {escape(found.after)}: {len(found.added):,} added, "
        f"{len(found.removed):,} removed, {len(found.changed):,} changed",
    )
    for mark, ids, snapshot in (("+", found.added, other), ("-", found.removed, one)):
        for listing in listings_by_id(store, snapshot, ids[:SHOWN]).values():
            programmes = ", ".join(listing.programmes)
            listed = f"listed on {listing.listed_on}" if listing.listed_on else ""
            words = filter(None, [listing.id, listing.caption, programmes, listed])
            say(console, escape(f"{mark} {'  '.join(words)}"))
    earlier = listings_by_id(store, one, found.changed[:SHOWN])
    later = listings_by_id(store, other, found.changed[:SHOWN])
    for key, listing in earlier.items():
        say(console, escape(f"~ {key}  {listing.caption}"))
        for change in changes(listing, later[key]):
            say(console, escape(f"    {change.field}: {_sides(change.before, change.after)}"))
    if max(map(len, (found.added, found.removed, found.changed))) > SHOWN:
        say(console, f"… at most {SHOWN} of each are shown; --json names all, --ndjson shows all")


def _every_change(
    store: ListStore, found: Difference, one: Snapshot, other: Snapshot
) -> Iterator[dict[str, Any]]:
    """Give every listing that changed as one row, with its fields before and after."""
    sides = {"before": found.before, "after": found.after}
    for what, ids, snapshot in (("added", found.added, other), ("removed", found.removed, one)):
        for key, listing in listings_by_id(store, snapshot, ids).items():
            yield {"what": what, "id": key, **sides, "listing": msgspec.to_builtins(listing)}
    earlier = listings_by_id(store, one, found.changed)
    later = listings_by_id(store, other, found.changed)
    for key, listing in earlier.items():
        told = msgspec.to_builtins(changes(listing, later[key]))
        yield {"what": "changed", "id": key, **sides, "changes": told}


def _sides(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    gone = "; ".join(before) or "(nothing)"
    come = "; ".join(after) or "(nothing)"
    return f"{gone} → {come}"
