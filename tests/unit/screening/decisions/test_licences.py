"""What a licence covers, what it does not, and what is said of both."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.errors import LicenceError
from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.decisions.licence_amounts import Amounts
from counterflow.screening.decisions.licence_file import Register, read_licence, read_register
from counterflow.screening.decisions.licences import draws, rest_on_licences
from counterflow.screening.decisions.owner_groups import put_together
from counterflow.watch.rules.mentions import CountryMention, Situation

LAWS = {"ban-1": frozenset({"EU"}), "us_list": frozenset({"US"})}
ROW: dict[str, Any] = {
    "id": "EX-1",
    "kind": "licence",
    "authority": "BAFA",
    "regime": "EU",
    "parties": ["Muster Klinik"],
    "hs": ["8542.31"],
    "destinations": ["KZ"],
    "in_force_from": "2026-01-01",
    "in_force_to": "2026-12-31",
    "balance": 100,
    "unit": "pcs",
    "conditions": "end-use report within 30 days",
}


def order(**changed: Any) -> Transaction:
    """Give an order that EX-1 covers, but for what is changed."""
    plain: dict[str, Any] = {
        "id": "1",
        "kind": "order",
        "parties": (Party("end_user", "Muster Klinik", country="KZ"),),
        "goods": (GoodsLine("85423190", quantity="40", unit="PCS"),),
    }
    return Transaction(**(plain | changed))


def settle(
    transaction: Transaction,
    finding: Finding,
    *,
    day: str = "2026-06-01",
    to: tuple[str, ...] = ("KZ",),
    row: dict[str, Any] | None = None,
) -> list[Finding]:
    """Hold one licence against one finding."""
    register = Register("held.yaml", "0" * 64, (read_licence(ROW | (row or {})),))
    situation = Situation(
        dt.date.fromisoformat(day),
        countries=[CountryMention("destination", code, code, destination=True) for code in to],
    )
    return rest_on_licences(transaction, situation, [finding], register, LAWS)


OF_SCOPE = ("in force", "not on", "its destinations", "an unknown", "848210", "does not name",
            "anybody", "its goods", "the papers name none", "do not hold")  # fmt: skip
BAN = Finding("goods", "goods line 1", Outcome.STOP, "listed goods", rule="ban-1")


def test_a_covered_stop_is_a_review_that_names_its_licence() -> None:
    """Never nothing: conditions must be checked by a person."""
    ban, note = settle(order(), BAN)
    assert ban.outcome is Outcome.REVIEW
    assert ban.summary == "listed goods; covered by licence EX-1 (BAFA)"
    assert ban.next_step == "check the conditions of EX-1: end-use report within 30 days"
    assert (note.kind, note.outcome, note.rule) == ("licence", Outcome.NO_MATCH, "EX-1")
    assert "100 pcs left as registered" in note.summary


def test_a_licence_of_one_law_lowers_no_answer_of_another_on_the_same_owner() -> None:
    of_eu = Finding("ownership", "end user", Outcome.HOLD, "meets EU", rule="ban-1")
    of_us = Finding("ownership", "end user", Outcome.HOLD, "meets US", rule="us_list")
    found, *_ = settle(order(), put_together([of_eu, of_us]))
    assert found.outcome is Outcome.HOLD
    assert {one.rule: str(one.outcome) for one in found.answers} == {
        "us_list": "hold",
        "ban-1": "review",
    }
    assert "review: meets EU; covered by licence EX-1 (BAFA)" in found.summary
    both = put_together([of_eu, msgspec.structs.replace(of_us, rule="ban-1")])
    assert settle(order(), both)[0].outcome is Outcome.REVIEW


@pytest.mark.parametrize(
    ("changed", "asked", "why"),
    [
        ({}, {"day": "2027-01-01"}, "in force from 2026-01-01 to 2026-12-31, not on 2027-01-01"),
        ({}, {"day": "2025-12-31"}, "not on 2025-12-31"),
        ({}, {"to": ("KZ", "RU")}, "its destinations do not hold RU"),
        ({}, {"to": ()}, "an unknown destination"),
        ({"goods": (GoodsLine("848210", quantity="1", unit="pcs"),)}, {}, "848210"),
        ({"parties": (Party("end_user", "Beispiel Werk"),)}, {}, "does not name Beispiel Werk"),
        ({"parties": (Party("carrier", "Muster Klinik"),)}, {}, "anybody of this transaction"),
        ({"goods": (GoodsLine("854231", quantity="101", unit="pcs"),)}, {}, "101 pcs are more"),
        ({"goods": (GoodsLine("854231", quantity="few", unit="pcs"),)}, {}, "'few' cannot"),
        ({"goods": (GoodsLine("854231", quantity="1", unit="kg"),)}, {}, "unit 'kg'"),
        # A thousand, as half of the world writes it, is not one.
        ({"goods": (GoodsLine("854231", quantity="1.000", unit="pcs"),)}, {}, "1000 pcs are more"),
        ({"goods": (GoodsLine("854231", quantity="-5", unit="pcs"),)}, {}, "'-5' cannot"),
        ({"goods": (GoodsLine("854231", quantity="NaN", unit="pcs"),)}, {}, "'NaN' cannot"),
        ({"goods": (GoodsLine("854231", quantity="0", unit="pcs"),)}, {}, "no quantity"),
        ({}, {"row": {"eccn": ["3A001"], "balance": None}}, "its goods do not hold 85423190"),
        ({"goods": ()}, {"row": {"balance": None}}, "the papers name none"),
        ({}, {"to": ("UA-43",), "row": {"destinations": ["Ukraine"]}}, "do not hold UA-43"),
    ],
)
def test_what_lies_outside_is_not_covered_and_says_why(
    changed: dict[str, Any], asked: dict[str, Any], why: str
) -> None:
    """One reason at a time; the outcome stays."""
    ban, *told = settle(order(**changed), BAN, **asked)
    assert ban.outcome is Outcome.STOP
    # A balance that alone stands against it is a finding of its own: the licence would be there.
    assert [one.rule for one in told] == ["EX-1"] * (not why.startswith(OF_SCOPE))
    assert f"licence EX-1 does not cover it: {''}" in ban.summary
    assert why in ban.summary


def test_another_law_is_not_freed() -> None:
    """A licence of one legal order says nothing of another's prohibition."""
    listed = Finding("party", "end user", Outcome.HOLD, "strong match", list="us_list")
    assert settle(order(), listed) == [listed]


