"""Which further names a name cell holds, and which pieces are addresses."""

from __future__ import annotations

import pytest
from hypothesis import given

import strategies
from counterflow.core.text.legal_forms import is_legal_form
from counterflow.core.text.name_cells import (
    OPEN,
    PERSON,
    SHIP,
    NameCell,
    read_name_cell,
    wrong_imo_number,
)
from counterflow.core.text.names import read_name


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Brasdol Fengri", ()),
        ("Brasdol Co., Ltd.", ()),
        ("Brasdol (Pvt) Ltd", ()),
        ("FENGRI, Brasdol", ()),
        ("Brasdol Ltd, Tehran", ("Brasdol Ltd",)),
        ("Brasdol Ltd, Kevmav Lornol", ("Brasdol Ltd", "Kevmav Lornol")),
        ("Brasdol Ltd, Kevmav", ("Brasdol Ltd",)),
        ("Brasdol Ltd, 5 Lornol Street, Kevmav Sovrin", ("Brasdol Ltd",)),
        ("Brasdol Ltd, 5 Lornol Street, Kevmav Trading", ("Brasdol Ltd", "Kevmav Trading")),
        ("A Ltd c/o B Ltd", ("A Ltd", "B Ltd")),
        ("A Ltd for and on behalf of B Ltd", ("A Ltd", "B Ltd")),
        ("Brasdol GmbH als Vertreter der Kevmav AG", ("Brasdol GmbH", "Kevmav AG")),
        ("Brasdol SA pour le compte de Kevmav SA", ("Brasdol SA", "Kevmav SA")),
        ("ООО Браздол от имени ООО Кевмав", ("ООО Браздол", "ООО Кевмав")),
        ("Brasdol Vertreterverein", ()),
        ("Brasdol / Kevmav", ("Brasdol", "Kevmav")),
        ("Tehran / Kevmav", ("Kevmav",)),
        ("Brasdol Ltd (H.K.)", ("Brasdol Ltd",)),
        ("M.S. Fengri", ()),
        ("IMO Machinery Ltd", ()),
        (", , ;", ()),
        ("", ()),
    ],
)
def test_further_names(cell: str, names: tuple[str, ...]) -> None:
    assert read_name_cell(cell) == NameCell(names, ())


@pytest.mark.parametrize(
    ("cell", "names"), [("S/S Brasdol", ("Brasdol",)), ("M.S. Brasdol", ("Brasdol",))]
)
def test_further_prefixes_are_taken_from_ships(cell: str, names: tuple[str, ...]) -> None:
    assert read_name_cell(cell, SHIP).names == names


def test_a_comma_parts_no_person() -> None:
    assert read_name_cell("Fengri Kevmav Lornol, Brasdol Sovrin", PERSON).names == ()
    assert read_name_cell("Fengri Kevmav c/o Lornol Ltd", PERSON).names == (
        "Fengri Kevmav",
        "Lornol Ltd",
    )


@given(strategies.any_text)
def test_any_text_can_be_read_and_further_names_differ_from_it(cell: str) -> None:
    whole = read_name(cell).bag
    for kind in (PERSON, SHIP, "open"):
        bags = [read_name(name).bag for name in read_name_cell(cell, kind).names]
        assert whole not in bags
        assert len(set(bags)) == len(bags)
        assert all(bags)


@pytest.mark.parametrize(
    ("text", "form"), [("Ltd.", True), ("Co., Limited", True), ("", False), ("Brasdol Ltd", False)]
)
def test_legal_forms_alone(text: str, form: bool) -> None:
    assert is_legal_form(text) is form


@pytest.mark.parametrize(
    ("cell", "former"),
    [
        ("Sea Star (ex TERMEH)", "TERMEH"),
        ("Sea Star ex TERMEH", "TERMEH"),
        ("Sea Star ex-TERMEH", "TERMEH"),
        ("Sea Star, ex. Termeh", "Termeh"),
        ("MV Sea Star (EX-NAME: Termeh)", "Termeh"),
        ("Си Стар (бывш. Термех)", "Термех"),
    ],
)
def test_former_name_of_a_ship(cell: str, former: str) -> None:
    """As ships' papers write it."""
    assert former in read_name_cell(cell, SHIP).names


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("Sea Star 9179842", ("9179842",)),
        ("9179842", ("9179842",)),
        ("Sea Star 9179843", ()),
        ("Sea Star 2026-9179842", ()),
    ],
)
def test_imo_number_without_its_word(cell: str, numbers: tuple[str, ...]) -> None:
    """In a ship's cell, and where its check digit is right."""
    assert read_name_cell(cell, SHIP).imo_numbers == numbers
    assert read_name_cell(cell, OPEN).imo_numbers == ()


def test_ex_in_other_names() -> None:
    """A company bears the word; in brackets it is a former name."""
    assert read_name_cell("Ex Libris Trading AG", OPEN).names == ()
    assert read_name_cell("Fed Ex Freight Ltd", OPEN).names == ()
    assert "Brasdol Trading" in read_name_cell("Muster AG (ex Brasdol Trading)", OPEN).names


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("MV Quiet Birch IMO 9074730", "9074730"),
        ("Quiet Birch (IMO9074730)", "9074730"),
        ("Quiet Birch, IMO No. 907473", "907473"),
        ("Quiet Birch IMO 907 4730", "907 4730"),
        ("Quiet Birch IMO 9074729", ""),
        ("Quiet Birch IMO: 907 4729", ""),
        ("Quiet Birch", ""),
        ("Limo 1234567 Service", ""),
        ("IMO", ""),
    ],
)
def test_a_wrong_imo_number_in_a_cell_is_given(cell: str, wrong: str) -> None:
    """It was left unread, so that nobody asked for the right one."""
    assert wrong_imo_number(cell) == wrong
