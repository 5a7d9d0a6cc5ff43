"""The drawings of dossiers: well-formed, escaped, the same every time, labels apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.flow_graph import Lane, draw_flows
from counterflow.core.drawing.markup import text_width
from counterflow.core.drawing.site_map import Mark, Outline, Span, draw_site_map
from counterflow.core.drawing.timeline import Row, draw_timeline
from counterflow.core.drawing.wrapping import wrapped

HOSTILE = '"><script>alert(1)</script>\u202e&'
WIDTHS = st.sampled_from([320.0, 380.0, 960.0])
DAYS = st.none() | st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
ROWS = st.lists(
    st.builds(Row, DAYS, DAYS, st.text(max_size=80), st.just("then"),
              st.sampled_from(["published", "said", "period"])), max_size=8,
)  # fmt: skip
LANES = st.lists(
    st.builds(Lane, st.sampled_from("ABC"), st.sampled_from("DEF"), st.text(max_size=80),
              st.sampled_from(["asserted", "denied", "planned"])), max_size=6,
)  # fmt: skip
MARKS = st.lists(
    st.builds(Mark, st.uuids().map(str), st.text(min_size=1, max_size=30), st.floats(-80, 80),
              st.floats(-170, 170), st.sampled_from(["site", "place", "route"])),
    max_size=7, unique_by=lambda mark: mark.id,
)  # fmt: skip


def _texts(svg: str) -> list[tuple[float, float, float, float]]:
    """Give the boxes of all texts as they are drawn, a little narrower than estimated."""
    boxes = []
    for node in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size = float(node.get("font-size", 14))
        wide = text_width(node.text or "", size)
        x, y = float(node.get("x", 0)), float(node.get("y", 0))
        left = {"end": x - wide, "middle": x - wide / 2}.get(node.get("text-anchor", ""), x)
        boxes.append((left + 1, y - size * 0.75, left + wide - 1, y))
    return boxes


def _overlaps(svg: str) -> list[tuple[int, int]]:
    boxes = _texts(svg)
    return [
        (i, j)
        for i, a in enumerate(boxes)
        for j, b in enumerate(boxes[:i])
        if min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])
    ]


@given(ROWS, WIDTHS)
def test_a_timeline_is_one_picture_whose_words_never_meet(rows: list[Row], width: float) -> None:
    svg = draw_timeline(rows, title="Days", width=width)
    assert svg == draw_timeline(rows, title="Days", width=width)
    assert not _overlaps(svg)


def test_a_timeline_of_some_days_has_days_on_its_scale() -> None:
    """A single month at the edge tells nobody which day a mark is."""
    days = [dt.date(2023, 6, 9), dt.date(2023, 7, 4)]
    svg = draw_timeline([Row(one, one, "Said", str(one), "said") for one in days], title="Days")
    marks = re.findall(r">(2023-0\d-\d\d)<", svg)
    assert len(marks) > 3
    assert not _overlaps(svg)


@given(LANES, WIDTHS)
def test_flows_are_one_picture_whose_words_never_meet(lanes: list[Lane], width: float) -> None:
    svg = draw_flows(lanes, title="Flows", width=width)
    assert svg == draw_flows(lanes, title="Flows", width=width)
    assert not _overlaps(svg)


@given(MARKS, WIDTHS)
def test_a_map_names_every_mark(marks: list[Mark], width: float) -> None:
    svg = draw_site_map(marks, title="Map", width=width, routes=[[m.id for m in marks]])  # type: ignore[list-item]
    ET.fromstring(svg)
    listed = re.findall(r"<title>", svg)
    assert len(listed) == 1 + len(marks)


def test_two_near_marks_have_labels_apart() -> None:
    marks = [
        Mark("a", "Fjellvik Industrial Park", 60.35, 5.9, "site"),
        Mark("b", "Bergen", 60.39, 5.32),
        Mark("c", "Oslo", 59.91, 10.75),
        Mark("d", "North Sea", 61.5, -2.0, "route"),
        Mark("e", "Reykjavik", 64.15, -21.94),
    ]
    spans = [Span("c", "a", "Oslo to the park: 300 km stated, 273 km computed")]
    for width in (380.0, 760.0, 960.0):
        svg = draw_site_map(marks, title="Map", spans=spans, routes=[("b", "d", "e")], width=width)
        assert not _overlaps(svg)
        assert "300 km stated" in svg


def test_a_footprint_alone_makes_a_map() -> None:
    outline = Outline(((5.0, 60.0), (6.0, 60.0), (6.0, 61.0), (5.0, 60.0)), "plant.tif")
    svg = draw_site_map([], title="Map", outlines=[outline])
    assert "Footprint: plant.tif" in svg
    assert "no position" in draw_site_map([], title="Map")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: draw_timeline(
            [Row(dt.date(2030, 1, 1), None, HOSTILE, HOSTILE, "said")], title=HOSTILE
        ),
        lambda: draw_flows([Lane(HOSTILE, HOSTILE, HOSTILE, HOSTILE)], title=HOSTILE),
        lambda: draw_site_map([Mark("a", HOSTILE, 1, 1)], title=HOSTILE),
    ],
    ids=["timeline", "flows", "map"],
)
def test_hostile_words_stay_words(draw: Callable[[], str]) -> None:
    svg = draw()
    assert "<script" not in svg
    assert "\u202e" not in svg
    ET.fromstring(svg)


def test_a_denied_flow_is_dotted_and_says_so() -> None:
    svg = draw_flows([Lane("A", "B", "rigs", "denied")], title="Flows")
    assert 'stroke-dasharray="2 5"' in svg
    assert "rigs (denied)" in svg


def test_flows_back_share_one_pair_of_boxes() -> None:
    svg = draw_flows([Lane("A", "B", "x", "asserted"), Lane("B", "A", "y", "asserted")], title="F")
    assert svg.count("<rect") == 2


@given(st.text(), st.floats(30, 400))
def test_wrapped_lines_fit(text: str, width: float) -> None:
    lines = wrapped(text, width, 13)
    assert 1 <= len(lines) <= 3
    assert all(text_width(line, 13) <= width or len(line) <= 1 for line in lines)


def test_a_distance_without_its_mark_is_listed_without_a_line() -> None:
    said = "Oslo to the park: 300 km stated; not computed"
    svg = draw_site_map([Mark("a", "Park", 60.35, 5.9)], title="Map", spans=[Span("", "a", said)])
    assert f">{said}<" in svg
    assert "stroke-dasharray" not in svg
