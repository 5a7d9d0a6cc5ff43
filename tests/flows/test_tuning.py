"""`counterflow tune` from the lists to the signed report, as it is called."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from counterflow.core.model.parties import Party
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Row
from counterflow.core.tables.writing import open_writer
from counterflow.screening.tuning.below_the_line import BelowSample, Pair
from counterflow.screening.tuning.change import ProposedChange
from counterflow.screening.tuning.report import TuningReport, json_schema
from counterflow.serve.cli.terminal import open_console
from counterflow.serve.cli.tune import tune as tune_commands
from counterflow.serve.cli.tune_sample import _tell_unfound
from flows.conftest import DAY, Said, call, csv_bytes, forty, shipment
from json_schema import violations

Cli = Callable[..., Said]
GROUND = ("--as-of", DAY)


@pytest.fixture
def tune(cli: Cli, store: Path) -> Cli:
    def tune_here(*words: str | Path) -> Said:
        return cli("tune", *words, "--store", store)

    return tune_here


@pytest.fixture
def trade(tmp_path: Path) -> Path:
    """Forty shipments, and some whose parties resemble listed ones."""
    path = tmp_path / "shipments.csv"
    near = [
        shipment(60 + n, consignee=name, country="Iran", to="Iran")
        for n, name in enumerate(("Sahara Thunderbolt Trading", "Zubrovka Techno", "Sahel Thunder"))
    ]
    path.write_bytes(csv_bytes([*forty(), *near]))
    return path


def test_recall_of_names_as_listed_reaches_its_floor(tune: Cli) -> None:
    said = tune("recall", "--class", "identical", "--class", "case", *GROUND)
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert violations(told, json_schema()) == []
    assert [one["name"] for one in told["recall"]["classes"]] == ["identical", "case"]
    assert {one["matches"]["verdict"] for one in told["recall"]["classes"]} == {"reached"}
    assert {one["list"] for one in told["lists"]} == {"watch_pack", "un_sc", "us_ofac_sdn"}
    assert "list us_ofac_sdn@2026-01-18" in said.err


def test_the_same_seed_gives_the_same_bytes(tune: Cli) -> None:
    words = ("recall", "--class", "two-typos", "--sample", "40", "--seed", "7", *GROUND)
    assert tune(*words).out == tune(*words).out
    assert tune(*words[:-4], "8", *GROUND).out != tune(*words).out


def test_a_floor_that_is_breached_gives_exit_code_7(tune: Cli) -> None:
    """Initials alone cannot all be found; nobody promises it, so the floor is the user's own."""
    words = ("recall", "--class", "weak-alias", "--class", "initials-only", *GROUND)
    assert tune(*words).code == 0
    said = tune(*words, "--floor", "initials-only=1")
    assert said.code == 7
    assert "breached initials-only (all given names cut to initials): " in said.err
    assert "floor 1" in said.err


def test_a_stale_list_gives_exit_code_6_and_a_floor_without_names_5(tune: Cli) -> None:
    assert tune("recall", "--class", "identical", "--as-of", "2026-03-30").code == 6
    said = tune("recall", "--class", "accents", "--floor", "accents=0.1", "--lists",
                "us_ofac_sdn", "--class", "weak-alias", *GROUND)  # fmt: skip
    told = {one["name"]: one for one in json.loads(said.out)["recall"]["classes"]}
    assert told["accents"]["asked"] == 0
    assert told["accents"]["matches"]["verdict"] == "not measured"
    assert said.code == 5


