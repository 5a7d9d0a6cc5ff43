"""Two processes at once and a full disk: the last good version stays whole, faults are told."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterflow.core.days import today
from counterflow.core.errors import ListError, StoreError
from counterflow.watch.lists import marks
from counterflow.watch.lists.keeping import Order, keep_list
from counterflow.watch.lists.store import ListStore

ROOT = Path(__file__).parents[4]

_IMPORTER = """
import sys
from pathlib import Path
from counterflow.core.errors import ListError
from counterflow.watch.lists.store import ListStore
store, name = ListStore(Path(sys.argv[1])), sys.argv[2]
paths = [Path(word) for word in sys.argv[3:]]
print("ready", flush=True)
sys.stdin.readline()
for path in paths:
    for attempt in range(20):
        try:
            snapshot, _ = store.import_list([path], name=name)
        except ListError as fault:
            if "another process changed this list" not in fault.what:
                raise
        else:
            print(snapshot.sha256, flush=True)
            break
"""

_FILLER = """
import resource, sys
from pathlib import Path
from counterflow.core.errors import StoreError
from counterflow.watch.lists.store import ListStore
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    ListStore(Path(sys.argv[1])).import_list([Path(sys.argv[2])], name="us")
except StoreError as fault:
    print(fault)
else:
    print("stored")
"""


def edition(folder: Path, count: int, word: str = "INVENTED") -> Path:
    path = folder / f"sdn_{word}_{count}.csv"
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"{word} {n} LLC",-0- ,"SDGT"{rest}' for n in range(count)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


def noise(folder: Path, count: int) -> Path:
    """Write an edition that cannot be compressed well."""
    path = folder / f"sdn_noise_{count}.csv"
    rest = ",-0- " * 8 + "\r\n"
    rows = [f'{n},"{os.urandom(300).hex()}",-0- ,"SDGT"{rest}' for n in range(count)]
    path.write_bytes("".join(rows).encode() + b"\x1a")
    return path


def fill(store: ListStore, folder: Path) -> None:
    """Import until the disk is full."""
    for number in range(1000):
        store.import_list([noise(folder, 60 + number)], name="us")


def whole(store: ListStore) -> int:
    """Check everything in the store; give the number of versions."""
    count = 0
    for name in store.names():
        for version in store.versions(name):
            store.verify(version.snapshot)
            assert sum(1 for _ in store.listings(version.snapshot)) == version.snapshot.listings
            count += 1
    return count


def test_two_processes_import_at_once(tmp_path: Path) -> None:
    """Into one list, some of it the same bytes, and into one each: all of it is there, whole."""
    store = ListStore(tmp_path / "lists")
    shared = [edition(tmp_path, 60 + n) for n in range(4)]
    own = [[edition(tmp_path, 60 + n, word) for n in range(4)] for word in ("ONE", "TWO")]
    calls = [
        ("us", [path for pair in zip(shared, own[0], strict=True) for path in pair]),
        ("us", [path for pair in zip(shared, own[1], strict=True) for path in pair]),
        ("other", own[0]),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _IMPORTER, str(store.folder), name, *map(str, paths)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment,
        )
        for name, paths in calls
    ]  # fmt: skip
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    said = [child.communicate("go\n", timeout=120) for child in children]
    for child, (out, err), (_, paths) in zip(children, said, calls, strict=True):
        assert child.returncode == 0, err
        assert len(out.split()) == len(paths)
    assert len(store.versions("us")) == 12
    assert len(store.versions("other")) == 4
    assert whole(store) == 16
    told = [event.what for event in store.log("us")]
    assert (told.count("kept"), told.count("came again")) == (12, 4)
    assert store.refused_last("us", today()) is None


def test_a_list_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """One version goes and another comes while a third is read: as many, and not the same."""
    store = ListStore(tmp_path / "lists")
    store.import_list([edition(tmp_path, 60)], name="us")

    def meanwhile(*_: object) -> tuple[str, ...]:
        marks.remove(store, marks.find_versions(store, "us"), who="A. Tester", why="a test")
        store.import_list([edition(tmp_path, 70)], name="us")
        return ()

    order = Order([edition(tmp_path, 80)], "us", probe=meanwhile)
    with (
        store.writing() as connection,
        pytest.raises(ListError, match=r"another process changed this list.*import again"),
    ):
        keep_list(connection, store.folder, order)
    assert [version.snapshot.listings for version in store.versions("us")] == [70]
    assert whole(store) == 1
    store.import_list([edition(tmp_path, 80)], name="us")
    assert whole(store) == 2


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_file_that_may_not_grow_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """As on a full disk, at every size from hardly any room to enough."""
    store = ListStore(tmp_path / "lists")
    store.import_list([edition(tmp_path, 60)], name="us")
    before = store.file.stat().st_size
    path = noise(tmp_path, 70)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    outcomes = []
    for more in (0, 1024, 4096, 16_384, 65_536, 4 << 20):
        command = [sys.executable, "-c", _FILLER, str(store.folder), str(path), str(before + more)]
        said = subprocess.run(
            command, capture_output=True, text=True, env=environment, check=True, timeout=60
        ).stdout
        outcomes.append(said.startswith("stored"))
        if not outcomes[-1]:
            assert "[CF300] the store cannot be used: " in said
            assert "What was stored before is untouched" in said
        assert whole(store) == 1 + outcomes[-1]
    assert outcomes[0] is False
    assert outcomes[-1] is True
    assert outcomes == sorted(outcomes)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root mounts a small disk")
    (folder := tmp_path / "disk").mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_nothing_is_lost(disk: Path, tmp_path: Path) -> None:
    store = ListStore(disk / "lists")
    good, _ = store.import_list([edition(tmp_path, 60)], name="us")
    (disk / "filler").write_bytes(bytes(600_000))
    with pytest.raises(StoreError, match=r"CF300.*(full|I/O).*check that the disk has room"):
        store.import_list([noise(tmp_path, 2500)], name="us")
    assert store.current() == [good]
    assert whole(store) == 1
    with pytest.raises(StoreError):
        fill(store, tmp_path)
    kept = whole(store)
    assert kept == len(store.versions("us"))
    (disk / "filler").unlink()
    store.import_list([noise(tmp_path, 90)], name="us")
    assert whole(store) == kept + 1


def test_a_store_of_a_folder_that_cannot_be_made(disk: Path, tmp_path: Path) -> None:
    with contextlib.suppress(OSError), (disk / "filler").open("ab", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
    with pytest.raises(StoreError, match="CF300"):
        ListStore(disk / "lists").import_list([edition(tmp_path, 60)], name="us")
    (disk / "filler").unlink()
    assert ListStore(disk / "lists").names() == []
