"""Find the listings that could be meant by a name or an identifier, many names at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from counterflow.core.text.names import NameForm
from counterflow.watch.index.build import IndexArrays
from counterflow.watch.index.deletions import deletion_hashes
from counterflow.watch.index.keys import forms_of, sought_keys
from counterflow.watch.matching.entity import Profile

COMMON = 400
"""Postings from which a shared word ("trading") is not followed unless nothing rarer is there."""
LEAST = 0.55
"""The bound on the final score below which a candidate is not proposed (decision point 0.70)."""
CACHE = 1 << 19
"""Distinct keys whose spellings are remembered before the memory is given back."""
_FILTER_BITS = 24


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


class Spelling(NamedTuple):
    """The listed keys that a sought key may stand for, with their likeness."""

    keys: NDArray[np.int32]
    likeness: NDArray[np.float32]


class CandidateSearch:
    """Search over one index. Keeps the spellings of keys seen before; safe in one thread.

    Args:
        index: Arrays of ``build_index`` or ``load_index``.
    """

    def __init__(self, index: IndexArrays) -> None:
        self.index = index
        self._ids = {key: at for at, key in enumerate(index.keys)}
        self._spellings: dict[str, Spelling] = {}
        self._filter = np.zeros(1 << _FILTER_BITS, dtype=bool)
        self._filter[_bucket(index.deletion_hash)] = True
        self._starts = np.concatenate(([0], index.posting_ends[:-1])).astype(np.int64)
        self._counts = np.diff(index.posting_ends, prepend=0)

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
        self._learn(forms)
        by_name = self._by_name(forms, np.array(queries, dtype=np.int64), least)
        by_id = self._by_identifier(profiles)
        both = _joined(by_id, by_name)
        return Candidates(_best(both, limit), forms)

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
        sure = np.full(len(pairs), 2.0, dtype=np.float32)
        return Found(table[:, 0], table[:, 1], sure, none, none)

    def _by_name(self, forms: list[NameForm], owner: NDArray[np.int64], least: float) -> Found:
        """Follow the postings of all words of all names and bound each name met."""
        if not forms:
            return _nothing()
        query, key, likeness, weight, skipped, total = self._entries(forms)
        if not len(key):
            return _nothing()
        counts = self._counts[key]
        at = np.repeat(self._starts[key] - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        name = self.index.postings[at + np.arange(len(at))].astype(np.int64)
        pair = np.repeat(query, counts) * len(self.index.name_listing) + name
        pairs, place = np.unique(pair, return_inverse=True)
        met = _sums(place, np.repeat(likeness * weight, counts), len(pairs))
        compared = _sums(place, np.repeat(weight, counts), len(pairs))
        query, name = np.divmod(pairs, len(self.index.name_listing))
        theirs = self.index.name_weight[name]
        bound = _bound(met, compared, skipped[query], total[query], theirs)
        keep = bound >= least
        ours, name = query[keep], name[keep]
        listing = self.index.name_listing[name].astype(np.int64)
        return Found(owner[ours], listing, bound[keep], ours, name)

    def _entries(
        self, forms: list[NameForm]
    ) -> tuple[
        NDArray[np.int64],
        NDArray[np.int32],
        NDArray[np.float32],
        NDArray[np.float32],
        NDArray[np.float32],
        NDArray[np.float32],
    ]:
        """Give (name, listed key, likeness, weight) of all names, and what was not followed."""
        queries, keys, values, weights = [], [], [], []
        skipped = np.zeros(len(forms), dtype=np.float32)
        total = np.array([sum(form.weights) for form in forms], dtype=np.float32)
        for at, form in enumerate(forms):
            sought = [(key, self._spellings[key.text]) for key in sought_keys(form)]
            rare = [
                (key, spelling)
                for key, spelling in sought
                if key.weight >= 1 or self._counts[spelling.keys].sum() <= COMMON
            ]
            if rare:
                sounds = len(form.words)
                followed = {key.text for key, _ in rare}
                skipped[at] = sum(k.weight for k, _ in sought[:sounds] if k.text not in followed)
            for key, spelling in rare or sought:
                keys.append(spelling.keys)
                values.append(spelling.likeness)
                weights.append(key.weight)
                queries.append(at)
        if not keys:
            return (
                np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.float32),
                np.empty(0, np.float32), skipped, total,
            )  # fmt: skip
        sizes = [len(found) for found in keys]
        return (
            np.repeat(np.array(queries, dtype=np.int64), sizes),
            np.concatenate(keys),
            np.concatenate(values),
            np.repeat(np.array(weights, dtype=np.float32), sizes),
            skipped,
            total,
        )

    def _learn(self, forms: list[NameForm]) -> None:
        """Find the spellings of all keys not seen before, all at once."""
        if len(self._spellings) > CACHE:
            self._spellings.clear()
        wanted = dict.fromkeys(key.text for form in forms for key in sought_keys(form))
        new = [key for key in wanted if key not in self._spellings]
        if not new:
            return
        sought, listed = self._propose(new)
        first = [new[i] for i in sought.tolist()]
        second = [self.index.keys[j] for j in listed.tolist()]
        if first:
            distance = cpdist(first, second, scorer=OSA.distance, dtype=np.int32)
        else:
            distance = np.empty(0, np.int32)
        longest = np.maximum(_lengths(first), _lengths(second))
        likeness = (1 - distance / np.maximum(longest, 1)).astype(np.float32)
        keep = (distance <= 2) & (likeness >= 0.6)
        sought, listed, likeness = sought[keep], listed[keep], likeness[keep]
        order = np.argsort(sought, kind="stable")
        cuts = np.searchsorted(sought[order], np.arange(1, len(new)))
        parts = zip(
            new, np.split(listed[order], cuts), np.split(likeness[order], cuts), strict=True
        )
        for key, keys, values in parts:
            self._spellings[key] = Spelling(keys.astype(np.int32), values)

    def _propose(self, words: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Propose pairs of sought and listed keys that share a form after deletions."""
        hashes, owners = deletion_hashes(words)
        maybe = self._filter[_bucket(hashes)]
        hashes, owners = hashes[maybe], owners[maybe]
        table = self.index.deletion_hash
        left = np.searchsorted(table, hashes, side="left")
        spans = np.searchsorted(table, hashes, side="right") - left
        at = np.repeat(left - np.concatenate(([0], np.cumsum(spans)[:-1])), spans)
        listed = self.index.deletion_key[at + np.arange(len(at))].astype(np.int64)
        pair = np.unique(np.repeat(owners.astype(np.int64), spans) * (1 << 32) + listed)
        return pair >> 32, pair & 0xFFFFFFFF


