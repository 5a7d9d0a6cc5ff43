"""Build the search index of a set of listings as plain arrays."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.memory import garbage_kept
from counterflow.core.model.listings import Listing
from counterflow.core.text.known_names import is_known, kin_groups
from counterflow.core.text.legal_forms import stands_in_legal_form
from counterflow.core.text.word_sounds import sound_key
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.asked import letters_of
from counterflow.watch.index.deletions import bucket_forms
from counterflow.watch.index.keys import WRITTEN, listed_word, listed_word_keys
from counterflow.watch.index.reading_beside import read_many
from counterflow.watch.index.readings import (
    ListingReading,
    NameReading,
    joined,
    known_readings,
    unpacked,
)
from counterflow.watch.index.shortened import bearers_of
from counterflow.watch.index.traits import traits_of


def build_index(listings: Iterable[Listing], *, earlier: IndexArrays | None = None) -> IndexArrays:
    """Build the index over all names, aliases and identifiers of listings.

    Args:
        listings: In any order; the same listings in the same order give the same bytes.
        earlier: An index of the same program over other listings. What it holds of these listings
            is not read again if it is equal to the last byte. The answer is the same to the last
            byte, with or without.
    """
    encode = msgspec.json.Encoder().encode
    with garbage_kept():
        blobs = [encode(listing) for listing in listings]
        known = known_readings(earlier) if earlier is not None else {}
        fresh = [blob for blob in blobs if blob not in known]
        known.update(zip(fresh, read_many(fresh), strict=True))
        packed = [known[blob] for blob in blobs]
        known.clear()
        return _laid_out(blobs, packed, unpacked(packed))


class _Words(NamedTuple):
    """The words of all names.

    Attributes:
        ends: Where the words of each name end.
        place: The place of each among the distinct words.
        weight: The weight of each.
        legal: The words of the legal forms of all names, by their places among ``distinct`` and
            ``beside``.
        distinct: The distinct words, each with its own letters; see ``keys.own_letters``.
        beside: Words that stand in legal forms alone: they are scored and lead to no name.
        sounds: The key of each distinct word: as it sounds, unless it may be cut short.
        others: The further keys that lead to each distinct word.
    """

    ends: NDArray[np.int64]
    place: NDArray[np.int64]
    weight: NDArray[np.float64]
    legal: NDArray[np.int64]
    distinct: list[tuple[str, str]]
    beside: list[tuple[str, str]]
    sounds: list[str]
    others: list[tuple[str, ...]]


def _laid_out(
    blobs: list[bytes], packed: list[bytes], readings: list[ListingReading]
) -> IndexArrays:
    """Lay names, keys and identifiers out as arrays."""
    names = [name for reading in readings for name in reading.names]
    counts = [len(reading.names) for reading in readings]
    owner = np.repeat(np.arange(len(readings)), counts)
    words = _words_of(names)
    several = [key for name in names for key in name.keys]
    keys = sorted({*words.sounds, *several, *chain.from_iterable(words.others)})
    number = {key: at for at, key in enumerate(keys)}
    sound = np.array([number[heard] for heard in words.sounds], np.int64)
    word_key = sound[words.place]
    several_ends = _ends([len(name.keys) for name in names])
    entered = (
        np.concatenate((word_key, np.array([number[key] for key in several], np.int64))),
        np.concatenate((_owners(words.ends), _owners(several_ends))),
    )
    posted = _distinct(*entered, width=len(names))
    stands = _stands(words, number, sound, posted[0])
    letters, key_ends = letters_of(keys)
    buckets = bucket_forms(keys)
    kin = _kin(words, sound)
    free = np.array(
        [len(word) == 1 or stands_in_legal_form(word) for word, _ in words.distinct], np.bool_
    )[words.place]
    traits = traits_of([*words.distinct, *words.beside])
    texts = _texts(names, owner)
    short = np.array([name.short for name in names], np.int64)
    listings, listing_ends = joined(blobs)
    packs, reading_ends = joined(packed)
    persons = np.array([reading.person for reading in readings], np.bool_)
    return IndexArrays(
        listings=listings,
        listing_ends=listing_ends,
        readings=packs,
        reading_ends=reading_ends,
        name_listing=owner.astype(np.int32),
        name_weight=_sums(words.weight, words.ends).astype(np.float32),
        name_free=_sums(words.weight * free, words.ends).astype(np.float32),
        name_short=np.minimum(short, 127).astype(np.uint8),
        name_firsts=np.array([name.firsts for name in names], np.uint64),
        name_person=persons[owner],
        word_ends=words.ends,
        word_key=word_key.astype(np.int32),
        word_weight=words.weight.astype(np.float32),
        word_place=words.place.astype(np.int32),
        word_marks=_marks(names),
        legal_ends=_ends([len(name.legal) for name in names]),
        legal_place=words.legal.astype(np.int32),
        initial_ends=_ends([len(name.initials) for name in names]),
        initials=letters_of([name.initials for name in names])[0],
        name_skeletal=np.array([name.skeletal for name in names], np.bool_),
        name_text=texts.astype(np.int32),
        text_ends=np.cumsum(np.bincount(texts)),
        trait_letters=traits.letters,
        trait_rows=traits.rows,
        trait_links=traits.links,
        posting_ends=_counted(posted[0], len(keys)),
        postings=posted[1].astype(np.int32),
        key_letters=letters,
        key_ends=key_ends,
        key_known=_known(words, keys),
        stand_ends=_counted(stands[0], len(keys)),
        stands=stands[1].astype(np.int32),
        bucket_ends=buckets.ends,
        bucket_tag=buckets.tag,
        bucket_key=buckets.key,
        bucket_marks=buckets.marks,
        kin_group=kin[0],
        kin_key=kin[1],
        ids=tuple([reading.id for reading in readings]),
        names=tuple([name.text for name in names]),
        identifiers=_bearers([reading.identifiers for reading in readings]),
        birth_days=_bearers([reading.birth_days for reading in readings]),
        acronyms=bearers_of([name.acronym for name in names], owner.tolist()),
    )


def _words_of(names: list[NameReading]) -> _Words:
    """Gather the distinct words of all names and what leads to each."""
    places: dict[tuple[str, str], int] = {}
    place = places.setdefault
    at: list[int] = []
    for name in names:
        letters = name.letters or ("",) * len(name.words)
        at.extend([place(pair, len(places)) for pair in zip(name.words, letters, strict=True)])
    sought = len(places)
    legal = [place((word, ""), len(places)) for name in names for word in name.legal]
    distinct, beside = list(places)[:sought], list(places)[sought:]
    return _Words(
        _ends([len(name.words) for name in names]),
        np.array(at, np.int64),
        np.array([weight for name in names for weight in name.weights], np.float64),
        np.array(legal, np.int64),
        distinct,
        beside,
        [listed_word(word, letters) for word, letters in distinct],
        [listed_word_keys(word, letters) for word, letters in distinct],
    )


def _marks(names: list[NameReading]) -> NDArray[np.uint8]:
    """Give the marks of all words."""
    marks = [name.marks or (0,) * len(name.words) for name in names]
    return np.fromiter(chain.from_iterable(marks), np.uint8)


def _texts(names: list[NameReading], owner: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the texts of names: the readings of one stand together."""
    ours = [(name.text, at) for name, at in zip(names, owner.tolist(), strict=True)]
    fresh = [one != before for one, before in zip(ours, [None, *ours], strict=False)]
    return np.cumsum(np.array(fresh, np.int64)) - 1


