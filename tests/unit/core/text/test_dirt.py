"""What a system did to a name is undone, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.text.dirt import cleaned
from counterflow.core.text.names import read_name

NAMES = ("Иван Петров", "محمد رضا", "Łódź Głów", "李小敏", "Gödel’s “Söhne” – AG")
CLEAN = (
    "İstanbul ÇELİK", "François Ñandú", "Пётр Ґалаган «Рёв»", "Åsa Öberg", "ÜÖÄ Ñ", "AT&T",
    "Smith & Sons; Ltd", "Ærø", "Éa",
)  # fmt: skip


def _misread(text: str, page: str) -> str:
    return "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp1251"])
def test_text_read_in_another_encoding_once_or_twice_is_read_again(name: str, page: str) -> None:
    once = _misread(name, page)
    assert cleaned(once) == name
    assert cleaned(_misread(once, page)) == name


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_text_stays(name: str) -> None:
    assert cleaned(name) == name


def test_entities_escaped_twice_are_read() -> None:
    assert cleaned("Orlik &amp;amp; S&amp;#246;hne") == "Orlik & Söhne"
    read = read_name("Orlik &amp; Kaviel Ltd")
    assert read.words == read_name("Orlik & Kaviel Ltd").words
    assert read.text == "Orlik &amp; Kaviel Ltd"


@given(st.text(max_size=30))
def test_what_is_clean_is_not_changed_again(text: str) -> None:
    once = cleaned(text)
    if "&" not in once:
        assert cleaned(once) == once or len(cleaned(once)) < len(once)


@given(st.text(alphabet=st.characters(min_codepoint=0x400, max_codepoint=0x44F), min_size=1))
def test_cyrillic_survives_the_western_code_page(name: str) -> None:
    assert cleaned(_misread(name, "cp1252")) == cleaned(name)
