"""Cells that hold a coordinate: every way to write one, and what is wrong with a bad one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.watch.places.coordinates import Coordinate, read_coordinate
from counterflow.watch.places.settled_coordinates import further_readings, settle


def _read(text: str) -> Coordinate:
    found = read_coordinate(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "text",
    [
        "55.75, 52.07", "55,75; 52,07", "55.75 52.07", "55.75N 52.07E", "N55.75 E52.07",
        "+55.75+052.07/", "lat 55.75 lon 52.07", "Lat: 55.75, Long: 52.07", "geo:55.75,52.07",
        "N 55° 45.0' E 52° 04.2'", "55°45'00\"N 52°04'12\"E", "55°45′ с.ш. 52°04′ в.д.",
        "55°45′N, 52°04′E", "5545N 05204E", "554500N 0520412E", "5545.0N, 05204.2E",
        "55 45 00 N, 52 04 12 E", "52.07E 55.75N", "(55.75, 52.07)", "Yelabuga (55.75N 52.07E)",
        "Yelabuga 55.75, 52.07", "55.75° 52.07°", "55.75 deg N 52.07 deg E",
        "55.45.00 N 52.04.12 E", "55-45N 052-04E", "55-45-00 N, 052-04-12 E",
    ],
)  # fmt: skip
def test_every_way_to_write_a_coordinate_is_read(text: str) -> None:
    found = _read(text)
    assert found.lat == pytest.approx(55.75, abs=1e-3)
    assert found.lon == pytest.approx(52.07, abs=4e-3)
    assert found.problem == ""


@pytest.mark.parametrize(
    "text",
    [
        "", "Hamburg", "RUASF", "12/14 Main St", "Quay 12, Hamburg", "ul. Lenina 5, 423600",
        "Flat 12 E, 14 N Street", "1,234.50 2,345.60", "Tel 55.75.52.07", "9.5 x 10.25",
        "N12 E14", "Berth 3, 12", "A12.3456, 7.8912", "10.5 12.5", "423600 Yelabuga", "0" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_coordinate_is_left_alone(text: str) -> None:
    assert read_coordinate(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("95°00'N 12°00'E", "a latitude of 95 degrees"),
        ("55°75'N 12°00'E", "a latitude with 75 minutes"),
        ("55°10'75\"N 12°00'00\"E", "a latitude with 75 seconds"),
        ("55.75N 190.07E", "a longitude of 190.07 degrees"),
        ("55.75N 52.07N", "two latitudes and nothing else"),
        ("195.55, 12.33", "a latitude of 195.55 degrees"),
    ],
)
def test_an_impossible_coordinate_says_why(text: str, problem: str) -> None:
    found = _read(text)
    assert found.problem == problem
    assert found.lat is None
    settled = settle(found, "RU")
    assert (settled.positions, settled.kind) == ((), "impossible")


def test_southern_and_western_halves() -> None:
    assert (_read("33.86S 151.21E").lat, _read("-33.86, 151.21").lat) == (-33.86, -33.86)
    assert _read("40.71N 74.01W").lon == -74.01
    assert _read("40°42'N 74°00'W").lon == -74.0


def test_swapped_numbers_are_told_by_the_country_and_both_positions_are_kept() -> None:
    settled = settle(_read("10.00, 53.55"), "DE")
    assert settled.kind == "swapped"
    assert settled.positions == ((53.55, 10.0), (10.0, 53.55))
    assert settle(_read("53.55, 10.00"), "DE").kind == ""
    assert settle(_read("10.00, 53.55"), "").kind == ""  # no country: nothing tells


def test_a_number_that_can_be_no_latitude_is_swapped_whatever_the_country() -> None:
    settled = settle(_read("151.21, -33.86"))
    assert (settled.kind, settled.positions) == ("swapped", ((-33.86, 151.21),))


def test_letters_are_believed_and_a_foreign_position_is_said() -> None:
    settled = settle(_read("10.00N 53.55E"), "DE")
    assert (settled.kind, settled.positions) == ("elsewhere", ((10.0, 53.55),))


def test_degrees_and_minutes_written_as_decimals_are_suspected_beside_a_known_place() -> None:
    settled = settle(_read("55.45, 52.04"), "RU", (55.75, 52.07))
    assert settled.kind == "minutes"
    assert list(settled.positions[0]) == pytest.approx([55.75, 52.0667], abs=1e-3)
    assert settled.positions[1] == (55.45, 52.04)
    assert settle(_read("55.75, 52.07"), "RU", (55.75, 52.07)).kind == ""


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_what_is_written_with_four_decimals_is_read_back(lat: float, lon: float) -> None:
    text = f"{lat:.4f}, {lon:.4f}"
    found = _read(text)
    assert (found.lat, found.lon) == (float(f"{lat:.4f}"), float(f"{lon:.4f}"))
    letters = f"{abs(lat):.4f}{'S' if lat < 0 else 'N'} {abs(lon):.4f}{'W' if lon < 0 else 'E'}"
    assert (_read(letters).lat, _read(letters).lon) == (found.lat, found.lon)


@given(st.text(max_size=60))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    found = read_coordinate(text)
    if found is not None and found.problem == "":
        assert found.lat is not None
        assert found.lon is not None
        assert abs(found.lat) <= 180
        assert abs(found.lon) <= 180


@pytest.mark.parametrize("text", ["55.8, 52.1", "lat 55.8 lon 52.1", "55.8; 52.1", "(55.8, 52.1)"])
def test_one_decimal_is_enough_where_the_cell_says_nothing_else(text: str) -> None:
    """Found in review: these were no coordinates, and nothing was said."""
    found = read_coordinate(text)
    assert found is not None
    assert (found.lat, found.lon) == (55.8, 52.1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("52.07, 55.75", "swapped"),
        ("55.45, 52.04", "minutes"),
        ("52.04, 55.45", "swapped, and to be degrees and minutes"),
    ],
)
def test_a_wide_box_leaves_further_readings(text: str, words: str) -> None:
    read = read_coordinate(text)
    assert read is not None
    settled = settle(read, "RU")
    assert settled.kind == ""
    said = [why for (lat, lon), why in further_readings(read, settled)
            if abs(lat - 55.75) < 0.02 and abs(lon - 52.07) < 0.02]  # fmt: skip
    assert len(said) == 1
    assert words in said[0]


@given(st.floats(-89, 89), st.floats(-179, 179))
def test_further_readings_are_on_the_earth_and_never_the_settled_one(
    lat: float, lon: float
) -> None:
    read = read_coordinate(f"{lat:.4f}, {lon:.4f}")
    assert read is not None
    settled = settle(read, "RU")
    for position, _ in further_readings(read, settled):
        assert position not in settled.positions
        assert abs(position[0]) <= 90
        assert abs(position[1]) <= 180


KAZAN, SAMARA = (55.79, 49.12), (53.2, 50.15)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("49.12, 55.79", "swapped", "seem to be swapped"),
        ("49°07', 55°47'", "swapped", "seem to be swapped"),
        ("49.12 N 55.79 E", "swapped", "swapped with their letters"),
        ("49 07 N, 55 47 E", "swapped", "swapped with their letters"),
        ("4907N 05547E", "swapped", "swapped with their letters"),
        ("49.07, 55.47", "swapped", "swapped, and to be degrees and minutes"),
        ("49.07 N 55.47 E", "swapped", "degrees and minutes with their letters"),
    ],
)
def test_a_town_tells_what_its_country_cannot(text: str, kind: str, words: str) -> None:
    """Russia holds both readings: without a town the numbers are taken as written."""
    read = _read(text)
    assert settle(read, "RU").kind == ""
    settled = settle(read, "RU", KAZAN)
    assert settled.kind == kind
    assert words in settled.doubt
    lat, lon = settled.positions[0]
    assert (lat, lon) == pytest.approx(KAZAN, abs=0.05)
    assert settled.positions[1] == (read.lat, read.lon)
    assert settled.beside.startswith("as written it lies ")


@pytest.mark.parametrize("text", ["55.79, 49.12", "55.47, 49.07", "55.7, 49.3", "5547N 04907E"])
def test_a_coordinate_at_its_town_is_not_doubted(text: str) -> None:
    assert settle(_read(text), "RU", KAZAN).kind in ("", "minutes")
    assert settle(_read("55.79, 49.12"), "RU", KAZAN).positions == (KAZAN,)


def test_a_town_far_from_either_reading_says_nothing() -> None:
    assert settle(_read("43.12, 131.9"), "RU", KAZAN).kind == ""
    assert settle(_read("55.79, 49.12"), "RU", SAMARA).kind == ""


def test_where_no_reading_fits_the_town_the_country_is_asked() -> None:
    """A town of the same name elsewhere must not silence what the country tells."""
    assert settle(_read("10.00, 53.55"), "DE", (40.0, -80.0)).kind == "swapped"
    assert settle(_read("10.00N 53.55E"), "DE", (40.0, -80.0)).kind == "elsewhere"


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179))
def test_what_is_written_is_always_kept(lat: float, lon: float, north: float, east: float) -> None:
    read = _read(f"{lat:.4f}, {lon:.4f}")
    settled = settle(read, "RU", (north, east))
    assert (read.lat, read.lon) in settled.positions
    assert bool(settled.beside) <= bool(settled.doubt)


@pytest.mark.parametrize(
    "text", ["Depot 4, 55.79, 49.12", "55.79, 49.12, 420000", "Hall 4, 420000, 55.79 49.12"]
)
def test_a_house_number_beside_a_coordinate_does_not_hide_it(text: str) -> None:
    found = _read(text)
    assert (found.lat, found.lon, found.problem) == (55.79, 49.12, "")


@pytest.mark.parametrize("text", ["12.50, 4, 13.75", "4.1, 12.55, 13.75", "1.25, 2.25, 3.25"])
def test_three_numbers_that_are_no_pair_are_none(text: str) -> None:
    assert read_coordinate(text) is None
