"""The same forty shipments in every format, in and out: same decisions, every row, every column."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from counterflow.core.model.decisions import Decision
from counterflow.publish.exports.output import FLAT
from flows.conftest import (
    COLUMNS,
    DAY,
    Screen,
    call,
    csv_bytes,
    decisions_in,
    forty,
    json_lines,
    shipment,
)

ROWS = forty()


def parquet(rows: list[dict[str, str]]) -> bytes:
    """Give rows as Parquet with true dates."""
    typed = [{**row, "Shipment Date": dt.date.fromisoformat(row["Shipment Date"])} for row in rows]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(typed), stream)
    return stream.getvalue()


def workbook(rows: list[dict[str, str]]) -> bytes:
    """Give rows as a workbook with true dates and, where none is lost, codes as numbers."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    for at, row in enumerate(rows, start=1):
        for place, (name, text) in enumerate(row.items()):
            if name == "Shipment Date":
                sheet.write_datetime(at, place, dt.datetime.fromisoformat(text), day)
            elif name == "HS Code" and text and not text.startswith("0"):
                sheet.write_number(at, place, int(text))
            else:
                sheet.write_string(at, place, text)
    book.close()
    return stream.getvalue()


FORMATS: Mapping[str, Callable[[list[dict[str, str]]], bytes]] = {
    "in.csv": csv_bytes,
    "in.tsv": lambda rows: csv_bytes(rows, "\t"),
    "semicolon.csv": lambda rows: csv_bytes(rows, ";"),
    "in.csv.gz": lambda rows: gzip.compress(csv_bytes(rows)),
    "in.parquet": parquet,
    "in.xlsx": workbook,
    "in.json": lambda rows: json.dumps(rows).encode(),
    "in.ndjson": json_lines,
    "in.ndjson.gz": lambda rows: gzip.compress(json_lines(rows)),
}


def substance(decisions: Mapping[str, Decision]) -> dict[str, Any]:
    """Give what must not depend on the format: outcomes, coverage, findings, parties."""
    return {
        key: (
            d.outcome, d.headline, d.coverage.missing, d.findings,
            d.transaction.parties if d.transaction else (),
            d.transaction.date if d.transaction else "",
        )
        for key, d in decisions.items()
    }  # fmt: skip


@pytest.fixture(scope="module")
def expected(store: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decision]:
    """What the plain CSV gives, through a process of its own."""
    path = tmp_path_factory.mktemp("plain") / "in.csv"
    path.write_bytes(csv_bytes(ROWS))
    return decisions_in(call("screen", path, "--store", store, "--as-of", DAY, "-q").out)


def test_the_forty_shipments_are_worth_comparing(expected: dict[str, Decision]) -> None:
    headlines = [decision.headline for decision in expected.values()]
    assert len(headlines) == 37
    assert headlines.count("hold") >= 4
    assert headlines.count("not fully screened") >= 2
    assert headlines.count("no match found") >= 25
    found = {key for key, d in expected.items() if d.outcome == "hold"}
    assert {"S003", "S006", "S009"} <= found


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_decisions(
    name: str, screen: Screen, expected: dict[str, Decision]
) -> None:
    said = screen(FORMATS[name](ROWS), name=name)
    assert said.rows == (40, 40, 0)
    assert said.code == 4
    assert substance(said.decisions) == substance(expected)


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.parquet", "in.xlsx"])
def test_standard_input_is_read_like_a_file(
    name: str, store: Path, expected: dict[str, Decision]
) -> None:
    said = call("screen", "-", "--store", store, "--as-of", DAY, stdin=FORMATS[name](ROWS))
    assert (said.code, said.rows) == (4, (40, 40, 0))
    assert substance(decisions_in(said.out)) == substance(expected)


def test_rows_of_one_shipment_are_one_decision_wherever_they_stand(
    expected: dict[str, Decision],
) -> None:
    for key, rows in (("S030", (30, 31, 32)), ("S002", (2, 37))):
        transaction = expected[key].transaction
        assert transaction
        assert transaction.rows == rows
        assert len(transaction.goods) == len(rows)


# --- Workbooks of several sheets


