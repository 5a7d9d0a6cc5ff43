"""Killed at any moment and started again: nothing lost, nothing doubled, the log whole.

Each way of work (``killed_works``) is run once undisturbed, then killed (SIGKILL) at moments drawn
by chance and started again until it ends; the end state must be that of the undisturbed one.
``SOAK_KILLS`` says how many kills each gets: a few by default, 60 for ``make soak``.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from flows.conftest import call, start
from killed_works import WORKS, Words, end

KILLS = int(os.environ.get("SOAK_KILLS", "3"))
SEED = 20261122

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")


@pytest.mark.parametrize("name", WORKS)
def test_killed_at_any_moment_and_started_again_it_ends_as_undisturbed(
    store: Path, tmp_path: Path, name: str
) -> None:
    work = WORKS[name]
    ground = tmp_path / "ground"
    ground.mkdir()
    work.prepare(store, ground)
    whole = Path(shutil.copytree(ground, tmp_path / "whole"))
    began = time.monotonic()
    end(work.words(whole))
    took = time.monotonic() - began
    expected = work.state(whole)
    rng = random.Random(f"{SEED} {name}")
    hit = 0
    for kill in range(KILLS):
        # A place of its own: what a kill leaves must not reach the next one.
        at = Path(shutil.copytree(ground, tmp_path / f"{kill}"))
        hit += _killed(work.words(at), rng.uniform(0.1 * took, took))
        while rng.random() < 0.2:
            hit += _killed(work.again(at), rng.uniform(0.1 * took, took))
        end(work.again(at))
        assert work.state(at) == expected, f"kill {kill}"
        _verify(at)
        shutil.rmtree(at)
    # On a quick machine some end before they are killed; not all may.
    assert hit


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
