"""Towns of reports: settled by the nearest country, else by size, and read where a parser errs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.evidence.reports.named_places import nearest
from counterflow.evidence.reports.towns import find_town


def test_a_country_beside_it_settles_a_name() -> None:
    at_clyde = find_town("Hamilton", ("GB",))
    assert at_clyde is not None
    assert at_clyde[0] == "GB"
    assert find_town("Springfield") is None


def test_ways_of_writing_one_name_meet() -> None:
    assert find_town("Esfahan", ("IR",)) == find_town("Isfahan", ("IR",))


@given(st.text(max_size=30))
def test_no_text_is_placed_off_the_globe(name: str) -> None:
    found = find_town(name)
    assert found is None or (-90 <= found[1] <= 90 and -180 <= found[2] <= 180)


def test_the_country_right_behind_a_place_comes_first() -> None:
    assert nearest([("RU", 0), ("IR", 42)], 30, 40) == ("IR", "RU")


def test_towns_that_a_parser_takes_for_persons_are_places() -> None:
    pytest.importorskip("spacy")
    from counterflow.evidence.reports.reading import read_text

    text = "The freight left Bandar Abbas for Port Sudan. The company ships grain via Dubai."
    found = {one.text: one for one in read_text(text).entities}
    for name in ("Port Sudan", "Dubai"):
        assert found[name].kind == "Place"
        assert found[name].latitude is not None
    assert "ships" not in found
