"""People by the command line: who adds whom, and what is told where somebody may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from counterflow.storage.audit.log import read_entries
from counterflow.storage.audit.signing import open_records
from flows.conftest import Said
from postgres import fresh_database


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_people_are_added_changed_and_ended(
    cli: Callable[..., Said], tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = fresh_database() if database == "postgresql" else ""
    monkeypatch.setenv("COUNTERFLOW_DATABASE", address)
    monkeypatch.setenv("COUNTERFLOW_STORE", str(tmp_path))
    assert "no records yet" in cli("people", "ls").err or database == "postgresql"
    assert cli("people", "add", "Ann", "--role", "admin").code == 0
    assert cli("people", "add", "Bo", "--role", "analyst").code == 2
    said = cli("people", "add", "Bo", "--role", "analyst", "--as", "Cy")
    assert (said.code, "[CF310] nobody is of the name 'Cy'" in said.err) == (2, True)
    monkeypatch.setenv("COUNTERFLOW_PERSON", "Ann")
    assert cli("people", "add", "Bo", "--role", "analyst").code == 0
    assert cli("people", "roles", "Bo", "--role", "approver", "--role", "auditor").code == 0
    assert cli("people", "end", "Bo").code == 0
    found = json.loads(cli("people", "ls", "--json").out)["people"]
    assert [(one["name"], one["roles"], bool(one["ended_at"])) for one in found] == [
        ("Ann", ["admin"], False),
        ("Bo", ["approver", "auditor"], True),
    ]
    assert "approver, auditor" in cli("people", "ls").out
    with open_records(tmp_path, address, write=False) as records, records.reading() as connection:
        assert [(one.kind, one.actor) for one in read_entries(connection)] == [
            ("people.add", "Ann"), ("people.add", "Ann"), ("people.roles", "Ann"),
            ("people.end", "Ann"),
        ]  # fmt: skip
