"""Listings read with the help of further processes: the same bytes, whatever happens to those."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from counterflow.core.model.listings import Listing
from counterflow.watch.index import reading_beside
from counterflow.watch.index.reading_beside import MANY, PORTION, read_many

SCRIPTS = ("Fengri Brasdol", "Фенгри Брасдол", "李芬 贸易", "A. Fengr. & Sons Ltd", "فنگری")


def _blobs(count: int) -> list[bytes]:
    return [
        msgspec.json.encode(
            Listing(
                id=f"l-{at}",
                list="l",
                schema="Company" if at % 2 else "Person",
                properties={"name": [f"{SCRIPTS[at % len(SCRIPTS)]} {at}", f"Quowex {at} LLC"]},
            )
        )
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def blobs() -> list[bytes]:
    """Give listings enough for several portions, the last of them not whole."""
    return _blobs(PORTION * 4 + 17)


@pytest.fixture(scope="module")
def alone(blobs: list[bytes]) -> list[bytes]:
    """Give what this process reads alone."""
    return read_many(blobs, processes=0)


@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_bytes_wherever_they_are_read(
    blobs: list[bytes], alone: list[bytes], processes: int
) -> None:
    assert read_many(blobs, processes=processes) == alone
    assert len(alone) == len(blobs)


def test_a_process_beside_reads_its_share(blobs: list[bytes], alone: list[bytes]) -> None:
    asked = subprocess.Popen(
        [sys.executable, "-c", reading_beside._CODE, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    question = msgspec.msgpack.encode(blobs[:5])
    out, _ = asked.communicate(len(question).to_bytes(8, "big") + question, timeout=60)
    assert msgspec.msgpack.decode(out[8:], type=list[bytes]) == alone[:5]
    assert asked.returncode == 0


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(3)",
        "import sys; sys.stdout.write('not a length'); sys.stdout.flush()",
        "import sys; sys.stdin.buffer.read(8); sys.stdout.buffer.write(bytes(7) + b'\\x01')",
    ],
    ids=["ends", "talks", "breaks off"],
)
def test_what_a_process_fails_at_is_read_here(
    blobs: list[bytes], alone: list[bytes], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_beside, "_CODE", code)
    assert read_many(blobs, processes=1) == alone


def test_an_interpreter_that_does_not_start(
    blobs: list[bytes], alone: list[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert read_many(blobs, processes=1) == alone


@pytest.mark.skipif(sys.platform != "linux", reason="finds its children under /proc")
def test_a_killed_process_loses_nothing() -> None:
    many = _blobs(PORTION * 12)
    killed: list[int] = []
    done = threading.Event()

    def kill() -> None:
        while not done.is_set():
            for child in _children():
                time.sleep(0.3)
                os.kill(child, signal.SIGKILL)
                killed.append(child)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        read = read_many(many, processes=1)
    finally:
        done.set()
        thread.join()
    assert killed
    assert read == read_many(many, processes=0)


def _children() -> list[int]:
    """Give the processes of this one that read listings."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"reading_beside" in command and parent == str(os.getpid()):
            found.append(int(folder.name))
    return found


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_many([b"no listing"], processes=1)


@pytest.mark.parametrize(
    ("listings", "cores", "due"), [(MANY - 1, 8, 0), (MANY, 1, 0), (MANY, 2, 1), (MANY, 64, 3)]
)
def test_as_many_processes_as_are_worth_their_while(
    listings: int, cores: int, due: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    counted: Callable[[int], int] = reading_beside._processes
    assert counted(listings) == due
