"""Amounts and currencies that no trade has: each is said with its line and its field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import GoodsLine, Transaction
from counterflow.screening.pipeline.amounts import amount_findings


def _of(quantity: str = "", value: str = "", currency: str = "") -> list[Finding]:
    line = GoodsLine("640399", quantity=quantity, value=value, currency=currency)
    return list(amount_findings(Transaction("1", goods=(line,))))


@pytest.mark.parametrize(
    "text", ["-5", "−5", "- 1,200.50", "100.00-", "(100.00)", "EUR -100", "$-3", "-5 pcs"]
)
def test_below_zero_is_a_review(text: str) -> None:
    for field in ("quantity", "value"):
        (found,) = _of(**{field: text})
        assert (found.rule, found.outcome) == ("amount-negative", Outcome.REVIEW)
        assert (found.subject, found.ours) == ("goods line 1", text)
        assert found.summary.startswith(f"the {field} ")
        assert found.next_step


@pytest.mark.parametrize("text", ["five", "NaN", "1e400", "abc", "?", "1" * 400, "x" * 90])
def test_what_is_no_number_is_a_note(text: str) -> None:
    (found,) = _of(quantity=text)
    assert (found.rule, found.outcome) == ("amount-unread", Outcome.NO_MATCH)
    assert "no number" in found.summary
    assert found.next_step


@pytest.mark.parametrize(
    "text",
    [
        "", "0", "10", "10.5", "1234.5000000000001",
        "1,200.50", "25.000,00", "1 200", "10 pcs", "25 kg", "EUR 100",
        "100 €", "n/a", "-", "12 KGS.",
    ],
)  # fmt: skip
def test_amounts_of_papers_are_no_finding(text: str) -> None:
    assert _of(quantity=text, value=text) == []


@pytest.mark.parametrize("text", ["XXY", "0", "Taler", "000", "EURO99"])
def test_a_currency_that_does_not_exist_is_a_note(text: str) -> None:
    (found,) = _of(value="100", currency=text)
    assert (found.rule, found.outcome) == ("currency-unknown", Outcome.NO_MATCH)
    assert text in found.summary


@pytest.mark.parametrize(
    "text", ["EUR", "usd", "DEM", "€", "US$", "Euro", "US Dollars", "RMB", "CNH", "n/a", "руб."]
)
def test_a_currency_that_exists_is_no_finding(text: str) -> None:
    assert _of(value="100", currency=text) == []


def test_the_whole_is_named_too() -> None:
    found = list(amount_findings(Transaction("1", value="-7", currency="XXY")))
    assert [(one.subject, one.rule) for one in found] == [
        ("transaction", "amount-negative"),
        ("transaction", "currency-unknown"),
    ]


@given(st.text(max_size=80), st.text(max_size=12))
def test_any_text_is_read_or_said(text: str, currency: str) -> None:
    for one in _of(quantity=text, currency=currency):
        assert one.next_step
        assert one.ours in (text, currency)
