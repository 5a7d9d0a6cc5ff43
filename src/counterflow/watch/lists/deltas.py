"""Tell the bytes of a version as what they share with an earlier one, and what is new in them.

A difference names runs of the earlier bytes, so that a chain of hundreds of them is followed by
moving names of runs about, and only the last version is ever put together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import zstandard

CONTEXT = 32 << 10
"""Bytes from the beginning of the earlier version that teach the words of its format."""
LONG_LINE = 2 << 10
"""Bytes a line from which, on average, a file is parted at its tags and braces too."""

_LEVEL = 12
# The tables must span a large earlier version whole; a level's own would forget its beginning.
_LARGE = 4 << 20
_TABLES = {"window_log": 26, "hash_log": 23, "chain_log": 23}
_PARTS = re.compile(rb"[^\n>}]*[\n>}]|[^\n>}]+\Z")


class DeltaError(ValueError):
    """Say that a difference is damaged, or belongs to other bytes."""


class Run(NamedTuple):
    """So many new bytes, then a run of the earlier ones."""

    new: int
    start: int
    length: int


class _Told(msgspec.Struct, array_like=True):
    """A difference as it is stored: per run three numbers, the start from the last run's end."""

    context: int
    runs: list[int]
    frame: bytes


class Rope:
    r"""Hold bytes as pieces of other bytes, which are not copied.

    Args:
        pieces: The pieces, in order.

    Example:
        >>> old = Rope([memoryview(b"one\ntwo\n")])
        >>> new = old.apply(delta(b"one\ntwo\n", b"one\nthree\ntwo\n"), most=14)
        >>> new.join()
        b'one\nthree\ntwo\n'
    """

    def __init__(self, pieces: Sequence[memoryview]) -> None:
        self.pieces = pieces
        self.starts: list[int] = []
        self.size = 0
        for piece in pieces:
            self.starts.append(self.size)
            self.size += len(piece)

    def join(self) -> bytes:
        """Put the bytes together."""
        return b"".join(self.pieces)

    def cut(self, start: int, length: int) -> Iterator[memoryview]:
        """Give a run of the bytes, piece by piece.

        Raises:
            DeltaError: There are no such bytes.
        """
        if start < 0 or length < 0 or start + length > self.size:
            raise DeltaError("a run lies outside the earlier bytes")
        at = bisect_right(self.starts, start) - 1
        while length:
            skipped = start - self.starts[at]
            piece = self.pieces[at][skipped : skipped + length]
            yield piece
            start += len(piece)
            length -= len(piece)
            at += 1

    def apply(self, told: bytes, *, most: int) -> Rope:
        """Give the later bytes, from what ``delta`` told of them.

        Args:
            told: The difference.
            most: Bytes of the later version: what claims to be longer is damaged.

        Raises:
            DeltaError: The difference is damaged, or belongs to other bytes.
        """
        try:
            found = msgspec.msgpack.decode(told, type=_Told)
            runs = list(_runs(found.runs))
            # One flipped bit can claim exabytes, and memory would be asked for them at once.
            if zstandard.frame_content_size(found.frame) > most:
                raise DeltaError("it claims to be longer than it was")
            words = b"".join(self.words_before(runs, found.context))
            new = memoryview(_opener(words).decompress(found.frame))
        except (msgspec.MsgspecError, zstandard.ZstdError) as fault:
            raise DeltaError(str(fault)) from fault
        later = Rope(list(self._woven(runs, new)))
        if later.size != most:
            raise DeltaError("it gives another number of bytes")
        return later

    def _woven(self, runs: Sequence[Run], new: memoryview) -> Iterator[memoryview]:
        at = 0
        for run in runs:
            if run.new:
                yield new[at : at + run.new]
                at += run.new
            yield from self.cut(run.start, run.length)
        if at < len(new):
            yield new[at:]

    def words_before(self, runs: Sequence[Run], context: int) -> Iterator[memoryview]:
        """Give what helps to compress the new bytes: the beginning, and what is in no run."""
        yield from self.cut(0, min(context, self.size))
        at = 0
        for run in sorted(runs, key=lambda run: run.start):
            if run.start > at:
                yield from self.cut(at, run.start - at)
            at = max(at, run.start + run.length)
        if at < self.size:
            yield from self.cut(at, self.size - at)


def delta(base: bytes, data: bytes) -> bytes:
    """Tell bytes as runs of earlier ones and what is new, the new compressed.

    Args:
        base: The earlier bytes.
        data: The later ones.

    Returns:
        What ``Rope.apply`` takes.
    """
    by_line = min(_mean_line(base), _mean_line(data)) <= LONG_LINE
    runs, new = _compared(_parted(base, by_line=by_line), _parted(data, by_line=by_line))
    words = b"".join(Rope([memoryview(base)]).words_before(runs, CONTEXT))
    numbers: list[int] = []
    at = 0
    for run in runs:
        numbers += (run.new, run.start - at, run.length)
        at = run.start + run.length
    return msgspec.msgpack.encode(_Told(CONTEXT, numbers, _compressed(new, words)))


def _mean_line(data: bytes) -> float:
    return len(data) / (data.count(b"\n") + 1)


def _parted(data: bytes, *, by_line: bool) -> list[bytes]:
    return data.splitlines(keepends=True) if by_line else _PARTS.findall(data)


def _compared(base: Sequence[bytes], data: Sequence[bytes]) -> tuple[list[Run], bytes]:
    """Find runs of equal parts, the longest from each place on, and join what is in none."""
    first: dict[bytes, int] = {}
    starts = [0]
    for number, part in enumerate(base):
        first.setdefault(part, number)
        starts.append(starts[-1] + len(part))
    runs: list[Run] = []
    fresh: list[bytes] = []
    at = expected = waiting = 0
    while at < len(data):
        part = data[at]
        goes_on = expected < len(base) and base[expected] == part
        found = expected if goes_on else first.get(part, -1)
        if found < 0:
            fresh.append(part)
            waiting += len(part)
            at += 1
            continue
        end = _end_of_run(base, found, data, at)
        runs.append(Run(waiting, starts[found], starts[end] - starts[found]))
        at, expected, waiting = at + end - found, end, 0
    return runs, b"".join(fresh)


def _end_of_run(base: Sequence[bytes], found: int, data: Sequence[bytes], at: int) -> int:
    while found < len(base) and at < len(data) and base[found] == data[at]:
        found += 1
        at += 1
    return found


def _runs(numbers: Sequence[int]) -> Iterator[Run]:
    if len(numbers) % 3:
        raise DeltaError("a run is not whole")
    at = 0
    for new, gap, length in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        if new < 0:
            raise DeltaError("a run is not whole")
        yield Run(new, at + gap, length)
        at += gap + length


def _compressed(new: bytes, words: bytes) -> bytes:
    large = len(new) + len(words) > _LARGE
    more = _TABLES if large else {"source_size": len(new), "dict_size": len(words)}
    settings = zstandard.ZstdCompressionParameters.from_level(_LEVEL, **more)
    earlier = _dictionary(words)
    return zstandard.ZstdCompressor(compression_params=settings, dict_data=earlier).compress(new)


def _opener(words: bytes) -> zstandard.ZstdDecompressor:
    return zstandard.ZstdDecompressor(dict_data=_dictionary(words))


def _dictionary(words: bytes) -> zstandard.ZstdCompressionDict | None:
    if not words:
        return None
    return zstandard.ZstdCompressionDict(words, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
