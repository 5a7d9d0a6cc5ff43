"""The clause check: goods, destination, day, whose law, and what the papers say."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.decisions.clauses import FILE, clause_findings, read_clause
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer

EU = frozenset({"EU"})


def ask(
    *,
    hs: str = "854231",
    to: str = "KZ",
    day: str = "2024-06-03",
    nexus: frozenset[str] | None = EU,
    clause: str = "",
    shipper: str = "",
) -> list[Finding]:
    """Ask about one order."""
    order = Transaction(
        "1",
        "order",
        day,
        parties=(Party("shipper", "Muster GmbH", country=shipper), Party("buyer", "Beispiel")),
        goods=(GoodsLine(hs),),
        destination_country=to,
        details=(Detail("no_reexport_clause", clause),) if clause else (),
    )
    situation = recognise(
        order,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=nexus,
    )
    return list(clause_findings(order, situation))


@pytest.mark.parametrize("clause", ["no", "unknown", ""])
def test_a_clause_that_is_not_there_is_asked_for(clause: str) -> None:
    """No, unknown and silence are three sentences and one outcome for an operator of the EU."""
    (finding,) = ask(clause=clause)
    assert (finding.kind, finding.outcome) == ("clause", Outcome.REVIEW)
    assert finding.subject == "goods line 1"
    assert finding.citations[0].second_hand


@pytest.mark.parametrize(
    "case",
    [
        {"clause": "yes"},
        {"hs": "090111"},
        {"to": "CH"},
        {"to": "NO"},
        {"to": "DE"},
        {"day": "2024-03-19"},
        {"nexus": frozenset({"US"})},
        {"nexus": None},
        {"nexus": None, "shipper": "TR"},
    ],
)
def test_no_clause_is_asked_for(case: dict[str, Any]) -> None:
    """Another good, a partner country, an earlier day, another law, or the clause itself."""
    assert ask(**case) == []


def test_a_code_of_an_older_edition_is_asked_about_too() -> None:
    """Its goods may be on the list under the code of today."""
    assert [one.outcome for one in ask(hs="8803.30")] == [Outcome.REVIEW]


def test_the_first_day_counts() -> None:
    """The duty begins on 2024-03-20."""
    assert [f.outcome for f in ask(day="2024-03-20")] == [Outcome.REVIEW]


def test_without_a_nexus_the_exporters_country_speaks() -> None:
    """What the papers say weighs; their silence is a note while nobody said whose law binds."""
    (silent,) = ask(nexus=None, shipper="DE")
    (said,) = ask(nexus=None, shipper="DE", clause="no")
    assert (silent.outcome, said.outcome) == (Outcome.NO_MATCH, Outcome.REVIEW)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("detail", "colour", "colour"),
        ("in_force_from", "", "day from which"),
        ("in_force_from", "2024-13-01", "not a day"),
        ("tables", [], "tables"),
        ("except_destinations", [False], "codes of countries"),
        ("source", "nobody", "bibliography"),
    ],
)
def test_a_wrong_row_is_refused(key: str, value: object, said: str) -> None:
    """With its file, its row and the reason."""
    file = copy.deepcopy(load_facts(FILE))
    row = {**file["rules"][0], key: value}
    with pytest.raises(RuleError, match=said) as caught:
        read_clause(file, row, f"{FILE}, row 1")
    assert f"{FILE}, row 1" in str(caught.value)
