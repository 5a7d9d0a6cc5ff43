"""What the matching benchmark stands on: the lists in a store, their export, the environments.

Everything that takes long is kept in a cache folder under a digest of what it was made from.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import counterflow
from counterflow.engine import Engine
from matching_queries import Entry

BENCH = Path(__file__).resolve().parent
SOURCE = Path(counterflow.__file__).resolve().parent
SHARED = BENCH.parents[1] / "shared" / "data"
CACHE = Path.home() / ".cache" / "counterflow-bench"
LISTS = (
    ("us_ofac_sdn", "ofac/csv_2023-12-28_complete", "2023-12-28"),
    ("un_sc", "un/UN_consolidated_2026-02-27.xml", ""),
)
"""Name, path and day (where the file states none) of the lists that queries are made from."""
FORTY_THOUSAND = (
    *LISTS,
    ("us_ofac_cons", "ofac/consolidated_nonsdn_2025-03-28.xml", ""),
    ("jp_meti", "japan/meti_foreign_end_user_list_2026-07-20.json", ""),
)
"""Lists that together hold somewhat more than 40,000 names."""
ALL_LISTS = (
    *FORTY_THOUSAND,
    ("eu_journal", "eu_journal", ""),
    ("ca_sema", "canada/sema-lmes_2025-03.xml", ""),
    ("uk_conlist", "uk/ofsi_sanctionsconlist_2014-04-02.csv", ""),
    ("us_bis_dpl", "bis/dpl_2022-09-02.txt", ""),
)
READING = (SOURCE / "watch" / "sources", SOURCE / "watch" / "lists", SOURCE / "core" / "model.py")
"""What of our program decides how a list is kept in a store."""
PEER_PACKAGES = ("nomenklatura", "duckdb", "faker")


def digest(*parts: str | bytes) -> str:
    """Name something by all that it was made from."""
    sums = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sums.update(len(data).to_bytes(8, "big") + data)
    return sums.hexdigest()[:20]


def digest_of_files(folders: Iterable[Path]) -> str:
    """Name a set of files by their names and bytes."""
    sums = hashlib.sha256()
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                sums.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()[:20]


def opened(store: Path, lists: Sequence[str]) -> Engine:
    """Open our engine over some lists of a store, by its public way in."""
    return counterflow.open(store, lists=list(lists))


def import_lists(cache: Path, lists: Sequence[tuple[str, str, str]], talk: str) -> Path:
    """Import lists into a fresh store, or give the store made from the same files before.

    Saved indexes are removed when any line of our program has changed since they were built.
    """
    made_from = digest_of_files([*READING, *(SHARED / path for _, path, _ in lists)])
    store = cache / f"store-{made_from}"
    if not (store / "done").is_file():
        shutil.rmtree(store, ignore_errors=True)
        engine = counterflow.open(store)
        for name, path, day in lists:
            print(f"importing {name} {talk}", file=sys.stderr)
            engine.import_list([SHARED / path], name=name, published_on=day or None)
    (store / "done").touch()
    drop_old_stores(cache)
    drop_old_indexes(store)
    return store


def drop_old_stores(cache: Path) -> None:
    """Remove stores that no run has used for two days."""
    for done in (*cache.glob("store-*/done"), *cache.glob("long-*/done")):
        if time.time() - done.stat().st_mtime > 2 * 86_400:
            shutil.rmtree(done.parent, ignore_errors=True)


def drop_old_indexes(store: Path) -> None:
    """Remove the indexes of a store that an older state of our program has built."""
    program = digest_of_files([SOURCE])
    mark = store / "indexes-by"
    if not mark.is_file() or mark.read_text() != program:
        shutil.rmtree(store / "indexes", ignore_errors=True)
        mark.write_text(program)


def entries_of(store: Path, lists: Sequence[str]) -> list[Entry]:
    """Read all listings of a store."""
    engine = opened(store, lists)
    return [
        Entry(one.id, one.schema, one.properties)
        for snapshot in engine.snapshots
        for one in engine.store.listings(snapshot)
    ]


def export(entries: Sequence[Entry], folder: Path) -> Path:
    """Write listings as FollowTheMoney JSON, one a line, to a file named by its content."""
    text = "".join(
        json.dumps(
            {"id": entry.id, "schema": entry.schema, "properties": entry.properties},
            ensure_ascii=False,
        )
        + "\n"
        for entry in entries
    ).encode()
    path = folder / f"listings-{digest(text)}.json"
    if not path.is_file():
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_bytes(text)
        scratch.replace(path)  # another run may read or write the same
    return path


def environment(cache: Path, name: str, packages: Sequence[str], *, make: bool = True) -> Path:
    """Give the Python of an environment with packages from PyPI; make it where it is missing.

    Raises:
        RuntimeError: it is missing and was not to be made, or cannot be made.
    """
    folder = cache / name
    python = folder / "bin" / "python"
    if (folder / "ready").is_file():
        return python
    if not make:
        raise RuntimeError(f"the environment {name!r} has not been made yet")
    print(f"making the environment {name!r}: {', '.join(packages)}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ran = subprocess.run([*pip, *packages], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"pip could not install {', '.join(packages)}: {ran.stderr[-400:]}")
    (folder / "ready").touch()
    return python


def versions(python: Path, packages: Sequence[str]) -> dict[str, str]:
    """Give the versions of packages in an environment."""
    code = "import importlib.metadata as m, json, sys; print(json.dumps({p: m.version(p) for p in sys.argv[1:]}))"  # noqa: E501 - one line for -c
    ran = subprocess.run([str(python), "-c", code, *packages], capture_output=True, check=True)
    found: dict[str, str] = json.loads(ran.stdout)
    return found


def kept_lines(path: Path) -> Iterator[dict[str, object]]:
    """Read a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
