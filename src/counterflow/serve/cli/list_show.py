"""``counterflow lists ls`` and ``show``: the versions of lists, those in use, what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import click
import msgspec

from counterflow.core.days import today
from counterflow.core.model.snapshots import UNRELIABLE, ListState, Snapshot
from counterflow.engine import Engine
from counterflow.serve.cli.list_forms import (
    Form,
    form_of,
    form_options,
    print_table,
    shortened,
)
from counterflow.serve.cli.list_store import as_of_option, day_asked, open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, plural, refused, say
from counterflow.watch.lists.chronology import NEVER, order_of
from counterflow.watch.lists.in_use import remedy_of
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Appearance, Version, find_version, mark_of

SHOWN = 8
"""Guards that ``show`` names of one version; ``--json`` gives all."""


@click.command("ls")
@as_of_option
@form_options
@store_option
def ls(as_of: str | None, *, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show the version of every list that is in use, its age and its state.

    A list that failed or was refused and never had is shown too.

    \b
    Examples:
      counterflow lists ls
      counterflow lists ls --as-of 2023-06-09
      counterflow lists ls --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    engine = open_lists(store, day_asked(as_of))
    code = _code(engine.lists)
    rows = _states(engine)
    if form.machine:
        form.put("lists", rows, as_of=engine.as_of.isoformat(), exit_code=code)
        return code
    print_table(
        ("list", "version", "listings", "refused", "state", "why"),
        [
            (
                row["list"],
                row["version"].partition("@")[2] or "none",
                f"{row['listings']:,}" if row["version"] else "",
                f"{row['refused']:,}" if row["version"] else "",
                row["state"] + (", pinned" if row["pinned"] else ""),
                shortened(_why(row), f"counterflow lists show {row['list']}"),
            )
            for row in rows
        ],
    )
    for row in rows:
        if row["state"] in UNRELIABLE:
            say(open_console(talk=True), escape(f"{row['list']}: {row['remedy']}"))
    return code


def _code(states: Sequence[ListState]) -> int:
    if any(state.state in UNRELIABLE for state in states):
        return 6
    return 0 if any(state.official for state in states) else 5


def _states(engine: Engine) -> list[dict[str, Any]]:
    """Give each list with its version in use, as one row."""
    in_use = {snapshot.id: snapshot for snapshot in engine.snapshots}
    found = []
    for state in engine.lists:
        snapshot = in_use.get(state.snapshot) or Snapshot(state.list, "", "")
        unreliable = state.state in UNRELIABLE
        found.append(
            {
                "list": state.list,
                "version": state.snapshot,
                "state": state.state,
                "why": state.why,
                "pinned": _pin(engine, state.list),
                "lacks": state.lacks,
                "official": state.official,
                "authority": state.authority,
                "title": snapshot.title,
                "published_on": snapshot.published_on,
                "retrieved_at": snapshot.retrieved_at,
                "sha256": snapshot.sha256,
                "listings": snapshot.listings,
                "refused": snapshot.refusals,
                "remedy": remedy_of(engine.store, state) if unreliable else "",
            }
        )
    return found


def _pin(engine: Engine, name: str) -> dict[str, str] | None:
    """Give the pin that holds on the day asked for."""
    pin = engine.store.pin_of(name, engine.as_of)
    return pin._asdict() if pin else None


def _why(row: dict[str, Any]) -> str:
    """Say why a list is in its state, and that it is not whole where something lacks."""
    whole = f"not whole: {', '.join(row['lacks'])}" if row["lacks"] else ""
    return "; ".join(filter(None, [row["why"], whole]))


@click.command("show")
@click.argument("name")
@click.option("--version", metavar="ID", help="Only this version, with its files and notes.")
@click.option("--refusals", is_flag=True, help="The records that were refused, and why.")
@as_of_option
@form_options
@store_option
def show(
    name: str,
    version: str | None,
    *,
    refusals: bool,
    as_of: str | None,
    as_json: bool,
    as_ndjson: bool,
    store: str | None,
) -> int:
    """Show all versions of one list, refused ones too; the one in use is marked.

    With --refusals: the records of one version that were refused, and remarks on others; of the
    newest version, if none is named, also where a guard refused it.

    \b
    Examples:
      counterflow lists show us_ofac_sdn
      counterflow lists show us_ofac_sdn --as-of 2023-06-09
      counterflow lists show house --version 2026-11-20 --refusals
      counterflow lists show un_sc --json
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    kept = open_lists(store).store
    day = day_asked(as_of)
    found = _versions(kept, name, version, day)
    if refusals:
        return _tell_refusals(kept, max(found, key=lambda one: one.number), form)
    rows = _rows(kept, name, found, day)
    if form.machine:
        form.put("versions", rows, list=name, as_of=(day or today()).isoformat())
        return 0
    print_table(
        ("version", "listings", "refused", "retrieved", "state", "remarks"),
        [
            (
                row["version"].partition("@")[2],
                f"{row['listings']:,}",
                f"{row['refused']:,}",
                row["retrieved_at"],
                row["state"],
                _remarks(row, name),
            )
            for row in rows
        ],
    )
    newest = found[-1].snapshot
    said = ", ".join(filter(None, [newest.title, newest.authority]))
    say(open_console(talk=True), f"[dim]{escape(said)}[/]")
    if version:
        _tell_whole(kept, newest)
    return 0


