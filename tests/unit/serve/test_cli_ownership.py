"""``counterflow ownership``: import, list, explain, with what a person and a program read."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from counterflow.serve.cli.main import run

HOLDINGS = """owner,owned,share,from,to,source,as_of,owned_id,owned_country
Sahara Thunder,Muster Holding,60,2020-01-01,,register A,2024-12-31,,CY
Muster Holding,Muster Trading Ltd,50,,,register A,2024-12-31,lei:213800WAVVOPS85N2205,AE
Someone Else,Muster Trading Ltd,80,,,register B,,,AE
"""


@pytest.fixture
def store(tmp_path: Path) -> str:
    """Give a store that holds the invented holdings."""
    (tmp_path / "h.csv").write_text(HOLDINGS, "utf-8")
    folder = str(tmp_path / "store")
    assert run(["ownership", "import", str(tmp_path / "h.csv"), "--source", "house",
                "--store", folder]) == 0  # fmt: skip
    return folder


def test_an_import_tells_what_was_read(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    run(["ownership", "import", str(tmp_path / "h.csv"), "--source", "again", "--store", store])
    told = capsys.readouterr().err
    assert "3 records, 4 names, 3 ties, 0 refused" in told
    assert "1 names without a country are taken for their only bearer" in told
    assert "add up to 130 %" in told


def test_ls_for_a_person_and_a_program(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["ownership", "ls", "--store", store]) == 0
    assert "house" in capsys.readouterr().out
    assert run(["ownership", "ls", "--json", "--store", store]) == 0
    (row,) = json.loads(capsys.readouterr().out)["ownership"]
    assert (row["name"], row["ties"], row["in_use"]) == ("house", 3, True)
    assert len(row["account"]["remarks"]) == 2


def test_explain_by_name_and_by_number(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = tmp_path / "t.svg"
    code = run(["ownership", "explain", "MUSTER Trading Limited", "--country", "UAE",
                "--svg", str(drawing), "--store", store])  # fmt: skip
    told = capsys.readouterr().out
    assert code == 4
    assert "known by its name and country" in told
    assert "Sahara Thunder holds 60 % of Muster Holding (register A, as of 2024-12-31)" in told
    assert "may meet the OFAC 50 per cent rule" in told
    assert "settle whether Sahara Thunder is the listed party" in told
    assert drawing.read_text("utf-8").startswith("<svg")
    code = run(["ownership", "explain", "lei:213800WAVVOPS85N2205", "--as-of", "2024-07-02",
                "--regime", "EU", "--json", "--store", store])  # fmt: skip
    (found,) = json.loads(capsys.readouterr().out)["owners"]
    assert (code, found["known_by"], found["name"]) == (3, "number", "Muster Trading Ltd")
    assert {one["rule"] for one in found["findings"]} == {"owner-below-tests", "owners-over-whole"}


def test_nobody_and_no_kind_are_told(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ownership", "explain", "Nobody Ltd", "--store", store]) == 2
    assert "[CF900] nobody is known above" in capsys.readouterr().err
    assert run(["ownership", "explain", "shoe:42", "--store", store]) == 2
    assert "no kind of number" in capsys.readouterr().err
    assert run(["ownership", "explain", "Nobody", "--store", f"{store}-empty"]) == 2
    assert "no ownership data is in the store" in capsys.readouterr().err


def test_a_check_rests_on_the_ownership_data(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    run(["check", "Muster Trading Ltd", "--country", "AE", "--json", "--store", store])
    decision = json.loads(capsys.readouterr().out)
    assert decision["outcome"] == "hold"
    assert {one["kind"] for one in decision["findings"]} == {"ownership"}
    assert any(note.startswith("owners looked up in house@") for note in
               decision["coverage"]["notes"])  # fmt: skip


def test_a_look_back_says_which_ownership_data_it_does_not_ask(
    store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Imported today without its day, it is not asked about yesterday: every answer says so."""
    yesterday = str(dt.datetime.now(tz=dt.UTC).date() - dt.timedelta(days=1))
    asked = ["check", "Muster Trading Ltd", "--country", "AE", "--json", "--store", store]
    capsys.readouterr()
    run([*asked, "--as-of", yesterday])
    decision = json.loads(capsys.readouterr().out)
    assert decision["outcome"] == "no match found"
    assert decision["headline"] == "not fully screened"
    (told,) = [one for one in decision["coverage"]["missing"] if "owners" in one]
    assert "counts from its import" in told
    rows = tmp_path / "rows.csv"
    rows.write_text("id,consignee,consignee country\n1,Muster Trading Ltd,AE\n2,Elm AG,CH\n")
    run(["screen", str(rows), "--store", store, "--as-of", yesterday, "-q"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [told in one["coverage"]["missing"] for one in lines] == [True, True]
    # The remedy that it names works: the same files, with the day.
    day = ["--published-on", "2024-05-01", "--store", store]
    run(["ownership", "import", str(tmp_path / "h.csv"), "--source", "house", *day])
    capsys.readouterr()
    run([*asked, "--as-of", yesterday])
    decision = json.loads(capsys.readouterr().out)
    assert decision["outcome"] == "hold"
    assert not any("was not asked" in one for one in decision["coverage"]["missing"])


def test_ties_of_a_list_are_kept_as_links(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": "a", "schema": "Company", "properties": {"name": ["Brasdol Fengri"]}},
        {"id": "b", "schema": "Company", "properties": {"name": ["Kevmav Lornol"]}},
        {"id": "l", "schema": "UnknownLink",
         "properties": {"subject": ["a"], "object": ["b"], "role": ["linked to"]}},
    ]  # fmt: skip
    (tmp_path / "l.json").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    store = ["--store", str(tmp_path / "store")]
    assert run(["lists", "import", str(tmp_path / "l.json"), "--as", "house", *store]) == 0
    assert run(["ownership", "links", "house", *store]) == 0
    assert "relations of listings" in capsys.readouterr().err
    assert run(["ownership", "links", "elsewhere", *store]) != 0
    assert run(["ownership", "links", "watch_pack", *store]) == 2
    code = run(["ownership", "explain", "Kevmav Lornol", "--json", *store])
    (found,) = json.loads(capsys.readouterr().out)["owners"]
    assert code == 3
    assert [one["rule"] for one in found["findings"]] == ["owner-side-tie"]


def test_a_near_name_is_told_where_nobody_is_known(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another legal form and a slip of a letter miss the data; that there is one near is said."""
    for name in ("Muster Trading GmbH", "Mustre Trading Ltd"):
        assert run(["ownership", "explain", name, "--store", store]) == 2
        assert "Muster Trading Ltd (AE)" in capsys.readouterr().err
    assert run(["ownership", "explain", "Quiet Harbour", "--store", store]) == 2
    assert "near" not in capsys.readouterr().err


def test_a_holding_that_ended_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who owned it until a while ago is a question worth asking."""
    table = "owner,owned,share,to,source\nAlder AG,Birch Ltd,100,2024-12-31,register A\n"
    (tmp_path / "h.csv").write_text(table, "utf-8")
    folder = str(tmp_path / "store")
    run(["ownership", "import", str(tmp_path / "h.csv"), "--source", "house", "--store", folder])
    capsys.readouterr()
    assert run(["ownership", "explain", "Birch Ltd", "--store", folder]) == 0
    told = capsys.readouterr().out
    assert "until 2024-12-31: Alder AG holds 100 % of Birch Ltd (register A)" in told
    assert run(["ownership", "explain", "Birch Ltd", "--as-of", "2024-06-30", "--json",
                "--store", folder]) == 0  # fmt: skip
    assert json.loads(capsys.readouterr().out)["owners"][0]["ended"] == []
