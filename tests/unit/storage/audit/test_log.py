"""The log is only appended: the database itself refuses everything else."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from counterflow.core.errors import StoreError
from counterflow.storage.audit.log import HEADS, LOG, append, last_entry, read_entries
from counterflow.storage.database.records import Records

_COPY = (
    "INSERT INTO audit_log "
    "SELECT {}, at, clock, {}, kind, facts, prev, 'x' FROM audit_log WHERE seq = 2"
)
NOON = dt.datetime(2031, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def records(url: URL) -> Iterator[Records]:
    with Records(url, write=True) as found:
        yield found


def _append(records: Records, *kinds: str) -> None:
    with records.writing() as connection:
        for kind in kinds:
            append(connection, kind, {"n": kind}, actor="Ann", at=NOON)


def test_entries_are_numbered_and_bound_to_each_other(records: Records) -> None:
    _append(records, "case.open", "case.note")
    _append(records, "list.fetch")
    with records.reading() as connection:
        one, two, three = read_entries(connection)
        assert [one.seq, two.seq, three.seq] == [1, 2, 3]
        assert (two.prev, three.prev) == (one.hash, two.hash)
        assert last_entry(connection) == three
        assert [e.kind for e in read_entries(connection, kind="case")] == ["case.open", "case.note"]
        assert [e.seq for e in read_entries(connection, after=1, newest_first=True)] == [3, 2]
        assert two.fact("n") == "case.note"


def test_a_change_that_fails_takes_its_entry_with_it(records: Records) -> None:
    with pytest.raises(ValueError, match="nobody"), records.writing() as connection:
        _append_two(connection)
    with records.reading() as connection:
        assert last_entry(connection) is None


def _append_two(connection: sa.Connection) -> None:
    append(connection, "a", {}, actor="Ann")
    append(connection, "b", {}, actor="")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'Eve'",
        "DELETE FROM audit_log WHERE seq = 2",
        "DELETE FROM audit_heads",
        "UPDATE audit_heads SET at = ''",
        _COPY.format(4, "actor"),
        _COPY.format(3, "actor"),
        _COPY.format(2, "'Eve'"),
    ],
)
def test_the_database_refuses_to_change_what_was_written(records: Records, statement: str) -> None:
    _append(records, "a", "b")
    with records.writing() as connection:
        connection.execute(sa.insert(HEADS).values(seq=1, key="k", at="t", signature="s"))
    statements = [statement]
    if records.is_sqlite:
        statements.append(statement.replace("INSERT INTO", "INSERT OR REPLACE INTO"))
    else:
        statements.append("TRUNCATE audit_log CASCADE")
    before = _all(records)
    for one in statements:
        with pytest.raises(StoreError, match=r"only appended|must follow"):
            _run(records, one)
        assert _all(records) == before


def _run(records: Records, statement: str) -> None:
    with records.writing() as connection:
        connection.exec_driver_sql(statement)


def _all(records: Records) -> list[tuple[Any, ...]]:
    with records.reading() as connection:
        return [
            tuple(row)
            for table in (LOG, HEADS)
            for row in connection.execute(sa.select(table).order_by(table.c.seq))
        ]


def test_a_signed_head_is_not_replaced(records: Records) -> None:
    _append(records, "a")
    with records.writing() as connection:
        connection.execute(sa.insert(HEADS).values(seq=1, key="k", at="t", signature="s"))
    word = "INSERT OR REPLACE INTO" if records.is_sqlite else "INSERT INTO"
    with pytest.raises(StoreError, match=r"never replaced|unique"):
        _run(records, f"{word} audit_heads VALUES (1, 'k', 't', 'forged')")


def test_the_declared_tables_are_those_of_the_revision(records: Records) -> None:
    found = sa.inspect(records.engine)
    for table in (LOG, HEADS):
        names = [column["name"] for column in found.get_columns(table.name)]
        assert names == [column.name for column in table.columns]


def test_many_writers_make_one_chain(records: Records) -> None:
    """Nobody loses an entry, and nobody has to try again, on either database."""
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                _append(records, "a")
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with records.reading() as connection:
        entries = list(read_entries(connection))
    assert [entry.seq for entry in entries] == list(range(1, 41))
    assert [entry.prev for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
