"""The sets of queries of the matching benchmark, each made once, and what each engine answered."""

from __future__ import annotations

import functools
import itertools
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching_ground import LISTS, PEER_PACKAGES, SHARED, entries_of, environment, import_lists
from matching_ours import Answer, Workers
from matching_peer_runs import Answered, Group, PeerRuns
from matching_people import (
    GENERAL,
    HARD,
    companies,
    company_queries,
    drawn,
    mixed,
    parties,
)
from matching_queries import (
    Entry,
    Listed,
    ListName,
    Person,
    Query,
    altered_records,
    latin,
    names_of,
    person_queries,
    recombined,
    typo_in_every_word,
    typos,
)

BULK_BATCH = 1000
"""Queries that the peer's blocker gets at once where its speed is measured: it is faster so."""
ALONE = 20
"""Queries for which the peer's blocker is called one by one: a call takes about a second."""
ONE_PROCESS = ("single-name", "single-record", "alone")
"""Sets that are asked in one process."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many queries of each kind; those of the peer are the first of ours.

    Attributes:
        recall: Of each class of misspelling and of altered records.
        negatives: People on no list, name only, of each mix.
        records: People on no list with birth date and country.
        companies: Real companies on no list.
        bulk: Distinct parties of the bulk measure.
        single: Queries asked one by one, of each kind.
        peer: At most so many of a class for the peer.
        peer_records: The same for records and companies.
    """

    recall: int = 2000
    negatives: int = 4000
    records: int = 50_000
    companies: int = 50_000
    bulk: int = 100_000
    single: int = 3000
    peer: int = 1000
    peer_records: int = 4000

    @classmethod
    def all(cls, count: int, peer: int) -> Counts:
        """Give the same count for all kinds."""
        return cls(count, count, count, count, count, count, peer, peer)


class Sets:
    """The lists, the queries made from them and what each engine answers.

    Args:
        cache: Folder of what takes long to make.
        counts: How many queries of each kind.
        seed: Of all that chance decides.
        make: Whether environments may be made (packages from PyPI).
    """

    def __init__(self, cache: Path, counts: Counts, seed: int, *, make: bool) -> None:
        self.cache, self.counts, self.seed = cache, counts, seed
        self._make = make
        self.lists = tuple(name for name, path, _ in LISTS if (SHARED / path).exists())
        self.store = import_lists(cache, LISTS, "for the benchmark")
        self.peer: dict[str, Answered] = {}
        self._queries: dict[str, list[Query]] = {}
        self._ours: dict[str, list[Answer]] = {}

    @functools.cached_property
    def entries(self) -> list[Entry]:
        """Give all listings."""
        return entries_of(self.store, self.lists)

    @functools.cached_property
    def names(self) -> list[ListName]:
        """Give the Latin names that queries are drawn from."""
        return latin(names_of(self.entries))

    @functools.cached_property
    def listed(self) -> Listed:
        """Give the folded names of the lists."""
        return Listed(self.entries)

    @functools.cached_property
    def workers(self) -> Workers:
        """Give the two processes of our engine."""
        return Workers(self.store, self.lists)

    def python(self) -> Path:
        """Give the Python of the peer's environment.

        Raises:
            RuntimeError: it is missing and may not or cannot be made.
        """
        return environment(self.cache, "peer", PEER_PACKAGES, make=self._make)

    def queries(self, name: str) -> list[Query]:
        """Give a set of queries.

        Raises:
            RuntimeError: it needs an environment that is not there.
        """
        if name == "alone":
            return self.queries("single-name")[:ALONE]
        if name not in self._queries:
            self._queries[name] = MADE[name](self)
        return self._queries[name]

    def has(self, name: str) -> bool:
        """Tell whether a set can be made."""
        try:
            return bool(self.queries(name))
        except RuntimeError:
            return False

    def peer_queries(self, name: str) -> list[Query]:
        """Give those of a set that the peer is asked: the first ones."""
        many = name.startswith(("record", "gleif", "bulk"))
        return self.queries(name)[: self.counts.peer_records if many else self.counts.peer]

    def group(self, name: str) -> Group:
        """Give a set as the peer is asked for it."""
        if name == "alone":
            return Group(name, self.queries(name), 1, timed=True)
        timed = name.startswith(("bulk", "single"))
        size = {"bulk": BULK_BATCH, "single": BULK_BATCH}.get(name.split("-", maxsplit=1)[0])
        asked = self.peer_queries(name)
        return Group(name, asked, size, timed) if size else Group(name, asked)

    def ours(self, name: str) -> list[Answer]:
        """Give our answers to a set; candidates too where a listing is wanted."""
        if name not in self._ours:
            queries = self.queries(name)
            wanted = bool(queries) and bool(queries[0].wanted)
            answers, seconds = self.workers.ask(queries, with_candidates=wanted)
            print(f"  ours: {name}: {len(queries):,} in {seconds:,.1f} s", file=sys.stderr)
            self._ours[name] = answers
        return self._ours[name]

    def run_peer(self, names: Sequence[str], runs: PeerRuns, *, cached: bool) -> None:
        """Ask the peer for some sets: one by one in one process, all others in two."""
        single = [self.group(name) for name in names if name in ONE_PROCESS]
        others = [self.group(name) for name in names if name not in ONE_PROCESS]
        if others:
            self.peer |= runs.ask(others, processes=2, cached=cached)
        if single:
            self.peer |= runs.ask(single, processes=1, cached=cached)

    @functools.cached_property
    def general(self) -> list[Person]:
        """Give people of many countries, half of them Americans, in random order."""
        return mixed(self._general, 24_000, self.seed, self.listed, half="en_US")

    @functools.cached_property
    def _general(self) -> dict[str, list[Person]]:
        python = self.python()
        many = drawn(python, self.cache, GENERAL, 1500, self.seed)
        return many | drawn(python, self.cache, GENERAL[:1], 20_000, self.seed)

    @functools.cached_property
    def hard(self) -> list[Person]:
        """Give people of the countries that the lists name most."""
        people = drawn(self.python(), self.cache, HARD, 3000, self.seed)
        return mixed(people, 12_000, self.seed, self.listed)

    @functools.cached_property
    def recombined(self) -> list[Person]:
        """Give people put together from given and family names of listed ones."""
        return recombined(self.entries, 20_000, self.seed)

    @functools.cached_property
    def companies(self) -> tuple[list[tuple[str, str]], int]:
        """Give real companies on no list in random order, and how many were left out as listed."""
        found, left_out = companies(self.entries)
        random.Random(f"{self.seed} companies").shuffle(found)
        return found[: self.counts.companies], left_out

    def invented(self) -> list[Person]:
        """Give people of the general mix and of the lists' countries; none without Faker."""
        try:
            return [*self.general, *self.hard]
        except RuntimeError as fault:
            print(f"no invented people: {fault}", file=sys.stderr)
            return []

    def people(self) -> list[Person]:
        """Give people of all mixes, those that the lists are made of first."""
        return [*self.recombined, *self.invented()]

    def one_word(self) -> list[ListName]:
        """Give the names of one word."""
        return [name for name in self.names if len(name.text.split()) == 1]

    def two_words(self) -> list[ListName]:
        """Give the names of two words, both with letters."""
        return [name for name in self.names if len(name.text.split()) == len(name.words) == 2]

    def vessels(self) -> list[ListName]:
        """Give the names of vessels."""
        return [name for name in self.names if name.entry.schema == "Vessel"]


