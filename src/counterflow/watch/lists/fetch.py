"""Fetch a list from its publisher into a store: all its files, or nothing; never in silence."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from counterflow.core.days import today
from counterflow.core.errors import CounterflowError, GuardError, ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.storage.downloads.download import Marks, Reply
from counterflow.storage.downloads.replies import moment_of
from counterflow.watch.lists.addresses import OfficialList
from counterflow.watch.lists.admission import utc_moment
from counterflow.watch.lists.download import Downloader
from counterflow.watch.lists.keeping import Imported, in_use, log
from counterflow.watch.lists.pieces import hash_of
from counterflow.watch.lists.seals import seal_held
from counterflow.watch.lists.store import ListStore
from counterflow.watch.lists.visits import Visits
from counterflow.watch.sources.list_file import load_list_file

MEETINGS: Final = 3
"""How often an import is tried when another process brought the same list meanwhile."""
LEFT_OVER_SECONDS: Final = 86_400
"""Age from which a folder of downloads counts as left by a killed process."""

_PREFIX: Final = "fetching-"


class Bring(Protocol):
    """Import files as a version of a list, its canaries tried (``Engine.import_list``)."""

    def __call__(self, paths: list[Path], **asked: Any) -> Imported:
        """Import; see ``ListStore.import_list``."""


class Fetched(NamedTuple):
    """What came of fetching one list.

    Attributes:
        list: Its name.
        what: ``new``, ``unchanged`` (the server says so), ``came again`` (the same bytes),
            ``refused`` (by a guard) or ``failed``.
        version: The version that the publisher's server holds, as far as known.
        told: What there is to say.
        fault: The error, where it was refused or failed.
    """

    list: str
    what: str
    version: str = ""
    told: str = ""
    fault: CounterflowError | None = None


def fetch_list(
    store: ListStore, row: OfficialList, downloader: Downloader, *, bring: Bring | None = None
) -> Fetched:
    """Fetch one list and keep it as a version.

    The server is told which version we hold, and need not send it again. Whatever fails is in the
    log of lists, and the last good version stays in use.

    Args:
        store: The store.
        row: The list.
        downloader: Downloads its files.
        bring: Imports them, with canaries; ``ListStore.import_list``, without any, if ``None``.

    Returns:
        What came of it; a failure is told, never raised.

    Raises:
        StoreError: The store cannot be written.
    """
    moment = utc_moment(None)
    before = len(store.log(row.name))
    try:
        fetched = _fetched(store, row, downloader, bring or store.import_list, moment)
    except GuardError as fault:
        _note(store, row, moment, "refused", fault.what, before)
        return Fetched(row.name, "refused", told=fault.what, fault=fault)
    except ListError as fault:
        place = f" ({fault.where})" if fault.where else ""
        _note(store, row, moment, "failed", f"{fault.what}{place}", before)
        return Fetched(row.name, "failed", told=fault.what, fault=fault)
    return fetched


def _fetched(
    store: ListStore, row: OfficialList, downloader: Downloader, bring: Bring, moment: str
) -> Fetched:
    if not row.files:
        raise ListError(
            f"the list {row.name} cannot be fetched: {row.by_hand}",
            remedy=f"import it from a file: counterflow lists import FILE --as {row.name}",
        )
    visits = Visits(store.folder)
    held = _held(store, row.name)
    marks = visits.marks(row.name, held.id) if held else {}
    with _folder(store.folder) as folder:
        replies = _replies(row, downloader, folder, marks)
        ahead = _ahead(replies)
        if held is not None and all(reply.unchanged for reply in replies.values()):
            _still(store, row, held, moment)
            visits.good(row.name, moment, held.id, marks, ahead)
            return Fetched(row.name, "unchanged", held.id, "unchanged on the publisher's server")
        paths = [folder / file.name for file in row.files]
        imported = _brought(store, row, bring, paths, replies, moment)
    snapshot = imported.snapshot
    with store.writing() as connection, writing(connection):
        log(connection, moment, row.name, snapshot.id, "fetched", why=_places(replies))
    new = {url: reply.marks for url, reply in replies.items()}
    visits.good(row.name, moment, snapshot.id, new, ahead)
    what = "came again" if imported.account.again else "new"
    return Fetched(row.name, what, snapshot.id, "; ".join(imported.account.notes))


def _held(store: ListStore, name: str) -> Snapshot | None:
    """Give the newest version that may be used, whatever is pinned."""
    if name not in store.names():
        return None
    found = in_use(store.versions(name))
    return found.snapshot if found else None


def _replies(
    row: OfficialList, downloader: Downloader, folder: Path, marks: Mapping[str, Marks]
) -> dict[str, Reply]:
    """Download all files; where some only are unchanged, those too: all are of one moment."""
    asked = {url: mark for url, mark in marks.items() if any(mark)}
    if {file.url for file in row.files} - asked.keys():
        asked = {}
    replies: dict[str, Reply] = {}
    for file in row.files:
        replies[file.url] = downloader.download(
            file.url, folder / file.name, hosts=row.hosts, marks=asked.get(file.url)
        )
    if all(reply.unchanged for reply in replies.values()):
        return replies
    for file in row.files:
        if replies[file.url].unchanged:
            replies[file.url] = downloader.download(file.url, folder / file.name, hosts=row.hosts)
    return replies


def _brought(
    store: ListStore,
    row: OfficialList,
    bring: Bring,
    paths: list[Path],
    replies: Mapping[str, Reply],
    moment: str,
) -> Imported:
    """Import the files; a second process that brings the same list at once is waited out."""
    asked: dict[str, Any] = {"name": row.name, "format": row.format, "retrieved_at": moment}
    for turn in range(MEETINGS):
        known = _count(store, row.name)
        day = _day(store, row, paths, replies)
        try:
            return bring(paths, **{**asked, **({"published_on": day} if day else {})})
        except GuardError:
            raise
        except ListError:
            if _count(store, row.name) == known or turn == MEETINGS - 1:
                raise
    raise AssertionError


def _count(store: ListStore, name: str) -> int:
    return len(store.versions(name)) if name in store.names() else 0


def _day(
    store: ListStore, row: OfficialList, paths: list[Path], replies: Mapping[str, Reply]
) -> str:
    """Give the day on which the server says that a list was changed, where its files state none.

    A version that is in the store keeps its day: touching a file does not publish it anew.
    """
    moment = moment_of(replies[row.files[0].url].marks.last_modified) if row.files else None
    if not row.states_no_day or moment is None:
        return ""
    day = moment.astimezone(dt.UTC).date()
    sha256 = hash_of([load_list_file(path) for path in paths])
    known = store.versions(row.name) if row.name in store.names() else []
    if any(version.snapshot.sha256 == sha256 for version in known):
        return ""
    return "" if day > today() else day.isoformat()


def _still(store: ListStore, row: OfficialList, held: Snapshot, moment: str) -> None:
    """Write down that the version that we hold is still the publisher's."""
    with store.writing() as connection, writing(connection):
        connection.execute(
            "INSERT INTO appearance (snapshot, at) SELECT number, ? FROM snapshot"
            " WHERE list = ? AND sha256 = ?",
            (moment, row.name, held.sha256),
        )
        seal_held(connection, held)
        log(connection, moment, row.name, held.id, "came again", why="unchanged (HTTP 304)")
        log(connection, moment, row.name, held.id, "fetched", why="unchanged (HTTP 304)")


