"""Keep every version of every list, dated and hashed, in one database file."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from counterflow.core.errors import ListError, StoreError
from counterflow.core.model import Listing, Refusal, Snapshot
from counterflow.storage.database.sqlite import DAMAGE, cannot_use, open_database
from counterflow.watch.lists import blobs
from counterflow.watch.lists.pieces import ALWAYS, LISTINGS, NOTES, ORIGINAL, REFUSALS
from counterflow.watch.lists.tables import FILE, STEPS
from counterflow.watch.lists.versions import Version, day_of, order_of, versions_of

if TYPE_CHECKING:
    from counterflow.watch.lists.keeping import Imported

_LISTING = msgspec.json.Decoder(Listing).decode


class Event(NamedTuple):
    """One line of the log of lists: when, which list and version, what, who and why."""

    at: str
    list: str
    version: str
    what: str
    who: str
    why: str


def open_store(folder: Path) -> ListStore:
    """Open the lists of a store; its folder need not be there yet.

    Args:
        folder: The folder of lists, indexes and runs.

    Raises:
        StoreError: Something else than a folder stands there, or lists of an older program.
    """
    try:
        wrong = folder.exists() and not folder.is_dir()
        older = (folder / "lists").exists()
    except OSError as error:
        raise cannot_use(folder, error) from error
    if wrong or older:
        raise StoreError(
            "the store is no folder" if wrong else "the store holds lists of an older program",
            where=str(folder if wrong else folder / "lists"),
            why="No list could be found in it",
            remedy="name a folder (--store, COUNTERFLOW_STORE)"
            if wrong
            else "import the lists again into another store, or move this folder away first",
        )
    return ListStore(folder)


class ListStore:
    """Keep lists in one file, safe against a process killed at any moment and against a second one.

    Every method opens the file for itself, so a store may be used from several threads.

    Args:
        folder: The store's folder; it is made on the first import.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / FILE

    def import_list(self, paths: Sequence[Path], **asked: Any) -> Imported:
        """Read a list from files and keep it as a version; the same bytes are kept once.

        Args:
            paths: As for ``read_list``: files or folders.
            **asked: ``name`` of the list in the store (small letters, digits and ``_``);
                ``format``, where it should not be recognised by content; ``published_on``, the day
                of publication (ISO 8601) of a list that states none; ``retrieved_at``, when the
                files were fetched (ISO 8601, UTC), now if not given; ``official``, by the format
                if not given; ``record_only``, to write down what guards find and go on;
                ``limits`` of the guards; ``probe``, which tries canaries.

        Returns:
            The version and the account of its reading. Where the same bytes were stored before,
            the version of then; a note says so.

        Raises:
            ListError: The name is not allowed, a date is malformed or contradicts the file, or
                the files cannot be read. The last good version stays.
            GuardError: The version is half read, shrunken or lacks what was there before. It is
                kept aside until somebody accepts it; the last good version stays.
            StoreError: The file cannot be written.

        Example:
            >>> import tempfile
            >>> line = '{"id": "q1", "schema": "Company", "properties": {"name": ["Acme"]}}'
            >>> folder = Path(tempfile.mkdtemp())
            >>> _ = (folder / "a.json").write_text(line)
            >>> ListStore(folder).import_list([folder / "a.json"], name="house").snapshot.listings
            1
        """
        # Two dozen readers are imported where one is needed, and not by every screening.
        from counterflow.watch.lists.keeping import Order, keep_list

        with self.writing() as connection:
            return keep_list(connection, self.folder, Order(paths, **asked))

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open the file for writing.

        Raises:
            StoreError: It cannot be opened or written.
        """
        connection = open_database(self.file, STEPS, write=True)
        with contextlib.closing(connection), self._telling():
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """Open the file for reading; None where there is none yet.

        Raises:
            StoreError: It cannot be opened or read.
        """
        try:
            there = self.file.exists()
        except OSError as error:
            raise cannot_use(self.file, error) from error
        if not there:
            yield None
            return
        # Whoever may write also finishes what a killed process left: half a transaction, no tables.
        connection = open_database(self.file, STEPS, write=os.access(self.file, os.W_OK))
        with contextlib.closing(connection), self._telling():
            yield connection

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except DAMAGE as fault:
            raise cannot_use(self.file, fault) from fault

    def names(self) -> list[str]:
        """Name the lists that have at least one version, refused ones too, by the alphabet."""
        with self.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute("SELECT DISTINCT list FROM snapshot ORDER BY list")
            return [name for (name,) in rows]

    def versions(self, name: str) -> list[Version]:
        """Give all versions of one list, refused ones too, in the order of their imports.

        Raises:
            ListError: The list is not in the store.
        """
        with self.reading() as connection:
            found = [] if connection is None else versions_of(connection, name)
        if not found:
            known = ", ".join(self.names())
            raise ListError(
                f"the list {name!r} is not in the store",
                where=str(self.file),
                why="screening without it would find nothing of it",
                remedy=f"name one of the lists that are there: {known}"
                if known
                else "import it: counterflow lists import FILE --as NAME",
            )
        return found

    def snapshots(self, name: str) -> list[Snapshot]:
        """Give all versions of one list that may be used; the last of them is in use.

        Returns:
            Versions by day of publication, or of their last import where none is stated; a pinned
            version is the last. Empty where all were refused.

        Raises:
            ListError: The list is not in the store.
        """
        return [version.snapshot for version in self._in_order(name, None)]

    def current(
        self, as_of: dt.date | None = None, lists: Sequence[str] | None = None
    ) -> list[Snapshot]:
        """Tell which version of each list was in use on a day.

        Args:
            as_of: The day; versions published (or, undated, retrieved) later are left out, and
                so is that a version came again later. None takes the newest.
            lists: The lists asked for; None takes all that had a version by then.

        Returns:
            One version per list, in the order asked for, or of the alphabet.

        Raises:
            ListError: A list asked for is not in the store or had no version by then.
        """
        result: list[Snapshot] = []
        for name in self.names() if lists is None else dict.fromkeys(lists):
            versions = self._in_order(name, as_of)
            by_then = [
                one
                for one in versions
                if as_of is None or day_of(one.snapshot) <= as_of.isoformat()
            ]
            if by_then:
                result.append(by_then[-1].snapshot)
            elif lists is not None:
                raise _without_version(name, as_of, versions, self.file)
        return result

    def _in_order(self, name: str, as_of: dt.date | None) -> list[Version]:
        """Give the versions that may be used, the one in use by a day last, if it had come."""
        pin = self.pin_of(name)
        if pin is not None and as_of is not None and pin.at[:10] > as_of.isoformat():
            pin = None
        pinned = pin.version if pin else ""
        kept = [version for version in self.versions(name) if version.state == "kept"]
        return sorted(kept, key=lambda one: (one.snapshot.id == pinned, order_of(one, as_of)))

    def pin_of(self, name: str) -> Event | None:
        """Give the pin of a list: which version is held in use, since when, by whom and why."""
        with self.reading() as connection:
            if connection is None:
                return None
            row = connection.execute(
                "SELECT pin.at, version, who, why FROM pin WHERE list = ?", (name,)
            ).fetchone()
        return Event(row[0], name, row[1], "pinned", row[2], row[3]) if row else None

    def listings(self, snapshot: Snapshot) -> Iterator[Listing]:
        """Give a version's listings in the publisher's order.

        Raises:
            ListError: They are damaged, which of a large list is known at its end only, or are
                another number than stated.
        """
        count = 0
        for line in self.lines(snapshot):
            count += 1
            yield _LISTING(line)
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

    def log(self, name: str | None = None) -> list[Event]:
        """Give what happened to one list, or to all, the oldest first."""
        with self.reading() as connection:
            if connection is None:
                return []
            rows = connection.execute(
                "SELECT at, list, version, what, who, why FROM event"
                " WHERE ? IS NULL OR list = ? ORDER BY number",
                (name, name),
            )
            return [Event(*row) for row in rows]

    def refused_last(self, name: str, as_of: dt.date) -> Event | None:
        """Tell whether the last attempt to bring a list up to date was refused or failed.

        Args:
            name: The list.
            as_of: The day; what happened later does not count.

        Returns:
            What the log says of it; None where the last attempt was good, or there was none. That
            an older version came in, one that is not the newest, is no attempt of this kind.
        """
        with self.reading() as connection:
            found = [] if connection is None else versions_of(connection, name)
        kept = [one for one in found if one.state == "kept"]
        newest = max(kept, key=lambda one: order_of(one, as_of), default=None)
        good = "" if newest is None else _mark_of(newest.snapshot.id)
        by_then = [event for event in self.log(name) if event.at[:10] <= as_of.isoformat()]
        accepted = {_mark_of(event.version) for event in by_then if event.what == "accepted"}
        by_then.reverse()  # of one second, the last first: a stable sort keeps that
        for event in sorted(by_then, key=lambda event: event.at, reverse=True):
            mark = _mark_of(event.version)
            if event.what in ("refused", "failed") and mark not in accepted:
                return event
            if event.what in ("kept", "came again", "accepted") and mark == good:
                return None
        return None

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


def _mark_of(version: str) -> str:
    """Give what stays of a version's id where its day is learnt later: the digits of its hash."""
    return version.partition("#")[2]


def _unknown(snapshot: Snapshot, file: Path, what: str = "it") -> ListError:
    return ListError(
        f"the version {snapshot.id} is not whole in the store: {what} is missing",
        where=str(file),
        why="it may have been removed while it was in use",
        remedy="run: counterflow lists verify; import it again",
    )


def _without_version(
    name: str, as_of: dt.date | None, versions: Sequence[Version], file: Path
) -> ListError:
    if not versions:
        return ListError(
            f"every version of the list {name!r} was refused",
            where=str(file),
            why="nothing of it could be searched",
            remedy=f"see why: counterflow lists log {name}; then fetch it again, or accept one",
        )
    return ListError(
        f"the list {name!r} has no version of {as_of} or before",
        where=str(file),
        why="the oldest here is of " + min(day_of(one.snapshot) for one in versions),
        remedy="import the version of that day, or ask for a later day",
    )
