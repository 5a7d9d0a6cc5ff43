"""Markup: text never breaks out, numbers are stable, characters that mislead are visible."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.drawing.markup import (
    element,
    number,
    picture,
    shorten,
    text_width,
    visible,
    words,
)

ANY = st.text(st.characters(), max_size=60)


@given(ANY, ANY)
def test_any_text_gives_well_formed_xml_that_says_it(inside: str, attribute: str) -> None:
    """Also with controls, surrogates and quotes."""
    root = ET.fromstring(element("text", words(inside), title=attribute))
    assert not list(root)
    # XML itself turns line ends into "\\n", and all blanks of an attribute into spaces.
    assert (root.text or "") == visible(inside).replace("\r\n", "\n").replace("\r", "\n")
    assert list(root.attrib) == ["title"]


@given(ANY)
def test_visible_twice_is_visible_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    visible(text).encode()


def test_ordinary_marks_of_direction_stay() -> None:
    """Persian writes U+200C inside words; an override never stands in an honest name."""
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert visible("a\u2067b\u2069") == "a⟨U+2067⟩b⟨U+2069⟩"


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_near(value: float) -> None:
    text = number(value)
    assert "e" not in text
    assert text != "-0"
    assert abs(float(text) - value) <= 0.00501


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cannot draw"):
        number(value)


def test_pictures_carry_title_and_description_first() -> None:
    """A screen reader takes the first child as the name."""
    root = ET.fromstring(picture("A <b>", "what & why", 10, 5, element("g"), class_="x"))
    assert [child.tag.split("}")[1] for child in root] == ["title", "desc", "g"]
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"] == "0 0 10 5"


@given(ANY, st.integers(1, 80))
def test_shortened_text_fits(text: str, most: int) -> None:
    assert len(shorten(text, most)) <= most
    assert shorten(text, 60) == text


def test_width_follows_the_script() -> None:
    assert text_width("港港", 10) > text_width("ab", 10)
    assert text_width("e\u0301", 10) == text_width("e", 10)
