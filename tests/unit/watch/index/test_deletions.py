"""Symmetric deletes: words within the distance that is promised always share a form."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

import strategies
from counterflow.watch.index.deletions import LONG, ONE_EDIT, TWO_EDITS, deletion_hashes

LETTERS = st.sampled_from(string.ascii_lowercase)


def _share(one: str, other: str) -> bool:
    hashes, owners = deletion_hashes([one, other])
    return bool(set(hashes[owners == 0].tolist()) & set(hashes[owners == 1].tolist()))


@st.composite
def _edited(draw: st.DrawFn, least: int, most: int, edits: int) -> tuple[str, str]:
    """Draw a word and the same word after some edits, both of the lengths asked for."""
    letters = st.text(string.ascii_lowercase, min_size=least, max_size=most)
    word = draw(letters)
    other = word
    for _ in range(edits):
        at = draw(st.integers(0, len(other) - 1))
        kind = draw(st.sampled_from("drsi"))
        letter = draw(LETTERS)
        if kind == "d" and len(other) > least:
            other = other[:at] + other[at + 1 :]
        elif kind == "i" and len(other) < most:
            other = other[:at] + letter + other[at:]
        elif kind == "s" and at:
            other = other[: at - 1] + other[at] + other[at - 1] + other[at + 1 :]
        else:
            other = other[:at] + letter + other[at + 1 :]
    return word, other


@given(_edited(ONE_EDIT, 30, 1))
def test_words_one_edit_apart_share_a_form(pair: tuple[str, str]) -> None:
    assert OSA.distance(*pair) <= 1
    assert _share(*pair)


@given(_edited(TWO_EDITS, LONG - 1, 2))
def test_words_two_edits_apart_share_a_form(pair: tuple[str, str]) -> None:
    if OSA.distance(*pair) <= 2:
        assert _share(*pair)


@given(st.lists(strategies.folded, max_size=20))
def test_every_word_is_among_its_own_forms_and_depends_on_no_other(words: list[str]) -> None:
    """A batch gives what its words give alone."""
    hashes, owners = deletion_hashes(words)
    assert len(hashes) == len(owners)
    for at, word in enumerate(words):
        alone, _ = deletion_hashes([word])
        assert sorted(hashes[owners == at].tolist()) == sorted(alone.tolist())


def test_words_far_apart_share_nothing() -> None:
    assert not _share("brasdol", "fengrix")
    assert not _share("ab", "ac")


def test_none_gives_nothing() -> None:
    hashes, owners = deletion_hashes([])
    assert [str(hashes.dtype), str(owners.dtype)] == ["uint64", "int32"]
    assert len(hashes) == 0
