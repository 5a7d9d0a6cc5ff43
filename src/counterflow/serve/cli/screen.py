"""``counterflow screen``: files of transactions in, outcomes and coverage out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from counterflow.core.errors import InputError
from counterflow.core.model import RunSummary
from counterflow.core.tables.dialect import check_delimiter
from counterflow.core.tables.encodings import check_encoding
from counterflow.core.tables.reading import READ_FORMATS, open_table
from counterflow.core.tables.size import estimate_rows
from counterflow.engine import Engine, workers_for
from counterflow.publish.exports.output import FORMATS, format_for
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.explain import explain_columns
from counterflow.screening.intake.mapping import load_mapping
from counterflow.serve.cli.options import engine_options, open_engine
from counterflow.serve.cli.terminal import (
    escape,
    harmless,
    open_console,
    print_decisions,
    print_summary,
    say,
)

PRECEDENCE = (1, 7, 8, 4, 3, 6, 5, 0)
"""Which exit code counts where several files gave several."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--to", type=click.Choice(FORMATS), help="Format of the output.")
@click.option("--output", "-o", metavar="FILE", help="Write there; whole or not at all.")
@click.option("--report", metavar="FILE.html", help="Write an HTML report beside the output.")
@click.option("--map", "mapping", metavar="MAP.toml", help="What the columns mean.")
@click.option(
    "--kind", type=click.Choice(("order", "shipment", "payment")), help="Kind of transaction."
)
@click.option("--explain-columns", is_flag=True, help="Show what was understood, screen nothing.")
@click.option("--resume", metavar="RUN", help="Go on with an interrupted run.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; by file size if left out.")
@click.option("--no-cache", is_flag=True, help="Match repeated names again (for measuring).")
@click.option("--input-format", type=click.Choice(READ_FORMATS), help="Seen from the content.")
@click.option("--encoding", help="Encoding of a text file; detected if left out.")
@click.option("--delimiter", help="Delimiter of a text file; detected if left out.")
@click.option("--sheet", help="Sheet of a workbook; the first filled one if left out.")
@engine_options
def screen(files: tuple[str, ...], **options: Any) -> int:
    """Screen files of orders, shipments or payments whole.

    FILE is CSV or TSV with any delimiter, Parquet, XLSX, JSON or NDJSON, also gzipped; - is
    standard input. On a terminal a table is shown; piped, the output is NDJSON.

    \b
    Examples:
      counterflow screen shipments.csv
      counterflow screen shipments.xlsx -o outcomes.xlsx --report outcomes.html
      counterflow screen export.csv --explain-columns
      zcat big.csv.gz | counterflow screen - --to parquet -o outcomes.parquet
      counterflow screen orders.csv --kind order --map map.toml --nexus EU
    """  # noqa: D301 - click wants a backspace character
    _check_usage(files, options)
    if options["explain_columns"]:
        for file in files:
            _explain(file, options)
        return 0
    engine = open_engine(
        store=options["store"],
        list_names=options["list_names"],
        as_of=options["as_of"],
        nexus=options["nexus"],
        threshold=options["threshold"],
        remember=not options["no_cache"],
    )
    codes = [_code_of(engine, file, options, last=file is files[-1]) for file in files]
    return min(codes, key=PRECEDENCE.index)


def _check_usage(files: tuple[str, ...], options: dict[str, Any]) -> None:
    """Refuse options that contradict each other or cannot be met, before anything is read.

    Raises:
        click.UsageError: what is wrong, and with which option.
    """
    if options["output"] == "-":
        options["output"] = None
        options["to"] = options["to"] or "ndjson"
    if len(files) > 1 and (options["output"] or options["report"] or options["resume"]):
        raise click.UsageError("--output, --report and --resume take one FILE")
    if len(files) > 1 and options["to"] not in (None, "ndjson"):
        raise click.UsageError(f"--to {options['to']} takes one FILE: two cannot share one table")
    if files.count("-") > 1:
        raise click.UsageError("standard input (-) can be read once")
    if options["resume"] == "":
        raise click.UsageError("--resume names no run")
    try:
        _check_values(options)
    except InputError as fault:
        raise click.UsageError(f"{fault.what}; {fault.remedy}") from fault


def _check_values(options: dict[str, Any]) -> None:
    """Refuse values that no file could be read or written with."""
    if options["output"] is not None:
        format_for(options["output"], options["to"])
    if options["encoding"] is not None:
        check_encoding(options["encoding"])
    if options["delimiter"] is not None:
        check_delimiter(options["delimiter"], "--delimiter")


def _code_of(engine: Engine, file: str, options: dict[str, Any], *, last: bool) -> int:
    """Screen one of several files; one that cannot be read must not keep the others from it."""
    try:
        return _screen_one(engine, file, options).exit_code
    except InputError as fault:
        if last or fault.exit_code != 1:
            raise
        click.echo(f"counterflow: {harmless(str(fault))}", err=True)
        return fault.exit_code


def _screen_one(engine: Engine, file: str, options: dict[str, Any]) -> RunSummary:
    """Screen one file to its output."""
    talk = open_console(talk=True, quiet=options["quiet"])
    on_terminal = sys.stdout.isatty()
    chosen = options["to"] or (None if options["output"] or on_terminal else "ndjson")
    target: Any = options["output"] or (sys.stdout.buffer if chosen else None)
    with _progress(file, quiet=options["quiet"]) as advance:
        summary = engine.screen_file(
            file,
            output=target,
            format=chosen,
            report=options["report"],
            mapping=options["mapping"],
            kind=options["kind"],
            workers=options["workers"] or workers_for(file),
            resume=options["resume"],
            progress=advance,
            input_format=options["input_format"],
            encoding=options["encoding"],
            delimiter=options["delimiter"],
            sheet=options["sheet"],
        )
    if target is None:
        print_decisions(open_console(), engine.decisions(summary.run))
        engine.forget(summary.run)
    print_summary(talk, summary)
    for path in (options["output"], options["report"]):
        if path:
            say(talk, f"[dim]written: {escape(path)}[/]")
    return summary


class _Rate(ProgressColumn):
    """Rows per second."""

    def render(self, task: Task) -> Text:
        """Show the speed of the task."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f} rows/s" if speed else "")


@contextmanager
def _progress(file: str, *, quiet: bool) -> Iterator[Any]:
    """Show a bar with rate and remaining time on a terminal; nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("screening"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=open_console(talk=True), transient=True) as bar:
        total = estimate_rows(Path(file)) if file != "-" else None
        task = bar.add_task("screening", total=total)
        yield lambda rows: bar.advance(task, rows)


def _explain(file: str, options: dict[str, Any]) -> None:
    """Show what was understood of the columns of a file."""
    table = open_table(
        file,
        format=options["input_format"],
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        sheet=options["sheet"],
        is_header=known_columns,
    )
    given = load_mapping(options["mapping"], table.columns) if options["mapping"] else None
    plan = recognize(table.columns, given)
    rows = explain_columns(plan, table)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading in rows[0] if rows else ():
        shown.add_column(heading.replace("_", " "), no_wrap=heading == "understood_as")
    for row in rows:
        shown.add_row(*(escape(str(value)) for value in row.values()))
    open_console().print(shown)
    for note in table.notes:
        say(open_console(talk=True), f"[dim]note: {escape(note)}[/]")
