"""Decisions of a file are kept once, byte for byte, whatever interrupts the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import counterflow
from counterflow.core.errors import ArchiveError
from counterflow.core.model.transactions import CustomerHistory, PastOrder
from counterflow.core.settings import read_settings
from counterflow.recording import open_archive
from counterflow.screening.runs import execute
from counterflow.storage.archive import parts
from counterflow.storage.archive.finding import Query, find, get
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.audit.log import read_entries
from flows.conftest import DAY, Said, call, csv_bytes, forty, shipment


@pytest.fixture
def apart(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings of records of a test's own over the shared lists."""
    own = tmp_path / "store"
    own.mkdir()
    for one in store.iterdir():
        if one.name != "runs":
            (own / one.name).symlink_to(one)
    return read_settings({"store": str(own)})


def _lines(settings: Any) -> list[bytes | None]:
    with open_archive(settings, write=False) as archive, archive.records.reading() as connection:
        return [
            body
            for part in archive.parts(connection)
            for body, _ in parts.whole(archive.folder / part.file)
        ]


def test_what_is_kept_is_what_is_written(
    apart: Any, cli: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_bytes(csv_bytes(forty()))
    out = tmp_path / "out.ndjson"
    said = cli("screen", tmp_path / "in.csv", "-o", out, "--store", apart.store, "--as-of", DAY,
               "--record")  # fmt: skip
    lines = out.read_bytes().splitlines()
    assert _lines(apart) == lines
    assert f"kept: {len(lines)} decisions" in said.err
    with open_archive(apart, write=False) as archive:
        for at, line in enumerate(lines):
            kept = get(archive, json.loads(line)["id"])
            assert (kept.ref, kept.stored.body) == (f"1.{at}", line)
        with archive.records.reading() as connection:
            (entry,) = read_entries(connection, kind="decisions")
    assert entry.fact("rows") == len(lines)


def test_a_run_that_is_killed_while_it_keeps_is_kept_once(
    apart: Any, cli: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after each number of parts in turn, and resumed: the same end state."""
    monkeypatch.setattr(execute, "BATCH", 10)
    monkeypatch.setattr("counterflow.screening.runs.execute.batches.__defaults__", (10,))
    monkeypatch.setattr("counterflow.screening.runs.execute.execute.__kwdefaults__",
                        {**(execute.execute.__kwdefaults__ or {}), "size": 10})  # fmt: skip
    (tmp_path / "in.csv").write_bytes(csv_bytes(forty()))
    words = ["screen", tmp_path / "in.csv", "-o", tmp_path / "out.ndjson", "--store", apart.store,
             "--as-of", DAY, "--record"]  # fmt: skip
    kept, append_batch = 0, Archive.append_batch

    def dying(self: Archive, *given: Any, **more: Any) -> Any:
        nonlocal kept
        found = append_batch(self, *given, **more)
        kept += 1
        if kept in (1, 4):
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(Archive, "append_batch", dying)
    assert cli(*words).code == 130
    (run,) = [one.name for one in (Path(apart.store) / "runs").iterdir()]
    assert not (tmp_path / "out.ndjson").exists()
    assert cli(*words, "--resume", run).code == 130
    assert cli(*words, "--resume", run).code in (4, 8)
    lines = (tmp_path / "out.ndjson").read_bytes().splitlines()
    assert _lines(apart) == lines
    assert len(lines) == len({json.loads(line)["id"] for line in lines}) > 30
    changed = cli(*words[:-1], "--resume", run)
    assert "changed since: record" in changed.err


def test_the_command_line_keeps_decisions_in_a_process_of_its_own(
    apart: Any, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_bytes(csv_bytes([shipment(n) for n in range(5)]))
    said = call("screen", tmp_path / "in.csv", "-o", tmp_path / "o.ndjson", "--store", apart.store,
                "--as-of", DAY, "--record", "--workers", "2")  # fmt: skip
    assert _lines(apart) == (tmp_path / "o.ndjson").read_bytes().splitlines(), said.err


def test_an_engine_keeps_single_decisions(apart: Any) -> None:
    engine = counterflow.open(apart.store, as_of=DAY)
    order = {"id": "1", "kind": "order", "date": "2025-11-02", "parties": [
        {"role": "buyer", "name": "Quiet Harbour Tools", "country": "FR"}]}  # fmt: skip
    history = CustomerHistory("Quiet Harbour Tools", (PastOrder("2025-01-02", "5"),))
    decisions = [engine.screen(order, history), engine.screen({**order, "id": "2"})]
    assert engine.record([]) == []
    assert engine.record(decisions, histories=[history, None]) == ["L1", "L2"]
    with open_archive(apart, write=False) as archive:
        one, two = (get(archive, ref).stored for ref in ("L1", "L2"))
        assert [one.body, two.body] == [msgspec.json.encode(each) for each in decisions]
        assert msgspec.json.decode(one.context or b"")["history"]["orders"][0]["quantity"] == "5"
        assert two.context == b""
        assert [found.id for found in find(archive, Query(party="quiet harbour tools"))] == [
            "2",
            "1",
        ]
    with pytest.raises(ArchiveError, match="ground given: as_of"):
        counterflow.open(apart.store, as_of="2026-01-21").record(decisions)
