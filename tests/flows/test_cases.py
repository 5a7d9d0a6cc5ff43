"""Screen, open cases, decide, let another person approve, release; the same person is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.conftest import DAY, Said, call, csv_bytes, decisions_in, shipment
from postgres import fresh_database

Cli = Callable[..., Said]
WORDS = "registered in Lyon since 1998, extract attached"


@pytest.fixture
def work(cli: Cli, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run commands on a copy of the store in which an analyst and two approvers act."""
    folder = tmp_path / "store"
    # Other tests over the shared store leave runs in it.
    shutil.copytree(store, folder, ignore=shutil.ignore_patterns("runs", "uploads"))
    monkeypatch.setenv("COUNTERFLOW_STORE", str(folder))
    cli("people", "add", "Ada", "--role", "admin")
    for name, roles in (("Ann", ["analyst"]), ("Abe", ["analyst", "approver"]),
                        ("Bob", ["approver"])):  # fmt: skip
        words = [word for role in roles for word in ("--role", role)]
        assert cli("people", "add", name, *words, "--as", "Ada").code == 0
    return cli


@pytest.fixture
def screened(work: Cli, tmp_path: Path) -> Callable[[], Said]:
    """Screen one shipment to a namesake of a listed company, and read the decision back."""

    def screen() -> Said:
        row = shipment(9, consignee="Zubrovka Technical Company", country="France", to="France")
        (tmp_path / "in.csv").write_bytes(csv_bytes([row]))
        out = tmp_path / "out.ndjson"
        out.unlink(missing_ok=True)
        said = work("screen", tmp_path / "in.csv", "-o", out, "--as-of", DAY)
        said.decisions = decisions_in(out.read_bytes())
        return said

    return screen


def _open(work: Cli, tmp_path: Path) -> str:
    said = work("cases", "open", "--from", tmp_path / "out.ndjson", "--as", "Ann")
    assert said.code == 0, said.err
    (case,) = json.loads(work("cases", "ls", "--json").out)["cases"]
    return str(case["id"])


