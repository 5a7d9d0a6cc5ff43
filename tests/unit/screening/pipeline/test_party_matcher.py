"""The matcher of parties: best first, remembered or not the same, nothing lost to a limit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.matches import Match
from counterflow.core.model.parties import Identifier, Party
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
    assert MATCHER.weigh_parties(asked) == plain.weigh_parties(asked)


@given(st.lists(parties, max_size=6))
def test_a_batch_is_the_sum_of_its_members(asked: list[Party]) -> None:
    plain = PartyMatcher(INDEX, remember=False)
    assert plain.weigh_parties(asked) == [plain.weigh_parties([party])[0] for party in asked]


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
    found = _brief(MATCHER.weigh_parties([party], limit=75, threshold=0.5)[0].matches)
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))


def test_another_threshold_or_limit_is_another_question() -> None:
    """Found in review: the memory used to answer for the threshold that was asked first."""
    matcher = PartyMatcher(build_index([listing("a", "Brasdol Fengri", country="ru"),
                                        listing("b", "Brasdol Fengri Kevmav")]))  # fmt: skip
    party = Party("buyer", "Brasdol Fengri", country="DE")
    assert len(matcher.weigh_parties([party], threshold=0.5)[0].matches) == 2
    assert len(matcher.weigh_parties([party], threshold=0.99)[0].matches) == 0
    assert len(matcher.weigh_parties([party], threshold=0.5, limit=1)[0].matches) == 1


def test_role_column_and_address_play_no_part() -> None:
    party = Party("buyer", LISTINGS[0].caption)
    other = Party("bank", LISTINGS[0].caption, address="Quay 4", city="Brasdol", column="Bank")
    one, two = MATCHER.weigh_parties([party, other])
    assert one == two
    assert one.matches[0].id == "l-000"


def test_an_identifier_is_matched_under_any_name() -> None:
    matcher = PartyMatcher(
        build_index([listing("it", "Quowex", schema="Vessel", imoNumber="9179842")])
    )
    party = Party("vessel", "Brasdol", "Vessel", identifiers=(Identifier("imoNumber", "9179842"),))
    for threshold in (0.5, 0.7, 1.0):
        (match,) = matcher.weigh_parties([party], threshold=threshold)[0].matches
        assert match.comparison.strong_identifier


BORN = [
    listing(f"b-{at}", name, schema="Person", birthDate=born)
    for at, (name, born) in enumerate(
        (name, born)
        for name in ("Brasdol Fengri", "Brasdol Fengra", "Kevmav Sovrin")
        for born in ("1954", "1970-12-31", "1961-02-03")
    )
]
PEOPLE = PartyMatcher(build_index(BORN))
DATES = st.sampled_from(["1954", "1954-07-08", "1970-12-30", "1988", "1961-03-02"])


@given(st.sampled_from(["Brasdol Fengri", "Kevmav Sovrin"]), DATES, st.floats(0.5, 1))
def test_what_only_a_birth_date_takes_away_is_set_aside(
    name: str, born: str, threshold: float
) -> None:
    """Matches and what was set aside are together what the name alone matches."""
    party = Party("director", name, "Person", birth_date=born)
    alone = Party("director", name, "Person")
    (dated,) = PEOPLE.weigh_parties([party], limit=75, threshold=threshold)
    (undated,) = PEOPLE.weigh_parties([alone], limit=75, threshold=threshold)
    matched, aside = {m.id for m in dated.matches}, [one.id for one in dated.set_aside]
    assert all(match.score >= threshold for match in dated.matches)
    assert matched.isdisjoint(aside)
    assert matched.union(aside) == {m.id for m in undated.matches}
    assert undated.set_aside == ()
    assert all(one.name_score >= threshold for one in dated.set_aside)
    ranks = [(-one.name_score, one.id) for one in dated.set_aside]
    assert ranks == sorted(ranks)


LIFTED = [
    listing(f"a-{at}", name, schema="Person", birthDate=born, address=["14 Kevmav Street, Sovrin"])
    for at, (name, born) in enumerate(
        (name, born)
        for name in ("Brasdol Fengri Quowex", "Kevmav Sovrin", "Khalid Wexmar Tolin Abdo")
        for born in ("1961-02-03", "1970-12-31")
    )
]
BY_FIELDS = PartyMatcher(build_index(LIFTED))


@given(
    st.sampled_from([one.properties["name"][0] for one in LIFTED]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["", "1961-02-03", "1961-02-04"]),
    st.booleans(),
)
def test_what_a_birth_date_or_an_address_lifts_is_found(
    name: str, left_out: int, slips: int, born: str, housed: bool
) -> None:
    """A weak name with a field that agrees is matched as it is compared."""
    words = name.split()
    ours = [word for at, word in enumerate(words) if at != left_out or len(words) < 2]
    ours[0] = ours[0][slips:]
    properties = {"name": [" ".join(ours)]}
    if born:
        properties["birthDate"] = [born]
    if housed:
        properties["address"] = ["14 Kevmav Street, Sovrin"]
    entity = {"schema": "Person", "properties": properties}
    found = BY_FIELDS.match([read_entity(entity)], limit=75)[0]
    scores = {
        one.id: compare(entity, {"schema": one.schema, "properties": one.properties}).score
        for one in LIFTED
    }
    assert {m.id: m.score for m in found} == {k: s for k, s in scores.items() if s >= 0.7}


def test_what_was_set_aside_says_by_what() -> None:
    party = Party("director", "Brasdol Fengri", "Person", birth_date="1988-01-02")
    (found,) = PEOPLE.weigh_parties([party], threshold=0.9)
    assert found.matches == ()
    assert [one[:4] for one in found.set_aside if one.name_score == 1] == [
        ("b-0", "birth date", "1988-01-02", "1954"),
        ("b-1", "birth date", "1988-01-02", "1970-12-31"),
        ("b-2", "birth date", "1988-01-02", "1961-02-03"),
    ]


def test_a_name_that_would_not_have_matched_is_not_set_aside() -> None:
    party = Party("director", "Brasdol Nolvor Quowex", "Person", birth_date="1988")
    (found,) = PEOPLE.weigh_parties([party])
    assert found == ((), ())


def test_another_country_or_kind_is_no_reason_to_be_set_aside() -> None:
    """Only a birth date and an IMO number take an exact name below the decision point."""
    matcher = PartyMatcher(build_index([listing("it", "Brasdol Fengri", country="ru")]))
    party = Party("director", "Brasdol Fengri Kevmav", "Person", country="DE")
    assert matcher.weigh_parties([party]) == [((), ())]


@pytest.mark.parametrize(("number", "aside"), [("9999993", 1), ("9179843", 0), ("9179842", 0)])
def test_another_imo_number_sets_a_namesake_aside(number: str, aside: int) -> None:
    """A number whose check digit is wrong sets nothing aside; an equal one matches."""
    matcher = PartyMatcher(
        build_index([listing("it", "Quowex Belzin", schema="Vessel", imoNumber="9179842")])
    )
    identifiers = (Identifier("imoNumber", number),)
    party = Party("vessel", "Quowex Belzin", "Vessel", identifiers=identifiers)
    (found,) = matcher.weigh_parties([party])
    assert (len(found.matches), len(found.set_aside)) == (1 - aside, aside)
    assert [one[:4] for one in found.set_aside] == [("it", "identifier", number, "9179842")] * aside


def test_memory_keeps_what_was_set_aside() -> None:
    party = Party("director", "Brasdol Fengri", "Person", birth_date="1988-01-02")
    matcher = PartyMatcher(build_index(BORN))
    first = matcher.weigh_parties([party])
    assert first == matcher.weigh_parties([party])
    assert first == PartyMatcher(build_index(BORN), remember=False).weigh_parties([party])
    assert first[0].set_aside


def test_a_party_without_a_name_matches_nothing() -> None:
    assert MATCHER.weigh_parties([Party("buyer", ""), Party("buyer", "—")]) == [((), ()), ((), ())]
    assert MATCHER.weigh_parties([]) == []


def test_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "REMEMBERED", 3)
    matcher = PartyMatcher(INDEX)
    asked = [Party("buyer", name) for name in invented_names(10, seed=5)]
    assert matcher.weigh_parties(asked) == MATCHER.weigh_parties(asked)
    assert len(matcher._known) == 3
    assert matcher.weigh_parties(asked[:2]) == MATCHER.weigh_parties(asked[:2])


def test_a_listing_comes_back_as_it_was() -> None:
    assert [MATCHER.listing(at) for at in range(150)] == LISTINGS
