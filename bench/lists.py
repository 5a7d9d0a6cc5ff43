"""Time the store of lists: the real history of a list, a full rebuild, and opening what is built.

    python bench/lists.py             # all 309 versions, about five minutes
    python bench/lists.py --quick     # every twelfth of them
    python bench/lists.py --out docs/bench-lists.md --remark "nothing else ran"

Reads the real lists beside the repository and checks on the way: every version's raw bytes come
back, every stored difference is that of the raw files by the csv module alone. Prints each figure
beside its limit; exit code 1 where one is missed (with ``--quick``: where something is wrong, not
slow). With ``--out`` the page is written, and ``bench/advanced_xml.py`` runs for it too.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gc
import io
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.settings import read_settings
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.watch.lists import blobs
from counterflow.watch.lists.differences import Difference
from counterflow.watch.lists.history import Past, Step, import_history, past_versions
from counterflow.watch.lists.pieces import DIFFERENCE
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.versions import Version

SHARED = Path(__file__).parents[2] / "shared" / "data"
BUNDLE = SHARED / "ofac/sdn_csv_history/sdn_csv_2021-08_2024-05.git.bundle"
NAME = "us_ofac_sdn"
RAW_BYTES = 3_909_739
"""Size of the newest raw file; the store of all versions must not be larger."""
DAY_SECONDS, REBUILD_SECONDS, OPENING_SECONDS = 1.0, 20.0, 1.5
TRIPS = 8
OPENINGS = 5

COMPLETE = (
    ("us_ofac_sdn", "ofac/csv_2023-12-28_complete", "2023-12-28"),
    ("us_ofac_cons", "ofac/consolidated_nonsdn_2025-03-28.xml", ""),
    ("un_sc", "un/UN_consolidated_2026-02-27.xml", ""),
    ("eu_journal", "eu_journal", ""),
    ("ca_sema", "canada/sema-lmes_2025-03.xml", ""),
    ("uk_conlist", "uk/ofsi_sanctionsconlist_2014-04-02.csv", ""),
    ("jp_meti", "japan/meti_foreign_end_user_list_2026-07-20.json", ""),
    ("us_bis_dpl", "bis/dpl_2022-09-02.txt", ""),
)
"""Name, path and day (where the file states none) of the complete lists."""


class Figure(NamedTuple):
    """What was measured, beside its limit; ``hard`` is what may not fail on a slow machine."""

    what: str
    shown: str
    limit: str
    good: bool
    hard: bool = False


def uids(raw: bytes) -> set[str]:
    """Give the ids of a raw file by the csv module alone."""
    rows = csv.reader(io.StringIO(raw.decode("ascii"), newline=""))
    return {row[0].strip() for row in rows if len(row) == 12}


def bring_history(store: ListStore, scratch: Path, every: int) -> tuple[list[Figure], list[bytes]]:
    """Import the past of a list; give its raw files too."""
    with past_versions(BUNDLE, "sdn.csv") as past:
        chosen = [*past[:-2:every], *past[-2:]]
        began = time.perf_counter()
        steps = import_history(store, chosen, NAME, progress=_progress(len(chosen)))
        seconds = time.perf_counter() - began
        raw = [_raw(one, scratch) for one in chosen]
    print(file=sys.stderr)
    for step in steps:
        if step.trips or step.fault:
            print(f"  {step.day}: {'; '.join(step.trips) or step.fault}")
    tripped = sum(1 for step in steps if step.trips)
    faults = [step.day for step in steps if not step.version]
    size = store.file.stat().st_size
    whole = every == 1
    trips_due = f"{TRIPS}" if whole else "any"
    rate = f"{seconds:.0f} s, {len(steps) / seconds:.1f} a second"
    return [
        Figure("versions found", f"{len(past)}", "309", len(past) == 309, hard=True),
        Figure("imported in", rate, "none", good=True),
        Figure(
            "that guards would refuse", f"{tripped}", trips_due,
            tripped == TRIPS or not whole, hard=True,
        ),
        Figure(
            "kept aside (empty)", ", ".join(faults), "2024-05-04",
            faults == ["2024-05-04"], hard=True,
        ),
        Figure(
            "size of the store", f"{size:,} B", f"{RAW_BYTES:,} B",
            size <= RAW_BYTES, hard=True,
        ),
    ], raw  # fmt: skip


def _raw(past: Past, scratch: Path) -> bytes:
    path = past.write_to(scratch)
    try:
        return path.read_bytes()
    finally:
        path.unlink()


def _progress(total: int) -> Callable[[Step], None]:
    done = 0

    def told(_: Step) -> None:
        nonlocal done
        done += 1
        print(f"\r{done}/{total}", end="", file=sys.stderr, flush=True)

    return told


def check_history(store: ListStore, raw: list[bytes]) -> list[Figure]:
    """Check every version of a history against its raw file."""
    versions = store.versions(NAME)
    same = sum(
        b"".join(store.original(version.snapshot)) == data
        for version, data in zip(versions, raw, strict=True)
    )
    usable = [version for version in versions if version.state == "kept"]
    alike = _alike(store, list(zip(versions, raw, strict=True)))
    # Freed first: a million ids in memory slow every collection of garbage, and so each reading.
    raw.clear()
    gc.collect()
    slowest = 0.0
    for version in usable:
        slowest = max(slowest, min(_reading(store, version) for _ in range(2)))
    due, changes = len(versions), len(usable) - 1
    shown = f"{slowest:.2f} s"
    return [
        Figure("raw bytes that come back", f"{same}", f"{due}", same == due, hard=True),
        Figure(
            "differences as by csv alone", f"{alike}", f"{changes}", alike == changes, hard=True
        ),
        Figure(
            "slowest day to read (better of two)", shown, f"{DAY_SECONDS} s", slowest < DAY_SECONDS
        ),
    ]


def _reading(store: ListStore, version: Version) -> float:
    began = time.perf_counter()
    count = sum(1 for _ in store.listings(version.snapshot))
    assert count == version.snapshot.listings
    return time.perf_counter() - began


def _alike(store: ListStore, versions: list[tuple[Version, bytes]]) -> int:
    """Count the versions whose stored difference is that of the raw files; none for the first."""
    alike = 0
    usable = [(version, uids(data)) for version, data in versions if version.state == "kept"]
    with store.reading() as connection:
        assert connection is not None
        for (_, was), (version, now) in pairwise(usable):
            (sha256,) = connection.execute(
                "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?",
                (version.number, DIFFERENCE),
            ).fetchone()
            found = msgspec.json.decode(blobs.read(connection, sha256), type=Difference)
            added = {f"{NAME}-{uid}" for uid in now - was}
            removed = {f"{NAME}-{uid}" for uid in was - now}
            alike += (set(found.added), set(found.removed)) == (added, removed)
    return alike


def rebuild(folder: Path) -> list[Figure]:
    """Import every complete list that a reader claims, and build the index."""
    engine = Engine(read_settings({"store": str(folder)}, {}))
    imported, passed_over = 0, []
    began = time.perf_counter()
    for name, place, day in COMPLETE:
        started = time.perf_counter()
        try:
            kept = engine.import_list([SHARED / place], name=name, published_on=day or None)
        except ListError as fault:
            passed_over.append(name)
            print(f"  {name}: not imported: {fault.what[:160]}")
            continue
        imported += kept.snapshot.listings
        print(
            f"  {name}: {kept.snapshot.listings:,} listings, {time.perf_counter() - started:.1f} s"
        )
    started = time.perf_counter()
    engine.prepare()
    print(f"  index: {time.perf_counter() - started:.1f} s")
    seconds = time.perf_counter() - began
    done = len(COMPLETE) - len(passed_over)
    what = f"rebuild of {done} lists, {imported:,} listings, and the index"
    return [Figure(what, f"{seconds:.1f} s", f"{REBUILD_SECONDS} s", seconds <= REBUILD_SECONDS)]


def opening(folder: Path) -> list[Figure]:
    """Time a first answer from a built store, each in a process of its own."""
    # As the installed script does it.
    code = "from counterflow.serve.cli.main import main; main()"
    asked = ["check", "Clairvaudon Distribution", "--store", str(folder)]
    taken = []
    for _ in range(OPENINGS):
        began = time.perf_counter()
        ran = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, check=False)
        taken.append(time.perf_counter() - began)
        if b"Traceback" in ran.stderr or ran.returncode == 1:
            raise SystemExit(ran.stderr.decode())
    middle = statistics.median(taken)
    shown = f"{middle:.2f} s (least {min(taken):.2f}, most {max(taken):.2f})"
    return [Figure("opening and first answer, from the shell", shown, f"{OPENING_SECONDS} s",
                   middle <= OPENING_SECONDS)]  # fmt: skip


def advanced_xml(megabytes: int) -> tuple[str, int]:
    """Run the bench of the largest format in a process of its own; what it says, and its code."""
    command = [sys.executable, str(Path(__file__).with_name("advanced_xml.py"))]
    ran = subprocess.run(
        [*command, "--mb", str(megabytes)], stdout=subprocess.PIPE, text=True, check=False
    )
    return ran.stdout.strip(), ran.returncode


def page(figures: list[Figure], xml: str, remark: str, load: float) -> str:
    """Write what was measured as a page."""
    rows = "\n".join(
        f"| {one.what} | {one.shown} | {one.limit} | {'yes' if one.good else '**no**'} |"
        for one in figures
    )
    cores, python = os.cpu_count(), platform.python_version()
    day = dt.datetime.now(tz=dt.UTC).date()
    return f"""# Benchmarks of lists

