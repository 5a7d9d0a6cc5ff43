"""Fetching from the command line: one line a list, exit codes, the worker, the doctor."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import click
import pytest

from counterflow.core.days import today
from counterflow.core.errors import ListError
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.serve import health
from counterflow.serve.cli.doctor import doctor
from counterflow.serve.cli.list_choice import chosen_lists, open_engine
from counterflow.serve.cli.list_fetch import fetch, fetch_lists
from counterflow.serve.cli.worker import run_worker, worker
from counterflow.watch.lists.addresses import OfficialList, load_addresses
from counterflow.watch.lists.tables import FILE as LISTS_FILE
from counterflow.watch.lists.visits import Visits
from flows.conftest import LISTS
from publishers import Net, Publisher, body, edition, row_of

UK = LISTS / "uk_sanctions_xml" / "UK-Sanctions-List.xml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("COUNTERFLOW_NEXUS", raising=False)
    return tmp_path / "store"


def call(command: click.Command, *words: str | Path) -> int:
    """Run one command; the exit code."""
    # click keeps a command's words for help from its first call, also for tests that follow.
    helps = ["-h", "--help"]
    code = command.main([str(w) for w in words], standalone_mode=False, help_option_names=helps)
    assert isinstance(code, int)
    return code


def test_one_line_for_each_list_and_the_gravest_code(
    folder: Path, publisher: Publisher, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers = [body(edition(9)), body(b"", 404), body(edition(9)), body(edition(1))]
    rows = [row_of(publisher.url("/a.json"), name=name) for name in ("one", "two")]
    one = [rows[0]]

    def run(rows: list[OfficialList]) -> int:
        engine = open_engine(str(folder))
        return fetch_lists(engine, rows, downloader=lambda told: net.downloader(told=told))

    assert run(rows) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].startswith("one  new  one@")
    assert lines[1] == "two  failed  no version of it is in use"
    assert "[CF200] the server answers HTTP 404" in said.err
    assert run(one) == 0
    assert "one  came again" in capsys.readouterr().out
    assert run(one) == 6
    said = capsys.readouterr()
    assert said.out.startswith("one  refused  one@")
    assert "stays in use" in said.out
    assert "CF210" in said.err


def test_a_dry_run_asks_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(fetch, "--all", "--dry-run", "--store", folder) == 0
    said = capsys.readouterr()
    assert "un_sc  last fetched: never" in said.out
    assert "https://scsanctions.un.org/resources/xml/en/consolidated.xml" in said.out
    assert "jp_meti" not in said.out
    assert call(fetch, "jp_meti", "--dry-run", "--store", folder) == 0
    assert "by hand: every edition" in capsys.readouterr().out
    assert not folder.exists()


def test_lists_follow_from_regimes_and_store(folder: Path) -> None:
    known = load_addresses()
    with pytest.raises(click.UsageError, match="no list was named"):
        call(fetch, "--store", folder)
    with pytest.raises(ListError, match="no official list is known as uk"):
        call(fetch, "uk", "--store", folder)
    engine = open_engine(str(folder), "UK,CH")
    assert [row.name for row in chosen_lists(engine, known, [])] == ["uk_sanctions_list", "ch_seco"]
    engine.import_list([LISTS / "un_sc"], name="un_sc")
    names = [row.name for row in chosen_lists(engine, known, [])]
    assert names == ["un_sc", "uk_sanctions_list", "ch_seco"]


@pytest.mark.parametrize("command", [fetch, worker, doctor])
def test_help_shows_examples(command: click.Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(command, "--help") == 0
    assert "Example" in capsys.readouterr().out


def test_the_worker_fetches_what_is_due_and_says_what_is_next(
    folder: Path, publisher: Publisher, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers = [body(edition(9))]
    rows = [row_of(publisher.url("/a.json"))]

    def run() -> int:
        return run_worker(
            str(folder), rows, once=True, downloader=lambda told: net.downloader(told=told)
        )

    assert run() == 0
    said = capsys.readouterr()
    assert said.out.startswith("house  new  house@")
    assert "next: " in said.err
    assert run() == 0
    assert len(publisher.asked) == 1, "it is not due again"


def test_the_worker_goes_on_after_a_failure_and_stops_on_a_signal(
    folder: Path, publisher: Publisher, net: Net, capsys: pytest.CaptureFixture[str]
) -> None:
    publisher.answers = [body(b"", 404)]
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            signal.raise_signal(signal.SIGTERM)  # os.kill would end the process on Windows

    before = signal.getsignal(signal.SIGTERM)
    code = run_worker(
        str(folder), [row_of(publisher.url("/a.json"))],
        downloader=lambda told: net.downloader(told=told), wait=wait,
    )  # fmt: skip
    assert code == 0
    assert len(waited) == 3
    said = capsys.readouterr()
    assert "failed once: the server answers HTTP 404" in said.err
    assert "stopped" in said.err
    assert signal.getsignal(signal.SIGTERM) is before
    assert not list(folder.glob("fetching-*"))


def state(folder: Path, nexus: str = "", **more: Any) -> dict[str, health.Check]:
    """Look at a store; checks by name."""
    engine = Engine(read_settings({"store": str(folder), "nexus": nexus}, {}))
    checks = health.look(engine, load_addresses(), environment={}, **more)
    # Neither the disk of the test's machine nor the parties of real lists are what is tested.
    return {one.name: one for one in checks if one.name not in ("disk", "canaries")}


def code_of(found: dict[str, health.Check]) -> int:
    return health.exit_code(found.values())


def uk(folder: Path, day: dt.date) -> None:
    """Import an invented UK list of a day."""
    text = UK.read_text("utf-8-sig")
    start = text.index("<DateGenerated>") + len("<DateGenerated>")
    own = folder.parent / f"uk_{day}.xml"
    end = text.index("<", start)
    own.write_text(f"{text[:start]}{day:%d/%m/%Y}{text[end:]}", "utf-8")
    engine = Engine(read_settings({"store": str(folder)}, {}))
    engine.import_list([own], name="uk_sanctions_list", limits=None, record_only=True)


def test_a_uk_user_without_the_uk_list_fails(folder: Path) -> None:
    found = state(folder, "UK")
    assert found["regime UK"].code == 5
    assert "counterflow lists fetch uk_sanctions_list" in found["regime UK"].remedy
    assert found["lists"].code == 5
    assert code_of(found) == 5
    uk(folder, today() - dt.timedelta(days=30))
    found = state(folder, "UK")
    assert "stale" in found["list uk_sanctions_list"].what
    assert found["regime UK"].code == 6
    assert code_of(found) == 6
    uk(folder, today())
    found = state(folder, "UK")
    assert found["regime UK"].state == "ok"
    assert found["store"].state == found["clock"].state == "ok"
    assert code_of(found) == 0, [one for one in found.values() if one.code]
    assert state(folder, "UK,CH")["regime CH"].code == 5
    assert state(folder)["regimes"].state == "note"


def test_a_clock_behind_the_log_is_a_fault(folder: Path) -> None:
    uk(folder, today())
    then = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=9)
    found = state(folder, "UK", now=then)
    assert found["clock"].code == 6
    assert "set the clock" in found["clock"].remedy


def test_a_clock_far_from_the_publishers_is_a_fault(folder: Path) -> None:
    uk(folder, today())
    moment = dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    Visits(folder).good("uk_sanctions_list", moment, "v", {}, -4000.0)
    assert "4,000 s behind the server of uk_sanctions_list" in state(folder, "UK")["clock"].what


def test_a_list_that_is_overdue_or_failing_is_told(folder: Path) -> None:
    uk(folder, today())
    visits = Visits(folder)
    visits.good("uk_sanctions_list", "2026-01-01T00:00:00Z", "v", {})
    found = state(folder, "UK")
    assert found["fetching uk_sanctions_list"].code == 6
    assert "due every 24 h" in found["fetching uk_sanctions_list"].what
    now = dt.datetime.now(tz=dt.UTC)
    visits.good("uk_sanctions_list", now.strftime("%Y-%m-%dT%H:%M:%SZ"), "v", {})
    assert state(folder, "UK")["fetching uk_sanctions_list"].state == "ok"
    visits.failed("uk_sanctions_list", now.strftime("%Y-%m-%dT%H:%M:%SZ"), "HTTP 500")
    failing = state(folder, "UK")["fetching uk_sanctions_list"]
    assert (failing.state, failing.code) == ("note", 0)
    assert "failed 1 times: HTTP 500" in failing.what


def test_a_list_that_was_never_had_is_a_fault(folder: Path, publisher: Publisher, net: Net) -> None:
    publisher.answers = [body(b"", 404)]
    engine = open_engine(str(folder))
    row = row_of(publisher.url("/a.json"), name="un_sc")
    fetch_lists(engine, [row], downloader=lambda told: net.downloader(told=told))
    assert "never had" in state(folder)["list un_sc"].what
    assert state(folder)["fetching un_sc"].code == 6


def test_a_damaged_store_is_code_7_and_the_rest_is_still_looked_at(folder: Path) -> None:
    folder.mkdir()
    (folder / LISTS_FILE).write_bytes(b"no database" * 999)
    found = state(folder, "UK")
    assert found["store"].code == 7
    assert found["rules"].state == "ok"
    assert code_of(found) == 7


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_store_that_anybody_may_change_is_a_fault(folder: Path) -> None:
    uk(folder, today())
    (folder / LISTS_FILE).chmod(0o666)
    assert "anybody" in state(folder, "UK")["permissions"].what
    assert state(folder, "UK")["permissions"].code == 7


def test_what_was_not_looked_at_is_never_ok(folder: Path) -> None:
    """Windows keeps rights where nothing here reads them."""
    uk(folder, today())
    (folder / LISTS_FILE).chmod(0o666)
    (one,) = health._permissions(folder, modes=False)
    assert (one.state, one.code) == ("note", 0)
    assert "was not looked at" in one.what
    assert f'icacls "{folder}"' in one.remedy
    if os.name != "posix":
        assert state(folder, "UK")["permissions"] == one


def test_a_canary_that_is_missing_is_code_7(folder: Path) -> None:
    """The invented list does not hold the real parties that the UK's list must hold."""
    uk(folder, today())
    engine = Engine(read_settings({"store": str(folder), "nexus": "UK"}, {}))
    found = health.look(engine, load_addresses(), environment={})
    (one, *_) = (check for check in found if check.name == "canaries")
    assert "is not found" in one.what
    assert one.code == health.exit_code(found) == 7