def test_what_rests_on_two_legal_orders_needs_a_licence_of_each() -> None:
    """Found in review: a licence of the EU used to lower a finding of the EU and the US."""
    laws = {"both": frozenset({"EU", "US"})}
    ban = Finding("goods", "goods line 1", Outcome.STOP, "listed goods", rule="both")
    eu = read_licence(ROW)
    us = read_licence(ROW | {"id": "BIS-1", "authority": "BIS", "regime": "US"})
    situation = Situation(
        dt.date(2026, 6, 1),
        countries=[CountryMention("destination", "KZ", "KZ", destination=True)],
    )

    def held(*licences: Any) -> Finding:
        register = Register("held.yaml", "0" * 64, licences)
        return rest_on_licences(order(), situation, [ban], register, laws)[0]

    assert held(eu).outcome is Outcome.STOP
    assert held(eu).summary.endswith("licence EX-1 frees from EU law, not from US law")
    assert held(eu, us).outcome is Outcome.REVIEW
    assert "licence EX-1 (BAFA) and licence BIS-1 (BIS)" in held(eu, us).summary


def test_all_lines_of_the_goods_count_against_the_balance() -> None:
    """Found in review: two lines of 60 each fitted into 100."""
    goods = tuple(GoodsLine("854231", quantity="60", unit="pcs") for _ in range(2))
    found = settle(order(goods=goods), BAN)[0]
    assert (found.outcome, "120 pcs are more" in found.summary) == (Outcome.STOP, True)


