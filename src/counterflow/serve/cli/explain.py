"""``counterflow explain``: why one transaction of a file came out as it did, and what to do."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from counterflow.core.errors import InputError
from counterflow.core.model.decisions import Decision
from counterflow.engine import Engine
from counterflow.screening.runs.tally import decision_exit_code, strongest_exit_code
from counterflow.serve.cli.options import engine_asked, engine_options, kind_option
from counterflow.serve.cli.reasons import print_reasons
from counterflow.serve.cli.terminal import Talk, open_console

PIPED_WIDTH = 100
"""Columns where the answer goes to a file or a pipe: it is read there as it is."""
NEAR = 5
"""Ids that an error names."""


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--map", "mapping", metavar="MAP.toml", help="What the columns mean.")
@kind_option
@click.option("--all", "whole", is_flag=True, help="Show every reason, note and source, uncut.")
@click.option("--json", "as_json", is_flag=True, help="One JSON decision per line.")
@engine_options
def explain(file: str, ids: tuple[str, ...], **options: Any) -> int:
    """Show all reasons of transactions of a FILE, by weight, each with what to do next.

    ID is what the table of `counterflow screen` shows. The whole file is screened.

    \b
    Examples:
      counterflow explain shipments.csv SHP-25-0095
      counterflow explain shipments.csv SHP-25-0095 SHP-25-0110 --all
      counterflow explain orders.csv PO-7 --kind order --nexus EU --json
    """
    engine = engine_asked(options, Talk(quiet=options["quiet"]))
    found = _decisions(engine, file, ids, options)
    console = open_console(piped_width=PIPED_WIDTH)
    for at, decision in enumerate(found):
        if options["as_json"]:
            click.echo(msgspec.json.encode(decision).decode())
        else:
            if at:
                console.print()
            print_reasons(console, decision, whole=options["whole"])
    sys.stdout.flush()
    return strongest_exit_code({decision_exit_code(decision) for decision in found})


def _decisions(
    engine: Engine, file: str, ids: tuple[str, ...], options: dict[str, Any]
) -> list[Decision]:
    """Screen the file and give the decisions asked for, in the order of the ids.

    Raises:
        InputError: the file holds no transaction of such an id.
    """
    summary = engine.screen_file(file, mapping=options["mapping"], kind=options["kind"])
    try:
        found: dict[str, list[Decision]] = {name: [] for name in ids}
        others: list[str] = []
        for decision in engine.decisions(summary.run):
            if decision.id in found:
                found[decision.id].append(decision)
            elif len(others) < NEAR:
                others.append(decision.id)
    finally:
        engine.forget(summary.run)
    if lost := [name for name, held in found.items() if not held]:
        raise InputError(
            f"no transaction is called {', '.join(lost)}",
            where=file,
            why="nothing can be explained",
            remedy=f"ids of this file are, for instance, {', '.join(others) or 'none'}",
        )
    return [decision for held in found.values() for decision in held]
