"""Red flags of whole transactions: what is raised, answered, asked, and what they come to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.core.model.parties import Detail, Party
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.decisions.outcomes import load_policy
from counterflow.screening.pipeline.flags import FlagsTold, flag_findings
from counterflow.screening.pipeline.situation import recognise
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.places.gazetteer import load_gazetteer

NEWCOMER = Party(
    "buyer", "Beispiel Elektronik", country="TR", details=(Detail("founded_on", "2026-01-05"),)
)


def _told(
    *parties: Party,
    code: str = "854231",
    land: str = "TR",
    kind: str = "order",
    details: tuple[Detail, ...] = (),
    **more: Any,
) -> FlagsTold:
    transaction = Transaction(
        "1", kind, "2026-11-21", parties, (GoodsLine(code, "processors"),),
        destination_country=land, details=details, **more,
    )  # fmt: skip
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    return flag_findings(transaction, situation, [])


def _outcome(told: FlagsTold) -> Outcome:
    return strongest([finding.outcome for finding in told.findings])


def test_tier_one_goods_to_a_diversion_point_with_a_newcomer_are_held() -> None:
    assert _outcome(_told(NEWCOMER)) is Outcome.HOLD


@pytest.mark.parametrize(
    ("parties", "more"),
    [
        ((NEWCOMER,), {"code": "090111"}),
        ((Party("buyer", "Klinik Muster", country="TR"),), {}),
        ((Party("consignee", "Muster Freight", country="FR"),), {"code": "640399", "land": "FR"}),
        ((Party("buyer", "Muster", country="DE"),), {"land": "DE"}),
    ],
)
def test_look_alikes_are_not_held_and_raise_nothing(
    parties: tuple[Party, ...], more: dict[str, Any]
) -> None:
    assert _outcome(_told(*parties, **more)) is Outcome.NO_MATCH


def test_a_finding_says_what_was_compared_and_what_to_do() -> None:
    found = next(f for f in _told(NEWCOMER).findings if f.rule == "KYC-04")
    assert (found.kind, found.subject, found.outcome) == ("flag", "transaction", Outcome.REVIEW)
    assert "buyer age days: 320" in found.ours
    assert "buyer age days less than 730" in found.theirs
    assert "the limits are ours: 730 days" in found.summary
    assert found.next_step
    assert found.citations[0].title.startswith("15 CFR Part 732")


def test_a_good_answer_resolves_and_is_recorded() -> None:
    answers = tuple(
        Detail(f"answer.{flag}", "yes: founder's former firm, accounts seen")
        for flag in ("KYC-04", "COR-01")
    )
    told = _told(NEWCOMER, details=answers)
    assert _outcome(told) is Outcome.NO_MATCH
    resolved = [f for f in told.findings if f.rule == "COR-01"]
    assert "red flag resolved" in resolved[0].summary
    assert "accounts seen" in resolved[0].summary


def test_a_bad_answer_raises_what_data_cannot_tell() -> None:
    told = _told(Party("buyer", "Muster", country="DE"), land="DE",
                 details=(Detail("answer.KYC-22", "no: unclear"),))  # fmt: skip
    assert _outcome(told) is Outcome.NO_MATCH
    assert "unclear" in told.findings[0].summary


@pytest.mark.parametrize(
    ("flag", "letter"),
    [
        ("BIS-01", "supplier-list letter"),
        ("BIS-02", "Project Guardian request"),
        ("BIS-03", "red-flag letter"),
        ("BIS-04", "is-informed letter"),
    ],
)
@pytest.mark.parametrize("code", ["8542.31", "090111"])
def test_a_letter_comes_to_the_same_by_an_answer_and_by_a_register(
    flag: str, letter: str, code: str
) -> None:
    """Whatever the goods are: the letter says so, and no sum of weights."""
    buyer = Party("buyer", "Muster", country="DE")
    told = _told(buyer, land="DE", code=code, details=(Detail(f"answer.{flag}", "yes: seen"),))
    assert _outcome(told) is load_policy().letters[letter].outcome
    cleared = _told(buyer, land="DE", code=code, details=(Detail(f"answer.{flag}", "no"),))
    assert _outcome(cleared) is Outcome.NO_MATCH


def test_an_answer_that_says_neither_is_told_and_settles_nothing() -> None:
    told = _told(NEWCOMER, details=(Detail("answer.KYC-01", "we will see"),))
    (found,) = [f for f in told.findings if f.kind == "question"]
    assert "neither yes nor no" in found.summary
    assert any(note.startswith("question KYC-01 is not answered") for note in told.notes)


def test_questions_are_told_where_they_matter_alone() -> None:
    buyer = Party("buyer", "Muster", country="TR")
    assert any("KYC-12" in note for note in _told(buyer).notes)
    assert _told(buyer, code="090111").notes == ()
    assert _told(Party("buyer", "Muster", country="FR"), code="090111", land="FR") == ([], ())


def test_a_check_of_one_name_is_asked_nothing() -> None:
    assert _told(NEWCOMER, kind="check") == FlagsTold()


TEXTS = st.text(max_size=30)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["buyer", "consignee", "end_user", "payer", "bank", "owner", "vessel"]),
            TEXTS,
            st.sampled_from(["", "TR", "DE", "HK", "RU"]),
            st.dictionaries(
                st.sampled_from(["founded_on", "phone", "email", "website", "employees", "share",
                                 "line_of_business", "former_flag", "flag_since"]),
                TEXTS,
                max_size=4,
            ),
        ),
        max_size=4,
    ),
    st.dictionaries(
        st.sampled_from(["payment_method", "payment_country", "first_order_on", "end_use",
                         "previous_orders", "usual_quantity", "previous_destination",
                         "answer.KYC-01", "answer.NONE-9"]),
        TEXTS,
        max_size=4,
    ),
    TEXTS,
)  # fmt: skip
def test_any_texts_are_asked_about_without_a_fault(
    parties: list[tuple[str, str, str, dict[str, str]]], details: dict[str, str], quantity: str
) -> None:
    told = _told(
        *(
            Party(role, name, country=land, address=name, details=tuple(
                Detail(key, value) for key, value in said.items()
            ))
            for role, name, land, said in parties
        ),
        details=tuple(Detail(key, value) for key, value in details.items()),
        value=quantity,
        currency="USD",
    )  # fmt: skip
    assert all(f.outcome is not Outcome.STOP for f in told.findings)


@pytest.mark.parametrize(
    ("summary", "asked"),
    [
        ("possible match: Muster (BIS; UVL)", True),
        ("possible match: Muster (BIS Unverified List)", True),
        ("unconfirmed strong match: Muster (OFAC SDN; SDGT)", False),
        ("unconfirmed strong match: Muster UVLI (EU 269/2014 Annex I)", False),
    ],
)
def test_the_signed_statement_is_asked_for_of_the_unverified_list_alone(
    summary: str, asked: bool
) -> None:
    """A party on another list needs no such statement."""
    transaction = Transaction("1", "order", "2026-11-21", (Party("buyer", "Muster"),))
    situation = recognise(
        transaction,
        gazetteer=load_gazetteer(),
        tables=load_goods_tables(),
        as_of=dt.date(2026, 11, 21),
        nexus=None,
    )
    found = [Finding("party", "buyer", Outcome.HOLD, summary, list="any")]
    told = flag_findings(transaction, situation, found)
    assert any("BIS-06" in note for note in told.notes) is asked