def _stands(
    words: _Words, number: dict[str, int], sound: NDArray[np.int64], entered: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give each key with the keys, as they sound, of the words that it stands for."""
    others = np.array([number[key] for keys in words.others for key in keys], np.int64)
    owners = sound[_owners(_ends([len(keys) for keys in words.others]))]
    same = _once(entered)
    return _distinct(
        np.concatenate((same, others)), np.concatenate((same, owners)), width=len(number)
    )


def _known(words: _Words, keys: list[str]) -> NDArray[np.bool_]:
    """Tell which keys stand for known words only; consonants and several words stand for none."""
    strange: set[str] = set()
    plain = set(words.sounds)
    for (word, _), others in zip(words.distinct, words.others, strict=True):
        plain.update([key for key in others if key[0] == WRITTEN])
        if not is_known(word):
            strange.update((sound_key(word), WRITTEN + word))
    return np.array([key in plain and key not in strange for key in keys], np.bool_)


def _kin(words: _Words, sound: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Give the groups of spellings that listed words belong to, and the keys of those words."""
    kin = sorted(
        {
            (group, key)
            for (word, _), key in zip(words.distinct, sound.tolist(), strict=True)
            for group, _ in kin_groups(word)
        }
    )
    return (
        np.array([group for group, _ in kin], np.int32),
        np.array([key for _, key in kin], np.int32),
    )


def _bearers(borne: list[tuple[str, ...]]) -> dict[str, list[int]]:
    """Give each identifier, or birth date, the listings that bear it."""
    found: dict[str, list[int]] = {}
    for at, values in enumerate(borne):
        for value in values:
            found.setdefault(value, []).append(at)
    return found


def _ends(counts: list[int]) -> NDArray[np.int64]:
    return np.cumsum(np.array(counts, np.int64))


def _owners(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give whose each entry of running ends is."""
    return np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))


def _distinct(
    one: NDArray[np.int64], other: NDArray[np.int64], *, width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give distinct pairs of numbers in order; the second number is below ``width``."""
    pairs = _once(one * max(width, 1) + other)
    return pairs // max(width, 1), pairs % max(width, 1)


def _once(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give distinct numbers in order; ``np.unique`` makes a table of them and takes far longer."""
    values = np.sort(values)
    return values[np.diff(values, prepend=values[:1] - 1) > 0]


def _counted(owners: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Give running ends of entries in the order of their owners."""
    return np.cumsum(np.bincount(owners, minlength=size))


def _sums(values: NDArray[np.float64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Add up the values of each span."""
    return np.bincount(_owners(ends), weights=values, minlength=len(ends)).astype(np.float64)
