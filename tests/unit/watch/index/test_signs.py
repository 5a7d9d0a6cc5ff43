"""Signs of names: they let everything through that words would, and little else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.index.signs import PARTS, UNIT, add_sign, answered, may_meet, signs_of

names = st.lists(st.lists(st.integers(0, 2_000_000), max_size=6), min_size=1, max_size=8)


def _signs(keys: list[list[int]], weight: list[float], initials: list[float]) -> np.ndarray:
    return signs_of(
        np.cumsum(np.array([len(one) for one in keys], np.int64)),
        np.array([key for one in keys for key in one], np.int32),
        np.array(weight, np.float32),
        np.array(initials, np.float32),
        np.array([len(one) % 200 for one in keys], np.uint8),
        np.array([5 << 32 | 7] * len(keys), np.uint64),
        np.array([len(one) % 2 for one in keys], np.bool_),
    )


@given(names, st.lists(st.integers(0, 2_000_000), max_size=20))
def test_a_name_that_holds_a_word_is_never_kept_out(
    keys: list[list[int]], asked: list[int]
) -> None:
    signs = _signs(keys, [1.0] * len(keys), [0.0] * len(keys))
    masks = np.zeros((1, PARTS), np.uint64)
    for key in asked:
        add_sign(masks, 0, key)
    for name, held in enumerate(keys):
        if not set(held).isdisjoint(asked):
            assert may_meet(masks, 0, signs, name)


def test_most_names_that_hold_other_words_are_kept_out() -> None:
    signs = _signs(
        [[3 * at, 3 * at + 1, 3 * at + 2] for at in range(5000)], [3.0] * 5000, [0] * 5000
    )
    masks = np.zeros((1, PARTS), np.uint64)
    for key in range(20_000, 20_012):
        add_sign(masks, 0, key)
    passed = sum(may_meet(masks, 0, signs, name) for name in range(5000))
    assert passed < 1500


@given(st.floats(0, 500, width=32), st.floats(0, 1))
def test_weights_are_rounded_in_favour_of_a_name(weight: float, share: float) -> None:
    initials = float(np.float32(weight * share))
    held = int(_signs([[1]], [weight], [initials])[0, PARTS])
    assert (held & 0xFFFFFF) * UNIT <= weight - initials + 1e-6
    assert (held >> 32) * UNIT >= weight - 1e-6
    assert (held >> 24) & 0xFF == 1 + 128


@given(st.lists(st.sampled_from("abcd"), max_size=5), st.sets(st.sampled_from("abcde")))
def test_letters_answer_words_that_begin_with_them(letters: list[str], firsts: set[str]) -> None:
    def bits(signs: list[str]) -> int:
        return sum(1 << (ord(sign) - ord("a")) for sign in set(signs))

    found = answered(len(letters), bits(letters), bits(sorted(firsts)))
    assert len([one for one in letters if one in firsts]) <= found <= len(letters)
    if firsts.isdisjoint(letters):
        assert found == len(letters) - len(set(letters))
