"""Differences of bytes: applied they give the later bytes; damaged they are an error."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.lists.deltas import DeltaError, Rope, delta

LINE = st.binary(max_size=12).map(lambda data: data + b"\n")
PIECES = st.lists(st.sampled_from([b"one\n", b"two\n", b"<a>", b"</a>", b"{}", b"x", b"\r\n", b""]))
BYTES = st.one_of(st.binary(max_size=300), PIECES.map(b"".join), st.lists(LINE).map(b"".join))


def applied(base: bytes, data: bytes) -> bytes:
    return Rope([memoryview(base)]).apply(delta(base, data), most=len(data)).join()


@given(base=BYTES, data=BYTES)
def test_a_difference_applied_gives_the_later_bytes(base: bytes, data: bytes) -> None:
    assert applied(base, data) == data


@given(versions=st.lists(BYTES, min_size=1, max_size=12))
def test_a_chain_of_differences_gives_the_last_bytes(versions: list[bytes]) -> None:
    """The rope is cut at other places than the bytes were parted at."""
    rope = Rope([memoryview(versions[0])])
    for base, data in itertools.pairwise(versions):
        rope = rope.apply(delta(base, data), most=len(data))
        assert rope.join() == data
        assert rope.size == len(data)


@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60)), at=st.integers(-1, 61),
       length=st.integers(-1, 61))  # fmt: skip
def test_a_run_cut_out_of_pieces_is_that_of_the_whole(
    data: bytes, cuts: list[int], at: int, length: int
) -> None:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    rope = Rope([memoryview(data)[a:b] for a, b in itertools.pairwise(edges)])
    if at < 0 or length < 0 or at + length > len(data):
        with pytest.raises(DeltaError, match="outside"):
            list(rope.cut(at, length))
    else:
        assert b"".join(rope.cut(at, length)) == data[at : at + length]


def test_what_moved_and_what_came_twice_is_not_told_again() -> None:
    chance = random.Random(5)
    lines = [chance.randbytes(60).hex().encode() + b"\n" for _ in range(400)]
    moved = b"".join([*lines[200:], *lines[:200], *lines[:50]])
    assert len(delta(b"".join(lines), moved)) < 60


@pytest.mark.parametrize("end", [b"\n", b">", b"}"])
def test_a_file_of_one_line_is_parted_at_its_tags_or_braces(end: bytes) -> None:
    chance = random.Random(6)
    parts = [chance.randbytes(30).hex().encode() + end for _ in range(2000)]
    changed = [*parts[:700], b"something new" + end, *parts[701:]]
    assert len(delta(b"".join(parts), b"".join(changed))) < 120
    assert applied(b"".join(parts), b"".join(changed)) == b"".join(changed)


@given(base=BYTES, data=BYTES, at=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_a_flipped_bit_is_an_error_or_gives_other_bytes_of_that_length(
    base: bytes, data: bytes, at: int, bit: int
) -> None:
    """No other error, no memory without end; whether the bytes are right, their hash tells."""
    told = bytearray(delta(base, data))
    told[at % len(told)] ^= 1 << bit
    try:
        rope = Rope([memoryview(base)]).apply(bytes(told), most=len(data))
    except DeltaError:
        return
    assert len(rope.join()) == len(data)


@given(told=st.binary(max_size=80))
def test_anything_else_is_an_error(told: bytes) -> None:
    with pytest.raises(DeltaError):
        Rope([memoryview(b"one\ntwo\n")]).apply(told, most=10**6)


def test_a_difference_to_other_bytes_is_an_error() -> None:
    told = delta(b"one\ntwo\nthree\n", b"two\nthree\nfour\n")
    with pytest.raises(DeltaError):
        Rope([memoryview(b"one\n")]).apply(told, most=15)
    with pytest.raises(DeltaError, match="another number of bytes"):
        Rope([memoryview(b"one\ntwo\nthree\n")]).apply(told, most=16)
