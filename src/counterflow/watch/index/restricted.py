"""Cut an index down to some of its listings, so that each is found exactly as in the whole one.

After a list change only the listings that changed are asked about (``review.monitor``). What of
the search depends on the other listings is taken over from the whole index: how much a key weighs,
whether it stands for known words only, which acronyms too many bear, which words begin too many
others. What is left out are names and keys that lead to none of the listings kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from counterflow.watch.index.arrays import ARRAYS, IndexArrays
from counterflow.watch.index.deletions import bucket_forms
from counterflow.watch.index.keys import BONES
from counterflow.watch.index.remembered import Word
from counterflow.watch.index.shortened import CutWords, Links


class CutLinks(Protocol):
    """Give the listed words that words cut short may be; see ``shortened.CutWords``."""

    def links(self, words: Sequence[Word]) -> Links:
        """Give the listed words that each of some words may stand for, one of them cut short."""


class Part(NamedTuple):
    """What a part of an index takes over from the whole one.

    Attributes:
        stood: How much each key weighs in the whole index; see ``stood_weights``.
        cut: Finds words cut short in the whole index, and gives them by the part's keys.
        listings: Positions of the part's listings in the whole index, in order.
    """

    stood: NDArray[np.float32]
    cut: CutLinks
    listings: NDArray[np.int64]


def stood_weights(index: IndexArrays) -> NDArray[np.float32]:
    """Give the weight of the heaviest word that each key stands for, 0 of a key of several."""
    keys = len(index.key_ends)
    own = np.zeros(keys, np.float32)
    np.maximum.at(own, index.word_key, index.word_weight)
    stood = np.zeros(keys, np.float32)
    owners = np.repeat(np.arange(keys), np.diff(index.stand_ends, prepend=0))
    np.maximum.at(stood, owners, own[index.stands])
    return stood


def bones_of(marks: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which keys are consonants alone, by the first sign of each."""
    return np.isin(marks, [ord(mark) for mark in BONES])


def restrict(index: IndexArrays, listings: NDArray[np.int64]) -> tuple[IndexArrays, Part]:
    """Cut an index down to some of its listings.

    Args:
        index: The whole index.
        listings: Positions of the listings that are kept, in order, each once.

    Returns:
        Arrays over those listings alone, and what ``CandidateSearch`` needs beside them to find
        of them exactly what it finds in the whole index.
    """
    held = np.full(len(index.ids), -1, np.int64)
    held[listings] = np.arange(len(listings))
    names = np.flatnonzero(held[index.name_listing] >= 0)
    place = np.full(len(index.names), -1, np.int64)
    place[names] = np.arange(len(names))
    kept = _keys_of(index, place)
    number = np.full(len(index.key_ends), -1, np.int64)
    number[kept] = np.arange(len(kept))
    blob_ends, blobs = _spans(index.listing_ends, index.listings, listings)
    word_ends, word_key, word_weight, word_place, word_marks = _spans(
        index.word_ends, index.word_key, names,
        index.word_weight, index.word_place, index.word_marks,
    )  # fmt: skip
    legal_ends, legal_place = _spans(index.legal_ends, index.legal_place, names)
    initial_ends, initials = _spans(index.initial_ends, index.initials, names)
    posting_ends, postings = _mapped(index.posting_ends, index.postings, kept, place)
    key_ends, key_letters = _spans(index.key_ends, index.key_letters, kept)
    stand_ends, stands = _mapped(index.stand_ends, index.stands, kept, number)
    buckets = bucket_forms(_texts(key_letters, key_ends))
    kin = number[index.kin_key] >= 0
    text = index.name_text[names]
    fresh = np.diff(text, prepend=-1) != 0
    texts = np.cumsum(fresh) - 1
    part = IndexArrays(
        listings=blobs,
        listing_ends=blob_ends,
        readings=np.empty(0, np.uint8),
        reading_ends=np.empty(0, np.int64),
        name_listing=held[index.name_listing[names]].astype(np.int32),
        name_weight=index.name_weight[names],
        name_free=index.name_free[names],
        name_short=index.name_short[names],
        name_firsts=index.name_firsts[names],
        name_person=index.name_person[names],
        word_ends=word_ends,
        word_key=number[word_key].astype(np.int32),
        word_weight=word_weight,
        word_place=word_place,
        word_marks=word_marks,
        legal_ends=legal_ends,
        legal_place=legal_place,
        initial_ends=initial_ends,
        initials=initials,
        name_skeletal=index.name_skeletal[names],
        name_text=texts.astype(np.int32),
        text_ends=np.cumsum(np.bincount(texts, minlength=0)),
        trait_letters=index.trait_letters,
        trait_rows=index.trait_rows,
        trait_links=index.trait_links,
        posting_ends=posting_ends,
        postings=postings,
        key_letters=key_letters,
        key_ends=key_ends,
        key_known=index.key_known[kept],
        stand_ends=stand_ends,
        stands=stands,
        bucket_ends=buckets.ends,
        bucket_tag=buckets.tag,
        bucket_key=buckets.key,
        bucket_marks=buckets.marks,
        kin_group=index.kin_group[kin],
        kin_key=number[index.kin_key[kin]].astype(np.int32),
        ids=tuple([index.ids[at] for at in listings.tolist()]),
        names=tuple([index.names[at] for at in names.tolist()]),
        identifiers=_held(index.identifiers, held),
        birth_days=_held(index.birth_days, held),
        acronyms=_held(index.acronyms, place),
    )
    for name in ARRAYS:
        # As arrays opened by memory map: the compiler tells those that may not be written from
        # others, and the first question would wait for it once more.
        getattr(part, name).setflags(write=False)
    return part, Part(stood_weights(index)[kept], _Cut(CutWords(index), number), listings)


