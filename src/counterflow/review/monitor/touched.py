"""Tell which parties a list change touches: the change is asked about, the history is searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.memory import garbage_kept
from counterflow.core.model.parties import Party, entity_of
from counterflow.screening.pipeline.parties import UNCUT_FROM, PartyMatcher
from counterflow.screening.pipeline.promising import plain_bound
from counterflow.screening.pipeline.weighed import BREADTH, Weighed
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.changed import compare_indexes, cut_differently
from counterflow.watch.index.kept_names import KeptNames, KeptSearch
from counterflow.watch.index.restricted import restrict
from counterflow.watch.matching.dates import BIRTH_LIFT
from counterflow.watch.matching.entity import Profile, read_entity


class _Half(NamedTuple):
    """One of the two lists, cut down to what changed."""

    search: KeptSearch
    matcher: PartyMatcher
    told: frozenset[str]


class ListChange:
    """A change from one set of listings to another, asked about names that were kept.

    Args:
        before: The index of the earlier listings.
        after: That of the later ones.
        threshold: Score from which a party is a match.
        dated: Positions in ``after`` of listings that say something else on the later day although
            they are the same (an act began or ended): every party that they match is touched.

    Attributes:
        everything: Why every party has to be taken for touched; empty where ``touched`` tells.
        added: Listings that came or changed.
        removed: Listings that went or changed.
        affected: Listings that are the same and are met by keys that are not.
    """

    def __init__(
        self,
        before: IndexArrays,
        after: IndexArrays,
        *,
        threshold: float,
        dated: NDArray[np.int64] | None = None,
    ) -> None:
        changed = compare_indexes(before, after)
        self.added, self.removed, self.affected = changed.added, changed.removed, changed.affected
        self.everything = changed.everything
        if threshold < UNCUT_FROM:
            self.everything = f"below a threshold of {UNCUT_FROM} only the likest are looked at"
        self._before, self._after, self._threshold = before, after, threshold
        dated = np.empty(0, np.int64) if dated is None else dated
        told = frozenset(f"{after.ids[at]}" for at in dated.tolist())
        sides = ((before, changed.before), (after, np.union1d(changed.after, dated)))
        self._halves = [_half(index, listings, told) for index, listings in sides]

    @property
    def empty(self) -> bool:
        """Tell whether no listing changed in any way that a search sees."""
        return not self.everything and not any(len(one.search.index.ids) for one in self._halves)

    @property
    def parts(self) -> tuple[IndexArrays, ...]:
        """Give what changed as indexes of their own: of the earlier lists, of the later ones."""
        return tuple(half.search.index for half in self._halves)

    def candidates(self, kept: KeptNames) -> NDArray[np.int64]:
        """Give the entities for which a search would propose any listing that changed.

        Args:
            kept: Their names.

        Returns:
            Their numbers, in order.
        """
        least = plain_bound(self._threshold)
        found = [
            half.search.entities(kept, least=least, lift=BIRTH_LIFT)
            for half in self._halves
            if len(half.search.index.ids)
        ]
        cut = cut_differently(self._before, self._after, kept.words())
        if len(cut):
            form = np.repeat(np.arange(len(kept.owner)), np.diff(kept.word_ends, prepend=0))
            found.append(kept.owner[form[np.isin(kept.word, cut)]])
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def touched(self, parties: Sequence[Party]) -> list[bool]:
        """Tell of candidates whether what they match among the changed listings changed.

        Args:
            parties: As ``compared`` gives them; for any that is no candidate it is false.
        """
        with garbage_kept():
            profiles = [read_entity(entity_of(party)) for party in parties]
        before, after = (self._weigh(half, profiles) for half in self._halves)
        told = self._halves[1].told
        return [
            was != now or any(match.id in told for match in now.matches)
            for was, now in zip(before, after, strict=True)
        ]

    def _weigh(self, half: _Half, profiles: Sequence[Profile]) -> list[Weighed]:
        if not len(half.search.index.ids):
            return [Weighed((), ())] * len(profiles)
        every = max(BREADTH, len(half.search.index.ids))
        return half.matcher.weigh(profiles, limit=every, threshold=self._threshold)


def _half(index: IndexArrays, listings: NDArray[np.int64], told: frozenset[str]) -> _Half:
    cut_down, part = restrict(index, listings)
    matcher = PartyMatcher(cut_down, remember=False, part=part)
    return _Half(KeptSearch(cut_down, part), matcher, told)
