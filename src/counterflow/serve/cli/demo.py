"""``counterflow demo``: the example file and reports, offline, against what is expected of them."""

from __future__ import annotations

import csv
import gc
import shutil
import tempfile
from importlib import resources
from pathlib import Path

import click

from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.runs import RunSummary
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.screening.pipeline.rooms import OWN_GOODS
from counterflow.serve.cli.demo_kept import AS_OF, LETTERS, fill, make_room, opening
from counterflow.serve.cli.demo_reports import show_reports
from counterflow.serve.cli.harmless import escape
from counterflow.serve.cli.terminal import open_console, print_decisions, print_summary, say

PIPED_WIDTH = 100
"""Columns where the demo goes to a file or a pipe: it is read there as it is."""


@click.command()
@click.option(
    "--report",
    default="counterflow-demo.html",
    show_default=True,
    metavar="FILE.html",
    help="Where the report goes; the dossier goes beside it.",
)
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
    help="Keep the demo's store there, and say how the console opens on it.",
)  # fmt: skip
@click.option("--shown", default=25, show_default=True, help="Rows of the table.")
def demo(report: str, keep: Path | None, shown: int) -> int:
    """Screen the example shipments with the built-in watch pack; no network, no list needed.

    A small register of letters, one of licences, a table of goods and a rulebook, all invented,
    stand beside it. Then reports written for the example are read, and what is claimed of one site
    becomes a dossier; that needs the extra [reports], and is left out with a word without it.

    The demo exits with 0 if every outcome and claim is the expected one and with 7 if not,
    whatever the shipments are; a screening of the same file would exit with the code of its
    strongest outcome.

    \b
    Examples:
      counterflow demo
      counterflow demo --report /tmp/demo.html --shown 100
      counterflow demo --keep counterflow-demo
    """
    if keep is not None:
        make_room(keep)
    console = open_console(piped_width=PIPED_WIDTH)
    summary, decisions, expected = screen_demo(report, keep)
    print_decisions(console, decisions, shown=shown)
    print_summary(console, summary, end=f"`counterflow screen` would exit with {summary.exit_code}")
    differences = compare_expected(expected, decisions, summary)
    place = escape(str(Path(report).resolve()))
    say(
        console,
        f"\n{len(expected) - len(differences)} of {len(expected)} outcomes as the officer who "
        f"wrote the example expected; the report is in [bold]{place}[/]",
    )
    differences += show_reports(console, report, keep)
    for difference in differences:
        say(console, f"  differs: {escape(difference)}")
    if keep is not None:
        say(console, f"\nOpen the console on it: [bold]{escape(opening(keep))}[/]")
    return 7 if differences else 0


def screen_demo(
    report: str | None = None, keep: Path | None = None
) -> tuple[RunSummary, list[Decision], dict[str, dict[str, str]]]:
    """Screen the example file in a store of its own, which is gone afterwards unless it is kept.

    Args:
        report: Where an HTML report goes; ``None`` for none.
        keep: The folder of the store, empty; ``None`` for one that is gone afterwards.

    Returns:
        The summary, the decisions in the order of the file, and what is expected by shipment.
    """
    data = resources.files("counterflow").joinpath("data/demo")
    if keep is not None:
        with resources.as_file(data) as source:
            found = _screen(keep, source, report, keep=True)
        gc.collect()
        return found
    # A scanner of viruses that holds a file for a moment must not fail the demo at its end.
    store = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with store as folder, resources.as_file(data) as source:
        try:
            return _screen(Path(folder), source, report)
        finally:
            # Windows removes no file that is mapped, and an engine, which maps its index, stands in
            # cycles: it would go with the process, after the folder.
            gc.collect()


def _screen(
    folder: Path, source: Path, report: str | None, *, keep: bool = False
) -> tuple[RunSummary, list[Decision], dict[str, dict[str, str]]]:
    """Screen the example file with an engine of its own, which is gone when this returns."""
    own = {"licences": str(source / "licences.yaml"), "rules": source / "house_rules.yaml"}
    engine = Engine(
        read_settings({"store": str(folder), **own}, {}),
        as_of=AS_OF,
        lists=["watch_pack", LETTERS],
    )
    (folder / OWN_GOODS).mkdir()
    shutil.copy(source / "goods.csv", folder / OWN_GOODS)
    engine.import_list(
        [source / "letters.csv"],
        name=LETTERS,
        format="own_list",
        published_on=AS_OF.isoformat(),
    )
    summary = engine.screen_file(source / "shipments.csv", report=report)
    if keep:
        fill(engine, source)
    return summary, list(engine.decisions(summary.run)), _expected(source / "expected.csv")


def _expected(path: Path) -> dict[str, dict[str, str]]:
    """Read what is expected, by shipment."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Shipment No"]: row for row in csv.DictReader(file)}


def compare_expected(
    expected: dict[str, dict[str, str]], decisions: list[Decision], summary: RunSummary
) -> list[str]:
    """Compare outcomes, headlines and kinds of finding with what was expected.

    Returns:
        One sentence per difference; empty where all is as expected.
    """
    found = {decision.id: decision for decision in decisions}
    differences = []
    refused = sum(1 for row in expected.values() if row["outcome"] == "refused")
    if refused != summary.rows_refused:
        differences.append(f"{summary.rows_refused} rows refused, {refused} expected")
    for shipment, row in expected.items():
        decision = found.pop(shipment, None)
        if row["outcome"] == "refused":
            if decision is not None:
                differences.append(f"{shipment}: expected to be refused, was {decision.headline}")
            continue
        if decision is None:
            differences.append(f"{shipment}: missing")
            continue
        kinds = {f.kind for f in decision.findings if f.outcome is not Outcome.NO_MATCH}
        wanted = {kind.strip() for kind in row["kinds"].split(";") if kind.strip()}
        ours = (str(decision.outcome), decision.headline, kinds)
        theirs = (row["outcome"], row["headline"], wanted)
        notes = {f.kind for f in decision.findings if f.outcome is Outcome.NO_MATCH}
        noted = {kind.strip() for kind in row.get("notes", "").split(";") if kind.strip()}
        if lacking := sorted(noted - notes):
            differences.append(f"{shipment}: no note of {', '.join(lacking)}: {row['why']}")
        if ours != theirs:
            differences.append(
                f"{shipment}: {decision.headline} {sorted(kinds)}, expected {row['headline']} "
                f"{sorted(wanted)}: {row['why']}"
            )
    differences.extend(f"{shipment}: not expected" for shipment in found)
    return differences
