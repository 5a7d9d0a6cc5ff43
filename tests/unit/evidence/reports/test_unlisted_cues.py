"""Cues that no table lists, quotations whose parse breaks, rows of deeds; sentences invented."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text


def said(text: str) -> list[tuple[str, str]]:
    return [(one.speaker, one.text) for one in read_text(text).assertions]


def test_a_clause_with_that_is_the_word_of_who_can_speak() -> None:
    found = said("Counsel Mina Joss submitted that the ledger was incomplete.")
    assert found == [("Mina Joss", "the ledger was incomplete")]


def test_an_outcome_is_nobodys_word() -> None:
    assert said("The mayor made sure that the road was open.") == []


def test_a_verb_beside_a_quotation_says_who_spoke_it() -> None:
    text = 'Rita Holm spoke first. "It was dark," quavered Tom Ebbs, a porter.'
    assert ("Tom Ebbs", "It was dark") in said(text)


def test_an_office_between_quotation_and_cue_does_not_hide_the_speaker() -> None:
    text = (
        '"We closed them in March, long before anybody wrote to us," the chairwoman of its board, '
        "Ada Toko, said."
    )
    assert {speaker for speaker, _ in said(text)} == {"Ada Toko"}


def test_a_finite_verb_behind_a_gerund_goes_on_with_the_cue() -> None:
    found = read_text(
        "The army denied targeting the market and accused insurgents of firing from the hills."
    )
    assert [(one.stance, one.text) for one in found.assertions] == [
        ("deny", "targeting the market"),
        ("assert", "firing from the hills"),
    ]


def test_who_speaks_in_a_clause_set_against_it_is_another() -> None:
    found = said("The union said pay had fallen, while the bank said it had risen.")
    assert ("union", "pay had fallen") in found
    assert all(speaker != "union" or "bank" not in words for speaker, words in found)


def test_silence_is_no_word() -> None:
    assert said("The firm declined to say who had paid.") == []
    assert said("The firm said it had no comment.") == []


def test_a_thing_is_told_of_with_its_figure() -> None:
    assert said("The council put the death toll at 19.") == [("council", "the death toll at 19")]


def test_a_cue_set_before_its_speaker_tells_of_the_whole_sentence() -> None:
    (one,) = read_text("The question, said Mr. Lee, is whether voters care.").assertions[:1]
    assert one.speaker == "Lee"


def test_a_name_in_brackets_is_no_quotation() -> None:
    text = 'Ada Toko said it was over. The list names Kadra LLC (a.k.a. "Kadra Trading and Sons").'
    assert [words for _, words in said(text)] == ["it was over"]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The fire service said that no one was hurt.", "assert"),
        ("The ministry said that no drones had been sent.", "deny"),
        ("The port authority said it had seen no evidence of a transfer.", "deny"),
        ("The envoy called the report a fabrication.", "deny"),
        ("The agency has not admitted liability.", "deny"),
    ],
)
def test_a_no_denies_where_it_answers_a_charge(text: str, stance: str) -> None:
    assert [one.stance for one in read_text(text).assertions] == [stance]


def test_both_who_rejects_an_argument_and_who_makes_it_say_something() -> None:
    found = read_text("The jury rejected his argument that the gun had jammed.").assertions
    assert {one.stance for one in found} == {"deny", "assert"}
