"""What no licence reaches: listings that it does not name, other offices, countries and days."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.decisions.licence_file import Register, read_licence
from counterflow.screening.decisions.licences import rest_on_licences
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer

US, EU = frozenset({"US"}), frozenset({"EU"})
LAWS = {"us_ofac_sdn": US, "us_bis_entities": US, "eu_fsf": EU, "us-rule": US, "eu-rule": EU}
ROW: dict[str, Any] = {
    "id": "X-1",
    "kind": "licence",
    "authority": "BIS",
    "regime": "US",
    "hs": ["9403"],
    "destinations": ["KZ"],
    "in_force_from": "2026-01-01",
    "in_force_to": "2026-06-30",
}
BLOCKED = Finding(
    "party", "consignee", Outcome.STOP, "the same number", list="us_ofac_sdn", listing="1",
    effect="blocking",
)  # fmt: skip


def settle(
    finding: Finding, row: dict[str, Any] | None = None, *legs: Leg, to: str = "KZ"
) -> Finding:
    """Hold one licence against one finding in an order of desks for Kazakhstan."""
    order = Transaction(
        "1",
        "order",
        "2026-06-01",
        parties=(
            Party("consignee", "Muster Klinik", country=to),
            Party("notify_party", "Beispiel Handel", country="IR"),
        ),
        goods=(GoodsLine("940330", "desks"),),
        legs=legs,
        destination_country=to,
    )
    situation = recognise(
        order,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 6, 1),
        nexus=None,
    )
    register = Register("held.yaml", "0" * 64, (read_licence(ROW | (row or {})),))
    return rest_on_licences(order, situation, [finding], register, LAWS)[0]


@pytest.mark.parametrize(
    ("row", "covered", "why"),
    [
        # A Commerce licence for desks frees nobody from a block of the Treasury.
        ({}, False, "names no party"),
        ({"parties": ["Muster Klinik"]}, False, "BIS cannot free from what OFAC prohibits"),
        ({"authority": "OFAC"}, False, "it names no party, and this is about a listed one"),
        ({"authority": "OFAC", "parties": ["Beispiel Werk"]}, False, "does not name Muster Klinik"),
        ({"authority": "OFAC", "parties": ["Muster Klinik"]}, True, ""),
        ({"authority": "US Treasury, OFAC", "parties": ["Muster Klinik"]}, True, ""),
        ({"authority": "a ministry", "parties": ["Muster Klinik"]}, False, "cannot free"),
        ({"authority": "OFAC", "kind": "general licence"}, False, "names no party"),
        ({"authority": "OFAC", "kind": "general licence", "listed_parties": True}, True, ""),
        ({"authority": "BIS", "kind": "general licence", "listed_parties": True}, False, "OFAC"),
    ],
)
def test_a_block_is_lifted_by_its_office_and_for_the_party_named(
    row: dict[str, Any], why: str, *, covered: bool
) -> None:
    """A scope that is left out does not cover a listing."""
    found = settle(BLOCKED, row)
    assert found.outcome is (Outcome.REVIEW if covered else Outcome.STOP)
    assert why in found.summary or "names no party" in why


@pytest.mark.parametrize("kind", ["ownership", "vessel", "address"])
@pytest.mark.parametrize("outcome", [Outcome.STOP, Outcome.HOLD])
def test_whatever_rests_on_a_listing_needs_the_party(kind: str, outcome: Outcome) -> None:
    """A licence for goods of the EU lifts no listed owner, whatever is known of the share (R26)."""
    row = {"regime": "EU", "authority": "BAFA"}
    listed = Finding(kind, "consignee", outcome, "listed", list="eu_fsf", listing="7")
    assert settle(listed, row).outcome is outcome
    assert settle(listed, row | {"parties": ["Muster Klinik"]}).outcome is Outcome.REVIEW


def test_a_party_that_two_offices_list_needs_both() -> None:
    """OFAC blocks it, BIS asks for a licence: neither frees from the other."""
    cited = tuple(Citation("s", issuer=issuer) for issuer in ("OFAC", "BIS"))
    both = Finding(
        "party", "consignee", Outcome.STOP, "listed", rule="us-rule", effect="blocking",
        citations=cited,
    )  # fmt: skip
    found = settle(both, {"authority": "OFAC", "parties": ["Muster Klinik"]})
    assert found.outcome is Outcome.STOP
    assert "OFAC cannot free from what BIS prohibits" in found.summary


def test_the_country_of_the_finding_must_be_in_scope() -> None:
    """A way through Iran is no delivery to Kazakhstan."""
    by_iran = Leg("Hamburg", "DE", "Almaty", "KZ", via_place="Bandar Abbas", via_country="IR")
    embargo = Finding("country", "leg 1 via", Outcome.HOLD, "embargo", rule="us-rule")
    found = settle(embargo, None, by_iran)
    assert found.outcome is Outcome.HOLD
    assert "its destinations do not hold IR (leg 1 via)" in found.summary
    notify = Finding("country", "notify party", Outcome.HOLD, "embargo", rule="us-rule")
    assert settle(notify).outcome is Outcome.HOLD
    assert settle(notify, {"destinations": ["KZ", "IR"]}).outcome is Outcome.REVIEW


def test_a_ban_on_a_port_is_not_lifted_by_a_licence_for_goods() -> None:
    """Art. 5ae bans dealings with the port, whatever is shipped."""
    leg = Leg("Astrakhan", "RU", "Aktau", "KZ")
    ban = Finding(
        "place", "leg 1 from", Outcome.STOP, "ban", rule="eu-rule", theirs="Astrakhan",
        effect="transaction ban",
    )  # fmt: skip
    row = {"regime": "EU", "authority": "BAFA", "destinations": ["KZ", "RU"]}
    found = settle(ban, row, leg)
    assert found.outcome is Outcome.STOP
    assert "it does not name Astrakhan" in found.summary
    named = row | {"parties": ["Astrakhan", "Muster Klinik"]}
    assert settle(ban, named, leg).outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("leg", "covered"),
    [
        (Leg("Hamburg", "DE", "Almaty", "KZ", departs_on="2026-06-30"), True),
        (Leg("Hamburg", "DE", "Almaty", "KZ", departs_on="2026-07-01"), False),
        (Leg("Hamburg", "DE", "Almaty", "KZ", arrives_on="2026-07-01"), False),
        (Leg("Hamburg", "DE", "Almaty", "KZ", "", "", "", "2026-06-30", "2026-07-20"), True),
        (Leg("Hamburg", "DE", "Almaty", "KZ", departs_on="2026-07"), False),
    ],
)
def test_the_goods_must_leave_within_its_days(leg: Leg, *, covered: bool) -> None:
    """The paper's day alone says nothing of a ship in September."""
    goods = Finding("goods", "goods line 1", Outcome.HOLD, "listed", rule="us-rule")
    found = settle(goods, None, leg)
    assert found.outcome is (Outcome.REVIEW if covered else Outcome.HOLD)
    assert covered or "leg 1 is of" in found.summary


@pytest.mark.parametrize(("kind", "covered"), [("general licence", True), ("licence", False)])
def test_a_general_licence_for_a_list_is_for_whom_it_lists(kind: str, *, covered: bool) -> None:
    """One of your own names its parties, whatever list it speaks of."""
    row = {"authority": "OFAC", "kind": kind, "lists": ["us_ofac_sdn"]}
    assert settle(BLOCKED, row).outcome is (Outcome.REVIEW if covered else Outcome.STOP)
