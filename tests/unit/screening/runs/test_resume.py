"""A run that was killed goes on as if it had not been, or refuses and says what has changed."""

from __future__ import annotations

import csv
import gc
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import counterflow
from counterflow import in_use as in_use_room
from counterflow.core.errors import CounterflowError, RunError
from counterflow.core.model.runs import RunSummary
from counterflow.engine import Engine
from strategies import invented_names

ROWS = 12_000
AS_OF = "2026-11-21"
LISTS = Path(__file__).parents[3] / "fixtures" / "lists"
PROGRAM = """
import sys
import counterflow

if __name__ == "__main__":
    store, source, output, workers = sys.argv[1:]
    engine = counterflow.open(store, as_of="2026-11-21", lists=["watch_pack"])
    engine.screen_file(
        source, output=output, workers=int(workers),
        progress=lambda rows: print(rows, flush=True),
    )
"""


def _write(path: Path, rows: int) -> None:
    draw = random.Random(8)
    names = [*invented_names(400, seed=6), "Alabuga Machinery LLC", "OOO Alabuga Machinery"]
    countries = ["Germany", "Russia", "Iran", "UAE", "France", "Atlantis"]
    codes = ["8542.31", "6403.99", "8542", "junk", "840710", ""]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(
            ["Shipment No", "Shipment Date", "Consignee", "Consignee Country", "HS Code",
             "Destination Country", "Port of Discharge"]
        )  # fmt: skip
        for at in range(rows):
            ports = ["", "Hamburg", "Astrakhan", "Aktau"]
            row = [f"S-{at}", "2026-03-04", draw.choice(names), draw.choice(countries),
                   draw.choice(codes), draw.choice(countries), draw.choice(ports)]  # fmt: skip
            table.writerow([*row, "one cell too many"] if at % 997 == 0 else row)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "shipments.csv"
    _write(path, ROWS)
    return path


def _open(store: Path, **settings: Any) -> Engine:
    return counterflow.open(store, **{"as_of": AS_OF, "lists": ["watch_pack"], **settings})


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[RunSummary, bytes]:
    """Screen the file once without any interruption."""
    folder = tmp_path_factory.mktemp("whole")
    summary = _open(folder / "store").screen_file(source, output=folder / "out.ndjson", workers=1)
    return summary, (folder / "out.ndjson").read_bytes()


def _counts(summary: RunSummary) -> RunSummary:
    """Give a summary without what differs from run to run."""
    return msgspec.structs.replace(summary, run="", seconds=0.0, output="")


def _kill_after(parts: int, store: Path, source: Path, output: Path, workers: int) -> str:
    """Start a run in another process, kill it after some parts, and name it."""
    command = [sys.executable, "-c", PROGRAM, str(store), str(source), str(output), str(workers)]
    path = os.pathsep.join(sys.path)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}
    ) as child:
        assert child.stdout is not None
        for _ in range(parts):
            assert child.stdout.readline().strip().isdigit()
        child.kill()
    assert child.returncode == (-signal.SIGKILL if os.name == "posix" else 1)
    (run,) = (store / "runs").iterdir()
    return run.name


@pytest.mark.parametrize(("workers", "parts"), [(1, 1), (1, 4), (2, 1)])
def test_a_killed_run_goes_on_and_gives_the_same_bytes(
    source: Path,
    whole: tuple[RunSummary, bytes],
    tmp_path: Path,
    workers: int,
    parts: int,
) -> None:
    store, output = tmp_path / "store", tmp_path / "out.ndjson"
    run = _kill_after(parts, store, source, output, workers)
    assert not output.exists()
    assert not list(tmp_path.glob("*.part"))
    done = {file.name: file.stat().st_mtime_ns for file in (store / "runs" / run).glob("part-*")}
    assert len([name for name in done if name.endswith(".json")]) >= parts
    summary = _open(store).screen_file(source, output=output, resume=run, workers=1)
    assert summary.run == run
    assert output.read_bytes() == whole[1]
    assert _counts(summary) == _counts(whole[0])
    kept = [file for file in (store / "runs" / run).glob("part-*.json") if file.name in done]
    assert all(file.stat().st_mtime_ns == done[file.name] for file in kept)


def test_the_uninterrupted_run_is_worth_comparing(whole: tuple[RunSummary, bytes]) -> None:
    summary, output = whole
    assert summary.rows_in == ROWS == summary.rows_out + summary.rows_refused
    assert summary.rows_refused == 13
    assert output.count(b"\n") == summary.transactions == sum(summary.outcomes.values())
    assert {"hold", "review", "no match found"} <= set(summary.outcomes)
    assert summary.exit_code == 4


def test_two_workers_give_the_same_bytes(
    source: Path, whole: tuple[RunSummary, bytes], tmp_path: Path
) -> None:
    summary = _open(tmp_path / "store").screen_file(
        source, output=tmp_path / "out.ndjson", workers=2
    )
    assert (tmp_path / "out.ndjson").read_bytes() == whole[1]
    assert _counts(summary) == _counts(whole[0])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    _write(path, 30)
    return path


def _interrupted(store: Path, small: Path, **how: Any) -> str:
    """Screen a file without an output: the run stays in the store and may be gone on with."""
    return _open(store).screen_file(small, **how).run


