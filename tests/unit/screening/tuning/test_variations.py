"""Every class of variation: deterministic, never the name itself, equal where it promises that."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import TuningError
from counterflow.core.text.names import read_name
from counterflow.screening.tuning.listed_names import Lexicon, ListedText, texts_on_lists
from counterflow.screening.tuning.tables import tuning_table
from counterflow.screening.tuning.variations import (
    BY_NAME,
    VARIATIONS,
    Floor,
    Variation,
    default_floors,
    read_floors,
)

NAMES = (
    ListedText("1", "house", "Person", "ZAVENTIR, Korlin Mabeq", country="RU"),
    ListedText("2", "house", "Person", "Brasdol Fengri Ostrava", country="SY"),
    ListedText("3", "house", "Company", "TRZYKROSNA EKSPORT COMPANY LIMITED", country="PL"),
    ListedText("4", "house", "Company", "Zubrovka Handels L.L.C.", country="RU"),
    ListedText("5", "house", "Vessel", "KASPIYVETER", country="PA"),
    ListedText("6", "house", "Organization", "Čeřín Polár Institute", country="CZ"),
    ListedText("7", "house", "Person", "Zhang Xiaobinq", country="CN"),
)
LEXICON = Lexicon(NAMES)
word = st.text(st.characters(min_codepoint=65, max_codepoint=90), min_size=2, max_size=9)
names = st.lists(word, min_size=1, max_size=4).map(" ".join)


def varied(variation: Variation, name: ListedText, seed: int) -> str | None:
    return variation.change(random.Random(seed), name, LEXICON)


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda one: one.name)
def test_every_class_has_names_that_it_applies_to(variation: Variation) -> None:
    made = [varied(variation, name, 1) for name in NAMES]
    assert any(made)
    if not variation.as_listed:
        assert any(text and text != name.text for text, name in zip(made, NAMES, strict=True))


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda one: one.name)
@given(text=names, schema=st.sampled_from(["Person", "Company", "Vessel"]), seed=st.integers())
def test_a_class_is_deterministic(variation: Variation, text: str, schema: str, seed: int) -> None:
    """The same seed gives the same variation, and no name makes it fail."""
    name = ListedText("x", "house", schema, text, country="RU")
    assert varied(variation, name, seed) == varied(variation, name, seed)


PROMISED = [
    pytest.param(one, id=one.name)
    for one in VARIATIONS
    if default_floors().get(one.name, Floor()).source == "rule"
]


@pytest.mark.parametrize("variation", PROMISED)
@given(text=names, seed=st.integers())
def test_a_class_that_promises_it_is_read_as_listed(
    variation: Variation, text: str, seed: int
) -> None:
    name = ListedText("x", "house", "Person", text)
    made = varied(variation, name, seed)
    if made is not None:
        assert read_name(made).bag == read_name(text).bag


@given(text=names, seed=st.integers())
def test_one_slip_is_one_edit(text: str, seed: int) -> None:
    """Lengths differ by at most one for one slip and by at most two for two."""
    name = ListedText("x", "house", "Company", text)
    for wanted, most in (("one-typo", 1), ("two-typos", 2)):
        made = varied(BY_NAME[wanted], name, seed)
        if made is not None:
            assert made != text
            assert abs(len(made) - len(text)) <= most


@pytest.mark.parametrize(
    ("variation", "name", "made"),
    [
        ("legal-form-dropped", NAMES[2], "TRZYKROSNA EKSPORT"),
        ("legal-form-dropped", NAMES[0], None),
        ("legal-form-stops", NAMES[3], "Zubrovka Handels LLC"),
        ("word-order", NAMES[0], "ZAVENTIR Korlin Mabeq"),
        ("initials-only", NAMES[0], "K. M. ZAVENTIR"),
        ("missing-word", NAMES[0], "Korlin ZAVENTIR"),
        ("accents", NAMES[5], "Cerin Polar Institute"),
        ("one-word-typo", NAMES[0], None),
    ],
)
def test_what_a_class_makes(variation: str, name: ListedText, made: str | None) -> None:
    assert varied(BY_NAME[variation], name, 1) == made


def test_words_joined_keep_given_and_family_name_apart() -> None:
    """“Mabeqzaventir” would be another name; the given names may be one word."""
    made = {varied(BY_NAME["words-joined"], NAMES[0], seed) for seed in range(20)}
    assert made == {"Korlinmabeq ZAVENTIR"}


def test_look_alikes_are_letters_of_other_alphabets() -> None:
    """A table that held the ASCII letter itself would measure nothing."""
    table = tuning_table("variations")["look_alikes"]
    assert len(table) > 20
    assert not [letter for letter, alike in table.items() if alike.isascii() or letter in alike]
    assert all(ord(c) > 0x36F for alike in table.values() for c in alike)


def test_romanisations_are_made_only_for_their_countries() -> None:
    russian = NAMES[0]._replace(text="Zhukov Kharlin")
    assert varied(BY_NAME["romanisation"], russian, 3)
    assert varied(BY_NAME["romanisation"], russian._replace(country="BR"), 3) is None


@pytest.mark.parametrize(
    ("country", "listed", "spellings"),
    [
        ("CN", "Zhang Jiangguo", {"Chang Chiangkuo"}),
        ("BY", "Chernykh Vyacheslav", {"Tschernych Wjatscheslaw", "Tchernykh Viatcheslav"}),
        ("DZ", "Shukri Hamoud", {"Choukri Hamoud", "Shukri Hamud"}),
    ],
)
def test_romanisations_are_those_of_the_press(
    country: str, listed: str, spellings: set[str]
) -> None:
    name = ListedText("x", "house", "Person", listed, country=country)
    made = {varied(BY_NAME["romanisation"], name, seed) for seed in range(30)}
    assert spellings & made, made
    assert all(text is None or "ouou" not in text.lower() for text in made)


def test_every_floor_belongs_to_a_class() -> None:
    assert set(default_floors()) <= set(BY_NAME)
    assert all(floor.source for floor in default_floors().values())


@pytest.mark.parametrize("given_floors", [{"nothing": 0.5}, {"case": 1.5}, {"case": -0.1}])
def test_a_floor_that_cannot_be_is_refused(given_floors: dict[str, float]) -> None:
    with pytest.raises(TuningError) as caught:
        read_floors(given_floors)
    assert caught.value.code == "CF800"
    assert caught.value.remedy


def test_names_come_in_one_order_whatever_that_of_the_lists() -> None:
    from counterflow.core.model.listings import Listing

    lists = [
        Listing(f"x-{n}", "x", "Person", {"name": [f"Korlin {n}"], "weakAlias": ["Kor"]})
        for n in range(5)
    ]
    found = texts_on_lists(lists)
    assert found == texts_on_lists(lists[::-1])
    assert sum(one.weak for one in found) == 5
