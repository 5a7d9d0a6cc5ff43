"""What nobody can have meant is said, by engine and command: tests/cases/bad_input.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.engine import Engine
from flows.conftest import Screen

FILE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "bad_input.yaml").read_text("utf-8"))
CASES = {case["id"]: case for case in FILE["cases"]}
LIKE = {case["id"]: case for case in FILE["look_alikes"]}
OF_THE_LISTS = "no official list in the store"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return counterflow.open(tmp_path_factory.mktemp("store"), lists=["watch_pack"])


def papers(case: dict[str, Any]) -> dict[str, Any]:
    """Give the transaction of a case; what it does not say is plain."""
    own = {key: case[key] for key in case if key not in ("id", "as", "where", "says")}
    if length := own.pop("long_address", 0):
        own["parties"] = [
            {"role": "consignee", "name": "Birch GmbH", "country": "DE", "address": "A" * length}
        ]
    return {**FILE["plain"], **own, "id": case["id"]}


def said(decision: Decision, form: str) -> list[tuple[str, str]]:
    """Give what a decision says in one form, each with where."""
    if form == "coverage note":
        remarks = decision.transaction.remarks if decision.transaction else ()
        told = [(one.column, one.what) for one in remarks]
        noted = " ".join(decision.coverage.notes)
        return [(column, what) for column, what in told if what in noted and column in noted]
    if form == "coverage":
        return [(text, text) for text in decision.coverage.missing if OF_THE_LISTS not in text]
    weight = {"review": Outcome.REVIEW, "note": Outcome.NO_MATCH}[form]
    return [(one.subject, one.summary) for one in decision.findings if one.outcome is weight]


def check(decision: Decision, case: dict[str, Any]) -> None:
    form = case["as"]
    found = said(decision, form)
    assert any(case["says"] in text for _, text in found), found
    told = [where for where, text in found if case["says"] in text]
    if form == "coverage":
        assert decision.headline != "no match found"
        told += [note for note in decision.coverage.notes if case["says"] in note]
    assert any(case["where"] in where for where in told), told
    if form == "review":
        steps = [one for one in decision.findings if case["says"] in one.summary]
        assert all(one.next_step for one in steps)


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_engine_says_what_is_wrong_and_where(pack: Engine, name: str) -> None:
    check(pack.screen(papers(CASES[name])), CASES[name])


@pytest.mark.parametrize("name", sorted(LIKE))
def test_what_looks_alike_is_not_asked_about(pack: Engine, name: str) -> None:
    decision = pack.screen(papers(LIKE[name]))
    assert [one.summary for one in decision.findings if one.outcome.strength] == []
    assert [text for _, text in said(decision, "coverage")] == []
    assert [one.summary for one in decision.findings if one.kind == "data"] == []


def test_the_command_says_the_same_of_a_file(screen: Screen) -> None:
    """Every record comes back, none is refused, and each says what the engine says."""
    lines = "\n".join(json.dumps(papers(case)) for case in CASES.values())
    done = screen(lines, name="in.ndjson")
    assert done.rows == (len(CASES), len(CASES), 0)
    assert sorted(done.decisions) == sorted(CASES)
    for name, decision in done.decisions.items():
        check(decision, CASES[name])


TABLE = """\
Order No,Date,Shipper,Buyer,Buyer Country,Vessel,IMO,MMSI,HS Code,ECCN,Quantity,Value,Currency,Owner
hs,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,ABCDEF,,10,100,EUR,
eccn,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,0X999,10,100,EUR,
imo,2026-09-15,Elm GmbH,Birch GmbH,Germany,Quiet Birch,IMO 907 4730,,940161,,10,100,EUR,
name,2026-09-15,Elm GmbH,Birch GmbH,Germany,Quiet Birch IMO 9074730,,,940161,,10,100,EUR,
mmsi,2026-09-15,Elm GmbH,Birch GmbH,Germany,Quiet Birch,,21123,940161,,10,100,EUR,
quantity,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,,-10,100,EUR,
value,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,,10,as agreed,EUR,
currency,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,,10,100,XXY,
day,1899-12-30,Elm GmbH,Birch GmbH,Germany,,,,940161,,10,100,EUR,
owner,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,,10,100,EUR,"Alder AG 80 %, Cedar AG 50 %"
zero,2026-09-15,Elm GmbH,Birch GmbH,0,Quiet Birch,0,,940161,,10,100,EUR,
plain,2026-09-15,Elm GmbH,Birch GmbH,Germany,,,,940161,5A992.c,10,100,EUR,
"""
"""One thing wrong in each row but the last, as a spreadsheet would have it."""


def test_the_command_says_what_is_wrong_in_a_table(screen: Screen) -> None:
    done = screen(TABLE)
    assert done.rows == (12, 12, 0)
    rules = {
        name: {one.rule for one in decision.findings if one.kind != "goods"} - {""}
        for name, decision in done.decisions.items()
    }
    assert rules == {
        "hs": {"hs-code-impossible"}, "eccn": {"eccn-impossible"}, "imo": {"imo-number"},
        "name": {"imo-number"}, "mmsi": {"mmsi"}, "quantity": {"amount-negative"},
        "value": {"amount-unread"}, "currency": {"currency-unknown"},
        "owner": {"owners-over-whole"}, "day": set(), "zero": set(), "plain": set(),
    }  # fmt: skip
    assert "before 1970-01-02" in " ".join(done.decisions["day"].coverage.missing)
    zeros = [one for one in done.decisions["zero"].coverage.notes if "taken as an empty" in one]
    assert len(zeros) == 2
