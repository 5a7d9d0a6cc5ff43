"""Airports by their codes: what is one, beside which country and mode."""

from __future__ import annotations

import pytest

from counterflow.watch.places.airport_codes import banned_airport, load_airport_codes
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.locodes import load_locodes
from counterflow.watch.rules.rulebook import load_rules


@pytest.mark.parametrize(
    ("text", "country", "mode", "place", "sure"),
    [
        ("UWKE", "", "", "begishevo", True),
        ("(NBC)", "RU", "Air", "begishevo", True),
        ("SVO/Moscow", "", "air", "sheremetyevo", True),
        ("SVO", "", "", "sheremetyevo", False),
        ("ULY", "RU", "", "ulyanovsk_vostochny", False),
    ],
)
def test_a_code_is_read(text: str, country: str, mode: str, place: str, sure: bool) -> None:
    found = banned_airport(text, country, mode)
    assert found is not None
    assert (found.place.id, not found.doubt) == (place, sure)


@pytest.mark.parametrize(
    ("text", "country", "mode"),
    [("NBC", "US", ""), ("NBC", "RU", "rail"), ("vko", "RU", "air"), ("PEE Ltd", "RU", "air"),
     ("FRA", "DE", "air"), ("", "RU", "air")],
)  # fmt: skip
def test_other_letters_are_none(text: str, country: str, mode: str) -> None:
    assert banned_airport(text, country, mode) is None


def test_every_banned_airport_has_its_codes_and_no_other_place_has_any() -> None:
    banned = {place for rule in load_rules() if rule.outcome == "ban" for place in rule.places}
    places = load_gazetteer().places
    airports = {name for name in banned if places[name].kind == "airport"}
    codes = load_airport_codes()
    assert {place.id for place in codes.banned.values()} == airports
    assert sorted(map(len, codes.banned)) == [3] * len(airports) + [4] * len(airports)
    assert set(codes.countries.values()) <= load_locodes().countries


def test_another_country_contradicts_a_code() -> None:
    found = banned_airport("VKO", "TR", "air")
    assert found is not None
    assert (found.place.id, found.differing) == ("vnukovo", "TR")
