"""Hold everybody and every tie in arrays, found by the one who is owned or the one who owns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from counterflow.watch.ownership.lookup import Lookup, lookup_of
from counterflow.watch.ownership.naming import plain_name, strong_key
from counterflow.watch.ownership.shares import Share
from counterflow.watch.ownership.ties import Kind

Ints = npt.NDArray[Any]


class Found(NamedTuple):
    """Somebody of the graph who may be a party, and by what.

    Attributes:
        node: Position in the graph.
        by: ``number`` (the same strong identifier), ``name and country`` or ``name`` alone.
    """

    node: int
    by: str


NUMBER, NAME_AND_COUNTRY, NAME = "number", "name and country", "name"


@dataclass(frozen=True, slots=True)
class Ties:
    """Columns of ties, one entry each, in the order of ``owned``.

    Attributes:
        owner: Position of the one who owns.
        owned: Position of the one who is owned.
        kind: ``Kind``.
        low: Lower end of the share, in units.
        high: Upper end.
        known: Whether the source says a share.
        stated: Whether the source states the tie plainly.
        start: First day, an ordinal.
        end: Last day.
        as_of: Position in ``OwnershipGraph.days``.
        source: Position in ``OwnershipGraph.sources``.
        words: Position in ``OwnershipGraph.words``.
    """

    owner: Ints
    owned: Ints
    kind: Ints
    low: Ints
    high: Ints
    known: Ints
    stated: Ints
    start: Ints
    end: Ints
    as_of: Ints
    source: Ints
    words: Ints

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Name the columns in order."""
        return tuple(cls.__dataclass_fields__)


@dataclass(frozen=True)
class OwnershipGraph:
    """Everybody and every tie, of one source or of several put together.

    Attributes:
        keys: The sources' own key of each.
        names: Names of each, the first the one to show.
        countries: ISO alpha-2 of each, empty where not known.
        identifiers: FollowTheMoney property and value of each.
        schemas: FollowTheMoney schema of each.
        ties: The ties.
        sources: Names of sources.
        days: Days of which statements speak.
        words: The sources' own words for ties.
    """

    keys: Sequence[str]
    names: Sequence[tuple[str, ...]]
    countries: Sequence[str]
    identifiers: Sequence[tuple[tuple[str, str], ...]]
    schemas: Sequence[str]
    ties: Ties
    sources: Sequence[str]
    days: Sequence[str]
    words: Sequence[str]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def up(self) -> Ints:
        """Give where the ties begin by which each node is owned; one entry more than nodes."""
        return np.searchsorted(self.ties.owned, np.arange(len(self) + 1))

    @cached_property
    def down_order(self) -> Ints:
        """Give the positions of the ties in the order of their owners."""
        return np.argsort(self.ties.owner, kind="stable")

    @cached_property
    def down(self) -> Ints:
        """Give where in ``down_order`` the ties of each owner begin."""
        owners = self.ties.owner[self.down_order]
        return np.searchsorted(owners, np.arange(len(self) + 1))

    def owners_of(self, node: int) -> range:
        """Give the positions of the ties by which a node is owned, controlled or directed."""
        return range(int(self.up[node]), int(self.up[node + 1]))

    def held_by(self, node: int) -> list[int]:
        """Give the positions of the ties that a node has in others."""
        found: list[int] = self.down_order[self.down[node] : self.down[node + 1]].tolist()
        return found

    def share(self, tie: int) -> Share:
        """Give the share of a tie."""
        ties = self.ties
        return Share(int(ties.low[tie]), int(ties.high[tie]), known=bool(ties.known[tie]))

    def kind(self, tie: int) -> Kind:
        """Give what a tie says."""
        return Kind(int(self.ties.kind[tie]))

    def caption(self, node: int) -> str:
        """Give the name to show: the first name, else the key."""
        return self.names[node][0] if self.names[node] else self.keys[node]

    @cached_property
    def by_key(self) -> Lookup:
        """Give positions by keys and strong numbers."""
        return lookup_of(
            (text, node)
            for node in range(len(self))
            for text in (self.keys[node], *self.strong_keys(node))
        )

    @cached_property
    def by_name(self) -> Lookup:
        """Give positions by folded names."""
        return lookup_of(
            (text, node)
            for node, names in enumerate(self.names)
            for text in dict.fromkeys(map(plain_name, names))
        )

    def strong_keys(self, node: int) -> list[str]:
        """Give the keys of a node's strong numbers."""
        country = self.countries[node]
        found = (strong_key(kind, value, country) for kind, value in self.identifiers[node])
        return [key for key in found if key]

    def find_key(self, key: str) -> int | None:
        """Give the node of a source's own key or of a strong identifier; ``None`` if there is none.

        Args:
            key: ``leiCode:…``, ``ftm:…`` and the like, as ``counterflow ownership`` prints them.
        """
        for node in self.by_key.candidates(key):
            if self.keys[node] == key or key in self.strong_keys(node):
                return node
        return None

    def find(
        self, names: Sequence[str], country: str, numbers: Sequence[tuple[str, str]]
    ) -> list[Found]:
        """Find who a party may be: by a strong number, else by exactly the same name.

        Args:
            names: The party's names, as written.
            country: ISO alpha-2; empty where not known.
            numbers: FollowTheMoney property and value.

        Returns:
            Nodes of the best kind of evidence there is, never by likeness. A node whose country is
            another one, where both are known, is nobody's.
        """
        strong = filter(None, (strong_key(kind, value, country) for kind, value in numbers))
        by_number = [node for key in strong if (node := self.find_key(key)) is not None]
        met = set(by_number)
        found = [Found(node, NUMBER) for node in dict.fromkeys(by_number)]
        for plain in dict.fromkeys(map(plain_name, names)):
            for node in self.by_name.candidates(plain) if plain else ():
                theirs = self.countries[node]
                if node in met or (country and theirs and theirs != country.upper()):
                    continue
                if plain not in map(plain_name, self.names[node]):
                    continue
                met.add(node)
                found.append(Found(node, NAME_AND_COUNTRY if country and theirs else NAME))
        best = found[0].by if found else ""
        return [one for one in found if one.by != NAME or best == NAME]
