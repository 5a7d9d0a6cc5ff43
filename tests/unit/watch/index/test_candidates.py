"""Candidates: a listed name is always found: misspelt, joined, turned, in another script."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.model.listings import Listing
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch, Found
from counterflow.watch.matching.entity import Profile, read_entity
from strategies import edit, invented_names, listing

BREADTH = 75
PLENTY = 3000
OTHER_SCRIPTS = (
    ("ООО «Брасдол Фенгри»", "Brasdol Fengri LLC"),
    ("Брасдол Фенгри", "Brasdol Fengri"),
    ("Щукин Ёлкин", "Shchukin Elkin"),
    ("شرکت ماهان گستر", "Mahan Gostar Co"),
    ("Бандар Соврин Кевмав", "Bandar Sovrin Kevmav"),
    ("深圳 贸易", "Shenzhen Maoyi"),
)


def _company(*names: str, **properties: str) -> Profile:
    held = {"name": list(names), **{key: [value] for key, value in properties.items()}}
    # Only a party of a paper may be without a name.
    paper = not any(name.strip() for name in names)
    return read_entity({"schema": "Company", "properties": held, "as_written": paper})


@cache
def _crowd() -> PartyMatcher:
    """Give a matcher over many invented listings, each ``l-<n>`` for name *n*."""
    return PartyMatcher(
        build_index(
            listing(f"l-{at}", name) for at, name in enumerate(invented_names(PLENTY, seed=7))
        )
    )


def _of(matcher: PartyMatcher, name: str) -> list[str]:
    entity = {"schema": "Company", "properties": {"name": [name]}}
    return matcher.candidates(entity, limit=BREADTH)


def _over(*listings: Listing) -> PartyMatcher:
    return PartyMatcher(build_index(listings))


@given(st.integers(0, PLENTY - 1))
def test_a_listed_name_is_its_own_best_candidate(at: int) -> None:
    name = invented_names(PLENTY, seed=7)[at]
    assert _of(_crowd(), name)[0] == f"l-{at}"


AWKWARD = ("SRV", "10", "07", "AO", "OOO", "Co.", "Limited", "PTE", "Trading", "of", "and", "Al",
           "B", "7", "Niro", "QZO", "LTD", "International",
           "Bank", "Fengri", "Qeshmolin")  # fmt: skip
awkward_names = st.lists(st.sampled_from(AWKWARD), min_size=1, max_size=5).map(" ".join)


@given(st.lists(awkward_names, min_size=1, max_size=30, unique=True), st.booleans())
def test_no_name_of_short_words_numbers_and_legal_forms_is_lost(
    names: list[str], person: bool
) -> None:
    """A name that is listed as asked is matched and proposed, whatever it is made of."""
    schema = "Person" if person else "Company"
    matcher = _over(*(listing(f"l-{at}", one, schema=schema) for at, one in enumerate(names)))
    asked = [read_entity({"schema": schema, "properties": {"name": [one]}}) for one in names]
    for at, (name, found) in enumerate(zip(names, matcher.match(asked, limit=30), strict=True)):
        entity = {"schema": schema, "properties": {"name": [name]}}
        assert f"l-{at}" in {match.id for match in found}, name
        assert f"l-{at}" in matcher.candidates(entity, limit=BREADTH), name


@pytest.mark.parametrize(
    ("ours", "listed", "schema"),
    [
        ("Kevmav Oil Company Pte Limited", "KEVMAV OIL COMPANY PTE LTD", "Company"),
        ("Kevmav Open JSC", "OPEN JOINT STOCK COMPANY KEVMAV", "Company"),
        ("OPEN JOINT STOCK Co. KEVMAV", "OPEN JOINT STOCK COMPANY KEVMAV", "Company"),
        ("BrasdolFengriQuowex", "Brasdol Fengri Quowex", "Company"),
        ("Le Na", "LENA", "Vessel"),
        ("A B 4", "AB 4", "Vessel"),
        ("K. S. Brasdolin", "BRASDOLIN, Khalid Sovrin", "Person"),
        ("A. S. K. Brasdolin", "BRASDOLIN, Ahmad Sovrin Khalid", "Person"),
        ("Khalid Sovrin Brasdolin", "BRASDOLIN, K. S.", "Person"),
    ],
)
def test_what_the_scorer_takes_for_the_same_is_found(ours: str, listed: str, schema: str) -> None:
    """Legal forms written otherwise, words run together, initials."""
    crowd = [listing(f"c-{at}", name, schema=schema) for at, name in enumerate(_CROWD)]
    matcher = _over(*crowd, listing("it", listed, schema=schema))
    entity = {"schema": schema, "properties": {"name": [ours]}}
    assert [match.id for match in matcher.match([read_entity(entity)], limit=5)[0]][:1] == ["it"]


_CROWD = invented_names(200, seed=12)


@given(st.integers(0, PLENTY - 1), st.randoms(use_true_random=False))
def test_reordered_words_find_the_same(at: int, draw: random.Random) -> None:
    words = invented_names(PLENTY, seed=7)[at].split()
    draw.shuffle(words)
    assert f"l-{at}" in _of(_crowd(), " ".join(words))


@given(st.integers(0, PLENTY - 1), st.data())
def test_words_written_together_or_apart_find_the_same(at: int, data: st.DataObject) -> None:
    name = invented_names(PLENTY, seed=7)[at]
    assert f"l-{at}" in _of(_crowd(), name.replace(" ", ""))
    words = name.split()
    which = data.draw(st.integers(0, len(words) - 1))
    cut = data.draw(st.integers(3, len(words[which]) - 3))
    words[which] = f"{words[which][:cut]} {words[which][cut:]}"
    assert f"l-{at}" in _of(_crowd(), " ".join(words))


def test_one_edit_in_a_word_hides_few() -> None:
    """At least 95 in 100 of names with one edit in a word of five letters or more are found."""
    draw = random.Random(11)
    found = 0
    sample = draw.sample(range(PLENTY), 1000)
    for at in sample:
        words = invented_names(PLENTY, seed=7)[at].split()
        which = draw.randrange(len(words))
        words[which] = edit(words[which].lower(), draw)
        found += f"l-{at}" in _of(_crowd(), " ".join(words))
    assert found >= 0.95 * len(sample), found


@pytest.mark.parametrize(("ours", "listed"), OTHER_SCRIPTS)
def test_other_scripts_find_the_same(ours: str, listed: str) -> None:
    others = [listing(f"o-{at}", name) for at, name in enumerate(invented_names(200, seed=3))]
    assert _of(_over(*others, listing("it", listed)), ours)[0] == "it"
    assert _of(_over(*others, listing("it", ours)), listed)[0] == "it"


@pytest.mark.parametrize("key", ["name", "alias", "weakAlias", "previousName", "abbreviation"])
def test_every_kind_of_name_is_searched(key: str) -> None:
    held: dict[str, Any] = {key: "Brasdol Fengri", "country": "ru"}
    listed = listing("it", **held)
    assert _of(_over(listed, listing("no", "Kevmav")), "Brasdol Fengri") == ["it"]


def test_a_bracket_hides_no_name() -> None:
    assert _of(_over(listing("it", "Brasdol Fengri (Kevmav Lornol)")), "Brasdol Fengri") == ["it"]


def test_an_identifier_comes_first_whatever_the_name() -> None:
    matcher = _over(
        listing("named", "Brasdol Fengri"), listing("numbered", "Quowex", imoNumber="IMO 9179842")
    )
    entity = {
        "schema": "Vessel",
        "properties": {"name": ["Brasdol Fengri"], "imoNumber": ["9179842"]},
    }
    assert matcher.candidates(entity, limit=BREADTH) == ["numbered", "named"]
    assert matcher.candidates(entity, limit=1) == ["numbered"]
    nameless = {"schema": "Vessel", "properties": {"imoNumber": ["9179842"]}}
    assert matcher.candidates(nameless, limit=BREADTH) == ["numbered"]


def test_shared_words_are_followed_where_nothing_rarer_is_there() -> None:
    """A name of shared words only is still found among hundreds that hold them."""
    crowd = [listing(f"t-{at}", f"General Trading {at}") for at in range(600)]
    matcher = _over(*crowd, listing("it", "General Trading"))
    assert "it" in _of(matcher, "General Trading")
    found = matcher.match([_company("General Trading")], limit=5)[0]
    assert found[0].id == "it"


def _rows(found: Found, query: int) -> list[tuple[int, float, int]]:
    rows = found.query == query
    return list(
        zip(
            found.listing[rows].tolist(),
            found.bound[rows].tolist(),
            found.theirs[rows].tolist(),
            strict=True,
        )
    )


def test_a_batch_gives_what_its_members_give_alone() -> None:
    names = [*invented_names(PLENTY, seed=7)[:60], *invented_names(20, seed=9), "", "—", "Trading"]
    profiles = [_company(name) for name in names]
    together = CandidateSearch(_crowd()._index).search(profiles, limit=BREADTH).found
    for at, profile in enumerate(profiles):
        alone = CandidateSearch(_crowd()._index).search([profile], limit=BREADTH).found
        assert _rows(together, at) == _rows(alone, 0), names[at]


def test_no_more_than_the_limit_are_given_and_the_best_of_them() -> None:
    profile = _company("Brasdol Fengri")
    search = CandidateSearch(
        build_index(listing(f"l-{at}", f"Brasdol Fengri {word}") for at, word in enumerate("abcd"))
    )
    everything = list(dict.fromkeys(search.search([profile], limit=75).found.listing.tolist()))
    assert len(everything) == 4
    few = list(dict.fromkeys(search.search([profile], limit=2).found.listing.tolist()))
    assert few == everything[:2]


@given(st.lists(strategies.any_text, max_size=5))
def test_any_names_can_be_sought(names: list[str]) -> None:
    found = CandidateSearch(_crowd()._index).search([_company(*names)], limit=BREADTH).found
    assert len(set(found.listing.tolist())) <= BREADTH


def test_nothing_is_asked_and_nothing_found() -> None:
    assert len(CandidateSearch(_crowd()._index).search([], limit=5).found.query) == 0


@pytest.mark.parametrize(
    ("ours", "listed"),
    [
        ("Motor International", "Motir International"),
        ("El Invest", "Belinvest Engineering"),
    ],
)
def test_a_word_that_weighs_little_here_and_much_there_is_not_bounded_away(
    ours: str, listed: str
) -> None:
    """Both the search that knows the score and one that looks at everything must score it."""
    matcher = _over(*(listing(f"l-{at}", name) for at, name in enumerate([listed, "Fengri"])))
    held = [_company(ours)]
    scored = matcher.match(held, limit=BREADTH, threshold=0.70)[0]
    widely = matcher.match(held, limit=BREADTH, threshold=0.0)[0]
    assert [m.id for m in scored] == [m.id for m in widely if m.score >= 0.70] == ["l-0"]
