"""Time designation day: a real list change against a history, beside screening everything again.

    python bench/rescreen.py                    # 1,000,000 parties, 10,000,000 transactions
    python bench/rescreen.py --reduced          # the run of CI: small, and compared with a full one
    python bench/rescreen.py --out docs/bench-rescreen.md

The change is the step of OFAC's SDN.CSV from 2024-04-26 to 2024-05-01, some 300 listings, among all
complete lists that are present beside the repository; without them invented lists stand in, and
the page says so. What screening everything again takes is measured on a stated sample in the same
process and scaled. Exit code 1 where names are not found again 15 times faster, or where anything
differs from a full screening.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

import generate
import lists as real
from counterflow.core.memory import search_rarely
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.core.settings import Settings, read_settings
from counterflow.core.version import VERSION
from counterflow.engine import Engine
from counterflow.monitoring import screen_as_kept, side_of
from counterflow.review.monitor.grounds import Side
from counterflow.review.monitor.history import History, Line, place_of
from counterflow.review.monitor.parts import note_part
from counterflow.review.monitor.rescreen import Doors, rescreen
from counterflow.review.monitor.segments import Standing, standing_of
from counterflow.review.monitor.standing import overlay
from counterflow.review.monitor.touched import ListChange
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.storage.database.records import Records, records_url

AS_OF = dt.date(2024, 5, 2)
SEED = 20261122
DUE = 15.0
"""How many times faster names must be asked again than by searching all of them."""
SEGMENT = 1_000_000
STEPS = ("2024-04-26", "2024-05-01")
UNKNOWN = Standing(Outcome.NO_MATCH, lacks=False, findings=(0, 0))


@dataclass
class Size:
    """How much is measured.

    Attributes:
        parties: Distinct parties of the history.
        transactions: Its transactions.
        names: Parties that are searched in full, for comparison.
        whole: Transactions that are screened in full, for comparison.
    """

    parties: int
    transactions: int
    names: int
    whole: int


FULL = Size(1_000_000, 10_000_000, 100_000, 5_000)
REDUCED = Size(4_000, 8_000, 4_000, 8_000)


def make_store(folder: Path) -> tuple[str, str, str]:
    """Bring the lists in; give the versions before and after the change, and what they are."""
    engine = Engine(read_settings({"store": str(folder)}, {}), as_of=AS_OF)
    if not real.SHARED.is_dir():
        return *_invented(engine, folder), "invented lists"
    for name, place, day in real.COMPLETE:
        if name != real.NAME and (real.SHARED / place).exists():
            engine.import_list([real.SHARED / place], name=name, published_on=day or None)
    ids = []
    for day in STEPS:
        raw = gzip.decompress((real.BUNDLE.parent / f"sdn_{day}.csv.gz").read_bytes())
        (file := folder.parent / "sdn.csv").write_bytes(raw)
        ids.append(engine.import_list([file], name=real.NAME, published_on=day).snapshot.id)
    return ids[0], ids[1], f"SDN.CSV of {STEPS[0]} and {STEPS[1]} among the complete lists"


def _invented(engine: Engine, folder: Path) -> tuple[str, str]:
    rng = random.Random(SEED)
    names = [generate.company(rng, generate.company_bases(rng)) for _ in range(600)]
    ids = []
    for count in (500, 600):
        rows = [
            msgspec.json.encode({"id": f"q{at}", "schema": "Company", "properties": {"name": [n]}})
            for at, n in enumerate(names[:count])
        ]
        (file := folder.parent / "house.ftm.json").write_bytes(b"\n".join(rows))
        ids.append(engine.store.import_list([file], name="house").snapshot.id)
    return ids[0], ids[1]


def party_names(
    count: int, listed: Sequence[str], fresh: Sequence[str], rng: random.Random, share: float
) -> Iterator[str]:
    """Give different names, as ``generate`` makes them; a share are listed ones, altered.

    Half of those are of listings that the change brings.
    """
    bases = generate.company_bases(rng)
    seen: set[str] = set()
    while len(seen) < count:
        turn = rng.random()
        if turn < share:
            name = generate.altered(rng, rng.choice(listed if turn < share / 2 else fresh))
        elif turn < 0.3:
            name = generate.person(rng)
        else:
            name = generate.company(rng, bases)
        if name not in seen:
            seen.add(name)
            yield name


def transactions(names: Sequence[str], count: int, start: int) -> Iterator[Transaction]:
    """Give shipments between pairs of some parties."""
    rng = random.Random(SEED + start)
    codes = generate.hs_codes()
    for at in range(count):
        # Every party stands somewhere; beyond that they are drawn.
        one = names[at % len(names)]
        other, destination = rng.choice(names), rng.choice(generate.COUNTRIES)
        yield Transaction(
            f"S{start + at:08}", kind="shipment",
            date=f"202{rng.randint(0, 3)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            parties=(
                Party("shipper", other, country=country_of(other)),
                Party("consignee", one, country=country_of(one)),
            ),
            goods=(GoodsLine(rng.choice(codes), "goods as declared", quantity="5"),),
            destination_country=destination,
        )  # fmt: skip


def country_of(name: str) -> str:
    """Give a party its country: the same whenever it is named."""
    return generate.COUNTRIES[len(name) * 7 % len(generate.COUNTRIES)]


def fill(
    history: History, records: Records, before: Side, size: Size, names: Sequence[str], *,
    decide: bool,
) -> None:  # fmt: skip
    """Make the history, a segment at a time; its decisions rest on the earlier lists.

    What stood decided is screened only where ``decide`` says so: for ten million that is a full
    run, and where it is left out every transaction looked at counts as changed.
    """
    screener = before.screener()
    pieces = max(1, size.transactions // SEGMENT)
    each, pool = size.transactions // pieces, len(names) // pieces
    for piece in range(pieces):
        own = names[piece * pool : (piece + 1) * pool]
        made = transactions(own, each, piece * each)

        def lines(made: Iterator[Transaction] = made) -> Iterator[Line]:
            for one in made:
                standing = UNKNOWN
                if decide:
                    standing = standing_of(screener.screen([one])[0], screener.nexus)
                yield Line(one, standing, one.parties)

        history.add("decisions", lines())
        with records.writing() as connection:
            note_part(
                connection, f"decisions/{piece}", "decisions",
                first=piece * each, count=each, ground=before.ground,
            )  # fmt: skip
        print(f"history: {(piece + 1) * each:,} transactions", file=sys.stderr, flush=True)


def opened(settings: Settings, version: str) -> Side:
    """Open what decides by one version of the list that changed."""
    engine = Engine(settings, as_of=AS_OF, versions=(version,), remember=False)
    return side_of(engine._in_use, settings, AS_OF)  # noqa: SLF001 - what a rescreen takes


def names_in(side: Side) -> set[str]:
    """Give the listed names that can be altered letter by letter."""
    return {name for name in side.index().names if name.isascii() and len(name) > 5}


def peak_mb() -> float:
    """Give the most memory that the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@dataclass
