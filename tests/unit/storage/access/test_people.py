"""People and their roles: who may act, and that every change is in the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from counterflow.core.errors import AccessError
from counterflow.storage.access.people import (
    PEOPLE,
    ROLES,
    add_person,
    all_people,
    end_person,
    find_person,
    require,
    set_roles,
)
from counterflow.storage.audit.log import read_entries
from counterflow.storage.database.records import Records


@pytest.fixture
def connection(url: URL) -> Iterator[sa.Connection]:
    """A write transaction in which Ann is an admin and Bo an analyst."""
    with Records(url, write=True) as records, records.writing() as found:
        add_person(found, "Ann", ["admin"])
        add_person(found, "Bo", ["analyst"], by="ann ")
        yield found


def test_the_first_person_is_an_admin_and_adds_the_others(url: URL) -> None:
    with Records(url, write=True) as records, records.writing() as connection:
        with pytest.raises(AccessError, match="first person must be an admin"):
            add_person(connection, "Ann", ["analyst"])
        ann = add_person(connection, "  Ann \n Lee", ["auditor", "admin", "admin"])
        assert (ann.name, ann.roles) == ("Ann Lee", ("admin", "auditor"))
        for nobody in ("", "Cy", "Bo"):
            with pytest.raises(AccessError, match=r"nobody is"):
                add_person(connection, "Bo", ["analyst"], by=nobody)
        bo = add_person(connection, "Bo", ["analyst"], by="Ann Lee")
        assert all_people(connection) == [ann, bo]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_itself_and_reading(connection: sa.Connection, role: str) -> None:
    add_person(connection, "Cy", [role], by="Ann")
    for asked in ROLES:
        if asked in (role, "reader"):
            assert require(connection, " cY", asked).name == "Cy"
        else:
            with pytest.raises(AccessError, match=f"Cy is no {asked}"):
                require(connection, "Cy", asked)


def test_only_an_admin_changes_people(connection: sa.Connection) -> None:
    with pytest.raises(AccessError, match="Bo is no admin"):
        add_person(connection, "Cy", ["reader"], by="Bo")
    with pytest.raises(AccessError, match="Bo is no admin"):
        set_roles(connection, "Bo", ["approver"], by="Bo")
    with pytest.raises(AccessError, match="Bo is no admin"):
        end_person(connection, "Ann", by="Bo")
    assert [one.roles for one in all_people(connection)] == [("admin",), ("analyst",)]


def test_an_ended_person_acts_no_more_and_keeps_the_name(connection: sa.Connection) -> None:
    ended = end_person(connection, "bo", by="Ann")
    assert find_person(connection, "Bo") == ended
    with pytest.raises(AccessError, match="was ended on"):
        require(connection, "Bo", "reader")
    for same in ("Bo", "BO", "Bo"):
        with pytest.raises(AccessError, match="taken"):
            add_person(connection, same, ["analyst"], by="Ann")


def test_the_last_admin_stays(connection: sa.Connection) -> None:
    with pytest.raises(AccessError, match="last admin"):
        end_person(connection, "Ann", by="Ann")
    with pytest.raises(AccessError, match="last admin"):
        set_roles(connection, "Ann", ["auditor"], by="Ann")
    set_roles(connection, "Bo", ["admin", "approver"], by="Ann")
    end_person(connection, "Ann", by="Bo")
    with pytest.raises(AccessError, match="last admin"):
        end_person(connection, "Bo", by="Bo")


def test_every_change_is_in_the_log(connection: sa.Connection) -> None:
    set_roles(connection, "Bo", ["approver"], by="Ann")
    end_person(connection, "Bo", by="Ann")
    entries = read_entries(connection)
    assert [(e.kind, e.actor, e.fact("person"), e.fact("roles")) for e in entries] == [
        ("people.add", "Ann", "Ann", ["admin"]),
        ("people.add", "Ann", "Bo", ["analyst"]),
        ("people.roles", "Ann", "Bo", ["approver"]),
        ("people.end", "Ann", "Bo", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "roles"), [
    ("", ["reader"]), (" \t", ["reader"]), ("a\x00b", ["reader"]), ("a\x1b[2J", ["reader"]),
    ("Cy", []), ("Cy", ["boss"]),
])  # fmt: skip
def test_what_is_no_name_or_role_is_refused(
    connection: sa.Connection, name: str, roles: list[str]
) -> None:
    with pytest.raises(AccessError, match=r"no name|no role"):
        add_person(connection, name, roles, by="Ann")


def test_the_declared_table_is_that_of_the_revision(connection: sa.Connection) -> None:
    names = [column["name"] for column in sa.inspect(connection).get_columns("people")]
    assert names == [column.name for column in PEOPLE.columns]
