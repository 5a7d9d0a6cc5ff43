"""Which body "it", "the airline" and "the foreign ministry" take up; reports invented."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.language import language
from counterflow.evidence.reports.named_bodies import is_body, stands_for
from counterflow.evidence.reports.reading import read_text


def speakers(text: str) -> list[str]:
    return [one.speaker for one in read_text(text).assertions if one.speaker != "newsroom"]


def test_a_body_told_of_is_taken_up_though_it_never_spoke() -> None:
    text = "Halder Group opened a plant in Bursa. The company said it sold to hospitals."
    assert speakers(text) == ["Halder Group"]


def test_it_is_the_body_of_the_sentence_before() -> None:
    text = (
        "The bank said fees would rise. Pelagos Lines operates two ships. It denied carrying arms."
    )
    assert speakers(text)[-1] == "Pelagos Lines"


def test_the_foreign_ministry_is_of_the_country_that_spoke() -> None:
    text = (
        "1 June 2023. Iran rejected the report. The foreign ministry said on Wednesday that no "
        "drones had been sent."
    )
    reading = read_text(text)
    assert {one.occasion for one in reading.assertions} == {"government-ir@2023-06-01"}


def test_a_project_is_no_company() -> None:
    (sentence,) = language()("Ironwood Tracing Project published its findings.").sents
    project = next(word for word in sentence if word.text == "Project")
    assert not stands_for("company", project)
    assert not is_body(next(word for word in sentence if word.text == "findings"))
