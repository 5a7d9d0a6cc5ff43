"""Bring a version of a list into the store: read, judged, packed, then kept in one step."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from counterflow.core.errors import GuardError, ListError, ListUsageError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import admission
from counterflow.watch.lists.again import keep_again
from counterflow.watch.lists.chronology import in_use
from counterflow.watch.lists.event_log import log
from counterflow.watch.lists.guards import Judged, trips
from counterflow.watch.lists.identity import check_identity, known_lists
from counterflow.watch.lists.nothing_given import take_files
from counterflow.watch.lists.orders import Imported, Order, Probe, refusal_of
from counterflow.watch.lists.packing import insert_version, judged_version, pack_version
from counterflow.watch.lists.pieces import hash_of
from counterflow.watch.lists.reading_in import Lines, read_lines
from counterflow.watch.lists.versions import Version, day_of, versions_of
from counterflow.watch.sources.reading import ListInput

__all__ = ["Imported", "Order", "Probe", "in_use", "keep_list", "log"]


def keep_list(connection: sqlite3.Connection, folder: Path, order: Order) -> Imported:
    """Import one version of a list.

    Args:
        connection: The store, open for writing.
        folder: Where large files may stand meanwhile.
        order: What is asked.

    Returns:
        The version that is in the store now, with the account of its reading.

    Raises:
        ListError: It cannot be read at all; the attempt is in the log.
        ListUsageError: A name, path, day, format or mapping is wrong; nothing in the store changed.
        GuardError: A guard refuses it; it is kept aside.
    """
    admission.check_name(order.name)
    moment = admission.utc_moment(order.retrieved_at)
    with _failure_logged(connection, order.name, moment):
        given = take_files(order.paths, format=order.format)
        admission.check_file_names([file.name for file in given.files])
        check_identity(order.name, given.reader.format, known_lists(folder))
    sha256 = hash_of(given.files)
    versions = versions_of(connection, order.name)
    known = next((one for one in versions if one.snapshot.sha256 == sha256), None)
    if known is not None:
        with _failure_logged(connection, order.name, moment):
            return keep_again(connection, known, given, order, moment)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        with _failure_logged(connection, order.name, moment):
            lines = stack.enter_context(read_lines(given, order.name, folder))
            labels = lines.counts["source"]
            check_identity(order.name, given.reader.format, known_lists(folder), labels)
            snapshot = _snapshot(order, given, lines, sha256, moment)
        return _keep_new(connection, snapshot, given, lines, versions, order)


@contextlib.contextmanager
def _failure_logged(connection: sqlite3.Connection, name: str, moment: str) -> Iterator[None]:
    """Write down that a list could not be had; a command that asks for a wrong thing is no try."""
    try:
        yield
    except (GuardError, ListUsageError):
        raise  # a refusal is in the log already; of a mistake at the keyboard nothing stays
    except ListError as fault:
        log(connection, moment, name, "", "failed", why=fault.what)
        raise


def _snapshot(order: Order, given: ListInput, lines: Lines, sha256: str, moment: str) -> Snapshot:
    account = lines.account
    # An impossible day is unknown from here on: it would stop the answers of every list.
    account.published_on, impossible = admission.stated_day(account, moment)
    # The past is dated by a commit or a file's name; what the file itself states counts more.
    own = order.record_only and account.published_on
    given_day = None if own else order.published_on
    return Snapshot(
        list=order.name,
        sha256=sha256,
        format=account.format,
        title=account.title,
        authority=account.authority,
        published_on=admission.publication_day(account, given_day, order.name),
        retrieved_at=moment,
        records=account.records,
        listings=account.listed,
        refusals=account.refused + account.damaged,
        official=account.official if order.official is None else order.official,
        files=tuple(sorted(file.name for file in given.files)),
        trips=(impossible,) if impossible else (),
        lacks=tuple(account.lacks),
    )


def _keep_new(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    given: ListInput,
    lines: Lines,
    versions: list[Version],
    order: Order,
) -> Imported:
    # A version of the past is judged by the one before it, not by today's.
    before = in_use(versions, min(day_of(snapshot), snapshot.retrieved_at[:10]))
    found = [
        *snapshot.trips,
        *trips(
            Judged(snapshot, lines.counts),
            lines.account,
            judged_version(connection, before),
            order.limits,
        ),
        *_probed(snapshot, lines, order),
    ]
    snapshot = msgspec.structs.replace(snapshot, trips=tuple(found))
    ordinal = max((version.ordinal for version in versions), default=-1) + 1
    packed = pack_version(connection, snapshot, given, lines, ordinal, before)
    fatal = bool(lines.account.fatal) or not snapshot.listings
    state = "refused" if found and (fatal or not order.record_only) else "kept"
    with writing(connection):
        if _known(versions_of(connection, snapshot.list)) != _known(versions):
            raise ListError(
                "another process changed this list at the same time",
                where=f"list {snapshot.list}",
                remedy="import again: what it stored is compared with this version then",
            )
        insert_version(connection, snapshot, ordinal, state, packed)
        log(
            connection,
            snapshot.retrieved_at,
            snapshot.list,
            snapshot.id,
            state,
            why="; ".join(found),
        )
        after = in_use(versions_of(connection, snapshot.list))
    if state == "refused":
        raise refusal_of(snapshot, before)
    admission.say_in_use(lines.account, snapshot, before=in_use(versions), after=after)
    return Imported(snapshot, lines.account)


def _known(versions: Iterable[Version]) -> list[tuple[int, str, str]]:
    """Give what a new version was packed and judged by."""
    return [(one.number, one.snapshot.sha256, one.state) for one in versions]


def _probed(snapshot: Snapshot, lines: Lines, order: Order) -> Sequence[str]:
    """Try the canaries on what was read."""
    if order.probe is None or not snapshot.listings:
        return ()
    decode = msgspec.json.Decoder(Listing).decode
    lines.file.seek(0)
    failed = order.probe(snapshot, lines.counts, map(decode, lines.file))
    lines.file.seek(0)
    return failed
