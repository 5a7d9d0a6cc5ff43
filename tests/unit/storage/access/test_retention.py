"""Decisions stay as long as they must, longer where they are held, and leave their hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from counterflow.core.errors import AccessError, ArchiveError, AuditError
from counterflow.storage.access import retention
from counterflow.storage.access.people import add_person
from counterflow.storage.access.retention import (
    add_hold,
    holds,
    purge,
    release_hold,
    retention_years,
    set_retention,
)
from counterflow.storage.archive import key_files
from counterflow.storage.archive.finding import Query, find, get
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.proving import prove
from counterflow.storage.archive.verifying import verify_store
from counterflow.storage.audit.log import read_entries
from counterflow.storage.audit.signing import open_records
from kept_decisions import a_decision, a_ground, lines

GROUND = a_ground()
KEPT = dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)


def _on(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(hour=9, tzinfo=dt.UTC)


@pytest.fixture
def archive(url: URL, tmp_path: Path) -> Iterator[Archive]:
    """Give decisions of two days and of none, sealed and single; Ann is an admin, Bo is not."""
    database = "" if url.get_backend_name() == "sqlite" else url.render_as_string()
    with open_records(tmp_path, database, write=True) as records:
        with records.writing() as connection:
            add_person(connection, "Ann", ["admin"], at=KEPT)
            add_person(connection, "Bo", ["analyst"], by="Ann", at=KEPT)
        found = Archive(records, tmp_path)
        sealed = [a_decision(n, date=f"2031-02-{n:02}") for n in range(1, 6)]
        found.append_batch(GROUND, lines(*sealed), run="r", part=1, at=KEPT)
        loose = [a_decision(6, date=""), a_decision(7, date="2031-02-04")]
        found.append_single(GROUND, lines(*loose), at=KEPT)
        yield found


def _left(archive: Archive) -> list[str]:
    return sorted(one.id for one in find(archive, Query(), limit=99))


def test_nothing_goes_before_its_time(archive: Archive) -> None:
    """A fake clock around the limit: ten whole years from the day of the transaction."""
    days = {
        "2041-02-01": 0, "2041-02-02": 1, "2041-02-03": 2, "2041-02-04": 3, "2041-02-05": 5,
        "2041-02-06": 6, "2041-03-01": 6, "2041-03-02": 7,
    }  # fmt: skip
    assert {day: purge(archive, by="Ann", at=_on(day)).decisions for day in days} == days
    assert len(_left(archive)) == 7


def test_a_purge_leaves_a_tombstone_and_all_other_proofs(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_files, "FAN", 2)
    proofs = {ref: prove(archive, ref) for ref in ("1.1", "1.4")}
    found = purge(archive, by="Ann", really=True, at=_on("2041-02-04"))
    assert (found.decisions, found.parts, found.before) == (3, 1, "2031-02-04")
    assert _left(archive) == ["S00004", "S00005", "S00006", "S00007"]
    stored = get(archive, "1.1").stored
    assert (stored.body, stored.context) == (None, None)
    tombstone, other = prove(archive, "1.1"), prove(archive, "1.4")
    assert tombstone.body is None
    assert tombstone.body_sha256 == proofs["1.1"].body_sha256
    assert tombstone.path == proofs["1.1"].path
    assert other == proofs["1.4"]
    for query in (Query(id="S00002"), Query(party="Clairvaudon Distribution 2 SAS")):
        assert find(archive, query) == []
    assert b"Distribution 2 SAS" not in b"".join(
        file.read_bytes() for file in archive.folder.rglob("*.*") if file.is_file()
    )
    checked = verify_store(archive)
    assert (checked.decisions, checked.purged) == (7, 3)
    with archive.records.reading() as connection:
        (entry,) = read_entries(connection, kind="decisions.purge")
    assert (entry.actor, entry.fact("rows"), entry.fact("number")) == ("Ann", [0, 1, 2], 1)
    assert purge(archive, by="Ann", really=True, at=_on("2041-02-04")).decisions == 0
    assert purge(archive, by="Ann", really=True, at=_on("2061-02-04")).decisions == 4
    assert verify_store(archive).purged == 7


@pytest.mark.parametrize(("scope", "value"), [
    ("all", ""), ("party", "clairvaudon distribution 2 sas"), ("number", "fr 000002"),
    ("id", "S00002"), ("decision", "1.1"),
])  # fmt: skip
def test_a_hold_keeps_what_it_names(archive: Archive, scope: str, value: str) -> None:
    with archive.records.writing() as connection:
        hold = add_hold(connection, scope, value, because="case 12", by="Ann")
    found = purge(archive, by="Ann", really=True, at=_on("2041-02-04"))
    assert "S00002" in _left(archive)
    assert (found.decisions, found.held) == ((0, 3) if scope == "all" else (2, 1))
    with archive.records.writing() as connection:
        assert holds(connection) == [hold]
        release_hold(connection, hold.name, because="closed", by="Ann")
        with pytest.raises(ArchiveError, match="was released before"):
            release_hold(connection, hold.name, because="closed", by="Ann")
    purge(archive, by="Ann", really=True, at=_on("2041-02-04"))
    assert "S00002" not in _left(archive)


def test_other_years_need_an_entry_with_a_reason(archive: Archive) -> None:
    with archive.records.writing() as connection:
        assert retention_years(connection) == 10
        with pytest.raises(ArchiveError, match="no reason"):
            set_retention(connection, 5, because=" ", by="Ann")
        with pytest.raises(AccessError, match="Bo is no admin"):
            set_retention(connection, 5, because="law of ours", by="Bo")
        set_retention(connection, 12, because="bank", by="Ann")
        assert retention_years(connection) == 12
    assert purge(archive, by="Ann", at=_on("2041-12-31")).decisions == 0
    assert purge(archive, by="Ann", at=_on("2043-02-05")).decisions == 5


def test_only_an_admin_purges_and_holds(archive: Archive) -> None:
    with pytest.raises(AccessError, match="Bo is no admin"):
        purge(archive, by="Bo", really=True, at=_on("2061-02-04"))
    with pytest.raises(AccessError), archive.records.writing() as connection:
        add_hold(connection, "all", because="x", by="Bo")
    assert len(_left(archive)) == 7


def test_a_mistyped_day_purges_nothing_at_once(archive: Archive) -> None:
    """A day of 1031 would else be over the moment it is kept."""
    archive.append_batch(
        GROUND, lines(a_decision(8, date="1031-02-01")), run="typo", part=1, at=KEPT
    )
    assert purge(archive, by="Ann", at=_on("2041-01-31")).decisions == 0
    assert purge(archive, by="Ann", at=_on("2041-03-02")).decisions == 8


def test_an_interrupted_purge_is_finished_by_the_next(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "_remove", killed)
        with pytest.raises(KeyboardInterrupt):
            purge(archive, by="Ann", really=True, at=_on("2041-02-04"))
    assert get(archive, "1.1").stored.body is not None
    with pytest.raises(AuditError, match="purge"):
        verify_store(archive)
    assert purge(archive, by="Ann", really=True, at=_on("2041-02-04")).decisions == 0
    assert get(archive, "1.1").stored.body is None
    assert verify_store(archive).purged == 3
