"""Commands by which a person decides about versions: accept, pin, verify, remove, prune."""

from __future__ import annotations

import datetime as dt

import click

from counterflow.core.errors import ListError, StoreError
from counterflow.screening.runs.folder import prune_runs
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.index.kept import prune_indexes
from counterflow.watch.lists import marks
from counterflow.watch.lists.store import ListStore

OLD_DAYS = 30
"""Days after which ``prune`` takes an index or a finished run for old."""
VERIFICATION_FAILED = 7

_who = click.option("--by", "who", metavar="NAME", required=True, help="Who decides it.")
_why = click.option("--because", "why", metavar="REASON", required=True, help="Why.")
_version = click.option("--version", metavar="ID", required=True, help="As `lists show` names it.")


@click.command("accept")
@click.argument("name")
@_version
@_who
@_why
@store_option
def accept(name: str, version: str, who: str, why: str, store: str | None) -> int:
    """Let a version in that a guard refused, under a person's name and with a reason.

    \b
    Examples:
      counterflow lists accept us_ofac_sdn --version 2024-03-04 --by "A. Auditor" \\
        --because "programme ended by E.O., see notice"
      counterflow lists show us_ofac_sdn
    """
    snapshot = marks.accept(open_lists(store).store, name, version, who=who, why=why)
    say(open_console(talk=True), f"accepted: {escape(snapshot.id)}")
    return 0


@click.command("pin")
@click.argument("name")
@_version
@_who
@_why
@store_option
def pin(name: str, version: str, who: str, why: str, store: str | None) -> int:
    """Hold one version of list NAME in use, whatever comes after it; every answer says so.

    \b
    Examples:
      counterflow lists pin un_sc --version 2026-02-27 --by "A. Auditor" --because "test of March"
      counterflow lists unpin un_sc --by "A. Auditor" --because "test ended"
    """
    snapshot = marks.pin(open_lists(store).store, name, version, who=who, why=why)
    say(open_console(talk=True), f"pinned: {escape(snapshot.id)}")
    return 0


@click.command("unpin")
@click.argument("name")
@_who
@_why
@store_option
def unpin(name: str, who: str, why: str, store: str | None) -> int:
    """Let the newest version of list NAME be in use again.

    \b
    Examples:
      counterflow lists unpin un_sc --by "A. Auditor" --because "test ended"
      counterflow lists log un_sc
    """
    marks.unpin(open_lists(store).store, name, who=who, why=why)
    say(open_console(talk=True), f"no longer pinned: {escape(name)}")
    return 0


@click.command("verify")
@click.argument("name", required=False)
@store_option
def verify(name: str | None, store: str | None) -> int:
    """Check everything that is kept of list NAME, or of all, against its hashes.

    \b
    Examples:
      counterflow lists verify
      counterflow lists verify us_ofac_sdn
    """
    kept = open_lists(store).store
    talk = open_console(talk=True)
    try:
        names = kept.names()
    except (ListError, StoreError) as fault:
        say(talk, f"[red]damaged[/] {escape(fault.what)}")
        say(talk, "  which lists there are cannot be told any more: no version was checked")
        return VERIFICATION_FAILED
    if name is not None and name not in names:
        kept.versions(name)  # says which lists are there
    told = [_verified(kept, one) for one in (names if name is None else [name])]
    bad = [line for _, lines in told for line in lines]
    for line in bad:
        say(talk, f"[red]damaged[/] {escape(line)}")
    say(talk, f"{sum(checked for checked, _ in told):,} versions checked, {len(bad):,} damaged")
    return VERIFICATION_FAILED if bad else 0


def _verified(kept: ListStore, name: str) -> tuple[int, list[str]]:
    """Check one list: how many of its versions were checked, and what is damaged."""
    try:
        versions = kept.versions(name)
    except (ListError, StoreError) as fault:
        return 0, [f"{name}: {fault.what}; none of its versions was checked"]
    bad = []
    for version in versions:
        try:
            kept.verify(version.snapshot)
        except (ListError, StoreError) as fault:
            bad.append(f"{version.snapshot.id}: {fault.what}")
    return len(versions), bad


@click.command("remove")
@click.argument("name")
@click.option("--version", metavar="ID", help="Only this version, as `lists show` names it.")
@click.option("--by", "who", metavar="NAME", default="", help="Who decides it.")
@click.option("--because", "why", metavar="REASON", default="", help="Why.")
@click.option("--yes", is_flag=True, help="Remove; without it, only say what would be removed.")
@store_option
def remove(name: str, version: str | None, store: str | None, *, yes: bool, **named: str) -> int:
    """Remove list NAME, or one version of it, from the store; the log keeps that it was there.

    Decisions that rest on a removed version can no longer be checked against it. A list of which
    no version was ever had is no longer asked for.

    \b
    Examples:
      counterflow lists remove partners
      counterflow lists remove us_ofac_sdn --version 2026-11-20 --yes --by "A. Auditor" \\
        --because "a test file"
    """
    lists_in_store = open_lists(store).store
    talk = open_console(talk=True)
    if version is None and name in {event.list for event in lists_in_store.never_had()}:
        return _give_up(lists_in_store, name, yes=yes, **named)
    found = marks.find_versions(lists_in_store, name, version)
    for one in found:
        say(talk, f"{'removing' if yes else 'would be removed'}: {escape(one.snapshot.id)}")
    if not yes:
        raise click.UsageError(
            "nothing was removed: decisions that rest on these versions could no longer be "
            "checked against them; add --yes, --by and --because to remove them"
        )
    marks.remove(lists_in_store, found, who=named["who"], why=named["why"])
    return 0


def _give_up(store: ListStore, name: str, *, yes: bool, who: str, why: str) -> int:
    """Stop naming a list that was tried and never had."""
    if not yes:
        raise click.UsageError(
            f"no version of {name} was ever had: add --yes, --by and --because, and answers stop "
            "saying that it is missing"
        )
    marks.give_up(store, name, who=who, why=why)
    say(open_console(talk=True), f"no longer asked for: {escape(name)}")
    return 0


@click.command("prune")
@click.option(
    "--days", type=click.IntRange(1), default=OLD_DAYS, show_default=True, help="What is old."
)
@store_option
def prune(days: int, store: str | None) -> int:
    """Remove old search indexes and the folders of old finished runs.

    An index is built again when it is needed. The index of the lists as they stand, all versions
    of all lists, and runs that still hold decisions always stay.

    \b
    Example:
      counterflow lists prune --days 90
    """
    engine = open_lists(store)
    before = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=days)
    folder = engine.settings.store_path
    indexes = prune_indexes(folder / "indexes", keep=engine.index_digest, before=before)
    runs, kept = prune_runs(folder / "runs", before=before)
    talk = open_console(talk=True)
    say(talk, f"removed: {len(indexes)} indexes, {len(runs)} finished runs")
    for run in kept:
        say(talk, f"  stays, as it holds decisions (screen FILE --resume {run}): run {run}")
    return 0
