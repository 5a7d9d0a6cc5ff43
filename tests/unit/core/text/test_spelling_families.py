"""Other spellings of a word, compound names and Eastern names: what is given and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.abjads import given_name, other_parting
from counterflow.core.text.cantonese import MOST, cantonese_names
from counterflow.core.text.compound_names import compound_names
from counterflow.core.text.japanese import japanese
from counterflow.core.text.known_names import Kinship, kinship
from counterflow.core.text.name_systems import closed_key
from counterflow.core.text.names import number_key
from counterflow.core.text.spelling_families import family_spellings

words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16)


@given(words)
def test_a_spelling_is_a_folded_word_and_another_one(word: str) -> None:
    spellings = family_spellings(word)
    assert word not in spellings
    assert len(spellings) == len(set(spellings))
    assert all(one.isascii() and one.islower() for one in spellings if one)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("qaraqi", "gharaghi"), ("hadjimarkou", "hatzimarku"), ("mpakalis", "bakalis"),
        ("satoh", "sato"), ("syunkiti", "shunkichi"), ("xolmatov", "kholmatov"),
        ("yoldoshev", "yuldashev"), ("hordovenko", "gordovenko"), ("lukashanka", ""),
        ("gebremikael", "gebremichael"), ("benharouche", "benharush"), ("mouloud", "mawlud"),
        ("cabbarov", "jabbarov"),
    ],
)  # fmt: skip
def test_spellings_by_language(word: str, other: str) -> None:
    heard = {one.replace("ou", "u") for one in family_spellings(word)}
    assert (other in heard) if other else heard == set()


@pytest.mark.parametrize("word", ["smith", "chen", "brasdol", "lockheed", "richard", "george"])
def test_ordinary_words_have_no_other_spelling(word: str) -> None:
    assert family_spellings(word) == []


@pytest.mark.parametrize(
    ("parted", "joined"),
    [
        ("gholam reza fengri", "gholamreza fengri"),
        ("qolamreza fengri", "gholamreza fengri"),
        ("nasrin fengri zade", "nasrin fengrizadeh"),
        ("haile selassie fengri", "haileselassie fengri"),
        ("jose ma fengri", "jose maria fengri"),
        ("md fengri", "muhammad fengri"),
        ("mordo ben fengri", "mordo benfengri"),
    ],
)
def test_names_of_two_parts_are_written_as_one(parted: str, joined: str) -> None:
    assert compound_names(parted) == joined


@pytest.mark.parametrize("name", ["ben fengri", "yo yo ma", "new zadar", "abu dhabi port"])
def test_other_names_stay_parted(name: str) -> None:
    assert compound_names(name) == name


@given(st.lists(words, min_size=1, max_size=4).map(" ".join))
def test_joining_never_adds_words(name: str) -> None:
    assert len(compound_names(name).split()) <= len(name.split())


def test_a_cantonese_name_has_a_few_readings_in_pinyin() -> None:
    read = cantonese_names(("wong", "siu", "fai"))
    assert ("huang", "zhao", "hui") in read
    assert len(read) <= MOST
    assert cantonese_names(("peter", "paul", "smith")) == ()


def test_a_japanese_name_needs_both_parts_in_the_tables() -> None:
    assert japanese("佐々木健太") == ("sasaki kenta",)
    assert japanese("田中国贸") == japanese("田中") == japanese("") == ()


def test_double_given_names_are_parted_and_joined_in_arabic_letters() -> None:
    assert other_parting("محمدرضا فنگری") == "محمد رضا فنگری"
    assert other_parting("خالد فنگری") == "خالد فنگری"
    assert given_name("محمود") == "mahmud"


@given(words, words)
def test_two_keys_are_near_only_where_they_are_equal(one: str, other: str) -> None:
    assert (closed_key(one) == closed_key(other)) == (one == other)


@pytest.mark.parametrize(
    ("ours", "theirs", "stand"),
    [
        ("xiaomin", "xiaoming", Kinship.OTHER), ("zhigang", "zhiqiang", Kinship.OTHER),
        ("hasan", "hasen", None), ("bob", "roberto", Kinship.RELATED),
        ("feed", "feeds", Kinship.OPEN), ("sato", "saito", Kinship.OTHER),
        ("jamal", "kamal", Kinship.OTHER), ("marlin", "merlin", Kinship.OTHER),
    ],
)  # fmt: skip
def test_how_two_words_stand_to_one_another(ours: str, theirs: str, stand: Kinship | None) -> None:
    assert kinship(ours, theirs) is kinship(theirs, ours)
    if stand is not None:
        assert kinship(ours, theirs) is stand
    else:
        assert kinship(ours, theirs) is not Kinship.OTHER


def test_numbers_are_compared_without_endings() -> None:
    assert number_key("35th") == number_key("35") == number_key("35oy")
    assert number_key("84o51") == "84051"
