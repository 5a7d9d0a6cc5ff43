"""yente's own client, unchanged, against a running server; every reply held against its schema."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from yente_client import AsyncClient, Client
from yente_client.entities import Company, Person
from yente_client.exceptions import BadRequestError, NotFoundError

import counterflow
from api_server import ask, serving
from flows.conftest import DAY, clean_environment
from json_schema import violations

pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with serving(store, "--as-of", DAY, environment=clean_environment()) as found:
        yield found


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(base_url=address) as found:
        yield found


def test_the_client_finds_who_is_listed(client: Client) -> None:
    found = client.match(Company(name="Sahara Thunder"), limit=3)
    assert found.top is not None
    assert (found.top.caption, found.top.match) == ("Sahara Thunder", True)
    assert found.top.score == 1.0
    assert found.top.explanations["name_match"].query == "Sahara Thunder"
    assert found.query["schema"] == "Company"


def test_nobody_listed_is_an_empty_answer_with_the_lists_that_gave_it(address: str) -> None:
    body = {"queries": {"q": {"schema": "Company", "properties": {"name": "Clairvaudon SAS"}}}}
    told = _post(f"{address}/match/default", body)
    assert told["responses"]["q"]["results"] == []
    assert {one["list"] for one in told["lists"]} == {"watch_pack", "us_ofac_sdn", "un_sc"}
    assert all(one["snapshot"] for one in told["lists"])


def test_lists_are_chosen_as_the_client_chooses_them(client: Client) -> None:
    name = Company(name="Sahara Thunder")
    assert client.match(name, datasets=["watch_pack"]).top is not None
    assert client.match(name, datasets=["un_sc"]).results == []
    top = client.match(name).top
    assert top is not None
    assert client.match(name, exclude_entities=[top.id]).top != top


def test_the_client_searches_and_walks(client: Client) -> None:
    found = client.search("sahara", limit=5)
    assert "Sahara Thunder" in [one.caption for one in found.results]
    entity = client.fetch(found.results[0].id)
    assert entity.properties["sanctions"]
    near = client.adjacent(entity.id)
    assert near.adjacent["sanctions"].total.value == len(entity.properties["sanctions"])


def test_the_client_is_told_what_is_wrong(client: Client) -> None:
    with pytest.raises(NotFoundError):
        client.fetch("nobody")
    with pytest.raises(BadRequestError, match="Invalid algorithm"):
        client.match(Person(name="Ivan"), algorithm="guess")
    with pytest.raises(NotFoundError, match="No such dataset"):
        client.match(Person(name="Ivan"), datasets=["nowhere"])


def test_the_client_reads_catalogue_and_algorithms(client: Client) -> None:
    names = {one.name for one in client.datasets().datasets}
    assert {"default", "us_ofac_sdn", "un_sc", "watch_pack"} <= names
    # The second time the client sends the tag of the first.
    assert {one.name for one in client.datasets().datasets} == names
    assert client.algorithms().best == "logic-v2"
    assert client.healthz().status == client.readyz().status == "ok"


def test_the_asynchronous_client_gets_the_same(address: str, client: Client) -> None:
    async def ask() -> Any:
        async with AsyncClient(base_url=address) as found:
            return await found.match(Company(name="Sahara Thunder"))

    told = asyncio.run(ask())
    assert told == client.match(Company(name="Sahara Thunder"))


def test_many_entities_are_matched_in_a_stream(client: Client) -> None:
    entities = {str(at): Company(name=f"Clairvaudon {at} SAS") for at in range(9)}
    entities["x"] = Company(name="Sahara Thunder")
    told = dict(client.match_iter(entities.items()))
    assert told.keys() == entities.keys()
    assert [key for key, one in told.items() if one.results] == ["x"]


def test_http_and_python_give_the_same_scores(address: str, tmp_path: Path) -> None:
    name = {"schema": "Company", "properties": {"name": ["Sahra Thundr"]}}
    told = _post(f"{address}/match/default?threshold=0.5&cutoff=0.3", {"queries": {"q": name}})
    engine = counterflow.open(tmp_path, lists=["watch_pack"])
    ours = {match.id: match.score for match in engine.match(name, threshold=0.3)}
    theirs = {one["id"]: one["score"] for one in told["responses"]["q"]["results"]}
    assert ours.items() <= theirs.items()
    assert ours


REPLIES = [
    ("POST", "/match/{dataset}", "/match/default"),
    ("GET", "/search/{dataset}", "/search/default?q=sahara"),
    ("GET", "/search/{dataset}", "/search/default?q=&facets=schema&facets=countries&limit=3"),
    ("GET", "/entities/{entity_id}", "/entities/watch_pack-sahara-thunder"),
    ("GET", "/entities/{entity_id}", "/entities/watch_pack-sahara-thunder?nested=false"),
    ("GET", "/entities/{entity_id}/adjacent", "/entities/watch_pack-sahara-thunder/adjacent"),
    (
        "GET", "/entities/{entity_id}/adjacent/{property_name}",
        "/entities/watch_pack-sahara-thunder/adjacent/sanctions",
    ),
    ("GET", "/reconcile/{dataset}", "/reconcile/default"),
    ("GET", "/healthz", "/healthz"),
    ("GET", "/readyz", "/readyz"),
    ("GET", "/catalog", "/catalog"),
    ("GET", "/algorithms", "/algorithms"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "asked"), REPLIES)
def test_replies_are_of_the_shapes_of_yente(
    address: str, shared: Path, method: str, path: str, asked: str
) -> None:
    document = shared.parent / "reference" / "yente_openapi.json"
    if not document.is_file():
        pytest.skip("../shared/reference is not beside this checkout: yente's schema is absent")
    described = json.loads(document.read_text(encoding="utf-8"))
    answers = described["paths"][path][method.lower()]["responses"]["200"]
    schema = _plain(answers["content"]["application/json"]["schema"])
    schema["$defs"] = {
        name: _plain(one) for name, one in described["components"]["schemas"].items()
    }
    if method == "POST":
        name = {"schema": "Company", "properties": {"name": ["Sahara Thunder"]}}
        told = _post(f"{address}{asked}", {"queries": {"a": name, "b": name}})
    else:
        told = _get(f"{address}{asked}")
    assert violations(told, schema) == []


def _plain(schema: Any) -> Any:
    """Leave out what our checker does not know and what restricts no shape."""
    known = {"$ref", "type", "properties", "required", "additionalProperties", "items", "anyOf"}
    if not isinstance(schema, dict):
        return schema
    told: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            told[key] = {name: _plain(one) for name, one in value.items()}
        elif key == "anyOf":
            told[key] = [_plain(one) for one in value]
        elif key in {"items", "additionalProperties"}:
            told[key] = _plain(value)
        elif key in known:
            told[key] = value
    return told


@pytest.mark.parametrize(
    ("asked", "status", "detail"),
    [
        ("/match/nowhere", 404, "No such dataset."),
        ("/match/default?algorithm=guess", 400, "Invalid algorithm: guess"),
        ("/match/default?limit=501", 422, None),
        ("/match/default?changed_since=yesterday", 422, None),
    ],
)
def test_wrong_parameters_are_refused_as_yente_refuses(
    address: str, asked: str, status: int, detail: str | None
) -> None:
    body = {"queries": {"q": {"schema": "Company", "properties": {"name": ["A"]}}}}
    found, told = ask(f"{address}{asked}", body)
    assert found == status
    assert detail is None or told["detail"] == detail


NAMED = {"schema": "Person", "properties": {"name": "A"}}


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"queries": {}}, 400, "No queries provided."),
        ({"queries": dict.fromkeys(map(str, range(101)), NAMED)}, 400,
         "Too many queries in one batch (limit: 100)"),
        ({"queries": {"q": {"schema": "Nothing", "properties": {}}}}, 400, "Cannot parse example"),
        ({"queries": {"q": {"schema": "Sanction", "properties": {}}}}, 400, "not matchable"),
        ({"queries": {"q": {"schema": "Person", "properties": {"birthDate": "1"}}}}, 400, "name"),
        ({"queries": {"q": {"schema": "Person", "properties": {"name": "A B"}}},
          "config": {"nm_guess": 1}}, 400, "Invalid configuration parameter: nm_guess"),
        ({"queries": {"q": {"schema": 5}}}, 422, ""),
        ({}, 422, ""),
        (b"{", 422, ""),
        (b"\xff\xfe", 422, ""),
        ([], 422, ""),
    ],
)  # fmt: skip
def test_wrong_bodies_are_refused_with_a_reason(
    address: str, body: Any, status: int, detail: str
) -> None:
    found, told = ask(f"{address}/match/default", body)
    assert found == status
    assert detail in str(told["detail"])


def test_settings_that_change_nothing_are_told(address: str) -> None:
    body = {
        "queries": {"q": {"schema": "Company", "properties": {"name": ["Sahara Thunder"]}}},
        "weights": {"country_mismatch": -0.1},
        "config": {"nm_number_mismatch": 0.4},
    }
    told = _post(f"{address}/match/default", body)
    assert len(told["notes"]) == 2


def test_a_long_address_and_a_large_body_are_refused(address: str) -> None:
    assert ask(f"{address}/search/default?q={'a' * 60_001}")[0] == 414
    host, port = urllib.parse.urlsplit(address).netloc.split(":")
    for head in (b"Content-Length: 17000000", b"Transfer-Encoding: chunked"):
        with socket.create_connection((host, int(port)), 60) as connection:
            connection.sendall(b"POST /match/default HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                for _ in range(17 if b"chunked" in head else 0):
                    connection.sendall(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "query",
    ["(", "a:", '"', "a AND", "[1 TO", "\\", "a~~", "((((((((a", "^", "* OR", "name:(a OR b",
     "{a TO b}", "NOT", "'; DROP TABLE entity; --", "a NEAR b", '"a" "b"*', "\x00", "words:x"],
)  # fmt: skip
def test_no_query_breaks_the_search(address: str, query: str) -> None:
    status, told = ask(f"{address}/search/default?q={urllib.parse.quote(query)}")
    assert status in {200, 400}
    assert status == 200 or told["detail"].startswith("Search error")


def test_openrefine_reconciles_and_extends(address: str) -> None:
    queries = {"a": {"query": "Sahara Thunder", "type": "Company", "limit": 2}}
    told = _form(f"{address}/reconcile/default", {"queries": json.dumps(queries)})
    best = told["a"]["result"][0]
    assert (best["name"], best["match"]) == ("Sahara Thunder", True)
    asked = {"ids": [best["id"]], "properties": [{"id": "country"}]}
    told = _form(f"{address}/reconcile/default", {"extend": json.dumps(asked)})
    assert told["rows"][best["id"]]["country"] == [{"str": "ir"}]
    told = _get(f"{address}/reconcile/default/suggest/entity?prefix=sahara%20thu")
    assert told["result"][0]["id"] == best["id"]


def _get(url: str) -> Any:
    return ask(url)[1]


def _post(url: str, body: Any) -> Any:
    return ask(url, body)[1]


def _form(url: str, fields: dict[str, str]) -> Any:
    with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode(), timeout=60) as answer:
        return json.load(answer)
