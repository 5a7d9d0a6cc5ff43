"""Records with people on both databases, and invented decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from counterflow.storage.access.people import add_person
from counterflow.storage.database.records import Records, records_url
from postgres import fresh_database

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
PEOPLE = {
    "Ann": ["analyst"],
    "Abe": ["analyst", "approver"],
    "Bob": ["approver"],
    "Rea": ["reader"],
}


def add_people(records: Records) -> None:
    """Add an admin and the others."""
    with records.writing() as connection:
        add_person(connection, "Ada", ["admin"], at=NOON)
        for name, roles in PEOPLE.items():
            add_person(connection, name, roles, by="Ada", at=NOON)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Give an empty place for records, of each kind in turn."""
    if request.param == "sqlite":
        return records_url(tmp_path)
    return records_url(tmp_path, fresh_database())


@pytest.fixture
def records(url: URL) -> Iterator[Records]:
    """Give records in which five people act."""
    with Records(url, write=True) as found:
        add_people(found)
        yield found


Sql = Callable[..., None]


@pytest.fixture
def sql(records: Records) -> Sql:
    """Give what writes past the program: one statement, as whoever has the file can run it."""

    def run(statement: str, **values: object) -> None:
        with records.engine.connect() as connection, connection.begin():
            connection.execute(sa.text(statement), values)

    return run
