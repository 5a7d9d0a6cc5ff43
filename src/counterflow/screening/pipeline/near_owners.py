"""Say of whom the ownership data know nobody above, and which names there are near."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.parts import name_parties
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.near_names import NearNames

REMEMBERED: Final = 50_000
"""Distinct parties whose near names are remembered."""
_NUMBERS: Final = frozenset({"vessel", "aircraft"})
"""Craft are no companies: nobody is sought above them by a near name."""


class NearOwners:
    """Tells of parties that the ownership data do not know, and of near names there.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: OwnershipGraph) -> None:
        self._graph = graph
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def notes(self, transaction: Transaction) -> tuple[str, ...]:
        """Say which parties are not in the data, where a near name is.

        Args:
            transaction: What is screened.

        Returns:
            One sentence per party, for the coverage. A party of exactly such a name, or such a
            number, has none.
        """
        return tuple(dict.fromkeys(self._notes(transaction)))

    def near(self, party: Party) -> tuple[str, ...]:
        """Give the names near a party that is not in the data itself."""
        key = party.name, party.country
        known = self._known.get(key)
        if known is None:
            numbers = [(one.kind, one.value) for one in party.identifiers]
            met = self._graph.find([party.name], party.country, numbers)
            known = () if met else self._names.near(party.name)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def _notes(self, transaction: Transaction) -> Iterator[str]:
        for subject, party in name_parties(transaction.parties):
            if party.name and party.role not in _NUMBERS and (near := self.near(party)):
                named = ", ".join(f"“{one}”" for one in near)
                yield (
                    f"no owners are known for the {subject} “{party.name}” by name and country;"
                    f" near in the ownership data: {named}"
                )

    @cached_property
    def _names(self) -> NearNames:
        return NearNames(self._graph)
