"""The register of letters: each kind with its own outcome and its own next step (R29)."""

from __future__ import annotations

import datetime as dt

import pytest

from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.listings import Listing
from counterflow.core.model.matches import Match
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party, entity_of
from counterflow.screening.decisions.outcomes import load_policy
from counterflow.screening.decisions.policy import party_finding
from counterflow.watch.matching.compare import compare
from counterflow.watch.sources.own_cells import Own
from counterflow.watch.sources.own_rows import listing_of

NAME = "Brasdol Fengri"
SURE = Party("buyer", NAME)
LIKE = Party("buyer", "Brosdal Fengra")
NUMBERED = Party("buyer", NAME, identifiers=(Identifier("leiCode", "529900T8BM49AURSDO55"),))
OTHER = Party("buyer", "Quowex", identifiers=(Identifier("innCode", "7707083893"),))


def letter(kind: str, **cells: str) -> Listing:
    """Give one row of a register of letters as it is read."""
    row = {
        "name": [NAME],
        "letter": [kind],
        "authority": ["BIS"],
        "reference": ["L-17"],
        "lei": ["529900T8BM49AURSDO55"],
        "inn": ["7707083893"],
        **{field: [text] for field, text in cells.items()},
    }
    made = listing_of(row, Own("letters"))
    assert made.listing is not None
    return made.listing


def settle(party: Party, listed: Listing, nexus: str = "") -> Finding:
    """Hold one party against one letter."""
    comparison = compare(
        entity_of(party), {"schema": listed.schema, "properties": listed.properties}
    )
    match = Match(
        listed.id, comparison.score, listed.list, listed.caption, listed.schema, comparison, listed
    )
    declared = frozenset(nexus.split(",")) if nexus else None
    return party_finding("buyer", party, match, declared, as_of=dt.date(2026, 11, 21))


def test_a_supplier_list_letter_holds_until_the_red_flag_is_resolved() -> None:
    """BIS asks to resolve it before the order is filled."""
    found = settle(SURE, letter("supplier list"))
    assert found.outcome is Outcome.HOLD
    assert found.next_step.startswith("do not fill the order before the red flag is resolved")
    assert "supplier-list letter" in found.summary


def test_a_project_guardian_request_holds_and_sends_to_export_enforcement() -> None:
    """Stop and speak to them; it is no prohibition, so that the outcome is a hold."""
    found = settle(SURE, letter("Project Guardian"))
    assert found.outcome is Outcome.HOLD
    assert "export enforcement" in found.next_step


def test_a_red_flag_letter_asks_for_a_closer_look() -> None:
    """A review also where the match is sure."""
    for party in (SURE, NUMBERED):
        found = settle(party, letter("red flag"))
        assert found.outcome is Outcome.REVIEW
        assert found.next_step.startswith("look closer")


def test_an_is_informed_letter_holds_for_its_licence() -> None:
    """A licence is needed for what the letter names."""
    found = settle(NUMBERED, letter("is informed"))
    assert (found.outcome, found.effect) == (Outcome.HOLD, "licence requirement")
    assert "apply for a licence" in found.next_step


def test_each_kind_has_its_own_next_step() -> None:
    """Four kinds, four things to do."""
    kinds = ("supplier list", "Project Guardian", "red flag", "is informed")
    assert len({settle(SURE, letter(kind)).next_step for kind in kinds}) == 4


@pytest.mark.parametrize("kind", ["supplier list", "Project Guardian", "red flag", "is informed"])
def test_a_mere_likeness_is_a_review(kind: str) -> None:
    """A name that is only alike never holds goods because of a letter."""
    assert settle(LIKE, letter(kind)).outcome is Outcome.REVIEW


def test_a_stronger_effect_in_the_row_is_kept() -> None:
    """A register may say that a party is blocked besides; an equal number then stops."""
    listed = letter("red flag", effect="blocking")
    assert settle(NUMBERED, listed).outcome is Outcome.STOP


def test_a_number_under_another_name_is_settled_first() -> None:
    """The letter is about somebody; whether it is this party is open."""
    found = settle(OTHER, letter("Project Guardian"))
    assert found.next_step == load_policy().next_steps["other name"]


def test_a_letter_of_a_regime_that_was_not_declared_is_a_review() -> None:
    """As with every other act."""
    found = settle(SURE, letter("Project Guardian", regime="US"), "EU")
    assert found.outcome is Outcome.REVIEW
    assert "export enforcement" in found.next_step


def test_a_letter_that_ended_is_a_note() -> None:
    """It was listed."""
    found = settle(SURE, letter("is informed", ended_on="2025-01-31"))
    assert found.outcome is Outcome.NO_MATCH
    assert "was listed until 2025-01-31" in found.summary


def test_every_kind_of_letter_has_its_outcome_and_no_outcome_is_without_its_kind() -> None:
    """The two tables name the same kinds."""
    kinds = {row["title"] for row in load_facts("programmes/letters.yaml")["programmes"]}
    assert set(load_policy().letters) == kinds
