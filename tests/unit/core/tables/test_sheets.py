"""Excel files, really written: headers, types, errors, damage and bombs."""

import datetime as dt
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from counterflow.core.errors import InputError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables import reading
from counterflow.core.tables.package import scan_sheet
from counterflow.core.tables.reading import Row


def open_table(source: Path | str, **options: Any) -> Any:
    """Open a table whose items a test takes for rows or refusals, as it expects them."""
    return reading.open_table(source, **options)


KNOWN = {"Id", "Consignee Name", "Consignee Country", "Value"}


def known_names(cells: Any) -> int:
    return len(KNOWN & set(cells))


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """A workbook to fill; closing it writes the file at its ``filename``."""
    return xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))


def opened(book: Any, **options: Any) -> Any:
    book.close()
    return open_table(book.filename, **options)


def repacked(path: Any, change: Any) -> Any:
    """Rewrite a zip with its parts changed by ``change(name, content)``."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, change(name, content))
    return path


def test_types_come_as_they_were_written(book: Any) -> None:
    sheet = book.add_worksheet("Orders")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, name in enumerate(["Id", "Day", "Time", "Value", "Paid", "Note"]):
        sheet.write(0, column, name)
    sheet.write_number(1, 0, 854231)
    sheet.write_datetime(1, 1, dt.date(2023, 6, 9), day)
    sheet.write_datetime(1, 2, dt.datetime.fromisoformat("2023-06-09T07:30"), time)
    sheet.write_number(1, 3, 12.5)
    sheet.write_boolean(1, 4, boolean=True)
    sheet.write_string(3, 5, " pad ")
    table = opened(book)
    assert list(table) == list(table)
    first, second = table
    day, time = dt.date(2023, 6, 9), dt.datetime.fromisoformat("2023-06-09T07:30")
    assert first == Row(1, 2, [854231, day, time, 12.5, True, None])
    assert [type(cell) for cell in first.cells[:5]] == [int, dt.date, dt.datetime, float, bool]
    assert second == Row(2, 4, [None, None, None, None, None, " pad "])


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (0.5, "0%", "50 %"),
        (1, "0%", "100 %"),
        (0.4999, "0.00%", "49.99 %"),
        (0.07, "0.0 %", "7 %"),
        (0.00001, "0.000%", "0.001 %"),
        (0, "0%", "0 %"),
        (0.5, "0.00", 0.5),
        (50, '0"%"', 50),  # a sign that is only shown multiplies nothing
        (50, "0\\%", 50),
        ("50", "0%", "50"),
    ],
)
def test_a_percentage_is_what_the_screen_shows(
    book: Any, number: Any, form: str, text: Any
) -> None:
    """Excel keeps 50 % as 0.5: an owner of half was read as one of half a per cent."""
    sheet = book.add_worksheet()
    sheet.write_row(2, 1, ["Id", "Share"])
    sheet.write(3, 1, "A-1")
    sheet.write(3, 2, number, book.add_format({"num_format": form}))
    (row,) = opened(book)
    assert row.cells == ["A-1", text]


def test_an_empty_cell_with_a_percentage_format_changes_no_other(book: Any) -> None:
    sheet = book.add_worksheet()
    percent = book.add_format({"num_format": "0%"})
    sheet.write_row(2, 3, ["Id", "Share", "Count"])
    sheet.write_row(3, 3, ["A-1", 0.25, 7])
    for column in (0, 2, 9, 12):
        sheet.write_blank(3, column, None, percent)
    (row,) = opened(book)
    assert row.cells == ["A-1", 0.25, 7]


def test_merged_header_cells_are_joined_with_those_below(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.merge_range("A1:D1", "Export register")
    sheet.merge_range("A3:A4", "Id")
    sheet.merge_range("B3:C3", "Consignee")
    sheet.write("D3", "Value")
    sheet.write_row("B4", ["Name", "Country"])
    sheet.write_row("A5", [1, "Acme", "AE", 9.5])
    for options in ({}, {"is_header": known_names}):
        book.fileclosed or book.close()
        table = open_table(book.filename, **options)
        assert table.columns == ("Id", "Consignee Name", "Consignee Country", "Value")
        assert list(table) == [Row(1, 5, [1, "Acme", "AE", 9.5])]
        assert any("row 3 and 4, merged cells joined" in note for note in table.notes)
        assert any("1 filled rows above" in note for note in table.notes)


def test_a_table_away_from_the_corner_and_its_header_below_titles(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write("C2", "printed on Monday")
    sheet.write("C4", "Id")
    sheet.merge_range("D4:E4", "Consignee")
    sheet.write_row("D5", ["Name", "Country"])
    sheet.write_row("C6", [1, "Acme", "AE"])
    sheet.write_row("C7", [2, "Beta"])
    sheet.write_formula("E7", "=1/0", None, "#DIV/0!")
    sheet.write_row("C8", [3, "Gamma", "RU", "?"])
    table = opened(book, is_header=known_names)
    assert table.columns == ("Id", "Consignee Name", "Consignee Country")
    first, error, beside = table
    assert first == Row(1, 6, [1, "Acme", "AE"])
    assert (error.row, error.line, error.column) == (2, 7, "Consignee Country")
    assert (beside.line, beside.column) == (8, "column 6")


def test_cells_merged_downwards_hold_for_each_row(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["Order", "Goods"])
    sheet.merge_range("A2:A3", "N-1")
    sheet.write_column("B2", ["pipe", "valve", "pump"])
    sheet.write("A4", "N-2")
    table = opened(book)
    assert [row.cells for row in table] == [["N-1", "pipe"], ["N-1", "valve"], ["N-2", "pump"]]
    assert any("merged downwards" in note for note in table.notes)


def test_cells_in_error_and_uncalculated_formulas_refuse_their_row(
    tmp_path: Path, book: Any
) -> None:
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["Id", "Value"])
    for row in range(1, 5):
        sheet.write_number(row, 0, row)
        sheet.write_number(row, 1, row)
    sheet.write_formula("B3", "=A3/0", None, "#DIV/0!")
    sheet.write_formula("B4", "=A4*2", None, 77)
    sheet.write_formula("A5", "=B5", None, 123456)
    book.close()
    repacked(book.filename, lambda _, content: content.replace(b"<v>123456</v>", b""))
    first, error, calculated, bare = open_table(book.filename)
    assert first == Row(1, 2, [1, 1])
    assert (error.row, error.line, error.column) == (2, 3, "Value")
    assert "#REF!" in error.what
    assert calculated == Row(3, 4, [3, 77])
    assert (bare.line, bare.column, bare.what) == (5, "Id", "a formula that was never calculated")


def test_errors_are_found_at_every_place_of_a_block(
    book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scan reads in blocks; a cell over the border of two is seen once."""
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["Id", "Value"])
    for row in range(1, 200):
        sheet.write_formula(row, row % 2, "=1/0", None, "#DIV/0!")
    book.close()
    part = "xl/worksheets/sheet1.xml"
    repacked(
        book.filename,
        lambda _, content: content.replace(b"<v>#DIV/0!</v>", b"", 1).replace(b' t="e"', b"", 1),
    )
    whole = scan_sheet(book.filename, part, "a.xlsx")
    assert sum(map(len, whole.errors.values())) == 198
    assert whole.uncalculated == {1: [1]}
    for size in (1, 7, 64):
        monkeypatch.setattr("counterflow.core.tables.package._BLOCK", size)
        assert scan_sheet(book.filename, part, "a.xlsx") == whole


