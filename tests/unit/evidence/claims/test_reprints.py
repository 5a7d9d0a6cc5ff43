"""Reprints are found by what they carry of another text."""

from __future__ import annotations

import random

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
