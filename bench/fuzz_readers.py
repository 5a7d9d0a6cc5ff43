"""Break the fixtures of every reader at random and count what comes out.

    python bench/fuzz_readers.py                      # 2,000 inputs for each reader
    python bench/fuzz_readers.py --inputs 20000 --seed 7
    python bench/fuzz_readers.py --unregistered       # also readers that `reading` does not name

Every input must end in listings with a whole account or in a ListError, within ten seconds. What
does not is printed with its seed, and the exit code is 1. The counts stand in
``docs/lists/fuzzing.md``.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from counterflow.watch import sources
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import Reader
from mutations import ALL_READERS, mutate, outcome_of, sets_of

SLOWEST_SECONDS = 10.0
COLUMNS = ("whole", "partly", "fatal", "refused")


@dataclass
class Tally:
    """What came out of the inputs of one reader."""

    tried: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)


def fuzz(reader: Reader, inputs: int, seed: int, seconds: float) -> Tally:
    """Try mutations of a reader's fixtures.

    Args:
        reader: The reader.
        inputs: How many to try.
        seed: The first seed; input N has the seed plus N.
        seconds: Stop after these.
    """
    tally = Tally()
    sets = sets_of(reader)
    until = time.monotonic() + seconds
    while sets and tally.tried < inputs and time.monotonic() < until:
        own_seed = seed + tally.tried
        draw = random.Random(own_seed)
        files = draw.choice(sets)
        at = draw.randrange(len(files))
        broken = ListFile(files[at].name, mutate(files[at].data, draw))
        started = time.monotonic()
        try:
            tally.outcomes[outcome_of(reader, [*files[:at], broken, *files[at + 1 :]])] += 1
        except Exception:  # noqa: BLE001 - finding any other exception is the purpose
            last = traceback.format_exc().strip().splitlines()
            tally.faults.append(f"seed {own_seed}: {last[-1]} ({last[-3].strip()})")
        took = time.monotonic() - started
        if took > SLOWEST_SECONDS:
            tally.faults.append(f"seed {own_seed}: took {took:.1f} s")
        tally.slowest = max(tally.slowest, took)
        tally.tried += 1
    return tally


def unregistered() -> dict[str, Reader]:
    """Find the readers of modules that ``reading`` does not name yet."""
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(sources.__path__):
        try:
            held = importlib.import_module(f"{sources.__name__}.{module.name}")
        except Exception as error:  # noqa: BLE001 - a module that somebody is writing
            print(f"not imported: {module.name}: {error}", file=sys.stderr)
            continue
        if isinstance(reader := getattr(held, "READER", None), Reader):
            found.setdefault(reader.format, reader)
    return {name: reader for name, reader in found.items() if name not in ALL_READERS}


def main() -> int:
    """Run and print a table; 1 where a reader failed or has no fixture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=2000, help="inputs for each reader")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--minutes", type=float, default=10.0, help="stop after these, in all")
    parser.add_argument("--unregistered", action="store_true")
    given = parser.parse_args()
    readers = dict(ALL_READERS)
    if given.unregistered:
        readers.update(unregistered())
    share = given.minutes * 60 / len(readers)
    failed = False
    print(f"seed {given.seed}\n\n| Reader | Inputs | {' | '.join(COLUMNS)} | Faults | Slowest |")
    print("|---|" + "--:|" * (len(COLUMNS) + 3))
    for name, reader in readers.items():
        tally = fuzz(reader, given.inputs, given.seed, share)
        counts = " | ".join(f"{tally.outcomes[column]:,}" for column in COLUMNS)
        slowest = f"{tally.slowest * 1000:.0f} ms"
        print(f"| `{name}` | {tally.tried:,} | {counts} | {len(tally.faults)} | {slowest} |")
        for fault in tally.faults[:5]:
            print(f"    {name}: {fault}", file=sys.stderr)
        failed = failed or bool(tally.faults) or not tally.tried
        sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
