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
