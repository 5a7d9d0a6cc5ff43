"""Bring the tables of the records up to date, with Alembic; on SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from counterflow.core.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
NEWEST = "0004"
"""The newest revision in ``migrations/versions``; a test holds the two together."""
_LOCK = 0x0C0FFEE
"""Number of the advisory lock under which one process at a time changes tables."""


class NoRecordsError(StoreError):
    """Say that nothing was ever recorded in a place."""

    def __init__(self, place: str) -> None:
        super().__init__(
            "there are no records yet",
            where=place,
            remedy="screen with --record, or import customers, first",
        )


def revision_of(connection: sa.Connection) -> str:
    """Give the revision of the tables; empty where there are none yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return str(found or "")


def check_revision(engine: sa.Engine, place: str) -> None:
    """Refuse tables that are not of this version of the program.

    Args:
        engine: The engine of the records.
        place: Where they are, for the error.

    Raises:
        StoreError: a newer or an older version wrote them, or there are none (``NoRecordsError``).
    """
    with engine.connect() as connection, connection.begin():
        found = revision_of(connection)
    if found == NEWEST:
        return
    if found > NEWEST:
        raise _newer(place)
    if not found:
        raise NoRecordsError(place)
    raise StoreError(
        "the records were written by an older version of the program",
        where=place,
        remedy="bring them up to date, after a backup, with: counterflow store upgrade",
    )


def advance(engine: sa.Engine, place: str) -> None:
    """Take the revisions that the tables have not had; two processes may try at once.

    Args:
        engine: The engine of the records.
        place: Where they are, for the error.

    Raises:
        StoreError: a newer version wrote them.
    """
    with engine.connect() as connection, connection.begin():
        found = revision_of(connection)
    if found == NEWEST:
        return
    if found > NEWEST:
        raise _newer(place)
    with engine.connect() as connection:
        connection.info["write"] = True
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
            _upgrade(connection)


def _upgrade(connection: sa.Connection) -> None:
    # Takes a third of a second to load: only where tables have to be changed.
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: sa.Connection) -> Config:
    """Configure Alembic for one open transaction.

    Args:
        connection: A connection that has begun to write; the caller commits.
    """
    from alembic.config import Config

    config = Config()
    # A percent sign in the path of the package would be read as the beginning of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _newer(place: str) -> StoreError:
    return StoreError(
        "the records were written by a newer version of the program",
        where=place,
        why="reading them with this one could miss what they hold",
        remedy="install the newer version",
    )
