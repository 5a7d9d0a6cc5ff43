"""Keep every version of every list as a dated, hashed snapshot on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from counterflow.core.errors import ListError, StoreError
from counterflow.core.model import Listing, Refusal, Snapshot
from counterflow.watch.lists import layout
from counterflow.watch.lists.admission import (
    NAME,
    check_file_names,
    check_name,
    publication_day,
    refuse_half_read,
    say_known,
    utc_moment,
)
from counterflow.watch.sources.list_file import ListFile
from counterflow.watch.sources.parsed import ParsedList
from counterflow.watch.sources.reading import gather_input, parse_input

SHRUNKEN = 0.1
"""A version with this share fewer records than the one before it is said to have shrunk."""

_DIRECTORY_DIGITS = 24
_SNAPSHOT = msgspec.json.Decoder(Snapshot).decode
_LISTING = msgspec.json.Decoder(Listing).decode
_REFUSAL = msgspec.json.Decoder(Refusal).decode
_STRINGS = msgspec.json.Decoder(list[str]).decode


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
        check_name(name)
        retrieved_at = utc_moment(retrieved_at)
        given = gather_input(paths, format=format)
        parsed = parse_input(given, name)
        refuse_half_read(parsed, name)
        digest = layout.content_hash(given.files)
        snapshot = Snapshot(
            list=name,
            sha256=digest,
            format=parsed.format,
            title=parsed.title,
            authority=parsed.authority,
            published_on=publication_day(parsed, published_on, name),
            retrieved_at=retrieved_at,
            records=parsed.records,
            listings=len(parsed.listings),
            refusals=len(parsed.refusals),
            official=parsed.official if official is None else official,
            files=tuple(sorted(file.name for file in given.files)),
        )
        check_file_names(snapshot)
        target = self.root / name / digest[:_DIRECTORY_DIGITS]
        known = target.is_dir()
        if not known:
            parsed.notes.extend(self._shrinkage(snapshot))
            self._write(target, snapshot, given.files, parsed)
        stored = self._load(target)
        if snapshot.published_on and not stored.published_on:
            self._date(target, snapshot.published_on)
            parsed.notes.append(f"published_on is {snapshot.published_on} from now on")
            stored = self._load(target)
        if known or stored != snapshot:
            say_known(parsed, stored, snapshot, same=layout.holds_same_listings(target, parsed))
        self._mark_seen(stored, retrieved_at)
        return stored, parsed

    def names(self) -> list[str]:
        """Name the lists that have at least one snapshot, in order of the alphabet."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if _directories(path))

    def snapshots(self, name: str) -> list[Snapshot]:
        """Give all versions of one list, oldest first.

        Args:
            name: The list's name.

        Returns:
            Snapshots by day of publication, or of retrieval where none is stated.

        Raises:
            ListError: The list is not in the store, or a snapshot is damaged.
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
        return sorted(map(self._load, found), key=_age_key)

    def current(
        self, as_of: dt.date | None = None, lists: Sequence[str] | None = None
    ) -> list[Snapshot]:
        """Tell which version of each list was the newest on a day.

        Args:
            as_of: The day; versions published (or, undated, retrieved) later are left out. None
                takes the newest.
            lists: The lists asked for; None takes all that had a version by then.

        Returns:
            One snapshot per list, in the order asked for, or of the alphabet.

        Raises:
            ListError: A list asked for is not in the store or had no version by then, or a
                snapshot is damaged.
        """
        result: list[Snapshot] = []
        for name in self.names() if lists is None else dict.fromkeys(lists):
            versions = self.snapshots(name)
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
                remedy="remove the snapshot's folder and import the list again",
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

    def seen_on(self, snapshot: Snapshot, as_of: dt.date | None = None) -> str:
        """Tell when the same bytes were last imported, by a day.

        A publisher who changes nothing for weeks still publishes: a list of which the same
        bytes came again yesterday is not stale.

        Args:
            snapshot: One that this store gave.
            as_of: The day; later imports do not count. None takes the last.

        Returns:
            The day (ISO 8601), empty where it was not imported by then.

        Raises:
            ListError: The record of imports is damaged.
        """
        last = "" if as_of is None else as_of.isoformat()
        return max((day for day in self._seen(snapshot) if not last or day <= last), default="")

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

    def _load(self, directory: Path) -> Snapshot:
        data = layout.read_verified(directory, layout.SNAPSHOT)
        snapshot = layout.decode_with(_SNAPSHOT, data, directory, layout.SNAPSHOT)
        # A day given later, for bytes that state none: beside the snapshot, which never changes.
        later = layout.read_days(_dated_path(directory))
        if later and not snapshot.published_on:
            return msgspec.structs.replace(snapshot, published_on=later[-1])
        return snapshot

    def _date(self, directory: Path, day: str) -> None:
        try:
            layout.write_days(_dated_path(directory), [day])
        except OSError as error:
            raise self._cannot_store(error) from error

    def _shrinkage(self, snapshot: Snapshot) -> list[str]:
        """Say that a new version holds far fewer records than the newest before it."""
        if snapshot.list not in self.names():
            return []
        before = self.snapshots(snapshot.list)[-1]
        if snapshot.records >= before.records * (1 - SHRUNKEN):
            return []
        told = f"{snapshot.records:,} records where {before.id} holds {before.records:,}"
        return [f"the list shrank: {told}; check that the file is whole"]

    def _seen_path(self, snapshot: Snapshot) -> Path:
        folder = self.path_of(snapshot)
        return folder.with_name(f"{layout.SEEN}{folder.name}.json")

    def _seen(self, snapshot: Snapshot) -> list[str]:
        path = self._seen_path(snapshot)
        # A process killed between the snapshot and this record leaves the snapshot's own day.
        days = [snapshot.retrieved_at[:10]]
        return [*days, *layout.read_days(path)]

    def _mark_seen(self, snapshot: Snapshot, retrieved_at: str) -> None:
        known = self._seen(snapshot)
        if retrieved_at[:10] in known:
            return
        try:
            layout.write_days(self._seen_path(snapshot), sorted({*known, retrieved_at[:10]}))
        except OSError as error:
            raise self._cannot_store(error) from error

    def _cannot_store(self, error: OSError) -> StoreError:
        return StoreError(
            f"the list could not be stored: {error}",
            where=str(self.root),
            why="the last good version stays in use",
            remedy="check that the folder may be written and the disk has room",
        )


def _dated_path(directory: Path) -> Path:
    return directory.with_name(f"{layout.DATED}{directory.name}.json")


def day_of(snapshot: Snapshot) -> str:
    """Give the day that a snapshot counts from: of publication, else of retrieval.

    Example:
        >>> day_of(Snapshot("un", "0", "un_xml", retrieved_at="2026-11-21T08:00:00Z"))
        '2026-11-21'
    """
    return snapshot.published_on or snapshot.retrieved_at[:10]


def _age_key(snapshot: Snapshot) -> tuple[str, str, str]:
    return day_of(snapshot), snapshot.retrieved_at, snapshot.sha256


def _directories(path: Path) -> list[Path]:
    """Give the snapshot folders of one list; names with a dot are none."""
    if not path.is_dir() or not NAME.fullmatch(path.name):
        return []
    return sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith("."))
