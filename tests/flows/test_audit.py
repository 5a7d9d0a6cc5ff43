"""The log and its decisions by the command line: found, proved, verified, taken again, purged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml

import counterflow
from counterflow.core.model.transactions import CustomerHistory, PastOrder
from counterflow.core.settings import read_settings
from counterflow.recording import open_archive
from counterflow.replaying import Replayed, replay
from counterflow.storage.archive.finding import Query, find
from flows.conftest import DAY, LISTS, Said, csv_bytes, forty

Cli = Callable[..., Said]


@pytest.fixture
def kept(store: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a store of a test's own that keeps the decisions of forty shipments."""
    own = tmp_path / "store"
    shutil.copytree(store, own, ignore=shutil.ignore_patterns("runs", "records*", "decisions"))
    monkeypatch.setenv("COUNTERFLOW_STORE", str(own))
    (tmp_path / "in.csv").write_bytes(csv_bytes(forty()))
    past = [{"id": f"P{n}", "date": f"2025-0{n}-01", "consignee": "Clairvaudon Distribution 1 SAS",
             "quantity": "5"} for n in range(1, 6)]  # fmt: skip
    (tmp_path / "past.csv").write_text(
        "id,date,consignee,quantity\n" + "\n".join(",".join(row.values()) for row in past)
    )
    cli("people", "add", "Ann", "--role", "admin")
    said = cli("screen", tmp_path / "in.csv", "-o", tmp_path / "out.ndjson", "--as-of", DAY,
               "--record", "--history", tmp_path / "past.csv", "--nexus", "EU,US")  # fmt: skip
    assert "kept: " in said.err
    return own


def test_what_is_kept_is_found_shown_and_proved(kept: Path, cli: Cli, tmp_path: Path) -> None:
    found = json.loads(cli("audit", "find", "--party", "SAHARA thunder", "--json").out)
    (one,) = found["decisions"]
    assert (one["id"], one["outcome"]) == ("S003", "hold")
    assert "S003" in cli("audit", "find", "--outcome", "hold", "--limit", "99").out
    assert "S003" not in cli("audit", "find", "--day", "2025-12-01:2025-12-31").out
    lines = (tmp_path / "out.ndjson").read_text().splitlines()
    shown = cli("audit", "show", "S003")
    assert shown.out.strip() in lines
    assert '"settings":' in shown.err
    proof = tmp_path / "S003.proof"
    assert cli("audit", "prove", one["ref"], "--out", proof).code == 0
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    shutil.move(proof, alone / "p")
    assert cli("audit", "verify", alone / "p", "--store", alone / "none").code == 0
    data = bytearray((alone / "p").read_bytes())
    data[data.index(b"Sahara")] ^= 1
    (alone / "p").write_bytes(data)
    said = cli("audit", "verify", alone / "p")
    assert (said.code, "[CF320]" in said.err, "body is not what was kept" in said.err) == (
        7,
        True,
        True,
    )
    said = cli("audit", "show", "S999")
    assert (said.code, "no decision S999 is kept" in said.err) == (1, True)


