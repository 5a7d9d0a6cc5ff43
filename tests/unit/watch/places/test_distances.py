"""Distances along the great circle, boxes of countries, and stated distances."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.countries import country_name
from counterflow.watch.places.boxes import load_boxes, may_lie_in
from counterflow.watch.places.distances import EARTH_KM, great_circle_km
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.homonyms import load_homonyms
from counterflow.watch.places.limits import load_limits
from counterflow.watch.places.sites import load_sites, sites_at

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)


@given(lats, lons, lats, lons)
def test_a_distance_is_the_same_both_ways_and_never_beyond_half_the_earth(
    a: float, b: float, c: float, d: float
) -> None:
    there, back = great_circle_km(a, b, c, d), great_circle_km(c, d, a, b)
    assert math.isclose(there, back, abs_tol=1e-6)
    assert 0 <= there <= math.pi * EARTH_KM + 1e-6


@given(lats, lons)
def test_a_place_is_at_no_distance_from_itself_however_its_longitude_is_written(
    lat: float, lon: float
) -> None:
    assert great_circle_km(lat, lon, lat, lon) == 0
    assert great_circle_km(lat, lon, lat, lon + 360) < 1e-3


@pytest.mark.parametrize(
    ("ends", "km"),
    [
        ((0, 0, 0, 90), math.pi * EARTH_KM / 2),
        ((90, 0, -90, 0), math.pi * EARTH_KM),
        ((51.5, -0.12, 48.86, 2.35), 343),  # London to Paris
    ],
)
def test_known_distances(ends: tuple[float, float, float, float], km: float) -> None:
    assert great_circle_km(*ends) == pytest.approx(km, rel=0.005)


def test_the_zone_lies_about_as_far_east_of_moscow_as_is_said() -> None:
    (stated,) = next(s for s in load_sites() if s.place.id == "alabuga").distances
    assert stated.origin == "Moscow"
    assert stated.measured_km == pytest.approx(903, abs=2)
    assert stated.agrees
    assert not stated.citation.verified


def test_a_position_in_the_footprint_is_inside_and_one_beside_it_is_near() -> None:
    (inside,) = sites_at(55.82, 52.05)
    assert (inside.site.place.id, inside.is_inside) == ("alabuga", True)
    nearest, *_ = [one for one in sites_at(55.55, 52.07) if one.site.place.id == "alabuga"]
    assert not nearest.is_inside
    assert nearest.km == pytest.approx(22, abs=1)
    assert sites_at(55.0, 52.07) == ()


def test_every_watched_place_with_a_position_lies_in_its_own_footprint() -> None:
    for site in load_sites():
        found = [one.site.place.id for one in sites_at(site.lat, site.lon) if one.is_inside]
        assert site.place.id in found


def test_every_watched_place_lies_in_the_box_of_its_country() -> None:
    for place in load_gazetteer().places.values():
        if place.lat is not None and place.lon is not None:
            assert may_lie_in(place.country, place.lat, place.lon), place.id


def test_boxes_are_of_known_countries_and_some_cross_the_date_line() -> None:
    boxes = load_boxes()
    assert all(country_name(country) for country in boxes if country != "XK")
    assert may_lie_in("FJ", -18, 178)
    assert may_lie_in("FJ", -18, -179)
    assert may_lie_in("FJ", -18, 0) is False
    assert may_lie_in("RU", 66, -170)
    assert may_lie_in("RU", 55.7, 37.6)
    assert may_lie_in("UA-43", 45, 34)
    assert may_lie_in("ZZ", 0, 0) is None


def test_no_homonym_lies_in_the_country_of_the_watched_place() -> None:
    places = load_gazetteer().places
    assert load_homonyms().towns
    assert not [one for one in load_homonyms().towns if one[1] in places[one[0]].countries]


def test_thresholds_are_marked_as_ours() -> None:
    assert load_limits()
    assert all(one.what and not one.citation.verified for one in load_limits().values())
    assert {one.citation.source for one in load_limits().values()} == {"counterflow"}
