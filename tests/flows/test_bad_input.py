"""Dirty input: understood and said so, or refused by line and column; the rest is screened."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from counterflow.core.errors import InputError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.engine import Engine
from flows.conftest import (
    COLUMNS,
    DAY,
    Screen,
    call,
    clean_environment,
    csv_bytes,
    decisions_in,
    json_lines,
    shipment,
)

HEADER = ",".join(COLUMNS)


def six(**changes: dict[str, str]) -> bytes:
    """Give six shipments as CSV, the third with a listed party; ``s4={...}`` changes the fourth."""
    rows = [shipment(number, **changes.get(f"s{number}", {})) for number in range(1, 7)]
    rows[2] |= {"Consignee": "Sahara Thunder"}
    return csv_bytes(rows)


def others_are_screened(said: Any, *left_out: str) -> None:
    """The listed party is found and the harmless ones are screened whole."""
    expected = {f"S{number:03}": "no match found" for number in range(1, 7)} | {"S003": "hold"}
    found = said.headlines
    assert {key: found[key] for key in found if key not in left_out} == {
        key: value for key, value in expected.items() if key not in left_out
    }


def test_six_clean_rows_are_the_measure(screen: Screen) -> None:
    said = screen(six())
    assert (said.code, said.rows) == (4, (6, 6, 0))
    others_are_screened(said)
    assert "refused " not in said.err.replace("0 refused", "")


# --- Encodings


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("cp1251", "not UTF-8; read as cp1251, a guess"),
        ("utf-16", "utf-16-le (byte order mark)"),
        ("utf-16-be", "utf-16-be (recognised by its zero bytes)"),
        ("utf-8-sig", "encoding: utf-8"),
    ],
)
def test_an_encoding_is_recognised_and_said(screen: Screen, encoding: str, told: str) -> None:
    name = "ООО Ромашка Логистика" if encoding == "cp1251" else "Clairvaudon SAS"
    table = six(**{f"s{n}": {"consignee": name} for n in (1, 2, 4, 5, 6)})
    said = screen(table.decode().encode(encoding))
    assert told in said.err
    others_are_screened(said)
    transaction = said.decisions["S001"].transaction
    assert transaction
    assert transaction.parties[1].name == name


def test_stray_bytes_cost_their_row_only(screen: Screen) -> None:
    table = six(**{f"s{n}": {"consignee": f"Müller Größe {n}"} for n in (1, 2, 4, 5, 6)})
    said = screen(table.replace(b"Leather shoes", b"Leather\xff shoes", 1))
    assert said.rows == (6, 5, 1)
    assert "line 2, column “Goods Description”: byte 0xFF" in said.err
    assert "Do: correct the cell" in said.err
    others_are_screened(said, "S001")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7", "cp037", "gb18030"])
def test_a_wrong_encoding_given_is_no_traceback(screen: Screen, encoding: str) -> None:
    """A file read in the wrong encoding is never called screened."""
    said = screen(six(), "--encoding", encoding)
    if said.headlines.get("S003") != "hold":
        assert said.code in (1, 5)
    assert f"encoding: {encoding}" in said.err


@pytest.mark.parametrize("encoding", ["nonsense", "base64", "idna", "punycode", "undefined", ""])
def test_an_encoding_that_is_none_is_a_usage_error(screen: Screen, encoding: str) -> None:
    said = screen(six(), "--encoding", encoding)
    assert said.code == 2
    assert "unknown encoding" in said.err


# --- The wrong file, columns and kinds


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('<?xml version="1.0"?>\n<sdnList><sdnEntry/></sdnList>', "is XML, no table"),
        ('\n<sdnList xmlns="x">\n<sdnEntry>1</sdnEntry></sdnList>', "is XML, no table"),
        ("<!-- list --><list><a>1</a></list>", "is XML, no table"),
        ("<!doctype html>\n<html><body>log in</body></html>", "is HTML, no table"),
        ("<!-- x --><HTML><body>log in</body></HTML>", "is HTML, no table"),
        ('36,"AEROCARIBBEAN AIRLINES",-0- ,"CUBA"\n173,"ANGLO-CARIBBEAN CO.",-0- ,"CUBA"\n',
         "has no header: its first row looks like data"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_the_wrong_file_is_refused_once(
    screen: Screen, content: str, told: str, packed: bool
) -> None:
    data = content.encode()
    said = screen(gzip.compress(data) if packed else data)
    assert said.code == 1
    assert told in said.err
    if "HTML" not in told:
        assert "counterflow lists import" in said.err
    assert said.err.count("\n") < 6


def test_many_comments_cost_no_time(screen: Screen) -> None:
    """Recognising a web page behind comments does not try each in every way."""
    assert screen("<!-- -->" * 30_000).code == 1


def test_angle_brackets_in_a_table_are_no_markup(screen: Screen) -> None:
    table = six().replace(b"Shipment No", b"<Shipment No>", 1)
    others_are_screened(screen(table))


PAYMENTS = (
    "Ref,Ordering Customer,Ordering Country,Beneficiary,Beneficiary Country,Where,Colour\n"
    "1,Muster FZE,Iran,Beispiel GmbH,Germany,Oman,red\n"
    "2,Muster AG,Austria,Beispiel GmbH,Germany,Oman,red\n"
)


def test_the_country_of_the_ordering_customer_is_screened(screen: Screen) -> None:
    said = screen(PAYMENTS, "--kind", "payment")
    assert said.headlines == {"1": "hold", "2": "no match found"}
    assert (
        "note: 2 columns were not understood and not screened: Where (looks like a country), Colour"
        in said.err
    )
    assert "--kind payment" not in said.err


def test_payments_judged_as_shipments_are_told(screen: Screen) -> None:
    assert "this looks like payments: add --kind payment" in screen(PAYMENTS).err


def test_the_kind_steers_what_headings_mean(screen: Screen) -> None:
    table = (
        "Auftraggeber;Empfänger;BIC Empfänger;Bank des Empfängers;IBAN;Valutadatum;Zweck\n"
        "Muster AG;Beispiel GmbH;GENODEF1XXX;Volksbank;DE89370400440532013000;2025-11-02;Rechnung\n"
    )
    said = screen(table, "--kind", "payment")
    transaction = said.decisions["row-1"].transaction
    assert transaction
    assert {p.role: p.name for p in transaction.parties} == {
        "payer": "Muster AG", "payee": "Beispiel GmbH", "payee_bank": "Volksbank",
    }  # fmt: skip
    assert transaction.date == "2025-11-02"
    assert said.headlines["row-1"] == "no match found"
    assert "kept as text and not screened: IBAN, Zweck" in said.err


def test_a_number_without_a_name_is_not_fully_screened(screen: Screen) -> None:
    table = six(s1={"consignee": ""}).replace(b"Sales Rep", b"Consignee VAT")
    said = screen(table)
    decision = said.decisions["S001"]
    assert decision.headline == "not fully screened"
    told = "the consignee has no name; only its number was compared"
    assert told in decision.coverage.missing


def test_a_country_is_asked_about_where_one_is_close(screen: Screen) -> None:
    said = screen(six(s1={"country": "Frannce"}, s2={"country": "Atlantis"}))
    assert (
        '"Frannce" is not understood as a country: did you mean France (FR)?'
        in said.decisions["S001"].coverage.missing
    )
    assert '"Atlantis" is not understood as a country' in said.decisions["S002"].coverage.missing


# --- Shapes of delimited text


def test_ragged_rows(screen: Screen) -> None:
    """Too many cells may have shifted: refused. Too few: what is missing is not screened."""
    lines = six().decode().splitlines()
    lines[2] += ",more,cells"
    lines[4] = ",".join(lines[4].split(",")[:5])
    said = screen("\n".join(lines))
    assert said.rows == (6, 5, 1)
    assert "line 3: 13 cells under 11 columns: they may have shifted" in said.err
    assert said.headlines["S004"] == "not fully screened"
    assert "the row lacks its last 6 of 11 cells" in said.decisions["S004"].coverage.missing
    others_are_screened(said, "S002", "S004")


def test_an_unclosed_quote_costs_its_row_only(screen: Screen) -> None:
    said = screen(six().replace(b"Trzykrosna Eksport 2", b'"Trzykrosna Eksport 2'))
    assert said.rows == (6, 5, 1)
    assert "line 3, column “Shipper”: a quote is opened and not closed" in said.err
    others_are_screened(said, "S002")


def test_blank_rows_are_no_records_and_duplicate_headings_are_named(screen: Screen) -> None:
    lines = six().decode().replace("Sales Rep", "Shipper", 1).splitlines()
    said = screen("\n".join([*lines[:3], "", "," * 10, *lines[3:], "", ""]))
    assert said.rows == (6, 6, 0)
    assert "rows without any value, which are no records: 1" in said.err
    assert "columns without a name of their own were named: Shipper (2)" in said.err
    others_are_screened(said)


def test_a_cell_of_ten_megabytes_is_refused_by_column(screen: Screen) -> None:
    said = screen(six(s4={"goods": "X" * 10_000_000}))
    assert said.rows == (6, 5, 1)
    assert "line 5, column “Goods Description”: a cell of 10,000,000 characters" in said.err
    assert len(said.err) < 5000
    others_are_screened(said, "S004")


def test_nul_characters_do_not_hide_a_name(screen: Screen) -> None:
    said = screen(six().replace(b"Sahara", b"Sah\0ara").replace(b"S005", b"S0\x0005"))
    assert "NUL characters removed from cells: 2" in said.err
    others_are_screened(said)


def test_a_file_without_a_header_says_what_to_do(screen: Screen) -> None:
    """Said once, not with every row; how it was read stands beside it."""
    said = screen(b"\n".join(six().splitlines()[1:]))
    assert said.code == 1
    assert "has no header: its first row looks like data" in said.err
    assert "encoding: utf-8, delimiter: comma" in said.err


def test_headings_that_nothing_is_understood_of(screen: Screen) -> None:
    """Nothing counts as screened, and every row has its line."""
    said = screen("Colour,Size\nred,large\nblue,small\n")
    assert said.code == 5
    assert said.rows == (2, 0, 2)
    assert "no column was understood as a party or as goods: check that the file has a" in said.err
    assert "2 columns were not understood and not screened: Colour, Size" in said.err
    assert "line 2: the row names no party and no goods" in said.err


@pytest.mark.parametrize("text", [HEADER + "\n", "hello", "\n\n\nhello\n"])
def test_a_file_without_rows_is_not_fully_screened(screen: Screen, text: str) -> None:
    """An export that came out empty must not look like a clean one."""
    said = screen(text)
    assert said.code == 5
    assert "nothing was screened" in said.err
    assert "a header and no rows" in said.err


@pytest.mark.parametrize("content", [b"", b"\n \n\n", b"\xef\xbb\xbf", b"\0\0\0"])
def test_an_empty_file_is_an_error(screen: Screen, content: bytes) -> None:
    said = screen(content)
    assert said.code == 1
    assert "CF100" in said.err
    assert "empty" in said.err


# --- Damaged files of every format


def test_a_truncated_gzip_gives_what_is_there_and_exit_code_1(screen: Screen) -> None:
    draw = random.Random(1)
    rows = [shipment(n, goods=f"Shoes {draw.random()}") for n in range(1, 900)]
    packed = gzip.compress(csv_bytes(rows))
    said = screen(packed[: len(packed) // 2], name="in.csv.gz")
    assert said.code == 1
    assert 100 < len(said.decisions) < 800
    assert "cut short" in said.err
    assert "the gzip file ends before its end" in said.err
    assert "nothing after this place was read" in said.err
    assert screen(packed[:12], name="in.csv.gz").code == 1


def test_the_place_of_a_cut_is_told_behind_many_refused_rows(screen: Screen) -> None:
    """Exit code 1 must not stand without its reason."""
    draw = random.Random(1)
    rows = [shipment(n, goods=f"Shoes {draw.random()}") for n in range(1, 2000)]
    head, *lines = csv_bytes(rows).splitlines()
    packed = gzip.compress(b"\n".join([head, *(line + b",more" for line in lines)]))
    said = screen(packed[: len(packed) * 3 // 4], name="in.csv.gz")
    assert said.code == 1
    assert said.rows[2] > 1000
    assert said.err.count("refused in") <= 11
    assert "the gzip file ends before its end" in said.err


def test_a_truncated_or_flipped_parquet(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_pylist([shipment(n) for n in range(1, 300)]), path)
    whole = path.read_bytes()
    said = screen(whole[: len(whole) // 2], name="cut.parquet")
    assert (said.code, said.decisions) == (1, {})
    assert "truncated or damaged" in said.err
    draw = random.Random(2)
    for _ in range(12):
        flipped = bytearray(whole)
        flipped[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        said = screen(bytes(flipped), name="flipped.parquet")
        assert said.code in (0, 1, 5), said.err


def test_json_with_a_broken_middle(screen: Screen) -> None:
    rows = [shipment(number) for number in range(1, 7)]
    rows[0]["Consignee"] = "Sahara Thunder"
    lines = json_lines(rows).splitlines()
    lines[3] = lines[3][:50]
    said = screen(b"\n".join(lines), name="in.ndjson")
    assert (said.code, said.rows) == (4, (6, 5, 1))
    assert "line 4: broken JSON at position" in said.err
    text = json.dumps(rows)
    broken = text.replace('"S004"', '"S004', 1)
    said = screen(broken, name="in.json")
    assert said.code == 1
    assert list(said.decisions) == ["S001", "S002", "S003"]
    assert "cut short" in said.err
    assert "row 4: the JSON is broken" in said.err
    assert screen(text[: len(text) // 2], name="in.json").code == 1


def test_a_workbook_with_merged_header_cells(screen: Screen, tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Register")
    sheet.merge_range("A1:F1", "Export register 2025")
    for cells, text in (("A2:A3", "Shipment No"), ("B2:C2", "Consignee"), ("D2:D3", "HS Code")):
        sheet.merge_range(cells, text)
    sheet.merge_range("E2:E3", "Destination Country")
    sheet.write_row(2, 1, ["Name", "Country"])
    for at, name in enumerate(["Clairvaudon SAS", "Sahara Thunder"]):
        sheet.write_row(3 + at, 0, [f"S{at}", name, "France", "640399", "France"])
    book.close()
    said = screen(path)
    assert said.headlines == {"S0": "no match found", "S1": "hold"}
    assert "merged cells joined" in said.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "an old .xls file"),
        (b"PK\x03\x04" + b"junk" * 40, "save .xlsb and .ods files as .xlsx"),
        (b"PAR1junkjunk", "Parquet file is truncated or damaged"),
        (b"42", "holds no object"),
        (bytes(4000), "a binary file of an unknown kind"),
    ],
)
def test_a_file_of_another_kind_is_an_error(screen: Screen, content: bytes, told: str) -> None:
    said = screen(content, name="in.json" if content == b"42" else "in.csv")
    assert (said.code, said.decisions) == (1, {})
    assert told in said.err


@pytest.mark.parametrize("seed", range(12))
def test_binary_junk_is_never_screened_nor_a_traceback(screen: Screen, seed: int) -> None:
    said = screen(random.Random(seed).randbytes(3000), name="junk.csv")
    assert said.code in (1, 5)
    assert "no match found" not in said.headlines.values()


def test_a_folder_a_missing_file_and_an_empty_name(screen: Screen, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.csv", tmp_path / "new\nline.csv", Path("/dev/null")):
        said = screen(path)
        assert said.code == 1
        assert said.err.startswith("counterflow: [CF100]")
        assert said.err.count("\n") == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root drops to nobody here")
def test_an_unreadable_file(store: Path, tmp_path: Path) -> None:
    """A process without the right to read a file says so."""
    path = tmp_path / "secret.csv"
    path.write_bytes(six())
    path.chmod(0)
    for folder in [tmp_path, *tmp_path.parents, store, *store.rglob("*"), *store.parents]:
        if folder.is_dir() and folder.stat().st_uid == 0 and "pytest" in str(folder):
            folder.chmod(0o755)
    # Python may lie where only its owner reads: what the command loads is loaded before.
    program = (
        "import importlib.readers, os, sys; import counterflow.serve.cli.screen; "
        "from counterflow.serve.cli.main import run; os.seteuid(65534); "
        "sys.exit(run(['screen', sys.argv[1], '--store', sys.argv[2]]))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path), str(store)],
        env=clean_environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1, ran.stderr.decode()
    assert b"[CF100]" in ran.stderr
    assert b"Permission denied" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_one_bad_file_does_not_keep_the_others_from_being_screened(
    cli: Any, store: Path, tmp_path: Path
) -> None:
    good, other = tmp_path / "good.csv", tmp_path / "other.csv"
    good.write_bytes(six())
    other.write_bytes(csv_bytes([shipment(77)]))
    shared = ("--store", store, "--as-of", DAY)
    said = cli("screen", good, tmp_path / "missing.csv", other, *shared)
    assert said.code == 1
    assert len(decisions_in(said.out)) == 7
    assert "missing.csv cannot be read" in said.err


# --- Cells


FORMULAS = ('=HYPERLINK("http://x.invalid","y")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1+1")


def test_formulas_are_neutral_in_tables_and_raw_in_ndjson(
    screen: Screen, cli: Any, store: Path, tmp_path: Path
) -> None:
    rows = [shipment(n, rep=text) for n, text in enumerate(FORMULAS, start=1)]
    rows[0]["Consignee"] = "=cmd|calc!A1 Sahara Thunder"
    said = screen(csv_bytes(rows, columns=[*COLUMNS]))
    raw = [
        (d.transaction.extra if d.transaction else {})["Sales Rep"] for d in said.decisions.values()
    ]
    assert [text.strip() for text in raw] == [text.strip() for text in FORMULAS]
    for ending in ("csv", "tsv", "xlsx"):
        path = tmp_path / f"out.{ending}"
        cli("screen", tmp_path / "in.csv", "-o", path, "--store", store, "--as-of", DAY)
        cells = _cells(path)
        assert len(cells) == len(rows) + 1
        dangerous = [c for row in cells for c in row if c[:1] in ("=", "+", "@", "\t", "\r")]
        assert dangerous == []
        assert any(cell.startswith("'=HYPERLINK") for row in cells for cell in row)


def _cells(path: Path) -> list[list[str]]:
    """Read a table back as texts, with other readers than ours."""
    if path.suffix == ".xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python()]
    delimiter = "\t" if path.suffix == ".tsv" else ","
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_dates_in_three_formats_in_one_column(screen: Screen) -> None:
    """25/03 settles the order of 03/04; what is no date is said and not guessed."""
    written = ["2025-03-14", "25/03/2025", "14 Mar 2025", "03/04/2025", "garbage", "31/02/2025"]
    said = screen(csv_bytes([shipment(n, date=d) for n, d in enumerate(written, start=1)]))
    dates = {key: d.transaction.date for key, d in said.decisions.items() if d.transaction}
    assert list(dates.values()) == ["2025-03-14", "2025-03-25", "2025-03-14", "2025-04-03", "", ""]
    assert said.code == 5
    assert said.headlines["S005"] == said.headlines["S006"] == "not fully screened"
    assert any("garbage" in text for text in said.decisions["S005"].coverage.missing)


def test_an_ambiguous_column_of_dates_is_not_guessed(screen: Screen, tmp_path: Path) -> None:
    table = csv_bytes([shipment(1, date="03/04/2025"), shipment(2, date="05/06/2025")])
    said = screen(table)
    assert said.code == 5
    assert "may be either of two days" in said.err
    note = said.decisions["S001"].coverage.notes[0]
    assert "2025-04-03 or 2025-03-04" in note
    assert "row 1, column “Shipment Date”" in note
    mapping = tmp_path / "map.toml"
    mapping.write_text('[options]\ndate_order = "mdy"\n', "utf-8")
    again = screen(table, "--map", mapping)
    assert again.code == 0
    assert [d.transaction.date for d in again.decisions.values() if d.transaction] == [
        "2025-03-04", "2025-05-06",
    ]  # fmt: skip


def test_titles_above_and_words_among_the_goods(screen: Screen) -> None:
    """The header is found below an address block; no shipment is lost above or below it."""
    rows = [shipment(n, goods=text) for n, text in enumerate(["Total", "Buyer", "Bank"], start=1)]
    rows[1]["Consignee"] = "Sahara Thunder"
    block = b"Export register\nSeller,Clairvaudon SAS,Date,2025-03-14\n\n"
    said = screen(block + csv_bytes(rows))
    assert said.rows == (3, 3, 0)
    assert said.headlines["S002"] == "hold"
    assert "2 filled lines above it are no data" in said.err


def test_one_country_written_six_ways(screen: Screen) -> None:
    written = ["Iran", "IR", "irn", "Islamic Republic of Iran", "Iran, Islamic Republic of", "ИРАН"]
    rows = [shipment(n, to=text, country=text) for n, text in enumerate(written, start=1)]
    rows.append(shipment(7, to="Persian Empire", country="Persian Empire"))
    said = screen(csv_bytes(rows))
    assert said.code == 4
    for key, decision in said.decisions.items():
        code = decision.transaction.destination_country if decision.transaction else ""
        assert (decision.headline, code) == (
            ("not fully screened", "") if key == "S007" else ("hold", "IR")
        )
    assert any("Persian Empire" in text for text in said.decisions["S007"].coverage.missing)


def test_a_single_letter_is_no_column_of_shipments(screen: Screen) -> None:
    """A column "B" is not the bill of lading: its rows would become one shipment."""
    rows = [shipment(n, no="same") for n in range(1, 4)]
    table = csv_bytes(rows).replace(b"Shipment No", b"B", 1)
    assert len(screen(table).decisions) == 3


# --- Mappings


def test_a_column_mapped_twice_is_a_usage_error(screen: Screen, tmp_path: Path) -> None:
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\n"Consignee" = "id"\n"Shipment No" = "id"\n', "utf-8")
    said = screen(six(), "--map", mapping)
    assert said.code == 2
    assert 'columns "Consignee" and "Shipment No" both fill id' in said.err
    mapping.write_text('[columns]\n"Consignee" = "buyer.name"\n"Consignee" = "id"\n', "utf-8")
    assert screen(six(), "--map", mapping).code == 2
    mapping.write_text('[columns]\n"Nowhere" = "buyer.name"\n"Shipper" = "byer.name"\n', "utf-8")
    said = screen(six(), "--map", mapping)
    assert 'no column "Nowhere"' in said.err
    assert 'nearest: "buyer.name", ' in said.err


# --- Random damage


NAMES = ("Sahara Thunder", "Zubrovka Technical Company", "Größe & Söhne GmbH", "Émile Özdemir A.Ş.")
GOOD = [
    ",".join(
        shipment(n, consignee=NAMES[n % 4] if n % 3 == 0 else f"Clairvaudon é{n}").values()
    ).encode()
    for n in range(1, 31)
]
damages = st.lists(
    st.tuples(
        st.sampled_from(["flip", "drop", "cut", "quote", "swap", "twice", "blank"]),
        st.integers(0, 29), st.integers(0, 10_000), st.integers(1, 255),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


def damage(lines: list[bytes], planned: list[tuple[str, int, int, int]]) -> tuple[bytes, set[str]]:
    """Damage lines as planned; give the file and the ids whose line stands as it was.

    Quotes go into one line only: two of them could rightly make one cell of what lies between.
    """
    hurt = list(lines)
    touched: set[int] = set()
    quoted = next((at for kind, at, _, _ in planned if kind == "quote"), -1)
    for kind, at, seed, mask in planned:
        line = hurt[at]
        place = seed % (len(line) + 1)
        match kind:
            case "flip" if line:
                flipped = bytearray(line)
                flipped[seed % len(line)] ^= mask
                # Quotes are put in below; a line end would make two lines of one.
                hurt[at] = bytes(flipped).translate(None, b'"\r\n')
            case "drop" | "blank":
                hurt[at] = b""
            case "cut":
                hurt[at] = line[:place]
            case "quote" if at == quoted:
                hurt[at] = line[:place] + b'"' + line[place:]
            case "swap":
                cells = line.split(b",")
                one, two = place % len(cells), mask % len(cells)
                cells[one], cells[two] = cells[two], cells[one]
                hurt[at] = b",".join(cells)
            case "twice":
                hurt[at] = line + b"\n" + line
        touched.add(at)
    whole = {f"S{at + 1:03}" for at in range(len(lines)) if at not in touched}
    return b"\n".join([HEADER.encode(), *hurt]) + b"\n", whole


@pytest.fixture(scope="module")
def good_decisions(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decision]:
    path = tmp_path_factory.mktemp("good") / "good.csv"
    path.write_bytes(b"\n".join([HEADER.encode(), *GOOD]))
    return _screened(engine, path)[0]


def _screened(engine: Engine, path: Path) -> tuple[dict[str, Decision], Any]:
    summary = engine.screen_file(path)
    decisions = {d.id: d for d in engine.decisions(summary.run)}
    engine.forget(summary.run)
    return decisions, summary


def _accounted(decisions: dict[str, Decision], summary: Any) -> None:
    """Every record is behind exactly one decision or one refusal, and none is made up."""
    out = [row for d in decisions.values() for row in (d.transaction.rows if d.transaction else ())]
    refused = [refusal for refusal in summary.refusals if not refusal.fatal]
    rows = [*out, *(refusal.row for refusal in refused)]
    assert len(rows) == len(set(rows)) == summary.rows_in
    assert summary.rows_in == summary.rows_out + summary.rows_refused
    assert (len(out), len(refused)) == (summary.rows_out, summary.rows_refused)
    assert all(refusal.file and refusal.line and refusal.what for refusal in refused)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(planned=damages)
def test_damage_costs_the_damaged_rows_only(
    planned: list[tuple[str, int, int, int]],
    engine: Engine,
    good_decisions: dict[str, Decision],
    tmp_path: Path,
) -> None:
    """No traceback; every record accounted for; whole rows are decided as before."""
    path = tmp_path / "damaged.csv"
    content, whole = damage(GOOD, planned)
    path.write_bytes(content)
    decisions, summary = _screened(engine, path)
    _accounted(decisions, summary)
    for key in whole:
        assert key in decisions, (key, summary.refusals)
        expected, found = good_decisions[key], decisions[key]
        assert found.outcome.strength >= expected.outcome.strength
        if found.transaction and len(found.transaction.rows) == 1:
            assert found.findings == expected.findings
    if summary.rows_refused:
        assert summary.exit_code not in (0, 2)
    assert summary.exit_code != 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    places=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), min_size=1, max_size=40),
    cut=st.integers(0, 5000),
)
def test_bytes_overwritten_anywhere_never_end_in_a_traceback(
    places: list[tuple[int, int]], cut: int, engine: Engine, tmp_path: Path
) -> None:
    """Header included: the file is refused as a whole, or its records are accounted for."""
    content = bytearray(b"\n".join([HEADER.encode(), *GOOD]))
    for place, byte in places:
        content[place % len(content)] = byte
    path = tmp_path / "damaged.csv"
    path.write_bytes(content[:cut] if cut < len(content) else content)
    try:
        decisions, summary = _screened(engine, path)
    except InputError as fault:
        assert fault.remedy or fault.why  # noqa: PT017 - either end is allowed
        return
    _accounted(decisions, summary)
    if not decisions:
        assert summary.exit_code in (1, 5)


def test_outcomes_of_the_good_file_differ(good_decisions: dict[str, Decision]) -> None:
    """The property above would hold of a program that finds nothing."""
    assert {d.outcome for d in good_decisions.values()} >= {Outcome.HOLD, Outcome.NO_MATCH}


def test_a_damaged_parquet_from_standard_input(tmp_path: Path) -> None:
    """The copy that is kept of it must be closed before it is removed (Windows)."""
    pq.write_table(pa.Table.from_pylist([shipment(n) for n in range(1, 300)]), tmp_path / "a")
    cut = (tmp_path / "a").read_bytes()[:3000] + b"PAR1"
    said = call("screen", "-", "--store", tmp_path / "store", stdin=cut)
    assert said.code == 1
    assert "truncated or damaged. Where: standard input" in said.err
