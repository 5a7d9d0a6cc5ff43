"""Open a SQLite file so that a kill, a full disk or a second process leaves it whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from counterflow.core.errors import StoreError

PATIENCE = 60.0
"""Seconds for which a writer waits while another process writes."""
DAMAGE = (sqlite3.Error, OSError, UnicodeDecodeError)
"""What using a damaged file raises; SQLite names a damaged table by bytes that may be no text."""


def open_database(file: Path, steps: Sequence[str], *, write: bool) -> sqlite3.Connection:
    """Open a database file, bringing its tables up to date.

    Args:
        file: The file; it is made, with its folder, where ``write`` is true.
        steps: SQL scripts, each of which brings the tables from one version to the next. Steps
            are only ever added: a file knows by ``user_version`` how many it has had.
        write: Whether the caller may write. A reader makes and changes nothing.

    Returns:
        A connection in autocommit mode; ``writing`` opens a transaction.

    Raises:
        StoreError: The file is no database, is of a newer version of the program, or cannot be
            opened.

    Basis:
        SQLite, "Atomic Commit" (rollback journal, ``synchronous=FULL``): a transaction is in the
        file wholly or not at all, whenever the process is killed.
    """
    try:
        if write:
            file.parent.mkdir(parents=True, exist_ok=True)
        name = f"{uri_of(file.absolute())}?mode={'rwc' if write else 'ro'}"
        connection = sqlite3.connect(name, uri=True, timeout=PATIENCE, isolation_level=None)
        # A damaged file must not stay open: Windows would not let anybody replace it.
        with contextlib.ExitStack() as failed:
            failed.callback(connection.close)
            # Small pages: most of what is kept are differences of a few hundred bytes.
            connection.execute("PRAGMA page_size = 1024")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _advance(connection, file, steps, write=write)
            failed.pop_all()
    except DAMAGE as fault:
        raise cannot_use(file, fault) from fault
    return connection


@contextlib.contextmanager
def using_database(
    file: Path, steps: Sequence[str], *, write: bool
) -> Iterator[sqlite3.Connection]:
    """Open a database file for one question or one change, and close it whatever happens.

    A page that is damaged deep in the file, a full disk and a lock that is held too long show only
    once the file is used: who reads or writes through this need not look for them.

    Args:
        file: The file; see ``open_database``.
        steps: Its tables; see ``open_database``.
        write: Whether the caller may write.

    Yields:
        The connection. Whatever is raised inside that is no fault of the file (another file that
        cannot be written, a mistake in what was asked) goes on as it is.

    Raises:
        StoreError: The file cannot be opened, or what SQLite did inside failed.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as scratch:
        ...     steps = ["CREATE TABLE a (x);"]
        ...     with using_database(Path(scratch, "a.sqlite"), steps, write=True) as database:
        ...         database.execute("SELECT count(*) FROM a").fetchone()
        (0,)
    """
    connection = open_database(file, steps, write=write)
    with contextlib.closing(connection):
        try:
            yield connection
        except (sqlite3.Error, UnicodeDecodeError) as fault:
            raise cannot_use(file, fault) from fault


def uri_of(file: PurePath) -> str:
    r"""Give a path in the form in which SQLite opens it.

    Args:
        file: An absolute path.

    Example:
        >>> from pathlib import PureWindowsPath
        >>> uri_of(PureWindowsPath("C:/store/a.sqlite"))
        'file:///C:/store/a.sqlite'
        >>> uri_of(PureWindowsPath(r"\\server\share\a.sqlite"))
        'file:////server/share/a.sqlite'

    Basis:
        SQLite, "Uniform Resource Identifiers", 3: an authority other than ``localhost`` is an
        error, so the server of a network share has to stand in the path.
    """
    uri = file.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _advance(
    connection: sqlite3.Connection, file: Path, steps: Sequence[str], *, write: bool
) -> None:
    """Take the steps that a file has not had; two processes may try at once."""
    if _version(connection) == len(steps):
        return
    if _version(connection) > len(steps):
        raise StoreError(
            "the store was written by a newer version of the program",
            where=str(file),
            why="reading it with this one could miss what it holds",
            remedy="install the newer version",
        )
    if not write:
        raise StoreError(
            "the store was written by an older version of the program",
            where=str(file),
            remedy="open it once for writing, for instance with: counterflow lists verify",
        )
    with writing(connection):
        for number in range(_version(connection), len(steps)):
            for statement in _statements(steps[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")


def _statements(script: str) -> Iterator[str]:
    """Part a script; ``executescript`` would end the transaction that makes it one step."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Hold the only write transaction of a file; all of it is kept, or nothing.

    The lock is taken at once, not at the first write, so that what is read inside stays true
    until the end.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk may have ended the transaction already.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def cannot_use(file: Path, fault: Exception) -> StoreError:
    """Say that a database file cannot be read or written, by what SQLite says of it.

    Example:
        >>> print(cannot_use(Path("lists.sqlite"), sqlite3.OperationalError("disk is full")))
        [CF300] the store cannot be used: disk is full (lists.sqlite)...
    """
    return StoreError(
        f"the store cannot be used: {fault}",
        where=str(file),
        why="What was stored before is untouched",
        remedy="check that the disk has room, and that the file may be written and is a database",
    )
