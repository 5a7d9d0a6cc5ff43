"""A kill before and after every call into the database leaves a store that is whole.

Random moments hit the long steps and hardly the short ones between them. Here an import counts its
calls, and is begun again and killed with signal 9 at one after the other.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counterflow.serve.cli.main import run
from counterflow.watch.lists.store import ListStore
from publishers import edition

ROOT = Path(__file__).parents[4]
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
MOST_KILLS = 400 if SOAK else 12

_IMPORTER = """
import os, signal, sqlite3, sys
from pathlib import Path
from counterflow.watch.lists.store import ListStore
folder, path, at = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
met = 0
def count(frame, event, called):
    global met
    if event in ("c_call", "c_return") and isinstance(
        getattr(called, "__self__", None), sqlite3.Connection | sqlite3.Cursor
    ):
        met += 1
        if met == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
ListStore(folder).import_list([path], name="house", retrieved_at="2026-01-10T08:00:00Z")
sys.setprofile(None)
print(met)
"""


def importer(store: Path, path: Path, at: int) -> subprocess.CompletedProcess[str]:
    """Import in a process of its own, which kills itself at a call."""
    return subprocess.run(
        [sys.executable, "-c", _IMPORTER, str(store), str(path), str(at)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_every_call_leaves_a_store_that_verify_accepts(tmp_path: Path) -> None:
    good, path = tmp_path / "good.json", tmp_path / "next.json"
    good.write_bytes(edition(300))
    path.write_bytes(edition(310))
    begun = tmp_path / "begun"
    ListStore(begun).import_list([good], name="house", retrieved_at="2026-01-09T08:00:00Z")
    whole = importer(Path(shutil.copytree(begun, tmp_path / "whole")), path, 0)
    assert whole.returncode == 0, whole.stderr
    calls = int(whole.stdout)
    assert calls > 20
    step = max(1, calls // MOST_KILLS)
    counts = set()
    for at in range(1, calls + 1, step):
        store = Path(shutil.copytree(begun, tmp_path / f"killed-{at}"))
        assert importer(store, path, at).returncode == -signal.SIGKILL
        assert run(["lists", "verify", "--store", str(store)]) == 0
        kept = ListStore(store)
        (current,) = kept.current()
        assert sum(1 for _ in kept.listings(current)) == current.listings
        counts.add(current.listings)
        again, _ = kept.import_list([path], name="house", retrieved_at="2026-01-11T08:00:00Z")
        assert again.listings == 310
        shutil.rmtree(store)
    assert counts <= {300, 310}
    assert 300 in counts, "the old version or the new one, never a part"
