"""What is measured of speed and memory, row by row, beside the peer and the target."""

from __future__ import annotations

import csv
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from counterflow.engine import Engine
from matching_ground import (
    ALL_LISTS,
    FORTY_THOUSAND,
    READING,
    digest,
    digest_of_files,
    drop_old_indexes,
    entries_of,
    export,
    import_lists,
    opened,
)
from matching_ours import Workers, rate_and_tail
from matching_peer_runs import PeerRuns
from matching_people import parties
from matching_queries import Query, lengthened, names_of
from matching_sets import Sets
from matching_table import Row, alerts, recall

TIMES = 10
COLD_RUNS = 5
COLD = """
import sys
import counterflow
engine = counterflow.open(sys.argv[1], lists=sys.argv[2].split(","))
found = engine.match({"schema": "Person", "properties": {"name": [sys.argv[3]]}})
assert found, "the first answer is empty"
# Not ru_maxrss: a process takes that over from the one that started it.
status = open("/proc/self/status").read()
print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def bulk(sets: Sets) -> list[Row]:
    """Measure distinct names per second on both cores, in halves, and as a file."""
    queries = sets.queries("bulk")
    rates, answers, taken = [], [], 0.0
    # Two halves tell the noise; the same queries again would be met in caches.
    for half in (queries[::2], queries[1::2]):
        answered, seconds = sets.workers.ask(half)
        rates.append(len(half) / seconds)
        answers += answered
        taken += seconds
    rate, peer = len(queries) / taken, sets.peer.get("bulk")
    shown = f"{rate:,.0f} queries/s (halves: {rates[0]:,.0f}, {rates[1]:,.0f})"
    theirs, ratio = "", None
    if peer:
        theirs_rate = len(peer.answers) / peer.seconds
        ratio = rate / theirs_rate
        theirs = f"{theirs_rate:,.0f} queries/s ({len(peer.answers):,} of the same queries)"
        shown += f", {ratio:,.1f} × the peer"
    rows = [
        Row(
            f"bulk, {len(queries):,} distinct names, both cores, matches scored in full",
            theirs, shown, "≥ 100 × the peer", ratio >= 100 if ratio else None,
        ),
    ]  # fmt: skip
    planted = [query for query in queries if query.wanted]
    found = recall(planted, answers, scored=True)
    others = [query for query in queries if not query.wanted]
    what = "– in it: misspelt listed names found; parties on no list with an alert"
    rows.append(Row(what, "", f"{found.shown()}; {alerts(others, answers).percent()}"))
    rows.append(_file_run(sets, queries))
    return rows


def _file_run(sets: Sets, queries: Sequence[Query]) -> Row:
    """Screen the same parties as a file, decisions and all, with two workers."""
    with tempfile.TemporaryDirectory(prefix="counterflow-bench-") as name:
        source, out = Path(name, "parties.csv"), Path(name, "out.ndjson")
        with source.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("shipment_id", "consignee"))
            writer.writerows((query.id, query.properties["name"][0]) for query in queries)
        began = time.perf_counter()
        engine = opened(sets.store, sets.lists)
        engine.screen_file(source, output=out, workers=2)
        seconds = time.perf_counter() - began
    shown = f"{len(queries) / seconds:,.0f} rows/s"
    return Row("– the same as a file: screen_file, decisions written, start included", "", shown)


def single(sets: Sets) -> list[Row]:
    """Measure queries asked one by one in one process."""
    rows = []
    for name, what, times in (
        ("single-name", "one by one, name only", 8),
        ("single-record", "one by one, full record", 20),
    ):
        queries = sets.queries(name)
        with Workers(sets.store, sets.lists, 1) as worker:
            seconds = [answer.seconds for answer in worker.one_by_one(queries)]
        whole = rate_and_tail(seconds)
        halves = [rate_and_tail(half) for half in (seconds[::2], seconds[1::2])]
        rate, peer = whole[0], sets.peer.get(name)
        shown, theirs, ratio = _tail(whole), "", None
        shown += f"; halves: {halves[0][0]:,.0f}, {halves[1][0]:,.0f} a second"
        if peer:
            their = rate_and_tail([answer.seconds for answer in peer.answers])
            ratio, theirs = rate / their[0], _tail(their)
            shown += f"; {ratio:,.1f} × the peer"
        target = f"≥ {times} × the peer"
        rows.append(Row(what, theirs, shown, target, ratio >= times if ratio else None))
        shown = f"{whole[3]:.1f} ms (halves: {halves[0][3]:.1f}, {halves[1][3]:.1f})"
        theirs = f"{their[3]:.1f} ms" if peer else ""
        rows.append(Row(f"– p99, {what}", theirs, shown, "≤ 10 ms", whole[3] <= 10))
    if alone := sets.peer.get("alone"):
        their = rate_and_tail([answer.seconds for answer in alone.answers])
        what = f"– the peer with its blocker called for each query alone ({len(alone.answers)})"
        rows.append(Row(what, _tail(their), ""))
    return rows


def _tail(run: tuple[float, float, float, float]) -> str:
    rate, middle, p95, p99 = run
    return f"{rate:,.0f} a second (p50 {middle:.2f}, p95 {p95:.1f}, p99 {p99:.1f} ms)"


def cold(sets: Sets, runs: PeerRuns | None) -> list[Row]:
    """Measure a fresh process from its start to its first answer, from a saved index."""
    opened(sets.store, sets.lists).prepare()
    wanted = next(one for one in sets.names if one.entry.schema == "Person").text
    times, peaks = [], []
    for _ in range(COLD_RUNS):
        began = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", COLD, str(sets.store), ",".join(sets.lists), wanted],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        times.append(time.perf_counter() - began)
        if ran.returncode:
            raise RuntimeError(f"the cold start failed: {ran.stderr[-400:]}")
        peaks.append(float(ran.stdout))
    middle, peak = statistics.median(times), max(peaks)
    first = runs.start() if runs else None
    return [
        Row(
            "cold start to first answer, fresh process, saved index",
            f"{first.seconds:.1f} s (builds its index)" if first else "",
            f"{middle:.2f} s (least {min(times):.2f}, most {max(times):.2f})",
            "≤ 1.5 s", middle <= 1.5,
        ),
        Row(
            "– its peak memory", f"{first.peak_mb:,.0f} MB" if first else "", f"{peak:,.0f} MB",
            "≤ 250 MB", peak <= 250,
        ),
    ]  # fmt: skip


def tenfold(sets: Sets) -> list[Row]:
    """Measure the cost per query on lists ten times as long, on the same queries."""
    return [*_tenfold(sets, misspelt=False), *_tenfold(sets, misspelt=True)]


def _tenfold(sets: Sets, *, misspelt: bool) -> list[Row]:
    store = _long_store(sets, misspelt=misspelt)
    kind = "words recombined and misspelt" if misspelt else "words recombined"
    long, short = (store, ("long",)), (sets.store, sets.lists)
    queries = sets.queries("single-name")
    several = sets.queries("bulk")[: max(500, len(sets.queries("bulk")) // 10)]
    single_cost, bulk_cost, sizes = [], [], []
    for place, lists in (short, long, short, long):
        engine: Engine = opened(place, lists)
        sizes.append(sum(snapshot.listings for snapshot in engine.snapshots))
        with Workers(place, lists, 1) as worker:
            seconds = [answer.seconds for answer in worker.one_by_one(queries)]
        single_cost.append(statistics.mean(seconds))
        with Workers(place, lists) as workers:
            bulk_cost.append(workers.ask(several)[1] / len(several))
    rows = []
    for what, cost in (("one by one, name only", single_cost), ("in bulk", bulk_cost)):
        ratio = min(cost[1], cost[3]) / min(cost[0], cost[2])
        shown = f"{ratio:.2f} × ({_ms(cost[0])}, {_ms(cost[1])}; again: "
        shown += f"{_ms(cost[2])}, {_ms(cost[3])})"
        rows.append(
            Row(
                f"cost per query, {sizes[1]:,} listings for {sizes[0]:,} ({kind}), {what}",
                "", shown, "≤ 3 ×", ratio <= 3,
            )
        )  # fmt: skip
    return rows


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.3f} ms"


def _long_store(sets: Sets, *, misspelt: bool) -> Path:
    """Import the lengthened list, or give the store that holds it."""
    entries = list(lengthened(sets.entries, TIMES, sets.seed, misspelt=misspelt))
    source = export(entries, sets.cache)
    store = sets.cache / f"long-{digest(source.name, digest_of_files(READING))}"
    if not (store / "done").is_file():
        print("importing a list ten times as long", file=sys.stderr)
        engine = opened(store, ())
        engine.import_list([source], name="long", published_on="2026-01-01")
    (store / "done").touch()
    source.unlink()
    drop_old_indexes(store)
    opened(store, ("long",)).prepare()
    return store


def million(sets: Sets, count: int) -> list[Row]:
    """Match a million distinct parties against 40,000 names on two cores, a part against all."""
    rows = []
    for lists, asked in ((FORTY_THOUSAND, count), (ALL_LISTS, max(1000, count // 10))):
        told, listings, names = _crowd(sets, lists, asked)
        seconds, rate = told["seconds"], asked / told["seconds"]
        shown = f"{seconds:,.0f} s ({rate:,.0f}/s), {told['found']:,} with a match"
        whole = lists is FORTY_THOUSAND and asked >= 1_000_000
        rows += [
            Row(
                f"{asked:,} distinct parties × {names:,} names of {listings:,} listings, two cores",
                "", shown,
                *(("about 120 s", seconds <= 130) if whole else ("",)),
            ),
            Row(
                "– peak memory over all processes", "", f"{told['peak_mb']:,.0f} MB",
                "≤ 1,500 MB", told["peak_mb"] <= 1500,
            ),
        ]  # fmt: skip
    return rows


def _crowd(
    sets: Sets, wanted: Sequence[tuple[str, str, str]], count: int
) -> tuple[dict[str, float], int, int]:
    """Match many parties in a process of its own; give what it told, listings and names."""
    store = import_lists(sets.cache, wanted, f"for {count:,} parties")
    lists = tuple(name for name, _, _ in wanted)
    entries = entries_of(store, lists)
    with tempfile.TemporaryDirectory(prefix="counterflow-bench-") as folder:
        source = Path(folder, "parties.tsv")
        with source.open("w", encoding="utf-8") as file:
            for query in itertools.islice(parties(sets.invented(), sets.seed), count):
                name = " ".join(query.properties["name"][0].split())
                file.write(f"{query.schema}\t{name}\n")
        script = Path(__file__).with_name("matching_million.py")
        ran = subprocess.run(
            [sys.executable, str(script), str(store), ",".join(lists), str(source)],
            stdout=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    if ran.returncode:
        raise RuntimeError("matching many parties failed")
    return json.loads(ran.stdout), len(entries), sum(1 for _ in names_of(entries))


def machine() -> str:
    """Tell the machine in words: cores and memory, no names."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {pages * size / 2**30:.0f} GiB of memory"


def written(path: Path, value: object) -> None:
    """Write a value as JSON."""
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
