"""A press release speaks for who issued it; a newspaper speaks for itself."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.core.assertions import NEWSROOM
from counterflow.evidence.reports.reading import read_text

ISSUED = (
    "The Carriers Are Added to the List\n\nWASHINGTON - Today, the Treasury Department designated "
    "two carriers. The carriers flew parts to the front."
)


@pytest.mark.parametrize("heading", ["News release", "FOR IMMEDIATE RELEASE", "Press statement"])
def test_a_heading_gives_a_release_away(heading: str) -> None:
    text = f"{heading}\n\nThe Kremlin imposed sanctions on two carriers. They flew parts."
    assert {one.speaker for one in read_text(text).assertions} == {"Kremlin"}


def test_today_beside_what_is_done_gives_a_release_away() -> None:
    found = read_text(ISSUED).assertions
    assert {one.speaker for one in found} == {"Treasury Department"}
    assert any(one.text == "The carriers flew parts to the front" for one in found)


def test_a_title_of_a_release_is_its_issuers_word() -> None:
    text = "Treasury Sanctions Network Supplying Drone Engines\n\n" + ISSUED.split("\n\n")[1]
    first = read_text(text).assertions[0]
    assert first.text == "Treasury Sanctions Network Supplying Drone Engines"
    assert first.speaker == "Treasury Department"


def test_a_denial_that_is_issued_denies() -> None:
    text = "Press statement\n\nThe Kremlin has shipped no drones. Nothing was sent in May."
    assert [one.stance for one in read_text(text).assertions][-1] == "deny"


def test_a_newsroom_speaks_for_itself() -> None:
    found = read_text("Iran shipped drones to Russia in 2022, and the war went on.").assertions
    assert [one.speaker_id for one in found] == [NEWSROOM]


def test_what_is_taken_for_granted_is_told_apart() -> None:
    text = "The White House released an image of the planned factory in Odrin, said Ivo Brandt."
    found = read_text(text).assertions
    taken = [one.text for one in found if one.modality == "presupposed"]
    assert taken == ["the planned factory in Odrin"]
