"""A rulebook of the user's own: read with the checks of ours, asked beside ours, told as theirs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import RuleError
from counterflow.core.model.outcomes import Outcome
from flows.conftest import decisions_in

HOUSE = """\
title: House rules of Muster AG
flags:
- id: HOUSE-1
  statement: goods of chapter 85 for Kazakhstan
  kinds: [order]
  raised_when:
  - destination == "KZ" && hs_chapters.exists(one, one == "85")
  weight: 4
  ours: the chapter
  ask: Has the department of exports released this order?
  good: 'yes'
  resolved_by: the release, on file
  next_step: ask the department of exports
  tests:
  - {signs: {destination: KZ, hs_chapters: ["85"]}, expect: raised}
  - {signs: {destination: FR, hs_chapters: ["85"]}, expect: not raised}
  - {expect: unknown}
"""
ORDERS = (
    "Order No,Order Date,Buyer,Buyer Country,HS Code,Goods,Destination Country\n"
    "1,2025-12-01,Muster Handel,Kazakhstan,851660,ovens,Kazakhstan\n"
    "2,2025-12-01,Muster Handel,France,851660,ovens,France\n"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "house.yaml"
    path.write_text(HOUSE, "utf-8")
    return path


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def test_a_rule_of_the_users_own_is_asked_and_told_as_theirs(
    cli: Any, store: Path, orders: Path, house: Path
) -> None:
    """Outcome, authority, limits and the note of coverage name the user's file."""
    asked = ("screen", orders, "--store", store, "--kind", "order", "--to", "ndjson", "-q")
    plain = decisions_in(cli(*asked).out)
    ours = decisions_in(cli(*asked, "--rules", house).out)
    found = [finding for finding in ours["1"].findings if finding.rule == "HOUSE-1"]
    assert [(one.kind, one.outcome) for one in found] == [("flag", Outcome.REVIEW)]
    assert "red flag of your own rulebook house.yaml" in found[0].summary
    assert "the limits are those of house.yaml: the chapter" in found[0].summary
    assert found[0].next_step == "ask the department of exports"
    assert [(one.issuer, one.title) for one in found[0].citations] == [
        ("your own rulebook", "House rules of Muster AG")
    ]
    assert any("own rulebook house.yaml: 1 red flag, sha256" in n for n in ours["1"].coverage.notes)
    assert not [one for one in ours["2"].findings if one.rule == "HOUSE-1"]
    assert not [one for one in plain["1"].findings if one.rule == "HOUSE-1"]
    assert ours["1"].rules != plain["1"].rules


def test_an_answer_resolves_it(cli: Any, store: Path, orders: Path, house: Path) -> None:
    first, second, _ = ORDERS.splitlines()
    orders.write_text(f"{first},Answer HOUSE-1\n{second},yes: released\n", "utf-8")
    asked = ("screen", orders, "--store", store, "--kind", "order", "--to", "ndjson", "-q")
    (decision,) = decisions_in(cli(*asked, "--rules", house).out).values()
    (found,) = [one for one in decision.findings if one.rule == "HOUSE-1"]
    assert found.outcome is Outcome.NO_MATCH
    assert "red flag resolved" in found.summary
    (without,) = decisions_in(cli(*asked).out).values()
    assert "answer HOUSE-1: there is no red flag of this id" in without.coverage.notes


def test_the_commands_see_it(cli: Any, store: Path, orders: Path, house: Path) -> None:
    said = json.loads(cli("rules", "ls", "--rules", house, "--book", "house.yaml", "--json").out)
    assert [(row["id"], row["evidence"], row["own"]) for row in said["rules"]] == [
        ("HOUSE-1", "your own", "house.yaml")
    ]
    assert said["rules"][0]["authority"] == "your own rulebook house.yaml"
    shown = cli("rules", "show", "house-1", "--rules", house).out
    assert "limits of house.yaml: the chapter" in shown
    assert "hs_chapters" in shown
    assert "(limits of house.yaml)" in cli("rules", "ls", "--rules", house, "--markdown").out
    tested = cli("rules", "test", house)
    assert (tested.code, tested.out) == (0, "1 red flag: 3 cases hold\n")
    explained = cli(
        "rules", "explain", orders, "--kind", "order", "--store", store, "--rules", house, "--json"
    )
    first, second = json.loads(explained.out)["transactions"]
    states = [{one["id"]: one["state"] for one in t["flags"]}["HOUSE-1"] for t in (first, second)]
    assert states == ["raised", "not raised"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (("destination ==", "destinatoin =="), "did you mean destination"),
        (("{destination: KZ", "{destination: FR"), "test 1 expects"),
        (("id: HOUSE-1", "id: KYC-01"), "stands in know_your_customer.yaml of the package"),
        (("weight: 4", "weight: 9"), "no whole number from 0 to 4"),
        (("  next_step: ask the department of exports\n", ""), "lacks next_step"),
    ],
)
def test_a_wrong_row_stops_the_run(
    cli: Any, store: Path, orders: Path, house: Path, changed: tuple[str, str], reason: str
) -> None:
    """File, line and reason are named, and nothing is screened as if there were no rulebook."""
    house.write_text(HOUSE.replace(*changed, 1), "utf-8")
    said = cli("screen", orders, "--store", store, "--rules", house, "-q")
    assert (said.code, said.out) == (1, "")
    assert f"{house}, line 3, flag" in said.err
    assert reason in said.err


def test_two_rulebooks_do_not_share_an_id(
    cli: Any, store: Path, orders: Path, house: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(HOUSE, "utf-8")
    said = cli("screen", orders, "--store", store, "--rules", house, "--rules", other, "-q")
    assert said.code == 1
    assert "the id stands in house.yaml too" in said.err
    assert "other.yaml, line 3" in said.err


def test_python_and_the_environment_take_rulebooks(
    store: Path, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path, a list of paths, or paths joined as the system joins them."""
    other = tmp_path / "other.yaml"
    other.write_text(HOUSE.replace("HOUSE-1", "HOUSE-2"), "utf-8")
    order = {
        "id": "1", "kind": "order", "goods": [{"hs_code": "851660"}],
        "parties": [{"role": "buyer", "name": "Muster Handel", "country": "KZ"}],
        "details": {"destination country": "KZ"},
        "legs": [{"from_place": "Paris", "to_place": "Almaty", "to_country": "KZ"}],
    }  # fmt: skip
    for given in (house, [house, other], f"{house}{os.pathsep}{other}"):
        engine = counterflow.open(store, rules=given)
        assert engine.screener.own_rules.flags[0].id == "HOUSE-1"
    assert len(engine.screener.own_rules.notes) == 2
    assert {"HOUSE-1", "HOUSE-2"} <= {one.rule for one in engine.screen(order).findings}
    monkeypatch.setenv("COUNTERFLOW_RULES", str(other))
    assert counterflow.open(store).screener.own_rules.flags[0].id == "HOUSE-2"
    with pytest.raises(RuleError, match="cannot be read"):
        _ = counterflow.open(store, rules=tmp_path / "nothing.yaml").screener


def test_workers_ask_it_too(store: Path, orders: Path, house: Path) -> None:
    """The processes of a run over a large file read the same rulebook."""
    engine = counterflow.open(store, rules=house)
    run = engine.screen_file(orders, kind="order", workers=2)
    assert [[f.rule for f in one.findings if f.rule == "HOUSE-1"]
            for one in engine.decisions(run.run)] == [["HOUSE-1"], []]  # fmt: skip
