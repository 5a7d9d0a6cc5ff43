"""The map: true north and east, everything inside its frame, labels apart, no place left out."""

from __future__ import annotations

import itertools
import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.drawing.labels import Box, Spot, seat_labels
from counterflow.core.drawing.markup import text_width
from counterflow.core.drawing.positions import Line, Position, draw_positions

SVG = "{http://www.w3.org/2000/svg}"
# Rounded invented positions, near enough to one another to make labels compete.
PLACES = [
    Position("a", "Alpha", 46.0, 48.0, 9, "stop"),
    Position("b", "Beta Port", 45.8, 47.5, 4, "hold"),
    Position("c", "Gamma", 43.0, 47.5, 2, "review"),
    Position("d", "Delta Terminal", 36.8, 53.4, 1, "no match found"),
]


def circles(text: str) -> dict[str, tuple[float, float, float]]:
    """Centre and radius of each place by the name in its title."""
    found = {}
    for circle in ET.fromstring(text).iter(f"{SVG}circle"):
        title = circle.find(f"{SVG}title")
        if title is not None and title.text:
            x, y, r = (float(circle.attrib[key]) for key in ("cx", "cy", "r"))
            found[title.text.split(":")[0]] = (x, y, r)
    return found


def test_north_is_up_and_east_is_right() -> None:
    drawn = circles(draw_positions(PLACES, title="Places"))
    assert drawn["Alpha"][1] < drawn["Gamma"][1] < drawn["Delta Terminal"][1]
    assert drawn["Gamma"][0] < drawn["Alpha"][0] < drawn["Delta Terminal"][0]


def test_a_degree_of_longitude_shrinks_with_the_cosine() -> None:
    square = [
        Position(name, name, lat, lon, 1, "hold")
        for name, lat, lon in (("o", 60, 10), ("n", 64, 10), ("e", 60, 14), ("ne", 64, 14))
    ]
    drawn = circles(draw_positions(square, title="x"))
    up, right = drawn["o"][1] - drawn["n"][1], drawn["e"][0] - drawn["o"][0]
    assert right / up == pytest.approx(math.cos(math.radians(62)), abs=0.01)


def test_area_follows_the_number() -> None:
    drawn = circles(draw_positions(PLACES, title="x"))
    assert drawn["Beta Port"][2] / drawn["Alpha"][2] == pytest.approx(math.sqrt(4 / 9), abs=0.01)


def labels(root: ET.Element) -> list[ET.Element]:
    """Give the names or numbers beside the places, not those of the grid or of the list."""
    return [text for text in root.iter(f"{SVG}text") if "stroke-width" in text.attrib]


def crowded(count: int) -> list[Position]:
    """Give places on one spot of the map, with long names, and one far away."""
    far = Position("far", "Far Away (XX)", 20.0, 70.0, 1, "review")
    return [
        far,
        *(
            Position(
                str(n), f"Some Port of the Sea {n} (XX)", 45 + n / 9, 34 + n / 7, 9 - n, "hold"
            )
            for n in range(count)
        ),
    ]