`python bench/lists.py --out docs/bench-lists.md`, which `make bench` runs, on {day}:
Counterflow {VERSION}, Python {python}, {cores} cores, load {load:.1f} before it began.
{remark}

| What | Measured | Limit | Kept |
|---|--:|--:|---|
{rows}

The history is that of 309 daily versions of OFAC's SDN.CSV. Raw bytes are compared with the files
of the history, differences with the sets of ids that the csv module alone finds in them.

## A large XML file

`bench/advanced_xml.py` writes an invented file in OFAC's advanced format. *walk* is lxml's
`iterparse` over all elements, *parse* our walk over the parties, *read* the whole reader. Limits:
0.3 of the rate of the walk, 300 MB of memory.

```
{xml}
```
"""


def main() -> int:
    """Measure, print, and say by the exit code whether all limits were kept."""
    # Installing compiles the modules, so starts are timed with the compiled ones.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="every twelfth version of the history")
    parser.add_argument("--out", type=Path, help="write a page of it, with the large XML file")
    parser.add_argument("--remark", default="", help="what else ran: a line of the page")
    given = parser.parse_args()
    quick, load = given.quick, os.getloadavg()[0]
    if not SHARED.is_dir():
        print(f"the real lists are not at {SHARED}: nothing was measured")
        return 0
    with tempfile.TemporaryDirectory(prefix="counterflow-bench-") as name:
        folder = Path(name)
        figures = rebuild(folder / "built")
        figures += opening(folder / "built")
        store = ListStore(folder / "history")
        found, raw = bring_history(store, folder, 12 if quick else 1)
        figures += [*found, *check_history(store, raw)]
    for figure in figures:
        state = "" if figure.good else "   MISSED"
        print(f"{figure.what:55} {figure.shown:38} limit {figure.limit}{state}")
    missed = int(any(not figure.good for figure in figures if figure.hard or not quick))
    if given.out:
        said, code = advanced_xml(10 if quick else 100)
        print(said)
        given.out.write_text(page(figures, said, given.remark, load), encoding="utf-8")
        missed = missed or (0 if quick else code)
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
