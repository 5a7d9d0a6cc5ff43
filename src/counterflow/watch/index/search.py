"""Find the listings that could be meant by a name or an identifier, many names at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.asked import Sought, ask, letters_of, sought
from counterflow.watch.index.following import follow
from counterflow.watch.index.heard import Several, several_keys
from counterflow.watch.index.keys import BARE, COMPACT, JOINED, forms_of
from counterflow.watch.index.readings import numbers_of
from counterflow.watch.index.remembered import MOST, RememberedWords, Word
from counterflow.watch.index.restricted import Part, bones_of, stood_weights
from counterflow.watch.index.rooms import Asked, Joined, Listed, Pairs, Spellings, Work, room_for
from counterflow.watch.index.shortened import CutWords, Links, sought_acronym
from counterflow.watch.index.signs import signs_of
from counterflow.watch.index.spelling import KeyTable, Near, NearKeys, SoughtKeys
from counterflow.watch.matching.entity import PERSONS, Profile
from counterflow.watch.matching.names import ACRONYM
from counterflow.watch.matching.words import BARE_FLOOR, ONE_NAME, SHORT_FORM

LEAST = 0.53
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
BARE_SAME = 0.95
"""Likeness of words of the same consonants where one script leaves vowels out."""
BARE_SLIP = 0.9
"""What the likeness of consonants counts that are not the same; as ``matching.words`` has it."""
SURE = np.inf
"""The bound of a listing met by an identifier: before all others."""
TWO_WORDS, ALL_WORDS = 2.0, 1e6
"""The greatest weight of what two neighbours, or a whole name, written as one stand for."""


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
    """Search over one index. Threads may share it; they take turns.

    Args:
        index: Arrays of ``build_index`` or ``load_index``.
        part: What a part of an index takes over from the whole one (``restricted.restrict``);
            ``None`` where the index is whole.
    """

    def __init__(self, index: IndexArrays, part: Part | None = None) -> None:
        self.index = index
        # The rooms of the loops and the words remembered are for one question at a time.
        self._lock = threading.Lock()
        self._work: Work | None = None
        self._words = RememberedWords()
        self._stamp = 0
        # A key that stands for several words has no weight of its own; one that leads to words
        # has that of the heaviest.
        stood = stood_weights(index) if part is None else part.stood.copy()
        self._stand_sizes = _sizes(index.stand_ends)
        marks = index.key_letters[index.key_ends - _sizes(index.key_ends)]
        self._bones = bones_of(marks)
        self._bare = bool(np.any(marks == ord(BARE)))
        self._cut = CutWords(index) if part is None else part.cut
        self._near = NearKeys(
            KeyTable(
                index.key_letters, index.key_ends, index.bucket_ends, index.bucket_tag,
                index.bucket_key, index.bucket_marks, index.key_known,
                np.where(stood > 0, stood, np.float32(1)),
            )
        )  # fmt: skip
        stood[marks == ord(JOINED)] = TWO_WORDS
        stood[marks == ord(COMPACT)] = ALL_WORDS
        has_short = index.name_short[index.postings] > 0
        self._listed = Listed(
            index.posting_ends, index.postings, index.word_ends, index.word_key,
            index.word_weight, index.name_weight, index.name_free, index.name_short,
            index.name_person, stood,
            signs_of(
                index.word_ends, index.word_key, index.name_weight, index.name_free,
                index.name_short, index.name_firsts, index.name_person,
            ),
            np.concatenate(([0], np.cumsum(has_short)))[index.posting_ends],
            index.postings[has_short],
        )  # fmt: skip

    def search(
        self,
        profiles: Sequence[Profile],
        *,
        limit: int,
        least: float | Sequence[float] = LEAST,
        favoured: Sequence[frozenset[int]] = (),
    ) -> Candidates:
        """Find the candidates of many entities.

        Args:
            profiles: Entities read by ``matching.entity.read_entity``.
            limit: At most so many listings per entity.
            least: Bound below which a name is not proposed, for all entities or one for each;
                0 proposes all that share a word.
            favoured: Listings of each entity that come before others of the same bound: many may
                bear a common name, and one of them has the same birth date.

        Returns:
            Pairs ordered by entity, then by listing, the best listing first; a listing found by
            an identifier comes before all others, whatever its name.
        """
        with self._lock:
            return self._search(profiles, limit, least, favoured)

    def _search(
        self,
        profiles: Sequence[Profile],
        limit: int,
        least: float | Sequence[float],
        favoured: Sequence[frozenset[int]],
    ) -> Candidates:
        """Find the candidates of many entities; see ``search``."""
        queries, forms, persons = [], [], []
        for at, profile in enumerate(profiles):
            for form in forms_of((*profile.names, *profile.weak)):
                queries.append(at)
                forms.append(form)
                persons.append(profile.schema in PERSONS)
        owner = np.array(queries, dtype=np.int64)
        bounds = (
            np.full(len(owner), least)
            if isinstance(least, float | int)
            else np.array(least, np.float64)[owner]
        )
        by_name = self._by_name(forms, persons, owner, bounds)
        by_acronym = self._by_acronym(forms, persons, owner, bounds)
        others = _joined(self._by_identifier(profiles), by_acronym)
        return Candidates(_best(_joined(others, by_name), limit, favoured), forms)

    def _by_identifier(self, profiles: Sequence[Profile]) -> Found:
        """Find listings that carry one of the entities' identifiers."""
        known = self.index.identifiers
        pairs = [
            (at, listing)
            for at, profile in enumerate(profiles)
            for value in numbers_of(profile)
            for listing in known.get(value, ())
        ]
        if not pairs:
            return _nothing()
        table = np.array(pairs, dtype=np.int64)
        none = np.full(len(pairs), -1, dtype=np.int64)
        sure = np.full(len(pairs), SURE, dtype=np.float32)
        return Found(table[:, 0], table[:, 1], sure, none, none)

    def _by_acronym(
        self,
        forms: list[NameForm],
        persons: list[bool],
        owner: NDArray[np.int64],
        least: NDArray[np.float64],
    ) -> Found:
        """Find names of which ours is the acronym, or the other way round; persons have none."""
        known = self.index.acronyms
        pairs = [
            (at, name)
            for at, form in enumerate(forms)
            if not persons[at]
            for name in known.get(sought_acronym(form), ())
        ]
        if not pairs:
            return _nothing()
        ours, name = np.array(pairs, np.int64).T
        keep = least[ours] <= ACRONYM
        ours, name = ours[keep], name[keep]
        listing = self.index.name_listing[name].astype(np.int64)
        bound = np.full(len(ours), ACRONYM, np.float32)
        return Found(owner[ours], listing, bound, ours, name)

    def _by_name(
        self,
        forms: list[NameForm],
        persons: list[bool],
        owner: NDArray[np.int64],
        least: NDArray[np.float64],
    ) -> Found:
        """Follow the postings of all words of all names and bound each name met."""
        if not forms or not len(self.index.name_listing):
            return _nothing()
        found = _nothing()
        for start in range(0, len(forms), SLICE):
            part = slice(start, start + SLICE)
            ours, name, bound = self._slice(forms[part], persons[part], least[part])
            ours += start
            listing = self.index.name_listing[name].astype(np.int64)
            found = _joined(found, Found(owner[ours], listing, bound, ours, name))
        return found

    def _slice(
        self, forms: list[NameForm], persons: list[bool], least: NDArray[np.float64]
    ) -> Pairs:
        """Follow the postings of some names; the first answer is their positions."""
        if len(self._words.places) > MOST:
            self._words = RememberedWords()
        asked = ask(forms, persons, least, self._words)
        self._learn()
        written = self._words.written()
        several = several_keys(asked.word_ends, asked.word, asked.weight, written)
        return self._follow(asked, self._words.spellings(), self._listed_as_one(several))

    def _learn(self) -> None:
        """Find what the words may stand for that were met for the first time."""
        fresh = self._words.places.fresh
        if not fresh:
            return
        try:
            self._words.learn(self._spellings(fresh))
        except BaseException:
            # Words with a place and nothing learnt of them would be lost to all later questions.
            self._words = RememberedWords()
            raise

    def _listed_as_one(self, keys: Several) -> Joined:
        """Give the listed keys that several words of each name may stand for, written as one."""
        count = len(keys.key_ends)
        near = self._near.find(
            SoughtKeys(
                keys.letters, keys.key_ends, np.ones(count, np.int8), np.zeros(count, np.bool_)
            )
        )
        places = np.arange(count)
        links = self._stood_for(near, places, places)
        return Joined(keys.ends, keys.weight, _by_place(links, count))

    def _follow(self, asked: Asked, spellings: Spellings, joined: Joined) -> Pairs:
        """Follow all names, with more room where it was too small."""
        names, keys = len(self.index.name_listing), len(self.index.key_ends)
        forms = len(asked.word_ends)
        words = int(_sizes(asked.word_ends).max(initial=1))
        links, size = LINKS, names + ROOM
        if self._work is None or len(self._work.spread) < words:
            self._work = room_for(names, keys, max(words, WORDS), links)
        parts: list[Pairs] = []
        begin = 0
        while begin < forms:
            room = Pairs(
                np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.float32)
            )
            # Marks of an earlier question must not pass for those of this one.
            stamp, self._stamp = self._stamp, self._stamp + forms
            found, begin, short = follow(
                asked, spellings, joined, self._listed, self._work, begin, stamp, room
            )
            parts.append(Pairs(room.form[:found], room.name[:found], room.bound[:found]))
            if short:
                links *= 4
                self._work = room_for(names, keys, max(words, WORDS), links)
        return Pairs(
            np.concatenate([part.form for part in parts]),
            np.concatenate([part.name for part in parts]),
            np.concatenate([part.bound for part in parts]),
        )

    def _spellings(self, words: Sequence[Word]) -> Spellings:
        """Gather the listed words that each word may stand for, however they were found."""
        of_words = sought(words, bare=self._bare)
        return self._stood_by(of_words, words, letters_of(of_words.keys))

    def _stood_by(
        self,
        of_words: Sought,
        words: Sequence[Word],
        letters: tuple[NDArray[np.uint8], NDArray[np.int64]],
    ) -> Spellings:
        """Gather the listed words that words may stand for, sought under keys of these letters."""
        near = self._near.find(SoughtKeys(*letters, of_words.edits, of_words.known))
        heard = self._stood_for(near, of_words.link_key, of_words.link_place)
        kin, cut = self._kin(of_words), self._cut.links(words)
        links = (
            np.concatenate((heard[0], kin[0], cut[0])),
            np.concatenate((heard[1], kin[1], cut[1])),
            np.concatenate((heard[2], kin[2], cut[2])),
        )
        return _by_place(links, of_words.places)

    def _stood_for(
        self, near: Near, link_key: NDArray[np.int64], link_place: NDArray[np.int64]
    ) -> Links:
        """Give the words that the keys near to those of each place stand for."""
        sizes = _sizes(near.ends)[link_key]
        at = _spans(near.ends, link_key, sizes)
        places, found, likes = np.repeat(link_place, sizes), near.key[at], near.likeness[at]
        bones = self._bones[found]
        likes = np.where(bones, likes * np.where(likes < 1, BARE_SLIP, BARE_SAME), likes)
        keep = ~bones | (likes >= BARE_FLOOR)
        places, found, likes = places[keep], found[keep], likes[keep]
        sizes = self._stand_sizes[found]
        at = _spans(self.index.stand_ends, found, sizes)
        return np.repeat(places, sizes), self.index.stands[at], np.repeat(likes, sizes)

    def _kin(self, sought: Sought) -> Links:
        """Give the listed words that are another known spelling of the words of a question."""
        table = self.index.kin_group
        first = np.searchsorted(table, sought.kin_group, side="left")
        sizes = np.searchsorted(table, sought.kin_group, side="right") - first
        at = _spans(first + sizes, np.arange(len(sizes)), sizes)
        likes = np.where(np.repeat(sought.kin_short, sizes), SHORT_FORM, ONE_NAME)
        keys = self.index.kin_key[at]
        return np.repeat(sought.kin_place, sizes), keys, likes.astype(np.float32)


