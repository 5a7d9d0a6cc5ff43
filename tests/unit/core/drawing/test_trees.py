"""Trees: every row is there, told in words, and nothing of a stranger's breaks out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from counterflow.core.drawing.trees import TreeRow, tree_plot

steps = st.lists(st.integers(0, 3), max_size=12)


def _rows(found: list[int], label: str) -> list[TreeRow]:
    rows, depth = [TreeRow(0, label)], 0
    for step in found:
        depth = max(1, min(step, depth + 1))
        rows.append(TreeRow(depth, label, f"holds {step} %", "stop" if step == 2 else ""))
    return rows


@given(steps, st.text(max_size=20))
def test_every_row_is_drawn_and_told(found: list[int], label: str) -> None:
    rows = _rows(found, label)
    root = etree.fromstring(tree_plot(rows, title="Owners").encode())
    groups = [one for one in root if one.tag.endswith("}g")]
    assert len(groups) == len(rows)
    assert len([one for one in root if one.tag.endswith("}path")]) == len(rows) - 1


def test_hostile_labels_stay_text() -> None:
    drawn = tree_plot([TreeRow(0, "<script>alert(1)</script>")], title="x")
    assert "<script>" not in drawn
    assert "nobody is known" in tree_plot([], title="x")


@pytest.mark.parametrize("depths", [[1], [0, 2], [0, 1, 0], [0, -1]])
def test_a_row_without_its_parent_is_an_error(depths: list[int]) -> None:
    with pytest.raises(ValueError, match="belongs to no row"):
        tree_plot([TreeRow(depth, "x") for depth in depths], title="x")
