"""Our names read once and kept as arrays, so that a changed list is laid to all of them at once.

A search reads our names, then follows their words to listed ones. Reading takes longer than all the
rest and depends on no list. Where the lists change and our names stay, the readings are kept: what
``asked.ask`` and ``asked.sought`` make of names is the same, only made earlier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from counterflow.core.text.names import NameForm
from counterflow.watch.index.asked import Sought, ask, letters_of, sought
from counterflow.watch.index.heard import Several, Written, several_keys
from counterflow.watch.index.keys import forms_of
from counterflow.watch.index.readings import numbers_of
from counterflow.watch.index.remembered import RememberedWords, Word
from counterflow.watch.index.restricted import Part
from counterflow.watch.index.rooms import Asked, Pairs
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.index.shortened import sought_acronym
from counterflow.watch.matching.dates import full_days
from counterflow.watch.matching.entity import PERSONS, Profile
from counterflow.watch.matching.names import ACRONYM

TOGETHER = 1 << 16
"""Names that are followed together: some 60 MB of keys of several words."""
SEEN_BY = np.dtype([("key", "<u8"), ("at", "<i8")])
"""Something met by its digest, and the name or entity that has it; in the order of digests."""
_END = "\n"


def digest_of_text(text: str) -> int:
    """Give 64 bits that stand for a text. Two that share them touch more, never less.

    Example:
        >>> digest_of_text("ostn") == digest_of_text("ostn")
        True
    """
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class KeptNames:
    """Names of many entities as they are asked. ``*_ends`` are running ends.

    Attributes:
        owner: Whose each name is.
        word_ends: Where the words of each name end.
        word: Each word by its place among the distinct ones.
        weight: Its weight.
        initial: Whether it may lack a partner.
        person: Whether the name is a natural person's.
        firsts: First letters; see ``keys.Firsts``.
        letters: Letters of the distinct words.
        letter_ends: Where each ends.
        own: Their own letters (``keys.own_letters``), in UTF-8, a line each.
        key_letters: Letters of the distinct keys under which those words are sought.
        key_ends: Where each key ends.
        key_edits: Most edits to a listed key.
        key_known: Whether each stands for known words only.
        link_key: Keys of all words.
        link_place: The word that each is sought for.
        kin_place: Words that are known spellings of a name.
        kin_group: The group of each.
        kin_short: Whether it is a short form.
        several_ends: Where the keys of several words of each name end; see ``heard.Several``.
        several_weight: Weight of the words behind each such key.
        several_letters: Letters of those keys: making them takes longer than looking them up.
        several_sizes: How many letters each has.
        acronyms: Acronyms, and the names that have them (``SEEN_BY``).
        numbers: Numbers, and the entities that bear them (``SEEN_BY``).
        births: Birth dates known to the day, and the entities (``SEEN_BY``).
    """

    owner: NDArray[np.int64]
    word_ends: NDArray[np.int64]
    word: NDArray[np.int64]
    weight: NDArray[np.float64]
    initial: NDArray[np.bool_]
    person: NDArray[np.bool_]
    firsts: NDArray[np.int64]
    letters: NDArray[np.uint8]
    letter_ends: NDArray[np.int64]
    own: NDArray[np.uint8]
    key_letters: NDArray[np.uint8]
    key_ends: NDArray[np.int64]
    key_edits: NDArray[np.int8]
    key_known: NDArray[np.bool_]
    link_key: NDArray[np.int64]
    link_place: NDArray[np.int64]
    kin_place: NDArray[np.int64]
    kin_group: NDArray[np.int64]
    kin_short: NDArray[np.bool_]
    several_ends: NDArray[np.int64]
    several_weight: NDArray[np.float64]
    several_letters: NDArray[np.uint8]
    several_sizes: NDArray[np.uint16]
    acronyms: NDArray[Any]
    numbers: NDArray[Any]
    births: NDArray[Any]

    def words(self) -> list[Word]:
        """Give the distinct words, each with its own letters."""
        letters = self.letters.tobytes().decode("ascii")
        begins = [0, *self.letter_ends.tolist()]
        own = self.own.tobytes().decode().split(_END)
        return [(letters[begins[at] : begins[at + 1]], own[at]) for at in range(len(begins) - 1)]

    def sought(self) -> Sought:
        """Give the keys under which the distinct words are sought; ``keys`` is left empty."""
        return Sought(
            [], np.array(self.key_edits), np.array(self.key_known), len(self.letter_ends),
            np.array(self.link_key), np.array(self.link_place), np.array(self.kin_place),
            np.array(self.kin_group), np.array(self.kin_short),
        )  # fmt: skip

    def asked(self, least: NDArray[np.float64], first: int, last: int) -> Asked:
        """Give some of the names as the loops follow them, with the bound of each."""
        begin = int(self.word_ends[first - 1]) if first else 0
        end = int(self.word_ends[last - 1]) if last else 0
        # Copies, which may be written, as the arrays of a question: see ``asked.letters_of``.
        return Asked(
            np.array(self.word_ends[first:last]) - begin, np.array(self.word[begin:end]),
            np.array(self.weight[begin:end]), np.array(self.initial[begin:end]),
            np.array(self.person[first:last]), np.array(self.firsts[first:last]),
            np.array(least[first:last]),
        )  # fmt: skip

    def several(self) -> Iterator[tuple[int, int, Several]]:
        """Give the keys of several words, some names at a time: first name, last, their keys."""
        letter = 0
        for first in range(0, len(self.owner), TOGETHER):
            last = min(first + TOGETHER, len(self.owner))
            begin = int(self.several_ends[first - 1]) if first else 0
            end = int(self.several_ends[last - 1])
            ends = np.cumsum(self.several_sizes[begin:end], dtype=np.int64)
            size = int(ends[-1]) if len(ends) else 0
            yield first, last, Several(
                np.array(self.several_ends[first:last]) - begin,
                np.array(self.several_weight[begin:end]),
                np.array(self.several_letters[letter : letter + size]), ends,
            )  # fmt: skip
            letter += size

    def save(self, folder: Path) -> None:
        """Write the arrays to a folder that is there."""
        for field in fields(self):
            np.save(folder / f"{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path) -> KeptNames:
        """Open the arrays by memory map.

        Raises:
            OSError: one is missing.
            ValueError: one is damaged.
        """
        return cls(*(np.load(folder / f"{field.name}.npy", mmap_mode="r") for field in fields(cls)))


class NameReader:
    """Read the names of entities and keep them, entity by entity.

    Example:
        >>> from counterflow.watch.matching.entity import read_entity
        >>> reader = NameReader()
        >>> reader.add([read_entity({"properties": {"name": ["Brasdol Fengri"]}})])
        >>> [word for word, _ in reader.kept().words()]
        ['brasdol', 'fengri']
    """

    def __init__(self) -> None:
        self._words = RememberedWords()
        self._asked: list[Asked] = []
        self._owners: list[NDArray[np.int64]] = []
        self._acronyms: list[tuple[int, int]] = []
        self._numbers: list[tuple[int, int]] = []
        self._births: list[tuple[int, int]] = []
        self._entities = self._names = 0

    def add(self, profiles: Sequence[Profile]) -> None:
        """Read the names of some more entities; they are numbered in the order given."""
        forms: list[NameForm] = []
        persons: list[bool] = []
        owners: list[int] = []
        for at, profile in enumerate(profiles, start=self._entities):
            person = profile.schema in PERSONS
            for form in forms_of((*profile.names, *profile.weak)):
                if not person and (key := sought_acronym(form)):
                    self._acronyms.append((digest_of_text(key), self._names + len(forms)))
                forms.append(form)
                persons.append(person)
                owners.append(at)
            self._numbers += [(digest_of_text(one), at) for one in numbers_of(profile)]
            self._births += [(digest_of_text(day), at) for day in full_days(profile.birth_dates)]
        self._asked.append(ask(forms, persons, np.zeros(len(forms)), self._words))
        self._owners.append(np.array(owners, np.int64))
        self._entities += len(profiles)
        self._names += len(forms)

    def kept(self) -> KeptNames:
        """Give all that was read so far."""
        words = list(self._words.places)
        # As if some listed name were in a script without vowels: such a key finds nothing where
        # none is, and lists may change in that.
        of_words = sought(words, bare=True)
        key_letters, key_ends = letters_of(of_words.keys)
        letters, letter_ends = letters_of([word for word, _ in words])
        sizes = [np.diff(one.word_ends, prepend=0) for one in self._asked]
        word_ends = np.cumsum(_together(sizes, np.int64))
        word = _together([one.word for one in self._asked], np.int64)
        weight = _together([one.weight for one in self._asked], np.float64)
        several = several_keys(word_ends, word, weight, Written(letters, letter_ends))
        return KeptNames(
            _together(self._owners, np.int64),
            word_ends,
            word,
            weight,
            _together([one.initial for one in self._asked], np.bool_),
            _together([one.person for one in self._asked], np.bool_),
            _together([one.firsts for one in self._asked], np.int64).reshape(-1, 5),
            letters,
            letter_ends,
            np.frombuffer(_END.join(own for _, own in words).encode(), np.uint8),
            key_letters,
            key_ends,
            of_words.edits,
            of_words.known,
            of_words.link_key,
            of_words.link_place,
            of_words.kin_place,
            of_words.kin_group,
            of_words.kin_short,
            several.ends,
            several.weight,
            several.letters,
            np.diff(several.key_ends, prepend=0).astype(np.uint16),
            seen_by(self._acronyms),
            seen_by(self._numbers),
            seen_by(self._births),
        )


def seen_by(pairs: Sequence[tuple[int, int]]) -> NDArray[Any]:
    """Put pairs of a digest and a number in the order of digests."""
    return np.sort(np.array(pairs, SEEN_BY), order=["key", "at"])


def bearers_in(table: NDArray[Any], keys: Sequence[str]) -> Iterator[tuple[str, NDArray[np.int64]]]:
    """Give each of some texts that a table holds, with what bears it."""
    column = table["key"]
    for key in keys:
        wanted = np.uint64(digest_of_text(key))
        first = int(np.searchsorted(column, wanted))
        last = int(np.searchsorted(column, wanted, side="right"))
        if last > first:
            yield key, np.asarray(table["at"][first:last])


def _together(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, kind)


class KeptSearch(CandidateSearch):
    """Lay the listings of a part of an index to all names that were kept.

    Args:
        index: The part, as ``restricted.restrict`` gives it.
        part: What it takes over from the whole index; ``None`` where ``index`` is whole.
    """

    def __init__(self, index: Any, part: Part | None = None) -> None:
        super().__init__(index, part)

    def entities(self, kept: KeptNames, *, least: float, lift: float) -> NDArray[np.int64]:
        """Give the entities for which a search would propose any listing of the index.

        Args:
            kept: Their names.
            least: The bound below which a name is not proposed.
            lift: What an equal birth date takes from that bound.

        Returns:
            Their numbers, in order, each once.
        """
        bounds = np.full(len(kept.owner), least)
        for _, born in bearers_in(kept.births, list(self.index.birth_days)):
            bounds[np.isin(kept.owner, born)] = max(0.0, least - lift)
        numbered = [met for _, met in bearers_in(kept.numbers, list(self.index.identifiers))]
        named = [kept.owner[pairs.form] for pairs in self._pairs(kept, bounds)]
        short = [
            kept.owner[forms[bounds[forms] <= ACRONYM]]
            for _, forms in bearers_in(kept.acronyms, list(self.index.acronyms))
        ]
        found = [*numbered, *named, *short]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def _pairs(self, kept: KeptNames, least: NDArray[np.float64]) -> Iterator[Pairs]:
        """Follow all names; the first answer is their numbers."""
        if not len(kept.owner) or not len(self.index.name_listing):
            return
        with self._lock:
            letters = np.array(kept.key_letters), np.array(kept.key_ends)
            found = self._stood_by(kept.sought(), kept.words(), letters)
            # In single precision, as ``remembered`` keeps them: the same bits, the same code.
            spellings = found._replace(likeness=found.likeness.astype(np.float32))
            for first, last, several in kept.several():
                asked = kept.asked(least, first, last)
                pairs = self._follow(asked, spellings, self._listed_as_one(several))
                yield pairs._replace(form=pairs.form + first)
