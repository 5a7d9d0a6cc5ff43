"""Find reports that carry the words of one another: runs of five words, contained, not alike.

A reprint that keeps a third of a wire story shares few of all words with it and nearly all of its
own; so containment is measured, which MinHash and its like cannot do. An inverted index keeps the
cost near the number of shared runs.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from counterflow.core.assertions import ReprintFamily

_RUN = 5
SHARE = 0.2
_COMMON = 40
_AT_ONCE = 1 << 22  # pairs in memory at a time
Runs = Collection[int] | NDArray[np.uint32]
"""Hashed runs of a report, each once."""


def find_reprints(runs: Mapping[str, Runs]) -> tuple[ReprintFamily, ...]:
    """Find families of reports that reprint each other.

    Args:
        runs: What ``runs_of`` gives of each report, by its id.

    Returns:
        Families of two and more, reports in the order given; ``share`` is the least containment
        that joined one of them.

    Example:
        >>> wire = "the ministry said on monday that the ship had left the port at night"
        >>> texts = {"a": wire, "b": "Local news: " + wire, "c": "nothing"}
        >>> runs = {name: runs_of(text) for name, text in texts.items()}
        >>> [family.reports for family in find_reprints(runs)]
        [('a', 'b')]
    """
    parent = {name: name for name in runs}
    least: dict[str, float] = {}
    order = {name: at for at, name in enumerate(runs)}
    for one, other, count in _shared(runs):
        share = count / max(1, min(len(runs[one]), len(runs[other])))
        if share >= SHARE:
            first, second = sorted(
                (_root(one, parent), _root(other, parent)), key=order.__getitem__
            )
            parent[second] = first
            least[first] = min(share, least.get(first, 1.0), least.get(second, 1.0))
    families: dict[str, list[str]] = defaultdict(list)
    for name in runs:
        families[_root(name, parent)].append(name)
    return tuple(
        ReprintFamily(members[0], tuple(members), round(least[first], 3))
        for first, members in families.items()
        if len(members) > 1
    )


def _shared(runs: Mapping[str, Runs]) -> Iterator[tuple[str, str, int]]:
    """Count the runs that two reports share; those of many are common phrases and left out."""
    names = list(runs)
    held = [np.fromiter(own, np.int64, len(own)) for own in runs.values()]
    sizes = [len(own) for own in held]
    if not sum(sizes):
        return
    every = np.concatenate(held)
    reports = np.repeat(np.arange(len(names)), sizes)
    order = np.lexsort((reports, every))
    every, reports = every[order], reports[order]
    starts = np.flatnonzero(np.r_[True, every[1:] != every[:-1]])
    counts = np.diff(np.r_[starts, len(every)])
    found, shared = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for count in range(2, _COMMON + 1):
        for some in _split(starts[counts == count], _AT_ONCE // (count * count)):
            holders = reports[some[:, None] + np.arange(count)]
            one, other = np.triu_indices(count, 1)
            pairs = (holders[:, one] * len(names) + holders[:, other]).ravel()
            found, shared = _added(found, shared, pairs)
    for pair, common in zip(found.tolist(), shared.tolist(), strict=True):
        first, second = divmod(pair, len(names))
        yield names[first], names[second], common


def _split(rows: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    for at in range(0, len(rows), max(1, size)):
        yield rows[at : at + max(1, size)]


def _added(
    found: NDArray[np.int64], shared: NDArray[np.int64], pairs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count pairs on top of those that are counted already."""
    new, counts = np.unique(pairs, return_counts=True)
    together, at = np.unique(np.concatenate([found, new]), return_inverse=True)
    total = np.bincount(at, np.concatenate([shared, counts]), len(together))
    return together, total.astype(np.int64)


def _root(name: str, parent: dict[str, str]) -> str:
    while parent[name] != name:
        name = parent[name]
    return name


def runs_of(text: str) -> frozenset[int]:
    """Hash every run of five words of a text: enough to know a reprint, too little to read.

    Example:
        >>> len(runs_of("one two three four five six"))
        2
    """
    words = re.findall(r"\w+", text.lower())
    return frozenset(
        zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(len(words) - _RUN + 1)
    )
