"""``counterflow tune report``: all evidence for the threshold, as one page and one JSON file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click
import msgspec

from counterflow.core.days import today
from counterflow.core.errors import TuningError
from counterflow.screening.tuning.below_the_line import Estimate, estimate
from counterflow.screening.tuning.change import Signature, reason_fault
from counterflow.screening.tuning.change_file import check_known, read_change
from counterflow.screening.tuning.labelled_set import read_labelled
from counterflow.screening.tuning.labels import read_labels, read_sample
from counterflow.screening.tuning.quality import matched, quality_of
from counterflow.screening.tuning.report import exit_code, sign_report
from counterflow.serve.cli.harmless import escape
from counterflow.serve.cli.options import engine_asked, engine_options
from counterflow.serve.cli.terminal import Talk, open_console, print_lists, say
from counterflow.serve.cli.tune_ground import (
    empty_report,
    floors_of,
    listed_ids,
    measured_recall,
    open_trial,
    tell_faults,
    write_json,
    write_page,
)
from counterflow.serve.cli.tune_options import trial_options

_FILE = click.Path(path_type=Path)


@click.command("report")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE.html or FILE.json; may be given twice. Without it JSON goes to stdout.",
)
@click.option(
    "--below", metavar="FILE", type=_FILE, help="A filled-in file of `counterflow tune sample`."
)
@click.option(
    "--labelled", metavar="FILE", type=_FILE, help="Labelled pairs, for the share of false alerts."
)
@click.option(
    "--change",
    metavar="FILE.json",
    type=_FILE,
    help="What `counterflow tune compare --propose` wrote.",
)
@click.option("--signed-by", default="", metavar="NAME", help="Who stands for the report.")
@click.option(
    "--because", default="", metavar="REASON", help="Why the threshold stands as it does."
)
@click.option(
    "--accept-breach",
    "accepted",
    multiple=True,
    metavar="CLASS=REASON",
    help="Sign although this class is below its floor, and say why. Once for each.",
)
@trial_options
@engine_options
def report(outputs: tuple[Path, ...], floors: tuple[str, ...], **options: Any) -> int:
    """Write all evidence for the threshold: lists, recall beside floors, samples, who signed.

    The HTML is one file without scripts; the JSON has the shape of the schema in
    counterflow/data/schemas/tuning_report.schema.json. Exit code 7 where a floor is breached,
    also where whoever signs accepts it: it stands in the signed statement with its reason.

    \b
    Examples:
      counterflow tune report -o tuning.html -o tuning.json
      counterflow tune report -o tuning.html --below below.csv --labelled below.csv
        --signed-by "A. Officer" --because "no pair of 200 below the line was the same party"
    """
    _check_outputs(outputs)
    talk = Talk(quiet=options["quiet"])
    demanded = floors_of(floors)
    signature = _signature(options["signed_by"], options["because"])
    reasons = _accepted(options["accepted"], signed=signature is not None)
    below = _below(options["below"])
    change = read_change(options["change"]) if options["change"] else None
    labelled = read_labelled(options["labelled"]) if options["labelled"] else None
    engine = engine_asked(options, talk)
    _check_threshold(below, engine.settings.threshold, options["below"])
    if change is not None:
        check_known(change, options["change"], partial(listed_ids, engine.store))
    quality = None
    if labelled is not None:
        answers = matched(labelled.pairs, engine.matcher, engine.settings.threshold)
        quality = quality_of(labelled.source, labelled.pairs, answers)
    trial = open_trial(engine, seed=options["seed"], sample=options["sample"], floors=demanded)
    made = msgspec.structs.replace(
        empty_report(engine),
        recall=measured_recall(trial, (), talk),
        labelled=quality,
        below_the_line=below,
        change=change,
    )
    if signature is not None:
        made = sign_report(made, signature, reasons)
    for path in outputs:
        write_json(made, path) if path.suffix.lower() == ".json" else write_page(made, path)
    if not outputs:
        click.echo(msgspec.json.encode(made).decode())
    console = open_console(talk=True, quiet=options["quiet"])
    print_lists(console, engine.lists)
    tell_faults(console, made)
    for path in outputs:
        say(console, f"[dim]written: {escape(str(path))}[/]")
    return exit_code(made, tuple(demanded))


def _check_outputs(outputs: tuple[Path, ...]) -> None:
    for path in outputs:
        if path.suffix.lower() not in (".html", ".htm", ".json"):
            raise click.UsageError(f"-o {path}: a tuning report is .html or .json")


def _signature(by: str, reason: str) -> Signature | None:
    """Read who signs.

    Raises:
        click.UsageError: there is a name without a reason or a reason without a name.
        TuningError: the reason says nothing, or speaks of workload alone.
    """
    if bool(by.strip()) != bool(reason.strip()):
        raise click.UsageError("--signed-by and --because go together: who, and why")
    if not by.strip():
        return None
    if fault := reason_fault(reason):
        raise TuningError(
            f"this report may not be signed: {fault}",
            where="--because",
            remedy="say in a sentence what the evidence shows; docs/tuning.md has an example",
        )
    return Signature(by.strip(), " ".join(reason.split()), today().isoformat())


def _accepted(texts: tuple[str, ...], *, signed: bool) -> dict[str, str]:
    """Read which breaches are accepted and why, CLASS=REASON.

    Raises:
        click.UsageError: one is not of that form, or nobody signs.
        TuningError: a reason says nothing.
    """
    if texts and not signed:
        raise click.UsageError("--accept-breach goes with --signed-by and --because")
    found: dict[str, str] = {}
    for text in texts:
        what, _, reason = (part.strip() for part in text.partition("="))
        if not what or not reason or what in found:
            raise click.UsageError(f"--accept-breach wants CLASS=REASON, each class once: {text!r}")
        if fault := reason_fault(reason):
            raise TuningError(
                f"the breach of {what} may not be accepted: {fault}",
                where="--accept-breach",
                remedy="say what you have done or looked at, and why screening may go on",
            )
        found[what] = " ".join(reason.split())
    return found


def _below(path: Path | None) -> Estimate | None:
    if path is None:
        return None
    labels = read_labels(path)
    return estimate(read_sample(path), labels.by_pair, labels.reviewers)


def _check_threshold(below: Estimate | None, threshold: float, path: Path | None) -> None:
    """Refuse a sample below another line than that of the report.

    Raises:
        TuningError: it was drawn below another threshold.
    """
    if below is not None and below.threshold != threshold:
        raise TuningError(
            f"this sample lies below {below.threshold:g}, and the report is about {threshold:g}",
            where=str(path),
            why="its misses would be taken for those of a line under which nobody has looked",
            remedy=f"draw one below {threshold:g}, or give --threshold {below.threshold:g}",
        )
