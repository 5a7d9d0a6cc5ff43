"""Acronyms of whole names and words cut short: what the scorer takes for one name is proposed."""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.text.names import read_name
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.arrays import ARRAYS, WORDS
from counterflow.watch.index.build import build_index
from counterflow.watch.index.search import CandidateSearch
from counterflow.watch.index.shortened import MOST_BEGUN, MOST_BORNE, SHORTEST_BEHIND
from counterflow.watch.matching.compare import DECISION_POINT, compare
from counterflow.watch.matching.entity import Profile, read_entity
from counterflow.watch.matching.names import ACRONYM
from strategies import invented_names, listing

BREADTH = 75
CROWD = 400
FULL = 40
_BETWEEN = ("of", "and", "for")
_FORMS = ("", "LLC", "Joint Stock Company")
_REST = "zzandrom"
"""Letters that no invented word goes on with."""


def _entity(name: str, schema: str = "Company") -> dict[str, object]:
    return {"schema": schema, "properties": {"name": [name]}}


def _profile(name: str) -> Profile:
    return read_entity(_entity(name))


@cache
def _crowd() -> tuple[str, ...]:
    return invented_names(CROWD, seed=21)


@cache
def _full_names() -> tuple[str, ...]:
    """Give names of four to seven words, some with joining words and a legal form."""
    draw = random.Random(22)
    words = [word for name in invented_names(300, seed=22) for word in name.split()]
    names = []
    for at in range(FULL):
        held = draw.sample(words, draw.randint(4, 7))
        held.insert(2, draw.choice(_BETWEEN))
        names.append(" ".join([*held, _FORMS[at % 3]]).strip())
    return tuple(names)


def _short(name: str) -> str:
    return read_name(name).initials.upper()


@cache
def _matcher(*, acronyms: bool) -> PartyMatcher:
    """Give a matcher over a crowd and the full names, or over their acronyms."""
    crowd = [listing(f"c-{at}", name) for at, name in enumerate(_crowd())]
    names = [_short(name) if acronyms else name for name in _full_names()]
    return PartyMatcher(
        build_index([*crowd, *(listing(f"l-{at}", name) for at, name in enumerate(names))])
    )


def _found(matcher: PartyMatcher, name: str, schema: str = "Company") -> list[str]:
    """Give who matches, of those whom the search proposes at the decision point."""
    matches = matcher.match([read_entity(_entity(name, schema))], limit=BREADTH)[0]
    return [match.id for match in matches]


@given(st.integers(0, FULL - 1), st.booleans(), st.sampled_from(["", " LLC", " Co. Ltd."]))
def test_an_acronym_and_its_full_name_find_one_another(at: int, turned: bool, form: str) -> None:
    name = _full_names()[at]
    ours, listed = (name, _short(name)) if turned else (_short(name) + form, name)
    assert compare(_entity(ours), _entity(listed)).score == ACRONYM
    matcher = _matcher(acronyms=turned)
    # Four initials of a full name meet a listed word of four letters by chance too often.
    expected = not turned or len(listed) >= SHORTEST_BEHIND
    assert (f"l-{at}" in _found(matcher, ours)) is expected
    assert (f"l-{at}" in matcher.candidates(_entity(ours), limit=BREADTH)) is expected


def test_what_is_no_acronym_for_the_scorer_is_not_proposed() -> None:
    """Three letters, a letter too many, a person."""
    listed = [
        listing("full", "Brasdol Fengri Quowex Kevmav"),
        listing("three", "Brasdol Fengri Quowex"),
        listing("person", "Brasdol Fengri Quowex Kevmav", schema="Person"),
    ]
    matcher = PartyMatcher(build_index(listed))
    assert _found(matcher, "BFQK") == ["full"]
    assert matcher.candidates(_entity("BFQK"), limit=BREADTH) == ["full"]
    for name, schema in (("BFQ", "Company"), ("BFQKX", "Company"), ("BFQK", "Person")):
        assert matcher.candidates(_entity(name, schema), limit=BREADTH) == []


def test_an_acronym_that_many_bear_says_nothing_and_one_listing_is_not_many() -> None:
    words = [word for name in invented_names(200, seed=23) for word in name.split()]
    by_letter = {letter: [w for w in words if w.startswith(letter)] for letter in "BFKQ"}
    assert all(len(held) >= 4 for held in by_letter.values())
    draw = random.Random(24)
    names = {" ".join(draw.choice(by_letter[sign]) for sign in "BFKQ") for _ in range(400)}
    some = sorted(names)[: MOST_BORNE + 1]
    assert len(some) == MOST_BORNE + 1
    few = PartyMatcher(build_index(listing(f"l-{at}", one) for at, one in enumerate(some[:-1])))
    assert len(few.candidates(_entity("BFKQ"), limit=BREADTH)) == MOST_BORNE
    many = PartyMatcher(build_index(listing(f"l-{at}", one) for at, one in enumerate(some)))
    assert many.candidates(_entity("BFKQ"), limit=BREADTH) == []
    one = PartyMatcher(build_index([listing("l", *some)]))
    assert one.candidates(_entity("BFKQ"), limit=BREADTH) == ["l"]


