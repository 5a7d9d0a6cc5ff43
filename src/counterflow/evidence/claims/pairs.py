"""Choose the pairs of wordings that may contradict each other, so that the others are not compared.

Of ten thousand reports few pairs speak of one event: those that share two roles of one frame within
some weeks, and those of one story.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from counterflow.core.edtf import FIRST, bounds_of
from counterflow.evidence.claims.fillings import Fillings
from counterflow.evidence.claims.following import Following, followed, not_followed
from counterflow.evidence.claims.gists import happens_once, wider_kinds
from counterflow.evidence.claims.grounds import Grounds
from counterflow.evidence.claims.sides import Side
from counterflow.evidence.claims.stories import Stories, pairs_of_reports

_ENOUGH = 2
WITHIN_DAYS = 92
"""What bears no time and was told further apart is taken for two events."""


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """Two sides of one frame by two voices, and whether they are of one story."""

    one: Side
    other: Side
    one_story: bool


def pairs_to_compare(
    sides: Sequence[Side],
    grounds: Grounds,
    stories: Stories,
    days: Mapping[str, str],
    following: Following = not_followed,
) -> Iterator[Pair]:
    """Give the pairs of sides that may contradict each other.

    Args:
        sides: All sides.
        grounds: Where the places lie that they name.
        stories: Which reports are of one story.
        days: The day of each report (EDTF) by its id.
        following: Told how far the work is.

    Yields:
        Pairs of one frame by different speakers, of different claims: those that share two roles
        and those of one story. A pair of both sorts is given twice.
    """
    framed = [one for one in sides if one.gist.frame]
    yield from _of_one_story(framed, stories, following)
    yield from _of_like_roles(framed, grounds, days, following)


def _comparable(one: Side, other: Side) -> bool:
    return (
        one.said.claim != other.said.claim
        and one.said.speaker_id != other.said.speaker_id
        and (one.denies != other.denies or _can_differ(one, other))
    )


def _can_differ(one: Side, other: Side) -> bool:
    """Tell whether two that deny nothing hold something in which they could contradict."""
    if one.denies:
        return False
    a, b = one.gist, other.gist
    return bool(
        (a.amounts and b.amounts)
        or (a.period and b.period)
        or ("place" in a.roles and "place" in b.roles)
        or (happens_once(a.frame) and "actor" in a.roles and "actor" in b.roles)
    )


def _of_one_story(sides: Sequence[Side], stories: Stories, following: Following) -> Iterator[Pair]:
    told: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, one in enumerate(sides):
        for report in one.reports:
            told[report][one.gist.frame].append(at)
    reports = followed("comparing within stories", told, following, every=20)
    for first, second in pairs_of_reports(stories, reports):
        for frame in told[first].keys() & told[second].keys():
            for a in told[first][frame]:
                for b in told[second][frame]:
                    if (a < b or first != second) and _comparable(sides[a], sides[b]):
                        yield Pair(sides[a], sides[b], one_story=True)


def _of_like_roles(
    sides: Sequence[Side], grounds: Grounds, days: Mapping[str, str], following: Following
) -> Iterator[Pair]:
    """Give pairs that share two roles; postings count them for all sides at once."""
    fillings = Fillings(grounds)
    kinds = _Kinds()
    told = np.array([_day(one, days) for one in sides], np.int64)
    frames = {name: at for at, name in enumerate(dict.fromkeys(one.gist.frame for one in sides))}
    frame = np.array([frames[one.gist.frame] for one in sides], np.intc)
    for at, one in enumerate(followed("comparing claims", sides, following)):
        roles = {role: fillings.number(one.gist, role) for role in one.gist.roles}
        same = {role: fillings.rows_with(filling) for role, filling in roles.items()}
        counts = np.zeros(at, np.int64)
        for role, marks in same.items():
            counts += kinds.met(one, marks) if role == "item" else marks
        near = np.flatnonzero(counts >= _ENOUGH)
        near = near[(frame[near] == frame[at]) & _meet(told[near], int(told[at]))]
        for role, filling in roles.items():
            if role not in ("item", "actor") or (role == "actor" and not _one_doer(one)):
                near = near[~fillings.apart(filling, near, same[role][near])]
        for other in near.tolist():
            if _comparable(sides[other], one):
                yield Pair(sides[other], one, one_story=False)
        fillings.add(roles)
        kinds.add(at, one)


class _Kinds:
    """Which sides speak of a thing, and of which kind: who denies the wider denies the narrower."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], array[int]] = defaultdict(lambda: array("i"))

    def add(self, at: int, one: Side) -> None:
        """Add a side by its number."""
        for thing in one.gist.roles.get("item", ()):
            self._held["thing", thing].append(at)
        for kind in _kinds_of(one):
            self._held["kind", kind].append(at)

    def met(self, one: Side, same: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which sides speak of the same thing, of a kind of it, or of what it is a kind of."""
        marks = same.copy()
        keys = [("thing", kind) for kind in _kinds_of(one)]
        keys += [("kind", thing) for thing in one.gist.roles["item"]]
        for key in keys:
            if key in self._held:
                marks[np.frombuffer(self._held[key], np.intc)] = True
        return marks


def _kinds_of(one: Side) -> frozenset[str]:
    return frozenset(
        kind for thing in one.gist.roles.get("item", ()) for kind in wider_kinds(thing)
    )


def _one_doer(one: Side) -> bool:
    """Tell whether another doer of the same could be a contradiction."""
    return happens_once(one.gist.frame)


def _meet(told: NDArray[np.int64], day: int) -> NDArray[np.bool_]:
    """Tell which were told near enough; a side with a time of its own, or no day, always is."""
    if day == 0:
        return np.full(len(told), fill_value=True)
    return np.asarray((told == 0) | (np.abs(told - day) <= WITHIN_DAYS), np.bool_)


def _day(one: Side, days: Mapping[str, str]) -> int:
    """Give the ordinal of the day on which a side was told; 0 where its words bear a time."""
    if one.said.period:
        return 0
    first = bounds_of(days.get(one.said.report, ""))[0]
    return 0 if first == FIRST else first.toordinal()
