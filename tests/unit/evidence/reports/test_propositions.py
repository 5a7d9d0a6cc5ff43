"""What is attributed is cut into clauses that can be true or false, each with its own stance."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text


def said(text: str) -> list[tuple[str, str, str]]:
    return [(one.stance, one.modality, one.text) for one in read_text(text).assertions]


def test_a_row_of_participles_is_a_row_of_propositions() -> None:
    found = said(
        "The navy said the drones were built in Iran, shipped by sea and then used at war."
    )
    assert [words for _, _, words in found] == [
        "the drones were built in Iran",
        "shipped by sea",
        "then used at war",
    ]


def test_a_semicolon_parts_two_propositions() -> None:
    found = said("The navy said the port was shut; the ships had left a week before.")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("We have never sold arms to anybody", "deny"),
        ("There was no offer at all", "deny"),
        ("Not one crate left the port", "deny"),
        ("We have offered missiles to nobody", "deny"),
        ("It is true that parts were sold", "acknowledge"),
        ("It is not true that parts were sold", "deny"),
        ("We will impose new sanctions", "plan"),
        ("We do not know who sold them", "assert"),
        ("The parts were sold in May", "assert"),
    ],
)
def test_words_bring_their_own_stance(words: str, stance: str) -> None:
    assert said(f'"{words}," said the spokesman.')[0][0] == stance


@pytest.mark.parametrize(
    ("words", "modality"),
    [
        ("the parts may have been sold", "possible"),
        ("the parts were probably sold", "hedged"),
        ("the parts appear to be new", "hedged"),
        ("the parts were sold", "certain"),
    ],
)
def test_words_bring_their_own_modality(words: str, modality: str) -> None:
    assert said(f"The spokesman said that {words}.")[0][1] == modality


def test_what_is_had_in_hand_is_the_authority() -> None:
    (one,) = read_text('"We have evidence that the parts were sold," said the envoy.').assertions
    assert (one.text, one.authority) == ("the parts were sold", "We evidence")


def test_they_who_believe_plan_nothing() -> None:
    text = "Critics say the law is weak. They believe that it will be repealed."
    assert [stance for stance, _, _ in said(text)] == ["assert", "assert"]
