"""A finding that rests on the shipped example says so."""

from __future__ import annotations

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.snapshots import ListState
from counterflow.screening.decisions.pack_alone import pack_notes

PACK = ListState("watch_pack", "watch_pack@2026-08-22#0", "example", official=False)
UN = ListState("un_sc", "un_sc@2026-11-20#0", "current")
ABSENT = ListState("un_sc", "", "absent")


def found(list_name: str, outcome: Outcome = Outcome.HOLD, subject: str = "buyer") -> Finding:
    return Finding("party", subject, outcome, "possible match", list=list_name)


@pytest.mark.parametrize(
    ("findings", "lists", "said"),
    [
        ([found("watch_pack")], [PACK, UN], "buyer: the hold rests on the watch pack"),
        (
            [found("watch_pack"), found("un_sc", subject="bank")],
            [PACK, UN],
            "buyer: the hold rests",
        ),
        ([found("watch_pack"), found("un_sc")], [PACK, UN], ""),
        ([found("watch_pack"), found("un_sc", Outcome.REVIEW)], [PACK, UN], "buyer: the hold"),
        ([found("watch_pack", Outcome.NO_MATCH)], [PACK, UN], ""),
        ([found("un_sc")], [PACK, UN], ""),
        ([found("watch_pack")], [PACK], ""),
        ([found("watch_pack")], [PACK, ABSENT], ""),
    ],
)
def test_who_stands_in_the_pack_alone(
    findings: list[Finding], lists: list[ListState], said: str
) -> None:
    notes = pack_notes(findings, lists)
    assert len(notes) == bool(said)
    assert "".join(notes).startswith(said)
