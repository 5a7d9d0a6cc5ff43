"""Open the records of a store: people, cases, decisions and their log, on SQLite or PostgreSQL."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from counterflow.core.errors import SettingsError, StoreError
from counterflow.storage.database.migrating import NoRecordsError, advance, check_revision
from counterflow.storage.database.sqlite import PATIENCE

FILE = "records.sqlite"
"""The file of a store that holds its records, where no PostgreSQL database is named."""


def records_url(store: Path, database: str = "") -> URL:
    """Settle where the records of a store are.

    Args:
        store: Folder of the store.
        database: Address of a PostgreSQL database
            (``postgresql://user@host:5432/name``); empty for a SQLite file in the store.

    Raises:
        SettingsError: the address is none, or is of another kind of database.

    Example:
        >>> records_url(Path("store"), "postgresql://cf@localhost/cf").drivername
        'postgresql+psycopg'
    """
    if not database:
        return URL.create("sqlite", database=str(store / FILE))
    try:
        url = make_url(database)
    except ArgumentError as fault:
        raise _no_address(database) from fault
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise _no_address(url.render_as_string())
    return url.set(drivername="postgresql+psycopg")


class Records:
    """A relational database with tables of the newest revision.

    Args:
        url: As ``records_url`` gives it.
        write: Whether the caller may write. A reader makes and changes nothing.

    Raises:
        StoreError: the database cannot be opened, is of a newer version of the program, or of an
            older one and the caller may not write.
        SettingsError: it is PostgreSQL, and its driver is not installed.

    Basis:
        SQLite, "Write-Ahead Logging", with ``synchronous=FULL``: what was committed survives a
        loss of power. PostgreSQL, "Transaction Isolation": writers take turns and run
        SERIALIZABLE, so that what one read stays true until its end, or it is told to try again.
    """

    def __init__(self, url: URL, *, write: bool) -> None:
        self.url = url
        self.write = write
        if self.is_sqlite and write:
            self._make_folder()
        if self.is_sqlite and not write and not Path(url.database or "").is_file():
            raise NoRecordsError(str(url.database))
        self.engine = _engine(url)
        try:
            with self._told():
                if write:
                    advance(self.engine, self.place)
                else:
                    check_revision(self.engine, self.place)
        except BaseException:
            self.close()
            raise

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the records are in a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def place(self) -> str:
        """Name where the records are, without a password."""
        return str(self.url.database) if self.is_sqlite else self.url.render_as_string()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Hold one state of the records, whatever others write meanwhile.

        Raises:
            StoreError: the database is damaged, or its server is gone.
        """
        with self._told(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(  # noqa: PLW2901 - the same one
                    isolation_level="REPEATABLE READ"
                )
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Hold a write transaction; all of it is kept, or nothing.

        The lock of a writer is taken at once, so that what is read inside stays true to the end:
        whatever is written has its entry in the one log, and entries have one order.

        Raises:
            StoreError: nothing was written: the disk is full, the database is damaged, read-only,
                or its server is gone, or another writer was faster (``StoreBusyError``).
        """
        with self._told(), self.engine.connect() as connection:
            if self.is_sqlite:
                connection.info["write"] = True
            else:
                connection = connection.execution_options(  # noqa: PLW2901 - the same one
                    isolation_level="SERIALIZABLE"
                )
            with connection.begin():
                if not self.is_sqlite:
                    _take_turns(connection)
                yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make_folder(self) -> None:
        folder = Path(self.url.database or "").absolute().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise _cannot_use(self.place, fault) from fault

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell of faults of the database as errors of the store."""
        try:
            yield
        except StoreError:
            raise
        except DBAPIError as fault:
            if _lost_race(fault):
                raise StoreBusyError(
                    "another writer changed the same records at the same time",
                    where=self.place,
                    why="nothing of this change was kept",
                    remedy="read again what is there now, then try again",
                ) from fault
            raise _cannot_use(self.place, fault.orig or fault) from fault
        except (SQLAlchemyError, OSError, UnicodeDecodeError) as fault:
            raise _cannot_use(self.place, fault) from fault


class StoreBusyError(StoreError):
    """Say that a change was not kept, because another writer was faster."""


def _engine(url: URL) -> sa.Engine:
    """Make the engine of an address; nothing is opened yet."""
    if url.get_backend_name() != "sqlite":
        try:
            return sa.create_engine(url, pool_pre_ping=True)
        except ImportError as fault:
            raise SettingsError(
                "the driver of PostgreSQL is not installed",
                where=url.render_as_string(),
                remedy="pip install 'counterflow[postgres]'",
            ) from fault
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE, "isolation_level": None})

    @sa.event.listens_for(engine, "connect")
    def _opened(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        # The driver would begin by itself, late and without the lock of a writer.
        write = connection.info.pop("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _take_turns(connection: sa.Connection) -> None:
    """Wait for other writers before anything is read.

    Basis:
        PostgreSQL, LOCK: it comes before the first statement that takes a snapshot; readers do not
        wait for it. An advisory lock would be taken after the snapshot, which is then too old.
    """
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE:.0f}s'")
    connection.exec_driver_sql("LOCK TABLE audit_log IN EXCLUSIVE MODE")


_TRY_AGAIN = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL, appendix A: a serialization failure, a deadlock, a lock that was not to be had."""


def _lost_race(fault: DBAPIError) -> bool:
    state = getattr(fault.orig, "sqlstate", None)
    return state in _TRY_AGAIN or "database is locked" in str(fault.orig)


def _cannot_use(place: str, fault: BaseException) -> StoreError:
    return StoreError(
        f"the records cannot be used: {str(fault).strip()}",
        where=place,
        why="What was committed before is untouched",
        remedy="check that the disk has room and the file may be written, or that the server runs",
    )


def _no_address(text: str) -> SettingsError:
    return SettingsError(
        f"no address of a PostgreSQL database: {text!r}",
        where="database",
        remedy="write postgresql://user@host:5432/name, or leave it empty for a file in the store",
    )
