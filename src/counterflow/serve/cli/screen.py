"""``counterflow screen``: files of transactions in, outcomes and coverage out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from counterflow.core.errors import InputError
from counterflow.core.model.runs import RunSummary
from counterflow.core.tables.dialect import check_delimiter
from counterflow.core.tables.encodings import check_encoding
from counterflow.core.tables.reading import READ_FORMATS, open_table
from counterflow.core.tables.size import estimate_rows
from counterflow.engine import Engine
from counterflow.file_run import workers_for
from counterflow.publish.exports.output import FORMATS, format_for
from counterflow.screening.decisions.profiles import load_profiles
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import load_mapping
from counterflow.screening.intake.overview import explain_lines
from counterflow.screening.runs.execute import MOST_WORKERS
from counterflow.screening.runs.tally import strongest_exit_code
from counterflow.serve.cli.faults import print_fault
from counterflow.serve.cli.file_names import Files
from counterflow.serve.cli.harmless import escape, harmless
from counterflow.serve.cli.options import engine_asked, engine_options, kind_option
from counterflow.serve.cli.talk import Talk


@click.command()
@click.argument("files", cls=Files, nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--to",
    type=click.Choice(FORMATS),
    help="Format of the output; several FILEs can be written as ndjson only.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="Write there; whole or not at all. Takes one FILE of transactions.",
)
@click.option(
    "--report",
    metavar="FILE.html",
    help="Write an HTML report beside the output. Takes one FILE of transactions.",
)
@click.option("--map", "mapping", metavar="MAP.toml", help="What the columns mean.")
@kind_option
@click.option("--explain-columns", is_flag=True, help="Show what was understood, screen nothing.")
@click.option(
    "--history",
    metavar="PAST",
    help="A file of earlier orders, read as FILE is: red flags then ask what the customer usually "
    "orders, since when, and where it goes.",
)
@click.option("--resume", metavar="RUN", help="Go on with an interrupted run. Takes one FILE.")
@click.option(
    "--record",
    is_flag=True,
    help="Keep every decision in the store, with its entry of the log (counterflow audit).",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    help="Processes; by file size if left out.",
)
@click.option("--no-cache", is_flag=True, help="Match repeated names again (for measuring).")
@click.option("--input-format", type=click.Choice(READ_FORMATS), help="Seen from the content.")
@click.option("--encoding", help="Encoding of a text file; detected if left out.")
@click.option("--delimiter", help="Delimiter of a text file; detected if left out.")
@click.option("--sheet", help="Sheet of a workbook; the first filled one if left out.")
@engine_options
def screen(files: tuple[str, ...], **options: Any) -> int:
    """Screen files of orders, shipments or payments whole.

    FILE is CSV or TSV with any delimiter, Parquet, XLSX, JSON or NDJSON, also gzipped; - is
    standard input. On a terminal a table is shown; piped, the output is NDJSON. Several FILEs are
    screened one after the other, each with a result of its own; --output, --report and --resume
    take one FILE.

    \b
    Examples:
      counterflow screen shipments.csv
      counterflow screen shipments.xlsx -o outcomes.xlsx --report outcomes.html
      counterflow screen export.csv --explain-columns
      zcat big.csv.gz | counterflow screen - --to parquet -o outcomes.parquet
      counterflow screen orders.csv --kind order --map map.toml --nexus EU
      counterflow screen payments.csv --kind payment
      counterflow screen orders.csv --kind order --history orders-2020-2025.csv
      counterflow screen march.csv april.csv
      counterflow screen march.csv -o march.xlsx --record
    """
    talk = Talk(quiet=options["quiet"])
    _check_usage(files, options)
    if options["explain_columns"]:
        for file in files:
            if len(files) > 1:
                click.echo(f"\n{_heading(file)}")
            _explain(file, options)
        return 0
    engine = engine_asked(options, talk, remember=not options["no_cache"])
    codes = []
    for number, file in enumerate(files, start=1):
        if len(files) > 1:
            _print_heading(file, options)
        codes.append(_code_of(engine, file, options, talk, last=number == len(files)))
    return strongest_exit_code(codes)


def _heading(file: str) -> str:
    """Name one of several files above its result."""
    return harmless("standard input" if file == "-" else file)


def _print_heading(file: str, options: dict[str, Any]) -> None:
    """Print the name of a file where its result will stand: above the table, and in the log.

    Where both go to one terminal it is printed once.
    """
    from counterflow.serve.cli.console import open_console, say

    table = sys.stdout.isatty() and not options["to"]
    if table:
        say(open_console(), f"\n[bold]{escape(_heading(file))}[/]")
    if not table or not sys.stderr.isatty():
        say(open_console(talk=True, quiet=options["quiet"]), f"\n[bold]{escape(_heading(file))}[/]")


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


def _code_of(engine: Engine, file: str, options: dict[str, Any], talk: Talk, *, last: bool) -> int:
    """Screen one of several files; one that cannot be read must not keep the others from it."""
    try:
        return _screen_one(engine, file, options, talk).exit_code
    except InputError as fault:
        if last or fault.exit_code != 1:
            raise
        print_fault(fault)
        return fault.exit_code


def _screen_one(engine: Engine, file: str, options: dict[str, Any], talk: Talk) -> RunSummary:
    """Screen one file to its output."""
    on_terminal = sys.stdout.isatty()
    chosen = options["to"] or (None if options["output"] or on_terminal else "ndjson")
    target: Any = options["output"] or (sys.stdout.buffer if chosen else None)
    with talk.bar(estimate_rows(Path(file)) if file != "-" else None) as advance:
        summary = engine.screen_file(
            file,
            output=target,
            format=chosen,
            report=options["report"],
            mapping=options["mapping"],
            kind=options["kind"],
            history=options["history"],
            workers=options["workers"] or workers_for(file),
            resume=options["resume"],
            record=options["record"],
            progress=advance,
            input_format=options["input_format"],
            encoding=options["encoding"],
            delimiter=options["delimiter"],
            sheet=options["sheet"],
        )
    if target is None or not options["quiet"]:
        _show(engine, summary, options, table=target is None)
    return summary


def _show(engine: Engine, summary: RunSummary, options: dict[str, Any], *, table: bool) -> None:
    """Show what was found; where nothing is shown, nothing of a terminal is loaded."""
    from counterflow.serve.cli.terminal import open_console, print_decisions, print_summary, say

    console = open_console(talk=True, quiet=options["quiet"])
    if table:
        print_decisions(open_console(), engine.decisions(summary.run))
        engine.forget(summary.run)
    print_summary(console, summary)
    for path in (options["output"], options["report"]):
        if path:
            say(console, f"[dim]written: {escape(path)}[/]")


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
    plan = recognize(table.columns, given, kind=options["kind"] or "", sample=table)
    kind = options["kind"] or plan.kind or "shipment"
    for line in explain_lines(plan, table, load_profiles()[kind]):
        click.echo(harmless(line))
    from counterflow.serve.cli.console import open_console, say

    for note in table.notes:
        say(open_console(talk=True), f"[dim]note: {escape(note)}[/]")
