"""The records open on SQLite and PostgreSQL alike, whole or not at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.engine import URL

from counterflow.core.errors import SettingsError, StoreError
from counterflow.storage.database.migrating import (
    MIGRATIONS,
    NEWEST,
    alembic_config,
    revision_of,
)
from counterflow.storage.database.records import Records, records_url


def test_a_writer_makes_the_tables_and_a_reader_finds_them(url: URL) -> None:
    with Records(url, write=True) as records, records.writing() as connection:
        assert revision_of(connection) == NEWEST
    with Records(url, write=False) as records, records.reading() as connection:
        assert revision_of(connection) == NEWEST


def test_the_newest_revision_is_the_last_of_the_folder() -> None:
    assert max(file.stem for file in (MIGRATIONS / "versions").glob("r*.py")) == f"r{NEWEST}"


def test_every_revision_goes_back_and_forth(url: URL) -> None:
    with Records(url, write=True) as records:
        before = _schema(records)
        with records.writing() as connection:
            command.downgrade(alembic_config(connection), "base")
        assert _schema(records) == {"alembic_version": ["version_num"]}
    with Records(url, write=True) as records:
        assert _schema(records) == before


def _schema(records: Records) -> dict[str, list[str]]:
    found = sa.inspect(records.engine)
    names = [name for name in found.get_table_names() if not name.startswith("sqlite_")]
    return {
        name: sorted(str(column["name"]) for column in found.get_columns(name)) for name in names
    }


def test_many_may_open_new_records_at_once(url: URL) -> None:
    faults: list[BaseException] = []

    def begin() -> None:
        try:
            Records(url, write=True).close()
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_what_fails_leaves_nothing_behind(url: URL) -> None:
    with Records(url, write=True) as records:
        with pytest.raises(StoreError):
            _half(records)
        assert "half" not in _schema(records)


def _half(records: Records) -> None:
    with records.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE half (a INTEGER)")
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")


def test_a_newer_version_is_refused(url: URL) -> None:
    with Records(url, write=True) as records, records.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for write in (True, False):
        with pytest.raises(StoreError, match="newer version"):
            Records(url, write=write)


def test_a_reader_refuses_an_older_version(url: URL) -> None:
    with Records(url, write=True) as records, records.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match="store upgrade"):
        Records(url, write=False)


def test_a_reader_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no records yet"):
        Records(records_url(tmp_path), write=False)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_told_of(tmp_path: Path) -> None:
    url = records_url(tmp_path)
    Path(str(url.database)).write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Records(url, write=True)


@pytest.mark.parametrize("text", ["mysql://host/name", "nothing", "postgresql+asyncpg://h/n"])
def test_another_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="no address"):
        records_url(Path(), text)


def test_a_password_is_never_told() -> None:
    with pytest.raises(SettingsError) as told:
        records_url(Path(), "mysql://me:secret@host/name")
    assert "secret" not in str(told.value)
