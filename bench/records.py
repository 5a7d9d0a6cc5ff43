"""Append ten million decisions to the archive, find and prove any of them.

    python bench/records.py [--decisions 10000000] [--out docs/bench-records.md]
    python bench/records.py --reduced                  # 40,000 decisions, for CI

The decisions are invented and seeded: the bytes of one that the engine took, with other ids, days
and parties, of a million. Beside the archive the same rows go into plain Parquet files and into a
plain SQLite table (WAL, synchronous=FULL), neither with a chain nor with anything to find them by:
one batch of each for every twenty of the archive, so that all three meet the same hours of the same
machine. Limit (the issue): any decision found by party or day within 150 ms, and proved.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

import counterflow
from counterflow.core.days import today
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.core.version import VERSION
from counterflow.recording import ground_of
from counterflow.storage.archive.finding import Query, find
from counterflow.storage.archive.ground import Ground
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.proving import prove
from counterflow.storage.archive.verifying import verify_store
from counterflow.storage.audit.signing import open_records

SEED = 20261122
BATCH = 2_000
SLICE = 500_000
"""Decisions of the archive after which the peers have their turn."""
PEERS = 20
"""The peers append one decision for so many of the archive: SQLite keeps each whole."""
CUSTOMERS = 1_000_000
DAYS = 3_650
ASKED = 200
MOST_MS = 150.0


class Rate(NamedTuple):
    """What one way to append took."""

    decisions: int
    seconds: float
    work: float
    bytes: int


class Asked(NamedTuple):
    """How long look-ups of one kind took, in milliseconds: by the clock, and of work."""

    what: str
    median: float
    late: float
    longest: float
    work: float


class Maker:
    """Makes decisions of the bytes of one."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.ground, self._pieces = _template()

    def batch(self, first: int) -> list[tuple[str, str, bytes]]:
        """Give the ids, days and bytes of a batch."""
        found = []
        for number in range(first, first + BATCH):
            customer, day = self._chance.randrange(CUSTOMERS), self._chance.randrange(DAYS)
            named = f"T{number:08}", day_of(day), name_of(customer), f"R{customer:07}"
            a, b, c, d, e, f = self._pieces
            body = (
                f"{a}{named[0]}{b}{named[0]}{c}{named[1]}{d}{named[2]}{e}{named[3]}{f}"
            ).encode()
            found.append((named[0], named[1], body))
        return found


def name_of(customer: int) -> str:
    """Give the invented name of a customer."""
    return f"Clairvaudon {customer % 997} Distribution {customer} SAS"


def day_of(number: int) -> str:
    """Give the day of a number."""
    return f"{2016 + number // 365}-{number % 12 + 1:02}-{number % 28 + 1:02}"


def _template() -> tuple[Ground, list[str]]:
    """Take one decision, and cut it where others differ."""
    marks = ("§id§", "§day§", "§name§", "§number§")
    with tempfile.TemporaryDirectory() as folder:
        engine = counterflow.open(folder)
        consignee = Party(
            "consignee", marks[2], country="FR",
            identifiers=(Identifier("registrationNumber", marks[3]),),
        )  # fmt: skip
        parties = (Party("shipper", "Trzykrosna Eksport Sp. z o.o.", country="PL"), consignee)
        order = Transaction("T", date="2025-01-01", parties=parties)
        decision = engine.screen(order)
        ground = ground_of(engine._in_use, engine.settings, engine.as_of)  # noqa: SLF001
    marked = msgspec.structs.replace(
        decision, id=marks[0], outcome=Outcome.NO_MATCH,
        transaction=msgspec.structs.replace(order, id=marks[0], date=marks[1]),
    )  # fmt: skip
    text = msgspec.json.encode(marked).decode()
    for mark in marks:
        text = text.replace(mark, "§")
    pieces = text.split("§")
    if len(pieces) != 6:
        raise SystemExit(f"the template was cut into {len(pieces)} pieces")
    return ground, pieces


