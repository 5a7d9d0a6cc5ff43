"""Find nodes by a text without holding a dictionary of all texts: sorted hashes and positions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]


class Lookup(NamedTuple):
    """Positions by the hash of a text, in the order of the hashes.

    Attributes:
        hashes: Sorted.
        nodes: The position that belongs to each.
    """

    hashes: Ints
    nodes: Ints

    def candidates(self, text: str) -> list[int]:
        """Give the nodes that may have a text; the caller compares the text itself.

        Example:
            >>> lookup_of([("acme", 4), ("other", 5), ("acme", 7)]).candidates("acme")
            [4, 7]
        """
        return self.few_candidates(text, len(self.nodes))

    def few_candidates(self, text: str, most: int) -> list[int]:
        """Give the nodes that may have a text, none where they are more than ``most``.

        Example:
            >>> lookup_of([("acme", 4), ("acme", 7)]).few_candidates("acme", 1)
            []
        """
        wanted = np.uint64(_hash(text))
        first = int(np.searchsorted(self.hashes, wanted, side="left"))
        last = int(np.searchsorted(self.hashes, wanted, side="right"))
        found: list[int] = self.nodes[first:last].tolist() if last - first <= most else []
        return found


def lookup_of(texts: Iterable[tuple[str, int]]) -> Lookup:
    """Order texts by their hashes.

    Args:
        texts: Texts, each with the position of its node.
    """
    pairs = [(_hash(text), node) for text, node in texts if text]
    hashes = np.array([one for one, _ in pairs], dtype=np.uint64)
    nodes = np.array([node for _, node in pairs], dtype=np.int32)
    order = np.lexsort((nodes, hashes))
    return Lookup(hashes[order], nodes[order])


def _hash(text: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big"
    )