def _by_place(links: Links, count: int) -> Spellings:
    """Order links by the place that they belong to."""
    places, keys, likes = links
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=count))
    return Spellings(ends, keys[order], likes[order])


def _sizes(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how many entries each span of running ends has."""
    sizes = np.array(ends, np.int64)
    sizes[1:] -= ends[:-1]
    return sizes


def _spans(
    ends: NDArray[np.int64], which: NDArray[np.integer[Any]], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give the positions of all entries of the spans that are named, one span after the other."""
    begins = ends[which]
    # Methods, not functions of numpy: for a single name these are most of the work.
    total = sizes.cumsum()
    at: NDArray[np.int64] = (begins - total).repeat(sizes) + np.arange(
        total[-1] if len(total) else 0
    )
    return at


def _nothing() -> Found:
    none = np.empty(0, np.int64)
    return Found(none, none, np.empty(0, np.float32), none, none)


def _joined(one: Found, other: Found) -> Found:
    """Put two findings one after the other."""
    if not len(one.query) or not len(other.query):
        return one if len(one.query) else other
    return Found(
        np.concatenate([one.query, other.query]),
        np.concatenate([one.listing, other.listing]),
        np.concatenate([one.bound, other.bound]),
        np.concatenate([one.ours, other.ours]),
        np.concatenate([one.theirs, other.theirs]),
    )


def _best(found: Found, limit: int, favoured: Sequence[frozenset[int]]) -> Found:
    """Keep the pairs of the best ``limit`` listings of each entity, best listing first."""
    if not len(found.query):
        return found
    later = np.ones(len(found.query), np.bool_)
    if any(favoured):
        pairs = zip(found.query.tolist(), found.listing.tolist(), strict=True)
        later = np.array([listing not in favoured[query] for query, listing in pairs], np.bool_)
    # Names that say no more than one another are in one order on every machine.
    bound = np.minimum(np.round(found.bound, 3), np.where(np.isinf(found.bound), np.inf, 1))
    order = np.lexsort((found.listing, later, -bound, found.query))
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
