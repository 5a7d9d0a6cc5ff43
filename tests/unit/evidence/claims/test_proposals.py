"""A claim proposes what its words name; what is too wide waits for a person's choice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from counterflow.core.assertions import Assertion, Judgement, Mention, Occasion, Report, Speaker
from counterflow.core.days import today
from counterflow.core.dossiers import Footprint
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.acceptance import accept_claim, retell_accepted, withdraw_claim
from counterflow.evidence.claims.proposals import Proposal, propose
from counterflow.evidence.claims.spoken_addresses import addresses_in
from counterflow.evidence.claims.store import (
    KeptReading,
    judgements,
    keep_readings,
    ledger_of,
    load_ledger,
)
from counterflow.watch.accepted.kept import accepted_on
from counterflow.watch.accepted.records import WatchEntry

TEXT = "Halvorsen Rigworks AS sent test rigs from 14 Harbour Road, Fjellvik, to Vik in March"


def reading(name: str, stance: str = "assert", speaker: str = "customs") -> KeptReading:
    said = Assertion(f"{name}:0", name, 0, len(TEXT), TEXT, speaker, speaker, stance=stance,
                     frame="transfer", roles={"actor": ("Halvorsen Rigworks",)},
                     occasion=f"{speaker}@2031-06-09")  # fmt: skip

    def mention(words: str, kind: str, **more: Any) -> Mention:
        start = TEXT.index(words)
        return Mention(name, start, start + len(words), words, kind, words.lower(), words, **more)

    return KeptReading(
        Report(name, name),
        (Speaker(speaker, speaker),),
        (Occasion(f"{speaker}@2031-06-09", "2031-06-09"),),
        (said,),
        (
            mention("Halvorsen Rigworks AS", "Company"),
            mention("test rigs", "Item"),
            mention("Vik", "Place", latitude=61.0, longitude=6.5),
            Mention(name, 900, 907, "Outside", "Company", "outside", "Outside"),
        ),
    )


def entries(proposal: Proposal) -> dict[str, WatchEntry]:
    return {one.id: one for one in proposal.entries}


def test_only_what_the_words_name_is_proposed_and_what_is_wide_by_choice() -> None:
    (proposal,) = propose(ledger_of([reading("r")]))
    found = entries(proposal)
    assert {name: one.by_choice for name, one in found.items()} == {
        "name:halvorsen-rigworks-as": False,
        "address:14-harbour-road-fjellvik": False,
        "thing:test-rigs": True,
        "site:vik": True,
    }
    assert all("r:0" in one.why for one in found.values())


def test_a_footprint_of_an_exhibit_makes_a_town_a_site() -> None:
    corners = ((7.0, 61.0), (7.2, 61.0), (7.2, 61.1), (7.0, 61.1))
    (proposal,) = propose(ledger_of([reading("r")]), {"vik": Footprint(corners)})
    assert entries(proposal)["site:vik"].corners == corners
    assert not entries(proposal)["site:vik"].by_choice


def test_speakers_are_not_proposed() -> None:
    (proposal,) = propose(ledger_of([reading("r", speaker="Halvorsen Rigworks AS")]))
    assert "name:halvorsen-rigworks-as" not in entries(proposal)


def test_a_claim_is_told_with_who_denies_it() -> None:
    (proposal,) = propose(ledger_of([reading("r"), reading("s", "deny", "the company")]))
    told = proposal.told
    assert [(one.speaker, one.is_against, one.said_on) for one in told.voices] == [
        ("customs", False, "2031-06-09"),
        ("the company", True, "2031-06-09"),
    ]
    assert told.origins == ("customs",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 14 Harbour Road, Fjellvik, on 3 March 2031", ("14 Harbour Road, Fjellvik",)),
        ("from Hafenstrasse 3, Vik", ("Hafenstrasse 3, Vik",)),
        ("on 3 March 2031 it sent Su-35 jets and 400 Geran drones", ()),
        ("between March 2031 and May 2032", ()),
    ],
)
def test_addresses_are_told_from_dates_and_numbers(text: str, found: tuple[str, ...]) -> None:
    assert addresses_in(text) == found


def test_acceptance_is_recorded_watched_told_anew_and_withdrawn(tmp_path: Path) -> None:
    keep_readings(tmp_path, [reading("r")])
    (claim,) = load_ledger(tmp_path).claims
    said = Judgement(claim.id, "accept", "A. Analyst", "seen in the annex")
    with pytest.raises(ReportError, match="does not propose site:none"):
        accept_claim(tmp_path, said, ["site:none"])
    assert judgements(tmp_path) == ()
    taken = accept_claim(tmp_path, said)
    assert taken is not None
    assert [one.kind for one in taken.entries] == ["name", "address"]
    with pytest.raises(ReportError, match="accepted already"):
        accept_claim(tmp_path, said)
    assert len(judgements(tmp_path)) == 1
    keep_readings(tmp_path, [reading("s", "deny", "the company")])
    assert retell_accepted(tmp_path) == 1
    (now,) = accepted_on(tmp_path, today())
    assert [one.is_against for one in now.told.voices] == [False, True]
    assert withdraw_claim(tmp_path, Judgement(claim.id, "dispute", "B. Reader", "another truck"))
    assert accepted_on(tmp_path, today()) == ()
    with pytest.raises(ReportError, match="nothing of the claim"):
        withdraw_claim(tmp_path, Judgement(claim.id, "withdraw", "B. Reader", "twice"))
    assert [one.act for one in judgements(tmp_path)] == ["accept", "dispute"]
