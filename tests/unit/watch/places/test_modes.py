"""The modes of transport as papers write them."""

from __future__ import annotations

import pytest

from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.modes import read_modes, town_alone


@pytest.mark.parametrize(
    ("text", "modes"),
    [
        ("Sea", {"water"}),
        ("SEE- und Bahnfracht", {"water"}),
        ("Rail/Road", {"rail", "road"}),
        ("Воздушный", {"air"}),
        ("железнодорожный", {"rail"}),
        ("морской", {"water"}),
        ("空运", {"air"}),
        ("3", {"road"}),
        ("multimodal", set()),
        ("", set()),
    ],
)
def test_a_mode_is_read_in_many_languages(text: str, modes: set[str]) -> None:
    assert read_modes(text) == modes


def test_town_names_stand_in_the_gazetteer_under_their_place() -> None:
    gazetteer = load_gazetteer()
    towns = [place for place in gazetteer.places.values() if place.town_names]
    assert {place.kind for place in towns} == {"airport"}
    spelt = {(" ".join(form), place.id) for form, place in gazetteer.spellings}
    codes = {(code.lower(), place.id) for code, place in gazetteer.codes.items()}
    assert all((name, one.id) in spelt | codes for one in towns for name in one.town_names)


@pytest.mark.parametrize("kind", ["zone", "town", "terminal", "region"])
def test_other_places_have_no_mode_of_their_own(kind: str) -> None:
    found = [one for one in load_gazetteer().places.values() if one.kind == kind]
    assert found
    assert {town_alone(one, one.name.lower(), one.name, "rail") for one in found} == {""}
