"""Which listed keys a key of ours may stand for: equal, or within two edits. Compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.compiled import compiled, inlined
from counterflow.watch.index.deletions import (
    BASE,
    LONG,
    LONGEST,
    MARKS,
    ONE_EDIT,
    SINGLE,
    SPREAD,
    TWO_EDITS,
    UN_BASE,
    deletions_of,
)

ALIKE = 0.6
"""Likeness below which two keys are not the same word misspelt."""
SLIGHT = 0.3
"""Weight of listed words ("al", "of") that a misspelt word of ours is not taken for."""
_FIRST = 33
"""Letters, digits and marks of keys are ASCII from "!" on."""
_SIGNS = 96
_MOST = deletions_of(LONGEST + 1)
_WIDEST = 64
"""Letters of a key that a machine word of the distance holds."""


@inlined
def osa_distance(
    masks: NDArray[np.uint64], length: int, other: NDArray[np.uint8], begin: int, end: int
) -> int:
    """Count the edits between a prepared key and another, a swap of neighbours as one.

    Args:
        masks: For each sign, at which places of our key it stands.
        length: Letters of our key, 1 to 64.
        other: Letters of many keys.
        begin: Where the other key begins.
        end: Where it ends.

    Basis:
        Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003).
    """
    one = np.uint64(1)
    vp = ~np.uint64(0)
    vn = np.uint64(0)
    d0 = np.uint64(0)
    before = np.uint64(0)
    top = one << np.uint64(length - 1)
    distance = length
    for at in range(begin, end):
        here = masks[other[at] - _FIRST]
        swap = (((~d0) & here) << one) & before
        d0 = (((here & vp) + vp) ^ vp) | here | vn | swap
        hp = vn | ~(d0 | vp)
        hn = d0 & vp
        if hp & top:
            distance += 1
        if hn & top:
            distance -= 1
        hp = (hp << one) | one
        hn = hn << one
        vp = hn | ~(d0 | hp)
        vn = hp & d0
        before = here
    return distance


class KeyTable(NamedTuple):
    """The keys of all listed names.

    Attributes:
        letters: Letters of all keys, one key after the other.
        ends: Where each key ends.
        bucket_ends: Where each bucket of forms ends; see ``deletions.bucket_forms``.
        bucket_tag: A part of the hash of each form.
        bucket_key: The key that each form is of.
        bucket_marks: Which tags each bucket may hold; see ``deletions.Buckets``.
        known: Whether each stands for known words only (``core.text.known_names``).
        weight: The greatest weight of the words that each stands for, 1 for several words.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]
    bucket_ends: NDArray[np.int32]
    bucket_tag: NDArray[np.uint16]
    bucket_key: NDArray[np.int32]
    bucket_marks: NDArray[np.uint8]
    known: NDArray[np.bool_]
    weight: NDArray[np.float32]


