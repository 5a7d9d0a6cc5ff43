"""The hash tree is that of RFC 9162, and a path proves one leaf and no other."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from counterflow.storage.archive.merkle import leaf_hash, path_of, root_by, root_of


def _as_the_rfc_says(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1: cut at the largest power of two below the number of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    left, right = _as_the_rfc_says(leaves[:cut]), _as_the_rfc_says(leaves[cut:])
    return hashlib.sha256(b"\x01" + left + right).digest()


LEAVES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70, unique=True)


@given(leaves=LEAVES, data=st.data())
def test_every_leaf_is_proved_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    root = root_of(leaves)
    assert root == _as_the_rfc_says(leaves)
    at = data.draw(st.integers(0, len(leaves) - 1))
    path = path_of(leaves, at)
    assert root_by(leaves[at], path) == root
    other = data.draw(st.binary(min_size=32, max_size=32).filter(lambda one: one != leaves[at]))
    assert root_by(other, path) != root


def test_the_leaf_is_over_what_the_page_says() -> None:
    one, two, three = (hashlib.sha256(part).digest() for part in (b"body", b"", b"ground"))
    due = hashlib.sha256(b"\x00" + one + two + three).digest()
    assert leaf_hash(one, two, three.hex()) == due
