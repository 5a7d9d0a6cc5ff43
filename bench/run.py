"""Benchmarks of the whole path, each beside a limit or a peer measured in the same run.

    python bench/run.py                     # 1,000,000 rows, about half an hour on two cores
    python bench/run.py --rows 20000        # the reduced run of CI

Writes what it measured to ``docs/bench.md`` (or ``--out``).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import counterflow
import generate
from counterflow.core.settings import read_settings
from counterflow.engine import Engine

SEED = 20260921
SHARED = generate.SHARED


@dataclass
class Measured:
    """One run of the program over a file."""

    what: str
    seconds: float
    rows: int
    peak_mb: float
    planted: int
    recalled: int
    outcomes: dict[str, int]
    exit_code: int


def import_lists(store: Path) -> list[str]:
    """Import the real lists that are present; none is not an error, but is said."""
    engine = Engine(read_settings({"store": str(store)}, {}))
    names = []
    for name, path in (
        ("us_ofac_sdn", SHARED / "ofac" / "csv_2023-12-28_complete" / "sdn.csv"),
        ("un_sc", SHARED / "un" / "UN_consolidated_2026-02-27.xml"),
    ):
        if path.is_file():
            engine.store.import_list([path], name=name)
            names.append(name)
    return names


def listed_names(store: Path) -> list[tuple[str, str]]:
    """Give (id, name) of all organisations and persons whose names have two words or more."""
    engine = Engine(read_settings({"store": str(store)}, {}))
    listed: list[tuple[str, str]] = []
    for snapshot in engine.store.current():
        for listing in engine.store.listings(snapshot):
            if listing.schema in ("Vessel", "Airplane"):
                continue
            listed.extend(
                (listing.id, name)
                for name in listing.properties.get("name", ())
                if len(name.split()) >= 2 and name.isascii()
            )
    return listed


class Memory(threading.Thread):
    """Sample the memory of this process's children, shared pages counted once (PSS)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.over = pid, 0, threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.over.wait(0.5):
            self.peak = max(self.peak, sum(_pss(pid) for pid in _family(self.pid)))


def _family(pid: int) -> list[int]:
    family = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            family.extend(p for child in task.read_text().split() for p in _family(int(child)))
        except OSError:
            continue
    return family


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0


def screen(what: str, store: Path, source: Path, out: Path, *options: str) -> Measured:
    """Screen a file in a process of its own and count the planted cases that were found."""
    words = ["screen", str(source), "--store", str(store), "-o", str(out), *options]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "counterflow", *words],
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )
    memory = Memory(process.pid)
    memory.start()
    _, talk = process.communicate()
    memory.over.set()
    seconds = time.monotonic() - began
    if not out.is_file():
        raise SystemExit(f"{what}: no output\n{talk.decode(errors='replace')}")
    return _read(what, source, out, seconds, memory.peak / 1024, process.returncode)


def _read(
    what: str, source: Path, out: Path, seconds: float, peak_mb: float, code: int
) -> Measured:
    """Count outcomes and recalled plants in an output."""
    beside = source.with_suffix(".plants.json")
    plants = json.loads(beside.read_text())["plants"] if beside.is_file() else {}
    outcomes: dict[str, int] = {}
    recalled = rows = 0
    with out.open("rb") as file:
        for line in file:
            decision = json.loads(line)
            rows += max(1, len(decision["transaction"].get("rows", ())))
            outcomes[decision["outcome"]] = outcomes.get(decision["outcome"], 0) + 1
            wanted = plants.get(decision["id"])
            if wanted is not None:
                recalled += any(
                    finding.get("listing") == wanted for finding in decision.get("findings", ())
                )
    measured = Measured(what, seconds, rows, peak_mb, len(plants), recalled, outcomes, code)
    # A run takes long: what is known is said, whatever becomes of the next.
    print(measured, file=sys.stderr, flush=True)
    return measured