def test_a_narrow_crowded_map_is_numbered_with_a_list_beneath() -> None:
    """Numbers beside the dots, each name once in the list, no leader line, nothing beyond."""
    root = ET.fromstring(draw_positions(crowded(8), title="x", width=380))
    beside = [text.text for text in labels(root)]
    assert beside == [str(number) for number in range(1, 10)]
    frame = root.find(f"{SVG}rect")
    assert frame is not None
    floor, high = float(frame.attrib["height"]), float(root.attrib["height"])
    listed = [t for t in root.iter(f"{SVG}text") if float(t.attrib["y"]) > floor]
    heaviest_first = [*(f"Some Port of the Sea {n} (XX)" for n in range(8)), "Far Away (XX)"]
    assert [(t.text or "").split(" ", 1)[0] for t in listed] == beside
    assert {(t.text or "").split(" ", 1)[1] for t in listed} == set(heaviest_first)
    assert (listed[0].text, floor < high) == ("1 Some Port of the Sea 0 (XX)", True)
    leaders = [line for line in root.iter(f"{SVG}line") if line.attrib["stroke-width"] == "1"]
    assert leaders == []
    for text in root.iter(f"{SVG}text"):
        left, wide = float(text.attrib["x"]), text_width(text.text or "", 13)
        anchor = text.attrib.get("text-anchor", "start")
        left -= {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -0.01
        assert left + wide <= 380.01, text.text
        assert float(text.attrib["y"]) <= high


def test_names_stand_beside_the_places_where_there_is_room() -> None:
    for width in (380, 960):
        names = {text.text for text in labels(ET.fromstring(draw(PLACES, width)))}
        assert names == {place.name for place in PLACES}


def test_a_wide_map_is_numbered_when_it_is_crowded() -> None:
    few, many = (ET.fromstring(draw(crowded(count), 960)) for count in (3, 30))
    assert "Far Away (XX)" in {text.text for text in labels(few)}
    assert {text.text for text in labels(many)} == {str(number) for number in range(1, 32)}


def test_few_places_get_no_large_frame() -> None:
    """Three places one above another would stand in an empty square."""
    for width, most in ((380.0, 0.7), (960.0, 0.4)):
        column = [Position(str(n), str(n), 40 + 5 * n, 50, 1, "hold") for n in range(3)]
        assert float(ET.fromstring(draw(column, width)).attrib["height"]) <= width * most


def draw(places: list[Position], width: float) -> str:
    return draw_positions(places, title="x", width=width)


PLACE = st.tuples(
    st.floats(-80, 80), st.floats(-179, 179), st.integers(0, 10**6), st.text(max_size=50)
)


@given(st.lists(PLACE, min_size=1, max_size=12), st.sampled_from([380, 960]))
@settings(deadline=None, max_examples=50)
def test_every_place_is_drawn_inside_and_labelled(
    drawn: list[tuple[float, float, int, str]], width: float
) -> None:
    places = [
        Position(str(n), f"{n} {name}", lat, lon, weight, "hold")
        for n, (lat, lon, weight, name) in enumerate(drawn)
    ]
    lines = [Line(str(n), "0", n) for n in range(len(places))]
    text = draw_positions(places, lines, title="x", width=width)
    root = ET.fromstring(text)
    high = float(root.attrib["height"])
    frame = root.find(f"{SVG}rect")
    assert frame is not None
    assert float(frame.attrib["height"]) <= width * 1.25
    rings = [c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
    assert len(rings) == len(places)
    for ring in rings:
        assert 0 <= float(ring.attrib["cx"]) <= width
        assert 0 <= float(ring.attrib["cy"]) <= high
    assert len(labels(root)) == len(places)
    assert text == draw_positions(places, lines, title="x", width=width)


def test_lines_end_at_the_places_they_name() -> None:
    """There and back are two curves; unknown ends and circles to oneself are not drawn."""
    lines = [Line("a", "d", 3), Line("d", "a", 1), Line("a", "zz", 1), Line("c", "c", 1)]
    text = draw_positions(PLACES, lines, title="x")
    drawn = circles(text)
    paths = [p for p in ET.fromstring(text).iter(f"{SVG}path") if p.find(f"{SVG}title") is not None]
    assert len(paths) == 2
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", paths[0].attrib["d"])]
    (x1, y1, r1), (x2, y2, r2) = drawn["Alpha"], drawn["Delta Terminal"]
    assert math.dist(numbers[:2], (x1, y1)) == pytest.approx(r1 + 2, abs=0.1)
    assert math.dist(numbers[4:], (x2, y2)) == pytest.approx(r2 + 3, abs=0.1)
    assert paths[0].attrib["d"] != paths[1].attrib["d"]
    assert "Alpha to Delta Terminal: 3 transactions" in text
    assert "Delta Terminal to Alpha: 1 transaction<" in text


def test_says_that_it_has_no_coastlines() -> None:
    assert "Positions only, without coastlines." in draw_positions(PLACES, title="x")


def test_no_position_is_said() -> None:
    assert "no position to draw" in draw_positions([], title="x")


def test_names_are_escaped_and_long_ones_cut() -> None:
    place = Position("a", "<script>" + "N" * 5000, 10, 10, 1, "hold")
    root = ET.fromstring(draw_positions([place], title="x"))
    assert not list(root.iter(f"{SVG}script"))
    label = labels(root)[0]
    assert (label.text or "").endswith("…")


def test_labels_near_one_another_stay_apart() -> None:
    spots = [Spot(200 + 6 * n, 150 + 3 * n, 6, 80, 16) for n in range(6)]
    boxes = [seat.box for seat in seat_labels(spots, [], width=400, height=300)]
    assert all(one.overlap(two) == 0 for one, two in itertools.combinations(boxes, 2))
    assert all(box.outside(400, 300) == 0 for box in boxes)


def test_labels_keep_off_obstacles() -> None:
    wall = Box(210, 0, 400, 300)
    (seat,) = seat_labels([Spot(200, 150, 6, 80, 16)], [wall], width=400, height=300)
    assert seat.box.overlap(wall) == 0
    assert seat.anchor == "end"


def test_a_label_without_room_is_still_seated() -> None:
    seats = seat_labels([Spot(5, 5, 6, 80, 16)] * 9, [], width=10, height=10)
    assert len(seats) == 9