class Row:
    """One line of the table."""

    what: str
    seconds: float
    note: str


def measure(size: Size, folder: Path, *, decide: bool) -> tuple[list[Row], str, float, int]:
    """Measure; give the table, what was compared, the factor of names, and what differs."""
    store = folder / "store"
    store.mkdir()
    first, second, what = make_store(store)
    settings = read_settings({"store": str(store)}, {})
    before, after = opened(settings, first), opened(settings, second)
    listed, old = names_in(after), set(before.index().ids)
    index = after.index()
    fresh = [
        name
        for name, at in zip(index.names, index.name_listing.tolist(), strict=True)
        if index.ids[at] not in old and name in listed
    ]
    share = 0.05 if decide else 0.001
    names = list(party_names(size.parties, sorted(listed), fresh, random.Random(SEED), share))
    records = Records(records_url(folder / "records"), write=True)
    history = History(store / "history", ("bench",))
    began = time.process_time()
    fill(history, records, before, size, names, decide=decide)
    rows = [Row("taking them into the history", time.process_time() - began, "once")]
    names_of_sample = random.Random(SEED).sample(names, size.names)
    del names
    rows += names_again(history, before, after, names_of_sample)
    factor = rows[-1].seconds / rows[-2].seconds
    began = time.process_time()
    told = rescreen(
        records, history, after, threshold=settings.threshold, actor="bench",
        doors=Doors(screen=lambda kept: screen_as_kept(after.screener(), kept)),
    )  # fmt: skip
    seconds = time.process_time() - began
    note = f"{told.screened:,} looked at, {told.changed:,} events"
    rows.append(Row(f"{told.transactions:,} transactions brought up to date", seconds, note))
    sample = list(transactions([one.name for one in _some(names_of_sample)], size.whole, 0))
    began = time.process_time()
    for at in range(0, len(sample), 500):
        after.screener().screen(sample[at : at + 500])
    whole = (time.process_time() - began) / len(sample) * size.transactions
    scaled = f"{len(sample):,} measured" + ("" if len(sample) == size.transactions else ", scaled")
    rows.append(Row("all of them screened again", whole, scaled))
    differs = compare(records, history, after) if decide else -1
    return rows, what, factor, differs


def _some(names: Sequence[str]) -> list[Party]:
    return [Party("", name, country=country_of(name)) for name in names]


