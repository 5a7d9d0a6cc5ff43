"""Start the peer's processes, hand them queries, keep their answers by content digest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching_ground import BENCH, digest
from matching_ours import Answer
from matching_queries import Query

BATCH = 100
"""Queries that the blocker gets at once where its quality is measured: few words are left out."""


@dataclass(frozen=True, slots=True)
class Group:
    """Queries of one measure for the peer.

    Attributes:
        name: Of the group.
        queries: All of them.
        batch: Queries that the blocker gets at once.
        timed: Whether its time is wanted, so that no answer of another day may stand for it.
    """

    name: str
    queries: Sequence[Query]
    batch: int = BATCH
    timed: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What the peer answered to a group, its seconds over all processes, and whether just now."""

    answers: list[Answer]
    seconds: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class Start:
    """How long the peer took until it could answer, and its peak memory (one process, in MB)."""

    seconds: float
    peak_mb: float


class PeerRuns:
    """The peer over one list.

    Args:
        python: The Python of its environment.
        entities: The listings as it reads them.
        cache: Where answers are kept.
        program: Versions of its packages.
    """

    def __init__(self, python: Path, entities: Path, cache: Path, program: str) -> None:
        self._python, self._entities, self._cache = python, entities, cache
        self._script = BENCH / "matching_peer.py"
        self._made_from = digest(entities.read_bytes(), program, self._script.read_bytes())
        self.starts: list[Start] = []

    def ask(self, groups: Sequence[Group], *, processes: int, cached: bool) -> dict[str, Answered]:
        """Ask for the answers of all groups.

        Args:
            groups: What is asked, in this order.
            processes: Among how many processes each group is divided.
            cached: Whether answers of another day may stand for timed groups too.
        """
        answered, open_groups = {}, []
        for group in groups:
            file = self._file(group, processes)
            if file.is_file() and (cached or not group.timed):
                answered[group.name] = _read(file, fresh=False)
            else:
                open_groups.append(group)
        if open_groups:
            answered |= self._run(open_groups, processes)
        return answered

    def start(self) -> Start:
        """Time one start on its own."""
        self._run([], 1)
        return self.starts[-1]

    def _run(self, groups: Sequence[Group], processes: int) -> dict[str, Answered]:
        scratch = self._cache / f"peer-run-{os.getpid()}-{time.monotonic_ns()}"
        started = []
        for number in range(processes):
            folder = scratch / str(number)
            folder.mkdir(parents=True)
            asked = []
            for group in groups:
                path = folder / f"{group.name}.queries"
                path.write_text(_lines(group.queries[number::processes]), encoding="utf-8")
                asked.append(f"{group.name}={group.batch}={path}")
            started.append(self._process(folder, asked))
        for process in started:
            ready = _told(process)["ready"]
            self.starts.append(Start(ready["seconds"], ready["peak_mb"]))
        for process in started:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.close()
        answered = {}
        for group in groups:
            told = [_told(process) for process in started]
            seconds = max(float(one["seconds"]) for one in told)
            print(f"  peer: {group.name}: {len(group.queries):,} in {seconds:,.0f} s",
                  file=sys.stderr)  # fmt: skip
            lines = [
                line
                for number in range(processes)
                for line in (scratch / str(number) / f"{group.name}.answers")
                .read_text(encoding="utf-8")
                .splitlines()
            ]
            file = self._file(group, processes)
            file.write_text("\n".join([json.dumps({"seconds": seconds}), *lines]), "utf-8")
            answered[group.name] = _read(file, fresh=True)
        for process in started:
            process.wait()
        subprocess.run(["rm", "-r", str(scratch)], check=True)
        return answered

    def _process(self, folder: Path, asked: Sequence[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self._python), str(self._script), str(self._entities), str(folder), *asked],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            # One process per core: its database must not take the other's.
            env={**os.environ, "NOMENKLATURA_DUCKDB_THREADS": "1"},
        )  # fmt: skip

    def _file(self, group: Group, processes: int) -> Path:
        key = digest(self._made_from, str(group.batch), str(processes), _lines(group.queries))
        return self._cache / f"peer-{group.name}-{key}.answers"


def _lines(queries: Sequence[Query]) -> str:
    return "\n".join(json.dumps({"id": one.id, **one.entity}) for one in queries)


def _told(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"the peer ended with code {process.wait()}")
    told: dict[str, Any] = json.loads(line)
    return told


def _read(file: Path, *, fresh: bool) -> Answered:
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    answers = []
    for line in lines:
        one = json.loads(line)
        matches = tuple((str(at), float(score)) for at, score in one["matches"])
        answers.append(Answer(one["id"], tuple(one["candidates"]), matches, one["seconds"]))
    return Answered(answers, float(json.loads(head)["seconds"]), fresh)
