"""Shares beside their floors: in words, in place, and never outside the frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.shares import ShareRow, share_plot

SVG = "{http://www.w3.org/2000/svg}"
shares = st.floats(0, 1)
rows = st.lists(
    st.builds(
        lambda label, values, floor: ShareRow(label, values[1], values[0], values[2], floor),
        st.text(st.characters(codec="utf-8"), max_size=20),
        st.tuples(shares, shares, shares).map(sorted),
        st.none() | shares,
    ),
    max_size=6,
)


@given(rows, st.sampled_from([380.0, 960.0]))
def test_every_mark_stands_inside_the_frame(drawn: list[ShareRow], width: float) -> None:
    root = ET.fromstring(share_plot(drawn, title="Found", width=width))
    high = float(root.attrib["height"])
    for part in root.iter():
        for name, limit in (("x", width), ("x1", width), ("x2", width), ("cx", width), ("y", high),
                            ("y1", high), ("y2", high), ("cy", high)):  # fmt: skip
            if name in part.attrib:
                assert -1 <= float(part.attrib[name]) <= limit + 1
        if part.tag == f"{SVG}rect":
            assert float(part.attrib["x"]) + float(part.attrib["width"]) <= width + 1


def test_a_breach_is_told_by_shape_word_and_place() -> None:
    held, breached = ShareRow("a", 0.97, 0.95, 0.99, 0.96), ShareRow("b", 0.9, 0.85, 0.94, 0.96)
    root = ET.fromstring(share_plot([held, breached], title="Found"))
    assert len(root.findall(f".//{SVG}circle")) == 1
    assert [t.text for t in root.findall(f".//{SVG}text")].count("breached") == 1
    (dot,) = root.findall(f".//{SVG}circle")
    square = next(r for r in root.iter(f"{SVG}rect") if r.attrib["height"] == "10")
    assert float(square.attrib["x"]) + 5 < float(dot.attrib["cx"])
    assert "b: 0.900 (0.850 to 0.940), floor 0.96, breached" in (root.findtext(f"{SVG}desc") or "")


def test_what_was_not_measured_is_no_zero() -> None:
    drawn = share_plot([ShareRow("a", None, floor=0.9)], title="Found")
    assert "not measured" in drawn
    assert not re.search("<circle|breached", drawn)
    assert "nothing was measured" in share_plot([], title="Found")


def test_a_share_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share_plot([ShareRow("a", 1.2, 0, 1)], title="Found")
