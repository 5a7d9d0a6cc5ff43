"""Columns over time: to scale, labelled, and nothing is too small to be seen."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.bars import Part
from counterflow.core.drawing.columns import count_columns
from counterflow.core.drawing.markup import text_width

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


def labels(svg: str) -> list[tuple[float, str]]:
    """Give place and words of what stands below the columns."""
    texts = ET.fromstring(svg).iter(f"{SVG}text")
    found = [text for text in texts if text.attrib.get("text-anchor", "start") == "start"]
    return [(float(text.attrib["x"]), text.text or "") for text in found]


def test_the_last_month_is_named_whole() -> None:
    """The label is wider than its column; it is pulled in and no other touches it."""
    rows = [(f"2025-{month:02}", [Part("hold", 1)]) for month in range(1, 13)] * 3
    for count in range(1, 37):
        for width in (380, 960):
            found = labels(count_columns(rows[:count], title="t", width=width))
            assert found[-1][1] == rows[count - 1][0]
            assert found[0][1] in ("2025-01", found[-1][1])
            ends = [x + text_width(text, 12) for x, text in found]
            assert ends[-1] <= width + 0.01
            starts = [x for x, _ in found[1:]]
            assert all(end < start for end, start in zip(ends, starts, strict=False))


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