def _versions(
    store: ListStore, name: str, version: str | None, day: dt.date | None
) -> list[Version]:
    """Give the versions asked for by the days from which they count, the one in use last."""
    known = store.versions(name)
    if version:
        return [find_version(known, name, version)]
    ordered = sorted(known, key=lambda one: (order_of(one, day), one.number))
    if day is None:
        return ordered
    by_then = [one for one in ordered if order_of(one, day) != NEVER]
    if not by_then:
        store.current(day, [name])  # says that there was none by then, and which is the oldest
    return by_then


def _rows(
    store: ListStore, name: str, versions: Sequence[Version], day: dt.date | None
) -> list[dict[str, Any]]:
    """Give versions as rows, with who accepted which."""
    used = _in_use(store, name, day)
    accepted = {
        mark_of(event.version): event._asdict()
        for event in store.log(name)
        if event.what == "accepted"
    }
    return [
        _row(one, used, accepted.get(mark_of(one.snapshot.id)) if one.accepted_at else None)
        for one in versions
    ]


def _row(version: Version, used: str, accepted: dict[str, str] | None) -> dict[str, Any]:
    snapshot = version.snapshot
    return {
        "version": snapshot.id,
        "state": "in use" if mark_of(snapshot.id) == used else version.state,
        "format": snapshot.format,
        "published_on": snapshot.published_on,
        "retrieved_at": snapshot.retrieved_at,
        "records": snapshot.records,
        "listings": snapshot.listings,
        "refused": snapshot.refusals,
        "sha256": snapshot.sha256,
        "files": snapshot.files,
        "lacks": snapshot.lacks,
        "guards": snapshot.trips,
        "accepted": accepted,
        "again": [_told_again(one, snapshot) for one in version.appearances[1:]],
    }


def _in_use(store: ListStore, name: str, day: dt.date | None) -> str:
    """Give the mark of the version in use on a day; empty where none was."""
    if day is None:
        used = store.snapshots(name)
        return mark_of(used[-1].id) if used else ""
    held = [one for one in store.current(day) if one.list == name]
    return mark_of(held[0].id) if held else ""


def _remarks(row: dict[str, Any], name: str) -> str:
    """Say in a table what guards found, who accepted it, what it lacks, and when it came again."""
    guards = list(row["guards"][:SHOWN])
    if (left := len(row["guards"]) - SHOWN) > 0:
        guards.append(f"and {left:,} more (counterflow lists show {name} --json)")
    accepted = row["accepted"]
    if accepted:
        guards.append(f"accepted {accepted['at'][:10]} by {accepted['who']}: {accepted['why']}")
    lacks = [f"not whole: {', '.join(row['lacks'])}"] if row["lacks"] else []
    return "; ".join([*guards, *row["again"][-3:], *lacks])


def _told_again(came: Appearance, snapshot: Snapshot) -> str:
    """Say when bytes came again, and the day that was stated for them where it is another one."""
    stated = came.published_on if came.published_on != snapshot.published_on else ""
    return f"came again {came.at[:10]}" + (f", published {stated}" if stated else "")


def _tell_whole(store: ListStore, snapshot: Snapshot) -> None:
    """Say what else is kept of one version: its files, and what was noted when it was read."""
    talk = open_console(talk=True)
    say(talk, escape(f"  files: {', '.join(snapshot.files)} (sha256 {snapshot.sha256})"))
    for note in store.notes(snapshot):
        say(talk, f"  note: {escape(note)}")


def _tell_refusals(store: ListStore, version: Version, form: Form) -> int:
    """Print the records of a version that were refused, and remarks."""
    snapshot = version.snapshot
    found = store.refusals(snapshot)
    if form.machine:
        rows = map(msgspec.to_builtins, found)
        form.put("refusals", rows, version=snapshot.id, refused=snapshot.refusals)
        return 0
    console = open_console()
    for refusal in found:
        say(console, f"{word_for(snapshot, len(found))}  {refused(refusal)}")
    say(open_console(talk=True), escape(f"{snapshot.id}: {told_count(snapshot, len(found))}"))
    return 0


def word_for(snapshot: Snapshot, lines: int) -> str:
    """Give the word before a line of what was met when a version was read.

    A remark is about a part of a record that is used. Where both came, the lines do not tell them
    apart, and neither does the word.

    Args:
        snapshot: The version.
        lines: How many lines there are.

    Example:
        >>> word_for(Snapshot("us", "0", "ofac_csv", refusals=0), 3)
        'remark'
    """
    if not snapshot.refusals:
        return "remark"
    return "refused" if lines == snapshot.refusals else "refused or remark"


def told_count(snapshot: Snapshot, lines: int) -> str:
    """Say how many records were refused, and how many lines are remarks on records that are used.

    Args:
        snapshot: The version.
        lines: How many lines there are in all.

    Example:
        >>> told_count(Snapshot("us", "0", "ofac_csv", refusals=1), 3)
        '1 record refused, 2 remarks on records that are used'
    """
    remarks = max(0, lines - snapshot.refusals)
    more = f", {plural(remarks, 'remark')} on records that are used" if remarks else ""
    return f"{plural(snapshot.refusals, 'record')} refused{more}"
