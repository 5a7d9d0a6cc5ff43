"""Find reports that carry the words of one another: runs of five words, contained, not alike.

A reprint that keeps a third of a wire story shares few of all words with it and nearly all of its
own; so containment is measured, which MinHash and its like cannot do. An inverted index keeps the
cost near the number of shared runs.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

from counterflow.core.assertions import ReprintFamily

_RUN = 5
SHARE = 0.2
_COMMON = 40


def find_reprints(runs: Mapping[str, frozenset[int]]) -> tuple[ReprintFamily, ...]:
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
    for (one, other), count in _shared(runs).items():
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


def _shared(runs: Mapping[str, frozenset[int]]) -> Counter[tuple[str, str]]:
    """Count the runs that two reports share; those of many are common phrases and left out."""
    holders: dict[int, list[str]] = defaultdict(list)
    for name, own in runs.items():
        for run in own:
            holders[run].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        if 1 < len(names) <= _COMMON:
            shared.update(combinations(names, 2))
    return shared


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
