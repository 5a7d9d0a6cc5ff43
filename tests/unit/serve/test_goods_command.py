"""``counterflow goods``: tables, codes, descriptions, texts."""

from __future__ import annotations

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
        ("8599.31", "note: there is no heading 8599"),
        ("leather shoes", "no word of the term table"),
    ],
)
def test_codes_and_descriptions_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str, said: str
) -> None:
    assert said in _said(capsys, "show", what, "--store", str(tmp_path))


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
    assert "640399: Other shoes" in said
    assert "848210, listed" in _said(capsys, "show", "rings with balls", "--store", store)


def test_a_wrong_table_of_ones_own_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "goods").mkdir()
    (tmp_path / "goods" / "a.csv").write_text("hs,what\n854,x\n", "utf-8")
    assert run(["goods", "tables", "--store", str(tmp_path)]) == 1
    assert "a.csv, line 2" in capsys.readouterr().err
