"""Find decisions by keys: sorted numbers in files, a small one per part, merged as they grow.

What is here is made of the parts and can be made again from them. A file holds pairs of a key and
where it stands, sorted; a look-up is a search by halves in each of a few dozen files.

Basis:
    O'Neil et al. (1996), "The log-structured merge-tree".
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from counterflow.storage.archive.rows import OUTCOMES, Row, key_form

_HEAD = struct.Struct(">8s16sQQ32s")
_MAGIC = b"cfkeys01"
_STRENGTHS = {str(outcome): at for at, outcome in enumerate(OUTCOMES)}

Keys = npt.NDArray[np.uint64]
Places = npt.NDArray[np.uint32]
"""Where a key stands: the row, counted from the first of the file, times 4, and its outcome."""


class Postings(NamedTuple):
    """Sorted pairs of a key and where it stands.

    Attributes:
        rows: How many decisions they are of.
        keys: The keys.
        places: Where each stands.
    """

    rows: int
    keys: Keys
    places: Places

    def of(self, key: int) -> Places:
        """Give where a key stands, in the order of the rows."""
        wanted = np.uint64(key)
        first = int(np.searchsorted(self.keys, wanted, "left"))
        last = int(np.searchsorted(self.keys, wanted, "right"))
        return np.asarray(self.places[first:last])


def postings_of(rows: Sequence[Row | None]) -> Postings:
    """Give the pairs of the rows of one part; a purged one (``None``) has none."""
    pairs = [
        (key, at << 2 | _STRENGTHS[row.outcome])
        for at, row in enumerate(rows)
        if row is not None
        for key in row.keys
    ]
    keys = np.array([key for key, _ in pairs], np.uint64)
    places = np.array([place for _, place in pairs], np.uint32)
    return _sorted(len(rows), keys, places)


def joined(several: Iterable[Postings]) -> Postings:
    """Join the pairs of parts that follow one another."""
    rows, keys, places = 0, list[Keys](), list[Places]()
    for one in several:
        keys.append(np.asarray(one.keys))
        places.append(np.asarray(one.places) + np.uint32(rows << 2))
        rows += one.rows
    return _sorted(rows, np.concatenate(keys), np.concatenate(places))


def lacking(found: Postings, gone: Sequence[int]) -> Postings:
    """Give the pairs without those of some rows."""
    stays = ~np.isin(np.asarray(found.places) >> 2, np.array(gone, np.uint32))
    return Postings(found.rows, found.keys[stays], found.places[stays])


def to_bytes(found: Postings) -> bytes:
    """Give the file of sorted pairs, its hash in its head."""
    content = found.keys.astype("<u8").tobytes() + found.places.astype("<u4").tobytes()
    digest = hashlib.sha256(content).digest()
    return _HEAD.pack(_MAGIC, key_form(), found.rows, len(found.keys), digest) + content


def open_file(file: Path, *, check: bool = False) -> Postings | None:
    """Open a file of sorted pairs; nothing of it is read yet.

    Args:
        file: The file.
        check: Whether its hash is checked, for which all of it is read.

    Returns:
        The pairs; ``None`` where the file is missing, cut short, or its keys were made otherwise:
        it has to be made again.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD.size)
            magic, form, rows, count, _ = _HEAD.unpack(head)
    except (OSError, struct.error):
        return None
    if magic != _MAGIC or form != key_form() or file.stat().st_size != _HEAD.size + 12 * count:
        return None
    if check and not is_intact(file):
        return None
    if not count:
        return Postings(rows, np.empty(0, np.uint64), np.empty(0, np.uint32))
    keys = np.memmap(file, "<u8", "r", _HEAD.size, (count,))
    places = np.memmap(file, "<u4", "r", _HEAD.size + 8 * count, (count,))
    return Postings(rows, keys, places)


def is_intact(file: Path) -> bool:
    """Tell whether a file of sorted pairs is what was written."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD.size)
        return hashlib.file_digest(opened, "sha256").digest() == head[-32:]


def _sorted(rows: int, keys: Keys, places: Places) -> Postings:
    # By key, and where it is the same by row: the sort keeps what stood in order.
    order = np.argsort(keys, kind="stable")
    return Postings(rows, keys[order], places[order])
