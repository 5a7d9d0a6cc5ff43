"""What a goods line's codes say: HS codes, ECCNs, the user's own tables."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.pipeline.goods import goods_notes
from counterflow.screening.pipeline.own_tables import own_table_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import GoodsTables, load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.evaluate import ask_rules
from counterflow.watch.rules.mentions import Situation
from counterflow.watch.rules.rulebook import load_rules

AS_OF = dt.date(2026, 11, 21)


def _situation(line: GoodsLine, country: str, tables: GoodsTables | None = None) -> Situation:
    return recognise(
        Transaction("1", goods=(line,), destination_country=country),
        gazetteer=load_gazetteer(),
        tables=tables or load_goods_tables(),
        as_of=AS_OF,
        nexus=None,
    )


def _notes(line: GoodsLine) -> list[Finding]:
    return list(goods_notes(Transaction("1", goods=(line,)), load_goods_tables()))


def _rules(line: GoodsLine, country: str) -> dict[str, Outcome]:
    found = ask_rules(load_rules(), _situation(line, country))
    return {rule: f.outcome for f in found for rule in f.rule.split(", ")}


def test_an_eccn_is_listed_and_cited() -> None:
    (note,) = _notes(GoodsLine("6403.99", eccn="3A001.a.1"))
    assert (note.kind, note.outcome, note.rule) == ("goods", Outcome.NO_MATCH, "listed-goods")
    assert note.summary.startswith("3A001.a.1 (category 3: electronics) is listed: Commerce")
    assert note.citations


def test_tables_that_nobody_verified_are_named_apart() -> None:
    (note,) = _notes(GoodsLine("8542.31"))
    verified, _, doubtful = note.summary.partition("; perhaps also, unverified: ")
    assert "Annex XL" in doubtful
    assert "Annex XL" not in verified
    assert {citation.verified for citation in note.citations} == {True, False}
    (tiles,) = _notes(GoodsLine("8413.50"))
    assert "unverified" not in tiles.summary


@pytest.mark.parametrize(
    ("day", "listed", "later"),
    [
        # Found in review: a note said that goods are listed on a day before the list.
        (
            "2015-01-05",
            "was not listed on 2015-01-05: Common",
            "High Priority List tier 1 (since 2024-02-23)",
        ),
        ("2023-06-01", "is listed: EAR Part 746, Supplement No. 7", "tier 1 (since 2024-02-23)"),
        ("2026-05-05", "tier 1; EAR Part 746, Supplement No. 7", ""),
    ],
)
def test_a_note_says_what_is_listed_on_the_day_of_the_papers(
    day: str, listed: str, later: str
) -> None:
    paper = Transaction("1", goods=(GoodsLine("8542.31"),))
    (note,) = goods_notes(paper, load_goods_tables(), dt.date.fromisoformat(day))
    assert listed in note.summary
    said = note.summary.partition(f" on {day}: ")[2]
    assert later in said
    assert bool(said) is bool(later)


@pytest.mark.parametrize("eccn", ["EAR99", "", "N/A", "NLR"])
def test_goods_outside_the_control_list_give_no_note(eccn: str) -> None:
    assert _notes(GoodsLine("6403.99", eccn=eccn)) == []
    assert "ear-746-8-ccl-goods" not in _rules(GoodsLine("6403.99", eccn=eccn), "RU")


def test_an_eccn_needs_a_licence_for_russia() -> None:
    line = GoodsLine("6403.99", eccn="5A992.c")
    assert _rules(line, "RU") == {"ear-746-8-ccl-goods": Outcome.HOLD}
    assert _rules(line, "TR") == {}
    situation = _situation(line, "RU")
    assert situation.goods[0].code == "ECCN 5A992.c"


@pytest.mark.parametrize(
    ("eccn", "said"),
    [
        ("3F001", "ECCN: no such product group: F (A to E)"),
        ("9.00E+03", "ECCN: a spreadsheet made a number of it; it may be 9E003"),
        ("7A9", "ECCN: an ECCN has three digits behind its letter: 7A9"),
        ("EAR99X", "ECCN: not an ECCN: EAR99X"),
    ],
)
def test_an_impossible_eccn_is_a_review(eccn: str, said: str) -> None:
    (found,) = _notes(GoodsLine("6403.99", eccn=eccn))
    assert (found.kind, found.subject, found.summary) == ("data", "goods line 1", said)
    assert (found.outcome, found.rule, found.ours) == (Outcome.REVIEW, "eccn-impossible", eccn)
    assert "right classification" in found.next_step


@pytest.mark.parametrize(
    ("eccn", "said"),
    [
        ("OA506", "ECCN: OA506 taken as 0A506: a letter O for a zero"),
        ("3A001 NLR", "ECCN: 3A001 is read, and not: NLR"),
        ("TBD", "ECCN: not an ECCN: TBD"),
    ],
)
def test_what_was_repaired_or_is_no_number_is_a_note(eccn: str, said: str) -> None:
    note = _notes(GoodsLine("6403.99", eccn=eccn))[0]
    assert (note.kind, note.summary, note.outcome) == ("data", said, Outcome.NO_MATCH)


@pytest.mark.parametrize(
    "number", ["ML8.a", "0A604", "0A604.a", "9A515.a", "0A501", "9E610", "USML VIII(h)", "ML 10"]
)
def test_a_munitions_number_is_a_review_anywhere(number: str) -> None:
    """Grenades under 0A604 went to Türkiye with a note that the number is listed."""
    note = next(one for one in _notes(GoodsLine("6403.99", eccn=number)) if one.outcome.strength)
    assert (note.kind, note.outcome, note.rule) == ("goods", Outcome.REVIEW, "munitions-number")
    assert "military goods" in note.summary
    assert note.next_step


def test_an_impossible_hs_code_is_said() -> None:
    (note,) = _notes(GoodsLine("8599.31"))
    assert note.kind == "data"
    assert note.summary == "HS code 859931: there is no heading 8599 in the Harmonized System"
    assert note.next_step.startswith("ask for the six-digit HS code")


@pytest.mark.parametrize(
    ("code", "outcome"), [("8806.22", Outcome.HOLD), ("841350", Outcome.REVIEW)]
)
def test_core_goods_of_drones_are_listed_by_supplements(code: str, outcome: Outcome) -> None:
    found = _rules(GoodsLine(code), "RU")
    assert list(found.values()) == [outcome]
    beyond = set(_rules(GoodsLine(code), "AE").values())
    assert beyond == ({Outcome.REVIEW} if code == "8806.22" else set())  # by the list of ours


def test_a_table_of_ones_own_speaks_for_its_destinations(tmp_path: Path) -> None:
    (tmp_path / "watch.yaml").write_text(
        "outcome: hold\ndestinations: [TR]\nrows:\n- {hs: '9018', what: medical instruments}\n",
        "utf-8",
    )
    tables = load_goods_tables(tmp_path)
    outcomes = {}
    for country in ("TR", "DE"):
        situation = _situation(GoodsLine("9018.90"), country, tables)
        (found,) = own_table_findings(situation)
        outcomes[country] = found.outcome
        assert "is on your own table “watch” for TR" in found.summary
        assert bool(found.next_step) == (country == "TR")
    assert outcomes == {"TR": Outcome.HOLD, "DE": Outcome.NO_MATCH}


def test_a_table_of_ones_own_silences_no_rule(tmp_path: Path) -> None:
    """Goods on it alone are on no table of an authority: the rule on Russia still speaks."""
    text = "outcome: no match found\nrows:\n- {hs: '6403', what: shoes}\n"
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    situation = _situation(GoodsLine("6403.99"), "RU", load_goods_tables(tmp_path))
    assert [f.rule for f in ask_rules(load_rules(), situation)] == ["ear-746-8-russia"]


@pytest.mark.parametrize(
    "code", ["8803.30", "8525.80", "8541.40", "8542.21", "854260 00", "851750"]
)
@pytest.mark.parametrize("country", ["KG", "TR", "RU", "IR"])
def test_a_code_of_a_withdrawn_edition_is_asked_about_where_today_s_would_be(
    code: str, country: str
) -> None:
    """It passed as a code on no table; which code followed it is unverified: never a hold."""
    found = _rules(GoodsLine(code, "parts"), country)
    found.pop("ear-embargo-e1-e2", None)
    assert set(found.values()) == {Outcome.REVIEW}
    assert _rules(GoodsLine(code, "parts"), "DE") == {}


def test_what_an_older_code_may_be_is_said_with_what_to_ask() -> None:
    ask = ask_rules(load_rules(), _situation(GoodsLine("8803.30", "parts"), "KG"))
    assert "in HS 2022 the goods may be 880730" in ask[0].summary
    assert "unverified" in ask[0].summary
    assert ask[0].next_step.startswith("ask for the HS 2022 code")


def test_a_paper_from_before_the_lists_is_not_asked_about() -> None:
    """In 2021 8525.80 was the code, and no table listed these goods."""
    line = GoodsLine("8525.80", "camera")
    order = Transaction("1", goods=(line,), destination_country="KG", date="2021-06-01")
    situation = recognise(
        order, gazetteer=load_gazetteer(), tables=load_goods_tables(), as_of=AS_OF, nexus=None
    )
    assert [one for one in ask_rules(load_rules(), situation) if one.outcome.strength] == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("8806.22", "unmanned aircraft"),
        ("8806.22", ""),
        ("8806", ""),
        ("", "quadcopter"),
        ("", "UAV"),
        ("", "беспилотник"),
        ("8411.11", ""),
    ],
)
def test_a_whole_drone_is_asked_about_as_its_parts_are(code: str, text: str) -> None:
    """A servo for a drone was a review on the way to Kyrgyzstan, and the drone was nothing."""
    line = GoodsLine(code, text)
    for country in ("KG", "TR"):
        assert set(_rules(line, country).values()) == {Outcome.REVIEW}
    assert _rules(line, "DE") == {}
    assert Outcome.REVIEW.strength <= max(one.strength for one in _rules(line, "RU").values())


@pytest.mark.parametrize(
    ("code", "text"),
    [("8501.10", ""), ("9503.00", "toy drone"), ("8411.12", ""), ("8802.30", "")],
)
def test_what_everybody_buys_is_no_drone(code: str, text: str) -> None:
    assert _rules(GoodsLine(code, text), "TR") == {}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("0012.34", "HS code: no such chapter: 0012.34"),
        ("7701.10", "HS code 770110: chapter 77 of the Harmonized System is reserved"),
        ("8599", "HS code: only 4 digits, and there is no heading 8599"),
        ("854", "HS code: only 3 digits: six are needed"),
        ("ABCDEF", "HS code: not a code: ABCDEF"),
        ("8542310000000", "HS code: 13 digits: a code has at most 12"),
        ("0", "HS code: no such chapter: 0"),
        ("see invoice", "HS code: not a code: see invoice"),
        ("854231; 859931", "HS code 859931: there is no heading 8599"),
    ],
)
def test_every_impossible_hs_code_is_a_finding(code: str, said: str) -> None:
    """Coverage alone spoke of them, and of a payment's goods nothing did."""
    found = [one for one in _notes(GoodsLine(code)) if one.rule == "hs-code-impossible"]
    assert [one.summary.startswith(said) for one in found] == [True]
    assert (found[0].subject, found[0].ours) == ("goods line 1", code)
    assert found[0].next_step.startswith("ask for the six-digit HS code")


@pytest.mark.parametrize(
    "code", ["854231000000", "8542", "85423", "9801.10", "N/A", "-", "", "8541.1", "10121"]
)
def test_short_national_and_missing_codes_are_not_impossible(code: str) -> None:
    assert [one for one in _notes(GoodsLine(code)) if one.rule == "hs-code-impossible"] == []
