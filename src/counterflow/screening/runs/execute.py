"""Screen a stream of transactions in numbered batches, on this core or on several."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from counterflow.core.errors import CounterflowError, RunError
from counterflow.core.memory import garbage_kept, search_rarely
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.runs.folder import RunFolder
from counterflow.screening.runs.tally import Tally, tally

if TYPE_CHECKING:
    from concurrent.futures import Future

BATCH = 2000
"""Transactions per part: enough to share work on names, few enough to lose little."""
AHEAD = 3
"""Batches waiting per worker, so that memory stays flat however long the file is."""
MOST_WORKERS = 61
"""Windows waits for at most 63 handles at once, of which a pool of Python needs two itself.

It holds on every system, so that a command means the same on all of them.
"""


class Batch(msgspec.Struct, frozen=True):
    """Transactions and refused rows that follow one another in the input."""

    number: int
    transactions: tuple[Transaction, ...]
    refusals: tuple[Refusal, ...]

    @property
    def rows(self) -> int:
        """Count the input rows of the batch."""
        refused = sum(1 for refusal in self.refusals if not refusal.fatal)
        return refused + sum(max(1, len(t.rows)) for t in self.transactions)


def batches(stream: Iterable[Transaction | Refusal], size: int = BATCH) -> Iterator[Batch]:
    """Cut a stream into batches of at most ``size`` transactions, always at the same places."""
    number, transactions, refusals = 1, list[Transaction](), list[Refusal]()
    for item in stream:
        if isinstance(item, Transaction):
            transactions.append(item)
        else:
            refusals.append(item)
        if len(transactions) >= size or len(refusals) >= size:
            yield Batch(number, tuple(transactions), tuple(refusals))
            number, transactions, refusals = number + 1, [], []
    if transactions or refusals:
        yield Batch(number, tuple(transactions), tuple(refusals))


def screen_batch(screener: Screener, folder: RunFolder, batch: Batch) -> Tally:
    """Screen one batch and write it as one part of the run."""
    with garbage_kept():
        decisions = screener.screen(batch.transactions)
        counts = tally(decisions, batch.refusals)
        folder.write_part(batch.number, decisions, list(batch.refusals), counts)
        return counts


def execute(
    stream: Iterable[Transaction | Refusal],
    *,
    folder: RunFolder,
    open_screener: Callable[[], Screener],
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    size: int = BATCH,
) -> Tally:
    """Screen a stream whole, leaving out the parts that an interrupted run has finished.

    Args:
        stream: Transactions and refused rows, in the order of the input.
        folder: The run's folder.
        open_screener: Gives the screener; called once in each worker, so it must be picklable
            where there are several.
        workers: Processes; 1 works in this one, more than ``MOST_WORKERS`` count as so many.
        progress: Called with the number of input rows done by each batch.
        size: Transactions per part.

    Returns:
        The counts of the whole run, finished parts included.

    Raises:
        RunError: a worker died; finished parts stay, and the run can be resumed.
    """
    total = Tally()
    done = folder.finished()
    parts = ((batch, done.get(batch.number)) for batch in batches(stream, size))
    if workers <= 1:
        screener = open_screener()
        for batch, finished in parts:
            total.add(screen_batch(screener, folder, batch) if finished is None else finished)
            if progress:
                progress(batch.rows)
        return total
    _spread(parts, folder, open_screener, min(workers, MOST_WORKERS), total, progress)
    return total


def _spread(
    parts: Iterable[tuple[Batch, Tally | None]],
    folder: RunFolder,
    open_screener: Callable[[], Screener],
    workers: int,
    total: Tally,
    progress: Callable[[int], None] | None,
) -> None:
    """Hand batches to worker processes, a few ahead, and take their counts in order.

    Counts of finished parts wait in the same queue, so that a resumed run lists its refused rows
    in the order of the input, as an uninterrupted one does.
    """
    # Loaded here: ten rows are screened in this process.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    waiting: deque[tuple[int, Future[bytes | _Fault] | Tally]] = deque()
    encoder = msgspec.msgpack.Encoder()

    def take() -> None:
        rows, found = waiting.popleft()
        if not isinstance(found, Tally):
            found = _counts_in(found.result())
        total.add(found)
        if progress:
            progress(rows)

    # "spawn" is the same on every platform and copies no threads or locks of this process.
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        initargs=(open_screener, folder.path),
    )
    try:
        for batch, finished in parts:
            found = pool.submit(_work, encoder.encode(batch)) if finished is None else finished
            waiting.append((batch.rows, found))
            while len(waiting) >= workers * AHEAD:
                take()
        while waiting:
            take()
    except BrokenProcessPool as fault:
        raise RunError(
            "a worker process ended without an answer",
            why="the machine may have run out of memory",
            remedy=f"resume with --resume {folder.path.name}, perhaps with fewer --workers",
        ) from fault
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Fault(NamedTuple):
    """An error of ours on its way from a worker: pickled, the error would lose its parts."""

    kind: type[CounterflowError]
    parts: dict[str, str]


def _counts_in(answer: bytes | _Fault) -> Tally:
    """Read what a worker gave back."""
    if isinstance(answer, _Fault):
        parts = dict(answer.parts)
        raise answer.kind(parts.pop("what"), **parts)
    return msgspec.msgpack.decode(answer, type=Tally)


_opener: list[Callable[[], None]] = []
_worker: list[tuple[Screener, RunFolder]] = []


def _begin_worker(open_screener: Callable[[], Screener], folder: Path) -> None:
    """Keep what the first batch needs; a fault in here could not be told, only that it died."""
    # Ctrl-C reaches every process of the terminal; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    search_rarely()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _opener.append(lambda: _worker.append((open_screener(), RunFolder(folder))))


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone.

    A worker whose parent was killed would wait for its next batch for ever: it holds the writing
    end of the queue it reads from.
    """
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(packed: bytes) -> bytes | _Fault:
    """Screen one batch in a worker process."""
    try:
        if not _worker:
            _opener[0]()
        screener, folder = _worker[0]
        batch = msgspec.msgpack.decode(packed, type=Batch)
        return msgspec.msgpack.encode(screen_batch(screener, folder, batch))
    except CounterflowError as fault:
        names = ("what", "where", "why", "remedy")
        return _Fault(type(fault), {name: getattr(fault, name) for name in names})