def _show(work: Cli, case: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(work("cases", "show", case, "--json").out)
    return found


def test_a_hold_is_released_by_two_and_not_by_one(
    work: Cli, screened: Callable[[], Said], tmp_path: Path
) -> None:
    assert screened().headlines == {"S009": "hold"}
    case = _open(work, tmp_path)
    assert "0 cases opened" in work("cases", "open", "--from", tmp_path / "out.ndjson",
                                    "--as", "Ann").err  # fmt: skip
    alerts = [alert["id"].rpartition(".")[2] for alert in _show(work, case)["alerts"]]  # type: ignore[attr-defined]
    named = [word for alert in alerts for word in ("--alert", alert)]
    release = ("cases", "decide", "S009", "--release", "--reason", "nothing-found", "--as", "Abe")

    refused = work(*release)
    assert (refused.code, "alerts are open" in refused.err) == (2, True)
    assert work("cases", "approve", "S009", "--as", "Bob").code == 2
    assert work("cases", "decide", "S009", *named, "--is", "not the same", "--as", "Abe").code == 2
    lazy = work("cases", "decide", "S009", *named, "--is", "not the same", "--reason",
                "other-birth-date", "--words", "to reduce workload", "--as", "Abe")  # fmt: skip
    assert (lazy.code, "workload alone" in lazy.err) == (2, True)

    (tmp_path / "extract.pdf").write_bytes(b"%PDF an extract")
    assert work("cases", "take", "S009", "--as", "Abe").code == 0
    assert work("cases", "attach", "S009", tmp_path / "extract.pdf", "--as", "Abe").code == 0
    said = work("cases", "decide", "S009", *named, "--is", "not the same", "--reason",
                "other-country", "--words", WORDS, "--as", "Abe")  # fmt: skip
    assert said.code == 0, said.err
    assert work(*release).code == 0

    same = work("cases", "approve", "S009", "--as", "Abe")
    assert (same.code, "Abe decided it" in same.err) == (2, True)
    assert _show(work, case)["released"] is False
    old = work("cases", "approve", "S009", "--seen", "1", "--as", "Bob")
    assert (old.code, "take by Abe" in old.err) == (75, True)
    assert work("cases", "approve", "S009", "--as", "Bob").code == 0
    assert _show(work, case)["released"] is True

    shown = work("cases", "show", "S009").out
    for words in ("decided", "not the same: other-country", WORDS, "Bob", "extract.pdf"):
        assert words in shown
    figures = json.loads(work("cases", "figures").out)
    assert (figures["cases"], figures["verdicts"]) == ({"decided": 1}, {"release": 1})
    told = work("cases", "export", "--files", tmp_path / "papers").out.splitlines()
    document = json.loads(told[0])
    (attached,) = document["attachments"]
    assert (tmp_path / "papers" / attached["sha256"]).read_bytes() == b"%PDF an extract"


def test_a_good_guy_entry_sets_a_match_aside_until_it_is_withdrawn(
    work: Cli, screened: Callable[[], Said], tmp_path: Path
) -> None:
    before = screened().decisions["S009"]
    case = _open(work, tmp_path)
    party = next(a for a in _show(work, case)["alerts"] if a["kind"] == "party")  # type: ignore[attr-defined]
    add = ("goodguys", "add", "S009", "--alert", party["id"].rpartition(".")[2], "--reason",
           "other-country", "--words", WORDS)  # fmt: skip
    assert work(*add, "--as", "Abe").code == 0
    (entry,) = json.loads(work("goodguys", "ls", "--json").out)["good_guys"]
    assert work("goodguys", "approve", entry["id"], "--as", "Abe").code == 2
    assert screened().decisions["S009"].findings == before.findings
    assert work("goodguys", "approve", entry["id"], "--as", "Bob").code == 0

    # Approved today: an answer as of a day of the past does not know it.
    assert screened().decisions["S009"].findings == before.findings
    out = tmp_path / "today.ndjson"
    work("screen", tmp_path / "in.csv", "-o", out)
    (after,) = decisions_in(out.read_bytes()).values()
    noted = [one for one in after.findings if one.rule == "good-guy"]
    assert [one.listing for one in noted] == [party["listing"]]
    assert entry["id"] in noted[0].summary
    assert any("set aside by good-guy entries" in note for note in after.coverage.notes)
    two = tmp_path / "two.ndjson"
    work("screen", tmp_path / "in.csv", "-o", two, "--workers", "2")
    assert decisions_in(two.read_bytes())["S009"] == after
    work("cases", "open", "--from", out, "--as", "Ann")
    (listed,) = json.loads(work("goodguys", "ls", "--json").out)["good_guys"]
    assert (listed["stands"], listed["uses"]) == ("standing", 1)

    work("screen", tmp_path / "in.csv", "--record", "-o", out)
    recorded = decisions_in(out.read_bytes())["S009"]

    withdraw = ("goodguys", "withdraw", entry["id"], "--words", "the buyer was sold")
    assert work(*withdraw, "--as", "Ann").code == 0
    work("screen", tmp_path / "in.csv", "-o", out)
    (again,) = decisions_in(out.read_bytes()).values()
    assert again.outcome is before.outcome
    assert again.settings != after.settings
    assert "withdrawn" in work("goodguys", "show", entry["id"]).out
    assert any(one.rule == "good-guy" for one in recorded.findings)
    replayed = work("audit", "replay", "S009")
    assert (replayed.code, "same" in replayed.out + replayed.err) == (0, True), replayed.err


def test_an_answer_on_a_case_reaches_the_next_screening(work: Cli, tmp_path: Path) -> None:
    row = shipment(3, hs="854231", to="Turkey", country="Turkey")
    (tmp_path / "in.csv").write_bytes(csv_bytes([row]))
    out = tmp_path / "out.ndjson"
    work("screen", tmp_path / "in.csv", "-o", out)
    (before,) = decisions_in(out.read_bytes()).values()
    assert before.outcome.strength
    work("cases", "open", "--from", out, "--as", "Ann")
    for flag, text in (("KYC-01", "no: it would not say"), ("ZZZ-99", "yes")):
        assert work("cases", "answer", "S003", flag, text, "--as", "Ann").code == 0
    work("screen", tmp_path / "in.csv", "-o", out)
    (after,) = decisions_in(out.read_bytes()).values()
    assert after.transaction is not None
    given = {one.name: one.value for one in after.transaction.details if "answer." in one.name}
    assert set(given) == {"answer.KYC-01", "answer.ZZZ-99"}
    assert given["answer.KYC-01"].startswith("no: it would not say (Ann, 20")
    assert "case-" in given["answer.KYC-01"]
    asked = [one for one in after.findings if one.rule == "KYC-01"]
    assert asked
    assert "Ann" in json.dumps([one.summary for one in asked])


def test_cases_are_opened_of_a_recorded_run(
    work: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = shipment(9, consignee="Zubrovka Technical Company", country="France", to="France")
    (tmp_path / "in.csv").write_bytes(csv_bytes([row, shipment(10)]))
    monkeypatch.setenv("COUNTERFLOW_PERSON", "Ann")
    said = work("screen", tmp_path / "in.csv", "--record", "-o", tmp_path / "a.csv",
                "--as-of", DAY)  # fmt: skip
    (run,) = [path.name for path in (tmp_path / "store" / "runs").iterdir()]
    assert "1 case opened" in work("cases", "open", "--run", run).err, said.err
    lost = work("cases", "open", "--run", "20200101T000000-abcdef")
    assert (lost.code, "no decision of" in lost.err) == (2, True)


def test_a_team_works_on_postgresql(
    work: Cli, screened: Callable[[], Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFLOW_DATABASE", fresh_database())
    first = screened().decisions["S009"]  # nothing was ever recorded there
    work("people", "add", "Ada", "--role", "admin")
    work("people", "add", "Ann", "--role", "analyst", "--as", "Ada")
    work("people", "add", "Bob", "--role", "approver", "--as", "Ada")
    case = _open(work, tmp_path)
    party = next(a for a in _show(work, case)["alerts"] if a["kind"] == "party")  # type: ignore[attr-defined]
    work("goodguys", "add", case, "--alert", party["id"], "--reason", "other-country", "--words",
         WORDS, "--as", "Ann")  # fmt: skip
    (entry,) = json.loads(work("goodguys", "ls", "--json").out)["good_guys"]
    assert work("goodguys", "approve", entry["id"], "--as", "Bob").code == 0
    work("screen", tmp_path / "in.csv", "-o", tmp_path / "today.ndjson")
    (after,) = decisions_in((tmp_path / "today.ndjson").read_bytes()).values()
    assert [one.listing for one in after.findings if one.rule == "good-guy"] == [party["listing"]]
    assert first.outcome.strength


def test_the_overview_and_the_reasons_need_no_records() -> None:
    said = call("cases", "reasons")
    assert (said.code, "other-birth-date" in said.out) == (0, True)
    assert call("cases", "--help").code == 0