def test_a_log_is_exported_and_verified(kept: Path, cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "log.audit"
    assert cli("audit", "export", file, "--with", "S003", "--as", "Ann").code == 0
    said = cli("audit", "verify", file, "--store", tmp_path / "none")
    assert (said.code, "1 decisions hold" in said.out) == (0, True)
    (verified,) = json.loads(cli("audit", "verify", "--json").out)["verified"]
    assert verified["decisions"] == len((tmp_path / "out.ndjson").read_bytes().splitlines())
    head = json.loads(cli("audit", "head", "--json").out)
    assert head["last"]["hash"] == verified["last_hash"]
    assert [one["key"] for one in head["heads"]] == verified["keys"]
    kinds = [one["kind"] for one in json.loads(cli("audit", "log", "--json").out)["entries"]]
    assert kinds == ["audit.key", "audit.export", "decisions.append", "people.add"]
    part = next((kept / "decisions").glob("*.parquet"))
    part.rename(part.with_suffix(".away"))
    said = cli("audit", "verify")
    assert (said.code, "entry 2" in said.err, "missing" in said.err) == (7, True, True)


def _replays(kept: Path, limit: int = 99) -> list[Replayed]:
    settings = read_settings({"store": str(kept)}, {})
    with open_archive(settings, write=False) as archive:
        return [replay(archive, settings, one.ref) for one in find(archive, Query(), limit=limit)]


def test_every_decision_is_taken_again_to_the_same_bytes(kept: Path) -> None:
    found = _replays(kept)
    assert len(found) > 30
    assert [one for one in found if not one.same or one.differs] == []


def test_a_decision_is_taken_again_on_its_own_lists(kept: Path, cli: Cli) -> None:
    """A newer version of a list, and other settings now, change nothing of it."""
    counterflow.open(kept).store.import_list(
        [LISTS / "ofac_sdn" / "sdn.csv"], name="us_ofac_sdn_again", published_on="2026-01-19"
    )
    said = cli("audit", "replay", "S003")
    assert (said.code, "the same bytes" in said.out) == (0, True)


def test_what_differs_is_named(kept: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("counterflow.replaying.VERSION", "9.9")
        assert "engine: it was version 0.1.0, this is 9.9" in cli("audit", "replay", "S003").out
    with monkeypatch.context() as patched:
        patched.setattr("counterflow.in_use.rules_digest", lambda: "f" * 64)
        said = cli("audit", "replay", "S003")
        assert (said.code, "differs: rules" in said.out) == (7, True)
    with monkeypatch.context() as patched:
        patched.setattr("counterflow.core.settings.Settings.digest", property(lambda _: "f" * 64))
        assert "differs: settings" in cli("audit", "replay", "S003").out
    cli("lists", "remove", "un_sc", "--yes", "--by", "Ann", "--because", "test")
    said = cli("audit", "replay", "S003")
    assert (said.code, "list un_sc: un_sc@" in said.out) == (7, True)


def test_a_damaged_list_is_named(kept: Path, cli: Cli) -> None:
    import sqlite3

    with sqlite3.connect(kept / "lists.sqlite") as connection:
        connection.execute("UPDATE blob_part SET bytes = zeroblob(20)")
    said = cli("audit", "replay", "S003")
    assert (said.code, "has other bytes" in said.out) == (7, True)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_licences_history_and_own_rules_are_kept_with_the_decision(
    kept: Path, tmp_path: Path, end: str
) -> None:
    """The files are gone, and the decision is taken again all the same."""
    licences = tmp_path / "licences.yaml"
    licences.write_bytes(yaml.safe_dump({"licences": []}).replace("\n", end).encode())
    engine = counterflow.open(kept, as_of=DAY, licences=str(licences), threshold=0.8)
    order = {
        "id": "H1",
        "kind": "order",
        "date": "2025-11-02",
        "parties": [{"role": "buyer", "name": "Muster Elektronik", "country": "KZ"}],
        "destination_country": "KZ",
        "goods": [{"hs_code": "854231", "quantity": "9000"}],
    }
    orders = (PastOrder(f"2025-0{n}-02", "20", "KZ", listed=True) for n in range(1, 9))
    history = CustomerHistory("Muster Elektronik", tuple(orders))
    with_past, without = engine.screen(order, history), engine.screen(order)
    assert with_past.findings != without.findings, "the history has nothing to say here"
    (ref,) = engine.record([with_past], histories=[history])
    licences.unlink()
    settings = read_settings({"store": str(kept)}, {})
    with open_archive(settings, write=False) as archive:
        found = replay(archive, settings, ref)
    assert (found.same, found.differs) == (True, ())


def test_decisions_are_held_and_purged(
    kept: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = json.loads(cli("audit", "verify", "--json").out)["verified"][0]["decisions"]
    assert cli("audit", "purge").code == 2
    monkeypatch.setenv("COUNTERFLOW_PERSON", "Ann")
    assert "0 decisions" in cli("audit", "purge").out
    assert cli("audit", "hold", "add", "--because", "x").code == 2
    assert cli("audit", "hold", "add", "--party", "Sahara Thunder", "--because", "case 1").code == 0
    assert "10 years" in cli("audit", "retention").out
    assert cli("audit", "retention", "--years", "1").code == 1
    assert "1 years" in cli("audit", "retention", "--years", "1", "--because", "test").out
    told = cli("audit", "purge").out
    assert "nothing was removed" in told
    purged = cli("audit", "purge", "--yes").out
    left = json.loads(cli("audit", "find", "--limit", "99", "--json").out)["decisions"]
    verified = json.loads(cli("audit", "verify", "--json").out)["verified"][0]
    assert verified["decisions"] == count
    assert len(left) == count - verified["purged"]
    assert f"{verified['purged']:,} decisions" in purged
    assert "case 1" in cli("audit", "hold", "ls").out
    assert cli("audit", "hold", "release", "h1", "--because", "closed").code == 0
    assert msgspec.json.decode(cli("audit", "hold", "ls", "--json").out)["holds"][0]["released_at"]
