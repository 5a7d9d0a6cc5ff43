"""Bounds in machine code leave out what the scorer in Python leaves out, and nothing else."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from counterflow.screening.pipeline.promising import Promising, plain_bound
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.matching.entity import Profile, read_entity
from strategies import edit, invented_names, listing

NAMES = invented_names(300, seed=5)
INDEX = build_index(
    listing(f"l-{at}", name, schema="Person" if at % 2 else "Company", birthDate=f"19{at % 90:02}")
    for at, name in enumerate(NAMES)
)
SEARCH = CandidateSearch(INDEX)
IN_PYTHON = Promising(INDEX, worth_loading=1 << 40)
COMPILED = Promising(INDEX, worth_loading=0)


def _party(at: int, slips: int, draw: random.Random) -> Profile:
    name = NAMES[at]
    for _ in range(slips):
        name = edit(name, draw)
    schema = draw.choice(("Person", "Company", "LegalEntity"))
    born = {"birthDate": [f"19{at % 90:02}-01-02"]} if at % 3 else {}
    return read_entity({"schema": schema, "properties": {"name": [name], **born}})


@given(
    st.lists(st.tuples(st.integers(0, 299), st.integers(0, 3)), max_size=20),
    st.sampled_from((0.0, 0.5, 0.7, 0.95)),
    st.randoms(use_true_random=False),
)
def test_the_same_candidates_are_compared(
    asked: list[tuple[int, int]], threshold: float, draw: random.Random
) -> None:
    profiles = [_party(at, slips, draw) for at, slips in asked]
    lifts = IN_PYTHON.lifts(profiles)
    least = [max(0.0, plain_bound(threshold) - lift.most) for lift in lifts]
    found = SEARCH.search(profiles, limit=75, least=least)
    assert COMPILED.pairs(profiles, found, lifts, threshold) == IN_PYTHON.pairs(
        profiles, found, lifts, threshold
    )
