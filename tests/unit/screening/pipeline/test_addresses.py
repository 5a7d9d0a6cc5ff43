"""Addresses in whole transactions: listed, shared, too long; whatever the names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation, Effect
from counterflow.core.model.listings import Designation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Identifier, Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.addresses import SHOWN, address_findings
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.watch.index.build import build_index
from counterflow.watch.places.diversion_addresses import (
    DiversionAddresses,
    read_diversion_addresses,
)
from counterflow.watch.places.listed_addresses import ListedAddresses
from counterflow.watch.rules.mentions import Situation
from strategies import listing

DAY = dt.date(2026, 11, 21)
FIRM = "Room 1804, 93 Alder Road, Harbourtown"
ONLY = "Flat 7, 5 Dolnaya Street, Zvengrad"
US = Designation("US BIS", regime="US", effect=Effect.LICENCE, citation=Citation("us", "a notice"))
LISTINGS = [
    listing("firm", "Brasdol Fengri", address=FIRM, authority="US BIS"),
    msgspec.structs.replace(
        listing("only", schema="Address", address=ONLY, full=ONLY, authority="US BIS"),
        designations=(US,),
    ),
    msgspec.structs.replace(
        listing("ended", "Torvek Almiran", address="3 Past Lane, Zvengrad"),
        designations=(msgspec.structs.replace(US, ended_on="2024-06-30"),),
    ),
    *(listing(f"mass-{at}", f"Nobody {word}", address="1 Registrar Square, Lornolville")
      for at, word in enumerate(("Kevmav", "Quowex", "Ulmtam", "Pelrin", "Dramir"))),
]  # fmt: skip
MATCHER = PartyMatcher(build_index(LISTINGS))
LISTED = ListedAddresses(MATCHER.index)


def _ask(
    *parties: Party,
    nexus: frozenset[str] | None = None,
    found: tuple[Finding, ...] = (),
    diversion: DiversionAddresses | None = None,
) -> list[Finding]:
    return address_findings(
        Transaction("1", parties=parties), Situation(DAY, nexus=nexus), LISTED, MATCHER.listing,
        found, diversion=diversion,
    )  # fmt: skip


def _told(findings: list[Finding]) -> list[tuple[str, str, Outcome]]:
    return [(one.listing, one.rule, one.outcome) for one in findings]


def test_the_address_of_a_listed_firm_under_another_name_is_a_review() -> None:
    (found,) = _ask(Party("consignee", "Quiet Tools", address="Rm. 1804, 93 Alder Rd, Harbourtown"))
    assert (found.kind, found.subject, found.outcome) == (
        "address", "consignee address", Outcome.REVIEW,
    )  # fmt: skip
    assert (found.ours, found.theirs) == ("Rm. 1804, 93 Alder Rd, Harbourtown", FIRM)
    assert found.summary.startswith("the same unit as the listed “Brasdol Fengri”")
    assert found.next_step


def test_an_address_that_is_listed_itself_is_a_hold() -> None:
    (found,) = _ask(Party("notify", "Quiet Tools", city="Zvengrad", address="Flat 7, 5 Dolnaya St"))
    assert (found.listing, found.outcome) == ("only", Outcome.HOLD)
    assert "an address that is listed itself" in found.summary
    assert [one.title for one in found.citations] == ["a notice"]
    assert "Address" not in found.summary


def test_without_the_unit_it_is_a_review_and_another_unit_is_a_note() -> None:
    assert _told(_ask(Party("consignee", "A", address="5 Dolnaya Street, Zvengrad"))) == [
        ("only", "address-match", Outcome.REVIEW)
    ]
    assert _told(_ask(Party("consignee", "A", address="Flat 8, 5 Dolnaya Street, Zvengrad"))) == [
        ("only", "address-match", Outcome.NO_MATCH)
    ]


def test_a_regime_that_was_not_declared_weakens_a_hold() -> None:
    party = Party("consignee", "A", address=ONLY)
    assert _told(_ask(party, nexus=frozenset({"EU"})))[0][2] is Outcome.REVIEW
    assert _told(_ask(party, nexus=frozenset({"US"})))[0][2] is Outcome.HOLD


def test_a_listing_that_had_ended_is_a_note() -> None:
    (found,) = _ask(Party("consignee", "A", address="3 Past Lane, Zvengrad"))
    assert found.outcome is Outcome.NO_MATCH
    assert "had ended" in found.summary


def test_a_listing_that_the_name_matched_is_not_named_twice() -> None:
    by_name = Finding("party", "consignee", Outcome.HOLD, "", listing="firm")
    assert _ask(Party("consignee", "Brasdol Fengri", address=FIRM), found=(by_name,)) == []


def test_many_listings_at_one_address_are_counted() -> None:
    found = _ask(Party("consignee", "A", address="1 Registrar Sq., Lornolville"))
    assert len(found) == SHOWN + 1
    assert found[-1].summary.startswith("2 further listings")


@pytest.mark.parametrize(
    ("first", "second", "outcomes"),
    [
        (("consignee", "Quiet Tools"), ("forwarder", "Harbour Freight"), [Outcome.REVIEW]),
        (("consignee", "Quiet Tools"), ("end_user", "Velmor Optics"), [Outcome.REVIEW]),
        (("consignee", "Quiet Tools GmbH"), ("end_user", "Quiet Tools"), []),
        (("consignee", "Velmor Optics"), ("end_user", "Velmor Trading Ltd"), []),
        (("consignee", "Quiet Tools"), ("notify_party", "Velmor Optics"), []),
        (("consignee", "Quiet Tools"), ("bank", "Velmor Bank"), []),
    ],
)
def test_unlike_parties_at_one_address(
    first: tuple[str, str], second: tuple[str, str], outcomes: list[Outcome]
) -> None:
    where = "12 Birch Lane, Farville"
    found = _ask(Party(*first, address=where), Party(*second, address="12 Birch Ln., Farville"))
    assert [one.outcome for one in found] == outcomes
    assert all("a policy of this project" in one.summary for one in found)


def test_parties_on_other_floors_are_no_cluster() -> None:
    first = Party("consignee", "Quiet Tools", address="2/F, 12 Birch Lane, Farville")
    second = Party("end_user", "Velmor Optics", address="3/F, 12 Birch Lane, Farville")
    assert _ask(first, second) == []


def test_a_long_address_is_a_finding_and_what_is_in_it_is_still_compared() -> None:
    text = "Alpha beta, " * 420 + FIRM
    found = _ask(Party("consignee", "A", address=text))
    assert found[0].kind == "data"
    assert f"{len(text):,} characters" in found[0].summary
    assert "firm" in [one.listing for one in found]


def _rows(**row: Any) -> DiversionAddresses:
    entry = {"id": "one", "address": "9 Velmor Road, Farville", "what": "an invented notice",
             "in_force_from": "2024-01-01", "source": "x", "verified": True, **row}  # fmt: skip
    return read_diversion_addresses({"sources": {"x": {"title": "x"}}, "addresses": [entry]})


def test_a_high_diversion_address_is_a_hold_and_unverified_a_review() -> None:
    party = Party("consignee", "A", address="9 Velmor Rd, Farville")
    assert _told(_ask(party, diversion=_rows())) == [("", "diversion-address-one", Outcome.HOLD)]
    (found,) = _ask(party, diversion=_rows(verified=False))
    assert found.outcome is Outcome.REVIEW
    assert "unverified" in found.summary
    assert _ask(party, diversion=_rows(in_force_to="2025-01-01")) == []


def test_plain_papers_give_nothing() -> None:
    parties = (
        Party("consignee", "A", address="Ahornstraße 12, 20999 Musterstadt", country="DE"),
        Party("shipper", "B", address="44 Cedar Road, Otherville", country="US"),
        Party("bank", "C", identifiers=(Identifier("swiftBic", "AAAADEFF"),)),
    )
    assert _ask(*parties) == []


def test_whom_an_address_is_in_care_of_is_compared_as_a_name() -> None:
    agency = PartyMatcher(build_index([listing("agency", "Tamulm Voryar Agency")]))
    party = Party("consignee", "Quiet Tools", address="c/o Tamulm Voryar Agency, Quay 2, Farville")
    assert [one.id for one in agency.weigh_parties([party])[0].matches] == ["agency"]
    plain = msgspec.structs.replace(party, address="Quay 2, Farville")
    assert agency.weigh_parties([plain])[0].matches == ()


def test_goods_to_a_registrar_are_a_review() -> None:
    text = "c/o Velmor Corporate Secretarial Services, 9 Velmor Road, Farville"
    (found,) = _ask(Party("consignee", "A", address=text))
    assert (found.rule, found.outcome) == ("address-registrar", Outcome.REVIEW)
    assert found.citations
    assert _ask(Party("bank", "A", address=text)) == []