def test_a_party_without_a_name_is_named_by_no_licence() -> None:
    """Whoever has no name is not whoever has none either."""
    found = settle(order(parties=(Party("end_user", "???"),)), BAN)[0]
    assert found.outcome is Outcome.STOP


def test_several_numbers_in_one_cell_are_looked_up_however_they_are_spelt() -> None:
    """A blank in place of a stroke is the same number."""
    *_, told = settle(order(details=(Detail("licence", "ex 1; EX-9"),)), BAN)
    assert told.ours == "EX-9"
    assert len(settle(order(details=(Detail("licence", "ex 1; EX-9"),)), BAN)) == 3


def test_flags_clauses_and_data_are_not_licensed() -> None:
    """No licence answers a question about the buyer."""
    flag = Finding("flag", "transaction", Outcome.REVIEW, "new company", rule="ban-1")
    assert settle(order(), flag) == [flag]


def test_every_line_must_be_covered_for_a_finding_on_the_whole() -> None:
    """A ban on the destination stands for all goods."""
    goods = (GoodsLine("854231", quantity="1", unit="pcs"), GoodsLine("848210"))
    whole = Finding("country", "destination", Outcome.STOP, "embargo", rule="ban-1")
    (found,) = settle(order(goods=goods), whole)
    assert found.outcome is Outcome.STOP


def test_an_unlimited_licence_covers_what_is_of_its_law() -> None:
    """An empty scope does not limit."""
    row: dict[str, Any] = {
        "parties": [],
        "hs": [],
        "destinations": [],
        "in_force_to": None,
        "balance": None,
    }
    whole = Finding("country", "destination", Outcome.STOP, "embargo", rule="ban-1")
    covered, _ = settle(order(goods=()), whole, to=(), row=row)
    assert covered.outcome is Outcome.REVIEW


def test_a_licence_named_in_the_papers_is_looked_up() -> None:
    """One that is not held is a review; one that is not needed is a note."""
    papers = order(details=(Detail("licence", "EX-9"),))
    _, _, told = settle(papers, BAN)
    assert (told.outcome, "not in the register" in told.summary) == (Outcome.REVIEW, True)
    note = Finding("goods", "goods line 1", Outcome.NO_MATCH, "listed", rule="ban-1")
    _, told = settle(order(details=(Detail("licence", "EX-1"),)), note)
    assert (told.outcome, "nothing found here" in told.summary) == (Outcome.NO_MATCH, True)


@given(
    outcome=st.sampled_from(list(Outcome)),
    day=st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)),
    quantity=st.integers(0, 300),
    to=st.sampled_from([("KZ",), ("RU",), ("KZ", "RU"), ()]),
)
def test_no_licence_strengthens_or_clears(
    outcome: Outcome, day: dt.date, quantity: int, to: tuple[str, ...]
) -> None:
    """Whatever it covers: never stronger than before, never weaker than a review."""
    goods = (GoodsLine("854231", quantity=str(quantity), unit="pcs"),)
    finding = Finding("goods", "goods line 1", outcome, "listed", rule="ban-1")
    found = settle(order(goods=goods), finding, day=day.isoformat(), to=to)[0]
    assert found.outcome.strength <= outcome.strength
    assert found.outcome.strength >= min(outcome.strength, Outcome.REVIEW.strength)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("licences: {}", "no list"),
        ("licences:\n- {id: A}", "row 1: it lacks kind"),
        ("licences:\n- [A]", "row 1: it is no mapping"),
        ("a: [", "not YAML"),
    ],
)
def test_a_register_that_is_half_read_is_refused(tmp_path: Path, text: str, why: str) -> None:
    """With the file and the row."""
    file = tmp_path / "held.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(LicenceError, match=why) as caught:
        read_register(file)
    assert "held.yaml" in str(caught.value)


