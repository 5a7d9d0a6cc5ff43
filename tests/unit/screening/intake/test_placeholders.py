"""Words that stand for a party and name nobody: an answer beside them is not whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterflow.screening.intake.cells import read_name


@pytest.mark.parametrize(
    "cell",
    ["an Order", "AN ORDER", "à l'ordre", "à l’ordre", "по приказу", "*** TO ORDER ***",
     "(to order)", "siehe Anlage", "see attached", "See B/L", "diverse", "Various Consignees",
     "CPD-Kunde", "Privatkunde", "private individual", "散客", "TBN", "T.B.N.", "to be nominated",
     "n.n.", "N.N.", "MV TBN", "noch zu benennen", "частное лицо"],
)  # fmt: skip
def test_who_is_hidden_blocks(cell: str) -> None:
    """Nobody is named, and somebody is there."""
    found = read_name(cell)
    assert (found.name, found.blocks) == ("", True)


@pytest.mark.parametrize(
    "cell", ["wie Käufer", "Wie Empfänger", "same as buyer", "comme ci-dessus"]
)
def test_who_stands_elsewhere_is_nobody_new(cell: str) -> None:
    found = read_name(cell)
    assert (found.name, found.nobody) == ("", True)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("an die Order der Muster Bank AG", "Muster Bank AG"),
        ("à l'ordre de la Banque Muster", "Banque Muster"),
        ("a la orden de Banco Muster", "Banco Muster"),
        ("all'ordine di Banca Muster", "Banca Muster"),
        ("по приказу Мустер Банк", "Мустер Банк"),
    ],
)
def test_who_orders_is_named(cell: str, name: str) -> None:
    assert read_name(cell).name == name


@pytest.mark.parametrize(
    "cell",
    ["Order Logistics GmbH", "Diverse Trading LLC", "Various Artists Ltd", "NN Group", "SO", "SAC",
     "Privat Bank", "Test Equipment Oy", "Client Solutions Inc", "Nen Order Shipping",
     "Guest House AG"],
)  # fmt: skip
def test_names_that_hold_such_a_word(cell: str) -> None:
    """Only a whole cell is a placeholder."""
    assert read_name(cell).name == cell


@given(
    cell=st.sampled_from(["to order", "TBN", "wie Käufer", "diverse"]),
    signs=st.text(" *()-", max_size=4),
)
def test_signs_around_a_placeholder_do_not_matter(cell: str, signs: str) -> None:
    """Invariant: no sign makes a party of a placeholder."""
    assert read_name(f"{signs}{cell}{signs}").name == ""
