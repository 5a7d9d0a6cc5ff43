"""Batches: cut at the same places, summed to the same counts, on one core or on two."""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Callable, Iterator
from concurrent.futures import process
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import counterflow
from counterflow.core.errors import RunError
from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.runs.execute import AHEAD, MOST_WORKERS, Batch, batches, execute
from counterflow.screening.runs.folder import RunFolder
from counterflow.screening.runs.tally import Tally
from strategies import invented_names

Item = Transaction | Refusal
items = st.lists(
    st.one_of(
        st.builds(Transaction, id=st.just("t"), rows=st.tuples(st.integers(1, 9))),
        st.builds(Refusal, what=st.just("bad"), row=st.integers(1, 9)),
    ),
    max_size=40,
)


def _opener(store: Path) -> Callable[[], Screener]:
    """Give what opens a screener, here or, pickled, in a worker process."""
    engine = counterflow.open(store, as_of="2026-11-21", lists=["watch_pack"])
    return engine._ground().open_for_workers()


def _stream(count: int = 250) -> list[Item]:
    """Give transactions to several countries, a refused row after every seventh."""
    stream: list[Item] = []
    for at, name in enumerate(invented_names(count, seed=4)):
        party = Party("consignee", name if at % 9 else "Alabuga Machinery", country="RU")
        goods = (GoodsLine("8542.31" if at % 5 else "junk"),)
        rows = (at * 2 + 1, at * 2 + 2) if at % 4 == 0 else (at * 2 + 1,)
        stream.append(Transaction(f"t-{at}", parties=(party,), goods=goods, rows=rows))
        if at % 7 == 0:
            stream.append(Refusal("bad", row=at))
    return stream


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    counterflow.open(folder, lists=["watch_pack"]).prepare()
    return folder


@given(items, st.integers(1, 10))
def test_batches_hold_everything_in_order_and_are_cut_at_the_same_places(
    stream: list[Item], size: int
) -> None:
    found = list(batches(stream, size))
    assert [batch.number for batch in found] == list(range(1, len(found) + 1))
    transactions = [t for batch in found for t in batch.transactions]
    assert transactions == [item for item in stream if isinstance(item, Transaction)]
    assert [r for batch in found for r in batch.refusals] == [
        item for item in stream if isinstance(item, Refusal)
    ]
    assert all(len(b.transactions) <= size and len(b.refusals) <= size for b in found)
    assert all(b.transactions or b.refusals for b in found)
    assert list(batches(iter(stream), size)) == found


@given(items)
def test_rows_of_a_batch_are_those_of_the_input(stream: list[Item]) -> None:
    rows = sum(len(item.rows) if isinstance(item, Transaction) else 1 for item in stream)
    assert sum(batch.rows for batch in batches(stream, 3)) == rows


def test_a_fatal_refusal_is_no_row() -> None:
    assert Batch(1, (), (Refusal("cut", fatal=True), Refusal("bad", row=1))).rows == 1
    assert Batch(1, (Transaction("no rows told"),), ()).rows == 1


def _run(store: Path, folder: Path, size: int, workers: int = 1) -> tuple[Tally, list[bytes]]:
    run = RunFolder(folder)
    run.path.mkdir(parents=True)
    total = execute(
        _stream(),
        folder=run,
        open_screener=_opener(store),
        workers=workers,
        size=size,
    )
    return total, list(run.decision_lines())


def test_counts_and_decisions_do_not_depend_on_the_size_of_a_batch(
    store: Path, tmp_path: Path
) -> None:
    whole = _run(store, tmp_path / "whole", 10_000)
    for size in (1, 7, 100):
        assert _run(store, tmp_path / str(size), size) == whole
    assert whole[0].transactions == 250
    assert len(whole[0].outcomes) > 1


def test_finished_parts_are_left_out_and_counted(store: Path, tmp_path: Path) -> None:
    """A run cut off after any number of parts ends as if it had not been."""
    total, lines = _run(store, tmp_path / "whole", 40)

    run = RunFolder(tmp_path / "cut")
    run.path.mkdir()
    for cut in range(1, 7):
        seen: list[int] = []
        with pytest.raises(_KilledError):
            execute(
                _stream(),
                folder=run,
                open_screener=_opener(store),
                progress=functools.partial(_kill_after, cut, seen),
                size=40,
            )
        assert set(run.finished()) == set(range(1, cut + 1))
    done: list[int] = []
    again = execute(
        _stream(), folder=run, open_screener=_opener(store), progress=done.append, size=40
    )
    assert again == total
    assert list(run.decision_lines()) == lines
    assert sum(done) == total.rows_out + total.rows_refused


