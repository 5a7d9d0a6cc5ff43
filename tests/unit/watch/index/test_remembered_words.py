"""Words that were sought before: no answer depends on what was asked before, or on a fault."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.watch.index import search as room
from counterflow.watch.index.arrays import IndexArrays
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch, Found
from counterflow.watch.matching.entity import read_entity
from strategies import invented_names, listing

NAMES = invented_names(200, seed=11)


@cache
def _index() -> IndexArrays:
    return build_index(listing(f"l-{at}", name) for at, name in enumerate(NAMES))


def _find(search: CandidateSearch, names: Sequence[str]) -> list[list[float]]:
    asked = [read_entity({"schema": "Company", "properties": {"name": [one]}}) for one in names]
    found: Found = search.search(asked, limit=20, least=0.3).found
    return [column.tolist() for column in found]


names = st.lists(st.one_of(st.sampled_from(NAMES), strategies.names), min_size=1, max_size=5)


@given(st.lists(names, min_size=1, max_size=4))
def test_what_was_asked_before_changes_nothing(batches: list[list[str]]) -> None:
    search = CandidateSearch(_index())
    for batch in batches:
        assert _find(search, batch) == _find(CandidateSearch(_index()), batch)


def test_memory_is_begun_anew_where_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", 5)
    search = CandidateSearch(_index())
    for at in range(0, 40, 2):
        assert _find(search, NAMES[at : at + 2]) == _find(
            CandidateSearch(_index()), NAMES[at : at + 2]
        )
    assert len(search._words.places) < 40


def test_a_fault_while_words_are_learnt_loses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    search = CandidateSearch(_index())
    with monkeypatch.context() as broken:
        broken.setattr(search._near, "find", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            _find(search, NAMES[:3])
    assert _find(search, NAMES[:3]) == _find(CandidateSearch(_index()), NAMES[:3])
