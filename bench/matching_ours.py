"""Ask our engine by its public calls: one by one in this process, or in bulk in two of its own."""

from __future__ import annotations

import multiprocessing as mp
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from counterflow.core.model.matches import Match
from counterflow.engine import Engine
from counterflow.watch.matching.entity import read_entity
from matching_ground import opened
from matching_queries import Query

CANDIDATES = 75
THRESHOLD = 0.70
SLICE = 1000
"""Queries that a worker is handed at once."""
WARM = {"schema": "Person", "properties": {"name": ["Probe Person Warming"]}}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered to a query.

    Attributes:
        id: Of the query.
        candidates: Ids of listings, best first; empty where none were asked for.
        matches: Id and score of those at or above the threshold, best first.
        seconds: The time of this query alone; 0 where it was answered among many.
    """

    id: str
    candidates: tuple[str, ...]
    matches: tuple[tuple[str, float], ...]
    seconds: float = 0.0


def match_many(engine: Engine, entities: Sequence[dict[str, Any]]) -> Iterator[Sequence[Match]]:
    """Match many entities by the engine's bulk call, or by its matcher where it has none."""
    call = getattr(engine, "match_many", None)
    if call is not None:
        yield from call(entities, limit=CANDIDATES, threshold=THRESHOLD)
        return
    profiles = [read_entity(entity) for entity in entities]
    yield from engine.screener.matcher.match(profiles, limit=CANDIDATES, threshold=THRESHOLD)


_ENGINE: Engine


def _open(store: Path, lists: Sequence[str]) -> None:
    """Open the engine of a worker and let it do once what only a first query costs."""
    global _ENGINE  # noqa: PLW0603 - a worker process has one engine for its life
    _ENGINE = opened(store, lists)
    list(match_many(_ENGINE, [WARM]))
    _ENGINE.candidates(WARM, limit=CANDIDATES)


def _ready() -> int:
    time.sleep(0.2)  # so that one idle worker does not answer for both
    return mp.current_process().pid or 0


def _bulk(queries: Sequence[Query], *, with_candidates: bool) -> list[Answer]:
    answers = []
    found = match_many(_ENGINE, [query.entity for query in queries])
    for query, matches in zip(queries, found, strict=True):
        candidates: Sequence[str] = ()
        if with_candidates:
            candidates = _ENGINE.candidates(query.entity, limit=CANDIDATES)
        scored = tuple((match.id, match.score) for match in matches)
        answers.append(Answer(query.id, tuple(candidates), scored))
    return answers


class Workers:
    """Two processes (or another number) that hold the engine open; used with ``with``.

    Args:
        store: The store.
        lists: Names of the lists in use.
        processes: How many.
    """

    def __init__(self, store: Path, lists: Sequence[str], processes: int = 2) -> None:
        opened(store, lists).prepare()  # built once, before the workers open it
        self._pool = ProcessPoolExecutor(
            processes, mp.get_context("spawn"), initializer=_open, initargs=(store, tuple(lists))
        )
        waiting = [self._pool.submit(_ready) for _ in range(processes * 4)]
        self.pids = {one.result() for one in waiting}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def ask(
        self, queries: Sequence[Query], *, with_candidates: bool = False
    ) -> tuple[list[Answer], float]:
        """Ask for the matches of many queries, for candidates too where wished.

        Returns:
            The answers in order, and the seconds that both processes took together.
        """
        began = time.perf_counter()
        parts = _slices(queries, min(SLICE, max(1, len(queries) // 8)))
        waiting = [self._pool.submit(_bulk, part, with_candidates=with_candidates)
                   for part in parts]  # fmt: skip
        answers = [answer for one in waiting for answer in one.result()]
        return answers, time.perf_counter() - began

    def one_by_one(self, queries: Sequence[Query]) -> list[Answer]:
        """Ask ``engine.match`` query by query in one of the processes, each timed."""
        return self._pool.submit(_one_by_one, queries).result()

    def count(self, queries: Iterable[Query], *, ahead: int = 6) -> tuple[int, int, float]:
        """Match a stream that is too long to hold: how many, how many with a match, seconds."""
        began, asked, alerts = time.perf_counter(), 0, 0
        waiting: list[Any] = []
        part: list[Query] = []

        def collect() -> None:
            nonlocal alerts
            alerts += sum(bool(answer.matches) for answer in waiting.pop(0).result())

        for query in queries:
            asked += 1
            part.append(query)
            if len(part) == SLICE:
                waiting.append(self._pool.submit(_bulk, part, with_candidates=False))
                part = []
                if len(waiting) >= ahead:
                    collect()
        if part:
            waiting.append(self._pool.submit(_bulk, part, with_candidates=False))
        while waiting:
            collect()
        return asked, alerts, time.perf_counter() - began


def _slices(queries: Sequence[Query], size: int) -> list[Sequence[Query]]:
    return [queries[at : at + size] for at in range(0, len(queries), size)]


def _one_by_one(queries: Sequence[Query]) -> list[Answer]:
    _ENGINE.match(WARM)
    answers = []
    for query in queries:
        began = time.perf_counter()
        matches = _ENGINE.match(query.entity)
        seconds = time.perf_counter() - began
        scored = tuple((match.id, match.score) for match in matches)
        answers.append(Answer(query.id, (), scored, seconds))
    return answers


def rate_and_tail(seconds: Sequence[float]) -> tuple[float, float, float, float]:
    """Give queries per second, and the 50th, 95th and 99th percentile in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return 0.0, 0.0, 0.0, 0.0
    points = [ordered[min(len(ordered) - 1, int(len(ordered) * p))] * 1000 for p in (0.95, 0.99)]
    middle = statistics.median(ordered) * 1000
    return len(ordered) / sum(ordered), middle, points[0], points[1]