def append_all(folder: Path, count: int) -> tuple[int, Rate, Rate, Rate]:
    """Append to the archive and, in turn, to the peers; what is there already stays.

    Ctrl-C ends it early. Rates are over what this process appended, sizes over all.

    Returns:
        How many decisions are there, and the rates.
    """
    maker = Maker(SEED)
    archive = Archive(open_records(folder, write=True), folder)
    with archive.records.reading() as connection:
        there = sum(part.rows for part in archive.parts(connection))
    plain = folder / "plain"
    shutil.rmtree(plain, ignore_errors=True)
    plain.mkdir()
    table = sqlite3.connect(plain / "plain.sqlite", isolation_level=None)
    table.execute("PRAGMA journal_mode = WAL")
    table.execute("PRAGMA synchronous = FULL")
    table.execute("CREATE TABLE decision (id TEXT, day TEXT, body BLOB)")
    spent = {name: [0, 0.0, 0.0] for name in ("archive", "parquet", "sqlite")}

    def timed(name: str, job: Callable[[], object]) -> None:
        clock, work = time.perf_counter(), time.process_time()
        job()
        spent[name][0] += BATCH
        spent[name][1] += time.perf_counter() - clock
        spent[name][2] += time.process_time() - work

    def step(number: int, first: int) -> None:
        rows = maker.batch(first)
        if first < there:
            return
        bodies = [body for _, _, body in rows]

        def keep() -> object:
            return archive.append_batch(maker.ground, bodies, run="bench", part=number)

        timed("archive", keep)
        if number % PEERS == 0 or not spent["sqlite"][0]:
            timed("parquet", lambda: _to_parquet(plain, number, rows))
            timed("sqlite", lambda: _to_sqlite(table, rows))
        if sys.stderr.isatty() or first % SLICE == 0:
            rate = spent["archive"][0] / max(spent["archive"][1], 1e-9)
            told = f"{first + BATCH:,} of {count:,}, {rate:,.0f}/s"
            print(told, file=sys.stderr, flush=True)

    done = 0
    with contextlib.suppress(KeyboardInterrupt):
        for number, first in enumerate(range(0, count, BATCH)):
            step(number, first)
            done = first + BATCH
    table.close()
    archive.records.close()
    sizes = {
        "archive": _size(folder / "decisions") + sum(
            one.stat().st_size for one in folder.glob("records.sqlite*")
        ),
        "parquet": sum(one.stat().st_size for one in plain.glob("*.parquet")),
        "sqlite": sum(one.stat().st_size for one in plain.glob("plain.sqlite*")),
    }  # fmt: skip
    found = [Rate(int(spent[n][0]), spent[n][1], spent[n][2], sizes[n]) for n in spent]
    each = found[0].bytes * found[0].decisions // done
    return done, found[0]._replace(bytes=each), found[1], found[2]


def _to_parquet(folder: Path, number: int, rows: list[tuple[str, str, bytes]]) -> None:
    names = ("id", "day", "body")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(
        pa.table(columns), folder / f"{number}.parquet", compression="zstd", compression_level=3
    )


def _to_sqlite(table: sqlite3.Connection, rows: list[tuple[str, str, bytes]]) -> None:
    table.execute("BEGIN IMMEDIATE")
    table.executemany("INSERT INTO decision VALUES (?, ?, ?)", rows)
    table.execute("COMMIT")


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())


def ask_all(archive: Archive, count: int) -> Iterator[Asked]:
    """Time look-ups of each kind, and proofs, of decisions chosen by chance."""
    chance = random.Random(SEED + 1)
    maker = Maker(SEED)
    known: list[tuple[str, str, str]] = []
    # Some batches of the run again, to know what must be found.
    again = min(count, 20 * BATCH)
    for first in range(0, again, BATCH):
        for id_, day, body in maker.batch(first):
            if chance.random() < ASKED / again:
                parties = msgspec.json.decode(body)["transaction"]["parties"]
                known.append((id_, day, parties[1]["name"]))
    far = [chance.randrange(count) for _ in range(ASKED)]
    yield _timed("by party", archive, [Query(party=name) for _, _, name in known], least=1)
    both = [Query(party=name, days=(day, day)) for _, day, name in known]
    yield _timed("by party and day", archive, both, least=1)
    days = [Query(days=(day, day)) for _, day, _ in known]
    yield _timed("by day of the transaction", archive, days, least=1)
    yield _timed("by id", archive, [Query(id=f"T{n:08}") for n in far], least=1)
    numbers = [Query(number=f"R{chance.randrange(CUSTOMERS):07}") for _ in far]
    yield _timed("by register number", archive, numbers, least=0)
    yield _timed("by day of screening", archive, [
        Query(screened=(str(today()), str(today()))) for _ in known[:20]], least=1)  # fmt: skip
    yield _timed("a party in every decision", archive,
                 [Query(party="Trzykrosna Eksport Sp. z o.o.")] * 20, least=20)  # fmt: skip
    clock = _Clock()
    for number in far:
        with clock:
            proof = prove(archive, f"{number // BATCH + 1}.{number % BATCH}")
        if f'"id":"T{number:08}"' not in (proof.body or ""):
            raise SystemExit(f"decision {number} is not what was appended")
    yield clock.asked("proof of one, checked")


