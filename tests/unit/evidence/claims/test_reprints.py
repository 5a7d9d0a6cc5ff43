"""Reprints are found by what they carry of another text."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.claims import reprints
from counterflow.evidence.claims.reprints import find_reprints, runs_of

WORDS = [f"word{number}" for number in range(400)]


def text(seed: int, length: int = 200) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(length))


def test_a_cut_a_local_frame_and_changed_words_are_still_reprints() -> None:
    wire = text(1)
    words = wire.split()
    changed = [word if at % 12 else "other" for at, word in enumerate(words)]
    texts = {
        "wire": wire,
        "cut": " ".join(words[:70]),
        "framed": f"{text(2, 60)} {' '.join(words[40:])}",
        "changed": " ".join(changed),
        "alone": text(3),
    }
    (family,) = find_reprints({name: runs_of(each) for name, each in texts.items()})
    assert family.reports == ("wire", "cut", "framed", "changed")
    assert family.share >= 0.2


def test_texts_that_share_nothing_are_no_family() -> None:
    assert find_reprints({str(seed): runs_of(text(seed)) for seed in range(30)}) == ()
    assert find_reprints({}) == ()
    assert find_reprints({"a": runs_of(""), "b": runs_of("")}) == ()


def shared_exhaustively(runs: dict[str, frozenset[int]]) -> dict[frozenset[str], int]:
    held: dict[int, list[str]] = {}
    for name, own in runs.items():
        for run in own:
            held.setdefault(run, []).append(name)
    return {
        frozenset((a, b)): count
        for a in runs
        for b in runs
        if a < b
        and (count := sum(1 for run in runs[a] & runs[b] if len(held[run]) <= reprints._COMMON))
    }


@given(
    st.dictionaries(
        st.sampled_from([f"r{at}" for at in range(9)]),
        st.frozensets(st.integers(0, 30) | st.integers(2**32 - 3, 2**32 - 1)),
    )
)
def test_counting_by_sorting_is_counting_by_pairs(runs: dict[str, frozenset[int]]) -> None:
    found = {frozenset((a, b)): count for a, b, count in reprints._shared(runs)}
    assert found == shared_exhaustively(runs)


def test_a_phrase_of_many_reports_joins_none() -> None:
    runs = {f"r{at}": frozenset([7, 100 + at]) for at in range(reprints._COMMON + 1)}
    assert find_reprints(runs) == ()
    del runs["r0"]
    assert len(find_reprints(runs)[0].reports) == reprints._COMMON
