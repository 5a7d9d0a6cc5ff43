"""``counterflow audit find``, ``show``, ``prove`` and ``replay``."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from counterflow.core.model.outcomes import Outcome
from counterflow.recording import open_archive
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.records_options import records_settings, store_option
from counterflow.serve.cli.terminal import Talk, escape, open_console, say
from counterflow.storage.archive.exporting import export_proof
from counterflow.storage.archive.finding import Query
from counterflow.storage.archive.finding import find as find_decisions
from counterflow.storage.archive.proving import prove as prove_decision

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--party", default="", help="Name of a party, as it was written; capitals, signs, "
              "script and order of words do not count.")  # fmt: skip
@click.option("--number", default="", help="A number of a party: register, tax, IMO.")
@click.option("--id", "id_", default="", help="Id of the transaction.")
@click.option("--day", metavar="DAY[:DAY]", help="Day of the transaction, or first and last.")
@click.option("--screened", metavar="DAY[:DAY]", help="Day on which it was kept (UTC).")
@click.option("--outcome", type=click.Choice([str(one) for one in Outcome]), help="Its outcome.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="At most.")
@form_options
@store_option
def find(  # noqa: PLR0913 - what may be asked for
    *, party: str, number: str, id_: str, day: str | None, screened: str | None,
    outcome: str | None, limit: int, as_json: bool, as_ndjson: bool, store: str | None,
) -> int:  # fmt: skip
    """Find kept decisions by party, number, day, outcome or id, the newest first.

    All that is given must hold.

    \b
    Examples:
      counterflow audit find --party "Quiet Harbour SAS"
      counterflow audit find --day 2026-03-01:2026-03-31 --outcome stop
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    query = Query(
        id=id_, party=party, number=number, days=_span(day), screened=_span(screened),
        outcome=outcome or "",
    )  # fmt: skip
    with open_archive(records_settings(store), write=False) as archive:
        found = find_decisions(archive, query, limit=limit)
    if form.machine:
        form.put("decisions", [msgspec.to_builtins(one) for one in found])
        return 0
    print_table(
        ("decision", "transaction", "headline", "day", "kept", "run"),
        [(one.ref, one.id, one.headline, one.date, one.at[:19], one.run) for one in found],
    )
    return 0


def _span(text: str | None) -> tuple[str, str] | None:
    """Read one day, or two with a colon between.

    Raises:
        BadParameter: one of them is no day.
    """
    if text is None:
        return None
    first, _, last = text.partition(":")
    days = [_DAY.convert(one, None, None).date().isoformat() for one in (first, last or first)]
    return days[0], days[1]


@click.command()
@click.argument("decision")
@form_options
@store_option
def show(decision: str, *, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Show a kept decision and what it rests on: its own bytes on stdout, the rest beside them.

    \b
    Example:
      counterflow audit show 42.17
    """
    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    with open_archive(records_settings(store), write=False) as archive:
        proof = prove_decision(archive, decision)
    if form.machine:
        row = {
            "ref": proof.ref, "entry": proof.entry, "root": proof.root,
            "decision": msgspec.Raw(proof.body.encode()) if proof.body is not None else None,
            "body_sha256": proof.body_sha256,
            "context": msgspec.Raw(proof.context.encode()) if proof.context else None,
            "ground": msgspec.Raw(proof.ground.encode()),
        }  # fmt: skip
        form.put("decisions", [row])
        return 0
    talk = open_console(talk=True)
    if proof.body is None:
        say(talk, f"{proof.ref}: purged; its bytes had the SHA-256 {proof.body_sha256}")
    else:
        click.echo(proof.body)
    say(talk, f"{proof.ref}: entry {proof.entry} of the log, root {proof.root}")
    say(talk, escape(f"rests on: {proof.ground}"))
    if proof.context:
        say(talk, escape(f"beside the transaction: {proof.context}"))
    return 0


@click.command()
@click.argument("decision")
@click.option("--out", "file", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="The file to write.")  # fmt: skip
@store_option
def prove(decision: str, *, file: Path, store: str | None) -> int:
    """Write what proves one decision to a file: it, its way to the root, the entry, a signed head.

    \b
    Example:
      counterflow audit prove 42.17 --out 42.17.proof
    """
    with open_archive(records_settings(store), write=True) as archive:
        proof = export_proof(archive, decision, file)
    told = f"written: {file}: decision {proof.ref}, entry {proof.entry} of the log"
    say(open_console(talk=True), escape(told))
    return 0


@click.command()
@click.argument("decision")
@form_options
@store_option
def replay(decision: str, *, as_json: bool, as_ndjson: bool, store: str | None) -> int:
    """Take a kept decision again: the same bytes, or what differs is named.

    Lists, ownership data and rules are those of the decision, as the store keeps them. The exit
    code is 7 where the bytes are not the same.

    \b
    Example:
      counterflow audit replay 42.17
    """
    from counterflow.replaying import replay as replay_decision

    form = form_of(as_json=as_json, as_ndjson=as_ndjson)
    settings = records_settings(store)
    with open_archive(settings, write=False) as archive:
        found = replay_decision(archive, settings, decision, talk=Talk())
    if form.machine:
        form.put("replayed", [msgspec.to_builtins(found)])
    else:
        console = open_console()
        word = "the same bytes" if found.same else "not the same"
        say(console, escape(f"{found.ref} ({found.decision.id}): {word}"))
        for one in found.differs:
            say(console, escape(f"  differs: {one}"))
        if found.again is not None and not found.same:
            told = f"  headline: {found.decision.headline}, now {found.again.headline}"
            say(console, escape(told))
    return 0 if found.same else 7
