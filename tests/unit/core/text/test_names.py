"""Names read into weighed words, legal forms and numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given

import strategies
from counterflow.core.text.brackets import without_brackets
from counterflow.core.text.names import read_name
from counterflow.core.text.word_sounds import skeleton, sound_key
from counterflow.core.text.word_weights import are_opposites, word_weight


@pytest.mark.parametrize(
    ("written", "words", "legal"),
    [
        ("OOO Brasdol", ("brasdol",), {"limited"}),
        ("Brasdol Limited Liability Company", ("brasdol",), {"limited"}),
        ("Brasdol GmbH", ("brasdol",), {"limited"}),
        ("Общество с ограниченной ответственностью Брасдол", ("brasdol",), {"limited"}),
        ("AS", ("as",), set()),
        ("Ltd.", ("ltd",), set()),
        ("S.A. de C.V. Brasdol", ("brasdol",), None),
        ("", (), set()),
        ("—", (), set()),
    ],
)
def test_legal_forms_are_taken_out_unless_nothing_remains(
    written: str, words: tuple[str, ...], legal: set[str] | None
) -> None:
    form = read_name(written)
    assert form.words == words
    if legal is None:
        assert form.legal
    else:
        assert form.legal == legal


def test_abbreviations_are_written_out() -> None:
    assert read_name("Brasdol Intl").words == read_name("Brasdol International").words


def test_numbers_are_kept_apart() -> None:
    form = read_name("Brasdol 3 Plant 17B")
    assert form.numbers == {"3", "17b"}


@given(strategies.names)
def test_a_form_is_whole(name: str) -> None:
    form = read_name(name)
    assert len(form.words) == len(form.weights) > 0
    assert all(0 < weight <= 1 for weight in form.weights)
    assert form.compact == "".join(form.words)
    assert form.bag.split() == sorted(form.words)


@given(strategies.any_text)
def test_any_text_can_be_read(text: str) -> None:
    form = read_name(text)
    assert form.text == text
    assert len(form.words) == len(form.weights)


@given(strategies.words)
def test_a_sound_is_heard_once(word: str) -> None:
    """No letter is doubled, and vowels never stand in a skeleton."""
    heard = sound_key(word)
    assert all(one != other for one, other in pairwise(heard))
    assert not set(skeleton(word)) & set("aeiou")


@pytest.mark.parametrize(
    ("one", "other"),
    [("hossein", "hosein"), ("kasem", "qasem"), ("shchukin", "shukin"), ("yuri", "iuri")],
)
def test_romanisations_of_one_word_sound_alike(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other)


@pytest.mark.parametrize(
    ("word", "weight"), [("q", 0.3), ("7", 0.3), ("zq", 0.7), ("77", 1.0), ("brasdol", 1.0)]
)
def test_short_words_weigh_less(word: str, weight: float) -> None:
    assert word_weight(word) == weight


def test_sisters_are_told_apart() -> None:
    assert are_opposites("north", "south")
    assert not are_opposites("north", "north")
    assert not are_opposites("north", "brasdol")
    assert not are_opposites("brasdol", "north")


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("Brasdol (Mado)", "Brasdol"),
        ("Brasdol [x] Fengri {y}", "Brasdol Fengri"),
        ("(Mado)", "(Mado)"),
        ("Brasdol (open", "Brasdol (open"),
    ],
)
def test_brackets_are_left_out_unless_nothing_remains(written: str, short: str) -> None:
    assert without_brackets(written) == short


def test_a_name_without_vowels_finds_its_legal_form_by_consonants() -> None:
    form = read_name("شرکت ماهان")
    assert form.skeletal
    assert len(form.words) == 1
    assert form.legal
