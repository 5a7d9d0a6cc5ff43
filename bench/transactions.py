"""Hold the whole pipeline against the labelled transactions, quota by quota.

    python bench/transactions.py                # the half for tuning, with what went wrong
    python bench/transactions.py --held-back    # the half that nobody looks at, figures alone
    python bench/transactions.py --all --out docs/bench-transactions.md
    python bench/transactions.py --fresh [--held-back]    # the fresh set alone, with its faults

Labels stand in ``tests/cases/labelled/transactions``; which half a transaction belongs to is
decided by the hash of its id, before anybody saw an outcome. Lists: the watch pack alone.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

import counterflow
import transactions_fresh
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.screening.tuning.intervals import wilson
from counterflow.watch.ownership.kept import import_graph

HEAD = """# Labelled transactions

`python bench/transactions.py --all --out docs/bench-transactions.md` on {day}, Counterflow
{version}.

Two hands labelled 1,119 transactions that they invented after the shared facts: one had seen
those facts alone, the other the facts and the page on columns; neither the code. Their labels
were committed before anything was tuned. The half for tuning was looked at; of the half held back
only these figures were. Lists: the watch pack; owners: the holdings that came with each half.

- *as labelled*: the part named by the label speaks, at least as strongly as the label asks.
- *another part speaks*: there is an alert, but the part named says nothing.
- *weaker*: the part speaks, less strongly. Most are names: the labels ask for *stop* where a name
  is equal, and here a name alone never stops goods (it holds). Goods that only their description
  gives away are a *review* here.
- An interval is Wilson's at 95 %.

"""
FOLDER = Path(__file__).parents[1] / "tests" / "cases" / "labelled" / "transactions"


@dataclass(frozen=True)
class Label:
    """What somebody says of one transaction."""

    id: str
    half: str
    quota: str
    at_least: str
    kinds: frozenset[str]
    why: str

    @property
    def true(self) -> bool:
        """Tell whether something must be found."""
        return self.half == "true"

    @property
    def held_back(self) -> bool:
        """Tell whether nobody looks at it while tuning."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1


