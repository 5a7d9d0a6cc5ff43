"""The arrays of a search index, as they are searched and as they are saved."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class IndexArrays:
    """The index: listings as JSON bytes, names, keys with their postings, deletion hashes.

    ``*_ends`` are running ends: entry *i* spans ``ends[i-1]:ends[i]``.

    Attributes:
        listings: The listings, one JSON text after the other.
        listing_ends: Where each listing ends.
        readings: What was read of each listing, in MessagePack; see ``readings.ListingReading``.
        reading_ends: Where each reading ends.
        name_listing: Whose each listed name is.
        name_weight: The weight of all its words.
        name_free: The weight of its words that need no partner: single letters, words of legal
            forms.
        name_short: How many of its words are cut short or, of a person, single letters.
        name_firsts: First letters of its words, and from bit 32 those of such short words.
        name_person: Whether it is a natural person's.
        word_ends: Where the words of each name end.
        word_key: The words of each name as keys, in order.
        word_weight: Their weights.
        word_place: The words of each name by their places among the distinct ones.
        word_marks: Which of them are single letters that may stand for a word; see
            ``sides.letter_marks``.
        legal_ends: Where the words of the legal form of each name end.
        legal_place: Those words, by their places among the distinct ones.
        initial_ends: Where the initials of each name end.
        initials: The initials, as letters.
        name_skeletal: Whether each name is in a script that leaves vowels out.
        name_text: The number of the text that each name is a reading of.
        text_ends: Where the readings of each text end.
        trait_letters: Letters of the distinct words and of their sounds; see ``traits.Traits``.
        trait_rows: What is asked of each distinct word.
        trait_links: Names that the distinct words are spellings of.
        posting_ends: Where the postings of each key end.
        postings: The names that each key leads to.
        key_letters: The letters of all keys.
        key_ends: Where each key ends.
        key_known: Whether each stands for known words only (``core.text.known_names``).
        stand_ends: Where the words end that each key stands for.
        stands: The keys, as they sound, of those words; the key itself for most.
        bucket_ends: Where each bucket of forms ends; see ``deletions.bucket_forms``.
        bucket_tag: A part of the hash of each form.
        bucket_key: The key that each form is of.
        bucket_marks: Which tags each bucket may hold.
        kin_group: Groups of spellings of known names, in order.
        kin_key: A key of a word of that group.
        ids: The id of each listing.
        names: The text of each listed name and alias, in each of its readings.
        identifiers: Cleaned identifiers, and the listings that bear them.
        birth_days: Birth dates known to the day, and the listings that have them.
        acronyms: Acronyms, and the names that bear them; see ``shortened.listed_acronym``.
    """

    listings: NDArray[np.uint8]
    listing_ends: NDArray[np.int64]
    readings: NDArray[np.uint8]
    reading_ends: NDArray[np.int64]
    name_listing: NDArray[np.int32]
    name_weight: NDArray[np.float32]
    name_free: NDArray[np.float32]
    name_short: NDArray[np.uint8]
    name_firsts: NDArray[np.uint64]
    name_person: NDArray[np.bool_]
    word_ends: NDArray[np.int64]
    word_key: NDArray[np.int32]
    word_weight: NDArray[np.float32]
    word_place: NDArray[np.int32]
    word_marks: NDArray[np.uint8]
    legal_ends: NDArray[np.int64]
    legal_place: NDArray[np.int32]
    initial_ends: NDArray[np.int64]
    initials: NDArray[np.uint8]
    name_skeletal: NDArray[np.bool_]
    name_text: NDArray[np.int32]
    text_ends: NDArray[np.int64]
    trait_letters: NDArray[np.uint8]
    trait_rows: NDArray[np.int32]
    trait_links: NDArray[np.int64]
    posting_ends: NDArray[np.int64]
    postings: NDArray[np.int32]
    key_letters: NDArray[np.uint8]
    key_ends: NDArray[np.int64]
    key_known: NDArray[np.bool_]
    stand_ends: NDArray[np.int64]
    stands: NDArray[np.int32]
    bucket_ends: NDArray[np.int32]
    bucket_tag: NDArray[np.uint16]
    bucket_key: NDArray[np.int32]
    bucket_marks: NDArray[np.uint8]
    kin_group: NDArray[np.int32]
    kin_key: NDArray[np.int32]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    identifiers: dict[str, list[int]]
    birth_days: dict[str, list[int]]
    acronyms: dict[str, list[int]]


WORDS = ("ids", "names", "identifiers", "birth_days", "acronyms")
"""The parts of an index that are no arrays."""
ARRAYS = tuple(field.name for field in fields(IndexArrays) if field.name not in WORDS)
"""The arrays of an index."""
