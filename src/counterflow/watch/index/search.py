"""Find the listings that could be meant by a name or an identifier, many names at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.bounds import first_bound, word_bound
from counterflow.watch.index.build import IndexArrays
from counterflow.watch.index.keys import forms_of, sought_keys
from counterflow.watch.index.spellings import Spellings
from counterflow.watch.matching.entity import Profile

COMMON = 400
"""Postings from which a shared word ("trading") is not followed unless nothing rarer is there."""
LEAST = 0.55
"""The bound on the final score below which a candidate is not proposed (decision point 0.70).

The room below 0.70 is for what the bound does not see: vowels and sounds that the scorer forgives.
"""
SLICE = 1280
"""Names that are followed together: the arrays of more would fill the memory, not save time.

Somewhat more than the parties of a part of a file, as a cell may hold more than one name.
"""
SURE = 2.0
"""The bound of a listing met by an identifier: before all others."""


class Found(NamedTuple):
    """Candidates of a batch, one row per pair of names that may match.

    ``query`` and ``listing`` say whose the names are, ``ours`` is the position of our name among
    all names of the batch, ``theirs`` that of the listed name; -1 where an identifier was met.
    """

    query: NDArray[np.int64]
    listing: NDArray[np.int64]
    bound: NDArray[np.float32]
    ours: NDArray[np.int64]
    theirs: NDArray[np.int64]


class Candidates(NamedTuple):
    """What a search found: the pairs, best first per query, and our names as read."""

    found: Found
    forms: list[NameForm]


class _Entries(NamedTuple):
    """What is followed of our names: which name, which listed key, how alike, with what weight.

    ``special`` marks keys that stand for joined or parted words or for consonants.
    """

    form: NDArray[np.int64]
    key: NDArray[np.int64]
    likeness: NDArray[np.float64]
    weight: NDArray[np.float64]
    special: NDArray[np.float64]


class CandidateSearch:
    """Search over one index. Keeps the spellings of words seen before; safe in one thread.

    Args:
        index: Arrays of ``build_index`` or ``load_index``.
    """

    def __init__(self, index: IndexArrays) -> None:
        self.index = index
        self._spellings = Spellings(index)
        self._starts = np.concatenate(([0], index.posting_ends[:-1])).astype(np.int64)
        self._counts = np.diff(index.posting_ends, prepend=0)
        # Keys of joined words have no weight of their own: there ours is taken for both.
        self._key_weight = np.zeros(len(index.keys))
        np.maximum.at(self._key_weight, index.word_key, index.word_weight)

    def search(
        self, profiles: Sequence[Profile], *, limit: int, least: float = LEAST
    ) -> Candidates:
        """Find the candidates of many entities.

        Args:
            profiles: Entities read by ``matching.entity.read_entity``.
            limit: At most so many listings per entity.
            least: Bound below which a name is not proposed; 0 proposes all that share a word.

        Returns:
            Pairs ordered by entity, then by listing, the best listing first; a listing found by
            an identifier comes before all others, whatever its name.
        """
        queries, forms = [], []
        for at, profile in enumerate(profiles):
            for form in forms_of((*profile.names, *profile.weak)):
                queries.append(at)
                forms.append(form)
        by_name = self._by_name(forms, np.array(queries, dtype=np.int64), least)
        by_id = self._by_identifier(profiles)
        return Candidates(_best(_joined(by_id, by_name), limit), forms)

    def _by_identifier(self, profiles: Sequence[Profile]) -> Found:
        """Find listings that carry one of the entities' identifiers."""
        known = self.index.identifiers
        pairs = [
            (at, listing)
            for at, profile in enumerate(profiles)
            for value in profile.identifiers
            for listing in known.get(value, ())
        ]
        if not pairs:
            return _nothing()
        table = np.array(pairs, dtype=np.int64)
        none = np.full(len(pairs), -1, dtype=np.int64)
        sure = np.full(len(pairs), SURE, dtype=np.float32)
        return Found(table[:, 0], table[:, 1], sure, none, none)

    def _by_name(self, forms: list[NameForm], owner: NDArray[np.int64], least: float) -> Found:
        """Follow the postings of all words of all names and bound each name met."""
        if not forms or not len(self.index.name_listing):
            return _nothing()
        found = _nothing()
        for start in range(0, len(forms), SLICE):
            part = self._slice(forms[start : start + SLICE], least)
            ours = part.ours + start
            found = _joined(found, part._replace(query=owner[ours], ours=ours))
        return found

    def _slice(self, forms: list[NameForm], least: float) -> Found:
        """Follow the postings of some names; ``query`` of the answer counts as ``ours``."""
        self._spellings.learn(key.text for form in forms for key in sought_keys(form))
        entries, skipped = self._entries(forms)
        if not len(entries.key):
            return _nothing()
        counts = self._counts[entries.key]
        ends = np.concatenate(([0], np.cumsum(counts)[:-1]))
        at = np.repeat(self._starts[entries.key] - ends, counts)
        name = self.index.postings[at + np.arange(len(at))].astype(np.int64)
        pair = np.repeat(entries.form, counts) * len(self.index.name_listing) + name
        pairs, place = np.unique(pair, return_inverse=True)
        met = _sums(place, np.repeat(entries.likeness * entries.weight, counts), len(pairs))
        compared = _sums(place, np.repeat(entries.weight, counts), len(pairs))
        listed = self._key_weight[entries.key]
        listed = np.where(listed > 0, listed, entries.weight)
        answered = _sums(place, np.repeat(listed, counts), len(pairs))
        special = _sums(place, np.repeat(entries.special, counts), len(pairs)) > 0
        form, name = np.divmod(pairs, len(self.index.name_listing))
        total = np.array([sum(form.weights) for form in forms])
        theirs = self.index.name_weight[name].astype(np.float64)
        bound = first_bound(met, (compared, answered), skipped[form], total[form], theirs)
        keep = bound >= least
        form, name, bound, special = form[keep], name[keep], bound[keep], special[keep]
        words = word_bound(form, name, forms, self.index, self._spellings)
        bound = np.where(special, np.maximum(words, bound * np.float32(0.9)), words)
        keep = bound >= least
        form, name, bound = form[keep], name[keep], bound[keep]
        listing = self.index.name_listing[name].astype(np.int64)
        return Found(form, listing, bound, form, name)

    def _entries(self, forms: list[NameForm]) -> tuple[_Entries, NDArray[np.float64]]:
        """Settle which listed keys are followed, and what weight of each name is not."""
        owners, weights, special, found = [], [], [], []
        skipped = np.zeros(len(forms))
        for at, form in enumerate(forms):
            sought = [(key, self._spellings[key.text]) for key in sought_keys(form)]
            rare = [
                pair
                for pair in sought
                if pair[0].weight >= 1 or self._counts[pair[1].keys].sum() <= COMMON
            ]
            if any(key.word >= 0 for key, _ in rare):
                followed = {key.word for key, _ in rare}
                skipped[at] = sum(
                    key.weight for key, _ in sought if key.word >= 0 and key.word not in followed
                )
            else:
                rare = sought
            for key, spelling in rare:
                if len(spelling.keys):
                    owners.append(at)
                    weights.append(key.weight)
                    special.append(key.word < 0)
                    found.append(spelling)
        if not found:
            none, nothing = np.empty(0, np.int64), np.empty(0)
            return _Entries(none, none, nothing, nothing, nothing), skipped
        sizes = [len(spelling.keys) for spelling in found]
        return (
            _Entries(
                np.repeat(np.array(owners, dtype=np.int64), sizes),
                np.concatenate([spelling.keys for spelling in found]).astype(np.int64),
                np.concatenate([spelling.likeness for spelling in found]).astype(np.float64),
                np.repeat(np.array(weights), sizes),
                np.repeat(np.array(special, dtype=np.float64), sizes),
            ),
            skipped,
        )