def test_the_sheet_is_chosen_and_the_others_named(book: Any) -> None:
    book.add_worksheet("Cover")
    hidden = book.add_worksheet("Hidden")
    hidden.write_row("A1", ["x"])
    hidden.write_row("A2", ["y"])
    for name in ("One", "Two"):
        sheet = book.add_worksheet(name)
        sheet.write_row("A1", ["Id"])
        sheet.write_row("A2", [name])
        sheet.activate()
    hidden.hide()
    table = opened(book)
    assert [row.cells for row in table] == [["One"]]
    assert "sheet: 'One'; not read: 'Cover', 'Hidden', 'Two'" in table.notes
    assert [row.cells for row in open_table(book.filename, sheet="Two")] == [["Two"]]
    with pytest.raises(InputError, match="no sheet 'Three'"):
        open_table(book.filename, sheet="Three")
    with pytest.raises(InputError, match="is empty"):
        open_table(book.filename, sheet="Cover")


def test_a_header_without_rows_is_said(book: Any) -> None:
    book.add_worksheet().write_row("A1", ["Id", "Name"])
    table = opened(book)
    assert list(table) == []
    assert "the sheet holds a header and no rows" in table.notes


def test_a_cell_beside_the_header_refuses_its_row(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["Id", "Name"])
    sheet.write_row("A2", [1, "Acme", "?"])
    (refused,) = opened(book)
    assert (refused.line, refused.column) == (2, "column 3")


