"""Prove one of many: the hash tree of RFC 9162 over the decisions of a batch.

Basis:
    RFC 9162 (Certificate Transparency 2.0), 2.1: leaves and inner nodes are hashed with different
    first bytes, so that no inner node passes for a leaf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(body_sha256: bytes, context_sha256: bytes, ground: str) -> bytes:
    """Give the leaf of one decision.

    Args:
        body_sha256: SHA-256 of the decision's bytes.
        context_sha256: SHA-256 of what it rested on beside its transaction.
        ground: Digest of the ground, hexadecimal.

    Returns:
        SHA-256 over a zero byte and the three hashes, 97 bytes in all.
    """
    data = _LEAF + body_sha256 + context_sha256 + bytes.fromhex(ground)
    return hashlib.sha256(data).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Give the root over leaves, of which there is at least one.

    Example:
        >>> one, two = b"1" * 32, b"2" * 32
        >>> root_of([one]) == one, root_of([one, two]) == root_by(one, [("right", two)])
        (True, True)
    """
    level = list(leaves)
    # From the left in pairs, the odd one carried up: the same tree as RFC 9162 cuts from above.
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path_of(leaves: Sequence[bytes], at: int) -> list[tuple[str, bytes]]:
    """Give the way from one leaf to the root.

    Args:
        leaves: All leaves.
        at: Which one, from 0.

    Returns:
        From below: ``left`` or ``right``, the side on which the other hash stands, and the hash.
    """
    path, level = list[tuple[str, bytes]](), list(leaves)
    while len(level) > 1:
        beside = at ^ 1
        if beside < len(level):
            path.append(("left" if beside < at else "right", level[beside]))
        level, at = _above(level), at // 2
    return path


def root_by(leaf: bytes, path: Sequence[tuple[str, bytes]]) -> bytes:
    """Give the root to which a path leads from a leaf."""
    found = leaf
    for side, other in path:
        pair = other + found if side == "left" else found + other
        found = hashlib.sha256(_NODE + pair).digest()
    return found


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [hashlib.sha256(_NODE + left + right).digest() for left, right in pairs]
    return [*above, level[-1]] if len(level) % 2 else above
