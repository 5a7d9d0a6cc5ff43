"""Search for inputs that break a reader, guided by the code that they reach.

    python bench/fuzz_guided.py --seconds 60                  # every reader
    python bench/fuzz_guided.py --seconds 600 un_xml ftm_json

Needs atheris, which is no dependency of Counterflow: install it into an environment of its own and
let that see this one's packages (docs/lists/fuzzing.md). Inputs grow from the fixtures of a reader;
one that reaches new code is kept and changed further. Every input must end in listings with a
whole account or in a ListError, within twenty seconds and 2 GB. What does not is written beside
the corpus and named, and the exit code is 1. Exit code 2: atheris is missing.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

_TRIED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_REACHED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")
_FAULT = re.compile(
    r"^(?: *=== Uncaught Python exception: ===|.*ERROR: libFuzzer: .*)$", re.MULTILINE
)
_MISSING = (
    "atheris is not installed in this environment: it is optional and needed by this bench alone. "
    "docs/lists/fuzzing.md says how to install it into an environment of its own."
)


class Found(NamedTuple):
    """What came of one reader: inputs tried, code reached, inputs kept, and the fault."""

    tried: int
    edges: int
    kept: int
    fault: str


def search(name: str, seconds: int, folder: Path) -> Found:
    """Run one reader in a process of its own, which ends at the first fault.

    Args:
        name: The format of the reader.
        seconds: How long to search.
        folder: Where the corpus, the dictionary and a faulty input are put.
    """
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, __file__, "--worker", name, str(corpus)),
        *(f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048"),
        *("-print_final_stats=1", f"-artifact_prefix={folder}/{name}-", f"-dict={folder}/tokens"),
    ]
    ran = subprocess.run(command, capture_output=True, check=False)
    # The exception is told on the one, the end of the search on the other.
    said = ran.stdout.decode("utf-8", "replace") + ran.stderr.decode("utf-8", "replace")
    (folder / f"{name}.log").write_text(said, encoding="utf-8")
    tried, reached = _TRIED.findall(said), _REACHED.findall(said)
    fault = ""
    if ran.returncode or not tried:
        at = _FAULT.search(said)
        fault = " ".join(said[at.start() if at else -400 :].split())[:400]
    edges, _, kept = map(int, reached[-1]) if reached else (0, 0, 0)
    return Found(int(tried[-1]) if tried else 0, edges, kept, fault)


def work(name: str, corpus: Path, options: list[str]) -> None:
    """Search with one reader until time is over or a fault is found; never returns."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["counterflow"]):
        from counterflow.watch.sources.list_file import ListFile
        from mutations import ALL_READERS, outcome_of, sets_of
    reader = ALL_READERS[name]
    # The first byte of an input says which file of which fixture stands in its place.
    places = [(files, at) for files in sets_of(reader) for at in range(len(files))]
    for number, (files, at) in enumerate(places):
        (corpus / f"fixture-{number}").write_bytes(bytes([number]) + files[at].data)

    def try_one(data: bytes) -> None:
        files, at = places[data[0] % len(places) if data else 0]
        broken = ListFile(files[at].name, data[1:])
        outcome_of(reader, [*files[:at], broken, *files[at + 1 :]])

    atheris.Setup([sys.argv[0], str(corpus), *options], try_one)
    atheris.Fuzz()


def write_tokens(path: Path) -> None:
    """Write the tokens that random faults put in as a dictionary of libFuzzer's."""
    from mutations import TOKENS

    lines = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    path.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")


def main() -> int:
    """Search with every reader asked for and print a table; 1 where one failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("readers", nargs="*", help="formats; all where none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--folder", type=Path, help="keeps corpus, logs and faults; else temporary")
    given = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print(_MISSING, file=sys.stderr)
        return 2
    from mutations import ALL_READERS

    failed = False
    with tempfile.TemporaryDirectory(prefix="counterflow-fuzz-") as scratch:
        folder = (given.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        write_tokens(folder / "tokens")
        print("| Reader | Seconds | Inputs | Edges reached | Inputs kept | Faults |")
        print("|---|--:|--:|--:|--:|--:|")
        for name in given.readers or ALL_READERS:
            began = time.monotonic()
            found = search(name, given.seconds, folder)
            took = time.monotonic() - began
            told = f"{found.tried:,} | {found.edges:,} | {found.kept:,} | {int(bool(found.fault))}"
            print(f"| `{name}` | {took:.0f} | {told} |", flush=True)
            if found.fault:
                print(f"    {name}: {found.fault}", file=sys.stderr, flush=True)
            failed = failed or bool(found.fault)
    return int(failed)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
    raise SystemExit(main())
