"""``counterflow claims``: what could be accepted as watch data; accept, withdraw, dispute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from counterflow.core.assertions import Judgement
from counterflow.core.days import today
from counterflow.core.settings import read_settings
from counterflow.evidence.claims.acceptance import accept_claim, withdraw_claim
from counterflow.evidence.claims.proposals import propose
from counterflow.evidence.claims.store import load_ledger
from counterflow.report_run import footprints_in
from counterflow.serve.cli.list_forms import Form, form_of, form_options, print_table
from counterflow.serve.cli.list_store import as_of_option, day_asked, store_option
from counterflow.serve.cli.terminal import escape, open_console, plural, say
from counterflow.watch.accepted.kept import accepted_on, digest_of
from counterflow.watch.accepted.records import Told, WatchEntry

Command = TypeVar("Command", bound=Callable[..., Any])


def person_options(command: Command) -> Command:
    """Add ``--by`` and ``--reason`` (or ``--because``): a decision has a person and a ground."""
    for option in (
        click.option("--reason", "--because", "because", required=True, metavar="REASON",
                     help="Why; it stands in every finding that rests on it."),
        click.option("--by", required=True, metavar="NAME", help="Who decides."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("proposals")
@form_options
@store_option
def proposals(*, store: str | None, **asked: bool) -> int:
    """List what claims propose for the watch data, and why: sites, addresses, names, things.

    Nothing of it is watched for before a person accepts it. Entries marked "by choice" are too
    wide to be taken with the rest (a town, a kind of goods): they need --entry.

    \b
    Example:
      counterflow claims proposals --json
    """
    return put_proposals(read_settings({"store": store}).store_path, form_of(**asked))


def put_proposals(folder: Path, form: Form) -> int:
    """Print what could be accepted of the claims in a store."""
    found = propose(load_ledger(folder), footprints_in(folder))
    standing = {
        (one.told.claim, entry.id) for one in accepted_on(folder, today()) for entry in one.entries
    }
    rows = [
        _row(one.told, entry, accepted=(one.told.claim, entry.id) in standing)
        for one in found
        for entry in one.entries
    ]
    return _put(form, "proposals", rows, "taken")


def _row(told: Told, entry: WatchEntry, **more: object) -> dict[str, Any]:
    against = dict.fromkeys(one.speaker for one in told.voices if one.is_against)
    return {
        "claim": told.claim,
        "entry": entry.id,
        "taken": "by choice" if entry.by_choice else "yes",
        "why": entry.why,
        "origins": len(told.origins),
        "denied_by": ", ".join(against),
        "text": told.text,
        "watch": msgspec.to_builtins(entry),
        **more,
    }


def _put(form: Form, key: str, rows: list[dict[str, Any]], column: str, **head: object) -> int:
    if form.machine:
        form.put(key, rows, **head)
        return 0
    keys = ("claim", "entry", column, "origins", "denied_by", "why")
    headings = [name.replace("_", " ") for name in keys]
    print_table(headings, [[str(row[name]) for name in keys] for row in rows])
    return 0


@click.command("accepted")
@as_of_option
@form_options
@store_option
def accepted(*, as_of: str | None, store: str | None, **asked: bool) -> int:
    """List what stands accepted as watch data on a day, with the digest that decisions rest on.

    \b
    Examples:
      counterflow claims accepted
      counterflow claims accepted --as-of 2026-01-20 --json
    """
    folder = read_settings({"store": store}).store_path
    standing = accepted_on(folder, day_asked(as_of) or today())
    rows = [
        _row(one.told, entry, by=one.by, on=one.day, because=one.because)
        for one in standing
        for entry in one.entries
    ]
    return _put(form_of(**asked), "accepted", rows, "by", sha256=digest_of(standing))


@click.command("accept")
@click.argument("claim")
@person_options
@click.option(
    "--entry",
    "entries",
    multiple=True,
    metavar="ENTRY",
    help="Take only this one of what the claim proposes; several times for several.",
)
@store_option
def accept(
    *, claim: str, by: str, because: str, entries: tuple[str, ...], store: str | None
) -> int:  # fmt: skip
    """Accept a claim: what it proposes counts as watch data from today on.

    A finding that rests on it is a review at most and tells every denial. Screenings as of earlier
    days do not see it.

    \b
    Examples:
      counterflow claims accept c-6f26c81c279f --by "A. Analyst" --reason "seen in the annex"
      counterflow claims accept c-6f26c81c279f --by "A. Analyst" --reason "seen in the annex" \\
        --entry site:fjellvik-industrial-park
    """
    folder = read_settings({"store": store}).store_path
    said = Judgement(claim, "accept", by, because)
    taken = accept_claim(folder, said, entries, footprints_in(folder))
    talk = open_console(talk=True)
    say(talk, escape(f"accept: {claim} by {by}"))
    if taken is None:
        say(talk, "nothing of it is taken into the watch data (see: counterflow claims proposals)")
        return 0
    say(talk, escape(f"watched for from {taken.day} on: {', '.join(e.id for e in taken.entries)}"))
    return 0


@click.command("withdraw")
@click.argument("claim")
@person_options
@store_option
def withdraw(*, claim: str, by: str, because: str, store: str | None) -> int:
    """Withdraw what was accepted of a claim; that it stood there stays on record.

    \b
    Example:
      counterflow claims withdraw c-6f26c81c279f --by "A. Analyst" --reason "a misread annex"
    """
    return _take_out("withdraw", claim, by, because, store)


@click.command("dispute")
@click.argument("claim")
@person_options
@store_option
def dispute(*, claim: str, by: str, because: str, store: str | None) -> int:
    """Dispute a claim; what was accepted of it is watched for no longer.

    \b
    Example:
      counterflow claims dispute c-6f26c81c279f --by "B. Reader" --reason "another truck"
    """
    return _take_out("dispute", claim, by, because, store)


def _take_out(act: str, claim: str, by: str, because: str, store: str | None) -> int:
    folder = read_settings({"store": store}).store_path
    was = withdraw_claim(folder, Judgement(claim, act, by, because))
    talk = open_console(talk=True)
    say(talk, escape(f"{act}: {claim} by {by}"))
    if was:
        left = accepted_on(folder, today())
        say(talk, f"it is watched for no longer; {plural(len(left), 'claim')} left accepted")
    return 0
