"""Headlines: who speaks in them, and what a newsroom says in its own; all invented."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.evidence.reports.reading import read_text

_BODY = "\n\nThe town lies by the sea. Its harbour is small.\n"


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("Tehran: no drones sent since May", "Iran", "no drones sent since May"),
        ("Firm shipped chips to Russia, says EU", "European Union", "Firm shipped chips to Russia"),
        (
            "Engines reached Olya by ship, officials say",
            "officials",
            "Engines reached Olya by ship",
        ),
        ("EU hits chip traders in Bishkek", "newsroom", "EU hits chip traders in Bishkek"),
    ],
)
def test_a_headline_tells_who_speaks(line: str, speaker: str, words: str) -> None:
    first = read_text(line + _BODY).assertions[0]
    assert (first.speaker, first.text) == (speaker, words)


def test_a_headline_beside_the_field_says_nothing() -> None:
    assert read_text("Garden fair draws crowds" + _BODY).assertions == ()


def test_a_letterhead_makes_a_text_its_issuers() -> None:
    text = (
        "Larkfield Devices Inc.\n\nLarkfield Devices answers a report\n\nALDEN, May 23, 2023 - "
        "Larkfield Devices ended its sales in 2022. The parts were sold by others.\n"
    )
    found = read_text(text).assertions
    assert {one.speaker for one in found} == {"Larkfield Devices"}
