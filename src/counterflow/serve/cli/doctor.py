"""``counterflow doctor``: whether answers may be relied on today, and what to do if not."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.table import Table
from rich.text import Text

from counterflow.core.version import VERSION
from counterflow.serve.cli.list_choice import (
    addresses_option,
    known_lists,
    nexus_option,
    open_engine,
)
from counterflow.serve.cli.list_forms import print_table
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import escape, open_console, plural, say
from counterflow.serve.health import Check, exit_code, look

MARKS = {"ok": "[green]✓ ok[/]", "note": "[yellow]● note[/]", "fault": "[red]✗ fault[/]"}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@addresses_option
@nexus_option
@store_option
def doctor(
    *,
    as_json: bool,
    addresses: Path | None,
    nexus: str | None,
    store: str | None,
) -> int:
    """Check clock, store, lists, regimes, canaries, disk, permissions and settings.

    Exit code 7 where something that must hold does not, 6 where a list is stale, refused or
    overdue, 5 where a regime that binds you has no list, else 0.

    \b
    Examples:
      counterflow doctor --nexus US,UK
      counterflow doctor --json
    """
    engine = open_engine(store, nexus)
    known = known_lists(engine, addresses)
    checks = look(engine, known, given={"store": store, "nexus": nexus})
    code = exit_code(checks)
    if as_json:
        told = {
            "version": VERSION,
            "exit_code": code,
            "checks": [check._asdict() for check in checks],
        }
        click.echo(msgspec.json.encode(told).decode())
        return code
    _print(checks)
    faults = sum(check.state == "fault" for check in checks)
    counts = f"{plural(len(checks), 'check')}, {plural(faults, 'fault')}"
    say(open_console(talk=True), f"{counts}: exit code {code}")
    return code


def _print(checks: list[Check]) -> None:
    headings = ("state", "check", "found", "what to do")
    console = open_console()
    if not console.is_terminal:
        plain = {state: Text.from_markup(mark).plain for state, mark in MARKS.items()}
        rows = [(plain[one.state], one.name, one.what, one.remedy) for one in checks]
        print_table(headings, rows, console)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, no_wrap=heading in ("state", "check"), overflow="fold")
    for check in checks:
        table.add_row(
            MARKS[check.state], escape(check.name), escape(check.what), escape(check.remedy)
        )
    console.print(table)