def test_a_bound_above_that_of_acronyms_proposes_none() -> None:
    index = build_index([listing("l", "Brasdol Fengri Quowex Kevmav")])
    search = CandidateSearch(index)
    for least, count in ((ACRONYM, 1), (ACRONYM + 0.01, 0)):
        assert len(search.search([_profile("BFQK")], limit=5, least=least).found.listing) == count


def _cut(name: str, which: int, size: int) -> str:
    """Cut a word of a name short, with a full stop behind."""
    words = name.split()
    which %= len(words)
    words[which] = words[which][: max(3, size % len(words[which]))] + "."
    return " ".join(words)


@given(st.integers(0, CROWD - 1), st.integers(0, 2), st.integers(3, 9))
def test_a_word_of_ours_cut_short_finds_the_listed_one(at: int, which: int, size: int) -> None:
    name = _crowd()[at]
    ours = _cut(name, which, size)
    assert compare(_entity(ours), _entity(name)).score >= DECISION_POINT
    assert f"c-{at}" in _found(_matcher(acronyms=False), ours)


@settings(max_examples=25)
@given(st.integers(0, 2), st.integers(3, 9))
def test_a_listed_word_cut_short_is_found_by_ours(which: int, size: int) -> None:
    """Each name of a crowd is cut; all are asked whole."""
    names = _crowd()[:60]
    cut = [_cut(name, which, size) for name in names]
    matcher = PartyMatcher(build_index(listing(f"c-{at}", one) for at, one in enumerate(cut)))
    for at, name in enumerate(names):
        assert compare(_entity(name), _entity(cut[at])).score >= DECISION_POINT
        assert f"c-{at}" in _found(matcher, name), (name, cut[at])
        assert f"c-{at}" in _found(matcher, cut[at]), cut[at]


@pytest.mark.parametrize(
    ("ours", "listed"),
    [
        ("Qesh.", "Qeshmolindor"),
        ("Qeshmolindor", "Qesh."),
        ("Qeshm. Qevtar", "Qeshmolindor Qevtar"),
        ("Feng. Bras. Quow.", "Fengriman Brasdolin Quowexan"),
        ("Fengriman Brasdolin Quowexan", "Feng. Bras. Quow."),
        ("Feng.", "Fengrim."),
        ("Брасд.", "Brasdolin"),
    ],
)
def test_a_word_cut_short_leads_even_where_nothing_else_does(ours: str, listed: str) -> None:
    """Also where the word is written otherwise than it sounds, or nothing is left whole."""
    crowd = [listing(f"c-{at}", name) for at, name in enumerate(_crowd())]
    matcher = PartyMatcher(build_index([*crowd, listing("it", listed)]))
    assert compare(_entity(ours), _entity(listed)).score >= DECISION_POINT
    assert "it" in _found(matcher, ours)


def test_a_word_without_a_full_stop_is_not_taken_for_one_cut_short() -> None:
    """Remembered words of both kinds do not pass for one another, in either order."""
    matcher = PartyMatcher(build_index([listing("it", "Qeshmolindor"), listing("no", "Brasdol")]))
    for _ in range(2):
        assert matcher.candidates(_entity("Qesh"), limit=BREADTH) == []
        assert matcher.candidates(_entity("Qesh."), limit=BREADTH) == ["it"]
    listed = PartyMatcher(build_index([listing("cut", "Qesh."), listing("whole", "Qesh")]))
    assert listed.candidates(_entity("Qeshmolindor"), limit=BREADTH) == ["cut"]
    assert sorted(listed.candidates(_entity("Qesh"), limit=BREADTH)) == ["cut", "whole"]


def test_letters_that_too_many_words_begin_with_are_not_looked_up() -> None:
    letters = "abdefgiklmnoprst"
    words = [f"Qes{a}{b}{c}{_REST}" for a in letters for b in letters for c in letters[:5]]
    assert len(words) > MOST_BEGUN
    matcher = PartyMatcher(build_index(listing(f"c-{at}", word) for at, word in enumerate(words)))
    assert matcher.candidates(_entity("Qes."), limit=BREADTH) == []
    assert len(matcher.candidates(_entity("Qesa."), limit=BREADTH)) == BREADTH
    assert matcher.candidates(_entity(words[7]), limit=BREADTH)[0] == "c-7"


@given(st.data())
@settings(max_examples=25)
def test_an_index_after_a_change_has_the_same_acronyms_and_cut_words(data: st.DataObject) -> None:
    """Added and removed listings: the same to the last byte as one built anew."""
    names = [
        *_full_names()[:8],
        *map(_short, _full_names()[:8]),
        *(_cut(name, 0, 4) for name in _crowd()[:8]),
        *_crowd()[:8],
    ]
    places = st.lists(st.integers(0, len(names) - 1), unique=True)
    before, after = ([listing(f"l-{at}", names[at]) for at in data.draw(places)] for _ in "ab")
    followed = build_index(after, earlier=build_index(before))
    anew = build_index(after)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(followed, name), getattr(anew, name))
    for name in WORDS:
        assert getattr(followed, name) == getattr(anew, name)
