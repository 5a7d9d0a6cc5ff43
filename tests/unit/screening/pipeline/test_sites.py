"""Coordinates, nearness to watched sites and towns of the same name, in whole transactions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Leg, Transaction
from counterflow.screening.pipeline.sites import site_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.places.positions import default_positions
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import load_rules


def _both(**parts: Any) -> tuple[Situation, list[Finding]]:
    transaction = Transaction("1", **parts)
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    return situation, list(site_findings(transaction, situation, default_positions()))


def _told(findings: list[Finding]) -> list[tuple[str, str, Outcome]]:
    return [(one.rule, one.subject, one.outcome) for one in findings]


@pytest.mark.parametrize(
    "cell", ["55.80, 52.05", "5548N 05203E", "55°48'N 52°03'E", "Plant 55.80N 52.05E"]
)
def test_a_coordinate_in_the_zone_is_the_zone(cell: str) -> None:
    situation, findings = _both(legs=(Leg(to_place=cell, to_country="RU"),))
    assert [one.place.id for one in situation.places] == ["alabuga"]
    held = [one for one in ask_rules(load_rules(), situation) if one.kind == "place"]
    assert [one.outcome for one in held] == [Outcome.HOLD]
    assert findings == []


def test_a_coordinate_at_a_banned_port_is_the_port() -> None:
    situation, _ = _both(legs=(Leg(to_place="42.98, 47.51", to_country="RU"),))
    assert [one.place.id for one in situation.places] == ["makhachkala"]


def test_a_coordinate_beside_the_zone_is_a_review_and_says_how_far() -> None:
    _, findings = _both(legs=(Leg(to_place="55.57, 52.07", to_country="RU"),))
    near = next(one for one in findings if "Alabuga" in one.theirs)
    assert near.outcome is Outcome.REVIEW
    assert near.summary.startswith("20 km from the centre")
    assert "a threshold of this project" in near.summary
    assert near.citations
    assert near.next_step


@pytest.mark.parametrize(("place", "country"), [("Nizhnekamsk", "RU"), ("RUNAC", "")])
def test_a_town_beside_the_zone_is_a_review(place: str, country: str) -> None:
    _, findings = _both(legs=(Leg(to_place=place, to_country=country),))
    assert _told(findings) == [("near-watched-site", "leg 1 to", Outcome.REVIEW)]


def test_the_city_of_a_party_beside_the_zone_counts_too() -> None:
    _, findings = _both(parties=(Party("consignee", "A", country="RU", city="Набережные Челны"),))
    assert _told(findings) == [("near-watched-site", "consignee address", Outcome.REVIEW)]


def test_swapped_numbers_still_find_the_zone() -> None:
    situation, findings = _both(legs=(Leg(to_place="52.05, 155.80", to_country="KZ"),))
    assert situation.places == []
    assert _told(findings) == [("coordinate-elsewhere", "leg 1 to", Outcome.REVIEW)]
    situation, findings = _both(legs=(Leg(to_place="47.50, 42.98", to_country="GE"),))
    assert _told(findings) == [("coordinate-swapped", "leg 1 to", Outcome.REVIEW)]
    assert [one.place.id for one in situation.places] == ["makhachkala"]
    assert "47.50, 42.98" in findings[0].summary


def test_degrees_and_minutes_as_decimals_are_a_review() -> None:
    _, findings = _both(legs=(Leg(to_place="Yelabuga 55.45, 52.04", to_country="RU"),))
    assert _told(findings)[0] == ("coordinate-minutes", "leg 1 to", Outcome.REVIEW)


def test_an_impossible_coordinate_says_what_and_where() -> None:
    _, findings = _both(parties=(Party("consignee", "A", country="DE", address="95°00'N 12°00'E"),))
    (found,) = findings
    assert (found.kind, found.subject, found.outcome) == (
        "data", "consignee address", Outcome.REVIEW,
    )  # fmt: skip
    assert "a latitude of 95 degrees" in found.summary


def test_a_town_of_the_same_name_is_noted_and_no_rule_asks_about_it() -> None:
    situation, findings = _both(
        legs=(Leg(to_place="Kazan", to_country="TR"),), destination_country="TR"
    )
    assert situation.places == []
    assert _told(findings) == [("place-homonym", "leg 1 to", Outcome.NO_MATCH)]
    assert ask_rules(load_rules(), situation) == []
    assert {one.country for one in situation.countries} == {"TR"}


@pytest.mark.parametrize(
    ("place", "country"),
    [("KAZAN / ANKARA", "TR"), ("Amirabad, Chattogram", "BD"), ("Derbent, Konya", "TR"),
     ("Sebastopol CA", "US"), ("Sebastopol, Victoria", "AU")],
)  # fmt: skip
def test_the_destination_tells_a_town_beside_which_no_country_stands(
    place: str, country: str
) -> None:
    situation, findings = _both(legs=(Leg(to_place=place),), destination_country=country)
    assert list(situation.places) == []
    assert [one.rule for one in findings] == ["place-homonym"]
    assert not [one for one in ask_rules(load_rules(), situation) if one.outcome.strength]


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Kazan", "DE"),
        ("Makhachkala", "TR"),
        ("Amirabad", "BD"),
        ("Derbent", "KZ"),
        ("Sevastopol", "KZ"),
        ("Sevastopol", "US"),
    ],
)
def test_no_destination_hides_a_watched_place(place: str, country: str) -> None:
    situation, findings = _both(legs=(Leg(to_place=place),), destination_country=country)
    assert [one.differing for one in situation.places] == [""]
    assert "place-homonym" not in [one.rule for one in findings]


def test_the_country_of_the_watched_place_anywhere_keeps_it() -> None:
    parties = (Party("notify", "A", country="RU"),)
    situation, _ = _both(legs=(Leg(to_place="Kazan"),), destination_country="TR", parties=parties)
    assert [one.place.id for one in situation.places] == ["kazan"]


def test_another_country_without_such_a_town_still_contradicts_the_place() -> None:
    situation, findings = _both(legs=(Leg(to_place="Kazan", to_country="DE"),))
    assert [(one.place.id, one.differing) for one in situation.places] == [("kazan", "DE")]
    assert findings == []


def test_plain_papers_give_nothing() -> None:
    parts = {
        "parties": (Party("consignee", "A", country="DE", address="Hauptstr. 12, 20095 Hamburg"),),
        "legs": (Leg(from_place="Shanghai", from_country="CN", to_place="DEHAM"),),
    }
    situation, findings = _both(**parts)
    assert (list(situation.places), findings) == ([], [])


@pytest.mark.parametrize(
    ("city", "address"),
    [("Kazan", "Depot 4, 49.12, 55.79"), ("49.12, 55.79", "Kazan"),
     ("", "Kazan, 49.12 55.79"), ("Казань", "49°07'12\" 55°47'24\"")],
)  # fmt: skip
def test_exchanged_numbers_are_told_by_the_town_of_the_same_party(city: str, address: str) -> None:
    """Both readings lie in Russia: only the town can tell."""
    party = Party("consignee", "A", country="RU", city=city, address=address)
    _, findings = _both(parties=(party,))
    (found,) = [one for one in findings if one.rule.startswith("coordinate")]
    assert (found.rule, found.subject) == ("coordinate-swapped", "consignee address")
    assert "beside it stands Kazan" in found.summary.replace("Казань", "Kazan")
    assert "as written it lies 8" in found.summary
    assert "does not fit" not in found.summary
    assert found.next_step


@pytest.mark.parametrize(
    ("city", "address"),
    [("Kazan", "Depot 4, 55.79, 49.12"), ("", "Depot 4, 49.12, 55.79"), ("Samara", "55.79, 49.12")],
)
def test_no_town_or_one_that_fits_no_reading_leaves_it_as_written(city: str, address: str) -> None:
    party = Party("consignee", "A", country="RU", city=city, address=address)
    _, findings = _both(parties=(party,))
    assert not [one for one in findings if one.rule.startswith("coordinate")]
