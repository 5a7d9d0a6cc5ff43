"""A room that is not asked would have found nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.decisions.ask_rooms import ask_rooms, question_of_law
from counterflow.screening.decisions.clauses import clause_findings
from counterflow.screening.decisions.nexus import nexus_findings
from counterflow.screening.pipeline.countries import (
    countries_of_places,
    find_countries,
    let_buyers_receive,
)
from counterflow.screening.pipeline.countries_of_towns import countries_of_towns
from counterflow.screening.pipeline.craft import craft_findings
from counterflow.screening.pipeline.goods import find_goods, goods_notes
from counterflow.screening.pipeline.goods_texts import text_findings
from counterflow.screening.pipeline.own_tables import own_table_findings
from counterflow.screening.pipeline.places import find_places, part_namesakes
from counterflow.screening.pipeline.rooms import Rooms
from counterflow.screening.pipeline.routes import route_findings
from counterflow.screening.pipeline.sites import site_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.screening.pipeline.us_items import read_items
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import Situation

DAY = dt.date(2026, 11, 20)
ROOMS = Rooms()

_country = st.sampled_from(["", "", "DE", "IR", "RU", "US", "AE"])
_place = st.sampled_from(["", "", "Hamburg", "Astrakhan", "Amirabad, Iran", "RUULU", "45.3, 47.9"])
_parties = st.lists(
    st.builds(
        Party,
        role=st.sampled_from(["party", "buyer", "consignee", "shipper", "vessel", "manufacturer"]),
        name=st.sampled_from(["Quiet Harbour Tools", "Kevmav Lornol"]),
        schema=st.sampled_from(["", "", "Vessel", "Airplane"]),
        country=_country,
        city=_place,
        address=_place,
    ),
    max_size=3,
)
_goods = st.lists(
    st.builds(
        GoodsLine,
        hs_code=st.sampled_from(["", "8542.31", "8542", "6403.99", "x"]),
        description=st.sampled_from(["", "integrated circuits", "shoes"]),
        eccn=st.sampled_from(["", "EAR99", "3A001"]),
        origin_country=_country,
    ),
    max_size=2,
)
_legs = st.lists(
    st.builds(Leg, from_place=_place, from_country=_country, to_place=_place, to_country=_country),
    max_size=2,
)
TRANSACTIONS = st.builds(
    lambda kind, parties, goods, legs, to, origin: Transaction(
        "t", kind=kind, parties=tuple(parties), goods=tuple(goods), legs=tuple(legs),
        destination_country=to, origin_country=origin, date=DAY.isoformat(),
    ),
    st.sampled_from(["check", "order", "shipment"]), _parties, _goods, _legs, _country, _country,
)  # fmt: skip
NEXUS = st.sampled_from([None, frozenset({"EU"}), frozenset({"US", "UK"})])
FOUND = st.sampled_from([[], [Finding("party", "party", Outcome.HOLD, "resembles a listing")]])


def _recognise(transaction: Transaction, **more: Any) -> Situation:
    return recognise(
        transaction,
        gazetteer=lambda: ROOMS.gazetteer,
        tables=lambda: ROOMS.tables,
        as_of=DAY,
        **more,
    )


@given(TRANSACTIONS, NEXUS)
def test_what_is_recognised_is_what_every_room_recognises(
    transaction: Transaction, nexus: frozenset[str] | None
) -> None:
    situation = _recognise(transaction, nexus=nexus)
    countries = list(find_countries(transaction))
    among = frozenset(mention.country[:2] for mention in countries)
    found = list(find_places(transaction, ROOMS.gazetteer, among))
    places, namesakes = part_namesakes(found)
    countries += countries_of_places(places, countries)
    countries += countries_of_towns(transaction, countries, ROOMS.positions)
    assert situation.countries == let_buyers_receive(countries)
    if nexus is not None and "US" not in nexus:
        assert situation.items == read_items(transaction)
    assert (situation.places, situation.namesakes) == (places, namesakes)
    lines = range(len(transaction.goods))
    assert situation.goods == [find_goods(transaction, at, ROOMS.tables, DAY) for at in lines]


@given(TRANSACTIONS, NEXUS, FOUND)
def test_findings_are_those_of_all_rooms(
    transaction: Transaction, nexus: frozenset[str] | None, found: list[Finding]
) -> None:
    situation = _recognise(transaction, nexus=nexus)
    every = [
        *ask_rules(ROOMS.rules, situation),
        *own_table_findings(situation),
        *goods_notes(transaction, ROOMS.tables, DAY),
        *clause_findings(transaction, situation),
        *text_findings(transaction, situation, ROOMS.tables),
        *site_findings(transaction, situation, ROOMS.positions),
    ]
    every += craft_findings(transaction, situation, [*found, *every])
    every += route_findings(transaction, situation, ROOMS.positions, ROOMS.rules)
    assert ask_rooms(transaction, situation, ROOMS, found) == every
    before = [*found, *every]
    asked = question_of_law(transaction, situation, before)
    assert asked == list(nexus_findings(transaction, situation, before))