class _KilledError(Exception):
    """Stands for a kill: nothing catches it."""


def _kill_after(parts: int, seen: list[int], rows: int) -> None:
    seen.append(rows)
    if len(seen) == parts:
        raise _KilledError


def test_a_run_that_is_done_screens_nothing_again(store: Path, tmp_path: Path) -> None:
    total, _ = _run(store, tmp_path / "run", 40)
    times = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "run").iterdir()}
    again = execute(_stream(), folder=RunFolder(tmp_path / "run"),
                    open_screener=_opener(store), size=40)  # fmt: skip
    assert again == total
    assert {f.name: f.stat().st_mtime_ns for f in (tmp_path / "run").iterdir()} == times


def test_nothing_in_gives_nothing_out(store: Path, tmp_path: Path) -> None:
    assert execute([], folder=RunFolder(tmp_path), open_screener=_opener(store)) == Tally()


def test_the_stream_is_read_as_it_is_screened(store: Path, tmp_path: Path) -> None:
    """Memory stays flat however long a file is: no more than one part is read ahead."""
    read = itertools.count()
    ahead: list[int] = []
    done: list[int] = []

    def stream() -> Iterator[Item]:
        for item in _stream():
            ahead.append(next(read) - sum(done))
            yield item

    execute(stream(), folder=RunFolder(tmp_path), open_screener=_opener(store),
            progress=done.append, size=20)  # fmt: skip
    assert max(ahead) <= 60


@pytest.mark.parametrize("size", [40, 1000])
def test_two_workers_give_what_one_gives(store: Path, tmp_path: Path, size: int) -> None:
    runs = []
    for workers in (1, 2):
        run = RunFolder(tmp_path / str(workers))
        run.path.mkdir()
        seen: list[int] = []
        total = execute(
            _stream(),
            folder=run,
            open_screener=_opener(store),
            workers=workers,
            progress=seen.append,
            size=size,
        )
        runs.append((total, list(run.decision_lines()), seen))
    assert runs[0] == runs[1]


def test_two_workers_go_on_where_a_run_stopped(store: Path, tmp_path: Path) -> None:
    total, lines = _run(store, tmp_path / "run", 40)
    run = RunFolder(tmp_path / "run")
    for number in (2, 5):
        (run.path / f"part-{number:07d}.json").unlink()
    again = execute(_stream(), folder=run, open_screener=_opener(store), workers=2, size=40)
    assert again == total
    assert list(run.decision_lines()) == lines


def test_a_worker_that_dies_is_an_error_and_finished_parts_stay(
    store: Path, tmp_path: Path
) -> None:
    _run(store, tmp_path / "run", 40)
    run = RunFolder(tmp_path / "run")
    (run.path / "part-0000003.json").unlink()
    die: Callable[[], Any] = functools.partial(os._exit, 3)
    with pytest.raises(RunError, match=r"a worker process ended.*resume with --resume run"):
        execute(_stream(), folder=run, open_screener=die, workers=2, size=40)
    assert set(run.finished()) == {1, 2, 4, 5, 6, 7}


def test_no_pool_is_larger_than_windows_allows(store: Path, tmp_path: Path) -> None:
    """How far a finished run is read ahead tells how many workers it counts on."""
    assert 1 < MOST_WORKERS <= process._MAX_WINDOWS_WORKERS
    run = RunFolder(tmp_path)
    rows = [Refusal("bad", row=at) for at in range(AHEAD * MOST_WORKERS + 5)]
    execute(rows, folder=run, open_screener=_opener(store), size=1)
    read: list[Refusal] = []
    ahead: list[int] = []

    def stream() -> Iterator[Refusal]:
        for row in rows:
            read.append(row)
            yield row

    execute(
        stream(),
        folder=run,
        open_screener=_opener(store),
        workers=MOST_WORKERS + 100,
        progress=lambda _: ahead.append(len(read)),
        size=1,
    )
    assert ahead[0] == AHEAD * MOST_WORKERS
    assert len(ahead) == len(rows)
