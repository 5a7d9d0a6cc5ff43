"""Read many listings with the help of further processes, as reading is most of building an index.

A process beside this one reads listings from the end while this one reads them from the beginning.
It is started as a command, not with ``multiprocessing``: that would run the program of whoever
called ``engine.match`` a second time, unless it is guarded against it. Whatever goes wrong there
(no interpreter to start, a process killed for want of memory) this process reads itself: the same
listings give the same bytes wherever they are read.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import IO

import msgspec

from counterflow.core.memory import garbage_kept
from counterflow.core.model.listings import Listing
from counterflow.watch.index.readings import read_packed

MANY = 6_000
"""Listings from which a further process, which starts in most of a second, is worth its while."""
MOST = 3
"""Further processes: one listing after the other still has to be laid out by this one alone."""
PORTION = 250
"""Listings that are handed over at a time."""
_CODE = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from counterflow.watch.index.reading_beside import serve; serve()"
)
_LOG = logging.getLogger(__name__)
_SIZE = 8
_LARGEST = 1 << 30
"""Bytes of a message: more is no length, but something else that was written to the pipe."""


def read_many(blobs: list[bytes], *, processes: int | None = None) -> list[bytes]:
    """Read listings, in this process and beside it.

    Args:
        blobs: Listings as JSON.
        processes: Further processes; unless given, one less than there are processors, at most
            ``MOST``, and none for fewer than ``MANY`` listings.

    Returns:
        What was read of each, packed (``readings.read_packed``), in the same order.

    Example:
        >>> read = read_many([b'{"id": "l-1", "list": "l", "schema": "Person", "properties": {}}'])
        >>> msgspec.msgpack.decode(read[0])
        ['l-1', True, [], [], []]
    """
    waiting = deque(range(0, len(blobs), PORTION))
    read: dict[int, list[bytes]] = {}
    beside = _processes(len(blobs)) if processes is None else processes
    threads = [Thread(target=_hand_over, args=(blobs, waiting, read)) for _ in range(beside)]
    for thread in threads:
        thread.start()
    try:
        _read_here(blobs, waiting, read)
    except BaseException:
        waiting.clear()
        raise
    finally:
        for thread in threads:
            thread.join()
    # What a process took and did not give back.
    _read_here(blobs, deque(at for at in range(0, len(blobs), PORTION) if at not in read), read)
    return [pack for at in sorted(read) for pack in read[at]]


def _read_here(blobs: list[bytes], waiting: deque[int], read: dict[int, list[bytes]]) -> None:
    """Read portions from the beginning until none is waiting."""
    while waiting:
        try:
            at = waiting.popleft()
        except IndexError:  # another thread took the last
            return
        read[at] = _packed(blobs[at : at + PORTION])


def _hand_over(blobs: list[bytes], waiting: deque[int], read: dict[int, list[bytes]]) -> None:
    """Have a process read portions from the end until none is waiting; leave what it fails at."""
    pack = msgspec.msgpack.Encoder().encode
    unpack = msgspec.msgpack.Decoder(list[bytes]).decode
    try:
        with _process() as (asked, answers):
            while waiting:
                at = waiting.pop()
                _send(asked, pack(blobs[at : at + PORTION]))
                found = unpack(_receive(answers))
                if len(found) == len(blobs[at : at + PORTION]):
                    read[at] = found
    except IndexError:  # another thread took the last
        return
    except (OSError, EOFError, ValueError, msgspec.MsgspecError) as fault:
        _LOG.debug("a process that reads listings ended early: %s", fault)


@contextmanager
def _process() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Start a process that reads listings; end it whatever happens."""
    process = subprocess.Popen(  # noqa: S603 - this interpreter, and no word of the user's
        [sys.executable, "-c", _CODE, *sys.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipe to the process")
        yield process.stdin, process.stdout
    finally:
        process.kill()
        process.communicate()


def _processes(listings: int) -> int:
    """Say how many processes shall help."""
    if listings < MANY or not sys.executable or getattr(sys, "frozen", False):
        return 0
    return min(MOST, (os.cpu_count() or 1) - 1)


def serve() -> None:
    """Read portions from standard input until it ends: the other side of ``read_many``."""
    decode = msgspec.msgpack.Decoder(list[bytes]).decode
    encode = msgspec.msgpack.Encoder().encode
    with garbage_kept():
        while True:
            try:
                asked = decode(_receive(sys.stdin.buffer))
            except EOFError:
                return
            _send(sys.stdout.buffer, encode(_packed(asked)))


def _packed(blobs: list[bytes]) -> list[bytes]:
    decode = msgspec.json.Decoder(Listing).decode
    return [read_packed(decode(blob)) for blob in blobs]


def _send(to: IO[bytes], data: bytes) -> None:
    to.write(len(data).to_bytes(_SIZE, "big") + data)
    to.flush()


def _receive(where: IO[bytes]) -> bytes:
    """Read one message whole.

    Raises:
        EOFError: it ended before.
    """
    head = where.read(_SIZE)
    size = int.from_bytes(head, "big")
    data = where.read(size) if len(head) == _SIZE and size <= _LARGEST else b""
    if len(head) < _SIZE or len(data) < size:
        raise EOFError("the other side ended")
    return data