def test_a_missing_register_is_refused(tmp_path: Path) -> None:
    """It is a setting: a wrong path must not look like no licences."""
    with pytest.raises(LicenceError, match="cannot be read"):
        read_register(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kind": "permit"}, "kind 'permit'"),
        ({"regime": "Atlantis"}, "regime 'Atlantis'"),
        ({"destinations": ["Atlantis"]}, "'Atlantis' is not understood"),
        ({"balance": -1}, "no quantity"),
        ({"balance": "many"}, "no number"),
        ({"balance_value": 5}, "has no currency"),
        ({"balance_value": "x", "currency": "EUR"}, "balance_value 'x' is no number"),
        ({"programmes": ["-"]}, "names nothing"),
        ({"lists": "us_ofac_sdn"}, "lists is no list"),
        ({"in_force_to": "2025-01-01"}, "ends before"),
        ({"in_force_from": "01.01.2026"}, "not a day"),
        ({"hs": "8542"}, "hs is no list"),
        ({"hs": [8542.30]}, "8542.3 is no text"),
        ({"hs": ["HS"]}, "'HS' is no goods code"),
        ({"hs": [""]}, "names nothing"),
        ({"eccn": [" "]}, "names nothing"),
        ({"parties": ["-"]}, "names nothing"),
        ({"destinations": [False]}, "False is no text"),
        ({"colour": "red"}, "unknown keys: colour"),
        ({"listed_parties": True}, "names its parties"),
        ({"listed_parties": "yes"}, "not true or false"),
    ],
)
def test_a_wrong_row_is_refused(changed: dict[str, Any], why: str) -> None:
    """In words that name the part."""
    with pytest.raises(ValueError, match=why):
        read_licence(ROW | changed)


@pytest.mark.parametrize(
    ("named", "outcome"),
    [
        ([], Outcome.HOLD),
        (["Muster Klinik"], Outcome.HOLD),
        (["Muster Klinik", "Listed Maker"], Outcome.REVIEW),
    ],
)
def test_a_listed_maker_is_covered_only_where_it_is_named(
    named: list[str], outcome: Outcome
) -> None:
    """A licence for the consignee does not free from dealing with a listed maker."""
    goods = (GoodsLine("85423190", quantity="40", unit="pcs", maker="Listed Maker"),)
    listed = Finding("party", "goods line 1 maker", Outcome.HOLD, "on a list", list="us_list")
    row = {"regime": "US", "parties": named}
    assert settle(order(goods=goods), listed, row=row)[0].outcome is outcome


def test_a_balance_that_is_too_small_is_a_finding_of_its_own() -> None:
    """The licence would be there; what to do differs from having none."""
    goods = (GoodsLine("854231", quantity="101", unit="pcs"),)
    ban, short = settle(order(goods=goods), BAN)
    assert (ban.outcome, short.outcome, short.rule) == (Outcome.STOP, Outcome.REVIEW, "EX-1")
    assert "EX-1 (BAFA) does not reach: 101 pcs are more than the 100 pcs left" in short.summary
    assert "amended" in short.next_step


def test_a_note_says_what_is_drawn_and_what_remains() -> None:
    """A transaction that is stopped for another reason draws nothing."""
    note = settle(order(), BAN)[1]
    assert "100 pcs left as registered; it draws 40 pcs, 60 pcs remain" in note.summary
    register = Register("held.yaml", "0" * 64, (read_licence(ROW),))
    situation = Situation(
        dt.date(2026, 6, 1),
        countries=[CountryMention("destination", "KZ", "KZ", destination=True)],
    )
    left = {"EX-1": Amounts(Decimal(50))}
    other = Finding("party", "end user", Outcome.STOP, "confirmed", list="us_list")
    *_, in_run = rest_on_licences(order(), situation, [BAN], register, LAWS, left=left)
    *_, stopped = rest_on_licences(order(), situation, [BAN, other], register, LAWS, left=left)
    assert "50 pcs left of 100 pcs, after the rows before it; it draws 40 pcs" in in_run.summary
    assert "nothing is drawn, for the transaction is stopped" in stopped.summary
    assert draws([in_run], order(), register, Outcome.REVIEW) == {"EX-1": Amounts(Decimal(40))}
    assert draws([stopped], order(), register, Outcome.STOP) == {}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"value": "900", "currency": "eur"}, "it draws 900 EUR, 100 EUR remain"),
        ({"value": "1,000.00", "currency": "EUR"}, "it draws 1000.00 EUR, 0.00 EUR remain"),
        ({"value": "1000.01", "currency": "EUR"}, "1000.01 EUR are more than the 1000 EUR left"),
        ({"value": "10", "currency": "USD"}, "the currency 'USD' is not that of its balance (EUR)"),
        ({"value": "dear", "currency": "EUR"}, "the value 'dear' cannot be held"),
        ({}, "the value '' cannot be held"),
    ],
)
def test_a_value_is_counted_as_a_quantity_is(line: dict[str, Any], told: str) -> None:
    row = {"balance": None, "balance_value": 1000, "currency": "EUR"}
    found = settle(order(goods=(GoodsLine("854231", **line),)), BAN, row=row)
    assert told in found[-1].summary


