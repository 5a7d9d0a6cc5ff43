"""``counterflow rules``: what is shown, tested and explained, and files with a history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import InputError
from counterflow.core.model.transactions import CustomerHistory, PastOrder
from counterflow.watch.rules.flag_books import read_book

ORDERS = """\
Order No,Order Date,Buyer,Buyer Country,HS Code,Goods,Quantity,Destination Country,Payment Country
A-1,2026-05-04,Muster Elektronik,Türkiye,854231,processors,500,Türkiye,UAE
A-2,2026-05-05,Beispiel Schuhe,France,640399,leather shoes,5,France,France
"""
PAST = """\
Order No,Order Date,Buyer,HS Code,Quantity,Destination Country
P-1,2023-01-04,Muster Elektronik,854231,20,Kazakhstan
P-2,2024-01-04,Muster Elektronik,854231,30,Kazakhstan
P-3,2026-08-01,Muster Elektronik,854231,9000,Türkiye
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


@pytest.fixture
def past(tmp_path: Path) -> Path:
    path = tmp_path / "past.csv"
    path.write_text(PAST, "utf-8")
    return path


def test_every_rule_is_listed(cli: Any) -> None:
    said = cli("rules", "ls", "--json")
    rows = json.loads(said.out)["rules"]
    assert said.code == 0
    assert sum(row["what"] == "red flag" for row in rows) == 85
    assert {row["rulebook"] for row in rows} >= {"places", "diversion", "payments"}
    assert all(row["citations"] and row["evidence"] for row in rows)
    table = cli("rules", "ls", "--book", "payments").out.splitlines()
    assert len(table) == 10
    assert cli("rules", "ls", "--book", "nothing").code == 2


def test_one_rule_is_shown_whole(cli: Any) -> None:
    said = cli("rules", "show", "kyc-29", "--as-of", "2026-01-15")
    assert "standing: stayed" in said.out
    assert "owner_share_unknown: an owner is named without a share" in said.out
    assert "90 FR 47201" in said.out
    assert "did you mean KYC-09" in cli("rules", "show", "KYC-O9").err
    assert json.loads(cli("rules", "show", "PAY-01", "--json").out)["rules"][0]["id"] == "PAY-01"


def test_signs_are_listed(cli: Any) -> None:
    rows = json.loads(cli("rules", "signs", "--json").out)["signs"]
    assert {("goods_listed", "yes or no")} <= {(row["name"], row["type"]) for row in rows}


def test_rulebooks_are_tested(cli: Any, tmp_path: Path) -> None:
    said = cli("rules", "test")
    assert (said.code, "85 red flags" in said.out) == (0, True)
    own = tmp_path / "own.yaml"
    text = read_book("payments")
    own.write_text(text, "utf-8")
    assert cli("rules", "test", own).code == 0
    own.write_text(text.replace("expect: raised}", "expect: not raised}", 1), "utf-8")
    failed = cli("rules", "test", own)
    assert failed.code == 7
    assert "PAY-01: test 1 expects" in failed.out
    own.write_text(text.replace("payment_country_new\n", "payment_country_old\n", 1), "utf-8")
    refused = cli("rules", "test", own)
    line = text[: text.index("- id: PAY-02")].count("\n") + 1
    assert refused.code == 1
    assert f"own.yaml, line {line}, flag PAY-02" in refused.err
    assert "did you mean payment_country_new" in refused.err
    assert cli("rules", "test", tmp_path / "nothing.yaml").code == 1


