"""Settle for one party of a structure whether listed parties own or control it, and by what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from counterflow.watch.ownership.regime_tests import RegimeTest
from counterflow.watch.ownership.solver import Bound, Channel, Status, channels_of
from counterflow.watch.ownership.structure import Holding, Structure

OWNERSHIP, CONTROL = "ownership", "control"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one test says of one party.

    Attributes:
        test: The test.
        status: Whether it is met.
        limb: ``ownership``, or ``control`` where only control carries the status.
        carried_by: The holdings that carry it, from the listed parties down.
        presumed: Whether one holding of exactly the threshold carries it, which is a presumption
            that can be rebutted.
    """

    test: RegimeTest
    status: Status
    limb: str
    carried_by: tuple[Holding, ...]
    presumed: bool = False


_BOUNDS = ((Bound.LOW, Status.MEETS), (Bound.KNOWN, Status.MAY), (Bound.HIGH, Status.UNKNOWN))
_STRENGTH = {Status.MEETS: 3, Status.MAY: 2, Status.UNKNOWN: 1, Status.NOT: 0}


def judge(structure: Structure, party: int, listed: Iterable[int], test: RegimeTest) -> Verdict:
    """Settle one test for one party.

    Args:
        structure: The party and everybody above it; see ``Structure.climb``.
        party: The party. Whether it is listed itself plays no part.
        listed: Members whose holdings count under the test.
        test: The test.

    Returns:
        The strongest status, that of ownership before that of control where both are the same;
        the same as ``solver.solve`` gives for a whole graph.
    """
    seeds = sorted(set(listed) - {party})
    if not seeds:
        return Verdict(test, Status.NOT, OWNERSHIP, ())
    by_ownership = _by_limb(structure, party, seeds, test, control=False)
    if by_ownership.status is Status.MEETS or test.control != "counts":
        return by_ownership
    by_control = _by_limb(structure, party, seeds, test, control=True)
    stronger = _STRENGTH[by_control.status] > _STRENGTH[by_ownership.status]
    return by_control if stronger else by_ownership


def _by_limb(
    structure: Structure, party: int, seeds: list[int], test: RegimeTest, *, control: bool
) -> Verdict:
    limb = CONTROL if control else OWNERSHIP
    for bound, status in _BOUNDS:
        channels = channels_of(test, bound, control=control)
        for group in [seeds] if test.aggregate else [[seed] for seed in seeds]:
            caught = _spread(structure, group, channels, bound, test)
            if party in caught:
                carried = _carrying(structure, party, caught, channels, bound)
                presumed = status is Status.MEETS and not control and _is_presumed(carried, test)
                return Verdict(test, status, limb, carried, presumed)
    return Verdict(test, Status.NOT, limb, ())


def _weight(holding: Holding, bound: Bound) -> int:
    if bound is Bound.LOW:
        return holding.low
    return holding.high if bound is Bound.HIGH or holding.known else 0


def _spread(
    structure: Structure,
    seeds: Collection[int],
    channels: tuple[Channel, ...],
    bound: Bound,
    test: RegimeTest,
) -> dict[int, int]:
    """Mark who is caught; give the order in which each was."""
    least = dict(channels)
    caught = {seed: at for at, seed in enumerate(seeds)}
    totals: dict[tuple[int, int], int] = {}
    waiting = list(caught)
    for node in waiting:
        if not test.cascade and node not in seeds:
            break
        for holding in structure.out.get(node, ()):
            if holding.kind not in least:
                continue
            key = holding.kind, holding.owned
            totals[key] = totals.get(key, 0) + _weight(holding, bound)
            reached = totals[key] >= least[holding.kind]
            if reached and holding.owned not in caught:
                if structure.members[holding.owned].country in test.exempt_countries:
                    continue
                caught[holding.owned] = len(caught)
                waiting.append(holding.owned)
    return caught


def _carrying(
    structure: Structure,
    party: int,
    caught: dict[int, int],
    channels: tuple[Channel, ...],
    bound: Bound,
) -> tuple[Holding, ...]:
    """Give the holdings that carry a status, those nearest to the listed parties first."""
    kinds = {channel.kind for channel in channels}
    found: dict[Holding, None] = {}
    waiting, met = [party], {party}
    for node in waiting:
        for holding in structure.into.get(node, ()):
            counts = holding.kind in kinds and _weight(holding, bound) > 0
            # Only what was caught before carries: so a loop never carries itself.
            if counts and caught.get(holding.owner, len(caught)) < caught[node]:
                found[holding] = None
                if holding.owner not in met:
                    met.add(holding.owner)
                    waiting.append(holding.owner)
    return tuple(sorted(found, key=lambda one: (caught[one.owned], caught[one.owner])))


def _is_presumed(carried: tuple[Holding, ...], test: RegimeTest) -> bool:
    if not test.presumed_at_threshold or not carried:
        return False
    last = [one for one in carried if one.owned == carried[-1].owned]
    return len(last) == 1 and last[0].low == last[0].high == test.threshold
