"""Find names of the ownership data that are near a name which is not in it: for a person to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rapidfuzz.fuzz import ratio

from counterflow.core.text.names import read_name
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.lookup import lookup_of
from counterflow.watch.ownership.naming import plain_name

MOST_NODES: Final = 200_000
"""Larger graphs are not asked: to order their words would hold up the first answer."""
SHOWN: Final = 3
_ALIKE: Final = 88
_MOST_TRIED: Final = 100
_BEGINNING: Final = 4


class NearNames:
    """Finds near names; nothing is owned by one, it only tells that a question was missed.

    Args:
        graph: The graph.

    Example:
        >>> from counterflow.watch.ownership.build import GraphBuilder
        >>> from counterflow.watch.ownership.ties import NodeRecord
        >>> builder = GraphBuilder()
        >>> _ = builder.add_node(NodeRecord("1", ("Beispiel Enkel GmbH",), country="DE"))
        >>> near = NearNames(builder.finish())
        >>> near.near("Beispiel Enkel, Niederlassung Hamburg"), near.near("Muster AG")
        (('Beispiel Enkel GmbH (DE)',), ())
    """

    def __init__(self, graph: OwnershipGraph) -> None:
        self._graph = graph
        nodes = range(len(graph)) if len(graph) <= MOST_NODES else range(0)
        self._by_word = lookup_of(
            (key, node) for node in nodes for name in graph.names[node] for key in _keys(name)
        )

    def near(self, name: str) -> tuple[str, ...]:
        """Give the names near one, the nearest first, each with its country.

        Args:
            name: As written. Legal forms do not count, nor words behind the name (a branch), nor a
                slip of a letter.

        Returns:
            At most three.
        """
        words = read_name(name).words
        if not words:
            return ()
        found = sorted(
            (-likeness, self._graph.caption(node), self._graph.countries[node])
            for node in self._tried(name)
            if (likeness := self._likeness(words, node)) >= _ALIKE
        )
        told = (f"{caption} ({land})" if land else caption for _, caption, land in found)
        return tuple(dict.fromkeys(told))[:SHOWN]

    def _tried(self, name: str) -> set[int]:
        """Give the nodes that share a word, or two words, that few others have."""
        return {
            node for key in _keys(name) for node in self._by_word.few_candidates(key, _MOST_TRIED)
        }

    def _likeness(self, words: tuple[str, ...], node: int) -> float:
        """Give the likeness of the best name of a node, 0 to 100."""
        return max(
            (_alike(words, read_name(one).words) for one in self._graph.names[node]), default=0
        )


def _alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> float:
    """Compare two names by their words; one that the other begins with is near it."""
    shorter = min(len(ours), len(theirs))
    if shorter > 1 and ours[:shorter] == theirs[:shorter]:
        return 100.0
    return float(ratio(" ".join(ours), " ".join(theirs)))


def _keys(name: str) -> Iterator[str]:
    """Give the beginning of the first word, the whole second, and both: one survives a slip."""
    words = plain_name(name).split()
    if words:
        beginning = f"^{words[0][:_BEGINNING]}"
        yield beginning
        if len(words) > 1:
            yield words[1]
            yield f"{beginning} {words[1]}"
