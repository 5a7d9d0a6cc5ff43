"""One speaker has one id, by name, title, office and pronoun."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text
from counterflow.evidence.reports.speaker_bodies import body_within, country_within, named_body
from counterflow.evidence.reports.speaker_names import bare, slug, without_title


def speakers(text: str) -> list[str]:
    return [one.speaker for one in read_text(text).assertions]


@pytest.mark.parametrize(
    "again",
    [
        "He said that the engines came by sea.",
        "Mr Brandt said that the engines came by sea.",
        "Brandt added that the engines came by sea.",
    ],
)
def test_a_person_named_again_is_the_same(again: str) -> None:
    text = f"Customs officer Ivo Brandt said that the crates were empty. {again}"
    assert speakers(text) == ["Ivo Brandt", "Ivo Brandt"]


def test_a_possessive_means_its_owner() -> None:
    text = "The governor said the law was bad. Her belief that it would fall was shared by few."
    assert speakers(text) == ["governor", "governor"]


def test_an_office_says_for_whom_it_speaks() -> None:
    reading = read_text("Kremlin spokesman Pavel Orlin said that the ship had sailed.")
    speaker = next(one for one in reading.speakers if one.name == "Pavel Orlin")
    assert (speaker.speaks_for, speaker.country) == ("Kremlin", "RU")


@pytest.mark.parametrize(
    ("words", "name"), [("Moscow", "Russia"), ("Iran", "Iran"), ("EU", "European Union")]
)
def test_a_capital_or_country_that_speaks_is_its_government(words: str, name: str) -> None:
    found = named_body(words)
    assert found is not None
    assert (found.name, found.kind) == (name, "government")


def test_a_word_that_no_table_knows_is_no_body() -> None:
    assert named_body("the harbour café") is None
    assert country_within("the firm") == ""
    assert body_within("a driver") == ("", "")


def test_namings_lose_article_title_and_possessive() -> None:
    assert bare("the ministry's") == "ministry"
    assert without_title("Dr. Arlen's") == "Arlen"
    assert slug("—") == "unnamed"


def test_a_source_without_a_name_is_anonymous() -> None:
    reading = read_text("A White House official said that the ship had sailed.")
    assert [one.anonymous for one in reading.speakers] == [True]


def test_the_company_and_the_agency_take_up_the_body_named_before() -> None:
    text = (
        "Varn Rotor LLC said it had stopped exports. The customs service said the firm had lied. "
        '"We comply with all laws," the company said. The agency said that it had seen papers.'
    )
    assert speakers(text) == [
        "Varn Rotor LLC",
        "customs service",
        "Varn Rotor LLC",
        "customs service",
    ]


def test_one_of_them_speaks_and_one_does_not() -> None:
    found = speakers("Two officials said the price was low. One of them said it was paid in gold.")
    assert found == ["Two officials", "One of them"]