def _bucket(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Spread hashes over the filter by their high bits, which depend on all letters."""
    mixed = hashes * np.uint64(0xD6E8FEB86659FD93)
    return (mixed >> np.uint64(64 - _FILTER_BITS)).astype(np.int64)


def _sums(place: NDArray[np.int64], values: NDArray[np.float32], size: int) -> NDArray[np.float64]:
    """Add up values that belong to the same place."""
    return np.bincount(place, weights=values, minlength=size).astype(np.float64)


def _lengths(words: list[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, words), np.int64, len(words))


def _bound(
    met: NDArray[np.float64],
    compared: NDArray[np.float64],
    skipped: NDArray[np.float32],
    ours: NDArray[np.float32],
    theirs: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Bound the score of names by the words met, taking every word not followed as met.

    The formula of ``matching.names.weigh`` with the lower cost of both kinds of name. A joined
    key counts beside its parts, so what is compared is cut to the lighter name.
    """
    lighter = np.minimum(ours, theirs)
    likeness = met / np.maximum(compared, 1e-6)
    compared = np.minimum(compared + skipped, lighter)
    met = np.maximum(compared * likeness, 1e-6)
    only_ours, only_theirs = np.maximum(ours - compared, 0), np.maximum(theirs - compared, 0)
    cost = (
        only_ours * (0.3 + 0.3 / met)
        + only_theirs * (0.2 + 0.2 / met)
        + np.minimum(only_ours, only_theirs) * 0.6
    )
    bound: NDArray[np.float32] = (met / (compared + cost)).astype(np.float32)
    return bound


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
