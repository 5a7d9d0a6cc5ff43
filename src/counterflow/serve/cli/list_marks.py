"""Commands by which a person decides about versions: accept, pin, verify, remove, prune."""

from __future__ import annotations

import datetime as dt

import click

from counterflow.core.errors import ListError
from counterflow.screening.runs.folder import prune_runs
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say
from counterflow.watch.index.kept import prune_indexes
from counterflow.watch.lists import marks

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
    """  # noqa: D301 - click wants a backspace character
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
    """  # noqa: D301 - click wants a backspace character
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
    """  # noqa: D301 - click wants a backspace character
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
    """  # noqa: D301 - click wants a backspace character
    lists_in_store = open_lists(store).store
    talk = open_console(talk=True)
    checked = bad = 0
    for one in [name] if name else lists_in_store.names():
        for version in lists_in_store.versions(one):
            checked += 1
            try:
                lists_in_store.verify(version.snapshot)
            except ListError as fault:
                bad += 1
                say(talk, f"[red]damaged[/] {escape(version.snapshot.id)}: {escape(fault.what)}")
    say(talk, f"{checked:,} versions checked, {bad:,} damaged")
    return VERIFICATION_FAILED if bad else 0


@click.command("remove")
@click.argument("name")
@click.option("--version", metavar="ID", help="Only this version, as `lists show` names it.")
@click.option("--by", "who", metavar="NAME", default="", help="Who decides it.")
@click.option("--because", "why", metavar="REASON", default="", help="Why.")
@click.option("--yes", is_flag=True, help="Remove; without it, only say what would be removed.")
@store_option
def remove(name: str, version: str | None, yes: bool, store: str | None, **named: str) -> int:  # noqa: FBT001
    """Remove list NAME, or one version of it, from the store; the log keeps that it was there.

    Decisions that rest on a removed version can no longer be checked against it.

    \b
    Examples:
      counterflow lists remove partners
      counterflow lists remove us_ofac_sdn --version 2026-11-20 --yes --by "A. Auditor" \\
        --because "a test file"
    """  # noqa: D301 - click wants a backspace character
    lists_in_store = open_lists(store).store
    found = marks.find_versions(lists_in_store, name, version)
    talk = open_console(talk=True)
    for one in found:
        say(talk, f"{'removing' if yes else 'would be removed'}: {escape(one.snapshot.id)}")
    if not yes:
        raise click.UsageError(
            "nothing was removed: decisions that rest on these versions could no longer be "
            "checked against them; add --yes, --by and --because to remove them"
        )
    marks.remove(lists_in_store, found, who=named["who"], why=named["why"])
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
    """  # noqa: D301 - click wants a backspace character
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
