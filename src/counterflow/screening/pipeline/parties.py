"""Match parties against the listings of an index, many at once, remembering repeated ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from counterflow.core.memory import garbage_kept
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Comparison, Match
from counterflow.core.model.parties import Party, entity_of
from counterflow.screening.pipeline.names_within import whole_name
from counterflow.screening.pipeline.promising import Promising, plain_bound
from counterflow.screening.pipeline.weighed import BREADTH, SetAside, Weighed
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.restricted import Part
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.matching.compare import DECISION_POINT, compare_profiles
from counterflow.watch.matching.entity import Profile, read_entity
from counterflow.watch.matching.qualifiers import CLEARING, DIFFER

UNCUT_FROM = 0.5
"""Threshold from which every candidate is looked at, however many there are.

Were only the likest of them, whether a listing matches would hang on how many others are like it,
and screening again what a list change touches would not give what screening everything gives
(``review.monitor``). One name in a thousand has more than ``BREADTH``. Below this threshold
everything that shares a word is a candidate.
"""
REMEMBERED = 30_000
"""Distinct parties whose matches are remembered."""


class PartyMatcher:
    """Match parties against one set of listings.

    Args:
        index: The index of the listings.
        remember: Whether matches of a party seen before are taken from memory. Files repeat
            names; the answer is the same either way.
        part: What ``index`` takes over from the whole one of which it is a part
            (``watch.index.restricted``); ``None`` where it is whole.
    """

    def __init__(
        self, index: IndexArrays, *, remember: bool = True, part: Part | None = None
    ) -> None:
        self._index = index
        self._search = CandidateSearch(index, part)
        self._promising = Promising(index)
        self._decode = msgspec.json.Decoder(Listing)
        self._remember = remember
        self._known: OrderedDict[tuple[Party, int, float], Weighed] = OrderedDict()
        self._profile = lru_cache(maxsize=1 << 13)(self._read_profile)

    @property
    def index(self) -> IndexArrays:
        """Give the index that is searched, for what is found in it without a name."""
        return self._index

    def listing(self, at: int) -> Listing:
        """Give the listing at a position of the index."""
        start = int(self._index.listing_ends[at - 1]) if at else 0
        end = int(self._index.listing_ends[at])
        return self._decode.decode(self._index.listings[start:end].tobytes())

    def candidates(self, entity: Any, *, limit: int) -> list[str]:
        """Give the ids of listings that could be meant, best first, without scoring them."""
        return [self._index.ids[at] for at in self._proposed(entity, limit)]

    def proposes(self, entity: Any, of_list: str, listing: str, *, limit: int) -> bool:
        """Tell whether one listing is among the candidates; two lists may use the same ids.

        Args:
            entity: As ``candidates`` takes it.
            of_list: The list of the listing.
            listing: Its id.
            limit: Candidates that are looked at.
        """
        return any(
            self._index.ids[at] == listing and self.listing(at).list == of_list
            for at in self._proposed(entity, limit)
        )

    def _proposed(self, entity: Any, limit: int) -> list[int]:
        """Give the positions of the candidates, best first."""
        found = self._search.search([read_entity(entity)], limit=limit, least=0.0).found
        return list(dict.fromkeys(found.listing.tolist()))

    def match(
        self, profiles: Sequence[Profile], *, limit: int, threshold: float = DECISION_POINT
    ) -> list[tuple[Match, ...]]:
        """Give the matches of many entities alone; see ``weigh``.

        Returns:
            One tuple per entity, best first; equal scores in the order of ids.
        """
        return [one.matches for one in self.weigh(profiles, limit=limit, threshold=threshold)]

    def weigh(
        self, profiles: Sequence[Profile], *, limit: int, threshold: float = DECISION_POINT
    ) -> list[Weighed]:
        """Score the candidates of many entities, and tell which were set aside and by what.

        Args:
            profiles: Entities as read.
            limit: At most so many matches per entity.
            threshold: Matches below this score are left out, unless a strong identifier is equal.

        Returns:
            One answer per entity, in order.
        """
        with garbage_kept():
            return self._weigh(profiles, limit, threshold)

    def _weigh(self, profiles: Sequence[Profile], limit: int, threshold: float) -> list[Weighed]:
        """Score the candidates of many entities; see ``weigh``."""
        plain = plain_bound(threshold)
        lifts = self._promising.lifts(profiles)
        least = [max(0.0, plain - lift.most) for lift in lifts]
        candidates = self._search.search(
            profiles,
            limit=len(self._index.ids) if threshold >= UNCUT_FROM else max(BREADTH, limit),
            least=least,
            favoured=[lift.born for lift in lifts],
        )
        matches: list[list[Match]] = [[] for _ in profiles]
        aside: list[list[SetAside]] = [[] for _ in profiles]
        for query, at in self._promising.pairs(profiles, candidates, lifts, threshold):
            comparison = compare_profiles(profiles[query], self._profile(at))
            # A threshold is about likeness; an equal identifier decides under any of them.
            if comparison.score >= threshold or comparison.strong_identifier:
                matches[query].append(_match(self.listing(at), comparison))
            elif found := _set_aside(self._index.ids[at], comparison, threshold):
                aside[query].append(found)
        for group in matches:
            group.sort(key=lambda match: (-match.score, match.id))
        for others in aside:
            others.sort(key=lambda one: (-one.name_score, one.id))
        return [
            Weighed(tuple(group[:limit]), tuple(others))
            for group, others in zip(matches, aside, strict=True)
        ]

    def weigh_parties(
        self, parties: Sequence[Party], *, limit: int = 5, threshold: float = DECISION_POINT
    ) -> list[Weighed]:
        """Weigh the candidates of the parties of transactions; see ``weigh``.

        Returns:
            One answer per party, in order. Role and column of a party play no part.
        """
        plain = [compared(party) for party in parties]
        if not self._remember:
            profiles = [read_entity(entity_of(party)) for party in plain]
            return self.weigh(profiles, limit=limit, threshold=threshold)
        asked = [(party, limit, threshold) for party in plain]
        # Another thread may push out what is remembered: what is needed here is held here.
        held = {key: known for key in asked if (known := self._known.get(key)) is not None}
        new = [key for key in dict.fromkeys(asked) if key not in held]
        with garbage_kept():
            profiles = [read_entity(entity_of(party)) for party, _, _ in new]
        found = self.weigh(profiles, limit=limit, threshold=threshold) if new else []
        fresh = dict(zip(new, found, strict=True))
        self._known.update(fresh)
        held.update(fresh)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return [held[key] for key in asked]

    def _read_profile(self, at: int) -> Profile:
        listing = self.listing(at)
        return read_entity({"schema": listing.schema, "properties": listing.properties})


def _match(listing: Listing, comparison: Comparison) -> Match:
    return Match(
        id=listing.id,
        score=comparison.score,
        list=listing.list,
        caption=listing.caption,
        schema=listing.schema,
        comparison=comparison,
        listing=listing,
    )


def _set_aside(listing: str, comparison: Comparison, threshold: float) -> SetAside | None:
    """Tell whether a birth date or an IMO number speaks against a name that would have matched."""
    name, *others = comparison.features
    if name.weight < threshold:
        return None
    for feature in others:
        if feature.name in CLEARING and feature.agreement == DIFFER:
            return SetAside(listing, feature.name, feature.ours, feature.theirs, name.weight)
    return None


def compared(party: Party) -> Party:
    """Give what of a party is compared, so that one name in two roles is matched once.

    Example:
        >>> compared(Party("buyer", "Alder AG")) == compared(Party("consignee", "Alder AG"))
        True
    """
    return Party(
        role="",
        name=whole_name(party),
        schema=party.schema,
        country=party.country,
        birth_date=party.birth_date,
        identifiers=party.identifiers,
        details=tuple(one for one in party.details if one.name == "former_name"),
    )