def test_a_run_whose_output_stands_can_be_written_again(small: Path, tmp_path: Path) -> None:
    """Found in review: resuming a finished run used to write an empty output."""
    engine, first, second = _open(tmp_path / "store"), tmp_path / "1.ndjson", tmp_path / "2.ndjson"
    run = engine.screen_file(small, output=first).run
    summary = engine.screen_file(small, output=second, resume=run)
    assert second.read_bytes() == first.read_bytes() != b""
    assert summary.transactions == second.read_bytes().count(b"\n")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"threshold": 0.8}, "settings"),
        ({"stale_after_days": 9}, "settings"),
        ({"nexus": "EU"}, "settings"),
        ({"as_of": "2026-11-22"}, "as_of"),
    ],
)
def test_another_setting_or_day_refuses_to_go_on(
    small: Path, tmp_path: Path, changed: dict[str, Any], named: str
) -> None:
    run = _interrupted(tmp_path / "store", small)
    with pytest.raises(RunError, match=rf"changed since: {named}\."):
        _open(tmp_path / "store", **changed).screen_file(small, resume=run)


def test_a_changed_file_refuses_to_go_on_and_a_moved_one_does_not(
    small: Path, tmp_path: Path
) -> None:
    run = _interrupted(tmp_path / "store", small)
    moved = small.rename(tmp_path / "moved.csv")
    assert _open(tmp_path / "store").screen_file(moved, resume=run).transactions > 0
    moved.write_text(moved.read_text("utf-8").replace("S-3,", "S-4,"), "utf-8")
    with pytest.raises(RunError, match=r"changed since: input_sha256\."):
        _open(tmp_path / "store").screen_file(moved, resume=run)


@pytest.mark.parametrize(
    ("changed", "named"), [({"kind": "order"}, "kind"), ({"delimiter": ","}, "options")]
)
def test_another_way_of_reading_refuses_to_go_on(
    small: Path, tmp_path: Path, changed: dict[str, Any], named: str
) -> None:
    run = _interrupted(tmp_path / "store", small)
    with pytest.raises(RunError, match=rf"changed since: {named}\."):
        _open(tmp_path / "store").screen_file(small, resume=run, **changed)


def test_another_list_refuses_to_go_on(small: Path, tmp_path: Path) -> None:
    run = _interrupted(tmp_path / "store", small)
    other = _open(tmp_path / "store", lists=None)
    other.store.import_list([LISTS / "un_sc" / "consolidated.xml"], name="un_sc")
    fresh = _open(tmp_path / "store", lists=None)
    with pytest.raises(RunError, match=r"changed since: snapshots\."):
        fresh.screen_file(small, resume=run)


def test_another_rule_refuses_to_go_on(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _interrupted(tmp_path / "store", small)
    monkeypatch.setattr(in_use_room, "rules_digest", lambda: "of other rules")
    with pytest.raises(RunError, match=r"changed since: rules\."):
        _open(tmp_path / "store").screen_file(small, resume=run)


@pytest.mark.parametrize("name", ["20260101T000000-abcdef", "../runs", ""])
def test_a_run_that_is_not_there_is_an_error(small: Path, tmp_path: Path, name: str) -> None:
    if not name:
        assert _open(tmp_path / "store").screen_file(small, resume=name).run
        return
    with pytest.raises(RunError, match="CF700"):
        _open(tmp_path / "store").screen_file(small, resume=name)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a disk of 256 kB, which only root can mount."""
    place = tmp_path / "small-disk"
    place.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("ending", ["ndjson", "csv", "xlsx", "html", "parquet"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_leaves_no_output_says_so_and_the_run_can_go_on(
    source: Path, tmp_path: Path, small_disk: Path, ending: str
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("\n".join(source.read_text("utf-8").splitlines()[:500]), "utf-8")
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * 250_000)
    engine, output = _open(tmp_path / "store"), small_disk / f"out.{ending}"
    with pytest.raises(CounterflowError, match=r"(?i)no space left") as caught:
        engine.screen_file(few, output=output)
    assert caught.value.remedy
    # The archive of a workbook is given up while it is half written; it says so when collected.
    gc.collect()
    assert [file.name for file in small_disk.iterdir()] == ["filler"]
    filler.unlink()
    (run,) = (tmp_path / "store" / "runs").iterdir()
    elsewhere = tmp_path / f"out.{ending}"
    assert engine.screen_file(few, output=elsewhere, resume=run.name).transactions > 400
    assert elsewhere.stat().st_size > 1000


def test_a_full_store_leaves_no_output_and_says_so(
    source: Path, tmp_path: Path, small_disk: Path
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("\n".join(source.read_text("utf-8").splitlines()[:500]), "utf-8")
    store = tmp_path / "store"
    store.mkdir()
    (store / "runs").symlink_to(small_disk)
    (small_disk / "filler").write_bytes(b"x" * 240_000)
    with pytest.raises(RunError, match=r"(?i)no space left.*resume the run with --resume"):
        _open(store).screen_file(few, output=tmp_path / "out.ndjson")
    assert not (tmp_path / "out.ndjson").exists()
    (small_disk / "filler").unlink()
    (run,) = (path for path in small_disk.iterdir() if path.is_dir())
    summary = _open(store).screen_file(few, output=tmp_path / "out.ndjson", resume=run.name)
    assert summary.rows_in == 499