class _Clock:
    """Gathers times by the clock and of work."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.work: list[float] = []

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.times.append((time.perf_counter() - self._began[0]) * 1000)
        self.work.append((time.process_time() - self._began[1]) * 1000)

    def asked(self, what: str) -> Asked:
        ordered = sorted(self.times)
        late = ordered[int(len(ordered) * 0.99)]
        work = statistics.median(self.work)
        return Asked(what, statistics.median(ordered), late, ordered[-1], work)


def _timed(what: str, archive: Archive, queries: list[Query], *, least: int) -> Asked:
    clock = _Clock()
    for query in queries:
        with clock:
            found = find(archive, query)
        if len(found) < least:
            raise SystemExit(f"not found: {query}")
    return clock.asked(what)


def page(
    count: int, rates: tuple[Rate, Rate, Rate], asked: list[Asked], checks: dict[str, float],
    command: str, load: float,
) -> str:  # fmt: skip
    """Write the page of results."""
    told = (
        f"`{command}` on {today()}: Counterflow {VERSION}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {load:.1f} before it began, SQLite records. The decisions "
        f"are invented and seeded ({SEED}): {count:,} of {CUSTOMERS:,} customers, in parts of "
        f"{BATCH:,}. The peers are in the same run, one batch in turn with every {PEERS} of the "
        "archive; they have no chain and nothing to find a decision by. *Work* is time of this "
        "process on a core, without waiting for others or for the disk."
    )
    lines = [
        "# Benchmark of the records",
        "",
        *textwrap.wrap(told, 110),
        "",
        "| Appended to | Decisions | per second | per second of work | bytes each |",
        "|---|--:|--:|--:|--:|",
    ]
    names = ("the archive: sealed, chained, indexed", "plain Parquet", "plain SQLite, FULL")
    for name, rate in zip(names, rates, strict=True):
        lines.append(
            f"| {name} | {rate.decisions:,} | {rate.decisions / rate.seconds:,.0f} | "
            f"{rate.decisions / rate.work:,.0f} | {rate.bytes / rate.decisions:,.0f} |"
        )
    lines += [
        "",
        f"| Asked, of {count:,} | work, median | median | 99 % | longest | limit | kept |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += [
        f"| {one.what} | {one.work:.1f} ms | {one.median:.1f} ms | {one.late:.1f} ms | "
        f"{one.longest:.1f} ms | {MOST_MS:.0f} ms | {'yes' if one.late <= MOST_MS else 'no'} |"
        for one in asked
    ]
    lines += ["", "| Verified | seconds |", "|---|--:|"]
    lines += [f"| {name} | {seconds:.1f} |" for name, seconds in checks.items()]
    return "\n".join([*lines, ""])


def main() -> None:
    """Run and print or write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--decisions", type=int, default=10_000_000)
    asked.add_argument("--reduced", action="store_true", help="40,000 decisions")
    asked.add_argument("--out", type=Path)
    asked.add_argument("--at", type=Path, help="a folder that stays: a second run only asks it")
    asked.add_argument("--verify", action="store_true", help="verify every decision too")
    given = asked.parse_args()
    count = 40_000 if given.reduced else given.decisions // BATCH * BATCH
    folder = given.at or Path(tempfile.mkdtemp(prefix="records-"))
    folder.mkdir(exist_ok=True)
    try:
        run(given, count, folder)
    finally:
        if given.at is None:
            shutil.rmtree(folder, ignore_errors=True)


def run(given: argparse.Namespace, count: int, folder: Path) -> None:
    """Append, ask and verify; print or write the page."""
    told = folder / "rates.json"
    if not told.exists():
        before = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        done, *rates = append_all(folder, count)
        told.write_bytes(msgspec.json.encode((before, done, rates)))
        if given.at and not given.out:
            return
    load, count, rates = msgspec.json.decode(told.read_bytes(), type=tuple[float, int, list[Rate]])
    with contextlib.closing(open_records(folder, write=False)) as records:
        archive = Archive(records, folder)
        found = list(ask_all(archive, count))
        checks = {}
        clock = time.perf_counter()
        verify_store(archive, with_decisions=False)
        checks[f"the log alone, {count // BATCH:,} entries"] = time.perf_counter() - clock
        if given.verify or given.reduced:
            clock = time.perf_counter()
            verify_store(archive)
            checks[f"the log and {count:,} decisions"] = time.perf_counter() - clock
    words = ["python bench/records.py"]
    words += ["--reduced"] if given.reduced else [f"--decisions {count}"]
    words += [f"--out {given.out}"] if given.out else []
    text = page(count, (rates[0], rates[1], rates[2]), found, checks, " ".join(words), load)
    if given.out:
        given.out.write_text(text, "utf-8")
    print(text)
    if not given.reduced and any(one.late > MOST_MS for one in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
