"""Columns over time: to scale, labelled, and nothing is too small to be seen."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.bars import Part
from counterflow.core.drawing.columns import count_columns

SVG = "{http://www.w3.org/2000/svg}"


def rects(svg: str) -> list[dict[str, str]]:
    return [element.attrib for element in ET.fromstring(svg).iter(f"{SVG}rect")]


def test_heights_are_to_one_scale() -> None:
    rows = [("2025-01", [Part("hold", 10)]), ("2025-02", [Part("hold", 5)])]
    one, two = (float(rect["height"]) for rect in rects(count_columns(rows, title="t")))
    assert one == 2 * two


def test_one_among_a_thousand_is_seen() -> None:
    svg = count_columns([("2025-01", [Part("stop", 1), Part("review", 1000)])], title="t")
    assert min(float(rect["height"]) for rect in rects(svg)) >= 3
    assert "2025-01: 1 stop, 1,000 review" in svg


def test_nothing_to_count_is_said() -> None:
    assert "nothing was counted" in count_columns([], title="t")
    assert "nothing was counted" in count_columns([("2025", [Part("stop", 0)])], title="t")


PARTS = st.lists(
    st.builds(Part, st.sampled_from(["stop", "hold", "review"]), st.integers(0, 10**6)), max_size=3
)


@given(st.lists(st.tuples(st.dates().map(lambda day: str(day)[:7]), PARTS), max_size=36))
def test_everything_stays_inside_the_frame(rows: list[tuple[str, list[Part]]]) -> None:
    for width in (380, 960):
        svg = count_columns(rows, title="t", width=width)
        box = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg)
        assert box
        for rect in rects(svg):
            assert float(rect["x"]) >= 0
            assert float(rect["x"]) + float(rect["width"]) <= width + 0.01
            assert float(rect["y"]) >= 0
            assert float(rect["y"]) + float(rect["height"]) <= float(box[2])
