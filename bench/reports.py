"""Measure the reading of reports: speed, memory, many documents, labels, the rewriter.

    python bench/reports.py --out docs/bench-reading.md    # 10,000 documents
    python bench/reports.py --reduced                      # 200 documents, for CI

Each figure is held against its limit; the exit code is 1 where one is not met.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import itertools
import json
import os
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

import counterflow
import report_ground
import report_score
import report_variants
from counterflow.evidence.claims.reprints import runs_of
from counterflow.evidence.claims.store import FILE, KeptReading, keep_readings, ledger_of
from counterflow.evidence.reports.documents import open_documents
from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.reading import read_text

SPEED = 0.7
"""All steps beside the bare parser, least."""
MEMORY_MB = 700
GROWTH_MB = 64
"""How much a process may grow between its first tenth and its end, and be called flat."""
MANY = 10_000
LEDGER_MB = 1_000
"""The ledger of 10,000 reports in memory, with all that is named in them."""
TIMES = 40
"""How much longer ten times as many reports may take: near to linear."""
RIGHT = {0: 0.60, 1: 0.45}
"""Share of labelled mentions right in each half, least: what was reached, less a little."""
VARIANTS = 0.90
REWRITTEN = {True: 20, False: 200}
"""Variants of the rewriter, by whether the run is reduced."""
_HEAD = """# Reading reports: speed, memory, many documents

`{command}` on {day}, Counterflow {version}, Python {python}, {cores} cores, shared and noisy: the
two speeds are CPU time of one process in one run, text by text in turn.

*All steps*: file opened, paragraphs, parser, assertions, speakers, times, entities, claims,
origins, reprints. *Bare parser*: the spaCy pipeline alone on the same texts. {count} generated
reports of some 2,000 characters go through `counterflow read` into a store, and
`counterflow claims ls` puts their claims together. Labels:
[labelled reports](bench-reports.md); the half held back was never looked at.

| what | figure | limit | met? |
|---|---|---|---|
"""


@dataclass(frozen=True)
class Row:
    """One line of the page.

    Attributes:
        what: What was measured.
        figure: The figure, in words.
        limit: Its limit, in words; empty where it has none.
        met: Whether the limit is met; ``None`` where it could not be measured, which is no failure
            only where ``limit`` is empty.
        timed: Whether the figure is one of speed: a reduced run on a noisy machine does not fail
            by it.
    """

    what: str
    figure: str
    limit: str = ""
    met: bool | None = None
    timed: bool = False

    @property
    def failed(self) -> bool:
        """Tell whether a limit is not met."""
        return bool(self.limit) and not self.met


def main() -> None:
    """Measure, print and write the page; exit with 1 where a limit is not met."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, help="write the page here")
    asked.add_argument("--documents", type=int, default=MANY)
    asked.add_argument("--reduced", action="store_true", help="200 documents, 20 variants")
    asked.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.child is not None:
        print(json.dumps(_compare(options.child)))
        return
    count = 200 if options.reduced else options.documents
    rows = [
        *_speed(60 if options.reduced else 240),
        *_many(count),
        *_labels(),
        _variants(REWRITTEN[options.reduced]),
    ]
    page = "\n".join([*_head(options, count), *(map(_line, rows))]) + "\n"
    print(page)
    if options.out is not None:
        options.out.write_text(page, "utf-8")
    judged = [row for row in rows if not (options.reduced and row.timed)]
    sys.exit(1 if any(row.failed for row in judged) else 0)


def _head(options: argparse.Namespace, count: int) -> list[str]:
    command = "python bench/reports.py" + (
        " --reduced" if options.reduced else "" if count == MANY else f" --documents {count}"
    )
    day = dt.datetime.now(dt.UTC).date()
    return _HEAD.format(
        command=command, day=day, version=counterflow.__version__,
        python=platform.python_version(), cores=os.cpu_count(), count=f"{count:,}",
    ).splitlines()  # fmt: skip


def _line(row: Row) -> str:
    met = "–" if not row.limit else "**no**" if row.failed else "yes"
    return f"| {row.what} | {row.figure} | {row.limit or '–'} | {met} |"


