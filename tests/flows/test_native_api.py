"""Our own routes on a running server: the same answers as from Python and the command line."""

from __future__ import annotations

import json
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api_server import ask, serving
from counterflow.engine import Engine
from flows.conftest import DAY, Screen, clean_environment, csv_bytes, forty

ORDER: dict[str, Any] = {
    "id": "PO-7",
    "kind": "order",
    "date": "2025-11-02",
    "parties": [
        {"role": "seller", "name": "Trzykrosna Eksport Sp. z o.o.", "country": "Poland"},
        {"role": "buyer", "name": "Sahara Thunder", "country": "Iran"},
    ],
    "goods": [{"hs_code": "854231", "description": "microcontrollers"}],
    "destination_country": "IR",
}


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with serving(store, "--as-of", DAY, environment=clean_environment()) as found:
        yield found


def test_every_door_gives_the_same_bytes(
    address: str, engine: Engine, store: Path, tmp_path: Path, cli: Screen
) -> None:
    ours = msgspec.json.encode(engine.screen(ORDER))
    status, told = ask(f"{address}/v1/screen", ORDER, raw=True)
    assert status == 200
    assert ours in told
    file = tmp_path / "order.ndjson"
    file.write_text(json.dumps(ORDER), encoding="utf-8")
    said = cli("screen", file, "--to", "ndjson", "--store", store, "--as-of", DAY)
    (line,) = said.out.splitlines()
    theirs, mine = json.loads(line), json.loads(ours)
    # A file adds which row a transaction stands in, and goods lines theirs; nothing else differs.
    assert theirs["transaction"].pop("rows") == [1]
    assert [line.pop("row") for line in theirs["transaction"]["goods"]] == [1]
    assert theirs == mine


def test_many_transactions_keep_their_order(address: str) -> None:
    orders = [{**ORDER, "id": f"PO-{at}"} for at in range(5)]
    status, told = ask(f"{address}/v1/screen", orders)
    assert status == 200
    assert [one["id"] for one in told["decisions"]] == [f"PO-{at}" for at in range(5)]
    assert sum(told["counts"].values()) == 5
    assert {one["list"] for one in told["lists"]} == {"watch_pack", "us_ofac_sdn", "un_sc"}


def test_a_party_is_checked_as_by_the_command(address: str, store: Path, cli: Screen) -> None:
    party = {"name": "Sahara Thunder", "country": "Iran"}
    status, told = ask(f"{address}/v1/check", party)
    assert (status, told["headline"]) == (200, "hold")
    said = cli(
        "check", "Sahara Thunder", "--country", "Iran", "--json", "--store", store, "--as-of", DAY
    )
    assert json.loads(said.out)["findings"] == told["findings"]


@pytest.mark.parametrize(
    ("path", "body", "status", "word"),
    [
        ("screen", [], 400, "no transaction"),
        ("screen", 5, 400, "not a transaction"),
        ("screen", [ORDER, {"id": "2", "parties": "nobody"}], 400, "parties"),
        ("screen", b"{", 422, ""),
        ("screen", [ORDER] * 1001, 413, "send them as a file"),
        ("check", [], 400, "not a party"),
    ],
)
def test_what_cannot_be_screened_is_refused(
    address: str, path: str, body: Any, status: int, word: str
) -> None:
    found, told = ask(f"{address}/v1/{path}", body)
    assert found == status
    assert word in str(told["detail"])


def test_a_file_is_sent_watched_and_fetched(address: str) -> None:
    rows = csv_bytes(forty())
    name = urllib.parse.quote("Ladung März.csv")
    status, job = ask(f"{address}/v1/screen-file?name={name}&to=ndjson", rows)
    assert (status, job["name"]) == (202, "Ladung März.csv")
    job = _done(address, job["id"])
    assert job["state"] == "done"
    assert job["summary"]["rows_in"] == job["rows"] == 40
    status, told = ask(f"{address}/v1/screen-file/{job['id']}/result", raw=True)
    assert status == 200
    assert len(told.splitlines()) == job["summary"]["transactions"]
    _, all_of_them = ask(f"{address}/v1/screen-file")
    assert job["id"] in {one["id"] for one in all_of_them["files"]}


def test_a_file_that_cannot_be_read_says_so(address: str) -> None:
    _, job = ask(f"{address}/v1/screen-file?name=a.xlsx", b"PK\x03\x04 no spreadsheet")
    job = _done(address, job["id"])
    assert job["state"] == "failed"
    assert job["error"].startswith("[CF1")
    assert ask(f"{address}/v1/screen-file/{job['id']}/result")[0] == 409


@pytest.mark.parametrize("name", ["x", "..%2F..%2Flists.sqlite", "20260101T000000-00000000"])
def test_no_other_file_can_be_asked_for(address: str, name: str) -> None:
    assert ask(f"{address}/v1/screen-file/{name}")[0] == 404
    assert ask(f"{address}/v1/screen-file/{name}/result")[0] == 404


def test_the_name_of_a_file_leads_nowhere(address: str, store: Path) -> None:
    name = urllib.parse.quote("../../../evil.csv", safe="")
    status, job = ask(f"{address}/v1/screen-file?name={name}", csv_bytes(forty()[:1]))
    assert status == 202
    assert _done(address, job["id"])["state"] == "done"
    kept = sorted(path.name for path in (store / "uploads" / job["id"]).iterdir())
    assert kept == ["input.csv", "job.json", "outcomes.ndjson"]
    assert ask(f"{address}/v1/screen-file?name=a.exe", b"x")[0] == 400


def test_lists_rules_and_claims_are_shown(address: str) -> None:
    _, told = ask(f"{address}/v1/lists")
    assert {one["list"] for one in told["lists"]} == {"watch_pack", "us_ofac_sdn", "un_sc"}
    _, told = ask(f"{address}/v1/lists/us_ofac_sdn")
    assert len(told["versions"][0]["sha256"]) == 64
    _, told = ask(f"{address}/v1/rules/KYC-29")
    assert told["citations"]
    assert ask(f"{address}/v1/rules/NONE")[0] == 404
    assert ask(f"{address}/v1/claims")[0] in {200, 404}
    assert ask(f"{address}/v1/dossiers")[1] == {"editions": []}


def test_a_description_names_every_shape_that_it_uses(address: str) -> None:
    _, told = ask(f"{address}/openapi.json")
    used = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                used.add(part["$ref"].rpartition("/")[2])
            for one in part.values():
                walk(one)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(told)
    assert used <= set(told["components"]["schemas"])
    assert {"Decision", "MatchResponse", "Job"} <= used


def _done(address: str, job: str) -> Any:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        _, told = ask(f"{address}/v1/screen-file/{job}")
        if told["state"] in {"done", "failed"}:
            return told
        time.sleep(0.05)
    raise AssertionError(f"not done in two minutes: {told}")
