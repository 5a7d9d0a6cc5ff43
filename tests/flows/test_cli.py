"""The command line: data on stdout, talk on stderr, an exit code that tells, help with examples."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from python_calamine import CalamineWorkbook

import counterflow
from counterflow.core.model.decisions import Decision
from counterflow.serve.cli.main import commands
from flows.conftest import (
    DAY,
    LISTS,
    Screen,
    call,
    clean_environment,
    csv_bytes,
    decisions_in,
    forty,
    shipment,
    start,
)

STALE = "2026-03-30"
"""A day on which the lists of the store are two months old."""


def walk(
    command: click.Command, words: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    """Give a command and all below it."""
    found = [(words, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += walk(below, (*words, name))
    return found


# --- Help and usage


@pytest.mark.parametrize("words", [words for words, _ in walk(commands)], ids=" ".join)
def test_every_help_shows_an_example_on_a_line_of_its_own(words: tuple[str, ...], cli: Any) -> None:
    said = cli(*words, "--help")
    assert said.code == 0
    assert re.search(r"^  Examples?:$", said.out, re.MULTILINE), said.out
    called = " ".join(("counterflow", *words))
    assert re.search(rf"^    .*{re.escape(called)}", said.out, re.MULTILINE)
    assert "\\b" not in said.out
    assert cli(*words, "-h").out == said.out


def test_every_help_of_ours_shows_two_examples(cli: Any) -> None:
    for name in ("screen", "check", "demo"):
        said = cli(name, "--help")
        assert len(re.findall(rf"^ {{4}}.*counterflow {name}\b", said.out, re.MULTILINE)) >= 2


def test_the_help_says_what_an_undeclared_regime_means(cli: Any) -> None:
    said = " ".join(cli("screen", "--help").out.split())
    assert "did not declare give a review at most; those of the UN bind everybody" in said


def test_the_table_of_exit_codes_is_not_run_together(cli: Any) -> None:
    said = cli("--help")
    assert re.search(r"^    3  review +7  verification failed$", said.out, re.MULTILINE)
    assert cli("--version").out.startswith("counterflow, version ")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Usage: counterflow"),
        (["frobnicate"], "No such command"),
        (["screen"], "Missing argument 'FILE...'"),
        (["screen", "FILE", "--nope"], "No such option"),
        (["screen", "FILE", "--kind", "gift"], "'gift' is not one of"),
        (["screen", "FILE", "--to", "docx"], "'docx' is not one of"),
        (["screen", "FILE", "-o", "out.docx"], "no output format 'docx'"),
        (["screen", "FILE", "-o", ""], "no output format"),
        (["screen", "FILE", "--input-format", "ods"], "'ods' is not one of"),
        (["screen", "FILE", "--encoding", "klingon"], "unknown encoding 'klingon'"),
        (["screen", "FILE", "--delimiter", "ab"], "'ab' cannot be a delimiter"),
        (["screen", "FILE", "--delimiter", ""], "cannot be a delimiter"),
        (["screen", "FILE", "--resume", ""], "--resume"),
        (["screen", "FILE", "--workers", "0"], "not in the range"),
        (["screen", "FILE", "--workers", "62"], "not in the range 1<=x<=61"),
        (["screen", "FILE", "--as-of", "yesterday"], "--as-of: not a day: 'yesterday'"),
        (["screen", "FILE", "--nexus", "EU,XX"], "unknown regime XX"),
        (["screen", "FILE", "--threshold", "7"], "threshold 7.0 is not between"),
        (["screen", "FILE", "--lists", ","], "--lists names no list"),
        (["screen", "FILE", "--lists", ""], "--lists names no list"),
        (["screen", "FILE", "--map", "missing.toml"], "missing.toml"),
        (["screen", "FILE", "FILE", "-o", "out.csv"], "take one FILE"),
        (["screen", "FILE", "FILE", "--to", "csv"], "two cannot share one table"),
        (["screen", "-", "-"], "standard input"),
        (["check"], "Missing argument 'NAME...'"),
        (["check", ""], "nothing to screen"),
        (["check", "  "], "nothing to screen"),
        (["check", "X", "--country", "Narnia"], "country not understood: 'Narnia'"),
        (["check", "X", "--country", "Deutchland"], "did you mean Germany (DE)?"),
        (["check", "X", "--dob", "99/99"], "--dob"),
        (["check", "X", "--dob", "03/04/1970"], "1970-04-03 or 1970-03-04"),
        (["check", "X", "--id", "imoNumber"], "KIND=VALUE"),
        (["check", "X", "--id", "colour=8861058"], "unknown kind 'colour'"),
        (["check", "X", "--id", "imoNumber=12"], "too short or malformed"),
        (["check", "X", "--id", "mmsi=123456789", "--schema", "Company"], "is a ship's"),
        (["check", "X", "--schema", "Ghost"], "'Ghost' is not one of"),
        (["lists", "import"], "Missing argument"),
        (["lists", "import", "FILE"], "Missing option '--as'"),
        (["lists", "import", "missing.csv", "--as", "x"], "does not exist"),
    ],
    ids=" ".join,
)
def test_usage_errors_exit_2(words: list[str], told: str, cli: Any, tmp_path: Path) -> None:
    """Nothing is screened, nothing is written."""
    path = tmp_path / "in.csv"
    path.write_bytes(csv_bytes([shipment(1)]))
    given = [str(path) if word == "FILE" else word for word in words]
    store = tmp_path / "store"
    shared = ["--store", store] if given and given[0] != "frobnicate" else []
    said = cli(*given, *shared)
    assert said.code == 2, said.err
    assert told in said.err + said.out
    assert not store.exists()
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_a_setting_that_is_none_exits_2(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFLOW_TRESHOLD", "0.9")
    said = cli("check", "Acme")
    assert said.code == 2
    assert "COUNTERFLOW_TRESHOLD is no setting" in said.err


# --- The golden run


def test_official_lists_current_and_a_harmless_shipment_exit_0(
    screen: Screen, cli: Any, store: Path
) -> None:
    """The one way to 0: nothing to review, nothing missing, no list stale."""
    assert cli("lists", "ls", "--store", store).code == 6  # today the invented lists are old
    said = screen(csv_bytes([shipment(1), shipment(2)]))
    assert (said.code, said.rows) == (0, (2, 2, 0))
    decision = said.decisions["S001"]
    assert (decision.outcome, decision.headline) == ("no match found", "no match found")
    assert decision.coverage.complete
    assert decision.coverage.missing == ()
    assert {state.list: state.state for state in decision.coverage.lists} == {
        "watch_pack": "example", "un_sc": "current", "us_ofac_sdn": "current",
    }  # fmt: skip
    assert decision.as_of == DAY
    assert "○ no match found 2" in said.err
    assert "exit code 0" in said.err
    assert "list un_sc@2026-01-15#" in said.err


def test_each_listed_name_of_the_invented_lists_is_held(screen: Screen) -> None:
    names = ["Zubrovka Technical Company", "Example Trading S.A. de C.V.", "Hollow Name LLC"]
    rows = [shipment(n, consignee=name) for n, name in enumerate(names, start=1)]
    said = screen(csv_bytes(rows))
    assert said.code == 4
    assert set(said.headlines.values()) == {"hold"}
    lists = {finding.list for d in said.decisions.values() for finding in d.findings}
    assert "us_ofac_sdn" in lists


def test_exit_codes_and_their_order(screen: Screen, store: Path, tmp_path: Path) -> None:
    harmless, stop = shipment(1), shipment(2, port="Makhachkala")
    review, hold = shipment(3, to="Belarus", country="Belarus"), shipment(4, to="Iran")
    lacking = shipment(5, hs="")
    for code, rows, words in (
        (0, [harmless], ()),
        (5, [harmless, lacking], ()),
        (3, [harmless, lacking, review], ()),
        (4, [lacking, review, hold], ()),
        (8, [lacking, review, hold, stop], ("--nexus", "EU")),
        (4, [stop], ()),
        (3, [stop], ("--nexus", "JP")),
    ):
        said = screen(csv_bytes(rows), *words)
        assert said.code == code, (code, said.err)
        assert f"exit code {code}" in said.err
    for code, rows in ((6, [harmless]), (6, [lacking]), (3, [review]), (4, [hold])):
        said = screen(csv_bytes(rows), day=STALE)
        assert said.code == code
        assert "stale: published 2026-01-15, 74 days before 2026-03-30, more than 7" in said.err
    said = screen(csv_bytes([harmless]), "--lists", "watch_pack")
    assert said.code == 5
    assert "no official list" in said.decisions["S001"].coverage.missing[0]


def test_a_list_that_was_not_whole_is_no_full_coverage(cli: Any, tmp_path: Path) -> None:
    """One record of the invented UN list has no name: every answer says that it is lacking."""
    store, path, output = tmp_path / "store", tmp_path / "in.csv", tmp_path / "out.ndjson"
    path.write_bytes(csv_bytes([shipment(1)]))
    said = cli("lists", "import", LISTS / "un_sc" / "consolidated.xml", "--as", "un_sc",
               "--store", store)  # fmt: skip
    assert said.code == 0
    assert re.search(r"refused consolidated.xml, line \d+: the record 1000002", said.err)
    assert "stale: published 2026-01-15" in said.err
    said = cli("screen", path, "-o", output, "--store", store, "--as-of", DAY)
    assert said.code == 5
    assert "un_sc" in decisions_in(output.read_bytes())["S001"].coverage.missing[0]


def test_as_of_takes_the_lists_and_rules_of_that_day(screen: Screen, cli: Any, store: Path) -> None:
    """The ban on a port holds from its day; a list counts from its own."""
    row = [shipment(1, port="Makhachkala", date="2025-12-30")]
    assert screen(csv_bytes(row), "--nexus", "EU").code == 8
    before = [shipment(1, port="Makhachkala", date="2024-12-30")]
    assert screen(csv_bytes(before), "--nexus", "EU").code == 3
    said = screen(csv_bytes([shipment(1)]), day="2026-01-16")
    assert "list us_ofac_sdn absent: the oldest version in the store is of 2026-01-18" in said.err
    assert "un_sc" in said.err
    said = screen(csv_bytes([shipment(1)]), "--lists", "us_ofac_sdn", day="2026-01-16")
    assert said.code == 1
    assert "has no version of 2026-01-16 or before" in said.err


def test_lists_restricts_what_is_matched(screen: Screen) -> None:
    row = csv_bytes([shipment(1, consignee="Sahara Thunder")])
    assert screen(row).code == 4
    assert screen(row, "--lists", "us_ofac_sdn,un_sc").code == 0
    said = screen(row, "--lists", "us_ofac_sdn,nowhere")
    assert said.code == 1
    assert "'nowhere' is not in the store" in said.err
    assert "un_sc, us_ofac_sdn" in said.err


def test_kind_and_map(screen: Screen, tmp_path: Path) -> None:
    """A payment needs payer and payee; an order may do without a code of six digits."""
    payment = "Ref,Payer,Payee,Amount,Currency\nP1,Acme Uhren GmbH,Clairvaudon SAS,10,EUR\n"
    said = screen(payment, "--kind", "payment")
    assert said.code == 0
    assert said.decisions["P1"].coverage.profile == "payment"
    assert screen(payment).code == 5
    order = "Order No,Buyer,Buyer Country,HS Code,Destination Country\nO1,Acme,DE,6403,DE\n"
    assert screen(order, "--kind", "order").code == 0
    assert screen(order).code == 5
    foreign = "A1;B1;C1;D1;E1\n7;Sahara Thunder;Iran;640399;Iran\n"
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[columns]\nA1 = "id"\nB1 = "buyer.name"\nC1 = "buyer.country"\nD1 = "goods.hs_code"\n'
        'E1 = "destination_country"\n[options]\nkind = "order"\n', "utf-8",
    )  # fmt: skip
    assert screen(foreign).code == 5
    said = screen(foreign, "--map", mapping)
    assert said.code == 4
    transaction = said.decisions["7"].transaction
    assert transaction
    assert (transaction.kind, transaction.parties[0].role) == ("order", "buyer")


def test_explain_columns_screens_nothing(cli: Any, tmp_path: Path) -> None:
    path, store = tmp_path / "in.csv", tmp_path / "store"
    path.write_bytes(csv_bytes([shipment(1, country="Atlantis")]))
    said = cli("screen", path, "--explain-columns", "--store", store)
    assert said.code == 0
    lines = {line.split("  ")[0]: line for line in said.out.splitlines()}
    assert "consignee.country" in lines["Consignee Country"]
    assert '1 wording is not understood as a country: "Atlantis"' in said.out
    assert "shipper.name" in lines["Shipper"]
    assert "note: delimiter: comma" in said.err
    assert not store.exists()
    assert cli("screen", tmp_path / "missing.csv", "--explain-columns").code == 1


# --- check


def test_check_gives_json_to_a_pipe_and_its_exit_codes(store: Path, cli: Any) -> None:
    shared = ("--store", store, "--as-of", DAY)
    for code, words in (
        (0, ["Clairvaudon Distribution"]),
        (3, ["Zubrofska Technic"]),
        (4, ["Sahara Thunder"]),
        (8, ["Some Other Name", "--schema", "Vessel", "--id", "imoNumber=8861058"]),
        (8, ["Clairvaudon Distribution", "Nobody", "--id", "imoNumber=8861058"]),
        (5, ["Clairvaudon Distribution", "--lists", "watch_pack"]),
        (4, ["Clairvaudon Distribution", "Sahara Thunder", "Nobody At All"]),
    ):
        said = cli("check", *words, *shared)
        assert said.code == code, (words, said.out)
        found = [msgspec.json.decode(line, type=Decision) for line in said.out.splitlines()]
        assert found
        assert found[0].id == words[0]
        assert said.err == ""
    said = cli("check", "Clairvaudon Distribution", "--store", store, "--as-of", STALE)
    assert said.code == 6
    assert json.loads(said.out)["coverage"]["lists"][1]["state"] == "stale"


def test_check_of_words_without_quotes_says_how_many_names_it_took(cli: Any, store: Path) -> None:
    """A shell cuts an unquoted name into several; none of the words may be listed."""
    shared = ("--store", store, "--as-of", DAY)
    said = cli("check", "Sahara", "Thunder", *shared)
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["Sahara", "Thunder"]
    assert "2 names are checked, one by one" in said.err
    assert 'use quotes: "Sahara Thunder"' in said.err
    assert cli("check", "Sahara", "Thunder", "--quiet", *shared).err == ""
    assert cli("check", "Sahara Thunder", "Clairvaudon SAS", *shared).err == ""


def test_check_reads_dates_and_countries_as_people_write_them(cli: Any, store: Path) -> None:
    """A birth date in another order of digits must not clear a namesake."""
    shared = ("--schema", "Person", "--store", store, "--as-of", DAY, "--lists", "us_ofac_sdn")
    codes = {
        born: cli("check", "Orlin Petko Varnek", "--dob", born, *shared).code
        for born in ("1948-12-10", "10 Dec 1948", "1948", "10.12.1948")
    }
    assert set(codes.values()) == {4}, codes
    assert cli("check", "Orlin Petko Varnek", "--dob", "2001", *shared).code in (0, 3)


def test_check_takes_names_from_a_file(
    cli: Any, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name per line, beside names of the command line; empty lines are none."""
    shared = ("--store", store, "--as-of", DAY)
    names = tmp_path / "names.txt"
    names.write_bytes("\ufeffSahara Thunder\r\n\r\n  Łódź Handel \r\n".encode())
    said = cli("check", "Nobody At All", "--file", names, *shared)
    assert said.code == 4
    ids = [json.loads(line)["id"] for line in said.out.splitlines()]
    assert ids == ["Nobody At All", "Sahara Thunder", "Łódź Handel"]
    assert said.err == ""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Sahara Thunder\n")))
    said = cli("check", "--file", "-", *shared)
    assert [json.loads(line)["headline"] for line in said.out.splitlines()] == ["hold"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "the file of names cannot be read"),
        (b"", "the file holds no name"),
        (b" \n\n", "the file holds no name"),
        (b"Acme\n\xd1\xea\n", "is no UTF-8 text. Where: NAMES, line 2."),
    ],
)
def test_a_file_of_names_that_cannot_be_used_exits_1(
    content: bytes | None, told: str, cli: Any, tmp_path: Path
) -> None:
    names = tmp_path / "names.txt"
    if content is not None:
        names.write_bytes(content)
    said = cli("check", "--file", names, "--store", tmp_path / "store")
    assert said.code == 1
    assert "[CF100]" in said.err
    assert told.replace("NAMES", str(names)) in said.err
    assert not (tmp_path / "store").exists()


