"""Read a listing for the index: its names in all their readings, its identifiers.

Reading is the slow part of an index and depends on nothing but the listing and the program. So what
was read is kept, and an index after a list change is laid out anew from the readings that are
still good (``build.build_index``).
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from counterflow.core.model.listings import Listing
from counterflow.core.text.brackets import without_brackets
from counterflow.core.text.names import NameForm
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.keys import firsts_of, forms_of, listed_keys, own_letters
from counterflow.watch.index.shortened import listed_acronym
from counterflow.watch.index.sides import letter_marks
from counterflow.watch.matching.dates import full_days
from counterflow.watch.matching.entity import PERSONS, Profile, read_entity
from counterflow.watch.matching.kinds import marks_of
from counterflow.watch.matching.registers import bare_number


class NameReading(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One reading of a listed name.

    Attributes:
        text: The name as listed.
        words: Its folded words without the legal form.
        weights: Their weights.
        letters: What tells its words from others folded to the same; see ``keys.own_letters``.
        keys: The keys of several words.
        acronym: The key under which an acronym meets it; empty of a person's.
        short: How many words may be a longer word: cut short or, of a person, single letters.
        firsts: First letters of all words, and from bit 32 those of such short words.
        legal: The words that were taken out as a legal form.
        initials: First letters of all words but particles.
        marks: Which words are single letters that may stand for a word; see ``sides.letter_marks``.
        skeletal: Whether the script leaves vowels out.
    """

    text: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    letters: tuple[str, ...]
    keys: tuple[str, ...]
    acronym: str
    short: int
    firsts: int
    legal: tuple[str, ...]
    initials: str
    marks: tuple[int, ...]
    skeletal: bool


class ListingReading(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What the index needs of a listing beside its text.

    Attributes:
        id: Its id.
        person: Whether it is a natural person.
        identifiers: What it is met by whatever its name: see ``numbers_of``.
        birth_days: Its birth dates that are known to the day.
        names: All readings of its names, aliases and weak aliases, and of names without brackets.
    """

    id: str
    person: bool
    identifiers: tuple[str, ...]
    birth_days: tuple[str, ...]
    names: tuple[NameReading, ...]


def read_listing(listing: Listing) -> ListingReading:
    """Read a listing in all ways.

    Example:
        >>> from counterflow.core.model.listings import Listing
        >>> one = Listing(id="l-1", list="l", schema="Person",
        ...               properties={"name": ("Khalid Quowex",)})
        >>> [name.words for name in read_listing(one).names]
        [('khalid', 'quowex')]
    """
    entity = {"schema": listing.schema, "properties": listing.properties}
    profile = read_entity(entity, empty=True)
    person = listing.schema in PERSONS
    return ListingReading(
        listing.id,
        person,
        numbers_of(profile),
        full_days(profile.birth_dates),
        tuple(
            [
                NameReading(
                    form.text,
                    form.words,
                    form.weights,
                    own_letters(form),
                    tuple(listed_keys(form)),
                    "" if person else listed_acronym(form),
                    *_short(form, person=person),
                    form.legal_words,
                    form.initials,
                    letter_marks(form),
                    form.skeletal,
                )
                for form in forms_of(_spellings((*profile.names, *profile.weak)))
            ]
        ),
    )


def numbers_of(profile: Profile) -> tuple[str, ...]:
    """Give what an entity is met by, whatever its name.

    Its cleaned identifiers; those of digits with letters in front also without them; the marks of
    an aircraft.

    Example:
        >>> held = {"name": "Brasdol", "registrationNumber": "V-31877204"}
        >>> numbers_of(read_entity({"schema": "Company", "properties": held}))
        ('V31877204', '31877204')
    """
    numbers = [*profile.identifiers, *filter(None, map(bare_number, profile.identifiers))]
    marks = [MARK + mark for mark in sorted(marks_of(profile))]
    return tuple(dict.fromkeys([*numbers, *marks]))


MARK = "aircraft "
"""Stands before an aircraft mark among numbers."""


def _short(form: NameForm, *, person: bool) -> tuple[int, int]:
    """Count short words and join the first letters of all words with theirs."""
    firsts = firsts_of(form, person=person)
    if person:
        short, letters = firsts.cut + firsts.single, firsts.cut_letters | firsts.single_letters
    else:
        short, letters = firsts.cut, firsts.cut_letters
    return short, firsts.words | letters << 32


def _spellings(names: tuple[str, ...]) -> tuple[str, ...]:
    """Add names without their bracketed parts."""
    return tuple(dict.fromkeys([*names, *(without_brackets(n) for n in names if "(" in n)]))


def read_packed(listing: Listing) -> bytes:
    """Read a listing in all ways, as it is kept: in MessagePack.

    Example:
        >>> from counterflow.core.model.listings import Listing
        >>> one = Listing(id="l-1", list="l", schema="Person", properties={"name": ("Quowex",)})
        >>> unpacked([read_packed(one)])[0].names[0].words
        ('quowex',)
    """
    return _PACK(read_listing(listing))


def unpacked(packed: list[bytes]) -> list[ListingReading]:
    """Give readings that ``read_packed`` gave."""
    unpack = msgspec.msgpack.Decoder(ListingReading).decode
    return [unpack(pack) for pack in packed]


_PACK = msgspec.msgpack.Encoder().encode


def known_readings(earlier: IndexArrays) -> dict[bytes, bytes]:
    """Give the listings of an index, as JSON, with what was read of them."""
    texts, packs = earlier.listings.tobytes(), earlier.readings.tobytes()
    ends = earlier.listing_ends.tolist(), earlier.reading_ends.tolist()
    begins = ([0, *ends[0]], [0, *ends[1]])
    return {
        texts[begins[0][at] : ends[0][at]]: packs[begins[1][at] : ends[1][at]]
        for at in range(len(ends[0]))
    }


def joined(parts: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Put texts one after the other; the second answer is where each ends."""
    ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)), dtype=np.int64)
    return np.frombuffer(b"".join(parts), np.uint8), ends