def names_again(history: History, before: Side, after: Side, sample: Sequence[str]) -> list[Row]:
    """Ask the change about all names of the history, and search a sample of them in full."""
    ListChange(before.index(), after.index(), threshold=0.7)  # opened, and its code loaded
    began = time.process_time()
    change = ListChange(before.index(), after.index(), threshold=0.7)
    candidates = touched = 0
    for segment in history.segments:
        found = change.candidates(segment.kept).tolist()
        candidates += len(found)
        touched += sum(change.touched([segment.party(at) for at in found]))
    back = time.process_time() - began
    matcher = PartyMatcher(after.index(), remember=False)
    parties = _some(sample)
    matcher.weigh_parties(parties[:500], limit=75)
    began = time.process_time()
    for at in range(0, len(parties), 1000):
        matcher.weigh_parties(parties[at : at + 1000], limit=75)
    full = (time.process_time() - began) / len(parties) * history.parties
    scaled = f"{len(parties):,} measured"
    scaled += "" if len(parties) == history.parties else ", scaled"
    listings = f"{change.added:,} listings came or changed, {change.removed:,} went or changed, "
    listings += f"{change.affected:,} are met by other keys; aliases and readings included"
    return [
        Row(
            f"the change asked about {history.parties:,} parties", back,
            f"{candidates:,} candidates, {touched:,} touched; {listings}",
        ),
        Row("all parties searched again", full, scaled),
    ]  # fmt: skip


def compare(records: Records, history: History, after: Side) -> int:
    """Count the transactions that stand otherwise than a full screening decides."""
    with records.reading() as connection:
        known = overlay(connection)
    screener, differs = after.screener(), 0
    for segment in history.segments:
        rows = segment.live.tolist()
        kept = [one.transaction for one in segment.transactions(rows)]
        for row, decision in zip(rows, screener.screen(kept), strict=True):
            stands = known.get(place_of(segment, row)) or segment.standing(row)
            differs += stands != standing_of(decision, screener.nexus)
    return differs


def page(rows: Sequence[Row], what: str, factor: float, given: argparse.Namespace) -> str:
    """Write what was measured as a page."""
    asked, load, remark = " --reduced" if given.reduced else "", given.load, given.remark
    for name in ("parties", "transactions"):
        if not given.reduced and getattr(given, name) != getattr(FULL, name):
            asked += f" --{name} {getattr(given, name)}"
    table = "\n".join(f"| {row.what} | {row.seconds:,.1f} s | {row.note} |" for row in rows)
    day = dt.datetime.now(tz=dt.UTC).date()
    return f"""# Benchmark of designation day

`python bench/rescreen.py{asked} --out docs/bench-rescreen.md` on {day}: Counterflow {VERSION},
Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f} before it began.
{remark}

The change is {what}.
Seconds are those of the processor, in one process.

| What | Time | Beside it |
|---|--:|---|
{table}

Names are asked again {factor:.1f} times faster than all of them are searched ({DUE:g} are wanted).
Most memory held: {peak_mb():,.0f} MB. Where what stood decided before was not screened (that would
be a full run), every transaction looked at is written as changed, which is more than a real day
writes.
"""


def main() -> int:
    """Measure, print, and say by the exit code whether it is fast enough and right."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    search_rarely()
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--reduced", action="store_true", help="small, and compared in full")
    parser.add_argument("--parties", type=int, default=FULL.parties)
    parser.add_argument("--transactions", type=int, default=FULL.transactions)
    parser.add_argument("--out", type=Path, help="write a page of it")
    parser.add_argument("--remark", default="", help="what else ran: a line of the page")
    given = parser.parse_args()
    given.load = os.getloadavg()[0]
    size = REDUCED
    if not given.reduced:
        size = Size(given.parties, given.transactions, FULL.names, FULL.whole)
        size.names = min(size.names, size.parties)
    with tempfile.TemporaryDirectory(prefix="counterflow-bench-") as name:
        (folder := Path(name)).joinpath("records").mkdir()
        rows, what, factor, differs = measure(size, folder, decide=given.reduced)
    for row in rows:
        print(f"{row.what:60} {row.seconds:10.1f} s   {row.note}")
    print(f"names: {factor:.1f} times faster; {peak_mb():,.0f} MB")
    if differs >= 0:
        print(f"transactions that stand otherwise than a full screening decides: {differs}")
    if given.out:
        given.out.write_text(page(rows, what, factor, given), encoding="utf-8")
    # So few names say nothing of speed.
    return int(differs > 0 or (not given.reduced and factor < DUE))


if __name__ == "__main__":
    raise SystemExit(main())
