"""Designation day from the command line: lists change, what is kept follows, nothing twice."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import counterflow
from counterflow.core.errors import StoreError
from counterflow.core.settings import read_settings
from counterflow.engine import Engine
from counterflow.monitoring import open_monitored
from counterflow.recording import open_records_of
from counterflow.review.monitor import rescreen as at_work
from counterflow.review.monitor.clock import Hours, late
from counterflow.review.monitor.history import place_of
from counterflow.review.monitor.segments import Standing, standing_of
from counterflow.review.monitor.standing import overlay
from counterflow.review.monitor.tables import EVENTS, RESCREENS
from counterflow.storage.audit.log import read_entries
from flows.conftest import Said

NAMES = tuple(f"{head} {tail}" for head in ("Brasdol", "Quowex", "Ulmvor", "Sovrin", "Kevmav")
              for tail in ("Fengri", "Naryvan", "Helnor", "Tamsko"))  # fmt: skip
FIRST, SECOND = NAMES[:3], (*NAMES[1:3], *NAMES[6:9])


def publish(folder: Path, names: tuple[str, ...]) -> str:
    """Bring in a version of a private list; give its id."""
    file = folder.parent / "partners.ftm.json"
    rows = [
        {"id": f"q-{name}", "schema": "Company", "properties": {"name": [f"{name} Trading Ltd"]}}
        for name in names
    ]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return counterflow.open(folder).store.import_list([file], name="partners").snapshot.id


def orders(count: int, start: int = 0) -> bytes:
    """Give a file of orders, each of another of the invented buyers in turn."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["order no", "order date", "buyer", "buyer country", "description"])
    for at in range(start, start + count):
        name = f"{NAMES[at % len(NAMES)]} Trading"
        writer.writerow([f"A-{at}", f"2026-0{1 + at % 9}-11", name, "FR", "steel tables"])
    return text.getvalue().encode()


@pytest.fixture
def own(tmp_path: Path, cli: Callable[..., Said]) -> Path:
    """A store with a private list and sixty kept orders."""
    folder = tmp_path / "store"
    publish(folder, FIRST)
    keep(folder, cli, tmp_path, 60)
    return folder


def keep(
    folder: Path, cli: Callable[..., Said], tmp_path: Path, count: int, start: int = 0
) -> None:
    """Screen orders and keep the decisions."""
    (tmp_path / "in.csv").write_bytes(orders(count, start))
    cli("screen", tmp_path / "in.csv", "-o", tmp_path / f"out-{start}.ndjson", "--store", folder,
        "--kind", "order", "--record")  # fmt: skip


def stands(folder: Path) -> dict[str, Standing]:
    """Give what stands decided of every transaction and customer, by its id."""
    engine = counterflow.open(folder)
    found = {}
    used = engine._in_use
    with open_monitored(used, engine.settings, engine.as_of, actor="Ann") as opened:
        with opened.records.reading() as connection:
            known = overlay(connection)
        for segment in opened.history.segments:
            for row in segment.live.tolist():
                (kept,) = segment.transactions([row])
                standing = known.get(place_of(segment, row)) or segment.standing(row)
                found[kept.transaction.id] = standing
    return found


def full(folder: Path, ids: dict[str, Standing]) -> dict[str, Standing]:
    """Screen everything anew by the lists of now."""
    engine = counterflow.open(folder)
    found = {}
    with open_monitored(engine._in_use, engine.settings, engine.as_of, actor="Ann") as opened:
        for segment in opened.history.segments:
            kept = [one.transaction for one in segment.transactions(segment.live.tolist())]
            for one in engine.screener.screen(kept):
                found[one.id] = standing_of(one, engine.screener.nexus)
    assert found.keys() == ids.keys()
    return found


def events(folder: Path) -> list[Any]:
    """Give all events, in order."""
    settings = read_settings({"store": str(folder)})
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        return list(connection.execute(sa.select(EVENTS).order_by(EVENTS.c.id)))


def test_a_changed_list_reaches_what_is_kept(own: Path, cli: Callable[..., Said]) -> None:
    before = cli("rescreen", "--store", own)
    assert "0 changed" in before.out, before.err
    publish(own, SECOND)
    dry = cli("rescreen", "--dry-run", "--store", own, "--json")
    said = cli("rescreen", "--store", own, "--json")
    told = json.loads(said.out)["rescreen"]
    # One listing went and three came, each of one buyer in twenty; nobody else was looked at.
    assert told["screened"] == told["changed"] == 12
    assert told["transactions"] == 60
    assert [one["id"] for one in json.loads(dry.out)["changes"]] == [
        one.subject for one in events(own)
    ]
    now = stands(own)
    assert now == full(own, now)
    assert {one.after for one in events(own)} == {"hold", "not fully screened"} or events(own)
    assert "0 changed" in cli("rescreen", "--store", own).out