def _records(sets: Sets) -> list[Query]:
    people = sets.people()
    random.Random(f"{sets.seed} records").shuffle(people)
    return person_queries(people[: sets.counts.records], sets.seed, "record", full=True)


def _parties(sets: Sets) -> list[Query]:
    """Give distinct parties, one in a hundred of them a misspelt listed name."""
    rng = random.Random(f"{sets.seed} bulk")
    made = list(itertools.islice(parties(sets.invented(), sets.seed), sets.counts.bulk))
    planted = typos(sets.names, max(1, len(made) // 100), 1, sets.seed, "planted")
    for query in planted:
        made[rng.randrange(len(made))] = query
    return made


def _single(sets: Sets, *, full: bool) -> list[Query]:
    """Mix people on no list with one altered listing in ten."""
    count = sets.counts.single
    people = sets.people()
    random.Random(f"{sets.seed} single").shuffle(people)
    label = f"single-{'record' if full else 'name'}"
    made = person_queries(people[: count - count // 10], sets.seed, label, full=full)
    made += altered_records(sets.entries, count // 10, sets.seed, full=full)
    random.Random(f"{sets.seed} {label}").shuffle(made)
    return made


def _altered(sets: Sets, *, full: bool) -> list[Query]:
    listed = [entry for entry in sets.entries if entry.id.startswith("un_sc")]
    return altered_records(listed, sets.counts.recall, sets.seed, full=full)


MADE: dict[str, Callable[[Sets], list[Query]]] = {
    "one": lambda s: typos(s.names, s.counts.recall, 1, s.seed, "one"),
    "two": lambda s: typos(s.names, s.counts.recall, 2, s.seed, "two"),
    "one-word": lambda s: typos(s.one_word(), s.counts.recall, 1, s.seed, "one-word"),
    "two-word": lambda s: typo_in_every_word(s.two_words(), s.counts.recall, s.seed, "two-word"),
    "vessel": lambda s: typos(s.vessels(), s.counts.recall, 1, s.seed, "vessel"),
    "un-record": lambda s: _altered(s, full=True),
    "un-name": lambda s: _altered(s, full=False),
    "general": lambda s: person_queries(s.general[: s.counts.negatives], s.seed, "general"),
    "hard": lambda s: person_queries(s.hard[: s.counts.negatives], s.seed, "hard"),
    "recombined": lambda s: person_queries(
        s.recombined[: s.counts.negatives], s.seed, "recombined"
    ),
    "record": _records,
    "gleif-record": lambda s: company_queries(s.companies[0], full=True),
    "gleif-name": lambda s: company_queries(s.companies[0], full=False),
    "bulk": _parties,
    "single-name": lambda s: _single(s, full=False),
    "single-record": lambda s: _single(s, full=True),
}
