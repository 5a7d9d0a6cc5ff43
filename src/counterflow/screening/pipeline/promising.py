"""Pick the candidates that can match, so that only they are compared field by field."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import read_names
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.search import LEAST, Candidates
from counterflow.watch.matching.addresses import ADDRESS_LIFT
from counterflow.watch.matching.compare import DECISION_POINT
from counterflow.watch.matching.dates import BIRTH_LIFT, full_days
from counterflow.watch.matching.entity import PERSONS, Profile
from counterflow.watch.matching.names import score_readings

if TYPE_CHECKING:
    from counterflow.watch.index.ceilings import Ceilings

ROUNDING = 1e-9
"""Scores have four digits; a difference of two of them is not exact."""
WORTH_LOADING = 1500
"""Pairs of names from which their machine code is loaded: that takes as long as scoring so many
in Python, and a process that asks one question would wait for it."""
FEWEST = 4
"""Pairs of names below which laying them out for the loops takes longer than scoring them."""


class Lifts(NamedTuple):
    """What fields that agree can add to the score of a party's names.

    Attributes:
        born: The listings with one of its birth dates, known to the day.
        address: What an address can add, whatever the listing.
    """

    born: frozenset[int]
    address: float

    @property
    def most(self) -> float:
        """Give the most that they add to any listing."""
        return (BIRTH_LIFT if self.born else 0.0) + self.address

    def of(self, listing: int) -> float:
        """Give the most that they add to one listing."""
        return (BIRTH_LIFT if listing in self.born else 0.0) + self.address


NO_LIFT = Lifts(frozenset(), 0.0)


def plain_bound(threshold: float) -> float:
    """Give the bound below which a name without a lift is not proposed.

    Below the decision point everything that shares a word is wanted, above it only what can still
    reach it.
    """
    return LEAST - max(0.0, DECISION_POINT - threshold)


class Promising:
    """Pick candidates of one index. Threads may share it.

    Args:
        index: The index of the listings.
        worth_loading: See ``WORTH_LOADING``.
    """

    def __init__(self, index: IndexArrays, *, worth_loading: int = WORTH_LOADING) -> None:
        self._index = index
        self._left = worth_loading
        self._ceilings: Ceilings | None = None
        self._lock = threading.Lock()

    def lifts(self, profiles: Sequence[Profile]) -> list[Lifts]:
        """Say what the fields of each entity can add to its names."""
        return [self._lifts(profile) for profile in profiles]

    def _lifts(self, profile: Profile) -> Lifts:
        """Say what its fields can add to the names of an entity."""
        if not profile.birth_dates and not profile.addresses:
            return NO_LIFT
        days = self._index.birth_days
        born = [at for day in full_days(profile.birth_dates) for at in days.get(day, ())]
        return Lifts(frozenset(born), ADDRESS_LIFT if profile.addresses else 0.0)

    def pairs(
        self,
        profiles: Sequence[Profile],
        candidates: Candidates,
        lifts: Sequence[Lifts],
        threshold: float,
    ) -> list[tuple[int, int]]:
        """Give the candidates of which some pair of names reaches the threshold.

        A birth date or an address that agrees lifts a weaker name; every other field only lowers a
        score. So a candidate left out here could not match; one met by an identifier, or by an
        aircraft mark, is kept.

        Args:
            profiles: Our entities.
            candidates: What was found for them.
            lifts: What the fields of each can add.
            threshold: The lowest score that is wanted.

        Returns:
            Positions of an entity and of a listing, in the order of the candidates.
        """
        found = candidates.found
        lift = _lift_of(found.query, found.listing, lifts)
        wanted = threshold - ROUNDING - lift
        named = (found.ours >= 0) & (threshold > 0)
        person = np.zeros(len(named), np.bool_)
        person[named] = self._index.name_person[found.theirs[named]]
        ours = np.array([profile.schema in PERSONS for profile in profiles], np.bool_)
        person |= ours[found.query]
        # Without a lift, a name that the search bounds below the usual is not looked at.
        hopeless = named & (lift == 0) & (found.bound < plain_bound(threshold))
        asked = np.flatnonzero(named & ~hopeless)
        hopeless[asked] = self._ceiling(candidates, asked, person[asked]) < wanted[asked]
        return self._scored(candidates, np.flatnonzero(~hopeless), named, person, wanted)

    def _scored(
        self,
        candidates: Candidates,
        left: NDArray[np.int64],
        named: NDArray[np.bool_],
        person: NDArray[np.bool_],
        wanted: NDArray[np.float64],
    ) -> list[tuple[int, int]]:
        """Give the candidates that are met without a name or score as much as is wanted."""
        found, names, forms = candidates.found, self._index.names, candidates.forms
        columns = (found.query, found.listing, found.ours, found.theirs, named, person, wanted)
        kept: dict[tuple[int, int], None] = {}
        for query, at, ours, theirs, by_name, is_person, least in zip(
            *[column[left].tolist() for column in columns], strict=True
        ):
            if (query, at) in kept:
                continue
            if by_name:
                listed = read_names(names[theirs])
                if score_readings((forms[ours],), listed, person=is_person).score < least:
                    continue
            kept[query, at] = None
        return list(kept)

    def _ceiling(
        self, candidates: Candidates, asked: NDArray[np.int64], person: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Give what pairs of names can score at most, or more than any score."""
        if len(asked) < FEWEST:
            return np.full(len(asked), np.inf)
        with self._lock:
            if self._ceilings is None:
                self._left -= len(asked)
                if self._left > 0:
                    return np.full(len(asked), np.inf)
                from counterflow.watch.index.ceilings import Ceilings

                self._ceilings = Ceilings(self._index)
            found = candidates.found
            return self._ceilings.of(
                candidates.forms, found.ours[asked], found.theirs[asked], person
            )


def _lift_of(
    query: NDArray[np.int64], listing: NDArray[np.int64], lifts: Sequence[Lifts]
) -> NDArray[np.float64]:
    """Give what the fields of each entity can add to each candidate."""
    if all(lift is NO_LIFT for lift in lifts):
        return np.zeros(len(query))
    pairs = zip(query.tolist(), listing.tolist(), strict=True)
    return np.array([lifts[mine].of(at) for mine, at in pairs], np.float64)
