"""The matcher of parties: best first, remembered or not the same, nothing lost to a limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model import Identifier, Match, Party
from counterflow.screening.pipeline import parties as room
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.matching.compare import compare
from counterflow.watch.matching.entity import read_entity
from strategies import invented_names, listing

LISTINGS = [
    listing(f"l-{at:03}", name, country="ru", alias=[f"{name} Sovrin"])
    for at, name in enumerate(invented_names(150, seed=5))
]
INDEX = build_index(LISTINGS)
MATCHER = PartyMatcher(INDEX)
names = st.one_of(strategies.names, st.sampled_from(invented_names(150, seed=5)))
parties = st.builds(
    Party,
    role=st.sampled_from(["buyer", "consignee"]),
    name=names,
    country=st.sampled_from(["", "RU", "DE"]),
)


def _brief(matches: tuple[Match, ...]) -> list[tuple[str, float]]:
    return [(match.id, match.score) for match in matches]


@given(st.lists(parties, max_size=6))
def test_memory_changes_no_answer(asked: list[Party]) -> None:
    plain = PartyMatcher(INDEX, remember=False)
    assert MATCHER.match_parties(asked) == plain.match_parties(asked)


@given(st.lists(parties, max_size=6))
def test_a_batch_is_the_sum_of_its_members(asked: list[Party]) -> None:
    plain = PartyMatcher(INDEX, remember=False)
    assert plain.match_parties(asked) == [plain.match_parties([party])[0] for party in asked]


@given(parties, st.floats(0.5, 1))
def test_nothing_that_reaches_the_threshold_is_left_out(party: Party, threshold: float) -> None:
    """The search leaves out only what the scorer would have left out: compared with all."""
    ours = {"schema": "LegalEntity", "properties": {"name": [party.name]}}
    found = MATCHER.match([read_entity(ours)], limit=150, threshold=threshold)[0]
    wanted = {}
    for one in LISTINGS:
        score = compare(ours, {"schema": one.schema, "properties": one.properties}).score
        if score >= max(threshold, 0.7):
            wanted[one.id] = score
    assert {m.id: m.score for m in found if m.score >= 0.7} == wanted
    assert all(m.score >= threshold for m in found)


@given(parties)
def test_matches_come_best_first_and_equal_ones_by_id(party: Party) -> None:
    found = _brief(MATCHER.match_parties([party], limit=75, threshold=0.5)[0])
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))


def test_another_threshold_or_limit_is_another_question() -> None:
    """Found in review: the memory used to answer for the threshold that was asked first."""
    matcher = PartyMatcher(build_index([listing("a", "Brasdol Fengri", country="ru"),
                                        listing("b", "Brasdol Fengri Kevmav")]))  # fmt: skip
    party = Party("buyer", "Brasdol Fengri", country="DE")
    assert len(matcher.match_parties([party], threshold=0.5)[0]) == 2
    assert len(matcher.match_parties([party], threshold=0.99)[0]) == 0
    assert len(matcher.match_parties([party], threshold=0.5, limit=1)[0]) == 1


def test_role_column_and_address_play_no_part() -> None:
    party = Party("buyer", LISTINGS[0].caption)
    other = Party("bank", LISTINGS[0].caption, address="Quay 4", city="Brasdol", column="Bank")
    one, two = MATCHER.match_parties([party, other])
    assert one == two
    assert one[0].id == "l-000"


def test_an_identifier_is_matched_under_any_name() -> None:
    matcher = PartyMatcher(
        build_index([listing("it", "Quowex", schema="Vessel", imoNumber="9179842")])
    )
    party = Party("vessel", "Brasdol", "Vessel", identifiers=(Identifier("imoNumber", "9179842"),))
    for threshold in (0.5, 0.7, 1.0):
        (match,) = matcher.match_parties([party], threshold=threshold)[0]
        assert match.comparison.strong_identifier


def test_a_party_without_a_name_matches_nothing() -> None:
    assert MATCHER.match_parties([Party("buyer", ""), Party("buyer", "—")]) == [(), ()]
    assert MATCHER.match_parties([]) == []


def test_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "REMEMBERED", 3)
    matcher = PartyMatcher(INDEX)
    asked = [Party("buyer", name) for name in invented_names(10, seed=5)]
    assert matcher.match_parties(asked) == MATCHER.match_parties(asked)
    assert len(matcher._known) == 3
    assert matcher.match_parties(asked[:2]) == MATCHER.match_parties(asked[:2])


def test_a_listing_comes_back_as_it_was() -> None:
    assert [MATCHER.listing(at) for at in range(150)] == LISTINGS