def peer(source: Path, listed: list[tuple[str, str]], sample: int) -> tuple[float, float]:
    """Measure a one-line edit ratio over all listed names: names per second and recall at 0.82."""
    from rapidfuzz import fuzz, process, utils

    plants = json.loads(source.with_suffix(".plants.json").read_text())["plants"]
    rng = random.Random(SEED)
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = [row for row in rows if row["shipment_id"] in plants][:sample]
    chosen += rng.sample(rows, max(0, sample - len(chosen)))
    choices = [" ".join(sorted(utils.default_process(name).split())) for _, name in listed]
    ids = [listing for listing, _ in listed]
    queries = [" ".join(sorted(utils.default_process(r["consignee"]).split())) for r in chosen]
    began = time.monotonic()
    recalled = 0
    for row, query in zip(chosen, queries, strict=True):
        found = process.extract(query, choices, scorer=fuzz.ratio, score_cutoff=82, limit=5)
        wanted = plants.get(row["shipment_id"])
        recalled += wanted is not None and any(ids[at] == wanted for _, _, at in found)
    planted = sum(row["shipment_id"] in plants for row in chosen)
    return len(chosen) / (time.monotonic() - began), recalled / max(1, planted)


def reading_limit(source: Path) -> float:
    """Measure how fast the csv module alone reads the file: no screening can be faster."""
    began = time.monotonic()
    with source.open(encoding="utf-8", newline="") as file:
        count = sum(1 for _ in csv.reader(file))
    return count / (time.monotonic() - began)


def start_up(store: Path, folder: Path) -> list[float]:
    """Time ten rows from the shell, five times."""
    ten = folder / "ten.csv"
    generate.write(ten, 10, SEED, [])
    times = []
    for _ in range(5):
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "counterflow", "screen", str(ten), "--store", str(store), "-q",
             "-o", str(folder / "ten.ndjson")],
            check=False,
        )  # fmt: skip
        times.append(time.monotonic() - began)
    return sorted(times)


def main() -> None:
    """Run all benchmarks and write the log."""
    # Installing compiles the modules, so starts are timed with the compiled ones.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=Path("docs/bench.md"))
    parser.add_argument("--keep", type=Path, help="Folder for the files; temporary if left out.")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        lines = _measure(folder, args.rows)
    text = "\n".join(lines) + "\n"
    args.out.write_text(text, encoding="utf-8")
    print(text)


def _measure(folder: Path, rows: int) -> list[str]:
    store, source = folder / "store", folder / "generated.csv"
    names = import_lists(store)
    listed = listed_names(store)
    plants = generate.write(source, rows, SEED, listed)
    distinct = json.loads(source.with_suffix(".plants.json").read_text())["distinct_names"]
    lists = ", ".join(names) if names else "none (../shared/data is absent): watch pack only"
    runs = [
        screen("with the cache of repeated names", store, source, folder / "a.ndjson"),
        screen("without it", store, source, folder / "b.ndjson", "--no-cache"),
    ]
    real = SHARED / "trade" / "shipments_real_companies.csv.gz"
    if real.is_file():
        runs.append(screen("real shipments file", store, real, folder / "r.ndjson"))
    ten = start_up(store, folder)
    lines = [
        "# Benchmarks",
        "",
        (
            f"`python bench/run.py --rows {rows}`, Counterflow {counterflow.__version__}, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores (shared and noisy: compare "
            "figures of one run with one another, not with those of another day)."
        ),
        "",
        (
            f"Lists: {lists}. Generated rows: {rows:,}, {distinct:,} distinct party names, "
            f"{len(plants):,} planted listed names (altered), seed {SEED}."
        ),
        "",
        "| run | rows/s | seconds | peak memory, all processes (MB) | planted found | outcomes |",
        "|---|---|---|---|---|---|",
    ]
    for run in runs:
        share = f"{run.recalled:,}/{run.planted:,}" if run.planted else "–"
        if run.planted:
            share += f" ({run.recalled / run.planted:.1%})"
        outcomes = ", ".join(f"{name} {count:,}" for name, count in sorted(run.outcomes.items()))
        lines.append(
            f"| {run.what} | {run.rows / run.seconds:,.0f} | {run.seconds:,.1f} | "
            f"{run.peak_mb:,.0f} | {share} | {outcomes} |"
        )
    lines += [
        "",
        f"Limit in the same run: the csv module alone reads {reading_limit(source):,.0f} rows/s.",
    ]
    if listed:
        rate, recall = peer(source, listed, 1000)
        lines.append(
            f"Peer in the same run: rapidfuzz `ratio` on sorted words over all {len(listed):,} "
            f"listed names, one core: {rate:,.0f} names/s, planted found at 0.82: {recall:.1%} "
            "(a row holds two names; it explains nothing, knows no alias and no script)."
        )
    lines.append(
        f"Ten rows from the shell, lists imported: median {ten[2]:.2f} s "
        f"(least {ten[0]:.2f}, most {ten[-1]:.2f}); the limit of the issue is 2 s."
    )
    return lines


if __name__ == "__main__":
    main()
