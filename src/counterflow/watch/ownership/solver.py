"""Settle for everybody of a graph at once whether listed parties own or control them.

Catching is monotone: who is caught stays caught, so the order does not matter, loops end, and the
lower ends of all shares give what is certain, their upper ends what is possible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.holdings import Holdings
from counterflow.watch.ownership.regime_tests import RegimeTest
from counterflow.watch.ownership.ties import Kind

Ints = npt.NDArray[Any]
_FEW = 48
"""Newly caught nodes up to which a plain loop is faster than arrays (long chains)."""


class Status(StrEnum):
    """Whether a test is met. ``UNKNOWN``: only because some share is not known."""

    MEETS = "meets"
    MAY = "may meet"
    UNKNOWN = "unknown"
    NOT = "does not meet"


class Bound(StrEnum):
    """Which end of the shares is counted; ``KNOWN`` is the upper end of known shares."""

    LOW = "low"
    HIGH = "high"
    KNOWN = "known"


class Channel(NamedTuple):
    """One sum that is held against its own least value, in units; of control 1."""

    kind: Kind
    least: int


@dataclass(frozen=True, slots=True)
class Statuses:
    """What one test says of every node; a listed node's own entry says nothing.

    Attributes:
        ownership: By ownership alone (``_CODES`` in order).
        control: By ownership or control together, where the regime counts control.
    """

    ownership: Ints
    control: Ints

    def of(self, node: int) -> tuple[Status, Status]:
        """Give the two statuses of one node."""
        return CODES[int(self.ownership[node])], CODES[int(self.control[node])]


CODES = (Status.NOT, Status.UNKNOWN, Status.MAY, Status.MEETS)


def channels_of(test: RegimeTest, bound: Bound, *, control: bool) -> tuple[Channel, ...]:
    """Say which sums a test holds against what.

    Args:
        test: The test.
        bound: Which end of the shares is counted.
        control: Whether control counts beside ownership.

    Returns:
        Any one channel is enough. Votes that are only a sign of control are never certain.
    """
    least = test.threshold + test.strict
    found = [Channel(Kind.SHARES, least)]
    if test.votes == "ownership":
        found.append(Channel(Kind.VOTES, least))
    if control and test.control != "no":
        found.append(Channel(Kind.CONTROL, 1))
        if test.votes == "control" and bound is not Bound.LOW:
            found.append(Channel(Kind.VOTES, least))
    return tuple(found)


def solve(
    graph: OwnershipGraph,
    holdings: dict[Kind, Holdings],
    listed: Iterable[int],
    test: RegimeTest,
) -> Statuses:
    """Settle one test for every node.

    Args:
        graph: The graph.
        holdings: What holds on the day; see ``holdings_on``.
        listed: Nodes whose holdings count under the test.
        test: The test.

    Returns:
        The statuses, by position.

    Basis:
        31 CFR 587.406 and OFAC FAQ 401 (no multiplication along a chain), as marking to a fixpoint.
    """
    seeds = np.unique(np.fromiter(listed, dtype=np.int64))
    exempt = np.array([country in test.exempt_countries for country in graph.countries], dtype=bool)
    levels = []
    for control in (False, True):
        caught = []
        for bound in (Bound.HIGH, Bound.KNOWN, Bound.LOW):
            channels = channels_of(test, bound, control=control)
            caught.append(_caught(holdings, seeds, channels, bound, test, exempt))
        level = caught[0].astype(np.int8) + (caught[1] & caught[0]) + (caught[2] & caught[0])
        level[seeds] = 0
        levels.append(level)
    return Statuses(*levels)


def _caught(
    holdings: dict[Kind, Holdings],
    seeds: Ints,
    channels: tuple[Channel, ...],
    bound: Bound,
    test: RegimeTest,
    exempt: Ints,
) -> Ints:
    spread = _Spread(holdings, channels, bound, exempt, cascade=test.cascade)
    if test.aggregate:
        return spread.together(seeds)
    found = np.zeros(len(exempt), dtype=bool)
    for seed in seeds.tolist():
        for node in spread.alone(seed):
            found[node] = True
    return found


class _Spread:
    """Mark who is caught from given nodes, by adding up along ties until nothing changes."""

    def __init__(
        self,
        holdings: dict[Kind, Holdings],
        channels: tuple[Channel, ...],
        bound: Bound,
        exempt: Ints,
        *,
        cascade: bool,
    ) -> None:
        self._parts = [
            (holdings[kind].starts, holdings[kind].owned, getattr(holdings[kind], bound), least)
            for kind, least in channels
        ]
        self._exempt = exempt
        self._cascade = cascade

    def together(self, seeds: Ints) -> Ints:
        """Mark with the holdings of all caught nodes added up."""
        nodes = len(self._exempt)
        caught = np.zeros(nodes, dtype=bool)
        caught[seeds] = True
        totals = [np.zeros(nodes, dtype=np.int64) for _ in self._parts]
        newly = seeds
        while len(newly):
            met: Ints = np.concatenate(
                [
                    self._add(newly, part, total)
                    for part, total in zip(self._parts, totals, strict=True)
                ]
            )
            met = np.unique(met)
            newly = met[~caught[met] & ~self._exempt[met]]
            caught[newly] = True
            if not self._cascade:
                break
        return caught

    @staticmethod
    def _add(newly: Ints, part: tuple[Ints, Ints, Ints, int], total: Ints) -> Ints:
        """Add the holdings of newly caught nodes; give those that reach the least value now."""
        starts, owned, weights, least = part
        if len(newly) <= _FEW:
            touched: list[int] = []
            for node in newly.tolist():
                a, b = int(starts[node]), int(starts[node + 1])
                if a == b:
                    continue
                np.add.at(total, owned[a:b], weights[a:b])
                touched.extend(owned[a:b].tolist())
            reached = np.array(touched, dtype=np.int64)
        else:
            counts = starts[newly + 1] - starts[newly]
            ends = np.cumsum(counts)
            at = np.arange(int(ends[-1])) + np.repeat(starts[newly] - (ends - counts), counts)
            reached = owned[at]
            np.add.at(total, reached, weights[at])
        return reached[total[reached] >= least]

    def alone(self, seed: int) -> dict[int, int]:
        """Mark with the holdings of one person and of what that person has caught.

        Returns:
            Caught nodes without the seed, in the order in which they were caught.
        """
        totals: dict[tuple[int, int], int] = {}
        caught = {seed: 0}
        waiting = [seed]
        for node in waiting:
            for channel, (starts, owned, weights, least) in enumerate(self._parts):
                a, b = int(starts[node]), int(starts[node + 1])
                if a == b:
                    continue
                pairs = zip(owned[a:b].tolist(), weights[a:b].tolist(), strict=True)
                for other, weight in pairs:
                    total = totals.get((channel, other), 0) + weight
                    totals[channel, other] = total
                    if total >= least and other not in caught and not self._exempt[other]:
                        caught[other] = len(caught)
                        waiting.append(other)
            if not self._cascade:
                break
        del caught[seed]
        return caught
