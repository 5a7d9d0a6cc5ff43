"""Near names of the ownership data: told where a party is missed, silent where it is met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.screening.pipeline.near_owners import NearOwners
from ownership_graphs import graph_of

KNOWN = "Beispiel Enkel GmbH"
NEAR = NearOwners(
    graph_of(
        [("Alder AG", KNOWN, "60"), ("Alder AG", "Quiet Quay Ltd", "10")], countries={KNOWN: "DE"}
    )
)


def notes(name: str, country: str = "", role: str = "consignee") -> tuple[str, ...]:
    return NEAR.notes(Transaction("1", parties=(Party(role, name, country=country),)))


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Beispiel Enkel", "DE"),
        ("Beispiel Enkel GmbH & Co. KG", "DE"),
        ("Beispiel Enkel GmbH", "AT"),
        ("Beispiel Enkel GmbH Niederlassung Hamburg", "DE"),
        ("Beispeil Enkel GmbH", "DE"),
        ("Beispiel Enkle GmbH", ""),
    ],
)
def test_a_missed_party_has_a_near_name(name: str, country: str) -> None:
    (note,) = notes(name, country)
    assert "no owners are known for the consignee" in note
    assert f"“{KNOWN} (DE)”" in note


@pytest.mark.parametrize(
    ("name", "role"),
    [(KNOWN, "consignee"), ("Beispiel Logistik GmbH", "buyer"), ("Enkel Quay", "buyer"),
     ("Quiet Harbour Ltd", "buyer"), ("Beispiel Enkel", "vessel"), ("???", "buyer")],
)  # fmt: skip
def test_who_is_met_or_is_another_has_none(name: str, role: str) -> None:
    assert notes(name, role=role) == ()


@given(name=st.text(max_size=30))
def test_any_name_can_be_asked(name: str) -> None:
    """Invariant: a near name is never the name itself where that is met."""
    assert all(KNOWN in note for note in notes(name)) or "quay" in name.casefold()
