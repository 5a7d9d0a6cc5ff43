"""Descriptions beside codes: what they give away, where a code decides, where it contradicts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.pipeline.goods_texts import text_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.nomenclature import Nomenclature
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import load_rules

AS_OF = dt.date(2026, 11, 21)


def _situation(transaction: Transaction) -> Situation:
    return recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=AS_OF,
        nexus=None,
    )


def _texts(code: str, description: str, eccn: str = "", date: str = "") -> list[Finding]:
    line = GoodsLine(code, description, eccn)
    transaction = Transaction("1", goods=(line,), date=date, destination_country="DE")
    return list(text_findings(transaction, _situation(transaction), load_goods_tables()))


def _rules(code: str, description: str, country: str, eccn: str = "") -> dict[str, Outcome]:
    line = GoodsLine(code, description, eccn)
    transaction = Transaction("1", goods=(line,), destination_country=country)
    found = ask_rules(load_rules(), _situation(transaction))
    return {rule: f.outcome for f in found for rule in f.rule.split(", ")}


@pytest.mark.parametrize("code", ["", "n/a", "TBD", "85"])
@pytest.mark.parametrize("text", ["FPGA", "микроконтроллер", "ball bearings", "微控制器"])
def test_goods_without_a_code_are_a_question_where_listed_goods_are(code: str, text: str) -> None:
    for country in ("TR", "AE", "RU"):
        found = _rules(code, text, country)
        assert Outcome.REVIEW in found.values()
        assert Outcome.HOLD not in found.values()
    assert _rules(code, text, "DE") == {}
    (note,) = _texts(code, text)
    assert (note.kind, note.outcome, note.rule) == ("goods", Outcome.NO_MATCH, "described-goods")
    assert note.subject == "goods line 1"
    assert "ask for the HS code and the ECCN" in note.summary
    assert note.citations


def test_a_drone_servo_is_asked_about_on_the_way_to_a_diversion_point() -> None:
    """HS lists alone miss it: only the guidance may name 8501, which nobody verified."""
    for code in ("", "8501.10"):
        found = _rules(code, "drone servo", "TR")
        assert set(found.values()) == {Outcome.REVIEW}
    assert _rules("8501.10", "electric motor of a razor", "TR") == {}
    assert _rules("8501.10", "drone servo", "RU")["ear-746-8-supp4-goods"] is Outcome.HOLD


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("8482.80", "ball or roller bearings, combined"),  # another code of the same heading
        ("8708.99", "ball bearings of a car"),  # bearings may be declared under many headings
        ("8542.31", "microcontroller"),  # the code says it
        ("8471.30", "laptop with microcontroller"),
        ("6403.99", "leather shoes"),
    ],
)
def test_a_code_decides(code: str, text: str) -> None:
    assert [f.rule for f in _texts(code, text)] == []


def test_strong_words_under_another_heading_are_a_question() -> None:
    (note,) = _texts("8473.30", "FPGA boards")
    assert note.rule == "described-goods"
    assert "beside the code 8473.30" in note.summary
    assert _rules("8473.30", "FPGA boards", "AE")["diversion-bis-hubs"] is Outcome.REVIEW


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("8539.50", "FPGA XC7Z020"),  # on no table
        ("8413.50", "FPGA XC7Z020"),  # Supplement No. 2: for Russia and Belarus alone
        ("8708.99", "turbojet engine TJ100"),
        ("8541.42", "FPGA XC7Z020"),  # Supplement No. 4
        ("9031.80", "GNSS receivers"),
    ],
)
def test_a_table_about_other_destinations_does_not_switch_the_description_off(
    code: str, text: str
) -> None:
    """What is listed for Russia alone passed for Kyrgyzstan; on no table it was a question."""
    assert set(_rules(code, text, "KG").values()) == {Outcome.REVIEW}
    assert _rules(code, "an ordinary machine", "KG") == {}
    held = {rule for rule, outcome in _rules(code, text, "RU").items() if outcome is Outcome.HOLD}
    assert held <= {"ear-746-8-supp4-goods"}


def test_parts_of_listed_goods_are_a_question_under_any_heading() -> None:
    """Supplement No. 7 reaches specially designed parts whatever their own code, no fasteners."""
    (note,) = _texts("8483.90", "spare parts for CNC lathe")
    assert note.theirs.startswith("846693")
    assert _rules("8483.90", "spare parts for CNC lathe", "TR")
    assert _texts("7318.15", "screws for CNC lathe") == []


def test_unverified_rows_are_named_where_the_description_agrees() -> None:
    (note,) = _texts("8501.10", "servo motor")
    assert (
        "8501 (Guidance to Industry on Iran's UAV-Related Activities, unverified)" in note.summary
    )
    assert _texts("8501.10", "electric motor") == []


@pytest.mark.parametrize(
    ("code", "text", "chapter"),
    [
        ("1905.90", "AIRCRAFT ENGINE PART", "19"),
        ("6109.10", "FPGA", "61"),
        ("3004.90", "ball bearings 6204", "30"),
        ("0803.90.10", "запчасти для самолетов", "08"),
        ("220421", "无人机零件 惯性导航", "22"),
    ],
)
def test_a_code_of_quite_other_goods_contradicts(code: str, text: str, chapter: str) -> None:
    found = [f for f in _texts(code, text) if f.rule == "code-contradicts-description"]
    assert [(f.kind, f.outcome) for f in found] == [("goods", Outcome.REVIEW)]
    assert f"stands in chapter {chapter}" in found[0].summary
    assert found[0].next_step
    assert found[0].citations[0].issuer == "Counterflow"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("7318.15", "aircraft engine bolts"),  # parts go under the heading of their material
        ("4016.93", "aircraft engine seals"),
        ("6109.10", "T-shirts with drone print"),
        ("4901.99", "book about microcontrollers"),
        ("4202.92", "camera bag"),
        ("2710.19", "engine oil"),
        ("", "aircraft engine part"),
        ("9999", "aircraft engine part"),
        ("1905", ""),
    ],
)
def test_what_is_near_or_only_resembles_contradicts_nothing(code: str, text: str) -> None:
    assert [f for f in _texts(code, text) if f.rule == "code-contradicts-description"] == []


def test_rows_are_those_of_the_day() -> None:
    (note,) = _texts("", "FPGA", date="2023-03-01")
    assert "Common High Priority List" not in note.summary
    assert "Supplement No. 7" in note.summary


def test_an_eccn_that_the_guidance_may_name_counts_where_the_description_agrees() -> None:
    assert set(_rules("6403.99", "IMU", "TR", eccn="7A103").values()) == {Outcome.REVIEW}
    assert _rules("6403.99", "leather shoes", "TR", eccn="7A103") == {}


NAMED_TEXTS = {
    "0803": "Yellow fruit", "080310": "Yellow fruit, for cooking", "080390": "Yellow fruit, sweet",
    "853340": "Electrical resistors, variable", "853321": "Electrical resistors, fixed",
    "853221": "Electrical capacitors with tantalum",
    "853224": "Electrical capacitors with ceramic layers",
    "853222": "Electrical capacitors with aluminium", "740311": "Copper, refined, in sheets",
}  # fmt: skip


def _held_against_texts(code: str, description: str) -> list[Finding]:
    transaction = Transaction("1", goods=(GoodsLine(code, description),))
    texts = Nomenclature(NAMED_TEXTS, "invented texts")
    tables = load_goods_tables()
    return list(text_findings(transaction, _situation(transaction), tables, texts))


def test_a_description_like_listed_goods_under_a_code_of_food_is_a_review() -> None:
    (found,) = _held_against_texts("0803.90", "capacitors, electrical, layers")
    assert (found.kind, found.outcome, found.rule) == (
        "goods", Outcome.REVIEW, "code-unlike-description",
    )  # fmt: skip
    assert "080390 stands in chapter 08" in found.summary
    assert "853224" in found.theirs
    assert found.next_step


def test_other_distances_are_notes() -> None:
    (fruit,) = _held_against_texts("8533.40", "yellow fruit, sweet")
    assert (fruit.kind, fruit.outcome) == ("data", Outcome.NO_MATCH)
    (metal,) = _held_against_texts("7403.11", "electrical capacitors")
    assert metal.outcome is Outcome.NO_MATCH
    assert _held_against_texts("0803.90", "sweet fruit") == []
    assert _held_against_texts("0803.90", "x") == []


def test_a_code_that_the_edition_does_not_know_is_said() -> None:
    (found,) = _held_against_texts("8541.40.00", "")
    assert found.kind == "data"
    assert "854140 is no subheading of invented texts" in found.summary
    assert _held_against_texts("8533.40", "") == []
    assert _held_against_texts("8533", "") == []


@given(
    st.sampled_from(["", "8542.31", "8542", "6403.99", "1905.90", "8501.10", "n/a"]),
    st.lists(
        st.sampled_from(
            ["FPGA", "drone", "servo motor", "case", "for", "toy", "spare parts", "aircraft engine",
             "oil", "подшипник", "微控制器", "shoes", "20", "bearings", "other than", "with"]
        ),
        max_size=6,
    ),
    st.sampled_from(["RU", "TR", "DE", "IR"]),
)  # fmt: skip
def test_a_description_never_weakens_and_never_holds(
    code: str, words: list[str], country: str
) -> None:
    """It raises a question: a review at most, and whatever the code says stays."""
    bare, told = _rules(code, "", country), _rules(code, " ".join(words), country)
    for rule, outcome in bare.items():
        assert told[rule] is outcome
    for rule in told.keys() - bare.keys():
        assert told[rule].strength <= Outcome.REVIEW.strength
    for finding in _texts(code, " ".join(words)):
        assert finding.outcome.strength <= Outcome.REVIEW.strength