def test_the_table_shows_misses_by_listing(tune: Cli) -> None:
    said = tune("recall", "--class", "initials-only", "--to", "table", "--misses", *GROUND)
    assert said.out.startswith("class")
    assert "initials-only: not found" in said.out
    assert re.search(
        r"”  (scores 0\.|not proposed by the search \(would|left out by the search at)", said.out
    )
    assert "named cases: 8 of 8 hold" in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("recall", "--floor", "case"), "--floor wants CLASS=SHARE"),
        (("recall", "--floor", "nothing=1"), "no class 'nothing'"),
        (("recall", "--floor", "case=7"), "the floor 7 of case is no share"),
        (("recall", "--class", "nothing"), "no class of variation 'nothing'"),
        (("recall", "--sample", "0"), "0 is not in the range"),
        (("report", "-o", "out.pdf"), "a tuning report is .html or .json"),
        (("report", "--signed-by", "A. Officer"), "--signed-by and --because go together"),
        (("report", "--signed-by", "A", "--because", "too many alerts"), "workload alone"),
        (("report", "--signed-by", "A", "--because", "what the labelled set shows"), "placeholder"),
        (("report", "--accept-breach", "case=seen"), "goes with --signed-by"),
        (("compare", "0.70", "0.7", "--parties", "a.csv"), "there is nothing to compare"),
    ],
)
def test_a_wrong_command_says_so_and_gives_2(tune: Cli, words: tuple[str, ...], told: str) -> None:
    said = tune(*words)
    assert said.code == 2
    assert told in " ".join(said.err.split())
    assert said.out == ""


def _fill(path: Path, label: Callable[[int], str]) -> None:
    table = open_table(path)
    rows = [row.cells for row in table if isinstance(row, Row)]
    for number, cells in enumerate(rows):
        cells[table.columns.index("label")] = label(number)
        cells[table.columns.index("reviewer")] = "A. Officer"
    with open_writer(path, "csv", table.columns) as writer:
        for cells in rows:
            writer.write(cells)


@pytest.fixture
def below(tune: Cli, trade: Path, tmp_path: Path) -> Path:
    """A sample below the line, drawn wide as the invented lists are short, not yet labelled."""
    path = tmp_path / "below.csv"
    said = tune("sample", trade, "-o", path, "--band", "0.5", "--size", "30", *GROUND)
    assert said.code in (0, 5), said.err
    return path


def test_a_sample_is_drawn_labelled_and_estimated(cli: Cli, below: Path, tmp_path: Path) -> None:
    sample = msgspec.json.decode((tmp_path / "below.sample.json").read_bytes(), type=BelowSample)
    assert sample.source == "shipments.csv"
    assert len(sample.pairs) >= 3
    assert [state.list for state in sample.lists] == ["watch_pack", "un_sc", "us_ofac_sdn"]
    unfilled = cli("tune", "label", below)
    assert unfilled.code == 5
    assert json.loads(unfilled.out)["high"] == sample.population
    _fill(below, lambda number: "same" if number == 0 else "different")
    said = cli("tune", "label", below)
    assert said.code == 0
    told = json.loads(said.out)
    assert (told["same"], told["unlabelled"], told["reviewers"]) == (1, 0, ["A. Officer"])
    assert told["low"] <= told["misses"] <= told["high"]


def test_a_filled_sample_is_kept_unless_it_may_be_lost(tune: Cli, below: Path, trade: Path) -> None:
    words = ("sample", trade, "-o", below, "--band", "0.5", "--size", "30", *GROUND)
    assert tune(*words).code in (0, 5)
    _fill(below, lambda _: "different")
    filled = below.read_bytes()
    said = tune(*words)
    assert said.code == 2
    assert "rows filled in" in said.err
    assert "--overwrite" in said.err
    assert below.read_bytes() == filled
    assert tune(*words, "--overwrite").code in (0, 5)
    assert below.read_bytes() != filled


def test_pairs_that_no_search_shows_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    lost = Pair("p-1", Party("", "Korlin"), "house-1", "house", "KORLIN", "KORLIN", (), (), 0.9, "",
                "lost: the party has no match at 0.70")  # fmt: skip
    sample = BelowSample("a.csv", 1, 0.6, 0.7, 1, 0, (), (lost,) * 12, 120)
    _tell_unfound(open_console(), sample)
    told = capsys.readouterr().out
    assert "120 pairs of 0.70 or more that a search at it does not show" in told
    assert told.count("“Korlin” / “KORLIN”  house-1: lost: the party has no match at 0.70") == 10
    assert "110 more (the table names up to 100)" in told


