"""Accepted claims raise a review at most, and every denial is told with them."""

from __future__ import annotations

from typing import Any

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.pipeline.accepted_claims import AcceptedClaims
from counterflow.watch.accepted.records import Acceptance, Told, Voice, WatchEntry
from counterflow.watch.accepted.watch_data import AcceptedData
from counterflow.watch.places.positions import default_positions

VOICES = (
    Voice("A ministry", "assert", "r:0-9", "r", "2031-06-09", "newly declassified information"),
    Voice("A ministry", "assert", "t:0-9", "t", "2031-06-09", "newly declassified information"),
    Voice("B", "deny", "s:0-9", "s", "2031-06-11"),
    Voice("C", "assert", "u:0-9", "u", "2031-06-12", contradicts="place"),
)
TOLD = Told("c-1", "rigs are built there", VOICES, ("a-ministry",))
PARK = WatchEntry("site:fjellvik-park", "site", "Fjellvik Industrial Park", country="NO",
                  latitude=61.0, longitude=7.0, radius_km=12.0)  # fmt: skip
FIELD = WatchEntry("site:the-field", "site", "The Field",
                   corners=((7.0, 61.0), (7.2, 61.0), (7.2, 61.1), (7.0, 61.1)))  # fmt: skip
ROAD = WatchEntry("address:14", "address", "14 Harbour Road, Fjellvik")
NAME = WatchEntry("name:halvorsen", "name", "Halvorsen Rigworks AS", schema="LegalEntity")
RIG = WatchEntry("thing:rig", "thing", "test rig", forms=("test rigs",))


def find(transaction: Transaction, *entries: WatchEntry) -> list[Finding]:
    data = AcceptedData([Acceptance(TOLD, entries, "A. Analyst", "the annex", "2031-06-20T09:00")])
    (found,) = AcceptedClaims(data).find([transaction], default_positions, 0.7)
    return found


def shipment(**party: Any) -> Transaction:
    return Transaction(id="1", kind="shipment", parties=(Party("consignee", **party),))


def test_a_finding_tells_who_named_it_and_who_denies_it() -> None:
    (found,) = find(shipment(name="Blue AB", address="Gate 2, Fjellvik Industrial Park"), PARK)
    assert found.outcome is Outcome.REVIEW
    assert (found.kind, found.rule, found.subject) == (
        "place",
        "accepted-claim",
        "consignee address",
    )
    assert found.summary == (
        "“Gate 2, Fjellvik Industrial Park” names the site Fjellvik Industrial Park, which "
        "A ministry named on 2031-06-09 (on the authority of newly declassified information); "
        "denied by B on 2031-06-11; "
        "contradicted by C on 2031-06-12, who gives another place; 1 independent origin; "
        "claim c-1, accepted by A. Analyst on 2031-06-20: the annex"
    )
    (cited,) = found.claims
    assert (cited.claim, cited.entry, cited.origins) == ("c-1", "site:fjellvik-park", 1)
    assert cited.assertions == ("r:0-9", "t:0-9")
    assert cited.against == ("s:0-9", "u:0-9")
    assert "counterflow claims show c-1" in found.next_step
    assert [one.source for one in found.citations] == ["report_r", "report_t", "report_s",
                                                       "report_u"]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "met"),
    [
        ("61.05, 7.1", True),
        ("61.05 N 7.1 E", True),
        ("61.3, 7.0", False),
        ("fjellvik industrial park", True),
        ("Fjellvik", False),
    ],
)
def test_a_leg_meets_a_site_by_distance_or_by_name(place: str, met: bool) -> None:
    way = Transaction(id="1", kind="shipment", legs=(Leg(to_place=place),))
    assert bool(find(way, PARK)) is met


@pytest.mark.parametrize(("place", "met"), [("61.05, 7.1", True), ("61.05, 7.25", False)])
def test_a_footprint_has_corners(place: str, met: bool) -> None:
    way = Transaction(id="1", kind="shipment", legs=(Leg(to_place=place),))
    assert ["its footprint" in one.summary for one in find(way, FIELD)] == [True] * met


def test_a_site_that_the_papers_put_elsewhere_is_a_note() -> None:
    party = shipment(name="Blue", address="Fjellvik Industrial Park", country="SE")
    (found,) = find(party, PARK)
    assert found.outcome is Outcome.NO_MATCH
    assert "lies in Norway and the papers put it in Sweden" in found.summary
    assert not found.next_step


@pytest.mark.parametrize(
    ("address", "outcomes"),
    [
        ("14 Harbour Rd., Fjellvik", [Outcome.REVIEW]),
        ("15 Harbour Rd., Fjellvik", []),
        ("", []),
    ],
)
def test_an_address_is_compared_as_an_address(address: str, outcomes: list[Outcome]) -> None:
    found = find(shipment(name="Blue AB", address=address), ROAD)
    assert [one.outcome for one in found] == outcomes
    assert {one.kind for one in found} <= {"address"}


def test_a_name_goes_through_the_matcher() -> None:
    (found,) = find(shipment(name="HALVORSEN RIGWORKS A/S"), NAME)
    assert (found.kind, found.subject, found.outcome) == ("party", "consignee", Outcome.REVIEW)
    assert found.score is not None
    assert found.score >= 0.7
    assert find(shipment(name="Blue Door Trading AB"), NAME) == []


def test_goods_are_met_by_their_words() -> None:
    goods = (GoodsLine(description="2 Test Rigs, used"), GoodsLine(description="contest rigging"))
    found = find(Transaction(id="1", kind="shipment", goods=goods), RIG)
    assert [(one.kind, one.subject) for one in found] == [("goods", "goods line 1")]


def test_what_meets_nothing_gives_nothing() -> None:
    every = (PARK, FIELD, ROAD, NAME, RIG)
    party = shipment(name="Blue Door", address="Lane 2, Lund", city="Lund", country="SE")
    assert find(party, *every) == []