def _note(
    store: ListStore, row: OfficialList, moment: str, what: str, why: str, before: int
) -> None:
    """Write a failure into the log where the import did not, and into the visits."""
    told = store.log(row.name)[before:]
    if not told or told[-1].what != what:
        with store.writing() as connection, writing(connection):
            log(connection, moment, row.name, "", what, why=why)
    Visits(store.folder).failed(row.name, moment, why)


def _places(replies: Mapping[str, Reply]) -> str:
    return "; ".join(f"{reply.url} ({reply.size:,} bytes)" for reply in replies.values())


def _ahead(replies: Mapping[str, Reply]) -> float | None:
    """Tell how many seconds our clock is ahead of the server's, by its last answer."""
    for reply in reversed(list(replies.values())):
        moment = moment_of(reply.date)
        if moment is not None:
            return (dt.datetime.now(tz=dt.UTC) - moment).total_seconds()
    return None


@contextlib.contextmanager
def _folder(store: Path) -> Iterator[Path]:
    """Give a folder for downloads in the store's, so that a small /tmp is not filled."""
    store.mkdir(parents=True, exist_ok=True)
    for left in store.glob(f"{_PREFIX}*"):
        # Another process may be removing it too; what stays is looked at again by the next fetch.
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > LEFT_OVER_SECONDS:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=store) as folder:
        yield Path(folder)
