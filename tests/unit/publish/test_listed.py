"""One line that tells a listed party from a namesake."""

from __future__ import annotations

from counterflow.core.model.listings import Designation, Listing
from counterflow.publish.exports.listed import listed_words


def test_what_the_list_does_not_say_is_left_out() -> None:
    assert listed_words(Listing("x-1", "x", "Vessel", {"name": ["Brasdol"]})) == "ship"
    assert listed_words(Listing("x-1", "x", "Security", {})) == "Security"


def test_acts_of_an_entry_give_its_programmes_and_its_first_day() -> None:
    acts = (
        Designation("A", programmes=("P1",), listed_on="2022-01-02"),
        Designation("B", programmes=("P2", "P1"), listed_on="2020-05"),
    )
    said = listed_words(Listing("x-1", "x", "Company", {}, designations=acts, programmes=("P1",)))
    assert said == "company · programmes P1, P2 · listed since 2020-05"


def test_many_values_are_counted_and_countries_stand_once() -> None:
    properties = {
        "birthDate": [f"197{n}" for n in range(5)],
        "country": ["ir", "ae"],
        "nationality": ["ir", "Atlantis"],
    }
    said = listed_words(Listing("x-1", "x", "Person", properties))
    assert "born 1970, 1971, 1972 and 2 more" in said
    assert "Iran (IR), United Arab Emirates (AE), Atlantis" in said