# --- Several files, and what stands in their outputs


def test_several_files_are_told_apart(cli: Any, store: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("march.csv", "april.csv")]
    for number, path in enumerate(paths, start=1):
        path.write_bytes(csv_bytes([shipment(number)]))
    shared = ("--store", store, "--as-of", DAY)
    said = cli("screen", *paths, *shared)
    lines = said.err.splitlines()
    told = [line for line in lines if line in map(str, paths) or "transactions from" in line]
    assert told[::2] == [str(path) for path in paths]
    assert ["transactions from" in line for line in told] == [False, True, False, True]
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["S001", "S002"]
    assert str(paths[0]) not in cli("screen", paths[0], *shared).err
    assert cli("screen", *paths, "--quiet", *shared).err == ""
    said = cli("screen", *paths, "--explain-columns", *shared)
    assert [said.out.count(f"\n{path}\n") for path in paths] == [1, 1]


def test_help_says_which_options_take_one_file(cli: Any) -> None:
    said = " ".join(cli("screen", "--help").out.split())
    assert "--output, --report and --resume take one FILE." in said
    for option in ("-o, --output FILE", "--report FILE.html", "--resume RUN"):
        assert re.search(re.escape(option) + r" [^-]*Takes one FILE", said), option


def test_a_stale_list_reaches_every_output(screen: Screen, cli: Any, store: Path) -> None:
    """No table says a bare "yes" and no count a bare "no match found" on a stale list."""
    said = screen(csv_bytes([shipment(1)]), day=STALE)
    assert said.code == 6
    assert "○ no match found (a list is stale) 1" in said.err
    said = screen(csv_bytes([shipment(1)]))
    assert "○ no match found 1" in said.err


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_table_says_of_each_row_how_its_lists_stand(
    ending: str, cli: Any, store: Path, tmp_path: Path
) -> None:
    path, output = tmp_path / "in.csv", tmp_path / f"out.{ending}"
    path.write_bytes(csv_bytes([shipment(1), shipment(2, hs="")]))
    for day, full, state in (
        (DAY, "yes", "current"),
        (STALE, "yes, but lists are stale", "stale: un_sc, us_ofac_sdn"),
    ):
        cli("screen", path, "-o", output, "--store", store, "--as-of", day)
        rows = rows_of(output)
        assert [row["cf_fully_screened"] for row in rows] == [full, "no"]
        assert [row["cf_list_state"] for row in rows] == [state, state]
        assert [row["cf_headline"] for row in rows] == ["no match found", "not fully screened"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Read the outcomes of a table."""
    if path.suffix == ".xlsx":
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, header), row, strict=True)) for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_workbook_can_be_filed(cli: Any, store: Path, tmp_path: Path) -> None:
    """Its second sheet tells the input's hash, the lists, the counts and every refused row."""
    path, output = tmp_path / "in.csv", tmp_path / "out.xlsx"
    path.write_bytes(csv_bytes([shipment(1)]) + b"a,b,c,d,e,f,g,h,i,j,k,l\n")
    cli("screen", path, "-o", output, "--store", store, "--as-of", STALE)
    book = CalamineWorkbook.from_path(output)
    assert book.sheet_names == ["Outcomes", "Summary"]
    rows = [[cell for cell in row if cell != ""] for row in book.get_sheet_by_index(1).to_python()]
    assert ["SHA-256 of the input", hashlib.sha256(path.read_bytes()).hexdigest()] in rows
    assert ["Lists and rules as of", STALE] in rows
    assert ["Rows read", 2.0] in rows
    assert ["Rows refused", 1.0] in rows
    assert ["Exit code", 6.0] in rows
    assert [row[2] for row in rows if row[:1] == ["un_sc"]] == ["stale"]
    assert "12 cells under 11 columns" in str(rows[-1])
    again = cli("screen", output, "-o", tmp_path / "two.csv", "--store", store, "--as-of", DAY)
    assert again.rows == (1, 1, 0)


# --- Streams of a process of its own


def test_only_data_on_stdout_and_talk_on_stderr(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(csv_bytes(forty()) + b"a,b,c,d,e,f,g,h,i,j,k,l\n")
    shared = ("screen", path, "--store", store, "--as-of", DAY)
    said = call(*shared)
    assert len(decisions_in(said.out)) == 37
    assert said.rows == (41, 40, 1)
    assert "\x1b" not in said.out + said.err
    for line in said.err.splitlines():
        assert len(line) < 20 or line[-1] != " ", "a line was broken to fit a terminal"
    assert re.search(r"line 42: 12 cells under 11 columns.* Do: put quotes around", said.err)
    quiet = call(*shared, "--quiet")
    assert (quiet.out, quiet.err, quiet.code) == (said.out, "", said.code)
    to_file = call(*shared, "-o", tmp_path / "out.csv")
    assert to_file.out == ""
    assert f"written: {tmp_path / 'out.csv'}" in to_file.err


@pytest.mark.parametrize("name", ["ndjson", "csv"])
def test_a_reader_that_goes_away_sees_no_traceback(name: str, store: Path, tmp_path: Path) -> None:
    """As `counterflow screen … | head -1` does; the code does not say that all was well."""
    path = tmp_path / "in.csv"
    path.write_bytes(csv_bytes([shipment(n, goods="shoes " * 200) for n in range(1, 2000)]))
    words = ("screen", path, "--to", name, "--store", store, "--as-of", DAY, "--quiet")
    with start(*words) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 1
    assert said == b""


def test_a_reader_of_checks_that_goes_away_sees_no_traceback(tmp_path: Path) -> None:
    with start("check", "--quiet", *["Acme"] * 900, "--store", tmp_path / "store") as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        assert process.wait(60) == 1
    assert said == b""


def test_texts_of_strangers_do_not_steer_the_terminal(store: Path, tmp_path: Path) -> None:
    """Names with escape sequences, markup or a change of direction are shown as text."""
    name = "Sahara [bold]Thunder[/bold] \x1b[2K\u202e :smile: [/]"
    said = on_terminal("check", name, "--store", str(store), "--as-of", DAY)
    assert "\x1b[2K" not in said
    assert "\u202e" not in said
    assert "[bold]Thunder[/bold]" in plain(said)
    assert ":smile:" in said
    path = tmp_path / "in.csv"
    path.write_bytes(csv_bytes([shipment(1, no="[/]\x1b[2K", consignee="Sahara Thunder [/x")]))
    said = on_terminal("screen", str(path), "--store", str(store), "--as-of", DAY, "--quiet")
    assert "[/x" in plain(said)
    assert "[/]�[2K" in plain(said)


# --- A terminal


def on_terminal(*words: str, **environment: str) -> str:
    """Run the command line on a pseudo-terminal, of 100 columns, and give what was shown."""
    pty = pytest.importorskip("pty")
    lead, follow = pty.openpty()
    sized = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", **environment}
    env = clean_environment(**sized)
    process = subprocess.Popen(
        [sys.executable, "-m", "counterflow", *words],
        stdin=follow, stdout=follow, stderr=follow, env=env, close_fds=True,
    )  # fmt: skip
    os.close(follow)
    shown = b""
    end = time.monotonic() + 90
    while time.monotonic() < end:
        ready, _, _ = select.select([lead], [], [], 0.2)
        try:
            shown += os.read(lead, 65536) if ready else b""
        except OSError:
            break
        if not ready and process.poll() is not None:
            break
    os.close(lead)
    process.wait(30)
    assert b"Traceback" not in shown, shown.decode("utf-8", "replace")
    return shown.decode("utf-8", "replace")


def plain(text: str) -> str:
    """Take colours and cursor movements away."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


needs_terminal = pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are POSIX")


@needs_terminal
def test_a_terminal_shows_a_table_and_a_bar(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [shipment(n % 50 + 1, no=f"S{n:03}") for n in range(1, 2500)]
    rows[2] = shipment(3, consignee="Sahara Thunder")
    path.write_bytes(csv_bytes(rows))
    shared = ("screen", str(path), "--store", str(store), "--as-of", DAY)
    said = on_terminal(*shared)
    text = plain(said)
    assert re.search(r"transaction +outcome +about +why", text)
    assert re.search(r"S003 +▲ hold +consignee +“Sahara Thunder”", text)
    assert "screening ━" in text
    assert re.search(r"\d+/\d+", text)
    assert "\x1b[1;31m" in said
    assert "2,499 transactions from 2,499 rows" in text
    assert '{"id"' not in said
    path.write_bytes(csv_bytes(rows[:20]))
    without = on_terminal(*shared, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]m", without), "a colour in spite of NO_COLOR"
    assert "▲ hold" in without
    quiet = on_terminal(*shared, "--quiet")
    assert "screening" not in quiet
    assert "transactions from" not in quiet
    assert "S003" in quiet


@needs_terminal
@pytest.mark.parametrize("width", ["80", "120"])
def test_a_table_fits_terminals_of_all_widths(width: str, store: Path, tmp_path: Path) -> None:
    """Names of any length leave every line whole."""
    path = tmp_path / "in.csv"
    long = "Sahara Thunder " + "of a very long street and house " * 6
    path.write_bytes(csv_bytes([shipment(1, no="N" * 70, port="Makhachkala", consignee=long)]))
    words = ("screen", str(path), "--store", str(store), "--as-of", DAY, "--quiet")
    lines = plain(on_terminal(*words, COLUMNS=width)).splitlines()
    assert max(map(len, lines)) <= int(width)
    assert any("NNNN…" in line and "▲ hold" in line for line in lines)


@needs_terminal
@pytest.mark.parametrize("content", [None, b"", b"PAR1PAR1", b"junk\n"])
def test_a_bad_file_on_a_terminal_is_no_traceback(
    content: bytes | None, store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    if content is not None:
        path.write_bytes(content)
    said = plain(on_terminal("screen", str(path), "--store", str(store)))
    assert "CF100" in said or "nothing was screened" in said


@needs_terminal
def test_check_on_a_terminal_gives_reasons_and_sources(store: Path) -> None:
    text = plain(on_terminal("check", "Sahara Thunder", "--store", str(store), "--as-of", DAY))
    assert "Sahara Thunder: ▲ hold" in text
    assert "name: “Sahara Thunder” / listed “Sahara Thunder”: the same but for case" in text
    assert "second-hand" in text
    assert re.search(r"list un_sc@2026-01-15#\w+ current", text)
    assert re.search(r"company · programme.*", text)


@needs_terminal
def test_check_on_a_terminal_shows_listings_that_were_set_aside(store: Path) -> None:
    """One mistyped date must not make an exact name vanish from what a person reads."""
    shared = ("--schema", "Person", "--store", str(store), "--as-of", DAY)
    text = plain(on_terminal("check", "Orlin Petko Varnek", "--dob", "1999-05-05", *shared))
    assert "note: 1 listing of this name was set aside: the birth date differs (1999-05-05" in text
    assert "us_ofac_sdn-" in text.partition("set aside")[2]
    assert "if in doubt, check the birth date" in text


@needs_terminal
def test_check_not_fully_screened_says_that_nothing_matched_and_what_was_missing(
    store: Path,
) -> None:
    shared = ("--store", str(store), "--as-of", DAY, "--lists", "watch_pack")
    text = plain(on_terminal("check", "Clairvaudon Distribution", *shared))
    assert "Clairvaudon Distribution: ◌ not fully screened: no match found, but not every" in text
    assert "(no official list" in text


@needs_terminal
def test_check_on_a_stale_list_says_so_in_its_headline(store: Path) -> None:
    words = ("Clairvaudon Distribution", "Nobody At All", "--store", str(store), "--as-of", STALE)
    text = plain(on_terminal("check", *words))
    assert "Clairvaudon Distribution: ○ no match found (a list is stale)" in text
    assert "2 names checked: ○ no match found (a list is stale) 2" in text


@needs_terminal
def test_each_of_several_files_has_its_name_above_its_table(store: Path, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("march.csv", "april.csv")]
    for number, path in enumerate(paths, start=1):
        path.write_bytes(csv_bytes([shipment(number, consignee="Sahara Thunder")]))
    words = ("screen", *map(str, paths), "--store", str(store), "--as-of", DAY)
    text = plain(on_terminal(*words, COLUMNS="300")).replace("\r", "")
    order = [text.index(word) for word in (str(paths[0]), "S001", str(paths[1]), "S002")]
    assert order == sorted(order)
    assert [text.count(f"\n{path}\n") for path in paths] == [1, 1]


@needs_terminal
def test_check_of_many_names_says_the_lists_once_and_counts(store: Path) -> None:
    words = ("Sahara Tunder", "Clairvaudon Distribution", "Zubrofska Technic")
    text = plain(on_terminal("check", *words, "--store", str(store), "--as-of", DAY))
    assert "3 names checked: ▲ hold 1  ● review 1  ○ no match found 1" in text
    assert text.count("list un_sc@") == 1
    assert re.search(r"yours +sahara +tunder", text)
    assert re.search(r"listed +sahara +thunder", text)
    assert "spelt otherwise" in text


@needs_terminal
def test_an_interruption_ends_with_130_and_names_the_run(store: Path, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [shipment(n, consignee=f"Firma {n * 7919}") for n in range(1, 12000)]
    path.write_bytes(csv_bytes(rows))
    before = set((store / "runs").iterdir()) if (store / "runs").is_dir() else set()
    with start("screen", path, "--store", store, "--as-of", DAY, "--workers", "1") as process:
        run = _first_part(store / "runs", before)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.decode().split(": ") == [
        "\ncounterflow", "interrupted; finished parts of a run are kept",
        f"go on with --resume {run.name}\n",
    ]  # fmt: skip
    assert list(run.glob("part-*.json"))


def _first_part(runs: Path, before: set[Path]) -> Path:
    """Wait for the first part of a new run."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for part in runs.glob("*/part-*.json"):
            if part.parent not in before:
                return part.parent
        time.sleep(0.02)
    raise AssertionError("no part was written within a minute")


# --- lists


def test_import_show_and_ls(cli: Any, tmp_path: Path) -> None:
    store = tmp_path / "store"
    shared = ("--store", store)
    said = cli("lists", "ls", *shared)
    assert said.code == 5
    assert "watch_pack" in said.out
    sdn = LISTS / "ofac_sdn" / "sdn.csv"
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    said = cli("lists", "import", sdn, "--as", "us_ofac_sdn", "--published-on", day, *shared)
    # Eight invented records are not the SDN list of today: its canaries are missing.
    assert said.code == 6
    assert "[CF210]" in said.err
    assert "the canary" in said.err
    assert cli("lists", "ls", *shared).code == 6
    said = cli("lists", "accept", "us_ofac_sdn", "--version", day, "--by", "A. Tester",
               "--because", "invented for a test", *shared)  # fmt: skip
    assert said.code == 0
    said = cli("lists", "ls", *shared)
    assert said.code == 0
    assert re.search(r"us_ofac_sdn +20\d\d-\d\d-\d\d#[0-9a-f]{12} +8 +0 +current", said.out)
    said = cli("lists", "show", "us_ofac_sdn", *shared)
    assert said.code == 0
    assert re.search(rf"{day}#[0-9a-f]{{12}} +8 +0 .* in use", said.out)
    said = cli("lists", "log", "us_ofac_sdn", *shared)
    assert re.search(r"accepted +us_ofac_sdn@.* by A\. Tester: invented for a test", said.out)
    un = LISTS / "un_sc" / "consolidated.xml"
    cli("lists", "import", un, "--as", "un_sc", *shared)
    said = cli("lists", "ls", *shared)
    assert said.code == 6
    assert re.search(r"un_sc +2026-01-15#[0-9a-f]{12} +2 +1 +stale +published 2026-01-15", said.out)
    again = cli("lists", "import", un, "--as", "un_sc", *shared)
    assert again.code == 0
    assert len(counterflow.open(store).store.versions("un_sc")) == 1


def test_what_is_no_list_is_refused_and_nothing_comes_into_use(cli: Any, tmp_path: Path) -> None:
    """An empty file is what a publisher gave: its bytes are kept aside. Junk is only logged."""
    store, junk = tmp_path / "store", tmp_path / "junk.csv"
    for content, code, error in (
        (b"a,b\n1,2\n", 2, "[CF220]"),
        (bytes(range(256)) * 20, 2, "[CF220]"),
        (b"", 6, "[CF210]"),
    ):
        junk.write_bytes(content)
        said = cli("lists", "import", junk, "--as", "us_ofac_sdn", "--store", store)
        assert (said.code, error in said.err) == (code, True), said.err
    said = cli("lists", "import", LISTS / "ofac_sdn" / "sdn.csv", "--as", "Bad Name",
               "--store", store)  # fmt: skip
    assert (said.code, "'Bad Name' is not allowed" in said.err) == (2, True)
    said = cli("check", "Brasdol Fengri", "--lists", "us_ofac_sdn", "--store", store)
    assert said.code != 0
    assert "us_ofac_sdn" in said.err + said.out


def test_a_store_that_is_a_file_is_named(cli: Any, tmp_path: Path) -> None:
    path, store = tmp_path / "in.csv", tmp_path / "store"
    path.write_bytes(csv_bytes([shipment(1)]))
    store.write_text("no folder", "utf-8")
    for words in (
        ["check", "Acme"], ["screen", path], ["lists", "ls"], ["lists", "show", "un_sc"],
        ["lists", "import", LISTS / "ofac_sdn" / "sdn.csv", "--as", "us_ofac_sdn"],
    ):  # fmt: skip
        said = cli(*words, "--store", store)
        assert said.code == 1
        assert "[CF300] the store is no folder" in said.err
    assert store.read_text("utf-8") == "no folder"


def test_a_pattern_stands_for_the_files_that_fit(tmp_path: Path) -> None:
    """The shells of Windows hand it over as it was typed; a name to check is never a pattern."""
    for name in ("april", "march"):
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes([shipment(1)]))
    store = ("--store", tmp_path / "store")
    said = call("screen", tmp_path / "*.csv", *store)
    assert [line for line in said.err.splitlines() if line.endswith(".csv")] == [
        str(tmp_path / "april.csv"), str(tmp_path / "march.csv"),
    ]  # fmt: skip
    said = call("screen", tmp_path / "*.xlsx", *store)
    assert said.code == 1
    assert "*.xlsx cannot be read" in said.err
    said = call("check", "marc*.csv", *store, cwd=tmp_path)
    assert '"id":"marc*.csv"' in said.out
    lists = ("lists", "import", LISTS / "ofac_sdn" / "*.csv", "--as", "us_ofac_sdn", "--no-index")
    said = call(*lists, "--published-on", "2026-01-18", *store)
    assert "8 records, 8 listings" in said.err
