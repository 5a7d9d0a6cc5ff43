"""Know the people who act and their roles; every change of them is in the log."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import AccessError
from counterflow.storage.archive.acts import person_key
from counterflow.storage.audit.log import append

ROLES = ("reader", "analyst", "approver", "admin", "auditor")
"""The roles. None includes another, but whoever has one may read."""
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Signs that Python calls printable and nobody sees (Unicode, Default_Ignorable_Code_Point): with
one of them a person could be there twice, and approve what they wrote themselves."""
METADATA = sa.MetaData()
PEOPLE = sa.Table(
    "people",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("added_at", sa.Text, nullable=False),
    sa.Column("ended_at", sa.Text),
)


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acts.

    Attributes:
        name: The name as it was given first; it is told in the log.
        roles: What they may do, in the order of ``ROLES``.
        added_at: When they were added, in UTC, as in entries of the log.
        ended_at: When they were ended; ``None`` while they may act.
    """

    name: str
    roles: tuple[str, ...]
    added_at: str
    ended_at: str | None = None


def add_person(
    connection: sa.Connection,
    name: str,
    roles: Iterable[str],
    *,
    by: str = "",
    at: dt.datetime | None = None,
) -> Person:
    """Add a person.

    The first one is added by nobody and must be an admin; all others are added by an admin.

    Args:
        connection: A transaction of ``Records.writing()``.
        name: Their name; it is never given to another, not even after they were ended.
        roles: At least one of ``ROLES``.
        by: The admin who adds them; empty for the first person.
        at: When; now if ``None``.

    Returns:
        The person; ``name`` is written as it is kept.

    Raises:
        AccessError: the name or a role is none, the name is taken, ``by`` is no admin, or the first
            person is none.
    """
    plain, theirs = _name_of(name), _roles_of(roles)
    first = connection.execute(sa.select(PEOPLE.c.key).limit(1)).first() is None
    if first and "admin" not in theirs:
        raise AccessError(
            "the first person must be an admin",
            why="nobody could add a second one",
            remedy=f"counterflow people add {plain!r} --role admin",
        )
    actor = plain if first else require(connection, by, "admin").name
    if found := find_person(connection, plain):
        state = "was ended" if found.ended_at else "is there"
        raise AccessError(
            f"the name {found.name} is taken: that person {state}",
            why="two people of one name could not be told apart in the log",
            remedy="give a name that tells them apart",
        )
    entry = append(
        connection, "people.add", {"person": plain, "roles": list(theirs)}, actor=actor, at=at
    )
    connection.execute(
        sa.insert(PEOPLE).values(
            key=person_key(plain), name=plain, roles=",".join(theirs), added_at=entry.at
        )
    )
    return Person(name=plain, roles=theirs, added_at=entry.at)


def set_roles(
    connection: sa.Connection,
    name: str,
    roles: Iterable[str],
    *,
    by: str,
    at: dt.datetime | None = None,
) -> Person:
    """Give a person other roles than before.

    Args:
        connection: A transaction of ``Records.writing()``.
        name: The person.
        roles: All their roles from now on, at least one.
        by: The admin who gives them.
        at: When; now if ``None``.

    Raises:
        AccessError: there is no such person, a role is none, ``by`` is no admin, or no admin would
            be left.
    """
    theirs = _roles_of(roles)
    actor = require(connection, by, "admin").name
    person = _acting(connection, name)
    if "admin" not in theirs:
        _keep_an_admin(connection, person)
    facts = {"person": person.name, "before": list(person.roles), "roles": list(theirs)}
    append(connection, "people.roles", facts, actor=actor, at=at)
    _update(connection, person, roles=",".join(theirs))
    return msgspec.structs.replace(person, roles=theirs)


def end_person(
    connection: sa.Connection, name: str, *, by: str, at: dt.datetime | None = None
) -> Person:
    """Let a person act no more; what they did stays, and so does their name.

    Args:
        connection: A transaction of ``Records.writing()``.
        name: The person.
        by: The admin who ends them.
        at: When; now if ``None``.

    Raises:
        AccessError: there is no such person, ``by`` is no admin, or no admin would be left.
    """
    actor = require(connection, by, "admin").name
    person = _acting(connection, name)
    _keep_an_admin(connection, person)
    entry = append(connection, "people.end", {"person": person.name}, actor=actor, at=at)
    _update(connection, person, ended_at=entry.at)
    return msgspec.structs.replace(person, ended_at=entry.at)


def require(connection: sa.Connection, person: str, role: str) -> Person:
    """Refuse whoever may not act in a role.

    Args:
        connection: A transaction of the records.
        person: Who acts, by name; capital letters and spaces do not count.
        role: One of ``ROLES``. ``reader`` is anybody who may act at all.

    Returns:
        The person; take the name for the log from here.

    Raises:
        AccessError: nobody is named, nobody is of that name, they were ended, or lack the role.
    """
    if role not in ROLES:
        raise ValueError(f"no role: {role}")
    found = _acting(connection, person)
    if role != "reader" and role not in found.roles:
        raise AccessError(
            f"{found.name} is no {role}",
            why=f"their roles are: {', '.join(found.roles)}",
            remedy=f"let a person act who is one, or an admin make them one: "
            f"counterflow people roles {found.name!r} --role {role}",
        )
    return found


def find_person(connection: sa.Connection, name: str) -> Person | None:
    """Find a person by name, ended or not; capital letters and spaces do not count."""
    asked = sa.select(PEOPLE).where(PEOPLE.c.key == person_key(name))
    found = connection.execute(asked).first()
    return _person(found) if found else None


def all_people(connection: sa.Connection) -> list[Person]:
    """Give everybody, in the order in which they were added, the ended ones too."""
    rows = connection.execute(sa.select(PEOPLE).order_by(PEOPLE.c.added_at, PEOPLE.c.key))
    return [_person(row) for row in rows]


def _acting(connection: sa.Connection, name: str) -> Person:
    if not name.strip():
        raise AccessError(
            "nobody is named who acts",
            why="the log must say who did it",
            remedy="name yourself with --as NAME, or set COUNTERFLOW_PERSON",
        )
    found = find_person(connection, name)
    if found is None:
        raise AccessError(
            f"nobody is of the name {name!r}",
            remedy="see counterflow people ls; an admin adds people with: counterflow people add",
        )
    if found.ended_at:
        raise AccessError(
            f"{found.name} was ended on {found.ended_at[:10]}", remedy="let another person act"
        )
    return found


def _keep_an_admin(connection: sa.Connection, person: Person) -> None:
    admins = [
        one for one in all_people(connection) if "admin" in one.roles and one.ended_at is None
    ]
    if [one.name for one in admins] == [person.name]:
        raise AccessError(
            f"{person.name} is the last admin",
            why="nobody could add or change people any more",
            remedy="make another person an admin first",
        )


def _update(connection: sa.Connection, person: Person, **values: str) -> None:
    at = PEOPLE.c.key == person_key(person.name)
    connection.execute(sa.update(PEOPLE).where(at).values(**values))


def _person(row: sa.Row[Any]) -> Person:
    roles = tuple(row.roles.split(","))
    return Person(name=row.name, roles=roles, added_at=row.added_at, ended_at=row.ended_at)


def _name_of(name: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if not plain or not plain.isprintable() or _UNSEEN.search(plain):
        raise AccessError(f"no name of a person: {name!r}", remedy="write it as it is written")
    return plain


def _roles_of(roles: Iterable[str]) -> tuple[str, ...]:
    given = set(roles)
    unknown = sorted(given - set(ROLES))
    if unknown or not given:
        told = f"no role: {', '.join(unknown)}" if unknown else "no role is given"
        raise AccessError(told, remedy=f"give at least one of: {', '.join(ROLES)}")
    return tuple(role for role in ROLES if role in given)
