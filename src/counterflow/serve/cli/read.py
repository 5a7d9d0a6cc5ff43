"""``counterflow read``: public reports into a ledger of who says what."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from counterflow.core.assertions import Ledger
from counterflow.core.errors import ReportError
from counterflow.core.settings import read_settings
from counterflow.evidence.claims.store import ledger_of
from counterflow.report_run import keep_reports, read_each
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.list_store import store_option
from counterflow.serve.cli.terminal import open_console, plural, say

PARTS = (
    *("assertions", "claims", "relations", "origins", "entities", "flows"),
    *("speakers", "reports", "reprints", "appraisals"),
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
@click.option("--no-keep", is_flag=True, help="Print only; keep nothing in the store.")
@store_option
def read(
    files: tuple[Path, ...], *, part: str, as_json: bool, no_keep: bool, store: str | None
) -> int:
    """Read public reports: who says what, on what authority, and who denies it.

    Files may be text, HTML, PDF, DOCX, mail or JSON lines, or folders of them. On a terminal a
    table is shown; piped, one JSON record per line. What was read is kept in the store (spans and
    hashes, no text); see it all together with: counterflow claims ls. Nothing is fetched. A report
    that cannot be read is named on stderr, the others are read, and the exit code is 1.

    \b
    Examples:
      counterflow read statement.txt article.pdf
      counterflow read reports/ --part origins
      counterflow read reports/ --no-keep --json > ledger.json
    """
    faults: list[ReportError] = []
    talk = open_console(talk=True)
    columns = (TextColumn("reading"), BarColumn(), TextColumn("{task.completed}"))
    with Progress(*columns, TimeElapsedColumn(), console=talk, transient=True) as progress:
        task = progress.add_task("reading", total=None)
        readings = list(
            read_each(
                files,
                progress=lambda done: progress.update(task, completed=done),
                refused=faults.append,
            )
        )
    if faults and not readings:
        raise faults[0]
    ledger = ledger_of(readings)
    _print(ledger, part, as_json=as_json)
    for fault in faults:
        print_fault(fault)
    if not no_keep:
        new = keep_reports(read_settings({"store": store}).store_path, readings)
        say(talk, f"{plural(new, 'new report')} kept")
    voices = len({one.speaker for one in ledger.origins})
    say(
        talk,
        f"{plural(len(ledger.reports), 'report')}, {plural(len(ledger.assertions), 'assertion')}, "
        f"{plural(len(ledger.claims), 'claim')}, {plural(voices, 'voice')}",
    )
    return 1 if faults else 0


def _print(ledger: Ledger, part: str, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(ledger) + b"\n")
    elif sys.stdout.isatty() and part == "assertions":
        _print_table(ledger)
    else:
        for record in getattr(ledger, part):
            sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")
    sys.stdout.flush()


def _print_table(ledger: Ledger) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    table.add_column("speaker", ratio=2)
    table.add_column("stance", width=11)
    table.add_column("what is said", ratio=6)
    table.add_column("when", ratio=2)
    for one in ledger.assertions:
        table.add_row(one.speaker, one.stance, one.text, one.period)
    open_console().print(table)
