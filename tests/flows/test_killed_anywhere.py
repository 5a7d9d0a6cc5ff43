"""Killed at any moment and started again: nothing lost, nothing doubled, the log whole.

Each way of work is run once undisturbed, then killed (SIGKILL) at moments drawn by chance and
started again until it ends; the end state must be that of the undisturbed one. ``SOAK_KILLS`` says
how many kills each gets: a few by default, 60 for ``make soak``.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from counterflow.core.settings import read_settings
from counterflow.recording import open_archive
from counterflow.storage.archive import parts
from counterflow.storage.archive.keeping import Archive
from counterflow.watch.lists.store import open_store
from flows.conftest import DAY, LISTS, call, csv_bytes, shipment, start

KILLS = int(os.environ.get("SOAK_KILLS", "4"))
SEED = 20261122
ROWS = 3_000
"""Three parts: a kill falls before, between and within them."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")

Words = Sequence[str | Path]


class Work(NamedTuple):
    """One way of work: its commands, how to go on after a kill, and what its end state is."""

    words: Callable[[Path], Words]
    again: Callable[[Path], Words]
    state: Callable[[Path], object]


@pytest.fixture(scope="module")
def ground(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store of the module's own, with a file to screen beside it."""
    folder = tmp_path_factory.mktemp("killed")
    shutil.copytree(store, folder / "store", ignore=shutil.ignore_patterns("runs", "uploads"))
    rows = [shipment(at) for at in range(ROWS)]
    for at in range(0, ROWS, 500):
        rows[at] = shipment(at, consignee="Sahara Thunder", country="Iran", to="Iran")
    (folder / "in.csv").write_bytes(csv_bytes(rows))
    return folder


def _copy(ground: Path, place: Path) -> Path:
    """Copy a ground to a place of its own: what a kill leaves must not reach the next one."""
    shutil.copytree(ground, place)
    return place


def _end(words: Words) -> None:
    said = call(*words)
    assert said.code in {0, 3, 4, 5, 6, 8}, said.err


def _screen(at: Path) -> Words:
    return (
        "screen", at / "in.csv", "-o", at / "out.ndjson", "--store", at / "store",
        "--as-of", DAY, "--record", "--quiet",
    )  # fmt: skip


def _screen_again(at: Path) -> Words:
    runs = sorted(path.parent.name for path in (at / "store" / "runs").glob("*/request.json"))
    return (*_screen(at), *(("--resume", runs[-1]) if runs else ()))


def _lines(archive: Archive) -> Counter[bytes]:
    """Give every decision that is kept, and how often."""
    with archive.records.reading() as connection:
        return Counter(
            body or b""
            for part in archive.parts(connection)
            for body, _ in parts.whole(archive.folder / part.file)
        )


def _kept(at: Path) -> object:
    settings = read_settings({"store": str(at / "store")})
    with open_archive(settings, write=False) as archive:
        lines = _lines(archive)
    assert max(lines.values()) == 1
    output = (at / "out.ndjson").read_bytes().splitlines()
    assert lines == Counter(output)
    # The name of a run is drawn by chance; what it decided is not.
    return len(lines), Counter(output)


def _import(at: Path) -> Words:
    return (
        "lists", "import", LISTS / "ofac_sdn" / "sdn.csv", LISTS / "ofac_sdn" / "alt.csv",
        "--as", "house_sdn", "--published-on", "2026-01-19", "--store", at / "store",
    )  # fmt: skip


def _lists(at: Path) -> object:
    kept = open_store(at / "store")
    found = kept.versions("house_sdn")
    return [(one.snapshot.id, len(list(kept.listings(one.snapshot)))) for one in found]


WORKS = {
    "screen": Work(_screen, _screen_again, _kept),
    "import": Work(_import, _import, _lists),
}


@pytest.mark.parametrize("name", WORKS)
def test_killed_at_any_moment_and_started_again_it_ends_as_undisturbed(
    ground: Path, tmp_path: Path, name: str
) -> None:
    work = WORKS[name]
    whole = _copy(ground, tmp_path / "whole")
    began = time.monotonic()
    _end(work.words(whole))
    took = time.monotonic() - began
    expected = work.state(whole)
    rng = random.Random(f"{SEED} {name}")
    hit = 0
    for kill in range(KILLS):
        at = _copy(ground, tmp_path / f"{kill}")
        hit += _killed(work.words(at), rng.uniform(0.1 * took, took))
        while rng.random() < 0.2:
            hit += _killed(work.again(at), rng.uniform(0.1 * took, took))
        _end(work.again(at))
        assert work.state(at) == expected, f"kill {kill}"
        _verify(at)
        shutil.rmtree(at)
    # On a quick machine some end before they are killed; most must not.
    assert hit > KILLS // 3


def _killed(words: Words, after: float) -> bool:
    """Start, wait, kill with all that it started; tell whether it was still at work."""
    with start(*words, start_new_session=True) as process:
        time.sleep(after)
        alive = process.poll() is None
        if alive:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return alive


def _verify(at: Path) -> None:
    if (at / "store" / "records.sqlite").exists():
        said = call("audit", "verify", "--store", at / "store")
        assert said.code == 0, said.out + said.err
    said = call("lists", "verify", "--store", at / "store")
    assert said.code == 0, said.out + said.err
