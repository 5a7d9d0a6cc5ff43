"""Things of the field are found by word lists, the longest wording first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.reports.items import find_items, items_by_id


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Su-35 fighter jets", ["su-35", "fighter-jet"]),
        ("a Shahed-136 and two YAK-130 trainers", ["shahed-136", "yak-130"]),
        ("Shahed 136", ["shahed-136"]),
        ("uncrewed aerial vehicles", ["uav"]),
        ("a quarrel over droning bees", []),
    ],
)
def test_items_are_found_by_name_and_kind(text: str, ids: list[str]) -> None:
    assert [one.item.id for one in find_items(text)] == ids


def test_every_wider_kind_is_an_item() -> None:
    items = items_by_id()
    assert {one.of for one in items.values() if one.of} <= set(items)


@given(st.text(max_size=100))
def test_items_lie_where_they_say(text: str) -> None:
    for one in find_items(text):
        assert text[one.start : one.end] == one.text
