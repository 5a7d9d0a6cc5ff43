"""Candidates and matching beside the best open peer, same list, same queries, same run.

    python bench/matching.py                     # all, more than an hour with the peer
    python bench/matching.py --million           # and a million parties against all lists
    python bench/matching.py --reduced           # the reduced run of CI, under three minutes
    python bench/matching.py --only typos --count 500 --no-peer

The peer is nomenklatura (its DuckDB blocker, 75 candidates, then LogicV2 at 0.70), installed from
PyPI into an environment of its own in the cache folder. Its answers are kept there by what they
were made from, its times are measured anew (``--cached`` takes kept ones too). Without the real
lists beside the repository nothing is measured.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import shlex
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import counterflow
import matching_speed as speed
from matching_ground import CACHE, LISTS, PEER_PACKAGES, SHARED, export, versions
from matching_measures import QUALITY
from matching_peer_runs import PeerRuns
from matching_queries import names_of
from matching_sets import Counts, Sets
from matching_table import Row, as_json, table

SEED = 20261121
SPEED: dict[str, tuple[str, ...]] = {
    "single": ("single-name", "single-record", "alone"), "bulk": ("bulk",),
    "cold": (), "tenfold": (), "million": (),
}  # fmt: skip
"""Measures of speed and the sets that the peer is asked for them."""
EVERY = (*QUALITY, *SPEED)
REDUCED = Counts(
    recall=200, negatives=300, records=500, companies=500, bulk=1000, single=200, peer=40,
    peer_records=80,
)  # fmt: skip


@dataclass
class Report:
    """The rows measured and what is to be said beside them."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--only", default="", help=f"of {', '.join(EVERY)}; by commas")
    parser.add_argument("--count", type=int, help="queries of each kind, for development")
    parser.add_argument("--peer-count", type=int, default=1000, help="with --count: of the peer")
    parser.add_argument("--no-peer", action="store_true")
    parser.add_argument("--cached", action="store_true", help="take kept times of the peer too")
    parser.add_argument("--reduced", action="store_true")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--out", type=Path, help="docs/benchmarks.md where all is measured")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _chosen(args: argparse.Namespace) -> list[str]:
    """Give the measures asked for, in order.

    Raises:
        SystemExit: one is unknown.
    """
    asked = [name for name in args.only.split(",") if name]
    if unknown := set(asked) - set(EVERY):
        raise SystemExit(f"no measure {', '.join(sorted(unknown))}; there are {', '.join(EVERY)}")
    if asked:
        return [name for name in EVERY if name in asked or (name == "million" and args.million)]
    left_out = {"tenfold"} if args.reduced else set()
    left_out |= set() if args.million else {"million"}
    return [name for name in EVERY if name not in left_out]


def _counts(args: argparse.Namespace) -> Counts:
    if args.count:
        return Counts.all(args.count, min(args.count, args.peer_count))
    return REDUCED if args.reduced else Counts()


def _peer(sets: Sets, args: argparse.Namespace, report: Report) -> PeerRuns | None:
    """Give the peer over the lists; ``None``, with a note, where it is not to be had."""
    if args.no_peer:
        return None
    try:
        python = sets.python()
    except RuntimeError as fault:
        report.notes.append(f"The peer was not asked: {fault}.")
        return None
    found = versions(python, [*PEER_PACKAGES, "followthemoney", "rigour"])
    program = ", ".join(f"{name} {version}" for name, version in found.items())
    report.notes.append(f"Peer: {program}.")
    return PeerRuns(python, export(sets.entries, args.cache), args.cache, program)


def _usable(sets: Sets, names: Iterable[str], report: Report) -> list[str]:
    """Give the sets that can be made; say which cannot, and why."""
    usable = []
    for name in names:
        try:
            if sets.queries(name):
                usable.append(name)
        except RuntimeError as fault:
            report.notes.append(f"Set {name} was not made: {fault}.")
    return usable


def measure(sets: Sets, chosen: list[str], args: argparse.Namespace, report: Report) -> None:
    """Ask the peer, then ourselves, and add the rows; each is told as soon as it is known."""
    peer = _peer(sets, args, report)
    wanted = [
        one for name in chosen for one in (*QUALITY.get(name, ((),))[0], *SPEED.get(name, ()))
    ]
    usable = _usable(sets, dict.fromkeys(wanted), report)
    if peer:
        sets.run_peer(usable, peer, cached=args.cached)
    ways: dict[str, Callable[[], list[Row]]] = {
        "single": lambda: speed.single(sets),
        "bulk": lambda: speed.bulk(sets),
        "cold": lambda: speed.cold(sets, peer),
        "tenfold": lambda: speed.tenfold(sets),
        "million": lambda: speed.million(sets, args.count or 1_000_000),
    }
    for name in chosen:
        began = time.monotonic()
        if name in QUALITY:
            needed, rows_of = QUALITY[name]
            if not set(needed) & set(usable):
                continue
            rows = rows_of(sets)
        else:
            try:
                rows = ways[name]()
            except RuntimeError as fault:
                report.notes.append(f"{name} was not measured: {fault}.")
                continue
        report.rows += rows
        print(f"{name}, {time.monotonic() - began:,.0f} s", file=sys.stderr)
        print("\n".join(table(rows)[2:]), file=sys.stderr, flush=True)


