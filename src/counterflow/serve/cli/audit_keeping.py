"""``counterflow audit hold``, ``retention`` and ``purge``."""

from __future__ import annotations

import click
import msgspec

from counterflow.recording import open_archive, open_records_of
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.records_options import as_option, records_settings, store_option
from counterflow.serve.cli.terminal import Talk, escape, open_console, say
from counterflow.storage.access.retention import (
    SCOPES,
    add_hold,
    holds,
    release_hold,
    retention_years,
    set_retention,
)
from counterflow.storage.access.retention import purge as purge_decisions

because_option = click.option("--because", required=True, metavar="REASON", help="Why.")


@click.group()
def hold() -> None:
    """Keep decisions from being purged, and say why.

    \b
    Example:
      counterflow audit hold add --party "Quiet Harbour SAS" --because "case 12" --as "Ann Lee"
    """


@hold.command()
@click.option("--party", help="Decisions about a party of this name.")
@click.option("--number", help="Decisions about a party of this number.")
@click.option("--id", help="Decisions about this transaction.")
@click.option("--decision", help="This decision.")
@click.option("--all", "all_", is_flag=True, help="Every decision.")
@because_option
@as_option
@store_option
def add(*, because: str, person: str | None, store: str | None, all_: bool, **named: str) -> int:
    """Hold decisions: none of them is purged until the hold is released.

    \b
    Example:
      counterflow audit hold add --id S00017 --because "case 12" --as "Ann Lee"
    """
    given = [(scope, named[scope]) for scope in SCOPES if named.get(scope)]
    given += [("all", "")] if all_ else []
    if len(given) != 1:
        raise click.UsageError("give one of --party, --number, --id, --decision, --all")
    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        kept = add_hold(connection, *given[0], because=because, by=settings.person)
    say(open_console(talk=True), escape(f"{kept.name}: {kept.scope} {kept.value}".rstrip()))
    return 0


@hold.command()
@click.argument("name")
@because_option
@as_option
@store_option
def release(name: str, *, because: str, person: str | None, store: str | None) -> int:
    """Release a hold; that there was one stays.

    \b
    Example:
      counterflow audit hold release h1 --because "case closed" --as "Ann Lee"
    """
    settings = records_settings(store, person)
    with open_records_of(settings, write=True) as records, records.writing() as connection:
        release_hold(connection, name, because=because, by=settings.person)
    say(open_console(talk=True), escape(f"{name}: released"))
    return 0


@hold.command("ls")
@form_options
@store_option
def ls(*, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """List all holds, the released ones too.

    \b
    Example:
      counterflow audit hold ls
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    with (
        open_records_of(records_settings(store), write=False) as records,
        records.reading() as connection,
    ):
        found = holds(connection)
    if form.machine:
        form.put("holds", [msgspec.to_builtins(one) for one in found])
        return 0
    print_table(
        ("hold", "on", "since", "by", "because", "released"),
        [
            (one.name, f"{one.scope} {one.value}".rstrip(), one.at[:10], one.by, one.because,
             (one.released_at or "")[:10])
            for one in found
        ],
    )  # fmt: skip
    return 0


@click.command()
@click.option("--years", type=click.IntRange(1), help="Years from the day of the transaction.")
@click.option("--because", default="", metavar="REASON", help="Why.")
@as_option
@store_option
def retention(*, years: int | None, because: str, person: str | None, store: str | None) -> int:
    """Show or set how many years decisions are kept; 10 where nothing was set.

    \b
    Examples:
      counterflow audit retention
      counterflow audit retention --years 12 --because "contract with our bank" --as "Ann Lee"
    """
    settings = records_settings(store, person)
    with open_records_of(settings, write=years is not None) as records:
        if years is not None:
            with records.writing() as connection:
                set_retention(connection, years, because=because, by=settings.person)
        with records.reading() as connection:
            found = retention_years(connection)
    say(open_console(), f"decisions are kept for {found} years from the day of the transaction")
    return 0


@click.command()
@click.option("--yes", is_flag=True, help="Remove them; without it they are only counted.")
@as_option
@store_option
def purge(*, yes: bool, person: str | None, store: str | None) -> int:
    """Remove decisions whose time is over; their hashes stay.

    Without --yes it says how many are due. The proofs of all other decisions still hold, and the
    log says what was purged, by whom and when.

    \b
    Examples:
      counterflow audit purge --as "Ann Lee"
      counterflow audit purge --yes --as "Ann Lee"
    """
    settings = records_settings(store, person)
    talk = Talk()
    with (
        open_archive(settings, write=yes) as archive,
        talk.bar(None, "looking at decisions") as advance,
    ):
        found = purge_decisions(archive, by=settings.person, really=yes, progress=advance)
    word = "purged" if yes else "due (nothing was removed: --yes removes them)"
    told = f"{found.decisions:,} decisions of before {found.before} {word}"
    say(open_console(), f"{told}; {found.held:,} more are held; kept for {found.years} years")
    return 0
