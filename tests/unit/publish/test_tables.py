"""Outcomes in a spreadsheet: what opens them sees filters, widths, colours and every text."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from counterflow.core.tables.writers import SHEET_ROWS
from counterflow.publish.exports.summary import SummaryRow
from counterflow.publish.exports.tables import (
    FILLS,
    SHEET,
    SUMMARY,
    OutcomeBook,
    open_table_writer,
)

COLUMNS = ("cf_transaction", "cf_outcome", "cf_headline", "cf_top_score", "Shipment Date", "Wide")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ROWS: list[list[Any]] = [
    ["T-1", "stop", "stop", 0.99, "2025-03-04", "x" * 400],
    ["T-2", "no match found", "not fully screened", None, "04.03.2025", "=1+1"],
    ["T-3", "hold", "hold", 0.91, "20250304", "Łódź ООО"],
]


def book(rows: list[list[Any]], sheet_rows: int = SHEET_ROWS) -> bytes:
    stream = io.BytesIO()
    writer = OutcomeBook(stream, COLUMNS, sheet_rows=sheet_rows)
    for row in rows:
        writer.write(row)
    writer.finish()
    return stream.getvalue()


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return etree.fromstring(packed.read(name))


def test_texts_and_dates_are_read_back_unchanged() -> None:
    """No date becomes a number of days, no code a number, no cell a formula."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(book(ROWS)))
    assert read.sheet_names == [SHEET]
    header, *rows = read.get_sheet_by_index(0).to_python()
    assert tuple(header) == COLUMNS
    assert [row[4] for row in rows] == ["2025-03-04", "04.03.2025", "20250304"]
    assert [row[5] for row in rows] == ["x" * 400, "'=1+1", "Łódź ООО"]
    assert [row[3] for row in rows] == [0.99, "", 0.91]


def test_the_header_is_frozen_and_every_column_can_be_filtered() -> None:
    sheet = part(book(ROWS), "xl/worksheets/sheet1.xml")
    pane = sheet.find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.get("state"), pane.get("ySplit"), pane.get("xSplit")) == ("frozen", "1", "1")
    autofilter = sheet.find(f"{MAIN}autoFilter")
    assert autofilter is not None
    assert autofilter.get("ref") == "A1:F4"
    widths = [float(col.get("width", "0")) for col in sheet.iter(f"{MAIN}col")]
    assert 60 <= max(widths) < 62
    assert min(widths) >= 8


def test_each_outcome_has_its_own_ground() -> None:
    rows = [[f"T-{n}", word, word, None, "", ""] for n, word in enumerate(FILLS)]
    data = book(rows)
    styles = part(data, "xl/styles.xml")
    grounds = [g.get("rgb") for g in styles.iter(f"{MAIN}fgColor")]
    assert {f"FF{ground[1:]}" for ground, _ in FILLS.values()} <= set(grounds)
    cells = {
        c.get("r"): c.get("s") for c in part(data, "xl/worksheets/sheet1.xml").iter(f"{MAIN}c")
    }
    used = [cells[f"B{row}"] for row in range(2, 7)]
    assert len(set(used)) == 5
    assert used == [cells[f"C{row}"] for row in range(2, 7)]
    assert cells["A2"] is None


def test_a_full_sheet_is_followed_by_another_of_the_same_make() -> None:
    data = book(ROWS, sheet_rows=2)
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [SHEET, f"{SHEET} 2"]
    second = part(data, "xl/worksheets/sheet2.xml")
    assert second.find(f".//{MAIN}pane") is not None
    found = second.find(f"{MAIN}autoFilter")
    assert found is not None
    assert found.get("ref") == "A1:F2"


def test_the_summary_stands_on_a_sheet_of_its_own() -> None:
    told = [
        SummaryRow(("Counts", "Number"), heading=True),
        SummaryRow(("Rows read", 3)),
        SummaryRow(),
        SummaryRow(("=1+1", "Łódź")),
    ]
    stream = io.BytesIO()
    with open_table_writer(stream, "xlsx", COLUMNS, summary=told) as writer:
        for row in ROWS:
            writer.write(row)
    read = CalamineWorkbook.from_filelike(io.BytesIO(stream.getvalue()))
    assert read.sheet_names == [SHEET, SUMMARY]
    assert len(read.get_sheet_by_name(SHEET).to_python()) == 4
    assert read.get_sheet_by_name(SUMMARY).to_python() == [
        ["Counts", "Number"], ["Rows read", 3.0], ["", ""], ["'=1+1", "Łódź"],
    ]  # fmt: skip
    found = part(stream.getvalue(), "xl/worksheets/sheet1.xml").find(f"{MAIN}autoFilter")
    assert found is not None
    assert found.get("ref") == "A1:F4"


def test_a_long_summary_does_not_pile_up_in_memory() -> None:
    peaks = []
    for count in (2_000, 20_000):
        tracemalloc.start()
        told = (SummaryRow(("a.csv", number, f"row {number} is bad")) for number in range(count))
        with open_table_writer(io.BytesIO(), "xlsx", ["a"], summary=told):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (4 << 20)


def test_rows_do_not_pile_up_in_memory() -> None:
    peaks = []
    for count in (2_000, 20_000):
        tracemalloc.start()
        writer = OutcomeBook(io.BytesIO(), COLUMNS)
        for number in range(count):
            writer.write([f"T-{number}", "hold", "hold", 0.9, "2025-03-04", f"cell {number}"])
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        writer.drop()
    assert peaks[1] < peaks[0] * 1.5


@pytest.mark.parametrize("chosen", ["csv", "tsv", "xlsx", "parquet"])
def test_a_fault_on_the_way_is_the_one_told(chosen: str, tmp_path: Path) -> None:
    def fail_midway() -> None:
        path = tmp_path / "out"
        with path.open("wb") as stream, open_table_writer(stream, chosen, ["a"]) as writer:
            writer.write(["1"])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()


def test_only_a_csv_file_bears_the_mark_that_excel_needs() -> None:
    def written(chosen: str, *, marked: bool) -> bytes:
        stream = io.BytesIO()
        with open_table_writer(stream, chosen, ["a"], marked=marked) as writer:
            writer.write(["Łódź"])
        return stream.getvalue()

    assert written("csv", marked=True) == b"\xef\xbb\xbf" + written("csv", marked=False)
    assert written("csv", marked=False).startswith(b"a\r\n")
    assert written("tsv", marked=True).startswith(b"a\r\n")
