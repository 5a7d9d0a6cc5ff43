"""``counterflow claims link`` and what it decides on: entities of reports and possible listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click
import msgspec

from counterflow.core.assertions import Claim, Judgement, Ledger
from counterflow.core.errors import ReportError
from counterflow.core.settings import read_settings
from counterflow.evidence.claims.store import judge, judgements
from counterflow.report_run import link_entities
from counterflow.serve.cli.claims_accept import person_options
from counterflow.serve.cli.ledger_bar import shown_ledger
from counterflow.serve.cli.list_forms import Form, print_table
from counterflow.serve.cli.list_store import open_lists, store_option
from counterflow.serve.cli.terminal import escape, open_console, say


def linked_ledger(store: str | None, ledger: Ledger) -> Ledger:
    """Hold the entities of a ledger against the lists of a store; see ``link_entities``."""
    engine = open_lists(store)
    return link_entities(ledger, engine.match_many, judgements(engine.settings.store_path))


def entities_of(claim: Claim, ledger: Ledger) -> list[dict[str, Any]]:
    """Give the entities that the words of a claim name and that may be listed, each once."""
    spans = [(one.report, one.start, one.end) for one in ledger.assertions if one.claim == claim.id]
    rows = _rows(ledger)
    within = {
        one.entity
        for one in ledger.entities
        for report, start, end in spans
        if one.report == report and start <= one.start and one.end <= end
    }
    return [row for row in rows if row["entity"] in within]


def _rows(ledger: Ledger) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in ledger.entities:
        if one.listings:
            row = found.setdefault(
                one.entity,
                {"entity": one.entity, "kind": one.kind, "names": [], "mentions": 0,
                 "listings": [msgspec.to_builtins(each) for each in one.listings]},
            )  # fmt: skip
            row["mentions"] += 1
            row["names"] = list(dict.fromkeys((*row["names"], one.text)))
    return list(found.values())


def put_entities(store: str | None, form: Form) -> int:
    """Print the entities of a store's ledger that may be listed, with what they may be."""
    folder = read_settings({"store": store}).store_path
    rows = _rows(linked_ledger(store, shown_ledger(folder)))
    if form.machine:
        form.put("entities", rows)
        return 0
    headings = ("entity", "status", "score", "listing", "name there", "why")
    keys = ("status", "score", "listing", "caption", "why")
    cells = [
        [row["entity"], *(str(each.get(key, _default(key))) for key in keys)]
        for row in rows
        for each in row["listings"]
    ]
    print_table(headings, cells)
    return 0


def _default(key: str) -> str:
    return "possible" if key == "status" else ""


def lines_of(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Say what entities may be, one line each listing."""
    for row in rows:
        for each in row["listings"]:
            by = f" by {each['by']} on {each['decided_on']}" if each.get("by") else ""
            status = each.get("status", "possible")
            yield (
                f"  {status}{by}: {row['entity']} = {each['listing']} "
                f"({each.get('caption', '')}, {each.get('score', 0.0):.2f}): {each.get('why', '')}"
            )


@click.command("link")
@click.argument("subject")
@click.argument("listing", default="")
@click.option("--to", "target", default="", help="The same as LISTING; or another claim.")
@click.option("--refuse", is_flag=True, help="Say that the entity is not this listing.")
@person_options
@store_option
def link(
    *,
    subject: str,
    listing: str,
    target: str,
    refuse: bool,
    by: str,
    because: str,
    store: str | None,
) -> int:
    """Confirm or refuse that an entity of reports is a listing, or that two claims are one.

    SUBJECT is an entity (counterflow claims ls --entities) or a claim. It is recorded and nothing
    is merged: the entity stays what the reports say, with the person's word beside it.

    \b
    Examples:
      counterflow claims link varn-electronics-llc us_ofac_sdn-12345 --by "A. Analyst" \\
        --reason "the same address"
      counterflow claims link varn-electronics-llc us_ofac_sdn-12345 --refuse \\
        --by "A. Analyst" --reason "another founder"
    """
    other = listing or target
    if not other:
        raise click.UsageError("name the listing (or the other claim) as the second word")
    folder = read_settings({"store": store}).store_path
    claims = {one.id for one in shown_ledger(folder).claims}
    if subject not in claims and other not in set(open_lists(store).matcher.index.ids):
        raise ReportError(
            f"no listing {other} is in the lists in use",
            why="a link to nothing would look like a decision",
            remedy="see: counterflow claims ls --entities",
        )
    talk = open_console(talk=True)
    with talk.status("holding it against the ledger"):
        said = judge(folder, Judgement(subject, "refuse" if refuse else "link", by, because, other))
    say(talk, escape(f"{said.act}: {said.claim} and {said.target} by {said.by}"))
    return 0
