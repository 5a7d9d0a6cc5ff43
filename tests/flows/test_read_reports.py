"""Reports are read, kept and judged from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.errors import ReportError
from counterflow.report_run import read_each

HERE = """Customs stop truck with engines

BAKU, 4 March 2031 - The customs service said that Vostok Motor Trading had sent engines to Russia.

"We never sent engines to Russia," Anna Petrova, a spokeswoman for the company, told reporters.
"""
THERE = (
    "LONDON, 5 March 2031 - Vostok Motor Trading sent engines to Russia, "
    "the customs service said on Tuesday.\n"
)


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "here.txt", tmp_path / "there.txt"]
    for file, text in zip(files, (HERE, THERE), strict=True):
        file.write_text(text, "utf-8", newline="\n")
    return files


def test_reports_are_read_kept_and_shown_together(
    cli: Any, papers: list[Path], tmp_path: Path
) -> None:
    store = ("--store", tmp_path / "store")
    said = cli("read", *papers, *store)
    assert said.code == 0
    assertions = [json.loads(line) for line in said.out.splitlines()]
    for one in assertions:
        text = {"here.txt": HERE, "there.txt": THERE}
        assert any(one["text"] == each[one["start"] : one["end"]] for each in text.values())
    assert "2 new reports kept" in said.err
    assert "0 new reports kept" in cli("read", papers[0], *store).err
    listed = [json.loads(line) for line in cli("claims", "ls", "--ndjson", *store).out.splitlines()]
    sent = next(row for row in listed if row["denied_by"])
    assert sent["frame"] == "transfer"
    assert sent["denied_by"] == "Anna Petrova"
    shown = cli("claims", "show", sent["claim"], *store).out
    assert "1 independent origin" in shown
    assert "denial: denied by" in shown
    assert "there.txt" in shown


def test_a_judgement_is_recorded_with_its_person(
    cli: Any, papers: list[Path], tmp_path: Path
) -> None:
    store = ("--store", tmp_path / "store")
    cli("read", *papers, *store)
    claim = json.loads(cli("claims", "ls", "--ndjson", *store).out.splitlines()[0])["claim"]
    assert cli("claims", "accept", claim, *store).code == 2
    said = cli("claims", "accept", claim, "--by", "A. Analyst", "--because", "an invoice", *store)
    assert said.code == 0
    assert "accept by A. Analyst" in cli("claims", "show", claim, *store).out
    assert cli("claims", "dispute", "c-none", "--by", "A", "--because", "b", *store).code == 1


def test_what_cannot_be_read_is_named_and_the_rest_is_read(
    cli: Any, papers: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    said = cli("read", papers[0], tmp_path / "scan.pdf", "--no-keep")
    assert said.code == 1
    assert "scan.pdf" in said.err
    assert said.out
    missing = cli("read", tmp_path / "none.txt")
    assert missing.code == 1
    assert "CF920" in missing.err


def test_python_gives_the_same_ledger_twice(papers: list[Path]) -> None:
    ledger = counterflow.read(papers)
    assert ledger == counterflow.read(papers)
    first = dict(ledger.assertions[0])
    assert first["text"] == HERE[first["start"] : first["end"]]
    assert {"speaker", "stance", "start", "end"} <= set(first)
    assert {one.kind for one in ledger.relations} >= {"denial"}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_positions_count_the_letters_of_the_file_as_it_stands(tmp_path: Path, ending: str) -> None:
    """Lines of an editor on Windows end in two letters, and words are cut by some of them."""
    wrapped = HERE.replace("Motor Trading", "Motor\nTrading").replace(
        "sent engines to", "sent\nengines to"
    )
    file = tmp_path / "here.txt"
    file.write_text(wrapped, "utf-8", newline=ending)
    whole = file.read_bytes().decode()
    ledger = counterflow.read(file)
    found = [dict(each) for each in ledger.assertions]
    assert {one["stance"] for one in found} >= {"assert", "deny"}
    for one in found:
        assert one["text"] == whole[one["start"] : one["end"]]
        assert one["text"] == whole.encode()[one["byte_start"] : one["byte_end"]].decode()
    assert any(f"Motor{ending}Trading" in one["text"] for one in found)
    assert {one.kind for one in ledger.relations} >= {"denial"}


def test_an_address_is_refused_unless_fetching_is_switched_on(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ("--store", tmp_path / "store")
    said = cli("read", "https://paper.example/news", *store)
    assert said.code == 1
    assert "fetching is off" in said.err
    assert "report_hosts" in said.err
    said = cli("read", "https://paper.example/news", "--fetch", *store)
    assert said.code == 1
    assert "the host paper.example is not allowed" in said.err
    monkeypatch.setenv("COUNTERFLOW_REPORT_HOSTS", "127.0.0.1:9, paper.example")
    said = cli("read", "https://127.0.0.1:9/news", "--fetch", "--no-keep", *store)
    assert said.code == 1
    assert "127.0.0.1, which is not a public address" in said.err
    assert (
        "not a plain https address" in cli("read", "http://paper.example/", "--fetch", *store).err
    )
    with pytest.raises(ReportError, match="fetching is off"):
        counterflow.read("https://paper.example/news")


def test_no_model_is_asked_unless_one_is_set(
    cli: Any, papers: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = ("--store", tmp_path / "store")
    said = cli("read", papers[0], "--extract", *store)
    assert said.code == 2
    assert "no language model is set" in said.err
    monkeypatch.setenv("COUNTERFLOW_REPORT_EXTRACTOR", "http://127.0.0.1:9/v1/chat/completions")
    monkeypatch.setenv("COUNTERFLOW_REPORT_MODEL", "small")
    assert "asked too" not in cli("read", papers[0], *store).err
    said = cli("read", papers[0], "--extract", *store)
    assert said.code == 5
    assert "asked too: model small at http://127.0.0.1:9" in said.err
    assert "gave no answer" in said.err


def test_a_reading_that_was_stopped_goes_on_without_doubles(
    cli: Any, papers: list[Path], tmp_path: Path
) -> None:
    store = ("--store", tmp_path / "store")
    assert "1 new report kept" in cli("read", papers[0], *store).err
    said = cli("read", *papers, papers[1], "--resume", *store)
    assert said.code == 0
    assert "1 new report kept" in said.err
    assert "1 given twice, 1 kept before and left out" in said.err
    assert {json.loads(line)["report"] for line in said.out.splitlines()} == {
        one.id for one in counterflow.read(papers[1]).reports
    }


def test_of_many_reports_each_is_kept_and_printed_as_it_is_read(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterflow.serve.cli.read.TOGETHER", 5)
    store = tmp_path / "store"
    names = [f"n{n}" for n in range(30)]
    lines = [json.dumps({"id": n, "text": HERE.replace("Petrova", f"Petro{n}")}) for n in names]
    many = tmp_path / "many.jsonl"
    many.write_text("\n".join(lines), "utf-8")
    said = cli("read", many, "--part", "reports", "--store", store)
    assert said.code == 0
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == names
    assert "30 new reports kept" in said.err
    assert "counterflow claims ls" in said.err
    whole = cli("read", many, "--part", "claims", "--no-keep")
    assert "claim" in whole.err.splitlines()[-1]


def test_a_kill_leaves_what_was_given_on(papers: list[Path], tmp_path: Path) -> None:
    from counterflow.evidence.claims.store import keep_each, kept_reports

    given = keep_each(tmp_path, read_each(papers), every=1)
    first = next(given)
    given.close()  # type: ignore[attr-defined]
    assert kept_reports(tmp_path) == {first.report.id}
