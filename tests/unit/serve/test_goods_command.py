"""``counterflow goods``: tables, codes, descriptions, texts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from counterflow.serve.cli.main import run
from counterflow.watch.goods import nomenclature


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["goods", *words]) == 0
    return capsys.readouterr().out


def test_every_table_says_what_is_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "goods"
    folder.mkdir()
    (folder / "watch.csv").write_text("hs,what\n9018,instruments\n", "utf-8")
    said = _said(capsys, "tables", "--store", str(tmp_path))
    assert "Common High Priority List (chpl)" in said.replace("`", "")
    assert "verified: 0 of 40" in said
    assert "nothing read" in said
    assert "watch (`own_watch`)" in said


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("8542.31", "Common High Priority List, tier 1"),
        ("3A001.a", "3: category 3: electronics: Commerce Control List"),
        ("drone servo", "“drone servo”: servo motors and actuators"),
        ("spare parts for drones", "parts of unmanned aircraft"),
        ("6403.99", "640399: on no table held here"),
        ("6403.99", "held in part, so that they may list more: EAR Part 746, Supplement No. 7"),
        ("8542", "854231 (below this heading)"),
        ("8525.80", "852589 (perhaps this code today)"),
        ("EAR99", "no entry of the Commerce Control List"),
        ("ML8.a", "ML8.a: a number of a munitions list"),
        ("8542.31", "BIS; in force since: 2023-02-24"),
        ("8542.31", "15 CFR Part 746 Supplement No. 7, as of 2026-09-24"),
        ("8542.31", "(unverified: a question only)"),
    ],
)
def test_codes_and_descriptions_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, said: str
) -> None:
    assert said in _said(capsys, "show", what, "--store", str(tmp_path))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("8599.31", "there is no heading 8599"),
        ("001234", "no such chapter"),
        ("770110", "chapter 77 of the Harmonized System is reserved"),
        ("854", "only 3 digits"),
        ("0X999", "no such product group: X"),
        ("EAR99X", "not an ECCN"),
        ("leather shoes", "no word of the term table"),
    ],
)
def test_what_is_not_found_is_said_and_has_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, said: str
) -> None:
    assert run(["goods", "show", what, "--store", str(tmp_path)]) == 2
    assert f"not found: {what}: {said}" in capsys.readouterr().err
    assert run(["goods", "show", what, "--json", "--store", str(tmp_path)]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["found"], answer["asked"], answer["rows"]) == (False, what, [])


def test_a_program_gets_every_row_with_its_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goods").mkdir()
    more = tmp_path / "goods" / "extends-ear_746_supp5.csv"
    more.write_text("hs6,what,in_force_from\n854231,chips,2026-01-01\n", "utf-8")
    own = tmp_path / "goods" / "mine.yaml"
    own.write_text(
        "outcome: hold\ndestinations: [TR]\nrows:\n- {hs: '8542', what: chips}\n", "utf-8"
    )
    answer = json.loads(_said(capsys, "show", "8542.31", "--json", "--store", str(tmp_path)))
    assert (answer["found"], answer["problem"]) == (True, "")
    assert answer["hs"] == [{"code": "854231", "repair": "", "problem": ""}]
    rows = {row["table"]: row for row in answer["rows"]}
    assert rows["chpl"]["tier"] == "1"
    assert rows["chpl"]["in_force_from"] == "2024-02-23"
    assert rows["chpl"]["citation"]["url"].startswith("https://")
    assert (rows["chpl"]["verified"], rows["eu_833_annex_xl"]["verified"]) == (True, False)
    assert rows["eu_833_annex_xl"]["in_force_from"] is None
    assert rows["ear_746_supp5"]["extends"] == "ear_746_supp5"
    assert rows["ear_746_supp5"]["file"] == "extends-ear_746_supp5.csv"
    assert rows["own_mine"]["outcome"] == "hold"
    assert rows["own_mine"]["destinations"] == ["TR"]
    said = _said(capsys, "show", "8542.31", "--store", str(tmp_path))
    assert "your file extends-ear_746_supp5.csv extends ear_746_supp5" in said
    assert "your own table: hold for TR" in said
    lines = _said(capsys, "show", "8542.31", "--ndjson", "--store", str(tmp_path)).splitlines()
    assert [json.loads(line) for line in lines] == answer["rows"]


def test_texts_are_imported_and_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nomenclature, "LEAST", 2)
    source = tmp_path / "hs.csv"
    source.write_text("code,description\n848210,Bearings with balls\n640399,Other shoes\n", "utf-8")
    store = str(tmp_path / "store")
    said = _said(capsys, "import-hs", str(source), "--store", store)
    assert said == "hs.csv: 2 subheadings are in the store\n"
    said = _said(capsys, "show", "shoes", "--store", store)
    assert re.search(r"640399 \[\d+\.\d\d\]: Other shoes", said)
    assert "848210, listed [" in _said(capsys, "show", "rings with balls", "--store", store)
    answer = json.loads(_said(capsys, "show", "rings with balls", "--json", "--store", store))
    assert answer["candidates"][0]["code"] == "848210"
    assert answer["candidates"][0]["score"] > 0
    assert answer["candidates"][0]["listed"] is True


def test_a_wrong_table_of_ones_own_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goods").mkdir()
    (tmp_path / "goods" / "a.csv").write_text("hs,what\n854,x\n", "utf-8")
    assert run(["goods", "tables", "--store", str(tmp_path)]) == 1
    assert "a.csv, line 2" in capsys.readouterr().err
