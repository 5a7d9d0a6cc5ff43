"""For whom a payment is made, where its purpose says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.screening.intake.purposes import payers_behind


@pytest.mark.parametrize(
    ("purpose", "names"),
    [
        ("FRT 2ND HALF B/O ALDER MARITIME CO", ["ALDER MARITIME CO"]),
        ("/INV/7 O/B/O: Alder Maritime Ltd, Harbourtown", ["Alder Maritime Ltd"]),
        ("payment by order of Alder Ltd for invoice 12", ["Alder Ltd"]),
        ("Rechnung 12 im Auftrag von Alder GmbH 2026-09", ["Alder GmbH"]),
        ("facture 12 pour le compte de Alder SARL", ["Alder SARL"]),
        ("Оплата по поручению ООО Алдер по договору 5", ["ООО Алдер"]),
        ("on behalf of Alder Ltd; on behalf of Birch Ltd", ["Alder Ltd", "Birch Ltd"]),
        ("Invoice 12 of Alder Ltd", []),
        ("balance b/o 1200", []),
        ("hobo Alder Ltd", []),
        ("", []),
    ],
)
def test_who_stands_behind_a_payment(purpose: str, names: list[str]) -> None:
    found = payers_behind(purpose, "Purpose")
    assert [party.name for party in found] == names
    assert {(party.role, party.column) for party in found} <= {("payer", "Purpose")}


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = payers_behind(f"B/O {text}", "")
    assert all(party.name.strip() and len(party.name) <= 80 for party in found)