def test_a_file_is_explained(cli: Any, orders: Path, past: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    said = cli("rules", "explain", orders, "--kind", "order", "--store", store, "--json")
    first, second = json.loads(said.out)["transactions"]
    states = {flag["id"]: flag["state"] for flag in first["flags"]}
    assert len(states) == 85
    assert states["PAY-01"] == "raised"
    assert states["COR-04"] == "unknown"
    assert not [flag for flag in second["flags"] if flag["state"] == "raised"]
    told = cli("rules", "explain", orders, "--kind", "order", "--store", store,
               "--history", past, "--transaction", "A-1")  # fmt: skip
    assert "COR-04 raised" in told.out
    assert "quantity_ratio = 20.0" in told.out  # the order of August is not before May
    assert "A-2" not in told.out
    first_alone = cli("rules", "explain", orders, "--kind", "order", "--store", store, "--limit", 1)
    assert "1 of 2 transactions; all of them: --limit 2" in first_alone.err
    assert "all of them" not in told.err
    nobody = cli("rules", "explain", orders, "--store", store, "--transaction", "A-9")
    assert "no such transaction" in nobody.err


def test_a_mapped_file_is_explained(cli: Any, tmp_path: Path) -> None:
    """Its columns mean what the mapping says, as in a screening."""
    (tmp_path / "m.csv").write_text("Nr;Firma X;Zahlart\nM-1;Muster FZE;cash\n", "utf-8")
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[columns]\n"Nr" = "id"\n"Firma X" = "buyer.name"\n"Zahlart" = "details.payment_method"\n'
        '[options]\nkind = "order"\n',
        "utf-8",
    )
    said = cli("rules", "explain", tmp_path / "m.csv", "--map", mapping, "--store", tmp_path / "s",
               "--json")  # fmt: skip
    (one,) = json.loads(said.out)["transactions"]
    assert one["id"] == "M-1"
    assert "cash" in json.dumps(one["flags"])


def test_a_file_is_screened_with_a_history(orders: Path, past: Path, tmp_path: Path) -> None:
    engine = counterflow.open(tmp_path / "store")
    for given, raised in ((None, False), (past, True)):
        run = engine.screen_file(orders, kind="order", history=given)
        first, second = engine.decisions(run.run)
        assert ("COR-04" in {f.rule for f in first.findings}) is raised
        told = "history: 2 earlier orders of Muster Elektronik, 2023-01-04 to 2024-01-04"
        assert (told in first.coverage.notes) is raised
        assert (f"history: 3 orders of {past}" in run.notes) is raised
        assert not [f for f in second.findings if f.kind == "flag"]


def test_a_history_of_nobody_is_refused(orders: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("Order No,Buyer,HS Code\n1,Muster,854231\n", "utf-8")
    with pytest.raises(InputError, match="no dated order"):
        counterflow.open(tmp_path / "store").screen_file(orders, kind="order", history=empty)


def test_answers_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    first, second, _ = ORDERS.splitlines()
    path.write_text(
        f"{first},Answer PAY-01,answer.kyc-01,Answer XYZ-9\n{second},yes: parent,no,yes\n", "utf-8"
    )
    engine = counterflow.open(tmp_path / "store")
    (decision,) = engine.decisions(engine.screen_file(path, kind="order").run)
    told = {f.rule: f.summary for f in decision.findings}
    assert "red flag resolved" in told["PAY-01"]
    assert "answered “no”" in told["KYC-01"]
    notes = " ".join(decision.coverage.notes)
    assert "answer XYZ-9: there is no red flag of this id" in notes
    assert "KYC-01" not in notes


def test_one_order_is_screened_with_a_history_and_answers(tmp_path: Path) -> None:
    engine = counterflow.open(tmp_path / "store")
    order: dict[str, Any] = {
        "id": "1", "kind": "order", "date": "2026-05-04", "destination_country": "TR",
        "parties": [{"role": "buyer", "name": "Muster Elektronik", "country": "TR"}],
        "goods": [{"hs_code": "854231", "quantity": "500"}],
    }  # fmt: skip
    history = CustomerHistory("Muster Elektronik", (PastOrder("2023-01-04", "20", "KZ"),))
    before = engine.screen(order, history)
    assert {"COR-03", "COR-04", "LOG-01"} <= {f.rule for f in before.findings}
    answered = {**order, "details": {"answer.COR-04": "yes: new plant", "answer.KYC-01": "yes: x"}}
    after = engine.screen(answered, history)
    assert "new plant" in next(f for f in after.findings if f.rule == "COR-04").summary
    assert not [note for note in after.coverage.notes if "KYC-01 is not answered" in note]
    assert not [note for note in after.coverage.notes if "no rule of the package" in note]
