"""Folding: one comparable form for any script, the same when folded again."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from counterflow.core.text.scripts import fold, is_skeletal

CASES = [
    ("АО «ОЭЗ ППТ Алабуга»", "ao oez ppt alabuga"),
    ("Ёлка Щука Жёлудь", "elka shchuka zhelud"),
    ("Yeşilkaya Havacılık A.Ş.", "yesilkaya havacilik as"),
    ("İSTANBUL", "istanbul"),
    ("Straße Ørsted Łódź", "strasse orsted lodz"),
    ("Ta'if O’Brien Shagivaleʼev", "taif obrien shagivaleev"),
    ("S.A. de C.V.", "sa de cv"),
    ("A.B. Brasdol", "ab brasdol"),
    ("Brasdol A.B", "brasdol a b"),
    ("no.5 v.2", "no 5 v 2"),
    ("Müller & Söhne", "muller and sohne"),
    ("ＡＢＣ　１２３", "abc 123"),
    ("ﬁne", "fine"),
    ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
    ("tab\tnew\nline\u00a0space", "tab new line space"),
    ("...", ""),
    ("", ""),
]


@pytest.mark.parametrize(("written", "folded"), CASES)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.one_of(strategies.any_text, st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґқ &.'-")))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert re.fullmatch(r"[0-9a-z]*( [0-9a-z]+)*", folded)


@given(strategies.names)
def test_case_and_punctuation_change_nothing(name: str) -> None:
    assert fold(name.upper()) == fold(name.replace(" ", " - ")) == fold(f"«{name}».") == name


def test_letters_that_one_keyboard_puts_for_another_fold_alike() -> None:
    """Persian and Arabic keyboards write yeh and kaf with different code points."""
    assert fold("شركة ماهان") == fold("شرکه ماهان")
    assert fold("علي") == fold("علی")


def test_han_characters_are_syllables() -> None:
    assert len(fold("深圳贸易").split()) == 4


@pytest.mark.parametrize(
    ("text", "skeletal"),
    [("ماهان", True), ("חברה", True), ("Mahan", False), ("Алабуга", False), ("", False)],
)
def test_scripts_without_vowels_are_told(text: str, *, skeletal: bool) -> None:
    assert is_skeletal(text) is skeletal
