"""An entry of a list is shown by a name of its own."""

from __future__ import annotations

import pytest

from counterflow.core.model.listings import Listing


@pytest.mark.parametrize(
    ("properties", "caption"),
    [
        ({"name": ["A", "B"], "alias": ["C"]}, "A"),
        ({"weakAlias": ["W"], "alias": ["C"]}, "C"),
        ({"previousName": ["P"], "weakAlias": ["W"]}, "W"),
        ({"name": [], "previousName": ["P"]}, "P"),
        ({"country": ["ir"]}, "id-1"),
    ],
)
def test_a_caption_is_the_first_name_there_is(
    properties: dict[str, list[str]], caption: str
) -> None:
    assert Listing("id-1", "l", "Company", properties).caption == caption
