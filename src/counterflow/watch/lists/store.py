"""Keep every version of every list as a dated, hashed snapshot on disk."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from counterflow.core.errors import ListError, StoreError
from counterflow.core.model import Listing, Refusal, Snapshot
from counterflow.watch.lists import layout
from counterflow.watch.lists.admission import NAME, admit, say_in_use, say_known, say_shrunken
from counterflow.watch.lists.imports import Import, add_import, order_of, read_imports
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList

_DIRECTORY_DIGITS = 24
_SNAPSHOT = msgspec.json.Decoder(Snapshot).decode
_LISTING = msgspec.json.Decoder(Listing).decode
_REFUSAL = msgspec.json.Decoder(Refusal).decode
_STRINGS = msgspec.json.Decoder(list[str]).decode


def open_store(folder: Path) -> ListStore:
    """Open the lists below the folder of a store; it need not be there yet.

    Args:
        folder: The folder of lists, indexes and runs.

    Raises:
        StoreError: Something else than a folder stands there.
    """
    _check_folder(folder, "the store")
    return ListStore(folder / "lists")


class ListStore:
    """Keep lists under one folder; safe against a process killed at any moment.

    Args:
        root: The store's folder; it is made on the first import.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def import_list(
        self,
        paths: Sequence[Path],
        *,
        name: str,
        format: str | None = None,  # noqa: A002 - the word that users know from every door
        published_on: str | None = None,
        retrieved_at: str | None = None,
        official: bool | None = None,
    ) -> tuple[Snapshot, ParsedList]:
        """Read a list from files and keep it as a snapshot; the same bytes are kept once.

        Args:
            paths: As for ``read_list``: files or folders.
            name: The list's name in the store: small letters, digits and ``_``.
            format: The format's name where it should not be recognised by content.
            published_on: The day of publication (ISO 8601) of a list that states none.
            retrieved_at: When the files were fetched (ISO 8601, UTC); now if not given.
            official: False for a private list, true for an official one in another's format;
                by the format if not given.

        Returns:
            The snapshot and what was parsed. Where the same bytes were stored before, the
            snapshot of then; a note says so.

        Raises:
            ListError: The name is not allowed, a date is malformed or contradicts the file, the
                files cannot be read, or the list is half read. Nothing is stored then, and the
                last good version stays.
            StoreError: The folder cannot be written.
        """
        snapshot, files, parsed = admit(
            paths,
            name=name,
            format=format,
            published_on=published_on,
            retrieved_at=retrieved_at,
            official=official,
        )
        target = self.path_of(snapshot)
        known = target.is_dir()
        if not known:
            if name in self.names():
                say_shrunken(parsed, snapshot, before=self.snapshots(name)[-1])
            self._write(target, snapshot, files, parsed)
        stored = self.load(target)
        if snapshot.published_on and not stored.published_on:
            self._date(target, snapshot.published_on)
            parsed.notes.append(f"published_on is {snapshot.published_on} from now on")
            stored = self.load(target)
        if known or stored != snapshot:
            say_known(parsed, stored, snapshot, same=layout.holds_same_listings(target, parsed))
        before = self.snapshots(name)[-1]
        self._remember(target, stored, snapshot.retrieved_at, again=known)
        say_in_use(parsed, stored, before=before, now=self.snapshots(name)[-1])
        return stored, parsed

    def names(self) -> list[str]:
        """Name the lists that have at least one snapshot, in order of the alphabet.

        Raises:
            StoreError: Something else than a folder stands in its place, or it cannot be read.
        """
        _check_folder(self.root, "the folder of lists")
        if not self.root.is_dir():
            return []
        try:
            return sorted(path.name for path in self.root.iterdir() if _directories(path))
        except OSError as error:
            raise StoreError(
                f"the lists cannot be read: {error}",
                where=str(self.root),
                why="no list could be found in it",
                remedy="check that the folder may be read",
            ) from error

    def snapshots(self, name: str) -> list[Snapshot]:
        """Give all versions of one list, oldest first.

        Args:
            name: The list's name.

        Returns:
            Snapshots by day of publication, or of their last import where none is stated; the
            last of them is in use.

        Raises:
            ListError: The list is not in the store, or a snapshot is damaged.
        """
        return self._in_order(name, None)

    def folders(self, name: str) -> list[Path]:
        """Give the folders of all versions of one list, unread.

        Args:
            name: The list's name.

        Returns:
            At least one, in no meaningful order.

        Raises:
            ListError: The list is not in the store.
        """
        found = _directories(self.root / name) if NAME.fullmatch(name) else []
        if not found:
            known = ", ".join(self.names()) or "none"
            raise ListError(
                f"the list {name!r} is not in the store",
                where=str(self.root),
                why="screening without it would find nothing of it",
                remedy=f"import it, or name one of the lists that are there: {known}",
            )
        return found

    def current(
        self, as_of: dt.date | None = None, lists: Sequence[str] | None = None
    ) -> list[Snapshot]:
        """Tell which version of each list was the newest on a day.

        Args:
            as_of: The day; versions published (or, undated, retrieved) later are left out, and
                so is that a version came again later. None takes the newest.
            lists: The lists asked for; None takes all that had a version by then.

        Returns:
            One snapshot per list, in the order asked for, or of the alphabet.

        Raises:
            ListError: A list asked for is not in the store or had no version by then, or a
                snapshot is damaged.
        """
        result: list[Snapshot] = []
        for name in self.names() if lists is None else dict.fromkeys(lists):
            versions = self._in_order(name, as_of)
            by_then = [s for s in versions if as_of is None or day_of(s) <= as_of.isoformat()]
            if by_then:
                result.append(by_then[-1])
            elif lists is not None:
                raise ListError(
                    f"the list {name!r} has no version of {as_of} or before",
                    where=str(self.root),
                    why="the oldest here is of " + day_of(versions[0]),
                    remedy="import the version of that day, or ask for a later day",
                )
        return result

    def listings(self, snapshot: Snapshot) -> Iterator[Listing]:
        """Give a snapshot's listings in the publisher's order, once their file is verified.

        Args:
            snapshot: One that this store gave.

        Yields:
            The listings.

        Raises:
            ListError: The file is damaged or holds another number of listings than stated.
        """
        directory = self.path_of(snapshot)
        lines = layout.read_verified(directory, layout.LISTINGS).splitlines()
        if len(lines) != snapshot.listings:
            raise ListError(
                f"the stored list holds {len(lines)} listings where {snapshot.listings} are due",
                where=f"list {snapshot.list}, {directory}",
                remedy=layout.removal_advice(directory),
            )
        for line in lines:
            yield layout.decode_with(_LISTING, line, directory, layout.LISTINGS)

    def refusals(self, snapshot: Snapshot) -> list[Refusal]:
        """Give what of a snapshot's files could not be used.

        Args:
            snapshot: One that this store gave.

        Returns:
            The refusals in the order met.

        Raises:
            ListError: The file is damaged.
        """
        directory = self.path_of(snapshot)
        lines = layout.read_verified(directory, layout.REFUSALS).splitlines()
        return [layout.decode_with(_REFUSAL, line, directory, layout.REFUSALS) for line in lines]

    def notes(self, snapshot: Snapshot) -> list[str]:
        """Give what a person must know of a snapshot, a missing companion file for instance.

        Args:
            snapshot: One that this store gave.

        Returns:
            Sentences, empty where there is nothing to say.

        Raises:
            ListError: The file is damaged.
        """
        directory = self.path_of(snapshot)
        data = layout.read_verified(directory, layout.NOTES)
        return layout.decode_with(_STRINGS, data, directory, layout.NOTES)

    def imports(self, snapshot: Snapshot) -> list[Import]:
        """Give when the bytes of a snapshot were imported, in order; the first time stored them.

        Args:
            snapshot: One that this store gave.

        Raises:
            ListError: The record of imports is damaged.
        """
        return read_imports(self.path_of(snapshot), snapshot)

    def verify(self, snapshot: Snapshot) -> None:
        """Check every file of a snapshot, the originals too, against its hash.

        Args:
            snapshot: One that this store gave.

        Raises:
            ListError: A file is missing or damaged.
        """
        directory = self.path_of(snapshot)
        for name in layout.read_sums(directory):
            layout.read_verified(directory, name)

    def content_of(self, snapshot: Snapshot) -> str:
        """Give the SHA-256 of a snapshot's listings as they were read, which an index rests on."""
        return layout.read_sums(self.path_of(snapshot))[layout.LISTINGS]

    def path_of(self, snapshot: Snapshot) -> Path:
        """Give the folder of a snapshot, with the original files in ``original``."""
        return self.root / snapshot.list / snapshot.sha256[:_DIRECTORY_DIGITS]

    def _write(
        self, target: Path, snapshot: Snapshot, files: Sequence[ListFile], parsed: ParsedList
    ) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            layout.write_snapshot(self.root, target, snapshot, files, parsed)
        except OSError as error:
            raise self._cannot_store(error) from error

    def load(self, directory: Path) -> Snapshot:
        """Read the snapshot of a folder that ``folders`` gave.

        Raises:
            ListError: It is damaged.
        """
        data = layout.read_verified(directory, layout.SNAPSHOT)
        snapshot = layout.decode_with(_SNAPSHOT, data, directory, layout.SNAPSHOT)
        # A day given later, for bytes that state none: beside the snapshot, which never changes.
        later = layout.read_record(directory, layout.DATED, list[str])
        if later and not snapshot.published_on:
            return msgspec.structs.replace(snapshot, published_on=later[-1])
        return snapshot

    def _date(self, directory: Path, day: str) -> None:
        try:
            layout.write_record(directory, layout.DATED, [day])
        except OSError as error:
            raise self._cannot_store(error) from error

    def _in_order(self, name: str, as_of: dt.date | None) -> list[Snapshot]:
        """Give all versions of a list, the one in use by a day last, as far as it had come."""
        found = [(self.load(folder), folder) for folder in self.folders(name)]
        keyed = [(order_of(s, read_imports(folder, s), as_of), s) for s, folder in found]
        return [snapshot for _, snapshot in sorted(keyed, key=lambda pair: pair[0])]

    def _remember(self, directory: Path, snapshot: Snapshot, at: str, *, again: bool) -> None:
        """Write down an import, so that bytes that come again are in use again."""
        others = (self.imports(other) for other in self.snapshots(snapshot.list))
        last = max(one.number for imports in others for one in imports)
        try:
            add_import(directory, snapshot, at, number=last + 1, again=again)
        except OSError as error:
            raise self._cannot_store(error) from error

    def _cannot_store(self, error: OSError) -> StoreError:
        return StoreError(
            f"the list could not be stored: {error}",
            where=str(self.root),
            why="the last good version stays in use",
            remedy="check that the folder may be written and the disk has room",
        )


def day_of(snapshot: Snapshot) -> str:
    """Give the day that a snapshot counts from: of publication, else of retrieval.

    Example:
        >>> day_of(Snapshot("un", "0", "un_xml", retrieved_at="2026-11-21T08:00:00Z"))
        '2026-11-21'
    """
    return snapshot.published_on or snapshot.retrieved_at[:10]


def _check_folder(path: Path, what: str) -> None:
    """Refuse what stands where a folder should: it would read as a store without lists."""
    try:
        stands, folder = os.path.lexists(path), path.is_dir()
    except OSError as error:
        raise StoreError(
            f"{what} cannot be looked into: {error.strerror}",
            where=str(path),
            why="Its lists cannot be told",
            remedy="ask for the right to read it, or name another (--store)",
        ) from error
    if stands and not folder:
        raise StoreError(
            f"{what} is no folder",
            where=str(path),
            why="No list could be found in it",
            remedy="name a folder (--store, COUNTERFLOW_STORE), or move away what stands there",
        )


def _directories(path: Path) -> list[Path]:
    """Give the snapshot folders of one list; names with a dot are none."""
    if not path.is_dir() or not NAME.fullmatch(path.name):
        return []
    return sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))
