"""Ships and aircraft in whole transactions: wrong numbers, changed flags, former names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Identifier, Party, entity_of
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.screening.pipeline.craft import craft_findings
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.index.build import build_index
from counterflow.watch.places.gazetteer import load_gazetteer
from strategies import listing


def _ship(country: str = "PA", *, name: str = "Quiet Harbour", role: str = "vessel",
          numbers: dict[str, str] | None = None, **details: str) -> Party:  # fmt: skip
    return Party(
        role,
        name,
        schema="Airplane" if role == "aircraft" else "Vessel",
        country=country,
        identifiers=tuple(Identifier(kind, value) for kind, value in (numbers or {}).items()),
        details=tuple(Detail(kind, value) for kind, value in details.items()),
    )


def _ask(*parties: Party, found: tuple[Finding, ...] = (), **parts: Any) -> list[Finding]:
    transaction = Transaction("1", parties=parties, **parts)
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    return craft_findings(transaction, situation, found)


def _told(findings: list[Finding]) -> list[tuple[str, Outcome]]:
    assert all(one.kind == "vessel" for one in findings)
    return [(one.rule, one.outcome) for one in findings]


def test_a_plain_ship_gives_nothing() -> None:
    assert _ask(_ship("PA", numbers={"imoNumber": "9074729", "mmsi": "351123456"})) == []
    assert _ask(Party("consignee", "A", identifiers=(Identifier("mmsi", "1"),))) == []


@pytest.mark.parametrize("number", ["9074728", "907472", "90747290"])
def test_a_wrong_imo_number_is_a_review_that_says_so(number: str) -> None:
    (found,) = _ask(_ship(numbers={"imoNumber": number}))
    assert (found.rule, found.outcome, found.subject) == ("imo-number", Outcome.REVIEW, "vessel")
    assert number in found.summary
    assert found.next_step


@pytest.mark.parametrize("name", ["MV Quiet Birch IMO 9074730", "Quiet Birch (IMO: 907 473)"])
def test_a_wrong_imo_number_beside_the_name_is_a_review_too(name: str) -> None:
    """It was left unread, and the ship was asked about by its name alone."""
    (found,) = _ask(_ship(name=name))
    assert (found.rule, found.outcome) == ("imo-number", Outcome.REVIEW)
    assert _ask(_ship(name="MV Quiet Birch IMO 9074729")) == []


def test_a_wrong_mmsi_is_a_review_that_says_so() -> None:
    (found,) = _ask(_ship(numbers={"mmsi": "35112345"}))
    assert (found.rule, found.outcome) == ("mmsi", Outcome.REVIEW)


def test_an_innocent_ship_under_a_new_flag_is_a_note() -> None:
    party = _ship("PA", numbers={"mmsi": "636123456"}, former_flag="LR", flag_since="2026-10-01")
    (found,) = _ask(party, legs=(Leg("Hamburg", "DE", "Shanghai", "CN"),))
    assert (found.rule, found.outcome) == ("flag-change", Outcome.NO_MATCH)
    assert "its MMSI is of Liberia, its flag of Panama" in found.summary
    assert "51 days before; a threshold of this project" in found.summary
    assert found.next_step == ""


def test_something_else_that_speaks_makes_it_a_review() -> None:
    party = _ship("PA", former_flag="LR")
    assert _told(_ask(party, legs=(Leg("Aktau", "KZ", "Baku", "AZ"),))) == [
        ("flag-change", Outcome.REVIEW)
    ]
    on_a_list = Finding("party", "vessel", Outcome.REVIEW, "")
    assert _told(_ask(party, found=(on_a_list,))) == [("flag-change", Outcome.REVIEW)]


@pytest.mark.parametrize(
    "party", [_ship("PA", former_flag="IR"), _ship("CK", numbers={"mmsi": "422123456"}),
              _ship("GA", former_flag="RU", flag_since="2020-01-01")],
)  # fmt: skip
def test_a_watched_former_flag_is_a_review(party: Party) -> None:
    (found,) = _ask(party)
    assert (found.rule, found.outcome) == ("flag-change", Outcome.REVIEW)
    assert found.citations
    assert "a policy of this project" in found.summary


def test_the_same_flag_is_no_change() -> None:
    assert _ask(_ship("PA", former_flag="PA", numbers={"mmsi": "351123456"})) == []


def test_a_flag_that_changes_after_the_transaction_is_said() -> None:
    (found,) = _ask(_ship("PA", former_flag="LR", flag_since="2027-01-01"))
    assert "a day after that of the transaction" in found.summary


def test_a_former_name_is_compared_as_a_name() -> None:
    matcher = PartyMatcher(build_index([listing("ship", "Tamulm Voryar", schema="Vessel")]))
    party = _ship(name="Quiet Harbour", former_name="Tamulm Voryar")
    assert entity_of(party)["properties"]["previousName"] == ["Tamulm Voryar"]
    assert [one.id for one in matcher.weigh_parties([party])[0].matches] == ["ship"]
    assert matcher.weigh_parties([_ship(name="Quiet Harbour")])[0].matches == ()


def test_a_tail_number_of_a_watched_country_is_a_review_and_says_that_it_is_unverified() -> None:
    plane = _ship("", role="aircraft", numbers={"registrationNumber": "EP-ABC"})
    (found,) = _ask(plane)
    assert (found.rule, found.outcome) == ("tail-number", Outcome.REVIEW)
    assert "the mark of Iran" in found.summary
    assert "unverified" in found.summary


def test_another_country_than_that_of_the_mark_is_a_note() -> None:
    plane = _ship("FR", role="aircraft", numbers={"registrationNumber": "D-ABCD"})
    assert _told(_ask(plane)) == [("tail-number", Outcome.NO_MATCH)]
    assert _ask(_ship("DE", role="aircraft", numbers={"registrationNumber": "D-ABCD"})) == []
    assert _ask(_ship("", role="aircraft", numbers={"registrationNumber": "D-ABCD"})) == []


def test_a_watched_model_is_a_review_with_its_source() -> None:
    (found,) = _ask(_ship("", role="aircraft", model="Shahed-136"))
    assert (found.rule, found.outcome) == ("aircraft-model-shahed", Outcome.REVIEW)
    assert found.citations
