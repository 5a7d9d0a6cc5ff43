"""Published versions: none changes silently, and what is tampered with is named."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec
import pytest

from counterflow.core.dossiers import Dossier
from counterflow.core.errors import DossierDamageError, DossierError, StoreError
from counterflow.publish.dossier.building import build_dossier, digest_of
from counterflow.publish.dossier.editions import Shelf
from dossier_ledger import full_ledger

DAY = "2031-03-07"


def _dossier(title: str = "") -> Dossier:
    built = build_dossier(full_ledger(), "NO-IS")
    return msgspec.structs.replace(built, title=title) if title else built


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_the_same_again_is_the_same_version(shelf: Shelf) -> None:
    first = shelf.issue(_dossier(), date=DAY, by="A. Editor")
    assert shelf.issue(_dossier(), date="2031-03-08") == first
    assert (first.number, first.kind, first.record) == (1, "issued", digest_of(_dossier()))


def test_a_change_is_refused_until_it_is_a_correction(shelf: Shelf) -> None:
    shelf.issue(_dossier(), date=DAY)
    with pytest.raises(DossierError, match="never changes silently"):
        shelf.issue(_dossier("Other"), date=DAY)
    second = shelf.correct(_dossier("Other"), date=DAY, by="A. Editor", reason="a misread date")
    assert (second.number, second.kind) == (2, "corrected")
    assert [one.number for one in shelf.editions()] == [1, 2]
    assert shelf.dossier_of(shelf.editions()[0]).title == _dossier().title


def test_a_correction_needs_a_change_a_reason_and_a_name(shelf: Shelf) -> None:
    with pytest.raises(DossierError, match="nothing is published"):
        shelf.correct(_dossier(), date=DAY, by="A", reason="b")
    shelf.issue(_dossier(), date=DAY)
    with pytest.raises(DossierError, match="nothing changed"):
        shelf.correct(_dossier(), date=DAY, by="A", reason="b")
    for by, reason in (("", "b"), ("A", " ")):
        with pytest.raises(DossierError, match="needs a reason"):
            shelf.correct(_dossier("Other"), date=DAY, by=by, reason=reason)


def test_a_withdrawal_stays_listed_and_binds(shelf: Shelf) -> None:
    shelf.issue(_dossier(), date=DAY)
    gone = shelf.withdraw("IS-NO", date=DAY, by="A. Editor", reason="the report was retracted")
    assert (gone.number, gone.kind) == (2, "withdrawn")
    assert shelf.dossier_of(gone) == _dossier()
    with pytest.raises(DossierError, match="is withdrawn"):
        shelf.issue(_dossier(), date=DAY)
    with pytest.raises(DossierError, match="already"):
        shelf.withdraw("IS-NO", date=DAY, by="A", reason="b")
    back = shelf.correct(_dossier(), date=DAY, by="A. Editor", reason="the report was restored")
    assert back.number == 3
    assert shelf.verify() == 3


def test_kept_forms_never_change(shelf: Shelf) -> None:
    edition = shelf.issue(_dossier(), date=DAY)
    shelf.keep_files(edition, {"dossier.html": b"page"})
    shelf.keep_files(edition, {"dossier.html": b"page"})
    with pytest.raises(DossierDamageError, match=r"dossier\.html"):
        shelf.keep_files(edition, {"dossier.html": b"other"})
    assert shelf.kept_file(edition, "dossier.html") == b"page"
    assert shelf.kept_file(edition, "dossier.pdf") is None
    (shelf.folder_of(edition) / "dossier.html").write_bytes(b"other")
    with pytest.raises(DossierDamageError, match=r"dossier\.html"):
        shelf.kept_file(edition, "dossier.html")


@pytest.mark.parametrize("file", ["dossier.json", "dossier.html"])
@pytest.mark.parametrize("fault", ["changed", "absent"])
def test_a_tampered_file_is_named(shelf: Shelf, file: str, fault: str) -> None:
    edition = shelf.issue(_dossier(), date=DAY)
    shelf.keep_files(edition, {"dossier.html": b"page"})
    assert shelf.verify() == 1
    path = shelf.folder_of(edition) / file
    path.write_bytes(b"{}") if fault == "changed" else path.unlink()
    with pytest.raises(DossierDamageError, match=f"{file} (was|is) {fault}"):
        shelf.verify()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM edition WHERE number = 1",
        "UPDATE edition SET body = replace(body, 'a misread date', 'no reason') WHERE number = 2",
        "UPDATE edition SET body = '{' WHERE number = 2",
    ],
)
def test_a_tampered_register_is_named(shelf: Shelf, tmp_path: Path, sql: str) -> None:
    shelf.issue(_dossier(), date=DAY)
    shelf.correct(_dossier("Other"), date=DAY, by="A. Editor", reason="a misread date")
    shelf.correct(_dossier("Third"), date=DAY, by="A. Editor", reason="again")
    with sqlite3.connect(tmp_path / "dossiers" / "register.sqlite") as database:
        database.execute(sql)
    database.close()
    with pytest.raises(DossierDamageError, match="CF935"):
        shelf.verify()


def test_a_register_that_is_no_database_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "dossiers").mkdir()
    (tmp_path / "dossiers" / "register.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError):
        shelf.editions()


def test_a_register_with_damaged_pages_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    first = shelf.issue(_dossier(), date=DAY)
    for number in range(20):
        built = msgspec.structs.replace(_dossier(), subject=f"S-{number}")
        shelf.keep_files(shelf.issue(built, date=DAY), {"page.html": b"<p>"})
    file = tmp_path / "dossiers" / "register.sqlite"
    kept = file.read_bytes()
    assert len(kept) > 10 * 1024, "what is damaged must hold more than the first page"
    file.write_bytes(kept[:1024] + b"\xa5" * (len(kept) - 1024))
    for ask in (
        shelf.editions,
        shelf.verify,
        lambda: shelf.kept_file(first, "page.html"),
        lambda: shelf.keep_files(first, {"page.html": b"<p>"}),
        lambda: shelf.issue(msgspec.structs.replace(_dossier(), subject="new"), date=DAY),
        lambda: shelf.withdraw("IS-NO", date=DAY, by="A. Editor", reason="a misread date"),
    ):
        with pytest.raises(StoreError, match=r"cannot be used: .*register\.sqlite"):
            ask()


@pytest.mark.parametrize("subject", ["../../etc", "a/b", "", "\0", "con", "é" * 300])
def test_no_subject_leads_out_of_the_store(shelf: Shelf, tmp_path: Path, subject: str) -> None:
    built = msgspec.structs.replace(_dossier(), subject=subject)
    edition = shelf.issue(built, date=DAY)
    folder = shelf.folder_of(edition).resolve()
    assert folder.is_relative_to((tmp_path / "dossiers").resolve())
    assert shelf.dossier_of(edition) == built


def test_an_empty_store_is_whole(shelf: Shelf) -> None:
    assert shelf.editions() == []
    assert shelf.verify() == 0