def _speed(count: int) -> Iterator[Row]:
    """Compare all steps with the bare parser in a child process, whose memory is its own."""
    with tempfile.TemporaryDirectory() as scratch:
        report_ground.write_reports(Path(scratch), range(1_000_000, 1_000_000 + count))
        ran = subprocess.run(
            [sys.executable, __file__, "--child", scratch], capture_output=True, check=True
        )
    found = json.loads(ran.stdout)
    shares = found["shares"]
    share = statistics.median(shares)
    yield Row(
        f"all steps beside the bare parser, {count} reports in {len(shares)} parts",
        f"{share:.2f} ({min(shares):.2f}–{max(shares):.2f}); {found['ours']:.1f} against "
        f"{found['bare']:.1f} reports a CPU second",
        f"≥ {SPEED}",
        share >= SPEED,
        timed=True,
    )
    yield Row(
        "peak memory of that process, both pipelines and the ledger",
        f"{found['peak_mb']:.0f} MB",
        f"≤ {MEMORY_MB} MB",
        found["peak_mb"] <= MEMORY_MB,
    )


def _compare(folder: Path) -> dict[str, object]:
    """Read all reports of a folder with all steps, and parse them bare; runs in the child."""
    parser = language()
    files = sorted(folder.iterdir())
    warm = report_ground.make_report(0)
    parser(warm), read_text(warm)
    shares: list[float] = []
    bare = ours = 0.0
    part = max(1, len(files) // 6)
    for at in range(0, len(files), part):
        spent_bare, spent_ours = _part(files[at : at + part], first_ours=bool(at // part % 2))
        shares.append(spent_bare / spent_ours)
        bare, ours = bare + spent_bare, ours + spent_ours
    return {
        "shares": shares,
        "bare": len(files) / bare,
        "ours": len(files) / ours,
        "peak_mb": _peak_mb(os.getpid()),
    }


def _part(files: list[Path], *, first_ours: bool) -> tuple[float, float]:
    """Give the CPU seconds of both ways over some files; who begins changes from part to part."""
    spent = {"bare": 0.0, "ours": 0.0}
    kept: list[KeptReading] = []
    for path in files:
        for way in ("ours", "bare") if first_ours else ("bare", "ours"):
            began = time.process_time()
            if way == "bare":
                language()(path.read_text("utf-8"))
            else:
                kept += _read(path)
            spent[way] += time.process_time() - began
    began = time.process_time()
    ledger_of(kept)
    return spent["bare"], spent["ours"] + time.process_time() - began


def _read(path: Path) -> Iterator[KeptReading]:
    for document in open_documents(path):
        read = read_text(document.text, about=document.report)
        runs = tuple(sorted(runs_of(document.text)))
        yield KeptReading(
            read.report, read.speakers, read.occasions, read.assertions, read.entities, runs
        )


class Watch(threading.Thread):
    """Follow how many reports a store holds and how much memory the process takes that fills it."""

    def __init__(self, pid: int, store: Path) -> None:
        super().__init__(daemon=True)
        self.pid, self.store, self.over = pid, store, threading.Event()
        self.seen: list[tuple[int, float]] = []
        self.peak = 0.0

    def run(self) -> None:
        """Look until told to stop."""
        while not self.over.wait(0.5):
            self.seen.append((_kept(self.store), _memory_mb(self.pid, "VmRSS")))
            self.peak = max(self.peak, _peak_mb(self.pid))

    def at(self, count: int) -> float | None:
        """Give the memory when so many reports were kept; ``None`` where that was not seen."""
        return next((memory for kept, memory in self.seen if kept >= count and memory), None)


def _kept(store: Path) -> int:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(
        sqlite3.connect(f"file:{store / FILE}?mode=ro", uri=True, timeout=0.1)
    ) as database:  # fmt: skip
        return int(database.execute("SELECT count(*) FROM reading").fetchone()[0])
    return 0


def _memory_mb(pid: int, name: str) -> float:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _peak_mb(pid: int) -> float:
    return _memory_mb(pid, "VmHWM")


def _many(count: int) -> Iterator[Row]:
    """Read many reports through the command, and watch its memory."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, store = Path(scratch, "reports"), Path(scratch, "store")
        report_ground.write_reports(folder, range(1, count + 1))
        words = ["read", str(folder), "--part", "reports", "--store", str(store)]
        began = time.monotonic()
        with Path(scratch, "out").open("wb") as out, Path(scratch, "talk").open("wb") as talk:
            process = subprocess.Popen(
                [sys.executable, "-m", "counterflow", *words],
                stdout=out,
                stderr=talk,
                env={**os.environ, "NO_COLOR": "1"},
            )
            watch = Watch(process.pid, store)
            watch.start()
            code = process.wait()
        watch.over.set()
        seconds = time.monotonic() - began
        kept = _kept(store)
        if code not in (0, 5):  # 5: some reports were read in part
            print(Path(scratch, "talk").read_text("utf-8", "replace"), file=sys.stderr)
        together = list(_together(store, count))
    yield Row(
        "reports read into a store by one command",
        f"{kept:,} of {count:,} in {seconds:,.0f} s, exit code {code}",
        "all",
        kept == count,
    )
    yield Row(
        "peak memory of that command",
        f"{watch.peak:.0f} MB",
        f"≤ {MEMORY_MB} MB",
        watch.peak <= MEMORY_MB,
    )
    yield _growth(watch, count)
    yield from together


def _together(store: Path, count: int) -> Iterator[Row]:
    """List the claims of a tenth of the reports and of all, the latter twice."""
    with tempfile.TemporaryDirectory() as scratch:
        some = Path(scratch)
        keep_readings(some, itertools.islice(_kept_readings(store), count // 10))
        few, _, _ = _listed(some)
    seconds, peak, claims = _listed(store)
    again, _, _ = _listed(store)
    what = f"claims of {count:,} reports put together (`claims ls`)"
    yield Row(
        what,
        f"{claims:,} claims in {seconds:,.0f} CPU s; of {count // 10:,} reports in {few:,.1f} s; "
        f"once more, from what is kept, in {again:,.1f} s",
        f"≤ {TIMES} times the tenth",
        seconds <= TIMES * few,
        timed=True,
    )
    yield Row(
        "peak memory of that command", f"{peak:.0f} MB", f"≤ {LEDGER_MB} MB", peak <= LEDGER_MB
    )


def _kept_readings(store: Path) -> Iterator[KeptReading]:
    with contextlib.closing(sqlite3.connect(f"file:{store / FILE}?mode=ro", uri=True)) as database:
        for (data,) in database.execute("SELECT data FROM reading ORDER BY at"):
            yield msgspec.json.decode(data, type=KeptReading)


def _listed(store: Path) -> tuple[float, float, int]:
    """List the claims of a store in a child: CPU seconds, peak in MB, number of claims."""
    command = ["-m", "counterflow", "claims", "ls", "--ndjson", "--store", str(store)]
    words = [sys.executable, *command]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(words, stdout=out)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak_mb(process.pid))
            time.sleep(0.05)
        out.seek(0)
        claims = sum(1 for _ in out)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return spent, peak, claims


def _growth(watch: Watch, count: int) -> Row:
    first = count // 10
    what = f"memory after {first:,} reports and at the end"
    early = watch.at(first)
    late = watch.seen[-2][1] if len(watch.seen) > 1 else None
    told = [one for one, _ in watch.seen]
    # Where all are kept in one go at the end, no growth can be seen.
    if early is None or late is None or len({one for one in told if one}) < 3:
        return Row(what, "not seen: the store was filled in one go")
    figure = f"{early:.0f} and {late:.0f} MB"
    if count < 1_000:  # too few to tell growth from what a start loads late
        return Row(what, figure)
    return Row(what, figure, f"at most {GROWTH_MB} MB more", late - early <= GROWTH_MB)


def _labels() -> Iterator[Row]:
    table = report_score.Table()
    for report in report_score.labelled_reports():
        table.add(report, report_score.score(report.text, report.mentions))
    for half, least in RIGHT.items():
        tally = table.cells[half, "all"]
        low, high = report_score.intervals(tally.right, tally.labelled)
        share, found = tally.right / tally.labelled, tally.found / tally.labelled
        yield Row(
            f"labelled mentions right (span, speaker, stance), half {report_score.HALVES[half]}",
            f"{share:.3f} ({low:.3f}–{high:.3f}) of {tally.labelled}; span found {found:.3f}; "
            f"precision of spans {tally.found / tally.read:.3f}",
            f"≥ {least:.2f}",
            share >= least,
        )


def _variants(count: int) -> Row:
    what = f"mentions right in {count} rewritten variants of the seed articles"
    if not (report_variants.FOLDER / "gold_seeds.json").is_file():
        return Row(what, "not measured: ../shared/reports is not here")
    hits, total, read = report_variants.measure(count)
    low, high = report_score.intervals(hits, total)
    return Row(
        what,
        f"{hits / total:.3f} ({low:.3f}–{high:.3f}) of {total:,}; precision {hits / read:.3f}",
        f"≥ {VARIANTS:.2f}",
        hits / total >= VARIANTS,
    )


if __name__ == "__main__":
    main()
