"""Part numbers and makers of a file: held against the user's tables, and makers against lists."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from flows.conftest import decisions_in

ORDERS = (
    "id,date,buyer name,buyer country,destination country,hs code,description,part number,maker\n"
    "1,2025-12-03,Muster Handel,France,France,640399,shoes,qx 4711 n,Invented Chips\n"
    "2,2025-12-03,Muster Handel,France,France,640399,shoes,X1,Sahara Thunder\n"
    "3,2025-12-03,Muster Handel,France,France,640399,shoes,X1,n/a\n"
)


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def test_a_part_on_a_table_of_the_users_own_is_a_finding(
    cli: Any, store: Path, orders: Path, tmp_path: Path
) -> None:
    own = tmp_path / "store"
    shutil.copytree(store, own)
    asked = ("screen", orders, "--store", own, "--kind", "order", "--to", "ndjson", "-q")
    before = decisions_in(cli(*asked).out)
    assert "not screened: part number" in before["1"].coverage.notes
    (own / "goods").mkdir()
    (own / "goods" / "parts.csv").write_text(
        "part_number,what,source\nQX-4711/N,amplifier,memo 7\n", "utf-8"
    )
    after = decisions_in(cli(*asked).out)
    (found,) = [one for one in after["1"].findings if one.rule == "own_parts"]
    assert (found.outcome, found.ours, found.theirs) == (
        Outcome.REVIEW, "qx 4711 n", "part number QX-4711/N",
    )  # fmt: skip
    assert found.citations[0].title == "memo 7"
    assert "data sheet" in found.next_step
    assert not [one for one in after["2"].findings if one.rule == "own_parts"]
    told = "part numbers were held against 1 row of your own goods tables"
    assert told in after["1"].coverage.notes
    assert before["1"].rules != after["1"].rules
    assert "amplifier" in cli("goods", "show", "QX4711N", "--store", own).out


def test_a_maker_is_screened_as_a_party(cli: Any, store: Path, orders: Path) -> None:
    asked = ("screen", orders, "--store", store, "--kind", "order", "--to", "ndjson", "-q")
    found = decisions_in(cli(*asked).out)
    (listed,) = [one for one in found["2"].findings if one.kind == "party" and one.listing]
    assert listed.subject == "goods line 1 maker"
    assert listed.outcome.strength >= Outcome.REVIEW.strength
    assert listed.citations
    assert found["1"].outcome is found["3"].outcome is Outcome.NO_MATCH


@pytest.mark.parametrize(
    ("maker", "outcome"),
    [
        ("Zubrovka Technical Company", Outcome.HOLD),
        ("Zubrovka Technicl Company", Outcome.HOLD),
        ("HESA", Outcome.REVIEW),  # the very word of a listing
        ("HESSA", Outcome.NO_MATCH),
        ("HESAR", Outcome.NO_MATCH),
        ("Nowhere", Outcome.NO_MATCH),
    ],
)
def test_a_mark_of_one_word_must_be_the_very_word(
    store: Path, maker: str, outcome: Outcome
) -> None:
    """Every fourth mark in use is like some listed name; nothing but the word is known of it."""
    line = Transaction("1", kind="order", goods=(GoodsLine("640399", maker=maker),))
    found = counterflow.open(store).screen(line).findings
    about = [one.outcome for one in found if one.subject == "goods line 1 maker"]
    assert max(about, key=lambda one: one.strength, default=Outcome.NO_MATCH) is outcome


def test_a_maker_that_is_a_party_already_is_asked_about_once(store: Path) -> None:
    engine = counterflow.open(store)
    made = Transaction(
        "1", kind="order", parties=(Party("manufacturer", "SAHARA THUNDER"),),
        goods=(GoodsLine("640399", maker="Sahara Thunder"), GoodsLine(maker="Sahara Thunder")),
    )  # fmt: skip
    subjects = {one.subject for one in engine.screen(made).findings if one.listing}
    assert subjects == {"manufacturer"}


def test_rules_speak_of_rows_added_to_a_supplement(cli: Any, store: Path, tmp_path: Path) -> None:
    """Supplement No. 5 is held without a code; a file of the user's own completes it."""
    own, orders = tmp_path / "store", tmp_path / "orders.csv"
    shutil.copytree(store, own)
    orders.write_text(
        "id,date,buyer name,buyer country,destination country,hs code,description\n"
        "1,2025-12-03,Muster Handel,Belarus,Belarus,710811,powder\n"
        "2,2025-12-03,Muster Handel,France,France,710811,powder\n",
        "utf-8",
    )
    (own / "goods").mkdir()
    (own / "goods" / "extends-ear_746_supp5.csv").write_text(
        "hs6,what,source\n710811,gold powder,Supplement No. 5 as we read it\n", "utf-8"
    )
    asked = ("screen", orders, "--store", own, "--kind", "order", "--to", "ndjson", "-q")
    found = decisions_in(cli(*asked).out)
    (rule,) = [one for one in found["1"].findings if one.rule == "ear-746-8-supp5-goods"]
    assert rule.outcome is Outcome.REVIEW
    assert "price per unit" in rule.next_step
    listed = [one for one in found["2"].findings if one.rule == "listed-goods"]
    assert [one.outcome for one in listed] == [Outcome.NO_MATCH]
    assert {one.title for one in listed[0].citations} == {"Supplement No. 5 as we read it"}
    assert "ear-746-8-supp5-goods" not in {one.rule for one in found["2"].findings}
    assert "extends-ear_746_supp5.csv" in cli("goods", "tables", "--store", own).out