def _sums(place: NDArray[np.int64], values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Add up values that belong to the same place."""
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)


def _nothing() -> Found:
    none = np.empty(0, np.int64)
    return Found(none, none, np.empty(0, np.float32), none, none)


def _joined(one: Found, other: Found) -> Found:
    """Put two findings one after the other."""
    return Found(
        np.concatenate([one.query, other.query]),
        np.concatenate([one.listing, other.listing]),
        np.concatenate([one.bound, other.bound]),
        np.concatenate([one.ours, other.ours]),
        np.concatenate([one.theirs, other.theirs]),
    )


def _best(found: Found, limit: int) -> Found:
    """Keep the pairs of the best ``limit`` listings of each entity, best listing first."""
    if not len(found.query):
        return found
    order = np.lexsort((found.listing, -found.bound, found.query))
    query, listing = found.query[order], found.listing[order]
    pair = query * (1 << 32) + listing
    # The first pair of a listing within an entity is its best and gives the listing its place.
    _, first, which = np.unique(pair, return_index=True, return_inverse=True)
    leads = np.zeros(len(pair), dtype=np.int64)
    leads[first] = 1
    place = np.cumsum(leads)[first[which]]
    begins = np.searchsorted(query, query, side="left")
    rank = place - np.cumsum(leads)[begins]
    keep = rank < limit
    order, place = order[keep], place[keep]
    order = order[np.argsort(place, kind="stable")]
    return Found(*(column[order] for column in found))
