"""An occasion is a body on a day; what a report recalls is another one."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.core.assertions import Speaker
from counterflow.evidence.reports.occasions import body_of
from counterflow.evidence.reports.reading import read_text

DATELINE = "ODRIN, 14 March 2024 - "


def occasions(text: str) -> list[tuple[str, bool]]:
    return [(one.date, one.earlier) for one in read_text(DATELINE + text).occasions]


def test_a_spokesman_and_his_house_on_one_day_are_one_occasion() -> None:
    text = "The Kremlin said the ship had sailed. Kremlin spokesman Pavel Orlin said it was empty."
    assert len(read_text(DATELINE + text).occasions) == 1


@pytest.mark.parametrize("sign", ["'", "’"])
def test_a_house_named_with_its_country_is_one_voice_with_its_spokesman(sign: str) -> None:
    house = f"Ukraine{sign}s foreign ministry"
    text = f"""{house} said that Norway Freight had shipped engines to Iran. "Norway Freight shipped
engines to Iran," {house} spokesman Oleh Barenko told reporters."""
    found = {one.id.partition("@")[0] for one in read_text(DATELINE + text).occasions}
    assert len(found) == 1


def test_a_day_beside_the_cue_is_the_occasion() -> None:
    found = occasions("The ministry told reporters on 2 January that the ship had sailed.")
    assert found == [("2024-01-02", True)]


@pytest.mark.parametrize("words", ["had said", "said earlier"])
def test_what_was_said_before_is_an_older_occasion(words: str) -> None:
    assert occasions(f"The ministry {words} that the ship had sailed.") == [("../2024-03-14", True)]


def test_a_recap_is_an_older_occasion_and_its_days_stay_open() -> None:
    text = (
        "The ministry said the ship had sailed. Two ports closed to tankers, says Lorvia "
        "Earlier, the navy said that the ports would open in the coming days."
    )
    reading = read_text(DATELINE + text)
    last = reading.assertions[-1]
    assert last.occasion.endswith("@before-2024-03-14")
    assert last.period == ""


@pytest.mark.parametrize(
    ("speaker", "body"),
    [
        (Speaker("iran", "Iran", "government", country="IR"), "government-ir"),
        (Speaker("x", "X", "person", speaks_for="Kremlin", country="RU"), "government-ru"),
        (
            Speaker("y", "y", "person", speaks_for="Kremlin", country="RU", anonymous=True),
            "government-ru",
        ),
        (Speaker("z", "z", "person", country="RU", anonymous=True), "z"),
        (Speaker("w", "W", "person", speaks_for="Varn Bank"), "varn-bank"),
    ],
)
def test_a_government_is_one_voice_whoever_speaks(speaker: Speaker, body: str) -> None:
    assert body_of(speaker) == body
