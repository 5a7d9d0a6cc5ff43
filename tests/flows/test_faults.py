"""Real faults: killed processes, full disks, flipped bytes. Named, nothing half, and it goes on."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.watch.index.saved import READINGS
from counterflow.watch.lists import marks
from flows.conftest import (
    DAY,
    LISTS,
    call,
    clean_environment,
    csv_bytes,
    decisions_in,
    shipment,
    start,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and mounts of POSIX")
BIG, ROWS = 20_000, 7_000
SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"


def write(path: Path, count: int) -> None:
    """Write shipments with some listed parties and ten refused rows; 2,000 make a part."""
    rows = [shipment(n % 300, no=f"S{n:05}", rep="r") for n in range(count)]
    for at in range(0, count, 61):
        rows[at] = shipment(at, no=f"S{at:05}", consignee="Sahara Thunder", rep="r")
    lines = csv_bytes(rows).splitlines(keepends=True)
    for at in range(500, 510):
        lines[at] = lines[at].rstrip() + b",more\n"
    path.write_bytes(b"".join(lines))


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 20,000 shipments: ten parts."""
    path = tmp_path_factory.mktemp("big") / "big.csv"
    write(path, BIG)
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 7,000 shipments: four parts."""
    path = tmp_path_factory.mktemp("file") / "file.csv"
    write(path, ROWS)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [shipment(n) for n in range(1, 60)]
    rows[3]["Consignee"] = "Sahara Thunder"
    path = tmp_path_factory.mktemp("small") / "small.csv"
    path.write_bytes(csv_bytes(rows))
    return path


@pytest.fixture
def own(store: Path, tmp_path: Path) -> Path:
    """A copy of the store, without the runs of others."""
    copy = tmp_path / "store"
    shutil.copytree(store, copy, ignore=shutil.ignore_patterns("runs"))
    return copy


def words(source: Path, output: Path, store: Path, *more: str) -> list[str]:
    return ["screen", str(source), "-o", str(output), "--store", str(store), "--as-of", DAY, *more]


@pytest.fixture(scope="module")
def whole(file: Path, store: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the file gives where nothing happens."""
    output = tmp_path_factory.mktemp("whole") / "out.ndjson"
    said = call(*words(file, output, store, "--workers", "1"))
    assert (said.code, said.rows) == (4, (ROWS, ROWS - 10, 10))
    return output.read_bytes()


