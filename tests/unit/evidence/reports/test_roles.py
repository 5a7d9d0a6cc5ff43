"""Two wordings of one thing come out with one frame and the same roles."""

from __future__ import annotations

import pytest

pytest.importorskip("spacy")

from counterflow.core.assertions import Assertion
from counterflow.evidence.reports.reading import read_text


def first(text: str) -> Assertion:
    return read_text(text).assertions[0]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said Iran shipped drones to Russia.",
        "The minister said Tehran had sent UAVs to Moscow.",
        "The minister said drones were shipped to Russia by Iran.",
    ],
)
def test_a_transfer_has_one_form(text: str) -> None:
    one = first(text)
    assert one.frame == "transfer"
    assert one.roles["actor"] == ("IR",)
    assert one.roles["item"] == ("uav",)
    assert one.roles["recipient"] == ("RU",)


def test_a_clause_of_another_field_has_no_frame() -> None:
    assert first("The coach said the players were tired.").frame == ""


@pytest.mark.parametrize(
    ("text", "frame", "roles"),
    [
        (
            "The minister denied the transfer of hundreds of drones by Iran to Russia.",
            "transfer",
            {"actor": ("IR",), "item": ("uav",), "recipient": ("RU",)},
        ),
        (
            "He denied Tehran's supply of drones to Moscow.",
            "transfer",
            {"actor": ("IR",), "item": ("uav",), "recipient": ("RU",)},
        ),
        (
            "The minister said Iran offered Russia about 200 ballistic missiles.",
            "offer",
            {"actor": ("IR",), "item": ("missile",), "recipient": ("RU",)},
        ),
        (
            "The minister said Orlen Lines shipped engines from the Iranian port of Amirabad.",
            "transfer",
            {"actor": ("Orlen Lines",), "item": ("engine",), "source": ("IR", "Amirabad")},
        ),
        (
            "The minister warned about Moscow's efforts to create drones.",
            "build",
            {"actor": ("RU",), "item": ("uav",)},
        ),
        (
            "The minister said the offer was turned down by Moscow.",
            "refuse",
            {"item": ("offer",), "recipient": ("RU",)},
        ),
    ],
)
def test_nouns_passives_and_two_word_verbs_fill_the_same_roles(
    text: str, frame: str, roles: dict[str, tuple[str, ...]]
) -> None:
    one = first(text)
    assert (one.frame, one.roles) == (frame, roles)


def test_parts_for_a_thing_are_not_the_thing() -> None:
    one = first("The minister said Iran shipped parts for drones to Russia.")
    assert one.roles["item"] == ("component",)
    assert one.roles["item_for"] == ("uav",)


def test_a_pronoun_takes_up_the_clause_before() -> None:
    text = "Tehran acknowledged sending drones to Russia but said they were sent before May 2021."
    sent = [one for one in read_text(text).assertions if one.frame == "transfer"]
    assert {one.roles["recipient"] for one in sent} == {("RU",)}
