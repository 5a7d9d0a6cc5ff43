"""``counterflow read``: public reports into a ledger of who says what."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec
from rich.progress import Progress
from rich.table import Table

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.report_run import read_reports
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.terminal import open_console, say

PARTS = (
    "assertions",
    "claims",
    "relations",
    "origins",
    "entities",
    "flows",
    "speakers",
    "reports",
    "reprints",
)


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="assertions",
    show_default=True,
    help="Which part of the ledger to print, one record a line.",
)
@click.option("--json", "as_json", is_flag=True, help="The whole ledger as one JSON document.")
def read(files: tuple[Path, ...], *, part: str, as_json: bool) -> int:
    """Read public reports: who says what, on what authority, and who denies it.

    Files may be text, HTML, PDF, DOCX, mail or JSON lines, or folders of them. On a terminal a
    table is shown; piped, one JSON record per line. Nothing is fetched. A report that cannot be
    read is named on stderr, the others are read, and the exit code is 1.

    \b
    Examples:
      counterflow read statement.txt article.txt
      counterflow read reports/ --part origins
      counterflow read reports/ --json > ledger.json
    """
    faults: list[ReportError] = []
    with Progress(console=open_console(talk=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        ledger = read_reports(
            files,
            progress=lambda done: progress.update(task, completed=done),
            refused=faults.append,
        )
    if faults and not ledger.reports:
        raise faults[0]
    for fault in faults:
        print_fault(fault)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(ledger) + b"\n")
    elif sys.stdout.isatty() and part == "assertions":
        _print_table(ledger)
    else:
        for record in getattr(ledger, part):
            sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
    origins = len({one.speaker for one in ledger.origins})
    say(
        open_console(talk=True),
        f"{len(ledger.reports)} reports, {len(ledger.assertions)} assertions, "
        f"{len(ledger.claims)} claims, {origins} voices",
    )
    return 1 if faults else 0


def _print_table(ledger: Ledger) -> None:
    table = Table(show_lines=False, expand=True)
    for heading in ("speaker", "stance", "what is said", "when", "cue"):
        table.add_column(heading, overflow="fold", ratio=4 if heading == "what is said" else 1)
    for one in ledger.assertions:
        table.add_row(one.speaker, one.stance, one.text, one.period, one.cue)
    open_console().print(table)