@pytest.fixture(scope="module")
def whole_big(big: Path, store: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the big file gives where nothing happens."""
    output = tmp_path_factory.mktemp("whole") / "big.ndjson"
    assert call(*words(big, output, store, "--workers", "1")).code == 4
    return output.read_bytes()


def parts_of(store: Path) -> list[Path]:
    return sorted((store / "runs").glob("*/part-*.json"))


def wait_for(parts: int, store: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run has finished so many parts."""
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        begun = list((store / "runs").glob("*/request.json"))
        if begun and len(parts_of(store)) >= parts:
            return
        time.sleep(0.005)
    raise AssertionError(f"{parts} parts were not reached; exit {process.poll()}")


def alive(group: int) -> list[str]:
    """Name the living processes of a group; what waits to be collected is dead."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text("utf-8", "replace").rpartition(") ")[2].split()
            if int(fields[2]) == group and fields[0] not in "ZX":
                found.append(stat.parent.name)
    return found


def end_with_parent(group: int) -> None:
    """Wait for the workers of a killed process to notice."""
    end = time.monotonic() + 15
    while alive(group) and time.monotonic() < end:
        time.sleep(0.05)
    left = alive(group)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    assert left == [], "workers outlive the process that started them"


KILLS = [(1, 1), (2, 3)]
if SOAK:
    KILLS += [(workers, parts) for workers in (1, 2, 3) for parts in range(10)]


@pytest.mark.parametrize(("workers", "parts"), KILLS)
def test_a_killed_run_is_resumed_to_the_same_bytes(
    workers: int, parts: int, big: Path, own: Path, whole_big: bytes, tmp_path: Path
) -> None:
    """The old output stays whole until the new one is; no worker stays behind."""
    output = tmp_path / "out.ndjson"
    output.write_text("of yesterday\n", "utf-8")
    more = ("--workers", str(workers))
    with start(*words(big, output, own, *more), start_new_session=True) as process:
        wait_for(parts, own, process)
        process.kill()
        process.wait(30)
        end_with_parent(process.pid)
    assert output.read_text("utf-8") == "of yesterday\n"
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".part")] == []
    (run,) = (own / "runs").iterdir()
    kept = {part: part.stat().st_mtime_ns for part in parts_of(own)}
    again = ("--workers", str(3 - min(workers, 2)), "--resume", run.name)
    said = call(*words(big, output, own, *again))
    assert (said.code, said.rows) == (4, (BIG, BIG - 10, 10))
    assert output.read_bytes() == whole_big
    assert all(part.stat().st_mtime_ns == when for part, when in kept.items())


def test_an_interrupted_run_keeps_its_parts_and_goes_on(
    file: Path, own: Path, whole: bytes, tmp_path: Path
) -> None:
    """Ctrl-C reaches the workers too; the run is named, and nobody complains in between."""
    output = tmp_path / "out.ndjson"
    command = words(file, output, own, "--workers", "2")
    with start(*command, start_new_session=True) as process:
        wait_for(1, own, process)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        end_with_parent(process.pid)
    assert process.returncode == 130
    (run,) = (own / "runs").iterdir()
    assert f"--resume {run.name}" in err.decode()
    assert "Traceback" not in err.decode(), err.decode()
    assert not output.exists()
    assert parts_of(own)
    assert call(*words(file, output, own, "--resume", run.name)).code == 4
    assert output.read_bytes() == whole


@pytest.fixture
def interrupted(file: Path, own: Path, tmp_path: Path) -> str:
    """A run that was killed after three parts."""
    with start(*words(file, tmp_path / "never.ndjson", own, "--workers", "1")) as process:
        wait_for(1, own, process)
        process.kill()
    (run,) = (own / "runs").iterdir()
    return run.name


def test_a_run_goes_on_only_on_the_same_ground(
    interrupted: str, file: Path, small: Path, own: Path, whole: bytes, tmp_path: Path, cli: Any
) -> None:
    """Another file, rule of the game or list is refused, and what changed is named."""
    output = tmp_path / "out.ndjson"
    for source, more, told in (
        (small, (), "input_sha256"),
        (file, ("--nexus", "EU"), "settings"),
        (file, ("--kind", "order"), "kind"),
        (file, ("--lists", "un_sc"), "snapshots"),
    ):
        said = cli(*words(source, output, own, *more, "--resume", interrupted))
        assert said.code == 1
        assert re.search(rf"cannot be resumed: changed since: .*{told}", said.err), said.err
    said = cli(*words(file, output, own, "--resume", "20200101T000000-abcdef"))
    assert said.code == 1
    assert f"name an interrupted run: {interrupted}" in said.err
    assert cli(*words(file, output, own, "--resume", "../lists")).code == 1
    assert not output.exists()
    shutil.copy(own / "lists.sqlite", tmp_path)
    store = counterflow.open(own).store
    marks.remove(store, marks.find_versions(store, "un_sc"), who="A. Tester", why="a test")
    said = cli(*words(file, output, own, "--resume", interrupted))
    assert (said.code, "changed since: snapshots" in said.err) == (1, True)
    shutil.copy(tmp_path / "lists.sqlite", own)
    assert call(*words(file, output, own, "--resume", interrupted)).code == 4
    assert output.read_bytes() == whole


@pytest.mark.parametrize("ending", [".decisions", ".json", ".refusals"])
def test_a_damaged_part_is_named_and_done_again(
    ending: str, interrupted: str, file: Path, own: Path, whole: bytes, tmp_path: Path
) -> None:
    """A flipped bit in a kept part must not become a decision; the advice given works."""
    part = parts_of(own)[0].with_suffix(ending)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 0x40
    if ending != ".decisions":
        content[0] ^= 0x40
    part.write_bytes(content)
    report, output = tmp_path / "report.html", tmp_path / "out.ndjson"
    command = words(file, output, own, "--report", str(report), "--resume", interrupted)
    said = call(*command)
    assert said.code == 1
    assert "a part of the run is damaged" in said.err
    assert str(part) in said.err
    assert not output.exists()
    for file in part.parent.glob("part-0000001.*"):
        file.unlink()
    assert call(*command).code == 4
    assert output.read_bytes() == whole
    assert report.stat().st_size > 10_000


def test_a_finished_run_can_be_asked_for_again(small: Path, own: Path, tmp_path: Path) -> None:
    """Its parts are gone into the output: they are screened again, never left out."""
    first, second = tmp_path / "one.ndjson", tmp_path / "two.ndjson"
    call(*words(small, first, own))
    (run,) = (own / "runs").iterdir()
    said = call(*words(small, second, own, "--resume", run.name))
    assert said.rows == (59, 59, 0)
    assert second.read_bytes() == first.read_bytes()


# --- Disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    if os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("name", ["out.ndjson", "out.xlsx"])
def test_a_full_disk_for_the_output(
    name: str, file: Path, own: Path, whole: bytes, disk: Path, tmp_path: Path
) -> None:
    """Exit code 1, the old output untouched, nothing left behind; the run goes on elsewhere."""
    output = disk / name
    output.write_text("of yesterday\n", "utf-8")
    (disk / "filler").write_bytes(bytes(900_000))
    said = call(*words(file, output, own))
    assert said.code == 1
    assert "No space left on device" in said.err
    (run,) = (own / "runs").iterdir()
    assert f"--resume {run.name}" in said.err
    assert sorted(path.name for path in disk.iterdir()) == ["filler", name]
    assert output.read_text("utf-8") == "of yesterday\n"
    elsewhere = tmp_path / "out.ndjson"
    assert call(*words(file, elsewhere, own, "--resume", run.name)).code == 4
    assert elsewhere.read_bytes() == whole


def test_a_full_disk_behind_standard_output(small: Path, file: Path, own: Path, disk: Path) -> None:
    with (disk / "out.ndjson").open("wb") as stream:
        said = call("screen", file, "--store", own, "--as-of", DAY, stdout=stream)
    assert said.code == 1
    assert "[CF700] the output stream cannot be written" in said.err
    assert "No space left on device" in said.err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_for_the_store(
    workers: str, file: Path, own: Path, whole: bytes, disk: Path, tmp_path: Path
) -> None:
    """The parts that found room stay; with room made, the run goes on."""
    (own / "runs").symlink_to(disk)
    filler = disk / "filler"
    filler.write_bytes(bytes(900_000))
    output = tmp_path / "out.ndjson"
    said = call(*words(file, output, own, "--workers", workers))
    assert said.code == 1
    assert said.err.count("[CF700] the run cannot be written: No space left on device") == 1
    assert said.err.count("CF700") == 1
    assert not output.exists()
    (run,) = (path for path in disk.iterdir() if path.is_dir())
    assert f"--resume {run.name}" in said.err
    assert [path for path in run.iterdir() if path.name.startswith(".")] == []
    filler.unlink()
    assert call(*words(file, output, own, "--resume", run.name)).code == 4
    assert output.read_bytes() == whole


def test_a_full_disk_for_a_list(disk: Path) -> None:
    (disk / "filler").write_bytes(bytes(1_040_000))
    sdn = LISTS / "ofac_sdn" / "sdn.csv"
    said = call("lists", "import", sdn, "--as", "us_ofac_sdn", "--store", disk / "store")
    assert said.code == 1
    assert "[CF300] the store cannot be used: database or disk is full" in said.err
    (disk / "filler").unlink()
    assert counterflow.open(disk / "store").store.names() == []


@pytest.mark.parametrize(
    ("name", "told"), [("runs", "[CF700] the run cannot be written"), ("indexes", "[CF300]")]
)
def test_a_store_that_cannot_be_written(
    name: str, told: str, small: Path, own: Path, tmp_path: Path
) -> None:
    """A file stands where a folder should: the fault is named, and nothing is put out."""
    shutil.rmtree(own / name, ignore_errors=True)
    (own / name).write_text("no folder", "utf-8")
    output = tmp_path / "out.csv"
    said = call(*words(small, output, own))
    assert said.code == 1
    assert told in said.err
    assert str(own / name) in said.err
    assert not output.exists()


@pytest.mark.parametrize("target", ["nowhere/out.ndjson", "nowhere/out.csv", "folder.csv"])
def test_an_output_that_cannot_be_written_is_told_before_the_work(
    target: str, file: Path, own: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder.csv").mkdir()
    said = call(*words(file, tmp_path / target, own))
    assert said.code == 1
    assert "[CF700]" in said.err
    assert not (own / "runs").exists()


# --- Flipped bytes in what is kept


def flip(path: Path, place: int = -1, bit: int = 0x10) -> None:
    """Flip one bit of a file."""
    content = bytearray(path.read_bytes())
    content[place if place >= 0 else len(content) // 2] ^= bit
    path.write_bytes(content)


def damage(store: Path, role: str) -> None:
    """Flip one bit of what is kept of a list, inside the database file."""
    with contextlib.closing(sqlite3.connect(store / "lists.sqlite")) as connection, connection:
        number, data = connection.execute(
            "SELECT blob_part.rowid, bytes FROM blob_part JOIN piece USING (sha256)"
            " JOIN snapshot ON snapshot.number = piece.snapshot"
            " WHERE list = 'us_ofac_sdn' AND role = ?",
            (role,),
        ).fetchone()
        flipped = bytearray(data)
        flipped[len(flipped) // 2] ^= 0x10
        connection.execute(
            "UPDATE blob_part SET bytes = ? WHERE rowid = ?", (bytes(flipped), number)
        )


@pytest.mark.parametrize("role", ["listings", "original", "notes", "counts"])
def test_a_flipped_bit_in_a_stored_list_is_named(
    role: str, small: Path, own: Path, tmp_path: Path
) -> None:
    """The list is damaged: no answer is given that rests on it."""
    shutil.rmtree(own / "indexes", ignore_errors=True)
    damage(own, role)
    for command in (
        words(small, tmp_path / "out.csv", own),
        ["check", "Sahara Thunder", "--store", str(own), "--as-of", DAY],
    ):
        said = call(*command)
        assert said.code == 1, said.err
        assert "[CF200]" in said.err
        assert "damaged" in said.err
        assert said.out == ""
    assert not (tmp_path / "out.csv").exists()
    assert call("lists", "verify", "--store", own).code == 7


def ask(store: Path) -> list[Any]:
    """Give what some names match, with everything the index knows of them."""
    engine = counterflow.open(store, as_of=DAY)
    return [
        engine.match({"schema": "LegalEntity", "properties": {"name": [name]}}, limit=5)
        for name in ("Sahara Thunder", "Zubrovka Technical Company", "Example Trading S.A.")
    ]


def test_a_flipped_bit_in_a_saved_index_is_named(
    own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In every file of it, at every place: an index that lost a name must not answer.

    It is built again from the lists, which says so, and gives the answers of before.
    """
    shutil.rmtree(own / "indexes", ignore_errors=True)
    expected = ask(own)
    (folder,) = (own / "indexes").iterdir()
    draw = random.Random(3)
    # What was read of each listing is opened by an update only: tests/unit/watch/index.
    closed = {f"{array}.npy" for array in READINGS}
    for name in sorted({file.name for file in folder.iterdir()} - closed):
        for _ in range(20 if SOAK else 3):
            flip(
                folder / name,
                draw.randrange((folder / name).stat().st_size),
                1 << draw.randrange(8),
            )
            caplog.clear()
            assert ask(own) == expected
            (told,) = caplog.messages
            assert f"({folder}); it is built again from the lists" in told
            assert ask(own) == expected
            assert caplog.messages == [told]
    assert [path.name for path in (own / "indexes").iterdir()] == [folder.name]


def test_a_truncated_index_is_built_again_and_said(own: Path) -> None:
    shutil.rmtree(own / "indexes", ignore_errors=True)
    before = ask(own)
    (folder,) = (own / "indexes").iterdir()
    (folder / "words.json").unlink()
    assert ask(own) == before
    (folder,) = (own / "indexes").iterdir()
    (folder / "postings.npy").write_bytes((folder / "postings.npy").read_bytes()[:200])
    said = call("check", "Sahara Thunder", "--store", own, "--as-of", DAY, "--quiet")
    assert said.code == 4
    assert said.err.startswith("the saved search index is damaged")
    assert str(folder) in said.err
    again = call("check", "Sahara Thunder", "--store", own, "--as-of", DAY)
    assert (again.code, again.err, again.out) == (4, "", said.out)


# --- Several at once


def test_two_runs_at_once_on_one_store(file: Path, own: Path, whole: bytes, tmp_path: Path) -> None:
    """Neither an index that both build nor the folder of runs is in the way."""
    shutil.rmtree(own / "indexes")
    outputs = [tmp_path / f"{name}.ndjson" for name in "ab"]
    running = [start(*words(file, output, own, "--workers", "1", "-q")) for output in outputs]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (4, b"")
    assert [output.read_bytes() == whole for output in outputs] == [True, True]
    assert len(list((own / "indexes").iterdir())) == 1


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_list_that_vanishes_or_comes_mid_way_changes_nothing_in_the_run(
    workers: str, file: Path, own: Path, whole: bytes, tmp_path: Path
) -> None:
    """A run rests on the lists with which it began, or says that it cannot."""
    output = tmp_path / "out.ndjson"
    with start(*words(file, output, own, "--workers", workers)) as process:
        wait_for(0, own, process)
        store = counterflow.open(own).store
        marks.remove(store, marks.find_versions(store, "un_sc"), who="A. Tester", why="a test")
        engine = counterflow.open(own)
        engine.store.import_list(
            [LISTS / "ofac_cons" / "cons_prim.csv"], name="us_cons", published_on="2026-01-19"
        )
        _, err = process.communicate(timeout=120)
    assert "Traceback" not in err.decode(), err.decode()
    if process.returncode == 4:
        assert output.read_bytes() == whole
    else:
        assert process.returncode == 1
        assert "un_sc" in err.decode()
        assert not output.exists()


def test_a_killed_worker_is_told_and_the_run_goes_on(
    file: Path, own: Path, whole: bytes, tmp_path: Path
) -> None:
    """As the system does to the greediest process when memory runs out."""
    output = tmp_path / "out.ndjson"
    command = words(file, output, own, "--workers", "2")
    with start(*command, start_new_session=True) as process:
        wait_for(1, own, process)
        workers = [pid for pid in alive(process.pid) if _is_worker(pid)]
        os.kill(int(workers[0]), signal.SIGKILL)
        _, err = process.communicate(timeout=120)
    said = err.decode()
    assert process.returncode == 1, said
    assert "[CF700] a worker process ended without an answer" in said
    assert "Traceback" not in said
    (run,) = (own / "runs").iterdir()
    assert f"--resume {run.name}" in said
    assert call(*words(file, output, own, "--resume", run.name)).code == 4
    assert output.read_bytes() == whole


def _is_worker(pid: str) -> bool:
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    return b"spawn_main" in command


def test_a_temporary_copy_of_standard_input_does_not_stay(
    small: Path, own: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    env = clean_environment(TMPDIR=str(folder))
    said = call("screen", "-", "--store", own, "--as-of", DAY, stdin=small.read_bytes(), env=env)
    assert len(decisions_in(said.out)) == 59
    assert list(folder.iterdir()) == []
    run = re.search(r"run (\S+), exit", said.err)
    assert run
    again = call("screen", "-", "--store", own, "--as-of", DAY, "--resume", run[1],
                 stdin=small.read_bytes(), env=env)  # fmt: skip
    assert again.code == 1
    assert "standard input" in again.err
    assert list(folder.iterdir()) == []
