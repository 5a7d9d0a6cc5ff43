"""`counterflow dossier` and `counterflow exhibit`: publish, correct, withdraw, verify."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from counterflow.serve.cli.main import run
from dossier_ledger import full_ledger


@pytest.fixture
def store(tmp_path: Path) -> str:
    (tmp_path / "ledger.json").write_bytes(msgspec.json.encode(full_ledger()))
    return str(tmp_path / "store")


def _publish(store: str, *more: str) -> int:
    ledger = str(Path(store).parent / "ledger.json")
    return run(["dossier", *more, "--ledger", ledger, "--store", store, "--date", "2026-01-05"])


def test_a_dossier_from_first_page_to_withdrawal(
    store: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert _publish(store, "NO-IS", "-o", str(page), "--by", "A. Editor") == 0
    assert "Version 1, issued 2026-01-05" in page.read_text("utf-8")
    assert "IS-NO, version 1, issued; SHA-256" in capfd.readouterr().err
    ledger = full_ledger()
    fewer = msgspec.structs.replace(ledger, flows=ledger.flows[:1])
    (tmp_path / "ledger.json").write_bytes(msgspec.json.encode(fewer))
    assert _publish(store, "NO-IS") == 2
    assert "never changes silently" in capfd.readouterr().err
    words = ["--reason", "a flow was misread", "--by", "A. Editor"]
    assert _publish(store, "correct", "NO-IS", *words, "-o", str(page)) == 0
    assert "a flow was misread" in page.read_text("utf-8")
    assert run(["dossier", "withdraw", "IS-NO", *words, "-o", str(page), "--store", store]) == 0
    assert "This dossier is withdrawn" in page.read_text("utf-8")
    again = ["dossier", "show", "IS-NO", "--store", store, "-o", str(page)]
    assert run([*again, "--version", "1"]) == 0
    assert "Version 1, issued" in page.read_text("utf-8")
    assert run([*again, "--version", "9"]) == 2
    capfd.readouterr()
    assert run(["dossier", "ls", "--json", "--store", store]) == 0
    listed = json.loads(capfd.readouterr().out)["editions"]
    assert [one["kind"] for one in listed] == ["issued", "corrected", "withdrawn"]
    assert run(["dossier", "ls", "--store", store]) == 0
    assert run(["dossier", "verify", "--store", store]) == 0


def test_what_was_tampered_with_gives_seven(store: str, tmp_path: Path) -> None:
    assert _publish(store, "NO-IS", "-o", str(tmp_path / "page.html")) == 0
    record = next(Path(store, "dossiers").rglob("dossier.json"))
    record.write_bytes(record.read_bytes().replace(b"denies", b"admits"))
    assert run(["dossier", "verify", "--store", store]) == 7


def test_a_draft_keeps_nothing(store: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert _publish(store, "NO-IS", "--draft", "--to", "json") == 0
    assert json.loads(capfdbinary.readouterr().out)["kind"] == "pair"
    assert not Path(store).exists()


def test_a_subject_called_like_a_command_is_published_by_its_word(store: str) -> None:
    assert _publish(store, "publish", "ls") == 2


def test_a_ledger_that_is_none_is_refused(store: str, tmp_path: Path) -> None:
    (tmp_path / "ledger.json").write_text('{"reports": 3}')
    assert _publish(store, "NO-IS") == 2


def test_an_exhibit_is_kept_and_shown(
    store: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    image = pytest.importorskip("PIL.Image")
    image.new("RGB", (4, 3), "navy").save(tmp_path / "plant.png")
    words = ["--site", "Fjellvik Industrial Park", "--released-by", "Inspectorate"]
    more = ["--date", "2031-03", "--footprint", "5.8,60.3,6.0,60.4", "--store", store]
    assert run(["exhibit", "add", str(tmp_path / "plant.png"), *words, *more]) == 0
    assert run(["exhibit", "ls", "--store", store]) == 0
    assert run(["exhibit", "ls", "--ndjson", "--store", store]) == 0
    assert "plant.png" in capfd.readouterr().out
    page = tmp_path / "page.html"
    assert _publish(store, "Fjellvik Industrial Park", "-o", str(page)) == 0
    text = page.read_text("utf-8")
    assert "data:image/png;base64," in text
    assert "Footprint: plant.png" in text
    kept = next(Path(store, "exhibits").glob("[0-9a-f]*"))
    kept.write_bytes(b"other")
    assert run(["dossier", "verify", "--store", store]) == 7


def test_a_foreign_exhibit_is_refused(store: str, tmp_path: Path) -> None:
    (tmp_path / "plant.png").write_text("<script>")
    words = ["--site", "x", "--released-by", "y", "--date", "2031", "--store", store]
    assert run(["exhibit", "add", str(tmp_path / "plant.png"), *words]) == 2
    assert not Path(store).exists()
