"""The history: all that was decided, by the parties that stand in it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.review.monitor.segments import ABOUT, FORMAT, About, Segment, Standing, Writer

_LOG = logging.getLogger(__name__)
FOLDER = "history"
"""The folder of a store in which it is kept."""


class Line(NamedTuple):
    """One decision as the history takes it.

    Attributes:
        transaction: What was screened.
        standing: What was decided.
        parties: All whose names were compared with lists.
        context: What it rested on beside itself (JSON); empty for nothing.
    """

    transaction: Transaction
    standing: Standing
    parties: Sequence[Party]
    context: bytes = b""


class Place(NamedTuple):
    """Where a transaction stands: where it is kept, and its number there, from 0."""

    source: str
    row: int


def place_of(segment: Segment, row: int) -> Place:
    """Give where a transaction of a segment stands."""
    return Place(segment.about.source, segment.about.origin + row)


class History:
    """Parties and transactions of the past, opened by memory map.

    It is derived from kept decisions. What another program read, or what is damaged, is left out
    and made again (``add``).

    Args:
        folder: Where it is.
        program: What reads names and says which parties are compared: version, rules, owners.
    """

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        self.folder, self.program = folder, tuple(program)
        self.segments: list[Segment] = []
        for path in sorted(folder.glob("[0-9]*")) if folder.is_dir() else []:
            segment = self._open(path)
            if segment is None:
                # Parties are numbered through: what stands behind a gap cannot be used.
                break
            self.segments.append(segment)

    def _open(self, path: Path) -> Segment | None:
        try:
            about = msgspec.json.decode((path / ABOUT).read_bytes(), type=About)
            due = (FORMAT, self.program, self.parties, self.transactions)
            if (about.format, about.program, about.base, about.first) != due:
                return None
            return Segment(path)
        except (OSError, ValueError, EOFError) as fault:
            _LOG.warning("a part of the history is damaged and is made again: %s (%s)", fault, path)
            return None

    @property
    def parties(self) -> int:
        """Count the distinct parties."""
        return (
            self.segments[-1].about.base + self.segments[-1].about.parties if self.segments else 0
        )

    @property
    def transactions(self) -> int:
        """Count the transactions."""
        last = self.segments[-1].about if self.segments else None
        return last.first + last.transactions if last else 0

    @property
    def live(self) -> int:
        """Count the transactions of which something is known: not purged, and not kept twice."""
        return sum(len(one.live) for one in self.segments)

    def end(self, source: str) -> int:
        """Count the transactions of a source that are in it: the number of the next one."""
        ends = [
            one.about.origin + one.about.transactions
            for one in self.segments
            if one.about.source == source
        ]
        return max(ends, default=0)

    def forget(self) -> None:
        """Remove all of it, to be made again."""
        self.segments = []
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, source: str, lines: Iterable[Line | None]) -> Segment:
        """Take more decisions of a source in: those that follow the last one in it.

        Args:
            source: ``decisions`` or ``customers``.
            lines: The decisions, in order; ``None`` for one that was purged.

        Raises:
            StoreError: it cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"{len(self.segments):08}"
        for old in self.folder.glob("[0-9]*"):
            if old.name >= place.name:  # of another program, or damaged
                shutil.rmtree(old)
        origin = self.end(source)
        about = About(FORMAT, self.program, source, origin, self.transactions, 0, self.parties, 0)
        writer = Writer(place, about, self._number_of)
        try:
            for line in lines:
                if line is None:
                    writer.add_gone()
                else:
                    writer.add(line.transaction, line.standing, line.parties, line.context)
        except BaseException:
            writer.give_up()
            raise
        segment = writer.finish()
        self.segments.append(segment)
        return segment

    def _number_of(self, digest: int, text: bytes) -> int | None:
        found = (one.number_of(digest, text) for one in reversed(self.segments))
        return next((number for number in found if number is not None), None)

    def party(self, number: int) -> Party:
        """Give a party by its number."""
        for segment in self.segments:
            if number < segment.about.base + segment.about.parties:
                return segment.party(number - segment.about.base)
        raise IndexError(number)

    def rows_of(self, parties: NDArray[np.int64]) -> Iterator[tuple[Segment, NDArray[np.int64]]]:
        """Give the transactions in which some parties stand, segment by segment."""
        for segment in self.segments:
            yield segment, segment.rows_of(parties)
