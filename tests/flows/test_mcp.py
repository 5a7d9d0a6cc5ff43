"""A client of the Model Context Protocol against ``counterflow mcp``, over its pipes."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from flows.conftest import DAY, clean_environment

pytest.importorskip("mcp", reason="the extra [mcp] is not installed")

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

Use = Callable[[ClientSession], Awaitable[Any]]


def _with(store: Path, use: Use) -> Any:
    """Start the server, let a client use it, and end it."""
    words = ["-m", "counterflow", "mcp", "--store", str(store), "--as-of", DAY, "--quiet"]
    server = StdioServerParameters(command=sys.executable, args=words, env=clean_environment())

    async def run() -> Any:
        async with (
            stdio_client(server) as (reading, writing),
            ClientSession(reading, writing) as session,
        ):
            await session.initialize()
            return await use(session)

    return asyncio.run(run())


def _call(store: Path, tool: str, **words: Any) -> tuple[bool, Any]:
    """Call one tool; give whether it is a fault, and what is told."""

    async def use(session: ClientSession) -> tuple[bool, Any]:
        told = await session.call_tool(tool, words)
        text = told.content[0].text  # type: ignore[union-attr]
        return bool(told.is_error), text if told.is_error else json.loads(text)

    found: tuple[bool, Any] = _with(store, use)
    return found


def test_the_tools_are_described_and_only_read(store: Path) -> None:
    async def use(session: ClientSession) -> Any:
        return (await session.list_tools()).tools

    tools = {tool.name: tool for tool in _with(store, use)}
    assert set(tools) >= {"screen_transaction", "check_party", "lists_in_use", "show_dossiers"}
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())
    assert all(tool.description for tool in tools.values())


def test_a_listed_party_is_found_with_what_it_rests_on(store: Path) -> None:
    fault, told = _call(store, "check_party", name="Sahara Thunder", country="Iran")
    assert not fault
    assert told["headline"] == "hold"
    versions = {one["list"]: one["version"] for one in told["provenance"]["lists"]}
    assert versions["us_ofac_sdn"].startswith("us_ofac_sdn@2026-01-18")
    assert "remember" not in told


def test_an_empty_answer_is_no_clearance(store: Path) -> None:
    _, told = _call(store, "check_party", name="Clairvaudon Distribution SAS", country="France")
    assert told["findings"] == []
    assert "no clearance" in told["remember"]
    assert "clear" not in json.dumps({**told, "remember": ""})


def test_a_transaction_is_screened_whole(store: Path) -> None:
    order = {
        "id": "7", "kind": "order",
        "parties": [{"role": "buyer", "name": "Sahara Thunder", "country": "IR"}],
        "goods": [{"hs_code": "854231"}], "destination_country": "IR",
    }  # fmt: skip
    _, told = _call(store, "screen_transaction", transaction=order)
    assert told["outcome"] in {"hold", "stop"}
    assert {one["kind"] for one in told["findings"]} >= {"party", "country"}
    assert told["coverage"]["profile"] == "order"
    assert told["coverage"]["lists"]


def test_a_match_is_explained_and_a_stranger_refused(store: Path) -> None:
    _, told = _call(
        store, "explain_match", name="Sahra Thunder", listing="watch_pack-sahara-thunder"
    )
    assert told["match"]["features"][0]["name"] == "name"
    fault, words = _call(store, "explain_match", name="Sahara Thunder", listing="nobody")
    assert fault
    assert "CF500" in words


def test_a_wrong_transaction_is_a_fault_with_what_to_do(store: Path) -> None:
    fault, words = _call(store, "screen_transaction", transaction={"parties": "nobody"})
    assert fault
    assert "CF100" in words
