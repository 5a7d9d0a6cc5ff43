"""The second half of ``counterflow demo``: the example reports, read, and the dossier of a site."""

from __future__ import annotations

import csv
import shutil
import tempfile
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from counterflow.core.assertions import Claim, Ledger
from counterflow.core.errors import ReportError
from counterflow.core.tables.atomic import whole_file
from counterflow.evidence.claims.origins import origins_of
from counterflow.evidence.claims.store import FILE as LEDGER
from counterflow.evidence.claims.store import keep_readings, load_ledger
from counterflow.evidence.reports.language import language
from counterflow.publish.dossier.building import build_dossier
from counterflow.publish.dossier.editions import Shelf
from counterflow.publish.dossier.forms import write_dossier
from counterflow.report_run import read_each
from counterflow.serve.cli.harmless import escape
from counterflow.serve.cli.terminal import say

SITE = "Alabuga"
"""The place whose dossier the demo writes."""
READ_ON = "2026-11-22"
"""The day on the dossier: that on which its reports were written."""
_BY = "the demo; the words of all reports are invented"


@dataclass(frozen=True)
class Told:
    """What the ledger holds of one claim: names in order, origins and reports counted.

    Attributes:
        claim: The claim in the words of a report.
        says: Who says it, without those who acknowledge it.
        denies: Who denies it.
        acknowledges: Who acknowledges it.
        origins: How many independent voices stand behind it.
        reports: How many reports carry it.
    """

    claim: str
    says: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    acknowledges: tuple[str, ...] = ()
    origins: int = 0
    reports: int = 0


def show_reports(console: Console, report: str, keep: Path | None = None) -> list[str]:
    """Read the example reports, write the dossier beside the report, and show what is claimed.

    Args:
        console: Where to.
        report: The HTML report of the demo; the dossier's name is made of it.
        keep: A store that keeps what was read; ``None`` for none.

    Returns:
        One sentence per difference to what is expected; empty where all is as expected, and where
        the extra is not installed: what is missing is said, and nothing is read.
    """
    if missing := what_is_missing():
        say(console, f"\nThe example reports were not read: {escape(missing)}")
        return []
    ledger, page = read_demo(keep)
    path = Path(report)
    path = path.with_name(f"{path.stem}-dossier{path.suffix or '.html'}")
    with whole_file(path) as stream:
        stream.write(page)
    expected = _expected()
    table = Table(box=None, pad_edge=False, header_style="bold", expand=console.is_terminal)
    for heading in ("what reports claim", "who says it", "who denies it", "origins"):
        table.add_column(heading, overflow="fold", ratio=None if heading == "origins" else 1)
    for row in expected:
        told = told_of(ledger, row)
        says = [*told.says, *(f"{name} (acknowledges a part)" for name in told.acknowledges)]
        cells = (told.claim, ", ".join(says), ", ".join(told.denies) or "nobody", str(told.origins))
        table.add_row(*map(escape, cells))
    say(console, f"\n{len(ledger.reports)} reports written for this example, on a public matter:\n")
    console.print(table)
    differences = compare_claims(expected, ledger)
    say(
        console,
        f"\n{len(expected) - len(differences)} of {len(expected)} claims as expected; an origin is "
        f"one voice, however many reports carry it; the dossier of {SITE} is in "
        f"[bold]{escape(str(path.resolve()))}[/]",
    )
    return differences


def what_is_missing() -> str:
    """Say what the reading of reports lacks here, and how to get it; empty where nothing."""
    try:
        language()
    except ReportError as fault:
        return f"{fault.what}; get it with: {fault.remedy}"
    if find_spec("trafilatura") is None:
        return 'trafilatura is not installed; get it with: pip install "counterflow[reports]"'
    return ""


def read_demo(keep: Path | None = None) -> tuple[Ledger, bytes]:
    """Read the example reports through a store of their own, which is gone afterwards.

    Args:
        keep: The folder of a store that keeps what was read; ``None`` for none.

    Returns:
        The ledger, and the published page of the site.

    Raises:
        ReportError: a report cannot be read, or the extra ``[reports]`` is not installed.
    """
    data = resources.files("counterflow").joinpath("data/demo/reports")
    with tempfile.TemporaryDirectory() as folder, resources.as_file(data) as source:
        files = sorted(path for path in source.iterdir() if path.name[:1].isdigit())
        keep_readings(Path(folder), read_each(files))
        ledger = load_ledger(Path(folder))
        dossier = build_dossier(ledger, SITE)
        edition = Shelf(Path(folder)).issue(dossier, date=READ_ON, by=_BY)
        if keep is not None:
            shutil.copy(Path(folder) / LEDGER, keep / LEDGER)
        return ledger, write_dossier(dossier, "html", editions=[edition])


def _expected() -> list[dict[str, str]]:
    """Read what is expected, a row for each claim."""
    file = resources.files("counterflow").joinpath("data/demo/reports/expected.csv")
    return list(csv.DictReader(file.read_text("utf-8").splitlines()))


def told_of(ledger: Ledger, row: dict[str, str]) -> Told:
    """Give what the ledger holds of an expected claim; the words alone where it has no such claim.

    Args:
        ledger: What was read.
        row: A row of ``expected.csv``: the claim is found by its frame and roles.
    """
    claim = max(
        (one for one in ledger.claims if _is(one, row)),
        key=lambda one: len(one.appearances),
        default=None,
    )
    if claim is None:
        return Told(row["claim"])
    said = [one for one in ledger.assertions if one.claim == claim.id]
    # A denial may be of a wider claim: whoever denies all deliveries denies this one.
    pairs = [{one.a, one.b} for one in ledger.relations if one.kind == "denial"]
    wider = {other for pair in pairs if claim.id in pair for other in pair - {claim.id}}
    denied = [one for one in ledger.assertions if one.claim in wider and one.stance == "deny"]

    def names(*stances: str) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(one.speaker for one in [*said, *denied] if one.stance in stances)
        )

    return Told(
        row["claim"],
        names("assert", "warn", "plan"),
        names("deny"),
        names("acknowledge"),
        len(origins_of(claim, ledger.origins, ledger.assertions)),
        len({one.report for one in said}),
    )


def _is(claim: Claim, row: dict[str, str]) -> bool:
    wanted = (pair.split("=") for pair in row["roles"].split("; "))
    return claim.frame == row["frame"] and all(
        form in claim.roles.get(role, ()) for role, form in wanted
    )


def compare_claims(expected: list[dict[str, str]], ledger: Ledger) -> list[str]:
    """Compare voices, denials, origins and reports of claims with what was expected.

    Returns:
        One sentence per claim that differs; empty where all is as expected.
    """
    differences = []
    for row in expected:
        told = told_of(ledger, row)
        ours = [set(told.says), set(told.denies), set(told.acknowledges)]
        theirs = [set(filter(None, row[key].split("; "))) for key in
                  ("says", "denies", "acknowledges")]  # fmt: skip
        counts = [told.origins, told.reports]
        wanted = [int(row["origins"]), int(row["reports"])]
        if (ours, counts) != (theirs, wanted):
            found = ["; ".join(sorted(part)) or "nobody" for part in ours]
            differences.append(
                f"{row['claim']}: said by {found[0]}, denied by {found[1]}, acknowledged by "
                f"{found[2]}, {counts[0]} origins in {counts[1]} reports: {row['why']}"
            )
    return differences
