"""Ways in which ordinary news attributes beside "said that"; all sentences are invented."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text


def said(text: str) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in read_text(text).assertions]


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "A poll found that most voters oppose public money for the stadium.",
            "poll",
            "most voters oppose public money for the stadium",
        ),
        (
            "Police chiefs are convinced that the true figure is higher.",
            "Police chiefs",
            "the true figure is higher",
        ),
        (
            "The department's claim that it never hid the leak was met with laughter.",
            "department",
            "it never hid the leak",
        ),
        (
            "That figure is exaggerated, the board's chairman, Luis Prado, told a radio station.",
            "Luis Prado",
            "That figure is exaggerated",
        ),
        (
            "In the view of Luis Prado, insurers should pay for the fruit.",
            "Luis Prado",
            "insurers should pay for the fruit",
        ),
        ('"My kids have been drinking this," shouted one man.', "one man", None),
    ],
)
def test_news_attributes_in_many_ways(text: str, speaker: str, words: str | None) -> None:
    (one,) = read_text(text).assertions
    assert one.speaker == speaker
    assert words is None or one.text == words


def test_cues_in_a_row_keep_their_own_words() -> None:
    found = said("The group believes the law is unfair and intends to challenge it in court.")
    assert ("group", "the law is unfair") in found
    assert ("group", "to challenge it in court") in found


def test_a_participle_behind_a_saying_is_the_speakers() -> None:
    found = said("The minister said his country was neutral, rejecting a claim by the rebels.")
    assert found[0] == ("minister", "his country was neutral")
    assert found[1] == ("minister", "a claim by the rebels")


def test_what_is_seen_to_happen_is_nobodys_word() -> None:
    assert said("Volunteers saw their readings drop by four points.") == []


def test_who_declines_to_be_named_announces_nothing() -> None:
    (one,) = read_text('"We were close," the official, who declined to be named, said.').assertions
    assert one.stance == "assert"


def test_sentences_of_one_quotation_stay_together() -> None:
    found = read_text('Gwen Tolley was angry. "Letters went astray. Phones rang," she said.')
    words = [one.text for one in found.assertions if one.quotation == "direct"]
    assert words == ["Letters went astray", "Phones rang"]


def test_rumours_of_nobody_in_particular_are_unnamed() -> None:
    found = read_text("The bank closed amid reports that its vaults were empty.").assertions
    assert [(one.speaker, one.text) for one in found] == [("unnamed", "its vaults were empty")]
