"""What the commands of ``counterflow tune`` share: the trial, its progress, an empty report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from counterflow.core.model import today
from counterflow.core.tables.atomic import WholeFile
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.publish.exports.tuning_page import write_tuning_page
from counterflow.screening.tuning.named_cases import try_named_cases
from counterflow.screening.tuning.recall import RecallTrial
from counterflow.screening.tuning.report import Recall, TuningReport
from counterflow.screening.tuning.variations import BY_NAME
from counterflow.serve.cli.terminal import Talk
from counterflow.watch.lists.in_use import listings_of
from counterflow.watch.rules.rulebook import rules_digest


def open_trial(
    engine: Engine, *, seed: int, sample: int, floors: Mapping[str, float]
) -> RecallTrial:
    """Open a trial of recall over the lists that an engine uses.

    Args:
        engine: The engine.
        seed: Of the sample.
        sample: Names asked of each class.
        floors: End-to-end floors by class, in place of the defaults.

    Raises:
        TuningError: a floor names no class.
        ListError: no list is in use.
    """
    return RecallTrial(
        listings_of(engine.store, engine.snapshots),
        engine.matcher,
        threshold=engine.settings.threshold,
        seed=seed,
        sample=sample,
        floors=floors,
    )


def measured_recall(trial: RecallTrial, names: Sequence[str], talk: Talk) -> Recall:
    """Measure the classes, with a bar.

    Args:
        trial: The trial.
        names: Classes; all where none is named.
        talk: Shows how far it is.

    Raises:
        TuningError: there is no such class.
    """
    classes = trial.classes(names)
    with talk.bar(len(classes) * trial.sample, "asking") as advance:
        measured = []
        for one in classes:
            found = trial.measure(one, advance)
            if advance is not None:
                advance(trial.sample - found.asked)
            measured.append(found)
    return Recall(
        seed=trial.seed,
        sample=trial.sample,
        names=trial.names,
        classes=tuple(measured),
        named_cases=try_named_cases(trial.threshold),
    )


def empty_report(engine: Engine) -> TuningReport:
    """Give a report with the ground of an engine and no evidence yet."""
    return TuningReport(
        made_on=today().isoformat(),
        as_of=engine.as_of.isoformat(),
        engine=VERSION,
        settings=engine.settings.digest,
        rules=rules_digest(),
        threshold=engine.settings.threshold,
        lists=engine.lists,
    )


def floors_of(texts: tuple[str, ...]) -> dict[str, float]:
    """Read floors given as CLASS=SHARE.

    Args:
        texts: As given on the command line.

    Raises:
        click.UsageError: one is not of that form; that there is such a class is settled later.
    """
    found = {}
    for text in texts:
        name, equals, share = text.partition("=")
        try:
            found[name.strip()] = float(share)
        except ValueError as fault:
            raise click.UsageError(
                f"--floor wants CLASS=SHARE, for instance one-typo=0.95: {text!r}"
            ) from fault
        if not equals or name.strip() not in BY_NAME:
            raise click.UsageError(f"--floor: no class {name!r}; one of {', '.join(BY_NAME)}")
    return found


def write_json(thing: msgspec.Struct, path: Path) -> None:
    """Write a record as JSON, whole or not at all.

    Raises:
        RunError: it cannot be written.
    """
    whole = WholeFile(path)
    try:
        whole.stream.write(msgspec.json.format(msgspec.json.encode(thing)) + b"\n")
    except BaseException:
        whole.discard()
        raise
    whole.keep()


def write_page(report: TuningReport, path: Path) -> None:
    """Write a report as HTML, whole or not at all.

    Raises:
        RunError: it cannot be written.
    """
    whole = WholeFile(path)
    try:
        write_tuning_page(report, whole.stream)
    except BaseException:
        whole.discard()
        raise
    whole.keep()