def test_every_change_writes_an_event_whatever_the_age_of_the_last(
    own: Path, cli: Callable[..., Said]
) -> None:
    """To and fro: each turn is told anew (R7), and the log names each batch."""
    for turn in range(4):
        publish(own, SECOND if turn % 2 == 0 else (*FIRST, f"Ulmhul {turn}"))
        cli("rescreen", "--store", own)
    assert len(events(own)) == 4 * 12
    settings = read_settings({"store": str(own)})
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        batches = list(read_entries(connection, kind="rescreen.events"))
        assert sum(entry.fact("events") for entry in batches) == 48
        assert not connection.execute(
            sa.select(RESCREENS).where(RESCREENS.c.state != at_work.FINISHED)
        ).all()


def test_an_event_cannot_be_changed(own: Path, cli: Callable[..., Said]) -> None:
    publish(own, SECOND)
    cli("rescreen", "--store", own)
    settings = read_settings({"store": str(own)})
    with open_records_of(settings, write=True) as records:
        for statement in (sa.delete(EVENTS), sa.update(EVENTS).values(after="review")):
            with (
                pytest.raises(StoreError, match="never changed"),
                records.writing() as connection,
            ):
                connection.execute(statement)
    assert len(events(own)) == 12


def test_customers_are_monitored_without_a_transaction(
    own: Path, cli: Callable[..., Said], tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(
        "customer no,name,country\nC-1,Quowex Helnor Trading Ltd,FR\nC-2,Hulkev Pelrin,DE\n"
    )
    said = cli("customers", "import", file, "--store", own)
    assert "2 new, 0 replaced, 0 the same" in said.out, said.err
    assert "0 new, 0 replaced, 2 the same" in cli("customers", "import", file, "--store", own).out
    listed = json.loads(cli("customers", "ls", "--json", "--store", own).out)["customers"]
    assert [one["id"] for one in listed] == ["C-1", "C-2"]
    publish(own, SECOND)
    cli("rescreen", "--store", own)
    assert {one.subject for one in events(own) if one.source == "customers"} == {"C-1"}
    file.write_text("customer no,name,country\nC-1,Quowex Helnor Trading Ltd,FR\nC-2,Dolmir,DE\n")
    assert "0 new, 1 replaced, 1 the same" in cli("customers", "import", file, "--store", own).out
    assert cli("customers", "remove", "C-9", "--store", own).code == 1
    assert cli("customers", "remove", "C-1", "--store", own).code == 0
    count = len(events(own))
    publish(own, FIRST)
    cli("rescreen", "--store", own)
    assert len(events(own)) == count + 12
    file.write_text("customer no,name\nC-1,Alder\nC-1,Birch\n")
    cli("customers", "import", file, "--store", own)
    listed = json.loads(cli("customers", "ls", "--json", "--store", own).out)["customers"]
    assert [one["id"] for one in listed] == ["C-2", "C-1"]
    # Rows of one id are one customer of several names: each of them is asked about.
    publish(own, (*FIRST, "Birch"))
    (engine := counterflow.open(own)).rescreen()
    assert "C-1" in {one.subject for one in events(own)[-1:]}, engine.lists


def test_a_look_back_reports_what_a_later_list_would_have_said(
    own: Path, cli: Callable[..., Said]
) -> None:
    publish(own, (*FIRST, NAMES[10]))
    said = cli("rescreen", "--lookback", "2026-01-01..2026-03-31", "--store", own, "--json")
    told = json.loads(said.out)
    due = [at for at in range(60) if 1 + at % 9 <= 3]
    assert told["rescreen"]["screened"] == len(due)
    assert [one["id"] for one in told["changes"]] == [f"A-{at}" for at in due if at % 20 == 10]
    assert events(own) == []
    for words in (
        ["--lookback", "March"],
        ["--lists", "partners"],
        ["--lists-as-of", "2026-01-01"],
    ):
        assert cli("rescreen", *words, "--store", own).code == 2


def test_a_version_can_be_named(own: Path, cli: Callable[..., Said]) -> None:
    """Whoever went on with a later version sees with --to what an earlier one gives."""
    first = json.loads(cli("rescreen", "--store", own, "--json").out)["rescreen"]["ground"]
    (version,) = [one for one in first["snapshots"] if one.startswith("partners")]
    publish(own, SECOND)
    cli("rescreen", "--store", own)
    back = json.loads(cli("rescreen", "--to", version, "--store", own, "--json").out)
    assert back["rescreen"]["changed"] == 12
    assert "no such version" in cli("rescreen", "--to", "partners@x#1", "--store", own).err
    again = json.loads(cli("rescreen", "--since", version, "--store", own, "--json").out)
    assert again["rescreen"]["screened"] == again["rescreen"]["changed"] == 12


def test_decisions_taken_on_older_lists_are_brought_up_to_date(
    own: Path, cli: Callable[..., Said], tmp_path: Path
) -> None:
    """Each kept batch is followed from the lists it was decided on, not from the last rescreen."""
    publish(own, SECOND)
    cli("rescreen", "--store", own)
    keep(own, cli, tmp_path, 20, start=60)
    publish(own, (*SECOND, NAMES[12]))
    cli("rescreen", "--store", own)
    now = stands(own)
    assert len(now) == 80
    assert now == full(own, now)


def test_the_history_is_made_again_from_what_is_kept(own: Path, cli: Callable[..., Said]) -> None:
    publish(own, SECOND)
    cli("rescreen", "--store", own)
    was = stands(own)
    shutil.rmtree(own / "history")
    assert "0 changed" in cli("rescreen", "--store", own).out
    assert stands(own) == was


def test_a_version_that_waits_too_long_is_told(own: Path, cli: Callable[..., Said]) -> None:
    """By a clock of the test: 24 hours after a version came, and a day after the last rescreen."""
    cli("rescreen", "--store", own)
    publish(own, SECOND)
    engine = counterflow.open(own)
    hours = Hours(24, {"partners": 2}, 24)
    now = dt.datetime.now(tz=dt.UTC)
    versions = [one for one in engine.snapshots if one.list == "partners"]
    with open_records_of(engine.settings, write=False) as records, records.reading() as connection:
        for passed, found in ((1, []), (3, ["partners"]), (25, ["partners", ""])):
            told = late(connection, versions, now=now + dt.timedelta(hours=passed), hours=hours)
            assert [one.list for one in told] == found
        assert told[0].waiting == 60
    assert [one.list for one in engine.late(now + dt.timedelta(hours=30))] == ["partners", ""]
    assert not engine.late(now)
    cli("rescreen", "--store", own)
    assert not counterflow.open(own).late(now + dt.timedelta(hours=23))


def test_a_rescreen_that_is_ended_goes_on(
    own: Path, cli: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended after each step in turn, once after its lists changed again: one end state."""
    monkeypatch.setattr(at_work, "BATCH", 2)
    publish(own, SECOND)
    write, steps = at_work._Work._write, 0

    def dying(self: Any, *given: Any) -> None:
        nonlocal steps
        steps += 1
        if steps in (2, 4):
            raise KeyboardInterrupt
        write(self, *given)
        if steps == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(at_work._Work, "_write", dying)
    assert cli("rescreen", "--store", own).code == 130
    assert cli("rescreen", "--store", own).code == 130
    # The second was ended in its transaction, of which nothing is kept.
    assert len(events(own)) == 2
    # What was listed when it was ended is delisted now: what it had changed is changed back.
    publish(own, FIRST)
    assert cli("rescreen", "--store", own).code == 130
    cli("rescreen", "--store", own)
    now = stands(own)
    assert now == full(own, now)
    keys = [(one.rescreen, one.source, one.row) for one in events(own)]
    assert len(keys) == len(set(keys))


@pytest.mark.skipif(os.name == "nt", reason="a signal that kills at once")
def test_a_killed_process_leaves_nothing_half(own: Path, tmp_path: Path) -> None:
    """Killed (SIGKILL) at moments spread over its run, and run again: all of it, once."""
    publish(own, SECOND)
    code = (
        "import sys; from counterflow.review.monitor import rescreen as r; r.BATCH = 1\n"
        "from counterflow.serve.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "rescreen", "--store", str(own)]
    killed = 0
    for wait in (0.6, 0.9, 1.2, 1.5, 1.8, 2.1):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(wait)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    assert killed
    assert sorted(one.subject for one in events(own)) == sorted(
        f"A-{at}" for at in range(60) if at % 20 in (0, 6, 7, 8)
    )
    now = stands(own)
    assert now == full(own, now)


def test_alerts_are_opened_and_reopened_and_none_is_closed(
    own: Path, cli: Callable[..., Said]
) -> None:
    """Where an analyst has it done; else the statement says that none was opened."""
    cli("people", "add", "Ann", "--role", "admin", "--role", "analyst", "--store", own)
    assert "no alert was opened" in cli("rescreen", "--store", own).out
    publish(own, SECOND)
    said = cli("rescreen", "--as", "Ann", "--store", own)
    assert "no alert was opened" not in said.out
    listed = json.loads(cli("cases", "ls", "--json", "--store", own).out)["cases"]
    opened = {one["subject"] for one in listed}
    assert opened == {one.subject for one in events(own) if one.outcome != "no match found"}
    (own.parent / "c.csv").write_text("id,name\nC-7,Quowex Helnor Trading Ltd\n")
    settings = read_settings({"store": str(own), "person": "Ann"})
    assert Engine(settings).import_customers(own.parent / "c.csv").headlines == {"hold": 1}
    listed = json.loads(cli("cases", "ls", "--json", "--store", own).out)["cases"]
    assert {one["subject"] for one in listed} == {*opened, "C-7"}
    publish(own, (*NAMES[1:3], *NAMES[12:15]))
    cli("rescreen", "--as", "Ann", "--store", own)
    after = json.loads(cli("cases", "ls", "--json", "--store", own).out)["cases"]
    assert {one["subject"] for one in after} > opened


def test_python_gives_the_same(own: Path) -> None:
    engine = counterflow.open(own)
    assert isinstance(engine, Engine)
    assert engine.rescreen().changed == 0
    publish(own, SECOND)
    told, changed = counterflow.open(own).look_back()
    assert told.changed == len(changed) == 12
    assert counterflow.open(own).rescreen().changed == 12
