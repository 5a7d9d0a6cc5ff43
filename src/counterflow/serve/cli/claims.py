"""``counterflow claims``: what is said, by whom, who denies it, and what persons decided on it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click
import msgspec

from counterflow.core.assertions import Claim, Ledger
from counterflow.core.errors import ReportError
from counterflow.core.settings import read_settings
from counterflow.evidence.claims.origins import origins_of, voices_by_claim
from counterflow.evidence.claims.store import OF_ENTITIES, judgements
from counterflow.serve.cli.claims_accept import (
    accept,
    accepted,
    dispute,
    proposals,
    put_proposals,
    withdraw,
)
from counterflow.serve.cli.claims_link import (
    entities_of,
    lines_of,
    link,
    linked_ledger,
    put_entities,
)
from counterflow.serve.cli.ledger_bar import shown_ledger
from counterflow.serve.cli.list_forms import form_of, form_options, print_table
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, say


@click.group()
def claims() -> None:
    """Show what reports claim, and record what a person decides on it.

    A claim is evidence about what was said, never a fact by itself. What a named person accepts of
    one raises questions in screenings from that day on, until somebody withdraws it.

    \b
    Examples:
      counterflow claims ls
      counterflow claims ls --frame transfer --denied
      counterflow claims show c-6f26c81c279f
      counterflow claims proposals
      counterflow claims accept c-6f26c81c279f --by "A. Analyst" --reason "seen in the annex"
    """


@claims.command("ls")
@click.option("--frame", default="", help="Only claims of a frame (transfer, build, sanction …).")
@click.option("--denied", is_flag=True, help="Only claims that somebody denies.")
@click.option("--proposals", "proposed", is_flag=True, help="What could be accepted, and why.")
@click.option("--entities", is_flag=True, help="Whom reports name, with possible listings.")
@form_options
@store_option
def ls(
    *,
    frame: str,
    denied: bool,
    proposed: bool,
    entities: bool,
    store: str | None,
    **asked: bool,
) -> int:
    """List claims: what is said, how many independent origins, who denies it.

    \b
    Examples:
      counterflow claims ls --frame transfer --denied --ndjson
      counterflow claims ls --proposals
      counterflow claims ls --entities
    """
    form = form_of(**asked)
    folder = read_settings({"store": store}).store_path
    if proposed:
        return put_proposals(folder, form)
    if entities:
        return put_entities(store, form)
    ledger = shown_ledger(folder)
    acts = {one.claim: one.act for one in judgements(folder) if one.act not in OF_ENTITIES}
    rows = [
        row
        for row in _rows(ledger, acts)
        if row["frame"].startswith(frame) and (row["denied_by"] or not denied)
    ]
    if form.machine:
        form.put("claims", rows)
        return 0
    headings = ("claim", "frame", "origins", "denied by", "judged", "what is said")
    keys = ("claim", "frame", "origins", "denied_by", "judged", "text")
    print_table(headings, [[str(row[key]) for key in keys] for row in rows])
    return 0


def _rows(ledger: Ledger, acts: dict[str, str]) -> Iterator[dict[str, Any]]:
    behind = voices_by_claim(ledger.origins, ledger.assertions)
    against: dict[str, dict[str, None]] = {}
    for one in ledger.assertions:
        if one.stance == "deny":
            against.setdefault(one.claim, {})[one.speaker] = None
    for claim in ledger.claims:
        yield {
            "claim": claim.id,
            "frame": claim.frame,
            "roles": claim.roles,
            "text": claim.text,
            "origins": len(behind.get(claim.id, ())),
            "mentions": len(claim.appearances),
            "denied_by": ", ".join(against.get(claim.id, ())),
            "judged": acts.get(claim.id, ""),
        }


@claims.command("show")
@click.argument("claim")
@click.option("--listings", "linked", is_flag=True, help="With the listings that it may name.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON document.")
@store_option
def show(claim: str, *, linked: bool, as_json: bool, store: str | None) -> int:
    """Show one claim with every voice: who says it, when, in which report and at which place.

    \b
    Example:
      counterflow claims show c-6f26c81c279f --listings
    """
    folder = read_settings({"store": store}).store_path
    ledger = shown_ledger(folder)
    found = next((one for one in ledger.claims if one.id == claim), None)
    if found is None:
        raise ReportError(f"no claim {claim} is in the ledger", remedy="see: counterflow claims ls")
    possible = entities_of(found, linked_ledger(store, ledger)) if linked else []
    if as_json:
        document = {
            **({"entities": possible} if linked else {}),
            "claim": found,
            "assertions": [one for one in ledger.assertions if one.claim == claim],
            "relations": [one for one in ledger.relations if claim in (one.a, one.b)],
            "judgements": [one for one in judgements(folder) if one.claim == claim],
        }
        sys.stdout.buffer.write(msgspec.json.encode(document) + b"\n")
        return 0
    _tell(found, ledger)
    console = open_console()
    for line in lines_of(possible):
        say(console, escape(line))
    for one in judgements(folder):
        if one.claim == claim:
            target = f" {one.target}" if one.target else ""
            line = f"{one.act}{target} by {one.by} on {one.said_at[:10]}: {one.because}"
            say(console, escape(line))
    return 0


def _tell(claim: Claim, ledger: Ledger) -> None:
    console = open_console()
    names = {one.id: one.name for one in ledger.reports}
    voices = origins_of(claim, ledger.origins, ledger.assertions)
    say(console, escape(f"{claim.id}  {claim.frame or 'no frame'}  {claim.text}"))
    for role, forms in claim.roles.items():
        say(console, escape(f"  {role}: {', '.join(forms)}"))
    count = f"{len(voices)} independent origin{'s' if len(voices) != 1 else ''}"
    say(console, escape(f"  {count}: {', '.join(voices)}" if voices else f"  {count}"))
    for one in ledger.assertions:
        if one.claim != claim.id:
            continue
        when = one.occasion.partition("@")[2] or "undated"
        via = f" via {one.via}" if one.via else ""
        place = f"{names.get(one.report, one.report)} {one.start}-{one.end}"
        say(console, escape(f"  {one.stance:11} {one.speaker}{via}, {when} ({place}): {one.text}"))
    for relation in ledger.relations:
        if relation.a == claim.id:
            say(console, escape(f"  {relation.kind}: {relation.why}"))


for _command in (accept, withdraw, dispute, proposals, accepted, link):
    claims.add_command(_command)
