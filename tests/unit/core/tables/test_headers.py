"""Where the header stands: below titles, above goods, with few known words or many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from counterflow.core.tables.headers import find_header
from counterflow.core.tables.reading import open_table

KNOWN = (
    *("Consignee", "Consignee Country", "Buyer", "Seller", "HS Code", "Description", "Value"),
    *("Quantity", "Total", "Vessel", "Bank", "Goods", "Invoice No", "Date", "Agent", "Owner"),
)


def known_names(cells: Sequence[str]) -> int:
    return len(set(KNOWN) & {cell.strip() for cell in cells})


DATA = ["7", "Muster FZE", "AE", "854231", "Chips", "12.50"]
FULL = ["Invoice No", "Consignee", "Consignee Country", "HS Code", "Description", "Value"]
FEW = ["Ref", "Firma X", "Land", "Tarif", "Description", "Preis"]
NONE = ["Ref", "Firma X", "Land", "Tarif", "Text", "Preis"]

# Each case: what it shows, the first rows, the index of the header.
CASES: list[tuple[str, list[list[str]], int]] = [
    ("the first row", [FULL, DATA, DATA], 0),
    ("a title", [["Export register"], FULL, DATA], 1),
    ("titles with known words", [["Goods", "", "", "", "", ""], ["Total", "12"], FULL, DATA], 2),
    ("a padded title", [["Export of May", "", "", "", "", ""], FULL, DATA, DATA], 1),
    (
        "an address block",
        [["Seller", "Beispiel GmbH"], ["Date", "2025-03-05"], ["Bank", "Muster AG"], FULL, DATA],
        3,
    ),
    (
        "a wide address block",
        [["Seller", "Beispiel GmbH", "Buyer", "Muster FZE", "", ""], FULL, DATA, DATA],
        1,
    ),
    ("few known words", [["Export register"], FEW, DATA, DATA], 1),
    ("no known words below a title", [["Export register"], NONE, DATA, DATA], 1),
    (
        "goods named with known words",
        [NONE, ["8", "Bank", "DE", "490700", "Goods", "1"], ["9", "X", "IR", "1", "Total", "2"]],
        0,
    ),
    (
        "goods with more known words than the header",
        [FEW, ["8", "Buyer", "Total", "9401", "Goods", "1"], DATA],
        0,
    ),
    (
        "a row of words alone, few of them known",
        [FEW, ["A8", "Buyer", "DE", "none", "Goods", "free"], ["A9", "X", "IR", "-", "Y", "free"]],
        0,
    ),
    ("a sum at the end", [FULL, DATA, ["", "Total", "", "", "", "12.50"]], 0),
    ("two unknown words over a row known whole", [["Ref", "Text"], ["Buyer", "Total"]], 1),
    ("no header at all", [DATA, DATA, ["8", "Bank", "DE", "1", "Goods", "2"]], 0),
    ("blank rows first", [["", ""], FULL, DATA], 1),
    ("the same header twice", [FULL, DATA, FULL, DATA], 0),
    ("one column", [["Consignee"], ["Muster FZE"], ["Buyer"]], 0),
    ("nothing below", [["Export register"], FULL], 1),
    ("numbers among the names", [["Export"], [*FULL, "2024", "2025"], [*DATA, "1", "2"]], 1),
    ("an unnamed first column", [["", *FULL], ["0", *DATA], ["1", *DATA]], 0),
    ("a header shorter than its rows", [FULL[:3], DATA, DATA], 0),
    ("a title over a header shorter than its rows", [["Export"], FULL[:3], DATA, DATA], 1),
]


@pytest.mark.parametrize(("shows", "rows", "header"), CASES, ids=[case[0] for case in CASES])
def test_the_header_is_found(shows: str, rows: list[list[str]], header: int) -> None:
    """No row of goods is taken for the header, and no title."""
    assert find_header(rows, known_names) == header, shows


@pytest.mark.parametrize(("shows", "rows", "header"), CASES, ids=[case[0] for case in CASES])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_header_of_a_file(
    kind: str, shows: str, rows: list[list[str]], header: int, tmp_path: Path
) -> None:
    """Files find it where the search over rows finds it; no row below it is lost."""
    path = tmp_path / f"in.{kind}"
    if kind == "csv":
        path.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    else:
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell.isdecimal():
                    sheet.write_number(at, place, int(cell))
                else:
                    sheet.write_string(at, place, cell)
        book.close()
    table = open_table(path, is_header=known_names)
    named = [cell for cell in rows[header] if cell]
    assert [name for name in table.columns if not name.startswith("column ")] == named, shows
    list(table)
    assert table.records == len(rows) - header - 1


def test_the_header_of_a_sheet_with_merged_cells_below_titles(tmp_path: Path) -> None:
    """Titles, an address, a header over two rows, goods with known words."""
    book = xlsxwriter.Workbook(str(tmp_path / "in.xlsx"))
    sheet = book.add_worksheet()
    sheet.merge_range("A1:E1", "Goods")
    sheet.write_row("A2", ["Seller", "Beispiel GmbH"])
    sheet.write("A4", "Pos")
    sheet.merge_range("B4:C4", "Consignee")
    sheet.write_row("D4", ["Goods", "Preis"])
    sheet.write_row("B5", ["Name", "Country"])
    sheet.write_row("A6", [1, "Bank", "AE", "Vessel", 3])
    sheet.write_row("A7", [2, "Buyer", "IR", "Total", 4])
    book.close()
    table = open_table(tmp_path / "in.xlsx", is_header=known_names)
    assert table.columns == ("Pos", "Consignee Name", "Consignee Country", "Goods", "Preis")
    list(table)
    assert table.records == 2


@given(
    titles=st.lists(
        st.sampled_from(["Goods", "Export of May", "Total 12", "Buyer: X"]), max_size=4
    ),
    goods=st.lists(
        st.tuples(
            st.integers(1, 999).map(str),
            *[st.sampled_from([*KNOWN, "Muster FZE", "DE", "Chips"])] * 3,
            st.floats(0, 99).map(str),
        ).map(list),
        min_size=1,
        max_size=8,
    ),
    names=st.permutations(["Consignee", "HS Code", "Tarif", "Ref", "Preis"]),
)
def test_no_row_of_goods_is_ever_the_header(
    titles: list[str], goods: list[list[str]], names: list[str]
) -> None:
    """Whatever words goods are named with, the header stands where titles end."""
    rows = [[title] for title in titles] + [names] + goods
    assert find_header(rows, known_names) == len(titles)
