"""The compiled loops give what plain Python gives, and the same whatever is asked beside."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from counterflow.core.text.names import read_name
from counterflow.watch.index.asked import letters_of
from counterflow.watch.index.build import build_index
from counterflow.watch.index.deletions import bucket_forms, deletion_hashes
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.index.spelling import KeyTable, NearKeys, SoughtKeys
from counterflow.watch.matching.entity import Profile, read_entity
from strategies import edit, invented_names, listing

WORDS = st.text("abcdefgh", min_size=1, max_size=12)
_UNCOMPILED = """
import json, sys
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.matching.entity import read_entity
from strategies import listing
names, asked = json.load(sys.stdin)
search = CandidateSearch(build_index(listing(f"l-{at}", name) for at, name in enumerate(names)))
profiles = [read_entity({"schema": "Company", "properties": {"name": [name]}}) for name in asked]
found = search.search(profiles, limit=20, least=0.3).found
print(json.dumps([found.query.tolist(), found.listing.tolist(), found.bound.tolist()]))
"""


def _company(name: str) -> Profile:
    return read_entity({"schema": "Company", "properties": {"name": [name]}})


def _search(names: Sequence[str]) -> CandidateSearch:
    return CandidateSearch(build_index(listing(f"l-{at}", name) for at, name in enumerate(names)))


def _spellings(sought: list[str], listed: list[str]) -> list[dict[str, float]]:
    letters, listed_ends = letters_of(listed)
    nothing = np.zeros(len(listed), np.bool_)
    weights = np.ones(len(listed), np.float32)
    table = KeyTable(letters, listed_ends, *bucket_forms(listed), nothing, weights)
    keys_of_ours = SoughtKeys(
        *letters_of(sought), np.full(len(sought), 2, np.int8), np.zeros(len(sought), np.bool_)
    )
    ends, keys, likes = NearKeys(table).find(keys_of_ours)
    starts = [0, *ends.tolist()[:-1]]
    return [
        {listed[keys[at]]: float(likes[at]) for at in range(start, end)}
        for start, end in zip(starts, ends.tolist(), strict=True)
    ]


@given(st.lists(WORDS, min_size=1, max_size=30, unique=True), WORDS)
def test_a_spelling_is_never_too_far_and_an_edit_is_never_lost(
    listed: list[str], sought: str
) -> None:
    found = _spellings([sought], listed)[0]
    for word, like in found.items():
        distance = OSA.distance(sought, word)
        assert distance <= 2
        assert like == pytest.approx(1 - distance / max(len(sought), len(word)))
    for word in listed:
        longest = max(len(sought), len(word))
        if min(len(sought), len(word)) >= 3 and OSA.distance(sought, word) <= 1 and longest < 24:
            assert word in found
        if word == sought:
            assert found[word] == 1


@given(st.lists(WORDS, min_size=1, max_size=20))
def test_every_form_stands_in_its_bucket(words: list[str]) -> None:
    hashes, owners = deletion_hashes(words)
    buckets = bucket_forms(words)
    assert len(buckets.key) == len(hashes) == int(buckets.ends[-1])
    assert sorted(buckets.key.tolist()) == sorted(owners.tolist())


@pytest.mark.parametrize(
    ("before", "setting"),
    [("", "1"), ("import sys; sys.modules['numba'] = None", "0")],
    ids=["switched off", "no compiler"],
)
def test_uncompiled_loops_give_the_same(before: str, setting: str) -> None:
    """The loops are plain Python; compiled or not, the bounds agree to the last bit."""
    names = invented_names(60, seed=3)
    draw = random.Random(5)
    asked = [edit(name, draw) for name in names[:12]]
    found = _search(names).search([_company(name) for name in asked], limit=20, least=0.3).found
    plain = subprocess.run(
        [sys.executable, "-c", f"{before}\n{_UNCOMPILED}"],
        input=json.dumps([names, asked]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": setting, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    query, listed, bound = json.loads(plain.stdout)
    assert query == found.query.tolist()
    assert listed == found.listing.tolist()
    assert bound == found.bound.tolist()
    if before:
        assert plain.stderr == "", "sums of hashes wrap around without a warning"


@given(st.lists(st.integers(0, 199), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_what_is_asked_beside_changes_nothing(asked: list[int], draw: random.Random) -> None:
    """Marks of one name must not pass for those of another, in one question or the next."""
    names = invented_names(200, seed=11)
    search = _SEARCH
    ours = [edit(names[at], draw) for at in asked]
    together = search.search([_company(name) for name in ours], limit=10).found
    for at, name in enumerate(ours):
        alone = search.search([_company(name)], limit=10).found
        chosen = together.query == at
        assert together.listing[chosen].tolist() == alone.listing.tolist()
        assert together.bound[chosen].tolist() == alone.bound.tolist()


def test_names_of_a_thousand_words_are_searched() -> None:
    """More words and links than there is room for at first."""
    names = invented_names(300, seed=2)
    long = " ".join(names * 4)
    found = _search([*names, long]).search([_company(long)], limit=5).found
    assert 300 in found.listing.tolist()
    assert len(read_name(long).words) > 1000


_SEARCH = _search(invented_names(200, seed=11))
