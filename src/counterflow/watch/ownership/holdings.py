"""What holds on one day: the statements of all sources about a pair, as one interval.

One source that states several shares of one owner may mean one holding at several times, or
several holdings: so at least the least of them and at most their sum. Two sources that differ give
the least and the most of both. A statement without a share adds nothing to one with a share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.shares import WHOLE
from counterflow.watch.ownership.ties import Kind

Ints = npt.NDArray[Any]


class Statement(NamedTuple):
    """One statement about a pair, as ``merge`` takes it."""

    source: int
    low: int
    high: int
    known: bool
    stated: bool


class Merged(NamedTuple):
    """What all statements about a pair come to; of control 0 or 1 instead of units."""

    low: int
    high: int
    known: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """What holds on one day of one kind, one entry for a pair, in the order of owners.

    Attributes:
        starts: Where the entries of each owner begin.
        owned: The other one.
        low: Lower end.
        high: Upper end.
        known: Upper end where the share is known, else 0.
    """

    starts: Ints
    owned: Ints
    low: Ints
    high: Ints
    known: Ints


def merge(statements: Iterable[Statement]) -> Merged:
    """Settle what the statements about one pair and one kind of share come to.

    Example:
        >>> merge([Statement(0, 30, 30, True, True), Statement(0, 25, 25, True, True)])
        Merged(low=25, high=55, known=True)
        >>> merge([Statement(0, 30, 30, True, True), Statement(1, 25, 25, True, True)])
        Merged(low=25, high=30, known=True)
    """
    told = list(statements)
    if len(told) == 1:
        (one,) = told
        return Merged(one.low if one.stated else 0, one.high, one.known)
    known = [one for one in told if one.known]
    if not known:
        return Merged(0, WHOLE, known=False)
    plain = [one for one in known if one.stated]
    highs: dict[int, int] = {}
    for source, _, high in {(one.source, one.low, one.high) for one in known}:
        highs[source] = highs.get(source, 0) + high
    low = min((one.low for one in plain), default=0)
    return Merged(low, min(WHOLE, max(highs.values())), known=True)


def holdings_on(graph: OwnershipGraph, day: int) -> dict[Kind, Holdings]:
    """Settle for a whole graph what holds on a day.

    Args:
        graph: The graph.
        day: The day, an ordinal.

    Returns:
        Holdings by shares, votes and control; ``merge`` gives the same pair by pair. Control counts
        ``INFLUENCE`` too, as control that may be.
    """
    ties = graph.ties
    live = (ties.start <= day) & (day <= ties.end)
    found = {}
    for kind in (Kind.SHARES, Kind.VOTES):
        chosen = np.flatnonzero(live & (ties.kind == kind))
        found[kind] = _arranged(*_merged(graph, chosen), len(graph))
    control = np.flatnonzero(live & np.isin(ties.kind, (Kind.CONTROL, Kind.INFLUENCE)))
    owner, owned = ties.owner[control], ties.owned[control]
    firm = ((ties.kind[control] == Kind.CONTROL) & ties.stated[control]).astype(np.int64)
    ones = np.ones(len(control), dtype=np.int64)
    found[Kind.CONTROL] = _arranged(owner, owned, firm, ones, ones, len(graph))
    return found


def _merged(graph: OwnershipGraph, chosen: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Merge statements pair by pair; ``chosen`` is in the order of the graph's ties."""
    ties = graph.ties
    pair = _groups(ties.owned[chosen], ties.owner[chosen])
    known = ties.known[chosen]
    any_known = np.zeros(int(pair[-1]) + 1 if len(pair) else 0, dtype=bool)
    any_known[pair[known]] = True
    # Of statements without a share one is enough, and beside one with a share none counts.
    first = np.ones(len(chosen), dtype=bool)
    first[1:] = pair[1:] != pair[:-1]
    chosen = chosen[known | (first & ~any_known[pair])] if len(pair) else chosen
    owned, owner, source = ties.owned[chosen], ties.owner[chosen], ties.source[chosen]
    low, high, known = ties.low[chosen], ties.high[chosen], ties.known[chosen]
    if not len(chosen):
        return owner, owned, low, high, high
    pair = _groups(owned, owner)
    heads = np.flatnonzero(np.diff(pair, prepend=-1))
    plain = np.where(ties.stated[chosen], low, np.iinfo(np.int64).max)
    lows = np.minimum.reduceat(plain, heads)
    lows[lows == np.iinfo(np.int64).max] = 0
    by_source = _groups(pair, source)
    distinct = np.diff(_groups(by_source, low, high), prepend=-1) != 0
    source_heads = np.flatnonzero(np.diff(by_source, prepend=-1))
    sums = np.minimum(WHOLE, np.add.reduceat(np.where(distinct, high, 0), source_heads))
    pair_heads = np.flatnonzero(np.diff(pair[source_heads], prepend=-1))
    highs = np.maximum.reduceat(sums, pair_heads)
    return owner[heads], owned[heads], lows, highs, np.where(known[heads], highs, 0)


def _groups(*columns: Ints) -> Ints:
    """Number runs of equal rows from 0."""
    changed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return np.cumsum(changed)


def _arranged(owner: Ints, owned: Ints, low: Ints, high: Ints, known: Ints, nodes: int) -> Holdings:
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(nodes + 1))
    return Holdings(starts, owned[order], low[order], high[order], known[order])
