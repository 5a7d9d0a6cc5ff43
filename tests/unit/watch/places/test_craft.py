"""Numbers of ships and aircraft, and the countries for which they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.countries import country_name
from counterflow.watch.places.craft import (
    load_craft,
    read_mmsi,
    tail_country,
    watched_flag,
    watched_models,
)


@pytest.mark.parametrize(
    ("text", "country"),
    [("422123456", "IR"), ("273 123 456", "RU"), ("636012345", "LR"), ("351000000", "PA"),
     ("740000000", "FK"), ("501000000", "TF")],
)  # fmt: skip
def test_the_first_digits_of_an_mmsi_are_a_country(text: str, country: str) -> None:
    assert read_mmsi(text).country == country
    assert read_mmsi(text).problem == ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [("42212345", "nine digits"), ("4221234567", "nine digits"), ("42212345A", "nine digits"),
     ("٤٢٢١٢٣٤٥٦", "nine digits"), ("002730000", "no ship's number"), ("799000000", "no country")],
)  # fmt: skip
def test_what_is_no_ships_number_says_why(text: str, problem: str) -> None:
    assert problem in read_mmsi(text).problem
    assert read_mmsi(text).country == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("EP-IBA", ("EP", "IR")), ("EPIBA", ("EP", "IR")), ("ra-12345", ("RA", "RU")),
        ("RA12345", ("RA", "RU")), ("N123AB", ("N", "US")), ("VP-BXY", ("VP-B", "BM")),
        ("YK-AKA", ("YK", "SY")), ("B-1234", ("", "")), ("QQ-123", ("", "")), ("", ("", "")),
        ("4K-AZ1", ("4K", "AZ")), ("P-881", ("P", "KP")), ("P4-ABC", ("P4", "AW")),
    ],
)  # fmt: skip
def test_a_tail_number_begins_with_the_mark_of_a_country(text: str, found: tuple[str, str]) -> None:
    assert tail_country(text) == found


def test_the_tables_name_known_countries_and_say_what_is_unverified() -> None:
    tables = load_craft()
    assert len(tables.mids) > 280
    assert all(len(mid) == 3 and mid[0] in "234567" for mid in tables.mids)
    assert all(country_name(one) for one in (*tables.mids.values(), *tables.marks.values()))
    assert tables.mid_citation.verified
    assert not tables.mark_citation.verified
    assert watched_flag("IR")
    assert watched_flag("RU")
    assert watched_flag("PA") is None


def test_models_are_told_by_whole_words() -> None:
    assert [one.id for one in watched_models("Шахед 136")] == ["shahed"]
    assert [one.id for one in watched_models("MOHAJER-6 UAV")] == ["mohajer"]
    assert watched_models("Shahedan Trading") == ()
    assert watched_models("") == ()


@given(st.text(max_size=20))
def test_any_text_is_read(text: str) -> None:
    assert bool(read_mmsi(text).country) != bool(read_mmsi(text).problem)
    mark, country = tail_country(text)
    assert bool(mark) == bool(country)