@pytest.mark.parametrize(
    ("row", "programmes", "covered"),
    [
        ({"programmes": ["Russia EO 14024"]}, {"RUSSIA-EO14024"}, True),
        ({"programmes": ["RUSSIA-EO14024"]}, {"RUSSIA-EO14024", "SDGT"}, False),
        ({"programmes": ["RUSSIA-EO14024"]}, set(), False),
        ({"programmes": ["RUSSIA-EO14024", "SDGT"]}, {"SDGT"}, True),
        ({"lists": ["us_list"]}, set(), True),
        ({"lists": ["another"]}, {"SDGT"}, False),
        ({"lists": ["us_list"], "programmes": ["SDGT"]}, {"SDGT"}, True),
    ],
)
def test_a_licence_frees_from_the_programmes_and_lists_that_it_names(
    row: dict[str, Any], programmes: set[str], *, covered: bool
) -> None:
    """An entry of two programmes needs a licence of both; goods rest on no programme."""
    licence = read_licence(ROW | {"regime": "US", "balance": None} | row)
    register = Register("held.yaml", "0" * 64, (licence,))
    situation = Situation(
        dt.date(2026, 6, 1),
        countries=[CountryMention("destination", "KZ", "KZ", destination=True)],
    )
    listed = Finding("party", "end user", Outcome.HOLD, "on a list", list="us_list", listing="1")
    found = rest_on_licences(
        order(), situation, [listed], register, LAWS,
        programmes=lambda _finding, regime: frozenset(programmes if regime == "US" else ()),
    )  # fmt: skip
    assert (found[0].outcome is Outcome.REVIEW) is covered
    if not covered:
        assert "it is for " in found[0].summary
    ban = Finding("goods", "goods line 1", Outcome.HOLD, "listed", rule="ban-us")
    laws = {"ban-us": frozenset({"US"})}
    assert rest_on_licences(order(), situation, [ban], register, laws)[0].outcome is Outcome.HOLD


def test_a_licence_that_the_papers_name_is_told_with_all_that_keeps_it_away() -> None:
    """It ended and names another: neither was told, and "nothing rests on it" beside the hold."""
    papers = order(details=(Detail("licence", "EX-1"),), parties=(Party("end_user", "Other"),))
    ban, told = settle(papers, BAN, day="2027-02-01")
    assert ban.outcome is Outcome.STOP
    for text in (ban.summary, told.summary):
        assert "does not cover" in text
        assert "not on 2027-02-01 and it does not name Other" in text


@pytest.mark.parametrize("unit", ["Stk", "Stück", "PCE", "pieces", "шт", "pcs."])
def test_units_of_one_meaning_are_one(unit: str) -> None:
    """Papers in German count against a licence in English."""
    goods = (GoodsLine("854231", quantity="40", unit=unit),)
    assert settle(order(goods=goods), BAN)[0].outcome is Outcome.REVIEW


def test_a_covered_finding_without_conditions_says_what_to_check() -> None:
    found = settle(order(), BAN, row={"conditions": ""})[0]
    assert "covers this deal" in found.next_step
    assert "none" not in found.next_step