def test_the_format_is_seen_without_an_ending(tmp_path: Path, book: Any) -> None:
    book.add_worksheet().write_column("A1", ["Id", "x"])
    book.close()
    path = tmp_path / "upload"
    path.write_bytes((tmp_path / "a.xlsx").read_bytes())
    assert [row.cells for row in open_table(path)] == [["x"]]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(120):
                part.write(b" " * (1 << 20))
    with pytest.raises(InputError, match="would unpack from"):
        open_table(path)


def test_a_sheet_spanning_far_corners_is_refused(book: Any) -> None:
    sheet = book.add_worksheet()
    sheet.write("A1", "Id")
    sheet.write(1_048_575, 200, "x")
    with pytest.raises(InputError, match="spans 1,048,576 rows and 201 columns"):
        opened(book)


def test_a_part_that_stands_twice_or_lies_about_its_size_is_refused(
    tmp_path: Path, book: Any
) -> None:
    book.add_worksheet().write_column("A1", ["Id", "x"])
    book.close()
    content = (tmp_path / "a.xlsx").read_bytes()
    twice = tmp_path / "twice.xlsx"
    twice.write_bytes(content)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(InputError, match="stands in it twice"):
        open_table(twice)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    lie = content.replace(part.file_size.to_bytes(4, "little"), (90).to_bytes(4, "little"))
    assert lie != content
    (tmp_path / "lie.xlsx").write_bytes(lie)
    with pytest.raises(InputError, match="damaged"):
        open_table(tmp_path / "lie.xlsx")


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_damage_anywhere_is_an_error_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: Any
) -> None:
    """No byte that is cut off or overwritten makes other values out of the ones written."""
    folder = tmp_path_factory.mktemp("x")
    book = xlsxwriter.Workbook(str(folder / "a.xlsx"))
    sheet = book.add_worksheet()
    for row in range(30):
        sheet.write_row(row, 0, [f"id {row}", row, zlib.crc32(bytes([row]))])
    book.close()
    whole = list(open_table(book.filename))
    content = bytearray((folder / "a.xlsx").read_bytes())
    place = 4 + data.draw(st.integers(0, 10**6)) % (len(content) - 4)
    if data.draw(st.booleans()):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    path = folder / "b.xlsx"
    path.write_bytes(content)
    try:
        found = list(open_table(path))
    except InputError as error:
        assert error.remedy  # noqa: PT017 - damage may also hit what nobody reads
    else:
        rows = [
            item._replace(cells=item.cells) if isinstance(item, Row) else item for item in found
        ]
        assert not [item for item in rows if isinstance(item, Refusal)]
        assert rows == whole