class _Cut:
    """Words cut short as the whole index finds them, by the keys of a part."""

    def __init__(self, whole: CutWords, number: NDArray[np.int64]) -> None:
        self._whole, self._number = whole, number

    def links(self, words: Sequence[Word]) -> Links:
        places, keys, likes = self._whole.links(words)
        found = self._number[keys]
        here = found >= 0
        return places[here], found[here].astype(np.int32), likes[here]


def _keys_of(index: IndexArrays, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the keys that lead to a name that is kept, themselves or by a word they stand for."""
    owner = np.repeat(np.arange(len(index.key_ends)), np.diff(index.posting_ends, prepend=0))
    leads = np.zeros(len(index.key_ends), np.bool_)
    leads[owner[place[index.postings] >= 0]] = True
    stander = np.repeat(np.arange(len(index.key_ends)), np.diff(index.stand_ends, prepend=0))
    through = leads.copy()
    through[stander[leads[index.stands]]] = True
    return np.flatnonzero(through)


def _spans(
    ends: NDArray[Any], first: NDArray[Any], which: NDArray[np.int64], *others: NDArray[Any]
) -> tuple[NDArray[Any], ...]:
    """Give new running ends of some entries, then their spans of each of the columns."""
    sizes = np.diff(ends, prepend=0)[which]
    made = np.cumsum(sizes, dtype=np.int64)
    begins = np.asarray(ends)[which] - sizes
    at = np.repeat(begins - made + sizes, sizes) + np.arange(made[-1] if len(made) else 0)
    return (made, *(column[at] for column in (first, *others)))


def _mapped(
    ends: NDArray[np.int64], values: NDArray[np.int32], which: NDArray[np.int64],
    number: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:  # fmt: skip
    """Give the spans of some entries by new numbers, without what has none."""
    made, found = _spans(ends, values, which)
    owner = np.repeat(np.arange(len(which)), np.diff(made, prepend=0))
    mapped = number[found]
    here = mapped >= 0
    counts = np.bincount(owner[here], minlength=len(which))
    return np.cumsum(counts), mapped[here].astype(np.int32)


def _texts(letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> list[str]:
    text = letters.tobytes().decode("ascii")
    begins = [0, *ends.tolist()]
    return [text[begins[at] : begins[at + 1]] for at in range(len(ends))]


def _held(bearers: dict[str, list[int]], number: NDArray[np.int64]) -> dict[str, list[int]]:
    """Give what is borne by what is kept, by new numbers."""
    found: dict[str, list[int]] = {}
    for key, borne in bearers.items():
        here = [at for at in number[borne].tolist() if at >= 0]
        if here:
            found[key] = here
    return found
