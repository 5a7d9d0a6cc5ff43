"""Legs together: unknown places, days and chains that contradict, detours, transit points."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Leg, Transaction
from counterflow.screening.pipeline.routes import route_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.positions import default_positions
from counterflow.watch.places.ways import measure
from counterflow.watch.rules.rulebook import load_rules

LISTED = (GoodsLine("8542.31"),)
DE, AE, TR, CN = ("Hamburg", "DE"), ("Dubai", "AE"), ("Istanbul", "TR"), ("Shanghai", "CN")


def _leg(start: tuple[str, str], end: tuple[str, str], **more: Any) -> Leg:
    return Leg(
        from_place=start[0], from_country=start[1], to_place=end[0], to_country=end[1], **more
    )


def _ask(*legs: Leg, **parts: Any) -> list[Finding]:
    transaction = Transaction("1", legs=legs, **parts)
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    return route_findings(transaction, situation, default_positions(), load_rules())


def _told(findings: list[Finding]) -> list[tuple[str, str, Outcome]]:
    return [(one.rule, one.subject, one.outcome) for one in findings]


def test_a_plain_way_gives_nothing() -> None:
    assert _ask(_leg(DE, AE), _leg(AE, CN)) == []
    assert _ask(_leg(CN, DE)) == []
    assert _ask() == []


@pytest.mark.parametrize(
    "text", ["TBA", "???", "*", "unknown", "for orders", "Any Port", "уточняется"]
)
def test_a_place_that_is_not_named_is_a_stated_outcome(text: str) -> None:
    (found,) = _ask(_leg(DE, (text, "AE")))
    assert (found.rule, found.subject, found.outcome) == (
        "leg-unknown", "leg 1 to", Outcome.REVIEW,
    )  # fmt: skip
    assert text in found.summary
    assert found.next_step


def test_a_place_that_no_table_knows_is_noted_where_no_country_stands_beside_it() -> None:
    assert _told(_ask(_leg(DE, ("Quowexville", "")))) == [
        ("leg-unknown", "leg 1 to", Outcome.NO_MATCH)
    ]
    assert _ask(_leg(DE, ("Quowexville", "FR"))) == []
    assert _ask(_leg(DE, ("Istanbul", ""))) == []
    assert _ask(_leg(DE, ("55.75, 52.07", ""))) == []


def test_a_leg_without_an_end_is_noted() -> None:
    assert _told(_ask(_leg(DE, ("", "")))) == [("leg-unknown", "leg 1 to", Outcome.NO_MATCH)]


def test_a_place_known_in_another_country_alone_is_said() -> None:
    (found,) = _ask(_leg(DE, ("Istanbul", "FR")))
    assert (found.rule, found.outcome) == ("place-and-country", Outcome.NO_MATCH)
    assert "Türkiye alone" in found.summary


def test_a_leg_that_arrives_before_it_departs() -> None:
    (found,) = _ask(_leg(DE, AE, departs_on="2026-05-10", arrives_on="2026-05-01"))
    assert (found.rule, found.subject, found.outcome) == ("leg-days", "leg 1", Outcome.REVIEW)
    assert "2026-05-01" in found.summary


def test_a_leg_before_its_predecessor() -> None:
    first = _leg(DE, AE, departs_on="2026-05-01", arrives_on="2026-05-20")
    (found,) = _ask(first, _leg(AE, CN, departs_on="2026-05-10"))
    assert (found.rule, found.subject, found.outcome) == ("leg-order", "leg 2", Outcome.REVIEW)
    assert "before leg 1 has ended on 2026-05-20" in found.summary
    assert _ask(first, _leg(AE, CN, departs_on="2026-05-20")) == []


def test_days_that_every_row_repeats_are_no_contradiction() -> None:
    days = {"departs_on": "2026-05-01", "arrives_on": "2026-05-20"}
    assert _ask(_leg(DE, AE, **days), _leg(AE, CN, **days)) == []


def test_rows_in_another_order_are_no_contradiction() -> None:
    second = _leg(AE, CN, departs_on="2026-05-21")
    assert _ask(second, _leg(DE, AE, departs_on="2026-05-01", arrives_on="2026-05-20")) == []


def test_a_leg_that_starts_where_none_ends() -> None:
    (found,) = _ask(_leg(DE, AE), _leg(("Mersin", "TR"), CN))
    assert (found.rule, found.subject, found.outcome) == (
        "leg-chain", "leg 2 from", Outcome.REVIEW,
    )  # fmt: skip
    assert "Mersin" in found.summary
    (noted,) = _ask(_leg(DE, ("Munich", "DE")), _leg(("Berlin", "DE"), TR))
    assert (noted.rule, noted.outcome) == ("leg-chain", Outcome.NO_MATCH)


def test_a_port_and_its_town_are_one_place_and_split_shipments_are_no_break() -> None:
    assert _ask(_leg(DE, ("Dubai", "AE")), _leg(("Jebel Ali", "AE"), CN)) == []
    assert _ask(_leg(DE, AE), _leg(DE, TR)) == []


def test_a_detour_is_a_note_until_something_else_speaks() -> None:
    way = (_leg(DE, ("Lisbon", "PT")), _leg(("Lisbon", "PT"), ("Warsaw", "PL")))
    assert _told(_ask(*way)) == [("detour", "legs", Outcome.NO_MATCH)]
    (listed,) = _ask(*way, goods=LISTED)
    assert listed.outcome is Outcome.REVIEW
    assert "a threshold of this project" in listed.summary
    (found,) = _ask(_leg(DE, AE), _leg(AE, TR))
    assert (found.rule, found.outcome) == ("detour", Outcome.REVIEW)  # AE is named in notices
    assert found.ours == "Hamburg – Dubai – Istanbul"


def test_listed_goods_through_a_diversion_point_are_a_review() -> None:
    leg = _leg(DE, ("Warsaw", "PL"), via_place="Istanbul", via_country="TR")
    found = [one for one in _ask(leg, goods=LISTED) if one.subject == "leg 1 via"]
    assert [one.outcome for one in found] == [Outcome.REVIEW]
    assert "FinCEN/BIS alert" in found[0].summary
    assert found[0].citations
    assert not [one for one in _ask(leg) if one.subject == "leg 1 via"]


def test_a_detour_is_found_among_rows_that_repeat_the_place_of_delivery() -> None:
    legs = (
        Leg("Hamburg", "DE", "Jebel Ali", "AE"), Leg("Jebel Ali", "AE", "Prague", ""),
        Leg("Jebel Ali", "AE", "Bandar Abbas", "IR"), Leg("Bandar Abbas", "IR", "Prague", ""),
    )  # fmt: skip
    (found,) = [one for one in _ask(*legs, destination_country="CZ") if one.rule == "detour"]
    assert found.outcome is Outcome.REVIEW
    assert found.ours == "Hamburg – Jebel Ali – Bandar Abbas – Prague"


def test_names_that_no_other_city_bears_and_watched_ports_tell_positions() -> None:
    legs = (Leg("Hamburg", "", "Istanbul", ""), Leg("Istanbul", "", "Poti", ""),
            Leg("Poti", "", "Gdansk", "PL"))  # fmt: skip
    found = [one for one in _ask(*legs, destination_country="PL") if one.rule == "detour"]
    assert len(found) == 1


def test_a_name_without_a_country_tells_no_position() -> None:
    legs = (Leg("Hamburg", "DE", "St. Petersburg", ""), Leg("St. Petersburg", "", "Kazan", "RU"))
    assert not [one for one in _ask(*legs, destination_country="RU") if one.rule == "detour"]


def test_goods_for_elsewhere_through_russia_are_a_review() -> None:
    leg = Leg("Le Havre", "FR", "Batumi", "GE", via_place="Rostov-na-Donu")
    found = [one for one in _ask(leg, destination_country="GE") if one.rule == "transit-watched"]
    assert [one.outcome for one in found] == [Outcome.REVIEW]
    assert "Russia" in found[0].summary
    to_russia = Leg("Le Havre", "FR", "Moscow", "RU", via_place="Rostov-na-Donu")
    assert not [one for one in _ask(to_russia) if one.rule == "transit-watched"]


points = st.tuples(st.floats(-80, 80), st.floats(-180, 180))


@given(st.lists(points, min_size=2, max_size=6))
def test_no_way_is_shorter_than_the_direct_one(way: list[tuple[float, float]]) -> None:
    measured = measure(way)
    assert measured.declared_km >= measured.direct_km - 1e-6
    assert not measure([way[0], way[-1]]).is_detour


@given(st.lists(st.builds(Leg, st.text(max_size=8), st.just(""), st.text(max_size=8),
                          departs_on=st.sampled_from(["", "2026-01-01", "x"]))))  # fmt: skip
def test_any_legs_are_read(legs: list[Leg]) -> None:
    assert all(one.summary and one.subject for one in _ask(*legs))


@pytest.mark.parametrize(
    ("end", "destination", "goods", "outcome"),
    [
        # Found in review: a way that ends elsewhere than the goods go gave nothing.
        (("Riga", "LV"), "KZ", (), Outcome.NO_MATCH),
        (("Riga", "LV"), "KZ", LISTED, Outcome.REVIEW),
        (("Riga", ""), "KZ", LISTED, Outcome.REVIEW),
        (("Rotterdam", "NL"), "CH", LISTED, Outcome.NO_MATCH),
        (("Almaty", "KZ"), "KZ", LISTED, None),
        (("Quowexville", ""), "KZ", LISTED, None),
        (("Riga", "LV"), "", LISTED, None),
    ],
)
def test_a_way_that_ends_elsewhere_than_the_goods_go_is_said(
    end: tuple[str, str], destination: str, goods: tuple[GoodsLine, ...], outcome: Outcome | None
) -> None:
    found = _ask(_leg(DE, end), destination_country=destination, goods=goods)
    said = [one for one in found if one.rule == "leg-chain"]
    assert [one.outcome for one in said] == ([] if outcome is None else [outcome])
    assert all("the papers name" in one.summary for one in said)


def test_a_way_that_begins_elsewhere_than_the_origin_is_noted() -> None:
    (found,) = _ask(_leg(("Riga", "LV"), ("Almaty", "KZ")), origin_country="DE")
    assert (found.rule, found.subject, found.outcome) == (
        "leg-chain", "leg 1 from", Outcome.NO_MATCH,
    )  # fmt: skip
