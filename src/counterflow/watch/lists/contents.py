"""Give back what is kept of a version: its listings, the publisher's bytes, refusals, notes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from counterflow.core.errors import ListError
from counterflow.core.model.listings import Listing
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists import blobs
from counterflow.watch.lists.differences import Difference
from counterflow.watch.lists.pieces import ALWAYS, DIFFERENCE, LISTINGS, NOTES, ORIGINAL, REFUSALS
from counterflow.watch.lists.store_file import StoreFile

_LISTING = msgspec.json.Decoder(Listing).decode
_DIFFERENCE = msgspec.json.Decoder(Difference).decode


class Contents(StoreFile):
    """Read what a store keeps of each version; every byte is checked against its hash."""

    def listings(self, snapshot: Snapshot) -> Iterator[Listing]:
        """Give a version's listings in the publisher's order.

        Raises:
            ListError: They are damaged, which of a large list is known at its end only, or are
                another number than stated.
        """
        count = 0
        for line in self.lines(snapshot):
            count += 1
            yield _listing(line, snapshot, count)
        if count != snapshot.listings:
            raise ListError(
                f"the stored list holds {count} listings where {snapshot.listings} are due",
                where=f"list {snapshot.list}, {self.file}",
                remedy="run: counterflow lists verify; restore the store from a copy",
            )

    def lines(self, snapshot: Snapshot) -> Iterator[bytes]:
        """Give a version's listings as the lines in which they are kept."""
        with self._of(snapshot) as connection:
            yield from blobs.lines(connection, self._hash(connection, snapshot, LISTINGS))

    def original(self, snapshot: Snapshot, name: str = "") -> Iterator[bytes]:
        """Give the publisher's bytes of one file of a version, in pieces.

        Args:
            snapshot: One that this store gave.
            name: The file's name; may be left out where the version has only one.

        Raises:
            ListError: There is no such file, or it is damaged.
        """
        wanted = name or (snapshot.files[0] if len(snapshot.files) == 1 else "")
        with self._of(snapshot) as connection:
            yield from blobs.stream(connection, self._hash(connection, snapshot, ORIGINAL, wanted))

    def refusals(self, snapshot: Snapshot) -> list[Refusal]:
        """Give what of a version's files could not be used, in the order met."""
        return msgspec.json.decode(self._read(snapshot, REFUSALS), type=list[Refusal])

    def notes(self, snapshot: Snapshot) -> list[str]:
        """Give what a person must know of a version, a missing companion file for instance."""
        return msgspec.json.decode(self._read(snapshot, NOTES), type=list[str])

    def difference(self, snapshot: Snapshot) -> Difference | None:
        """Give what changed since the version that was in use when this one was imported.

        Returns:
            The difference as it was stored then; ``None`` where no version was in use before.
        """
        with self._of(snapshot) as connection:
            row = connection.execute(
                "SELECT piece.sha256 FROM piece JOIN snapshot ON number = snapshot"
                " WHERE list = ? AND snapshot.sha256 = ? AND role = ?",
                (snapshot.list, snapshot.sha256, DIFFERENCE),
            ).fetchone()
            return None if row is None else _DIFFERENCE(blobs.read(connection, row[0]))

    def content_of(self, snapshot: Snapshot) -> str:
        """Give the SHA-256 of a version's listings as they were read, which an index rests on."""
        with self._of(snapshot) as connection:
            return self._hash(connection, snapshot, LISTINGS)

    def verify(self, snapshot: Snapshot) -> None:
        """Check everything that is kept of a version, the originals too, against its hash.

        Raises:
            ListError: Something is missing or damaged.
        """
        with self._of(snapshot) as connection:
            rows = connection.execute(
                "SELECT role, name, piece.sha256 FROM piece JOIN snapshot ON number = snapshot"
                " WHERE list = ? AND snapshot.sha256 = ?",
                (snapshot.list, snapshot.sha256),
            ).fetchall()
            there = {(role, name) for role, name, _ in rows}
            due = [(ORIGINAL, name) for name in snapshot.files]
            for role, name in [*due, *((role, "") for role in ALWAYS)]:
                if (role, name) not in there:
                    raise _unknown(snapshot, self.file, f"{role} {name}".strip())
            for _, _, sha256 in rows:
                for _ in blobs.stream(connection, sha256):
                    pass

    def _read(self, snapshot: Snapshot, role: str) -> bytes:
        with self._of(snapshot) as connection:
            return blobs.read(connection, self._hash(connection, snapshot, role))

    @contextlib.contextmanager
    def _of(self, snapshot: Snapshot) -> Iterator[sqlite3.Connection]:
        with self.reading() as connection:
            if connection is None:
                raise _unknown(snapshot, self.file)
            yield connection

    def _hash(
        self, connection: sqlite3.Connection, snapshot: Snapshot, role: str, name: str = ""
    ) -> str:
        row = connection.execute(
            "SELECT piece.sha256 FROM piece JOIN snapshot ON number = snapshot"
            " WHERE list = ? AND snapshot.sha256 = ? AND role = ? AND piece.name = ?",
            (snapshot.list, snapshot.sha256, role, name),
        ).fetchone()
        if row is None:
            raise _unknown(snapshot, self.file, f"{role} {name}".strip())
        return str(row[0])


def _listing(line: bytes, snapshot: Snapshot, number: int) -> Listing:
    """Read one stored line; a large list is given out before its hash is known."""
    try:
        return _LISTING(line)
    except msgspec.DecodeError as error:
        raise ListError(
            f"a stored listing is damaged: {error}",
            where=f"{snapshot.id}, listing {number}",
            why="what it said cannot be known",
            remedy="run: counterflow lists verify; restore the store from a copy",
        ) from error


def _unknown(snapshot: Snapshot, file: Path, what: str = "it") -> ListError:
    return ListError(
        f"the version {snapshot.id} is not whole in the store: {what} is missing",
        where=str(file),
        why="it may have been removed while it was in use",
        remedy="run: counterflow lists verify; import it again",
    )
