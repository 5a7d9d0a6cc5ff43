"""Towns of the strict countries, known by name alone: what counts as one, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.countries import country_code
from counterflow.core.text.scripts import fold
from counterflow.watch.places.locodes import load_locodes
from counterflow.watch.places.positions import load_cities
from counterflow.watch.places.strict_towns import load_strict_towns, strict_town

TOWNS = load_strict_towns()


@pytest.mark.parametrize(
    ("text", "country", "sure"),
    [
        ("Tehran", "IR", True),
        ("Port of Bushehr", "IR", True),
        ("Москва", "RU", True),
        ("Namp’o", "KP", True),
        ("Esfahan", "IR", True),
        ("Moskau", "RU", True),
        ("Wladiwostok", "RU", True),
        ("La Habana", "CU", True),
        ("Téhéran", "IR", True),
        ("Songdo", "KP", False),
        ("Naseri", "IR", False),
        ("St.-Petersburg", "RU", False),
        ("Havana (port)", "CU", True),
        ("5 Valiasr St., Tehran 11369", "IR", True),
        ("Dock 4 / Kaliningrad", "RU", True),
    ],
)
def test_a_town_is_recognised_as_a_piece_of_its_own(text: str, country: str, sure: bool) -> None:
    found = strict_town(text)
    assert found is not None
    assert (found.country, found.sure) == (country, sure)


@pytest.mark.parametrize(
    "text",
    ["Hamburg", "Moscow Street 5", "Tehran Trading LLC", "Brest", "", "Trinidad", "Santa Clara",
     "Moscow, " * 300],
)  # fmt: skip
def test_other_words_are_no_town(text: str) -> None:
    assert strict_town(text) is None


def test_the_table_holds_strict_countries_alone_and_folded_names() -> None:
    assert {town.country for town in TOWNS.values()} == load_locodes().countries
    for name, town in TOWNS.items():
        assert name == fold(name)
        assert country_code(name) in ("", town.country)
        assert town.country not in town.elsewhere


def test_no_name_that_tells_its_country_is_a_large_city_elsewhere() -> None:
    cities = load_cities()
    assert [
        name
        for name, town in TOWNS.items()
        if town.sure and {row[0] for row in cities.get(name, ())} - {town.country, *town.elsewhere}
    ] == []


@given(st.sampled_from(sorted(TOWNS)), st.sampled_from(["Port of {}", "{} port", "Quay 5, {}"]))
def test_words_for_a_port_change_nothing(name: str, form: str) -> None:
    found = strict_town(name)
    assert found is None or strict_town(form.format(name)) == found
