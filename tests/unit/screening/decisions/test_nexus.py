"""Whose law may bind although it was not declared: origin, maker, number, exporter."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.core.settings import REGIMES as SET
from counterflow.screening.decisions.nexus import (
    FILE,
    load_nexus,
    nexus_findings,
    read_nexus_rule,
)
from counterflow.screening.decisions.regimes import REGIMES
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer

HELD = Finding("party", "buyer", Outcome.HOLD, "strong match")


def ask(
    *goods: GoodsLine,
    nexus: str = "EU",
    to: str = "KZ",
    found: tuple[Finding, ...] = (),
    parties: tuple[Party, ...] = (),
) -> list[tuple[str, str, str]]:
    """Give rule, subject and outcome of every question about one order."""
    order = Transaction("1", "order", "2026-06-01", parties, goods, destination_country=to)
    situation = recognise(
        order,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=frozenset(nexus.split(",")) if nexus else None,
    )
    asked = nexus_findings(order, situation, found)
    return [(one.rule, one.subject, str(one.outcome)) for one in asked]


LISTED = GoodsLine("8542.31", origin_country="US")
PLAIN = GoodsLine("6403.99", origin_country="US")


def test_listed_goods_of_us_origin_ask_whether_us_rules_bind() -> None:
    """A review where the user declared other legal orders, a note where none was declared."""
    rule = "us-origin-controlled-goods"
    assert ask(LISTED) == [(rule, "goods line 1", "review")]
    assert ask(LISTED, nexus="") == [(rule, "goods line 1", "no match found")]
    assert ask(PLAIN, GoodsLine("1", eccn="3A001.a", origin_country="US")) == [
        (rule, "goods line 2", "review")
    ]
    maker = (Party("manufacturer", "Invented Chips", country="US"),)
    assert ask(GoodsLine("8542.31"), parties=maker) == [(rule, "manufacturer", "review")]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (PLAIN, "us-origin-goods"),
        (GoodsLine("6403.99", eccn="EAR 99"), "us-origin-goods"),
        (GoodsLine("6403.99", eccn="3A001"), "us-control-number"),
    ],
)
def test_weaker_signs_are_notes(line: GoodsLine, rule: str) -> None:
    """Ordinary goods of US origin, EAR99, and a number that the EU may have given too."""
    assert ask(line) == [(rule, "goods line 1", "no match found")]
    assert ask(line, nexus="") == []


@pytest.mark.parametrize(
    "case",
    [
        {"nexus": "EU,US"},
        {"to": "US"},
    ],
)
def test_nothing_is_asked_where_us_law_is_declared_or_the_goods_stay(case: dict[str, Any]) -> None:
    """A question that is answered is not asked."""
    assert ask(LISTED, PLAIN, **case) == []


def test_goods_of_another_origin_ask_nothing() -> None:
    """The rule on listed goods speaks of them anyway."""
    assert ask(GoodsLine("8542.31", origin_country="DE")) == []


def test_the_exporters_law_is_noted_beside_findings_alone() -> None:
    """Otherwise every paper of a user who declared one law would bear a note."""
    parties = (Party("shipper", "Muster GmbH", country="DE"),)
    assert ask(nexus="US", parties=parties) == []
    found = ask(nexus="US", parties=parties, found=(HELD,))
    assert found == [("eu-exporter", "shipper", "no match found")]
    assert ask(nexus="EU", parties=parties, found=(HELD,)) == []


def test_the_legal_orders_are_those_that_settings_know() -> None:
    """The two floors cannot share the tuple; a third spelling of it would drift."""
    assert set(SET) == set(REGIMES)


def test_every_row_names_whose_law_it_is_and_who_says_so() -> None:
    """Rows and the table of whom a law binds."""
    file = load_facts(FILE)
    for row in file["who"]:
        assert row["regime"] in REGIMES
        assert row["source"] in file["sources"]
        assert isinstance(row["verified"], bool)
    assert all(rule.citation.url for rule in load_nexus())


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("regime", "Atlantis", "Atlantis"),
        ("signs", ["smell"], "smell"),
        ("signs", [], "signs"),
        ("goods", "all", "all"),
        ("countries", [], "names none"),
        ("declared", "hold", "hold"),
        ("source", "nobody", "bibliography"),
        ("colour", "red", "colour"),
    ],
)
def test_a_wrong_row_is_refused(key: str, value: object, said: str) -> None:
    """With its file, its row and the reason; a question never holds."""
    file = copy.deepcopy(load_facts(FILE))
    row = {**file["rules"][0], key: value}
    with pytest.raises(RuleError, match=said) as caught:
        read_nexus_rule(file, row, f"{FILE}, row 1")
    assert f"{FILE}, row 1" in str(caught.value)