def test_records_that_were_not_read_are_named(tune: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out.ndjson"
    trade = tmp_path / "shipments.csv"
    trade.write_bytes(csv_bytes(forty()))
    call("screen", trade, "-o", path, "--store", tmp_path / "other", "-q")
    with path.open("ab") as stream:
        stream.write(b"{broken\n")
    line = len(path.read_bytes().splitlines())
    said = tune("sample", path, "-o", tmp_path / "below.csv", *GROUND)
    assert "1 record not read:" in said.err
    assert f"out.ndjson, line {line}: no decision with its transaction" in said.err
    assert said.code == 5


def test_without_an_official_list_nothing_is_shown_and_the_code_says_so(
    cli: Cli, tmp_path: Path
) -> None:
    said = cli("tune", "recall", "--class", "case", "--sample", "20", "--store", tmp_path / "none")
    assert said.code == 5
    assert "no official list in the store" in said.err
    assert "these figures say nothing of official lists" in said.err


@pytest.mark.parametrize(
    "words",
    [("label", "nothing.csv"), ("report", "--below", "nothing.csv"),
     ("report", "--labelled", "nothing.csv"), ("report", "--change", "nothing.json")],
)  # fmt: skip
def test_a_file_that_is_not_there_gives_1_as_with_screen(cli: Cli, words: tuple[str, ...]) -> None:
    said = cli("tune", *words)
    assert said.code == 1
    assert "[CF100] nothing." in said.err


def test_a_change_is_compared_proposed_and_reported(
    tune: Cli, below: Path, trade: Path, tmp_path: Path
) -> None:
    """The whole way: sample, labels, comparison, proposal, one page and one record."""
    _fill(below, lambda number: "same" if number == 0 else "different")
    change, page, record = (tmp_path / name for name in ("change.json", "out.html", "out.json"))
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("ours,theirs,same\nKorlinos Zaven,Korlin Zavenir,no\nA B,A B,yes\n", "utf-8")
    elsewhere = tune("compare", f"0.99,as-of={DAY}", f"0.98,as-of={DAY}", "--parties", trade,
                     "--labelled", below, "--propose", change, "--by", "A. Officer", "--second",
                     "B. Head", "--because", "one pair of thirty was the same")  # fmt: skip
    assert elsewhere.code == 2
    assert "no labelled pair lies between 0.98 and 0.99" in elsewhere.err
    assert not change.exists()
    words = ("compare", f"threshold=0.60,as-of={DAY}", f"0.75,as-of={DAY}", "--parties", trade,
             "--labelled", pairs, "--volume", "1000", "--propose", change)  # fmt: skip
    signed = ("--by", "A. Officer", "--second", "B. Head", "--because")
    refused = tune(*words, *signed, "to reduce workload")
    assert refused.code == 2
    assert "workload alone is no reason" in refused.err
    assert not change.exists()
    said = tune(*words, *signed, "of thirty pairs under 0.75 one was the same party")
    assert said.code in (0, 5), said.err
    told = json.loads(said.out)
    assert (
        told["before"]["alerts"] - told["lost_count"] + told["gained_count"]
        == (told["after"]["alerts"])
    )
    assert told["forecast"]["parties"] == 1000
    proposed = msgspec.json.decode(change.read_bytes(), type=ProposedChange)
    assert proposed.signature.second == "B. Head"
    other_version = tmp_path / "other_version.json"
    other_version.write_bytes(re.sub(rb"(un_sc@[-\d]+#)\w{6}", rb"\1ffffff", change.read_bytes()))
    unknown = tune("report", "--sample", "20", "--change", other_version, *GROUND)
    assert unknown.code == 2
    assert re.search(r"un_sc@[-\d]+#ffffff\w+ is not in the store", unknown.err)
    assert "comparison.before.lists[1].snapshot" in unknown.err
    other = tune("report", "--below", below, "--threshold", "0.8", *GROUND)
    assert other.code == 2
    assert "this sample lies below 0.7, and the report is about 0.8" in other.err
    reported = tune("report", "--sample", "20", "--below", below, "--labelled", below, "--change",
                    change, "--signed-by", "A. Officer", "--because",
                    "one pair of thirty drawn was missed", "-o", page, "-o", record,
                    "--floor", "initials-only=1", *GROUND)  # fmt: skip
    assert reported.code == 2
    assert "may not be signed: " in reported.err
    assert not page.exists()
    assert not record.exists()
    names = re.findall(r'--accept-breach "([\w-]+)=REASON"', reported.err)
    assert "initials-only" in names
    accepted = [f"--accept-breach={name}=nobody in our trade writes names so" for name in names]
    reported = tune("report", "--sample", "20", "--below", below, "--labelled", below, "--change",
                    change, "--signed-by", "A. Officer", "--because",
                    "one pair of thirty drawn was missed", "-o", page, "-o", record,
                    "--floor", "initials-only=1", *accepted, *GROUND)  # fmt: skip
    assert reported.code == 7, reported.err
    assert "“When a floor is not reached”" in reported.err
    report = msgspec.json.decode(record.read_bytes(), type=TuningReport)
    assert violations(json.loads(record.read_bytes()), json_schema()) == []
    assert report.change == proposed
    assert report.signature is not None
    assert {one.what for one in report.signature.breaches} == set(names)
    assert report.below_the_line is not None
    assert report.labelled is not None
    assert report.recall is not None
    text = page.read_text("utf-8")
    assert "<script" not in text
    assert "Proposed by" in text


@pytest.mark.parametrize("text", ["x", "threshold=", "0.7,0.8", "0.7,colour=red", "lists"])
def test_what_cannot_be_compared_is_refused(tune: Cli, trade: Path, text: str) -> None:
    said = tune("compare", text, "0.7", "--parties", trade)
    assert said.code == 2
    assert "Error: " in said.err


def test_lists_can_be_compared(tune: Cli, trade: Path) -> None:
    """A list that is left out shows as alerts lost."""
    said = tune("compare", f"lists=us_ofac_sdn+un_sc+watch_pack,as-of={DAY}",
                f"lists=un_sc,as-of={DAY}", "--parties", trade)  # fmt: skip
    told = json.loads(said.out)
    assert told["gained_count"] == 0
    assert told["lost_count"] > 0
    assert {row["list"] for row in told["lost"]} <= {"us_ofac_sdn", "watch_pack"}
    assert told["after"]["quality"] is None


def test_data_goes_to_stdout_and_talk_to_stderr(store: Path) -> None:
    said = call("tune", "recall", "--class", "case", "--to", "html", "--store", store, *GROUND)
    assert said.code == 0
    assert said.out.startswith("<!doctype html>")
    assert "list un_sc@" in said.err
    quiet: Any = call("tune", "recall", "--class", "case", "-q", "--store", store, *GROUND)
    assert quiet.err == ""


def test_the_commands_of_the_page_are_ones_that_the_program_takes() -> None:
    """Options, numbers and choices; files need not be there."""
    page = (Path(__file__).parents[2] / "docs" / "tuning.md").read_text("utf-8")
    text = page.replace("\\\n", " ")
    told = re.findall(r"^    counterflow tune (.*)$", text, re.MULTILINE)
    told += re.findall(r"`counterflow tune (\w+ [^`]*)`", text)
    assert len(told) >= 8
    for words in map(shlex.split, told):
        tune_commands.commands[words[0]].make_context(words[0], words[1:])
