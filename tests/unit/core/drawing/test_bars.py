"""Bars: labels for every part, nothing too small to see, the score's marks in place."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.bars import Part, count_bars, score_bar, stacked_bar
from counterflow.core.drawing.marks import mark, paint, tone
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome

SVG = "{http://www.w3.org/2000/svg}"
HEADLINES = (*map(str, Outcome), NOT_FULLY_SCREENED)


def segments(text: str) -> list[float]:
    """Widths of the parts: the rectangles that carry a title of their own."""
    rects = ET.fromstring(text).iter(f"{SVG}rect")
    return [float(rect.attrib["width"]) for rect in rects if rect.find(f"{SVG}title") is not None]


@given(st.lists(st.integers(0, 10**9), max_size=5), st.sampled_from([380, 960]))
def test_stacked_bar_shows_every_part_and_fills_its_width(counts: list[int], width: int) -> None:
    parts = [Part(word, count) for word, count in zip(HEADLINES, counts, strict=False)]
    text = stacked_bar(parts, title="Headlines", width=width)
    drawn = segments(text)
    assert len(drawn) == sum(1 for count in counts if count)
    assert all(wide >= 2.9 for wide in drawn)
    if drawn:
        assert sum(drawn) == pytest.approx(width, abs=0.1)
    words = "".join(ET.fromstring(text).itertext())
    assert all(f"{part.headline} {part.count:,}" in words for part in parts)


def test_stacked_bar_is_in_proportion() -> None:
    one, three = segments(stacked_bar([Part("stop", 1), Part("hold", 3)], title="x", width=400))
    assert (one, three) == (100, 300)


def test_one_among_a_million_is_seen() -> None:
    assert min(segments(stacked_bar([Part("stop", 1), Part("hold", 10**6)], title="x"))) >= 2.9


def test_legend_stays_within_a_narrow_width() -> None:
    parts = [Part(word, 10**6) for word in HEADLINES]
    root = ET.fromstring(stacked_bar(parts, title="x", width=380))
    starts = [float(text.attrib["x"]) for text in root.iter(f"{SVG}text")]
    rows = {text.attrib["y"] for text in root.iter(f"{SVG}text")}
    assert max(starts) < 300
    assert len(rows) > 2
    assert max(float(row) for row in rows) < float(root.attrib["height"])


def test_count_bars_share_one_scale() -> None:
    rows = [("goods", [Part("hold", 4)]), ("party", [Part("stop", 1), Part("hold", 1)])]
    text = count_bars(rows, title="By kind", width=400)
    assert segments(text) == [400, 100, 100]
    assert "party: 1 stop, 1 hold" in text


def test_nothing_to_count_is_said() -> None:
    assert "nothing was counted" in count_bars([], title="x")
    assert "nothing was counted" in stacked_bar([], title="x")


@pytest.mark.parametrize(("score", "wide"), [(0.0, 0), (0.7, 112), (1.0, 160), (1.4, 160), (-1, 0)])
def test_score_bar_reaches_to_its_score(score: float, wide: float) -> None:
    rects = list(ET.fromstring(score_bar(score)).iter(f"{SVG}rect"))
    assert float(rects[1].attrib["width"]) == wide


def test_score_bar_has_the_deciding_marks() -> None:
    lines = list(ET.fromstring(score_bar(0.5)).iter(f"{SVG}line"))
    assert [float(line.attrib["x1"]) for line in lines] == [113, 145]
    with pytest.raises(ValueError, match="finite"):
        score_bar(math.nan)


@pytest.mark.parametrize("draw", [stacked_bar, count_bars])
def test_labels_are_escaped(draw: object) -> None:
    hostile = '</title><script>"&\x00'
    part = Part(hostile, 1)
    text = (
        stacked_bar([part], title=hostile)
        if draw is stacked_bar
        else count_bars([(hostile, [part])], title=hostile)
    )
    root = ET.fromstring(text)
    assert not list(root.iter(f"{SVG}script"))
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == hostile.replace("\x00", "⟨U+0000⟩")


def test_every_headline_has_its_own_shape_and_colour() -> None:
    """Without its colours, each mark still differs from every other."""
    shapes = {re.sub(r"var\([^)]*\)", "", mark(word)) for word in HEADLINES}
    assert len(shapes) == len(HEADLINES)
    assert len({paint(tone(word)) for word in HEADLINES}) == len(HEADLINES)


def test_an_unknown_word_never_looks_like_no_match() -> None:
    assert tone("something new") == "partial"