def _text(sets: Sets, report: Report, command: str) -> str:
    names = sum(1 for _ in names_of(sets.entries))
    kinds = ", ".join(path for _, path, _ in LISTS)
    weak = sum(name.key == "weakAlias" for name in sets.names)
    lines = [
        "# Benchmarks of candidates and matching",
        "",
        (
            f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, `{command}`, Counterflow "
            f"{counterflow.__version__}, Python {platform.python_version()}, {speed.machine()}, "
            "shared and noisy: compare figures of one run with one another, not with those of "
            "another day."
        ),
        "",
        (
            f"Lists: {kinds} of `../shared/data`: {len(sets.entries):,} entities, {names:,} names. "
            f"Names that queries are drawn from (Latin, six letters or more): {len(sets.names):,}, "
            f"{weak:,} of them weak aliases. Seed {sets.seed}. In brackets: Wilson 95 % intervals."
        ),
        "",
        *table(report.rows),
        "",
        *NOTES,
        *(f"- {note}" for note in report.notes),
    ]
    if any(row.measure.startswith("real companies") for row in report.rows):
        found, left_out = sets.companies
        lines.append(
            f"- Real companies: {len(found):,} distinct legal names; {left_out} left out because a "
            "listing has the same LEI or the same folded name; sole proprietors left out too."
        )
    return "\n".join(lines) + "\n"


def _command() -> str:
    """Give the command as anybody could type it: without folders of this machine."""
    words = list(sys.argv[1:])
    for option in ("--cache", "--out", "--json"):
        if option in words:
            at = words.index(option)
            del words[at : at + 2]
    return shlex.join(["python", "bench/matching.py", *words])


NOTES = (
    "## How it was measured",
    "",
    (
        "- Both engines get the same listings and the same queries. A query counts as recalled "
        "only by the very listing whose name was altered, not by another one of the same name."
    ),
    (
        "- An edit inserts, deletes, replaces or transposes a random letter; the last letter of a "
        "word is never deleted. Names are drawn with replacement from all names, weak aliases too."
    ),
    (
        "- General mix: half Americans, half people of forty countries, by the frequencies of the "
        "package Faker. Hard mix: the same for the countries that the lists name most, in Latin "
        "letters; and given and family names of two listed people of one country put together. "
        "Whoever has the same folded words as a listed name, in any order, is left out."
    ),
    (
        "- The peer runs as one process per core, one DuckDB thread each; the queries that it is "
        "asked are the first of ours. Its blocker answers batches: 100 queries at once where its "
        "quality is measured (with 1, 100 and 400 it recalled the same of 400 misspelt names), "
        "1,000 where its speed is. One by one its time is that of the scorer and the query's "
        "share of such a batch: a blocker call for a single query takes half a second or more."
    ),
    (
        "- Bulk: two thirds altered legal names of real companies, a third invented people of both "
        "mixes, each name once, one in a hundred a misspelt listed name; all candidates scored, "
        "with explanation, as by `engine.match`. The start of both engines is left out."
    ),
    (
        "- Full records carry a birth date between 1945 and 2003 and a nationality. One by one: "
        "nine in ten on no list, one in ten an altered listing."
    ),
)


def main() -> int:
    """Measure and write."""
    # Installing compiles the modules, so starts are timed with the compiled ones.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    args = _arguments()
    if not all((SHARED / path).exists() for _, path, _ in LISTS):
        print(f"the real lists are not at {SHARED}: nothing was measured")
        return 0
    chosen, report = _chosen(args), Report()
    args.cache.mkdir(parents=True, exist_ok=True)
    sets = Sets(args.cache, _counts(args), args.seed, make=not args.reduced)
    measure(sets, chosen, args, report)
    command = _command()
    text = _text(sets, report, command)
    whole = not (args.only or args.count or args.reduced)
    if whole:
        # Written by hand after a whole run: the figures say what was missed, people say why.
        text += "\n" + Path(__file__).with_name("misses.md").read_text(encoding="utf-8")
    print(text)
    out = args.out or (Path("docs/benchmarks.md") if whole else None)
    if out:
        out.write_text(text, encoding="utf-8")
    if args.json:
        speed.written(
            args.json,
            {"command": command, "seed": args.seed, "rows": as_json(report.rows)},
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
