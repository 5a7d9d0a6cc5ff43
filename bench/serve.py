"""Measure ``/match`` over loopback HTTP: requests a second, and how late the slowest come.

One server process, one core for it (``taskset`` where there is one) and one for the client. The
list is 10,000 entities: the first of the real SDN list of 2023-12-28 where ../shared is present,
else invented ones. Half of the requests name a listed party with two slips, half a party on no
list; all carry a country. Beside it stand the same questions put to the engine without HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import counterflow
import generate
from counterflow.core.version import VERSION
from matching_queries import misspelt

ROOT = Path(__file__).parents[1]
SDN = ROOT.parent / "shared" / "data" / "ofac" / "csv_2023-12-28_complete"
ENTITIES = 10_000
SEED = 20261122
CONNECTIONS = 8
LEAST_RATE, MOST_LATE = 400.0, 25.0


class Load(NamedTuple):
    """What one load gave: requests a second, milliseconds each, other statuses, parties found."""

    rate: float
    took: list[float]
    faults: int
    found: int

    def tail(self, share: float) -> float:
        """Give the milliseconds within which a share of the requests was answered."""
        return sorted(self.took)[min(len(self.took) - 1, int(share * len(self.took)))]


def entities(scratch: Path) -> tuple[Path, str]:
    """Write the list as FollowTheMoney entities; say what it is."""
    file = scratch / "list.ftm.json"
    rng = random.Random(SEED)
    if SDN.is_dir():
        engine = counterflow.open(scratch / "sdn", lists=None)
        engine.store.import_list(
            [SDN / "sdn.csv", SDN / "alt.csv", SDN / "add.csv"],
            name="sdn", published_on="2023-12-28", format="ofac_csv",
        )  # fmt: skip
        (snapshot,) = engine.store.current(None, ["sdn"])
        rows = [
            {"id": one.id, "schema": one.schema, "properties": one.properties}
            for one in itertools.islice(engine.store.listings(snapshot), ENTITIES)
        ]
        told = f"{ENTITIES:,} entities of the SDN list of 2023-12-28, with aliases and addresses"
    else:
        bases = generate.company_bases(rng)
        rows = [
            {"id": f"e{at}", "schema": "Company" if at % 2 else "Person", "properties": {
                "name": [generate.company(rng, bases) if at % 2 else generate.person(rng)],
                "country": [rng.choice(["ru", "ir", "cn", "sy"])]}}
            for at in range(ENTITIES)
        ]  # fmt: skip
        told = f"{ENTITIES:,} invented entities"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file, told


def queries(file: Path, count: int) -> list[tuple[str, dict[str, Any]]]:
    """Make the questions: every other one is of a listed party; its id comes with it."""
    rng = random.Random(SEED + 1)
    listed = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    named = [one for one in listed if one["properties"].get("name")]
    bases = generate.company_bases(rng)
    made: list[tuple[str, dict[str, Any]]] = []
    for at in range(count):
        if at % 2:
            one = rng.choice(named)
            name = misspelt(rng, one["properties"]["name"][0], 2)
            country = next(iter(one["properties"].get("country", ["ru"])))
            schema, wanted = one["schema"], one["id"]
        else:
            person = rng.random() < 0.5
            name = generate.person(rng) if person else generate.company(rng, bases)
            schema, wanted = "Person" if person else "Company", ""
            country = rng.choice(["de", "fr", "ae", "tr", "ru"])
        properties = {"name": [name], "country": [country]}
        made.append((wanted, {"schema": schema, "properties": properties}))
    return made


def request_of(query: dict[str, Any]) -> bytes:
    """Write one request whole."""
    body = json.dumps({"queries": {"q": query}}).encode()
    head = (
        "POST /match/default HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def load(
    port: int, asked: list[tuple[str, dict[str, Any]]], rate: float | None = None
) -> Load:
    """Put all questions over some connections, as fast as they are answered or at a rate."""
    took: list[float] = []
    faults = found = 0
    turn = iter(enumerate(asked))
    began = time.perf_counter()

    async def one_connection() -> None:
        nonlocal faults, found
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for at, (wanted, query) in turn:
            due = began + at / rate if rate else time.perf_counter()
            # Late because others are slow is late: the clock runs from when the request was due.
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request_of(query))
            head = await reader.readuntil(b"\r\n\r\n")
            size = int(re.search(rb"content-length: (\d+)", head)[1])  # type: ignore[index]
            body = await reader.readexactly(size)
            took.append((time.perf_counter() - due) * 1000)
            faults += not head.startswith(b"HTTP/1.1 200 ")
            found += bool(wanted) and f'"id":"{wanted}"'.encode() in body
        writer.close()

    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return Load(len(took) / (time.perf_counter() - began), took, faults, found)


def pinned(core: int) -> list[str]:
    """Give the words that keep a process on one core, where the system has them."""
    return ["taskset", "-c", str(core)] if shutil.which("taskset") else []


def start(store: Path) -> tuple[subprocess.Popen[str], int]:
    """Start the server on a free port; give both."""
    command = [*pinned(0), sys.executable, "-m", "counterflow", "serve", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--store", str(store), "--lists", "house"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r":(\d+) answers", line):
            return process, int(found[1])
    raise SystemExit("the server did not start")


def memory_of(process: int) -> float:
    """Give the most memory that a process has had, in MB; 0 where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        return 0.0
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    """Measure and print; with ``--out`` also write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reduced", action="store_true", help="a tenth of the requests")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    count = 800 if asked.reduced else 8_000
    with tempfile.TemporaryDirectory() as folder:
        page = measured(Path(folder), count)
    print(page)
    if asked.out:
        asked.out.write_text(page, encoding="utf-8")


def measured(scratch: Path, count: int) -> str:
    """Run the server under load and give the page."""
    file, told = entities(scratch)
    store = scratch / "store"
    engine = counterflow.open(store, lists=None)
    engine.store.import_list([file], name="house", published_on="2026-11-20")
    engine = counterflow.open(store, lists=["house"])
    engine.prepare()
    made = queries(file, count + 200)
    warm, made = made[:200], made[200:]
    process, port = start(store)
    try:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {1} if (os.cpu_count() or 1) > 1 else {0})
        asyncio.run(load(port, warm))
        halves = [asyncio.run(load(port, half)) for half in (made[::2], made[1::2])]
        full = Load(
            statistics.mean(half.rate for half in halves),
            [one for half in halves for one in half.took],
            sum(half.faults for half in halves), sum(half.found for half in halves),
        )  # fmt: skip
        quiet = asyncio.run(load(port, made[: count // 2], full.rate / 2))
        memory = memory_of(process.pid)
    finally:
        process.terminate()
        process.wait()
    for _, query in warm:
        engine.match(query, limit=5)
    began = time.perf_counter()
    direct = sum(bool(wanted) and wanted in {one.id for one in engine.match(query, limit=5)}
                 for wanted, query in made[: count // 2])  # fmt: skip
    alone = (count // 2) / (time.perf_counter() - began)
    quiet_tails = ", ".join(
        f"{100 * share:g} % {quiet.tail(share):.1f} ms" for share in (0.5, 0.99, 0.999)
    )
    both = ", ".join(f"{half.rate:,.0f}" for half in halves)
    faults = full.faults + quiet.faults
    rows = [
        Line(
            f"full load, {CONNECTIONS} connections",
            f"{full.rate:,.0f} requests/s (halves: {both})",
            "≥ 400/s a core",
            full.rate >= LEAST_RATE,
        ),
        Line("– 50 %, 99 %", f"{full.tail(0.5):.1f}, {full.tail(0.99):.1f} ms"),
        Line(
            f"half load, {full.rate / 2:,.0f} requests/s",
            quiet_tails,
            "99 % ≤ 25 ms",
            quiet.tail(0.99) <= MOST_LATE,
        ),
        Line("answered with another status than 200", f"{faults}", "0", not faults),
        Line("listed parties with two slips found", f"{full.found:,} of {count // 2:,}"),
        Line(
            "the same questions to the engine, no HTTP",
            f"{alone:,.0f}/s; {direct:,} of {count // 4:,} found",
        ),
        Line("peak memory of the server", f"{memory:,.0f} MB"),
    ]
    return page_of(told, count, rows)


class Line(NamedTuple):
    """One line of the table."""

    what: str
    value: str
    limit: str = "–"
    kept: bool | None = None

    def shown(self) -> str:
        """Write it."""
        kept = "–" if self.kept is None else "yes" if self.kept else "**no**"
        return f"| {self.what} | {self.value} | {self.limit} | {kept} |"


def page_of(told: str, count: int, rows: list[Line]) -> str:
    """Write the page."""
    day, python = dt.datetime.now(tz=dt.UTC).date(), sys.version.split()[0]
    return f"""# Benchmark of the HTTP API

`python bench/serve.py --out docs/bench-serve.md` on {day}: Counterflow {VERSION}, Python {python},
{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at its end.
`POST /match/default`, one entity a request; the list is {told}.
{count:,} requests, of which half name a listed party with two slips. One server process on one
core, the client on another. yente's documentation gives about 4 requests a second and core, on a
list some hundred times as large.

| What | Measured | Limit | Kept |
|---|--:|--:|---|
{chr(10).join(row.shown() for row in rows)}
"""


if __name__ == "__main__":
    main()
