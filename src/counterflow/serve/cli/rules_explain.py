"""``counterflow rules explain``: what every red flag comes to in the transactions of a file."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.days import today
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.reading import open_table
from counterflow.engine import Engine
from counterflow.file_run import read_history
from counterflow.screening.decisions.explain_flags import ExplainedFlag, explain_flags
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import load_mapping
from counterflow.screening.intake.transactions import read_transactions
from counterflow.serve.cli.list_forms import Form, form_of, form_options
from counterflow.serve.cli.options import engine_asked, engine_options, read_rules
from counterflow.serve.cli.rules_show import find_row, show_row
from counterflow.serve.cli.terminal import Talk, escape, open_console, say

FEW = 5
"""Transactions explained where no number is given."""
QUIET = ("not raised", "other kind", "switched off")
"""States that a person sees with ``--all`` only."""


@click.command("explain")
@click.argument("file_or_id", metavar="FILE|ID")
@click.option("--limit", type=click.IntRange(1), default=FEW, help=f"Transactions; {FEW}.")
@click.option("--transaction", "only", metavar="ID", help="Only this transaction.")
@click.option("--all", "whole", is_flag=True, help="Flags that are not raised too.")
@click.option("--map", "mapping", metavar="MAP.toml", help="What the columns mean.")
@click.option("--kind", type=click.Choice(("order", "shipment", "payment")), help="Kind.")
@click.option("--history", metavar="PAST", help="A file of earlier orders.")
@form_options
@engine_options
def explain(file_or_id: str, **options: Any) -> int:
    """Say of every red flag whether it is raised, by which signs, or what is unknown.

    FILE is a file of transactions; an ID shows the rule as `rules show` does.

    \b
    Examples:
      counterflow rules explain orders.csv
      counterflow rules explain orders.csv --transaction A-17 --all
      counterflow rules explain auftraege.csv --map auftraege.toml --limit 50
      counterflow rules explain orders.csv --history orders-2023.csv --json
      counterflow rules explain KYC-09
    """
    form = form_of(as_json=options["as_json"], as_ndjson=options["as_ndjson"])
    if not Path(file_or_id).exists() and file_or_id != "-":
        own = read_rules(options["rules"]).flags
        row = find_row(file_or_id, today(), own)
        form.put("rules", [msgspec.to_builtins(row)]) if form.machine else show_row(row, own)
        return 0
    engine = engine_asked(options, Talk(quiet=options["quiet"]))
    _explain_file(engine, file_or_id, options, form)
    return 0


def _explain_file(engine: Engine, file: str, options: dict[str, Any], form: Form) -> None:
    screener = engine.screener
    if options["history"]:
        screener = dataclasses.replace(screener, past=read_history(options["history"]))
    chosen = _transactions(file, options["kind"], options["mapping"])
    if options["only"]:
        chosen = (one for one in chosen if one.id == options["only"])
    rows = []
    shown = 0
    for transaction in itertools.islice(chosen, options["limit"]):
        shown += 1
        explained = explain_flags(screener, transaction)
        if form.machine:
            rows.append({"id": transaction.id, "flags": msgspec.to_builtins(explained)})
        else:
            _print(transaction, explained, whole=options["whole"])
    if not shown:
        raise click.UsageError("no such transaction in the file")
    if left := sum(1 for _ in chosen):
        words = f"{shown} of {shown + left} transactions; all of them: --limit {shown + left}"
        say(open_console(talk=True), escape(words))
    if form.machine:
        form.put("transactions", rows)


def _transactions(file: str, kind: str | None, mapping: str | None) -> Iterator[Transaction]:
    table = open_table(file, is_header=known_columns)
    given = load_mapping(mapping, table.columns) if mapping else None
    plan = recognize(table.columns, given, kind=kind or "", sample=table)
    for one in read_transactions(table, plan, kind=kind or plan.kind or "shipment"):
        if isinstance(one, Transaction):
            yield one


def _print(transaction: Transaction, explained: list[ExplainedFlag], *, whole: bool) -> None:
    console = open_console()
    counts = Counter(one.state for one in explained)
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    say(console, f"[bold]{escape(transaction.id)}[/]: {escape(told)}")
    for one in explained:
        # Of questions that only a person can answer hundreds would be open in a file.
        quiet = one.state in QUIET or (one.state == "unknown" and not one.conditions)
        if whole or not quiet:
            say(console, escape(f"  {_words(one)}"))


def _words(one: ExplainedFlag) -> str:
    lacking = [name for name, value in one.signs.items() if value is None]
    known = [f"{name} = {value}" for name, value in one.signs.items() if value is not None]
    parts = [
        f"{one.id} {one.state}: {one.statement}",
        f"known: {', '.join(known)}" if known else "",
        f"unknown: {', '.join(lacking)}" if lacking else "",
        f"answered: {one.answer}" if one.answer else "",
        one.standing if one.standing != "in force" else "",
    ]
    return "; ".join(filter(None, parts))
