"""Find words within one or two edits of each other by the words they share after deletions.

Two words within distance *d* share a form that each reaches by deleting at most *d* letters
(Mor, Fraenkel, 1982; Garbe's symmetric delete). Only hashes of these forms are kept; a shared
hash proposes a pair and the true distance decides. All words of an index are hashed at once; the
words of a question one by one in ``spelling``, by the same formula.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Ids = NDArray[np.int32]

LONGEST = 24
"""Letters of a word that take part; what lies beyond still decides in the comparison."""
ONE_EDIT = 3
TWO_EDITS = 6
"""Lengths from which one and two deletions are tried."""
LONG = 14
"""Length from which one deletion is tried only: two would make hundreds of forms of a word."""
SINGLE = (ord("+"), ord("="))
"""Marks of keys that stand for several words written as one: one deletion is enough for them."""

BASE = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
UN_BASE = pow(BASE, -1, 1 << 64)
SPREAD = 0xD6E8FEB86659FD93
"""Factor that makes the high bits of a hash depend on all letters."""
_POWERS = np.array([pow(BASE, k, 1 << 64) for k in range(LONGEST + 1)], dtype=np.uint64)
_UN = np.uint64(UN_BASE)
_UN2 = np.uint64(UN_BASE * UN_BASE & _MASK)
_FEWEST_BITS = 8
MARKS = 8
"""Kinds of tag of which a bucket notes whether it holds any: most forms are asked in vain."""


def deletions_of(length: int) -> int:
    """Count the forms that a word of so many letters can have at most."""
    return 1 + length + length * (length - 1) // 2


class Buckets(NamedTuple):
    """Forms by their hash: ``ends`` per bucket, and of each form a part of its hash and its word.

    The bucket is given by the high bits of the hash times ``SPREAD``, the tag by its lowest 16.
    ``marks`` has a bit per bucket for each of the ``MARKS`` lowest values that a tag may end in.
    """

    ends: NDArray[np.int32]
    tag: NDArray[np.uint16]
    key: Ids
    marks: NDArray[np.uint8]


def bucket_forms(words: list[str]) -> Buckets:
    """Enter all forms of words into buckets, about one form to a bucket.

    Example:
        >>> made = bucket_forms(["kasem", "kasm"])
        >>> len(made.key) == int(made.ends[-1]), len(made.ends)
        (True, 257)
    """
    hashes, owners = deletion_hashes(words)
    bits = max(_FEWEST_BITS, len(hashes).bit_length())
    spread = hashes * np.uint64(SPREAD)
    bucket = (spread >> np.uint64(64 - bits)).astype(np.int64)
    tags = (spread & np.uint64(0xFFFF)).astype(np.uint16)
    counts = np.bincount(bucket, minlength=1 << bits)
    ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    order = _in_order(bucket)
    return Buckets(ends, tags[order], owners[order], _marks(bucket, tags, 1 << bits))


def _in_order(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the places of small numbers in their order, equal ones as they stood.

    The number and its place are sorted as one number: NumPy sorts those with the processor's
    vector instructions, and a stable order of places without.
    """
    width = len(values).bit_length()
    both = (values << width) | np.arange(len(values))
    both.sort()
    return both & ((1 << width) - 1)


def _marks(bucket: NDArray[np.int64], tags: NDArray[np.uint16], size: int) -> NDArray[np.uint8]:
    """Note for each bucket which ends of tags it holds."""
    marks = np.zeros(size, np.uint8)
    kinds = tags & (MARKS - 1)
    for kind in range(MARKS):
        marks[bucket[kinds == kind]] |= 1 << kind
    return marks


def deletion_hashes(words: list[str]) -> tuple[Hashes, Ids]:
    """Hash every word with up to two letters left out.

    Args:
        words: Folded words (ASCII), or keys of several words with their mark.

    Returns:
        Two arrays of equal length: the hash, and the position of the word in ``words``. A word
        itself is among its forms. Order: by number of deletions.

    Example:
        >>> hashes, _ = deletion_hashes(["kasem", "kasm"])
        >>> len(set(hashes.tolist())) < len(hashes)
        True
    """
    if not words:
        return np.empty(0, np.uint64), np.empty(0, np.int32)
    codes, lengths = _codes(words)
    whole, before = _prefixes(codes)
    all_ids = np.arange(len(words), dtype=np.int32)
    hashes, ids = [whole], [all_ids]
    # P[i] is the hash of the first i letters, so leaving out letter i gives P[i] plus the rest
    # moved down by one place, which is a division by the base (odd, hence invertible).
    longest = int(lengths.max(initial=0))
    two = (lengths >= TWO_EDITS) & (lengths < LONG) & ~np.isin(codes[:, 0], SINGLE)
    for i in range(longest):
        rows = all_ids[(lengths >= ONE_EDIT) & (lengths > i)]
        head, tail = before[rows, i], whole[rows] - before[rows, i + 1]
        hashes.append(head + tail * _UN)
        ids.append(rows)
        for j in range(i + 1, longest):
            rows = all_ids[two & (lengths > j)]
            if not len(rows):
                break
            middle = (before[rows, j] - before[rows, i + 1]) * _UN
            tail = (whole[rows] - before[rows, j + 1]) * _UN2
            hashes.append(before[rows, i] + middle + tail)
            ids.append(rows)
    return np.concatenate(hashes), np.concatenate(ids)


def _codes(words: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Lay the letters of all words out in one matrix, zero where a word has ended."""
    raw = [word[:LONGEST].encode("ascii", "replace") for word in words]
    lengths = np.fromiter(map(len, raw), np.int64, len(raw))
    width = max(1, int(lengths.max(initial=0)))
    matrix = np.array(raw, dtype=f"S{width}").view(np.uint8).reshape(len(raw), width)
    return matrix.astype(np.uint64), lengths


def _prefixes(codes: NDArray[np.uint64]) -> tuple[Hashes, NDArray[np.uint64]]:
    """Hash every prefix of every word; the last column is the whole word."""
    terms = codes * _POWERS[: codes.shape[1]]
    before = np.zeros((codes.shape[0], codes.shape[1] + 1), dtype=np.uint64)
    np.cumsum(terms, axis=1, out=before[:, 1:])
    return before[:, -1].copy(), before
