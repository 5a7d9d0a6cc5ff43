"""The files of keys of an archive: which there are, where to look, and when they are merged."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.storage.archive import parts
from counterflow.storage.archive.files import keep_file
from counterflow.storage.archive.postings import (
    Postings,
    joined,
    lacking,
    open_file,
    postings_of,
    to_bytes,
)
from counterflow.storage.archive.rows import read_row

FAN = 16
"""Files of one size that are merged to one."""
_NAME = re.compile(r"(\d+)-(\d+)\.keys")


class Part(msgspec.Struct, frozen=True):
    """What the records say of one sealed part; the columns of ``decision_parts``."""

    number: int
    run: str
    part: int
    ground: str
    entry: int
    at: str
    first: int
    rows: int
    root: str
    file: str
    oldest: str
    outcomes: str
    loose_from: int | None
    loose_to: int | None
    purged: int


class Merged(NamedTuple):
    """A file of keys of several parts that follow one another."""

    first: int
    last: int
    file: Path


class KeyFiles:
    """The files of keys below a folder of decisions.

    Args:
        folder: Where the parts are; merged files are in ``index`` below it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.merged_in = folder / "index"

    def own(self, part: Part) -> Path:
        """Give the path of the keys of one part."""
        return (self.folder / part.file).with_suffix(".keys")

    def merged(self) -> list[Merged]:
        """Give the merged files that are needed: they follow one another from the first part."""
        found: dict[int, Merged] = {}
        for file in self.merged_in.glob("*.keys"):
            if told := _NAME.fullmatch(file.name):
                one = Merged(int(told[1]), int(told[2]), file)
                if one.first not in found or found[one.first].last < one.last:
                    found[one.first] = one
        chain, following = list[Merged](), 1
        while following in found:
            chain.append(found[following])
            following = found[following].last + 1
        return chain

    def of_part(self, part: Part) -> Postings:
        """Give the keys of one part: as they were kept, or made again from its decisions."""
        found = open_file(self.own(part), check=True)
        if found is not None and found.rows == part.rows:
            return found
        return made_again(self.folder / part.file, part.ground)

    def write_own(self, part: Part, found: Postings) -> None:
        """Keep the keys of one part."""
        keep_file(self.own(part), to_bytes(found))

    def merge(self, every: Sequence[Part]) -> None:
        """Merge small files to larger ones where there are enough of them.

        Args:
            every: All parts, in order. What another process is merging is left to it.
        """
        self.merged_in.mkdir(parents=True, exist_ok=True)
        with _alone(self.merged_in / "merging.lock") as alone:
            if not alone:
                return
            chain = self.merged()
            done = chain[-1].last if chain else 0
            waiting = every[done:]
            while len(waiting) >= FAN:
                one = self._join([self.of_part(part) for part in waiting[:FAN]], waiting[:FAN])
                chain.append(one)
                waiting = waiting[FAN:]
                while len(alike := _alike(chain)) == FAN:
                    files = [open_file(one.file) for one in alike]
                    span = every[alike[0].first - 1 : alike[-1].last]
                    chain[-FAN:] = [self._join(self._or_again(files, alike, every), span)]
            self._tidy(chain, every)

    def _or_again(
        self, files: Sequence[Postings | None], spans: Sequence[Merged], every: Sequence[Part]
    ) -> list[Postings]:
        return [
            found
            if found is not None
            else joined(self.of_part(part) for part in every[span.first - 1 : span.last])
            for found, span in zip(files, spans, strict=True)
        ]

    def _join(self, several: Sequence[Postings], span: Sequence[Part]) -> Merged:
        one = Merged(span[0].number, span[-1].number, self.merged_in / _named(span))
        keep_file(one.file, to_bytes(joined(several)))
        return one

    def _tidy(self, chain: Sequence[Merged], every: Sequence[Part]) -> None:
        """Remove what stands in a merged file; where somebody still reads it, the next time."""
        needed = {one.file for one in chain}
        done = chain[-1].last if chain else 0
        stale = [file for file in self.merged_in.glob("*.keys") if file not in needed]
        kept = {self.own(part).name for part in every[:done]}
        stale += [file for file in self.folder.glob("*.keys") if file.name in kept]
        for file in stale:
            with contextlib.suppress(OSError):
                file.unlink()

    def forget(self, part: Part, gone: Sequence[int], first_of: Callable[[int], int]) -> None:
        """Take the keys of purged decisions out of whatever file holds them.

        Args:
            part: Their part.
            gone: Which of its rows.
            first_of: Gives the number of the first decision of a part.
        """
        for one in self.merged():
            if one.first <= part.number <= one.last and (found := open_file(one.file)) is not None:
                # In a merged file rows are counted from those of its first part.
                before = part.first - first_of(one.first)
                left = to_bytes(lacking(found, [before + at for at in gone]))
                del found  # Windows replaces no file that is mapped
                keep_file(one.file, left)
        self.own(part).unlink(missing_ok=True)


def made_again(file: Path, ground: str) -> Postings:
    """Make the keys of a part from its decisions."""
    rows = [
        read_row(body, context or b"", ground) if body is not None else None
        for body, context in parts.whole(file)
    ]
    return postings_of(rows)


def _named(span: Sequence[Part]) -> str:
    return f"{span[0].number:07d}-{span[-1].number:07d}.keys"


def _alike(chain: Sequence[Merged]) -> list[Merged]:
    """Give the last files that are of one size."""
    found = list[Merged]()
    for one in reversed(chain):
        if found and one.last - one.first != found[-1].last - found[-1].first:
            break
        found.append(one)
    return found[:FAN][::-1]


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[bool]:
    """Tell whether no other process is at it; the lock of one that was killed is gone."""
    # A lock of SQLite is the same on every system.
    with contextlib.closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
            return
        yield True
        lock.execute("ROLLBACK")
