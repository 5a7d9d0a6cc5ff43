"""``counterflow tune recall``: how many listed names are found when they are written otherwise."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.table import Table

from counterflow.core.drawing.shares import three_digits
from counterflow.engine import Engine
from counterflow.publish.exports.tuning_page import write_tuning_page
from counterflow.screening.tuning.fates import fate_of
from counterflow.screening.tuning.recall import BREADTH, ClassRecall, Measured
from counterflow.screening.tuning.report import TuningReport, exit_code
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.terminal import Talk, open_console, print_lists, say
from counterflow.serve.cli.tune_ground import (
    empty_report,
    floors_of,
    measured_recall,
    open_trial,
    tell_faults,
)
from counterflow.serve.cli.tune_options import trial_options

FORMS = ("table", "json", "html")
MISSES = 5
"""Misses of a class shown on a terminal; JSON and HTML hold up to a hundred."""
LEGEND = (
    (
        f"not proposed by the search: the listing is not among the {BREADTH} that the search gives "
        "to be scored, so screening never sees its score, however high it would be"
    ),
    (
        "left out by the search: the listing is among them, but a search at the threshold takes it "
        "for too unlike and does not score it; a lower threshold looks further"
    ),
)
STYLES = {"breached": "bold red", "reached": "green"}


@click.command("recall")
@click.option("--class", "classes", multiple=True, metavar="CLASS", help="Only this class.")
@trial_options
@click.option("--misses", is_flag=True, help="Show the names that were not found.")
@click.option("--to", type=click.Choice(FORMS), help="Form; a table, or JSON when piped.")
@engine_options
def recall(classes: tuple[str, ...], floors: tuple[str, ...], **options: Any) -> int:
    """Measure recall by class of variation against the names on your lists.

    Names are drawn from the lists in use, written otherwise, and asked for. A class that falls
    below its floor gives exit code 7. The classes and their floors stand in docs/tuning.md.

    \b
    Examples:
      counterflow tune recall
      counterflow tune recall --lists un_sc --class one-typo --class two-typos --misses
      counterflow tune recall --sample 2000 --seed 7 --floor one-typo=0.97 --to json > recall.json
    """
    talk = Talk(quiet=options["quiet"])
    demanded = floors_of(floors)
    engine = engine_asked(options, talk)
    trial = open_trial(engine, seed=options["seed"], sample=options["sample"], floors=demanded)
    found = measured_recall(trial, classes, talk)
    report = msgspec.structs.replace(empty_report(engine), recall=found)
    form = options["to"] or ("table" if sys.stdout.isatty() else "json")
    _write(report, form, show_misses=options["misses"])
    _tell_faults(engine, report, quiet=options["quiet"])
    return exit_code(report, tuple(demanded))


def _write(report: TuningReport, form: str, *, show_misses: bool) -> None:
    if form == "json":
        click.echo(msgspec.json.encode(report).decode())
        return
    if form == "html":
        write_tuning_page(report, sys.stdout.buffer)
        return
    assert report.recall is not None
    console = open_console()
    console.print(_table(report.recall.classes))
    if show_misses:
        for one in report.recall.classes:
            _print_misses(console, one, report.threshold)
        _print_legend(console, report.recall.classes, report.threshold)
    held = sum(case.found for case in report.recall.named_cases)
    say(console, f"named cases: {held} of {len(report.recall.named_cases)} hold")


def _table(classes: tuple[ClassRecall, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("class", no_wrap=True)
    for heading in ("asked", "proposed", "found", "95 % interval", "floor"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("")
    for one in classes:
        found = one.matches
        table.add_row(
            one.name,
            f"{one.asked:,}",
            _share(one.asked, one.candidates),
            _share(one.asked, found),
            f"{three_digits(found.low)}–{found.high:.3f}" if one.asked else "–",
            f"{found.floor:g}" if found.floor is not None else "–",
            _verdict(one),
        )
    return table


def _share(asked: int, measured: Measured) -> str:
    return three_digits(measured.share) if asked else "–"


def _verdict(one: ClassRecall) -> str:
    if one.candidates.verdict == "breached" != one.matches.verdict:
        return f"[{STYLES['breached']}]breached by proposed (floor {one.candidates.floor:g})[/]"
    style = STYLES.get(one.matches.verdict, "dim")
    return f"[{style}]{one.matches.verdict}[/]"


def _print_misses(console: Console, one: ClassRecall, threshold: float) -> None:
    if not one.misses:
        return
    say(console, f"\n[bold]{one.name}[/]: not found")
    for miss in one.misses[:MISSES]:
        asked, listed = escape(cut(miss.asked, 60)), escape(cut(miss.listed, 60))
        where = fate_of(miss, threshold)
        say(console, f"  {escape(miss.listing)}  “{asked}” / “{listed}”  {where}")
    if (left := one.asked - one.matches.found - MISSES) > 0:
        say(console, f"  … and {left:,} more (--to json)")


def _print_legend(console: Console, classes: tuple[ClassRecall, ...], threshold: float) -> None:
    """Explain the words for what became of a miss, those that were used."""
    used = {fate_of(miss, threshold) for one in classes for miss in one.misses[:MISSES]}
    for line in LEGEND:
        if any(fate.startswith(line.partition(":")[0]) for fate in used):
            say(console, f"[dim]{line}[/]")


def _tell_faults(engine: Engine, report: TuningReport, *, quiet: bool) -> None:
    """Tell the ground and what is breached, on stderr."""
    console = open_console(talk=True, quiet=quiet)
    print_lists(console, engine.lists)
    tell_faults(console, report)
