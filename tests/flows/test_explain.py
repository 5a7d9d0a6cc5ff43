"""``counterflow explain``: one transaction of a file with all its reasons."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

import counterflow
from counterflow.serve.cli.main import run

DEMO = Path(str(resources.files("counterflow"))) / "data" / "demo" / "shipments.csv"
assert counterflow.__file__


def explain(tmp_path: Path, *words: str) -> int:
    """Run the command over the demo with the built-in list."""
    ground = ["--store", str(tmp_path), "--lists", "watch_pack", "--as-of", "2026-11-21", "-q"]
    return run(["explain", str(DEMO), *words, *ground])


def test_it_tells_every_reason_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several transactions, in the order asked; the exit code is that of the strongest."""
    assert explain(tmp_path, "SHP-25-0062", "SHP-25-0110") == 8
    text = " ".join(capsys.readouterr().out.split())
    assert text.index("SHP-25-0062") < text.index("SHP-25-0110")
    assert "→ do not proceed without a licence" in text
    assert "screened as a shipment: 3 parties (shipper, consignee, vessel)" in text


def test_json_is_the_whole_decision(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same as in the output of a screening."""
    assert explain(tmp_path, "SHP-25-0062", "--json") == 4
    decision = json.loads(capsys.readouterr().out)
    assert decision["id"] == "SHP-25-0062"
    assert all(one["next_step"] for one in decision["findings"] if one["outcome"] == "hold")


def test_an_id_that_is_not_there_is_an_error_that_names_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the decisions of the run do not stay behind."""
    assert explain(tmp_path, "SHP-99-9999") == 1
    told = capsys.readouterr().err
    assert "SHP-99-9999" in told
    assert "SHP-24-0001" in told
    assert not list(tmp_path.glob("runs/*/*.ndjson*"))