def sheets(**tables: list[tuple[str, ...]]) -> bytes:
    """Give a workbook of sheets of texts."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    for name, rows in tables.items():
        sheet = book.add_worksheet(name.replace("_", " "))
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


COVER: list[tuple[str, ...]] = [("Shipments of May",), (), ("Author", "me")]
DATA: list[tuple[str, ...]] = [("BL", "Consignee", "HS Code"), ("1", "Muster FZE", "640399")]


def test_a_cover_sheet_is_not_taken_for_the_data(screen: Screen) -> None:
    said = screen(sheets(Cover=COVER, My_Data=DATA), name="in.xlsx")
    assert said.code == 1
    assert "sheet 'My Data' has 3 known columns" in said.err
    assert "--sheet 'My Data'" in said.err
    said = screen(sheets(Cover=COVER, My_Data=DATA), "--sheet", "My Data", name="in.xlsx")
    assert said.rows == (1, 1, 0)


def test_an_unread_sheet_with_known_columns_is_a_note(screen: Screen) -> None:
    said = screen(sheets(One=DATA, Two=DATA, Three=COVER), name="in.xlsx")
    assert said.rows == (1, 1, 0)
    notes = [line.strip() for line in said.err.splitlines() if "note:" in line]
    assert notes[0].startswith("note: sheet 'Two' was not read and holds 3 known columns")
    assert "'Three' was not read" not in said.err


# --- Outputs


def table_of(path: Path) -> list[dict[str, Any]]:
    """Read an output back, with another reader than ours."""
    match path.suffix:
        case ".parquet":
            return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]
        case ".xlsx":
            header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
            return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]
        case _:
            delimiter = "\t" if path.suffix == ".tsv" else ","
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file, delimiter=delimiter))


@pytest.mark.parametrize(
    ("source", "ending"),
    [
        ("in.csv", "csv"), ("in.csv", "tsv"), ("in.csv", "parquet"), ("in.csv", "xlsx"),
        ("in.parquet", "parquet"), ("in.parquet", "csv"), ("in.xlsx", "xlsx"),
        ("in.ndjson", "csv"), ("in.json", "xlsx"),
    ],
)  # fmt: skip
def test_a_table_holds_every_row_and_every_column(
    source: str, ending: str, cli: Any, store: Path, tmp_path: Path, expected: dict[str, Decision]
) -> None:
    path, output = tmp_path / source, tmp_path / f"out.{ending}"
    path.write_bytes(FORMATS[source](ROWS))
    said = cli("screen", path, "-o", output, "--store", store, "--as-of", DAY)
    assert said.code == 4
    assert said.out == ""
    rows = table_of(output)
    assert list(rows[0]) == [*FLAT, *COLUMNS]
    by_rep = {str(row["Sales Rep"]).removeprefix("'"): row for row in rows}
    assert len(by_rep) == len(rows) == 40
    for given in ROWS:
        row = by_rep[given["Sales Rep"]]
        assert row["Consignee"] == given["Consignee"]
        assert row["Goods Description"] == given["Goods Description"]
        assert str(row["Shipment Date"])[:10] == given["Shipment Date"]
        decision = expected[given["Shipment No"]]
        assert row["cf_transaction"] == decision.id
        assert row["cf_headline"] == decision.headline
        assert row["cf_fully_screened"] == ("yes" if decision.coverage.complete else "no")
        assert bool(row["cf_findings"]) == (decision.outcome != "no match found")


def test_an_output_screened_again_keeps_the_columns_of_both(
    cli: Any, store: Path, tmp_path: Path
) -> None:
    """Our own columns of the first time do not stop the second."""
    paths = [tmp_path / name for name in ("in.csv", "one.csv", "two.csv", "three.xlsx")]
    paths[0].write_bytes(csv_bytes(ROWS[:4]))
    for source, output in pairwise(paths):
        said = cli("screen", source, "-o", output, "--store", store, "--as-of", DAY)
        assert said.code == 4, said.err
    rows = table_of(paths[3])
    assert [row["cf_headline"] for row in rows] == [row["input cf_headline"] for row in rows]
    assert len(rows[0]) == 3 * len(FLAT) + len(COLUMNS)


def test_html_names_every_alert_and_the_refused_row(cli: Any, store: Path, tmp_path: Path) -> None:
    path, page, report = tmp_path / "in.csv", tmp_path / "out.html", tmp_path / "report.html"
    path.write_bytes(csv_bytes(ROWS) + b"a,b,c,d,e,f,g,h,i,j,k,l,m\n")
    cli("screen", path, "-o", page, "--report", report, "--store", store, "--as-of", DAY)
    text = page.read_text("utf-8")
    assert text == report.read_text("utf-8")
    for part in ("S003", "S006", "S009", "42", "13 cells under 11 columns", "us_ofac_sdn"):
        assert part in text
    assert "<script" not in text


def test_a_stream_of_every_format_is_the_file(store: Path, tmp_path: Path) -> None:
    """On stdout stands what would stand in the file, and nothing else."""
    path = tmp_path / "in.csv"
    path.write_bytes(csv_bytes(ROWS[:10]))
    shared = ("screen", path, "--store", store, "--as-of", DAY)
    for name in ("ndjson", "csv", "parquet"):
        output = tmp_path / f"out.{name}"
        assert call(*shared, "-o", output).out == ""
        piped = tmp_path / f"piped.{name}"
        with piped.open("wb") as stream:
            call(*shared, "--to", name, stdout=stream)
        # A CSV file may begin with a mark that tells Excel its encoding; a stream has none.
        assert piped.read_bytes() == output.read_bytes().removeprefix(codecs.BOM_UTF8)
    assert call(*shared, "-o", "-", "--to", "csv").out.startswith("cf_transaction,")
    assert call(*shared, "-o", "-").out.startswith('{"id":"S001"')
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("name", ["native.ndjson", "native.json", "native.parquet"])
def test_records_in_our_own_shape_come_back(
    name: str, screen: Screen, expected: dict[str, Decision]
) -> None:
    """The transaction of a decision can be screened again and gives the decision again."""
    chosen = ("S003", "S006", "S014", "S030")
    lines = [_native(expected[key]) for key in chosen]
    said = screen(_own_shape(name, lines), name=name)
    for key in chosen:
        again, before = said.decisions[key], expected[key]
        assert (again.outcome, again.headline) == (before.outcome, before.headline)
        assert [f.rule for f in again.findings] == [f.rule for f in before.findings]


def _own_shape(name: str, lines: list[dict[str, Any]]) -> bytes:
    """Give records in our own shape; Parquet with true days."""
    if name == "native.ndjson":
        return json_lines(lines)
    if name == "native.json":
        return json.dumps(lines).encode()
    stream = io.BytesIO()
    # A table takes its columns from its first row: a key that only others have would be lost.
    keys = dict.fromkeys(key for line in lines for key in line)
    typed = [
        {key: line.get(key) for key in keys} | {"date": dt.date.fromisoformat(line["date"])}
        for line in lines
    ]
    pq.write_table(pa.Table.from_pylist(typed), stream)
    return stream.getvalue()


def test_a_record_cannot_excuse_itself_from_coverage(screen: Screen) -> None:
    """A check requires nothing; no line of a file may call itself one."""
    line = {"id": "1", "kind": "check", "parties": [{"role": "buyer", "name": "Clairvaudon SAS"}]}
    said = screen(json_lines([line]), name="native.ndjson")
    assert said.headlines == {"1": "not fully screened"}
    assert any("check" in text for text in said.decisions["1"].coverage.missing)


def _native(decision: Decision) -> dict[str, Any]:
    import msgspec

    held = msgspec.to_builtins(decision.transaction)
    assert isinstance(held, dict)
    return {key: value for key, value in held.items() if key not in ("rows", "remarks", "extra")}


def test_two_hundred_rows_of_one_shipment(screen: Screen) -> None:
    rows = [shipment(n, no="ONE", rep=f"R{n}") for n in range(1, 201)]
    rows[150]["Consignee"] = "Sahara Thunder"
    said = screen(csv_bytes(rows))
    assert said.rows == (200, 200, 0)
    assert said.headlines == {"ONE": "hold"}
