"""Find the listings that could be meant by a name or an identifier, many names at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.asked import Sought, ask, letters_of
from counterflow.watch.index.build import IndexArrays
from counterflow.watch.index.following import (
    Asked,
    Listed,
    Pairs,
    Spellings,
    Work,
    follow,
    room_for,
)
from counterflow.watch.index.keys import BARE, forms_of
from counterflow.watch.index.spelling import KeyTable, SoughtKeys, find_spellings
from counterflow.watch.matching.entity import PERSONS, Profile
from counterflow.watch.matching.words import ONE_NAME, SHORT_FORM

LEAST = 0.56
"""The bound on the final score below which a candidate is not proposed (decision point 0.70).

The room below 0.70 is for what the bound does not see: vowels and sounds that the scorer forgives.
"""
SLICE = 1280
"""Names that are followed together: the arrays of more would fill the memory, not save time.

Somewhat more than the parties of a part of a file, as a cell may hold more than one name.
"""
WORDS = 64
"""Words of a name that there is room for from the start."""
LINKS = 1 << 14
"""Listed words that the words of one name may stand for, that there is room for from the start."""
ROOM = 1 << 14
"""Pairs beyond one per listed name that are gathered at a time."""
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


class CandidateSearch:
    """Search over one index. Keeps the spellings of words seen before; safe in one thread.

    Args:
        index: Arrays of ``build_index`` or ``load_index``.
    """

    def __init__(self, index: IndexArrays) -> None:
        self.index = index
        self._work: Work | None = None
        # A key that stands for several words has no weight of its own, and one for a word as it is
        # written has that of the word as it sounds.
        own = np.zeros(len(index.key_ends), np.float32)
        np.maximum.at(own, index.word_key, index.word_weight)
        own = own[index.key_sound]
        self._table = KeyTable(
            index.key_letters, index.key_ends, index.bucket_ends, index.bucket_tag,
            index.bucket_key, index.key_known, np.where(own > 0, own, np.float32(1)),
        )  # fmt: skip
        self._listed = Listed(
            index.posting_ends, index.postings, index.word_ends, index.word_key,
            index.word_weight, index.name_weight, index.name_initials, index.name_person, own,
        )  # fmt: skip
        starts = np.concatenate(([0], index.key_ends[:-1])) if len(index.key_ends) else own
        self._bare = bool(np.any(index.key_letters[starts.astype(np.int64)] == ord(BARE)))

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
        queries, forms, persons = [], [], []
        for at, profile in enumerate(profiles):
            for form in forms_of((*profile.names, *profile.weak)):
                queries.append(at)
                forms.append(form)
                persons.append(profile.schema in PERSONS)
        by_name = self._by_name(forms, persons, np.array(queries, dtype=np.int64), least)
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

    def _by_name(
        self, forms: list[NameForm], persons: list[bool], owner: NDArray[np.int64], least: float
    ) -> Found:
        """Follow the postings of all words of all names and bound each name met."""
        if not forms or not len(self.index.name_listing):
            return _nothing()
        found = _nothing()
        for start in range(0, len(forms), SLICE):
            part = slice(start, start + SLICE)
            ours, name, bound = self._slice(forms[part], persons[part], least)
            ours += start
            listing = self.index.name_listing[name].astype(np.int64)
            found = _joined(found, Found(owner[ours], listing, bound, ours, name))
        return found

    def _slice(self, forms: list[NameForm], persons: list[bool], least: float) -> Pairs:
        """Follow the postings of some names; the first answer is their positions."""
        asked, sought = ask(forms, persons, bare=self._bare)
        keys = SoughtKeys(*letters_of(sought.texts), sought.edits, sought.known)
        near = Spellings(*find_spellings(keys, self._table))
        return self._follow(asked, self._with_kin(near, sought), least)

    def _follow(self, asked: Asked, near: Spellings, least: float) -> Pairs:
        """Follow all names, with more room where it was too small."""
        names, keys = len(self.index.name_listing), len(self.index.key_ends)
        forms = len(asked.word_ends)
        words = int(np.diff(asked.word_ends, prepend=0).max(initial=1))
        links, size = LINKS, names + ROOM
        if self._work is None or len(self._work.spread) < words:
            self._work = room_for(names, keys, max(words, WORDS), links)
        # Marks of the names of an earlier question must not pass for those of this one.
        self._work.seen.fill(-1)
        self._work.marked.fill(-1)
        parts: list[Pairs] = []
        begin = 0
        while begin < forms:
            room = Pairs(
                np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.float32)
            )
            found, begin, short = follow(asked, near, self._listed, self._work, least, begin, room)
            parts.append(Pairs(room.form[:found], room.name[:found], room.bound[:found]))
            if short:
                links *= 4
                self._work = room_for(names, keys, max(words, WORDS), links)
        return Pairs(
            np.concatenate([part.form for part in parts]),
            np.concatenate([part.name for part in parts]),
            np.concatenate([part.bound for part in parts]),
        )

    def _with_kin(self, near: Spellings, sought: Sought) -> Spellings:
        """Gather what stands for a word: as it sounds, as it is written, other known spellings."""
        owners = np.repeat(sought.sound, np.diff(near.ends, prepend=0))
        keys, likes = self.index.key_sound[near.key], near.likeness
        if sought.kin and len(self.index.kin_group):
            owner, group, short = (np.array(column) for column in zip(*sought.kin, strict=True))
            table = self.index.kin_group
            first = np.searchsorted(table, group, side="left")
            counts = np.searchsorted(table, group, side="right") - first
            at = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
            kin = self.index.kin_key[at + np.arange(len(at))]
            like = np.where(np.repeat(short, counts), SHORT_FORM, ONE_NAME).astype(np.float32)
            owners = np.concatenate((owners, np.repeat(owner, counts)))
            keys, likes = np.concatenate((keys, kin)), np.concatenate((likes, like))
        order = np.argsort(owners, kind="stable")
        ends = np.cumsum(np.bincount(owners, minlength=len(near.ends)))
        return Spellings(ends, keys[order], likes[order])


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
