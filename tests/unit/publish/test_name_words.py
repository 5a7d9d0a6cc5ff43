"""Two names word by word: what a reader sees is what was written."""

from __future__ import annotations

import pytest

from counterflow.core.model.matches import Comparison
from counterflow.publish.exports.name_words import word_by_word
from counterflow.watch.matching.compare import compare


def compare_persons(ours: str, theirs: str) -> Comparison:
    def entity(name: str) -> dict[str, object]:
        return {"schema": "Person", "properties": {"name": [name]}}

    return compare(entity(ours), entity(theirs))


def test_a_korean_name_is_shown_as_written_and_not_by_its_keys() -> None:
    words = word_by_word(compare_persons("Pak Yong Hi", "PAK, Jong Hi"))
    shown = {part for word in words for part in f"{word.ours} {word.theirs}".split()}
    assert {"pak", "hi"} <= shown <= {"pak", "yong", "jong", "hi"}


@pytest.mark.parametrize(
    ("ours", "theirs", "mine"),
    [
        ("أسامة القحطان", "Usama Qahtan Berik", ["أسامة", "القحطان", ""]),
        ("Usama Qahtan Berik", "أسامة القحطان", ["usama", "qahtan", "berik"]),
    ],
)
def test_words_without_vowels_are_shown_in_their_own_letters(
    ours: str, theirs: str, mine: list[str]
) -> None:
    words = word_by_word(compare_persons(ours, theirs))
    assert [word.ours for word in words] == mine
    shown = {word.ours for word in words} | {word.theirs for word in words}
    assert {"أسامة", "القحطان"} <= shown
    assert all("in another script" in word.says for word in words if word.ours and word.theirs)


def test_words_of_one_script_are_not_said_to_be_of_another() -> None:
    words = word_by_word(compare_persons("أسامة القحطان", "أسامة القحطان الزهراني"))
    assert words
    assert not any("script" in word.says for word in words)


def test_a_chinese_name_is_shown_as_written() -> None:
    words = word_by_word(compare_persons("Tseng Li-fen", "ZENG Lifen Brasdol"))
    assert not words or "tseng" in {part for word in words for part in word.ours.split()}


def test_a_weak_alias_that_is_capped_low_is_drawn_too() -> None:
    """The words of an alias of common words, which counts 0.65 at most, are shown as well."""
    ours = {"schema": "Company", "properties": {"name": ["Golden Star"]}}
    theirs = {
        "schema": "Company",
        "properties": {"name": ["Zubrovka Brasdol"], "weakAlias": ["GOLDEN STAR TRADING"]},
    }
    found = compare(ours, theirs)
    assert found.weak_alias
    assert found.features[0].weight == 0.65
    assert [word.says for word in word_by_word(found)] == ["same", "same", "only in the list"]


def test_words_of_another_alphabet_are_shown_as_written_where_each_stands_for_one() -> None:
    words = word_by_word(compare_persons("Бердыш Ольвин Trakow", "BERDYSH Olvyn"))
    assert [(word.ours, word.theirs, word.says) for word in words] == [
        ("бердыш", "berdysh", "same, in another script"),
        ("ольвин", "olvyn", "alike, in another script"),
        ("trakow", "", "only in your file"),
    ]


def test_accents_are_no_other_script() -> None:
    words = word_by_word(compare_persons("Jürgen Brasdöl", "JURGEN Brasdohl"))
    assert words
    assert not any("script" in word.says for word in words)