def labels_of(folder: Path) -> list[Label]:
    """Read the labels of one hand."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        return [
            Label(row["id"], row["half"], row["quota"], row["at_least"],
                  frozenset(filter(None, row["kinds"].split("|"))), row["why"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


def screened(folder: Path) -> dict[str, Decision]:
    """Screen the transactions of one hand, against the watch pack and its own holdings."""
    # Windows removes no file that the engine maps.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        store, out = Path(scratch) / "store", Path(scratch) / "out.ndjson"
        engine = counterflow.open(store, lists=["watch_pack"])
        import_graph(store, [folder / "ownership.csv"], name="labelled")
        engine.screen_file(folder / "transactions.csv", output=out)
        decoded = (
            msgspec.json.decode(line, type=Decision) for line in out.read_bytes().splitlines()
        )
        return {decision.id: decision for decision in decoded}


def fault_of(label: Label, decision: Decision) -> str:
    """Say what is wrong with an outcome; empty where nothing is."""
    if not label.true:
        return "above no match found" if decision.outcome.strength else ""
    if decision.outcome is Outcome.NO_MATCH:
        return "nothing found"
    loud = [finding for finding in decision.findings if finding.outcome.strength]
    spoke = {finding.kind for finding in loud}
    # A banned port of a leg is a finding on the place, and what is wrong with the route.
    spoke |= {"route" for finding in loud if finding.kind == "place" and "leg" in finding.subject}
    # A listed ship is found as a party in the role of the vessel.
    spoke |= {"vessel" for finding in loud if finding.subject.startswith(("vessel", "aircraft"))}
    if label.kinds and not label.kinds & spoke:
        return f"{'|'.join(sorted(label.kinds))} does not speak"
    if decision.outcome.strength < Outcome(label.at_least).strength:
        return f"weaker than {label.at_least}"
    return ""


def table(pairs: Iterable[tuple[Label, Decision]]) -> list[str]:
    """Write the table by quota, and the two rates that count with their intervals."""
    faults: Counter[tuple[bool, str, str]] = Counter()
    counts: Counter[tuple[bool, str]] = Counter()
    for label, decision in pairs:
        counts[label.true, label.quota] += 1
        fault = fault_of(label, decision)
        word = "does not speak" if fault.endswith("does not speak") else fault.split(" than ")[0]
        faults[label.true, label.quota, word] += 1
    columns = ("", "nothing found", "does not speak", "weaker")
    lines = ["| true cases | count | as labelled | nothing found | another part speaks | weaker |",
             "|---|--:|--:|--:|--:|--:|"]  # fmt: skip
    for true, quota in sorted(counts):
        if true:
            figures = [faults[True, quota, column] for column in columns]
            lines.append(
                f"| {quota} | {counts[True, quota]} | " + " | ".join(map(str, figures)) + " |"
            )
    lines += ["", "| look-alikes | count | above no match found |", "|---|--:|--:|"]
    for true, quota in sorted(counts):
        if not true:
            above = faults[False, quota, "above no match found"]
            lines.append(f"| {quota} | {counts[False, quota]} | {above} |")
    for true, word, what in (
        (True, "nothing found", "true cases below review"),
        (False, "above no match found", "look-alikes above no match found"),
    ):
        total = sum(n for (half, _), n in counts.items() if half is true)
        wrong = sum(n for (half, _, said), n in faults.items() if half is true and said == word)
        low, high = wilson(wrong, total) if total else (0.0, 1.0)
        share = f"{wrong} of {total}, {100 * wrong / max(total, 1):.1f} %"
        lines += ["", f"{what}: {share} ({100 * low:.1f}–{100 * high:.1f} %)"]
    return lines


def show(label: Label, decision: Decision, fault: str) -> None:
    """Print one outcome that differs from its label."""
    print(f"\n{label.id} [{label.quota}] {fault}: {label.why}")
    loud = [finding for finding in decision.findings if finding.outcome.strength]
    for finding in loud[:4]:
        print(f"    {finding.outcome} {finding.kind} {finding.subject}: {finding.summary[:160]}")
    for party in decision.transaction.parties[:4] if decision.transaction and not loud else ():
        print(
            f"    {party.role}: {party.name} [{party.country}] {party.city} {party.address}"[:150]
        )


def main() -> int:
    """Screen, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--held-back", action="store_true", help="the half that nobody looks at")
    parser.add_argument("--all", action="store_true", help="both halves, figures alone")
    parser.add_argument("--fresh", action="store_true", help="the fresh set alone")
    parser.add_argument("--quota", help="show this quota alone")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.fresh:
        print("\n".join(transactions_fresh.lines_of([given.held_back], show=not given.held_back)))
        return 0
    pairs: list[tuple[Label, Decision]] = []
    for folder in sorted(path for path in FOLDER.iterdir() if path.is_dir()):
        decisions = screened(folder)
        pairs += [(label, decisions[label.id]) for label in labels_of(folder)]
    lines: list[str] = []
    halves = (False, True) if given.all else (given.held_back,)
    for held_back in halves:
        half = [pair for pair in pairs if pair[0].held_back is held_back]
        name = "held back" if held_back else "for tuning"
        lines += [f"## The half {name}: {len(half)} transactions", "", *table(half), ""]
        if not (held_back or given.all):
            for label, decision in half:
                fault = fault_of(label, decision)
                if fault and given.quota in (None, label.quota):
                    show(label, decision, fault)
    if given.all:
        lines += [transactions_fresh.HEAD, *transactions_fresh.lines_of(halves)]
    print("\n".join(lines))
    if given.out:
        page = HEAD.format(day=dt.datetime.now(tz=dt.UTC).date(), version=counterflow.__version__)
        given.out.write_text(page + "\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