class SoughtKeys(NamedTuple):
    """The distinct keys of a question.

    Attributes:
        letters: Letters of all keys, one key after the other.
        ends: Where each key ends.
        edits: Most edits to a listed key.
        known: Whether each stands for known words only.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.int64]
    edits: NDArray[np.int8]
    known: NDArray[np.bool_]


class _Work(NamedTuple):
    """Room for one key at a time."""

    seen: NDArray[np.int64]
    met: NDArray[np.int32]
    masks: NDArray[np.uint64]
    before: NDArray[np.uint64]
    forms: NDArray[np.uint64]


class Near(NamedTuple):
    """The listed keys that each sought key may stand for, with their likeness, 1 for equal ones.

    ``ends`` holds running ends per sought key.
    """

    ends: NDArray[np.int64]
    key: NDArray[np.int32]
    likeness: NDArray[np.float32]


class NearKeys:
    """Find listed keys near to sought ones. Holds its room; safe in one thread.

    Args:
        table: The listed keys.
    """

    def __init__(self, table: KeyTable) -> None:
        self._table = table
        self._stamp = 0
        self._work = _Work(
            np.full(len(table.ends), -1, np.int64),
            np.empty(len(table.ends), np.int32),
            np.zeros(_SIGNS, np.uint64),
            np.empty(LONGEST + 2, np.uint64),
            np.empty(_MOST, np.uint64),
        )

    def find(self, sought: SoughtKeys) -> Near:
        """Find, for each sought key, the listed keys of its kind that are truly near.

        Two known words that sound different are no spellings of one another, and no slip is sought
        in words that say next to nothing ("al").
        """
        count = len(sought.ends)
        size = 16 * count + 64
        room = Near(np.zeros(count, np.int64), np.empty(size, np.int32), np.empty(size, np.float32))
        begin = total = 0
        while begin < count:
            # Marks of an earlier round must not pass for those of this one.
            stamp, self._stamp = self._stamp, self._stamp + count
            begin, total = _find(sought, self._table, self._work, begin, total, stamp, room)
            if begin < count:
                room = Near(
                    room.ends,
                    np.concatenate((room.key, np.empty_like(room.key))),
                    np.concatenate((room.likeness, np.empty_like(room.likeness))),
                )
        return Near(room.ends, room.key[:total], room.likeness[:total])


@compiled
def _find(
    sought: SoughtKeys,
    table: KeyTable,
    work: _Work,
    begin: int,
    total: int,
    stamp: int,
    room: Near,
) -> tuple[int, int]:
    """Find the spellings of keys from one on; give the key to go on with where room ran out."""
    # Arrays are taken out of their tuples once: Numba counts a reference each time it is done.
    letters, ends, masks, met = sought.letters, sought.ends, work.masks, work.met
    listed, listed_ends = table.letters, table.ends
    known, weight = table.known, table.weight
    found, likeness = room.key, room.likeness
    shift = _shift_of(len(table.bucket_ends) - 1)
    for at in range(begin, len(ends)):
        first = ends[at - 1] if at else 0
        length = min(ends[at] - first, _WIDEST)
        made = 0
        if length:
            _set_masks(letters, first, length, masks)
            made = _hash_forms(letters, first, min(length, LONGEST), work.before, work.forms)
        made = _held(work.forms, made, shift, table.bucket_marks)
        count = _candidates(table, work, made, shift, stamp + at)
        full = total + count > len(found)
        for c in range(0 if full else count):
            key = met[c]
            # Two known words, or a word that says next to nothing: the same or no spelling at all.
            exact = (sought.known[at] and known[key]) or weight[key] < SLIGHT
            edits = 0 if exact else sought.edits[at]
            start = listed_ends[key - 1] if key else 0
            end = min(listed_ends[key], start + _WIDEST)
            kind = _mark_of(letters[first])
            like = 0.0
            if kind == _mark_of(listed[start]) and abs(end - start - length) <= edits:
                distance = osa_distance(masks, length, listed, start, end)
                if distance <= edits:
                    like = _likeness(distance, length, end - start, kind)
            found[total] = key
            likeness[total] = like
            total += like > 0.0
        masks[:] = 0
        if full:
            return at, total
        room.ends[at] = total
    return len(ends), total


@inlined
def _likeness(distance: int, ours: int, theirs: int, kind: int) -> float:
    """Give the likeness of two keys of so many letters; 0 where they are no spellings of a word."""
    like = 1.0 - distance / max(max(ours, theirs) - (1 if kind else 0), 1)
    return like if like >= ALIKE else 0.0


@inlined
def _held(forms: NDArray[np.uint64], made: int, shift: np.uint64, marks: NDArray[np.uint8]) -> int:
    """Keep the forms whose bucket may hold them, spread; give how many.

    In a loop of its own and without a branch: the memory is asked for many buckets at once.
    """
    held = 0
    for f in range(made):
        hashed = forms[f] * np.uint64(SPREAD)
        forms[held] = hashed
        held += (marks[np.int64(hashed >> shift)] >> np.uint8(hashed & np.uint64(MARKS - 1))) & 1
    return held


@inlined
def _candidates(table: KeyTable, work: _Work, made: int, shift: np.uint64, mark: int) -> int:
    """Gather the listed keys that share a form with a key of ours; give how many."""
    ends, tags, keys = table.bucket_ends, table.bucket_tag, table.bucket_key
    forms, seen, met = work.forms, work.seen, work.met
    count = 0
    for f in range(made):
        hashed = forms[f]
        bucket = np.int64(hashed >> shift)
        tag = np.uint16(hashed & np.uint64(0xFFFF))
        for slot in range(ends[bucket], ends[bucket + 1]):
            key = keys[slot]
            if tags[slot] == tag and seen[key] != mark:
                seen[key] = mark
                met[count] = key
                count += 1
    return count


@compiled
def _set_masks(
    letters: NDArray[np.uint8], begin: int, length: int, masks: NDArray[np.uint64]
) -> None:
    """Note at which places of a key each sign stands."""
    for i in range(length):
        masks[letters[begin + i] - _FIRST] |= np.uint64(1) << np.uint64(i)


@compiled
def _shift_of(buckets: int) -> np.uint64:
    """Give by how many bits a hash is moved to give its bucket."""
    shift = np.uint64(64)
    while buckets > 1:
        buckets >>= 1
        shift -= np.uint64(1)
    return shift


@inlined
def _mark_of(sign: int) -> int:
    """Give the mark that keeps kinds of key apart (see ``keys``); 0 for a letter or a digit."""
    return 0 if 48 <= sign <= 57 or 97 <= sign <= 122 else sign


@compiled
def _hash_forms(
    letters: NDArray[np.uint8],
    begin: int,
    length: int,
    before: NDArray[np.uint64],
    forms: NDArray[np.uint64],
) -> int:
    """Hash a key with up to two letters left out; the same as ``deletions.deletion_hashes``."""
    power = np.uint64(1)
    base = np.uint64(BASE)
    kind = _mark_of(letters[begin])
    before[0] = np.uint64(0)
    for i in range(length):
        before[i + 1] = before[i] + np.uint64(letters[begin + i]) * power
        power *= base
    un = np.uint64(UN_BASE)
    whole = before[length]
    forms[0] = whole
    made = 1
    if length < ONE_EDIT:
        return made
    two = TWO_EDITS <= length < LONG and kind != SINGLE[0] and kind != SINGLE[1]
    for i in range(length):
        forms[made] = before[i] + (whole - before[i + 1]) * un
        made += 1
        if two:
            for j in range(i + 1, length):
                middle = (before[j] - before[i + 1]) * un
                forms[made] = before[i] + middle + (whole - before[j + 1]) * un * un
                made += 1
    return made
