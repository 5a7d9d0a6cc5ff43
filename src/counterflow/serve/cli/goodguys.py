"""``counterflow goodguys``: two records that are told as a note while neither changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
import msgspec

from counterflow.core.days import today
from counterflow.core.errors import CaseError, ListError
from counterflow.engine import Engine
from counterflow.recording import open_records_of
from counterflow.review.cases import goodguys as entries
from counterflow.review.cases.case import Alert
from counterflow.review.cases.goodguys import GoodGuy
from counterflow.review.cases.listings import listing_of_alert
from counterflow.review.cases.reading import read_case
from counterflow.screening.decisions.exemptions import digest_of_listing
from counterflow.serve.cli.cases_options import reason_option, words_option, writing
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.records_options import (
    as_option,
    records_settings,
    store_option,
)
from counterflow.serve.cli.terminal import escape, open_console, say


@click.group()
def goodguys() -> None:
    """Keep good-guy entries: two records that two persons found not to be the same.

    An entry binds the digests of our record and of the listing. It lapses by itself when either
    changes or when it expires. What it sets aside is a note in every answer, never gone.

    \b
    Examples:
      counterflow goodguys ls
      counterflow goodguys add A-17 --alert 1 --reason other-country \\
        --words "registered in Graz since 1998, extract attached" --as Ann
      counterflow goodguys approve gg-6f26c81c279f --as Bob
    """


@goodguys.command("ls")
@form_options
@store_option
def ls(*, store: str | None, **asked: bool) -> int:
    """List all entries with where each stands today, and how often it set something aside.

    \b
    Example:
      counterflow goodguys ls --json
    """
    form = form_of(**asked)
    settings = records_settings(store)
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        found = entries.list_entries(connection)
    changed = _changed_listings(Engine(settings), found)
    rows = [_row(one, changed) for one in found]
    if form.machine:
        form.put("good_guys", rows)
        return 0
    keys = ("id", "stands", "name", "list", "listing", "expires_on", "uses", "author", "approver")
    print_table([key.replace("_", " ") for key in keys], [[str(r[k]) for k in keys] for r in rows])
    return 0


def _row(one: GoodGuy, changed: set[str]) -> dict[str, Any]:
    stands = one.stands(today())
    if stands == "standing" and one.id in changed:
        stands = "lapsed: the listing was changed or is gone"
    return {**msgspec.to_builtins(one), "stands": stands}


def _changed_listings(engine: Engine, found: list[GoodGuy]) -> set[str]:
    """Name the entries whose listing is another one in the lists of today, or is gone."""
    asked = {(one.list, one.listing) for one in found if one.stands(today()) == "standing"}
    if not asked:
        return set()
    from counterflow.watch.lists.in_use import listings_of

    now: dict[tuple[str, str], str] = {}
    try:
        used = [one for one in engine.snapshots if one.list in {name for name, _ in asked}]
        for listing in listings_of(engine.store, used):
            if (listing.list, listing.id) in asked:
                now[listing.list, listing.id] = digest_of_listing(listing)
    except ListError as fault:
        say(open_console(talk=True), escape(f"whether listings changed cannot be told: {fault}"))
        return set()
    return {one.id for one in found if now.get((one.list, one.listing), "") != one.theirs}


@goodguys.command("show")
@click.argument("entry")
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@store_option
def show(entry: str, *, as_json: bool, store: str | None) -> int:
    """Show one entry: what it binds, why, and who said so.

    \b
    Example:
      counterflow goodguys show gg-6f26c81c279f
    """
    settings = records_settings(store)
    with open_records_of(settings, write=False) as records:
        found = entries.show(records, entry)
    row = _row(found, _changed_listings(Engine(settings), [found]))
    if as_json:
        click.echo(msgspec.json.encode(row).decode())
        return 0
    console = open_console()
    for key, value in row.items():
        if value != "":
            say(console, escape(f"{key.replace('_', ' '):16} {value}"))
    return 0


@goodguys.command("add")
@click.argument("case")
@click.option("--alert", required=True, metavar="N", help="The alert of a party beside a listing.")
@click.option("--until", metavar="YYYY-MM-DD", help="First day on which it holds no longer.")
@reason_option
@words_option
@as_option
@store_option
def add(
    case: str,
    *,
    alert: str,
    until: str | None,
    reason: str,
    words: str,
    person: str | None,
    store: str | None,
) -> int:
    """Propose an entry of the two records of an alert; another person approves it.

    It holds 12 months if nothing shorter is said.

    \b
    Example:
      counterflow goodguys add A-17 --alert 1 --reason other-country \\
        --words "registered in Graz since 1998, extract attached" --as Ann
    """
    try:
        day = dt.date.fromisoformat(until) if until else None
    except ValueError as fault:
        raise click.UsageError(f"--until: not a day: {until!r}") from fault
    with writing(store, person) as (records, actor):
        engine = Engine(records_settings(store))
        with records.reading() as connection:
            found = _alert_of(read_case(connection, case).alerts, alert)
        made = entries.propose(
            records, found, listing_of=lambda one: listing_of_alert(engine.store, one),
            actor=actor, reason=reason, words=words, expires_on=day,
        )  # fmt: skip
    return _tell(made)


def _alert_of(alerts: tuple[Alert, ...], named: str) -> str:
    for one in alerts:
        if named in (one.id, one.id.rpartition(".")[2]):
            return one.id
    raise CaseError(f"no alert {named}", remedy=f"it has: {', '.join(one.id for one in alerts)}")


@goodguys.command("approve")
@click.argument("entry")
@words_option
@as_option
@store_option
def approve(entry: str, *, words: str, person: str | None, store: str | None) -> int:
    """Approve an entry that another person proposed; screenings go by it from then on.

    \b
    Example:
      counterflow goodguys approve gg-6f26c81c279f --as Bob
    """
    with writing(store, person) as (records, actor):
        return _tell(entries.approve(records, entry, actor=actor, words=words))


@goodguys.command("reject")
@click.argument("entry")
@words_option
@as_option
@store_option
def reject(entry: str, *, words: str, person: str | None, store: str | None) -> int:
    """Reject an entry that waits.

    \b
    Example:
      counterflow goodguys reject gg-6f26c81c279f --words "no extract is attached" --as Bob
    """
    with writing(store, person) as (records, actor):
        return _tell(entries.reject(records, entry, actor=actor, words=words))


@goodguys.command("withdraw")
@click.argument("entry")
@words_option
@as_option
@store_option
def withdraw(entry: str, *, words: str, person: str | None, store: str | None) -> int:
    """Withdraw an entry; the match is told again from now on.

    \b
    Example:
      counterflow goodguys withdraw gg-6f26c81c279f --words "the buyer was sold" --as Ann
    """
    with writing(store, person) as (records, actor):
        return _tell(entries.withdraw(records, entry, actor=actor, words=words))


def _tell(one: GoodGuy) -> int:
    line = f"{one.id}: {one.state}, {one.name} beside {one.listed_name} ({one.list} {one.listing})"
    say(open_console(talk=True), escape(f"{line}, until {one.expires_on}"))
    return 0
