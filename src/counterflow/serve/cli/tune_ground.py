"""What the commands of ``counterflow tune`` share: the trial, its progress, an empty report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec
from rich.console import Console

from counterflow.core.days import today
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.core.tables.atomic import whole_file
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.publish.exports.tuning_page import write_tuning_page
from counterflow.screening.tuning.named_cases import try_named_cases
from counterflow.screening.tuning.parties_in import PartiesIn
from counterflow.screening.tuning.recall import RecallTrial
from counterflow.screening.tuning.report import Recall, TuningReport, faults, ground_fault
from counterflow.screening.tuning.variations import BY_NAME
from counterflow.serve.cli.faults import refused
from counterflow.serve.cli.harmless import escape
from counterflow.serve.cli.terminal import Talk, plural, say
from counterflow.watch.lists.in_use import listings_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import mark_of
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


def listed_ids(store: ListStore, state: ListState) -> frozenset[str] | None:
    """Give the ids of the listings of a version that a state names.

    Args:
        store: Where the lists are.
        state: A state with a version.

    Returns:
        The ids; ``None`` where the store, or for the watch pack the program, has no such version.

    Raises:
        ListError: the version is damaged.
    """
    if state.list == WATCH_PACK:
        held = [load_watch_pack()[0]]
    elif state.list in store.names():
        held = [version.snapshot for version in store.versions(state.list)]
    else:
        held = []
    for snapshot in held:
        if mark_of(snapshot.id) == mark_of(state.snapshot):
            return frozenset(listing.id for listing in listings_of(store, [snapshot]))
    return None


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
    with whole_file(path) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(thing)) + b"\n")


def write_page(report: TuningReport, path: Path) -> None:
    """Write a report as HTML, whole or not at all.

    Raises:
        RunError: it cannot be written.
    """
    with whole_file(path) as stream:
        write_tuning_page(report, stream)


def tell_faults(console: Console, report: TuningReport) -> None:
    """Say what falls below its floor, and where no official list was asked.

    Args:
        console: Where to.
        report: The report.
    """
    tell_ground(console, report.lists)
    told = list(faults(report))
    for fault in told:
        say(console, f"[bold red]breached[/] {escape(fault)}")
    if told:
        say(console, "what a breach means, and what to do: docs/tuning.md, “When a floor is not "
            "reached”")  # fmt: skip


def tell_ground(console: Console, lists: Sequence[ListState]) -> None:
    """Say where no official list was asked."""
    if ground := ground_fault(lists):
        say(console, f"[bold red]not covered[/] {escape(ground)}")


def tell_refusals(console: Console, parties: PartiesIn) -> None:
    """Say which records of a file were not read, and why.

    Args:
        console: Where to.
        parties: What was read.
    """
    if not parties.refused:
        return
    say(console, f"  [red]refused[/] {plural(parties.refused, 'record')} not read:")
    for refusal in parties.refusals:
        say(console, f"    {refused(refusal)}")
    if (left := parties.refused - len(parties.refusals)) > 0:
        say(console, f"    … and {left:,} more")


def ground_code(lists: Sequence[ListState], refused_records: int) -> int:
    """Settle the exit code of a command that compares parties of a file with lists.

    Args:
        lists: The lists in use.
        refused_records: Records of the file that were not read.

    Example:
        >>> ground_code([ListState("un_sc", "un_sc@2026-01-15#0a1b2c3d4e5f", "current")], 2)
        5

    Basis: ``docs/exit-codes.md``.
    """
    if any(state.state in UNRELIABLE for state in lists):
        return 6
    return 5 if refused_records or ground_fault(lists) else 0
