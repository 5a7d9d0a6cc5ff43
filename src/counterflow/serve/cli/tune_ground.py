"""What the commands of ``counterflow tune`` share: the trial, its progress, an empty report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from counterflow.core.model import today
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.screening.tuning.named_cases import try_named_cases
from counterflow.screening.tuning.recall import RecallTrial
from counterflow.screening.tuning.report import Recall, TuningReport
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
