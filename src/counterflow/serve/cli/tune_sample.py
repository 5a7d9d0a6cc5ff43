"""``counterflow tune sample`` and ``label``: pairs just under the threshold, drawn and judged."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console

from counterflow.core.version import VERSION
from counterflow.screening.tuning.below_the_line import (
    BAND,
    LISTED_UNFOUND,
    SIZE,
    BelowSample,
    Estimate,
    draw_below,
    estimate,
)
from counterflow.screening.tuning.labels import (
    check_unfilled,
    read_labels,
    read_sample,
    sample_path,
    write_sample,
)
from counterflow.screening.tuning.parties_in import read_parties
from counterflow.serve.cli.harmless import cut, escape
from counterflow.serve.cli.options import engine_asked, engine_options, kind_option
from counterflow.serve.cli.terminal import Talk, open_console, plural, print_lists, say
from counterflow.serve.cli.tune_ground import ground_code, tell_ground, tell_refusals
from counterflow.serve.cli.tune_options import seed_option

UNFOUND = 10
"""Pairs that no search finds, shown on a terminal."""


@click.command("sample")
@click.argument("file", metavar="FILE")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE.csv",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table to be filled in, CSV or XLSX.",
)
@click.option(
    "--overwrite", is_flag=True, help="Write over a table that is filled in: its labels are lost."
)
@click.option(
    "--size", type=click.IntRange(1), default=SIZE, show_default=True, help="Pairs to draw."
)
@click.option(
    "--band",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=BAND,
    show_default=True,
    help="How far below the threshold.",
)
@seed_option
@kind_option
@engine_options
def sample(file: str, **options: Any) -> int:
    """Draw pairs of a party and a listing whose score lies just under the threshold.

    FILE is what you screen, or the NDJSON that `counterflow screen` wrote. Write same, different
    or unsure into the column "label" of the table and your name into "reviewer", then run
    `counterflow tune label`. A table that is filled in is not written over.

    \b
    Examples:
      counterflow tune sample shipments.csv -o below.csv
      counterflow tune sample outcomes.ndjson -o below.xlsx --size 300 --band 0.05 --seed 7
    """
    talk = Talk(quiet=options["quiet"])
    target: Path = options["output"]
    if not options["overwrite"]:
        check_unfilled(target)
    engine = engine_asked(options, talk)
    parties = read_parties(file, kind=options["kind"] or "")
    with talk.bar(len(parties.counts), "comparing") as advance:
        drawn = draw_below(
            list(parties.counts),
            engine.matcher,
            threshold=engine.settings.threshold,
            source=parties.source,
            band=options["band"],
            seed=options["seed"],
            size=options["size"],
            progress=advance,
        )
    ground = {
        "as_of": engine.as_of.isoformat(), "engine": VERSION, "lists": engine.lists,
        "settings": engine.settings.digest,
    }  # fmt: skip
    write_sample(msgspec.structs.replace(drawn, **ground), target)
    console = open_console(talk=True, quiet=options["quiet"])
    say(
        console,
        f"{len(drawn.pairs):,} of {drawn.population:,} pairs between {drawn.low:.2f} and "
        f"{drawn.threshold:.2f}, from {drawn.parties:,} distinct parties",
    )
    _tell_unfound(console, drawn)
    tell_refusals(console, parties)
    print_lists(console, engine.lists)
    tell_ground(console, engine.lists)
    say(console, f"[dim]written: {escape(str(target))} and {escape(str(sample_path(target)))}[/]")
    return ground_code(engine.lists, parties.refused)


def _tell_unfound(console: Console, drawn: BelowSample) -> None:
    """Name the pairs that reach the threshold and that a search at it does not find."""
    if not drawn.unfound_count:
        return
    say(
        console,
        f"  [bold red]missed[/] {plural(drawn.unfound_count, 'pair')} of {drawn.threshold:.2f} or "
        "more that a search at it does not show; they stand at the end of the table, with their "
        "status:",
    )
    for pair in drawn.unfound[:UNFOUND]:
        ours, listed = escape(cut(pair.party.name, 50)), escape(cut(pair.listed, 50))
        say(console, f"    “{ours}” / “{listed}”  {escape(pair.listing)}: {escape(pair.status)}")
    if (left := drawn.unfound_count - UNFOUND) > 0:
        say(console, f"    … and {left:,} more (the table names up to {LISTED_UNFOUND})")


@click.command("label")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, as when piped.")
def label(file: Path, *, as_json: bool) -> int:
    """Read a filled-in sample back and estimate the matches missed below the threshold.

    Exit code 5 where pairs are not labelled: they count as missed in the upper end.

    \b
    Examples:
      counterflow tune label below.csv
      counterflow tune label below.xlsx --json > estimate.json
    """
    labels = read_labels(file)
    found = estimate(read_sample(file), labels.by_pair, labels.reviewers)
    if as_json or not sys.stdout.isatty():
        click.echo(msgspec.json.encode(found).decode())
    else:
        _show(found)
    return 5 if found.unlabelled else 0


def _show(found: Estimate) -> None:
    console = open_console()
    say(
        console,
        f"{found.drawn:,} of {found.population:,} pairs between {found.low_score:.2f} and "
        f"{found.threshold:.2f}: {found.same:,} same, {found.different:,} different, "
        f"{found.unsure:,} unsure, {found.unlabelled:,} without a label",
    )
    say(
        console,
        f"[bold]estimated misses: {found.misses:,.1f}[/], 95 % interval {found.low:,} to "
        f"{found.high:,}, of {found.parties:,} distinct parties",
    )
    if found.unfound:
        say(
            console,
            f"[bold red]missed[/] {plural(found.unfound, 'pair')} of {found.threshold:.2f} or more "
            f"that a search at it does not show, of these {found.unfound_same:,} labelled same",
        )
