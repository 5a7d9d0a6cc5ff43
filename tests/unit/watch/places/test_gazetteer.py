"""Watched places, however they are spelt, and nothing that only looks like one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

import strategies
from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.watch.places import gazetteer as room
from counterflow.watch.places.gazetteer import load_gazetteer

ENTRIES = load_facts("places/watched_places.yaml")["places"]
SPELLINGS = [(entry, name) for entry in ENTRIES for name in (entry["name"], *entry["aliases"])]


def _find(text: str, country: str = "", **how: Any) -> str:
    found = load_gazetteer().find(text, country, **how)
    return found.place.id if found else ""


@pytest.mark.parametrize(
    ("entry", "name"), SPELLINGS, ids=[f"{e['id']}: {name}" for e, name in SPELLINGS]
)
def test_every_spelling_of_the_file_is_recognised(entry: dict[str, Any], name: str) -> None:
    for text in (name, name.upper(), f"Port of {name}", f"{name}, terminal 2"):
        assert _find(text, entry["country"]) == entry["id"], text
    if not entry.get("needs_country"):
        assert _find(name) == entry["id"]


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_every_place_says_where_it_is_and_who_says_so(entry: dict[str, Any]) -> None:
    place = load_gazetteer().places[entry["id"]]
    assert len(place.country) == 2
    assert place.citation.title
    assert place.role
    assert (place.lat is None) == (place.lon is None)
    if place.unlocode:
        assert place.unlocode[:2] == place.country
        assert len(place.unlocode) == 5
        for text in (
            place.unlocode,
            place.unlocode.lower(),
            f"{place.unlocode[:2]} {place.unlocode[2:]}",
            f"{place.unlocode} port",
            f"Port ({place.unlocode[:2]} {place.unlocode[2:]})",
        ):
            assert _find(text) == place.id, text


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("Amirabad", "IR", "amirabad"),
        ("Amir Abad Pt", "IR", "amir_abad_pt"),
        ("Amirabad, Hormozgan", "IR", "amirabad_hormozgan"),
        ("Amirabad Hormozgan", "", "amirabad_hormozgan"),
        ("Rostov-on-Don Platov", "RU", "rostov_platov"),
        ("Rostov-on-Don", "RU", "rostov_na_donu"),
    ],
)
def test_homonyms_are_told_apart_by_the_longer_spelling(
    text: str, country: str, place: str
) -> None:
    assert _find(text, country) == place


@pytest.mark.parametrize("name", ["Olya", "Neka", "Baku", "Poti", "Perm", "Taman", "Innopolis"])
def test_a_name_that_is_something_else_too_needs_its_country(name: str) -> None:
    country = next(entry["country"] for entry in ENTRIES if entry["name"] == name)
    assert _find(name) == ""
    assert _find(name, country)
    assert _find(name, among=frozenset({country, "DE"}))
    assert _find(name, among=frozenset({"DE"})) == ""
    assert _find(name, "DE", among=frozenset({country})) == ""


def test_another_country_names_another_place() -> None:
    assert _find("Astrakhan", "RU") == "astrakhan"
    assert _find("Astrakhan", "US") == ""


@pytest.mark.parametrize("place", ["Kerch", "Sevastopol", "Feodosia", "Crimea", "Донецк"])
@pytest.mark.parametrize("country", ["UA", "RU", "UA-43", ""])
def test_occupied_places_count_under_either_country(place: str, country: str) -> None:
    found = load_gazetteer().find(place, country)
    assert found is not None
    assert found.place.country == "UA"
    assert found.place.group in ("Crimea", "Donetsk and Luhansk")


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e["kind"] == "airport"])
def test_a_city_is_not_its_airport(entry: dict[str, Any]) -> None:
    """An airport is recognised in a leg, never in an address."""
    assert _find(entry["name"], entry["country"]) == entry["id"]
    assert _find(entry["name"], entry["country"], address=True) != entry["id"]


@pytest.mark.parametrize(
    "text", ["Makachkala", "Astrakhann", "Novorosiysk", "Sevastopil", "Murmnask"]
)
def test_one_misspelt_letter_is_forgiven_in_a_leg_and_not_in_an_address(text: str) -> None:
    assert _find(text)
    assert _find(f"{text} port")
    assert _find(text, address=True) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Kazam",  # too short a name for a guess
        "Makhachkla Mahcakala",
        "Xakhachkala",  # the first letter is rarely mistyped
        "Astrakhanian",
        "Olya Souvenirs, Main St.",
        "Rotterdam",
        "",
        " - ",
        "???",
    ],
)
def test_what_is_no_place_is_not_taken_for_one(text: str) -> None:
    assert _find(text) == ("makhachkala" if text.startswith("Makhachkla") else "")


def test_an_address_is_read_word_by_word() -> None:
    assert _find("Building 3, SEZ Alabuga, Yelabuga district", "RU", address=True) == "alabuga"
    assert _find("Alabugastrasse 7", "DE", address=True) == ""
    assert _find("RUASF building, Lenin St", "RU", address=True) == ""


@pytest.mark.parametrize(
    ("text", "country", "places"),
    [
        ("Bandar Abbas - Astrakhan", "", ["bandar_abbas", "astrakhan"]),
        ("Aktau via Olya", "RU", ["olya"]),
        ("Port of Amirabad, Hormozgan", "IR", ["amirabad_hormozgan"]),
        ("Rostov-on-Don Platov", "RU", ["rostov_platov"]),
        ("Astrakhan, Astrahan", "RU", ["astrakhan"]),
        ("Yelabuga, SEZ Alabuga, Kazan", "RU", ["alabuga", "kazan"]),
        ("Rotterdam", "", []),
    ],
)
def test_every_place_of_a_cell_is_found(text: str, country: str, places: list[str]) -> None:
    """Found in review: of two ports in one cell the second was lost, ban or not."""
    assert [found.place.id for found in load_gazetteer().find_all(text, country)] == places


def test_the_words_that_named_it_are_given() -> None:
    found = load_gazetteer().find("берег, порт Оля", "RU")
    assert found is not None
    assert (found.place.id, found.words) == ("olya", "port olya")
    coded = load_gazetteer().find(" RU ASF ")
    assert coded is not None
    assert coded.words == "RU ASF"


@given(strategies.any_text)
def test_any_text_can_be_asked(text: str) -> None:
    found = load_gazetteer().find(text)
    assert found is None or found.place.id in load_gazetteer().places


def test_two_places_with_one_id_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_facts("places/watched_places.yaml")
    twice = {**file, "places": [file["places"][0], file["places"][0]]}
    monkeypatch.setattr(room, "load_facts", lambda _name: twice)
    with pytest.raises(RuleError, match="two places share an id"):
        load_gazetteer.__wrapped__()


def test_a_place_without_its_source_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    file = load_facts("places/watched_places.yaml")
    entry = {key: value for key, value in file["places"][0].items() if key != "source"}
    monkeypatch.setattr(room, "load_facts", lambda _name: {**file, "places": [entry]})
    with pytest.raises(RuleError, match=f"place {entry['id']}"):
        load_gazetteer.__wrapped__()


def test_no_two_places_share_a_spelling_or_a_code() -> None:
    forms = [form for form, _ in load_gazetteer().spellings]
    assert len(forms) == len(set(forms))
    codes = [entry["unlocode"] for entry in ENTRIES if entry["unlocode"]]
    assert len(codes) == len(set(codes))
