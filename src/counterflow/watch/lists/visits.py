"""Remember when each publisher was last asked, what came of it, and what its server said."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from counterflow.storage.database.sqlite import using_database, writing
from counterflow.storage.downloads.download import Marks

FILE: Final = "fetches.sqlite"
"""The database of visits in the folder of a store. It may be removed: all lists are asked anew."""

_STEPS: Final = (
    """
CREATE TABLE visit (
    list TEXT PRIMARY KEY,
    tried_at TEXT NOT NULL,
    good_at TEXT NOT NULL,
    failures INTEGER NOT NULL,
    told TEXT NOT NULL,
    ahead_seconds REAL
) WITHOUT ROWID;
CREATE TABLE mark (
    list TEXT NOT NULL,
    address TEXT NOT NULL,
    version TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    PRIMARY KEY (list, address)
) WITHOUT ROWID;
""",
)


class Visit(NamedTuple):
    """The last visits to one publisher.

    Attributes:
        tried_at: The last try (ISO 8601, UTC).
        good_at: The last that gave a version in use, or said that nothing changed; empty for none.
        failures: Failures since then.
        told: What the last failure was.
        ahead_seconds: How far our clock was ahead of the server's; ``None`` where not known.
    """

    tried_at: str = ""
    good_at: str = ""
    failures: int = 0
    told: str = ""
    ahead_seconds: float | None = None


class Visits:
    """Keep the visits of a store, safe against a kill and a second process.

    Args:
        folder: The store's folder.

    Example:
        >>> import tempfile
        >>> visits = Visits(Path(tempfile.mkdtemp()))
        >>> visits.failed("un_sc", "2026-11-21T08:00:00Z", "the server answers HTTP 500")
        >>> visits.failed("un_sc", "2026-11-21T08:05:00Z", "the server answers HTTP 500")
        >>> visits.of("un_sc").failures
        2
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE

    def of(self, name: str) -> Visit:
        """Give the visits for one list; an empty one where it was never asked for."""
        with self._open(write=False) as connection:
            row = (
                connection
                and connection.execute(
                    "SELECT tried_at, good_at, failures, told, ahead_seconds FROM visit"
                    " WHERE list = ?",
                    (name,),
                ).fetchone()
            )
        return Visit(*row) if row else Visit()

    def marks(self, name: str, version: str) -> dict[str, Marks]:
        """Give what the server said of the files of a version, by address.

        Args:
            name: The list.
            version: The id of the version that we hold; marks of any other are of no use.
        """
        with self._open(write=False) as connection:
            if connection is None:
                return {}
            rows = connection.execute(
                "SELECT address, etag, last_modified FROM mark WHERE list = ? AND version = ?",
                (name, version),
            ).fetchall()
        return {address: Marks(etag, modified) for address, etag, modified in rows}

    def good(
        self,
        name: str,
        at: str,
        version: str,
        marks: Mapping[str, Marks],
        ahead_seconds: float | None = None,
    ) -> None:
        """Write down that a version came, or that it is still the publisher's."""
        with self._open(write=True) as connection, writing(_there(connection)):
            there = _there(connection)
            there.execute(
                "INSERT OR REPLACE INTO visit VALUES (?, ?, ?, 0, '', ?)",
                (name, at, at, ahead_seconds),
            )
            there.execute("DELETE FROM mark WHERE list = ?", (name,))
            there.executemany(
                "INSERT INTO mark VALUES (?, ?, ?, ?, ?)",
                [(name, address, version, *mark) for address, mark in marks.items() if any(mark)],
            )

    def failed(self, name: str, at: str, told: str) -> None:
        """Write down that a list could not be had, or was refused."""
        with self._open(write=True) as connection, writing(_there(connection)):
            _there(connection).execute(
                "INSERT INTO visit VALUES (?, ?, '', 1, ?, NULL) ON CONFLICT (list) DO UPDATE SET"
                " tried_at = excluded.tried_at, failures = failures + 1, told = excluded.told",
                (name, at, told),
            )

    @contextlib.contextmanager
    def _open(self, *, write: bool) -> Iterator[sqlite3.Connection | None]:
        if not write and not self.file.exists():
            yield None
            return
        # A file that a killed process left without tables is finished by whoever comes next.
        with using_database(self.file, _STEPS, write=True) as connection:
            yield connection


def _there(connection: sqlite3.Connection | None) -> sqlite3.Connection:
    assert connection is not None
    return connection
