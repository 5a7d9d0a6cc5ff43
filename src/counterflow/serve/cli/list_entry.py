"""``counterflow lists entry``: one entry of a list as it stood on a day, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import click
import msgspec

from counterflow.core.model.listings import Listing
from counterflow.serve.cli.list_forms import form_of, form_options
from counterflow.serve.cli.list_store import as_of_option, day_asked, open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.lists.life import Passage, find_entry, life_of


@click.command("entry")
@click.argument("name")
@click.argument("entry_id", metavar="ID")
@click.option("--history", is_flag=True, help="All that became of it: listed, changed, delisted.")
@as_of_option
@form_options
@store_option
def entry(
    name: str,
    entry_id: str,
    *,
    history: bool,
    as_of: str | None,
    as_json: bool,
    as_ndjson: bool,
    store: str | None,
) -> int:
    """Show one entry of list NAME, by the publisher's own ID or that of the store.

    With --history: when it was first seen, what changed when, field by field, and when it was
    delisted; the entry is then shown as it was last on the list.

    \b
    Examples:
      counterflow lists entry us_ofac_sdn 36
      counterflow lists entry us_ofac_sdn 36 --as-of 2023-06-09 --json
      counterflow lists entry us_ofac_sdn 36 --history
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    if history and as_of:
        raise click.UsageError("--history shows all days: leave --as-of out")
    day = day_asked(as_of)
    kept = open_lists(store, day).store
    if history:
        key, listing, passages = life_of(kept, name, entry_id)
        if form.machine:
            rows = map(msgspec.to_builtins, passages)
            form.put("history", rows, list=name, id=key, entry=msgspec.to_builtins(listing))
            return 0
        _tell(listing)
        _tell_life(passages)
        return 0
    (snapshot,) = kept.current(day, [name])
    listing = find_entry(kept, snapshot, entry_id)
    if form.machine:
        form.put("entries", [msgspec.to_builtins(listing)], list=name, version=snapshot.id)
        return 0
    _tell(listing)
    say(open_console(talk=True), f"[dim]{escape(snapshot.id)}[/]")
    return 0


def _tell(listing: Listing) -> None:
    console = open_console()
    say(console, escape(f"{listing.id}  {listing.caption}"))
    for field, value in _fields(listing):
        say(console, escape(f"  {field}: {value}"))


def _fields(listing: Listing) -> Iterator[tuple[str, str]]:
    """Give every field that is filled, values of one field one by one."""
    for field, value in msgspec.to_builtins(listing).items():
        if field in ("id", "list"):
            continue
        named = value.items() if field == "properties" else [(field, value)]
        for key, held in named:
            for one in held if isinstance(held, list | tuple) else [held]:
                yield key, _words(one)


def _words(value: object) -> str:
    """Put one value into words: the parts of a citation or an identifier by their names."""
    if isinstance(value, dict):
        return "; ".join(f"{part} {_words(held)}" for part, held in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_words, value))
    return str(value)


def _tell_life(passages: list[Passage]) -> None:
    console = open_console()
    for one in passages:
        stated = f", listed on {one.listed_on} by its own account" if one.listed_on else ""
        if one.what == "delisted":
            told = f"gone from {one.version}; it stood in {one.before}"
        elif one.what == "first seen":
            told = f"{one.version}, the oldest in the store: it may be older{stated}"
        elif one.what == "listed":
            told = f"{one.version}{stated}; not in {one.before}"
        else:
            told = f"{one.version}"
        say(console, escape(f"{one.day}  {one.what:10}  {told}"))
        for change in one.changes:
            gone = "; ".join(change.before) or "(nothing)"
            come = "; ".join(change.after) or "(nothing)"
            say(console, escape(f"    {change.field}: {gone} → {come}"))