def test_settings_say_where_they_come_from(folder: Path) -> None:
    engine = Engine(read_settings({"store": str(folder)}, {"COUNTERFLOW_NEXUS": "UK"}))
    checks = health.look(
        engine, {}, given={"store": str(folder)}, environment={"COUNTERFLOW_NEXUS": "UK"}
    )
    told = {one.name: one.what for one in checks if one.name.startswith("setting ")}
    assert told["setting store"] == f"{folder} (option)"
    assert told["setting nexus"] == "UK (environment, COUNTERFLOW_NEXUS)"
    assert told["setting threshold"] == "0.7 (default)"


def test_little_room_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")
    for free, wanted in ((1 << 40, "ok"), (health.LITTLE_ROOM - 1, "note"), (9, "fault")):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage._replace(free=free))
        (found,) = health._disk(folder)
        assert found.state == wanted


def test_the_doctor_speaks_in_a_table_or_in_json(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = call(doctor, "--store", folder, "--nexus", "UK")
    said = capsys.readouterr()
    assert code in (5, 7)
    assert "what to do" in said.out
    assert f"exit code {code}" in said.err
    assert call(doctor, "--store", folder, "--nexus", "UK", "--json") == code
    told = json.loads(capsys.readouterr().out)
    assert told["exit_code"] == code
    assert {"name", "state", "what", "remedy", "code"} == told["checks"][0].keys()
