"""Bring a version of a list into the store: read, judged, packed, then kept in one step."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.errors import GuardError, ListError
from counterflow.core.model import Listing, Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import admission, blobs
from counterflow.watch.lists.differences import difference, digests
from counterflow.watch.lists.guards import Counts, Judged, Limits, trips
from counterflow.watch.lists.pieces import (
    COUNTS,
    DIFFERENCE,
    LISTINGS,
    NOTES,
    ORIGINAL,
    REFUSALS,
    hash_of,
)
from counterflow.watch.lists.reading_in import Lines, read_lines
from counterflow.watch.lists.versions import Version, day_of, order_of, versions_of
from counterflow.watch.sources.parsed import Account
from counterflow.watch.sources.reading import ListInput, gather_input

Probe = Callable[[Snapshot, Counts, Iterable[Listing]], Sequence[str]]
"""Tries a version's canaries and gives one sentence for each that does not match."""


class Imported(NamedTuple):
    """What became of an import: the version, and how it was read."""

    snapshot: Snapshot
    account: Account


class Order(NamedTuple):
    """What is asked of one import; ``ListStore.import_list`` describes each part."""

    paths: Sequence[Path]
    name: str
    format: str | None = None
    published_on: str | None = None
    retrieved_at: str | None = None
    official: bool | None = None
    record_only: bool = False
    limits: Limits | None = None
    probe: Probe | None = None


def keep_list(connection: sqlite3.Connection, folder: Path, order: Order) -> Imported:
    """Import one version of a list.

    Args:
        connection: The store, open for writing.
        folder: Where large files may stand meanwhile.
        order: What is asked.

    Returns:
        The version that is in the store now, with the account of its reading.

    Raises:
        ListError: It cannot be read at all, or a date contradicts it; the attempt is in the log.
        GuardError: A guard refuses it; it is kept aside.
    """
    admission.check_name(order.name)
    moment = admission.utc_moment(order.retrieved_at)
    with _failure_logged(connection, order.name, moment):
        given = gather_input(order.paths, format=order.format)
        admission.check_file_names([file.name for file in given.files])
    sha256 = hash_of(given.files)
    versions = versions_of(connection, order.name)
    known = next((one for one in versions if one.snapshot.sha256 == sha256), None)
    if known is not None:
        with _failure_logged(connection, order.name, moment):
            return _keep_again(connection, known, order, moment)
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        with _failure_logged(connection, order.name, moment):
            lines = stack.enter_context(read_lines(given, order.name, folder))
            snapshot = _snapshot(order, given, lines, sha256, moment)
        return _keep_new(connection, snapshot, given, lines, versions, order)


@contextlib.contextmanager
def _failure_logged(connection: sqlite3.Connection, name: str, moment: str) -> Iterator[None]:
    """Write down that a list could not be brought up to date, where there is such a list."""
    try:
        yield
    except GuardError:
        raise  # in the log already, as a refusal
    except ListError as fault:
        if versions_of(connection, name):
            log(connection, moment, name, "", "failed", why=fault.what)
        raise


def log(
    connection: sqlite3.Connection,
    at: str,
    name: str,
    version: str,
    what: str,
    *,
    who: str = "",
    why: str = "",
) -> None:
    """Add one line to the log of lists; it is never changed.

    Args:
        connection: The store, open for writing.
        at: The moment (ISO 8601, UTC).
        name: The list.
        version: Id of the version; empty where none came about.
        what: ``kept``, ``came again``, ``refused``, ``failed``, ``accepted``, ``pinned``,
            ``unpinned`` or ``removed``.
        who: Who did it, where a person did.
        why: The reason, in words.
    """
    connection.execute(
        "INSERT INTO event (at, list, version, what, who, why) VALUES (?, ?, ?, ?, ?, ?)",
        (at, name, version, what, who, why),
    )


def _snapshot(order: Order, given: ListInput, lines: Lines, sha256: str, moment: str) -> Snapshot:
    account = lines.account
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
        lacks=tuple(account.lacks),
    )


def in_use(versions: Iterable[Version], by: str = "") -> Version | None:
    """Give the newest version that may be used, whatever is pinned; none where there is none.

    Args:
        versions: Those of the list.
        by: Versions of a later day (ISO 8601) do not count; empty counts all.
    """
    kept = [
        version
        for version in versions
        if version.state == "kept" and (not by or day_of(version.snapshot) <= by)
    ]
    return max(kept, key=lambda version: order_of(version, None), default=None)


def _keep_new(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    given: ListInput,
    lines: Lines,
    versions: list[Version],
    order: Order,
) -> Imported:
    # A version of the past is judged by the one before it, not by today's.
    before = in_use(versions, day_of(snapshot))
    found = [
        *trips(
            Judged(snapshot, lines.counts), lines.account, _judged(connection, before), order.limits
        ),
        *_probed(snapshot, lines, order),
    ]
    snapshot = msgspec.structs.replace(snapshot, trips=tuple(found))
    ordinal = max((version.ordinal for version in versions), default=-1) + 1
    packed = _packed(connection, snapshot, given, lines, ordinal, before)
    fatal = bool(lines.account.fatal) or not snapshot.listings
    state = "refused" if found and (fatal or not order.record_only) else "kept"
    with writing(connection):
        if _known(versions_of(connection, snapshot.list)) != _known(versions):
            raise ListError(
                "another process changed this list at the same time",
                where=f"list {snapshot.list}",
                remedy="import again: what it stored is compared with this version then",
            )
        _insert(connection, snapshot, ordinal, state, packed)
        log(
            connection,
            snapshot.retrieved_at,
            snapshot.list,
            snapshot.id,
            state,
            why="; ".join(found),
        )
    if state == "refused":
        raise _refused(snapshot, before)
    return Imported(snapshot, lines.account)


def _known(versions: Iterable[Version]) -> list[tuple[int, str, str]]:
    """Give what a new version was packed and judged by."""
    return [(one.number, one.snapshot.sha256, one.state) for one in versions]


def _judged(connection: sqlite3.Connection, version: Version | None) -> Judged | None:
    """Give a stored version with its counts."""
    if version is None:
        return None
    (sha256,) = connection.execute(
        "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?", (version.number, COUNTS)
    ).fetchone()
    counts = msgspec.json.decode(blobs.read(connection, sha256), type=dict[str, dict[str, int]])
    return Judged(version.snapshot, counts)


def _probed(snapshot: Snapshot, lines: Lines, order: Order) -> Sequence[str]:
    """Try the canaries on what was read."""
    if order.probe is None or not snapshot.listings:
        return ()
    decode = msgspec.json.Decoder(Listing).decode
    lines.file.seek(0)
    failed = order.probe(snapshot, lines.counts, map(decode, lines.file))
    lines.file.seek(0)
    return failed


def _packed(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    given: ListInput,
    lines: Lines,
    ordinal: int,
    before: Version | None,
) -> list[tuple[str, str, blobs.Packed]]:
    """Pack all that is kept of a version, each piece on the same one of an earlier version."""
    base = _bases(connection, snapshot.list, blobs.base_of(ordinal))
    encode = msgspec.json.Encoder(order="deterministic").encode
    account = lines.account
    found = [
        (ORIGINAL, file.name, blobs.pack(file.chunks(), base.get((ORIGINAL, file.name))))
        for file in given.files
    ]
    lines.file.seek(0)
    pieces = iter(lambda: lines.file.read(1 << 20), b"")
    found.append((LISTINGS, "", blobs.pack(pieces, base.get((LISTINGS, "")))))
    found.append((REFUSALS, "", blobs.pack([encode(account.refusals)])))
    found.append((NOTES, "", blobs.pack([encode(account.notes)])))
    found.append((COUNTS, "", blobs.pack([encode(lines.counts)], base.get((COUNTS, "")))))
    if before is not None:
        lines.file.seek(0)
        earlier = digests(_lines_of(connection, before.number))
        told = difference(before.snapshot.id, earlier, snapshot.id, digests(lines.file))
        found.append((DIFFERENCE, "", blobs.pack([encode(told)])))
    return found


def _bases(
    connection: sqlite3.Connection, name: str, ordinal: int
) -> dict[tuple[str, str], tuple[str, bytes]]:
    """Give the large pieces of the version on which a new one hangs, with their hashes."""
    rows = connection.execute(
        "SELECT role, piece.name, piece.sha256, blob.size FROM piece"
        " JOIN snapshot ON snapshot.number = piece.snapshot JOIN blob ON blob.sha256 = piece.sha256"
        " WHERE snapshot.list = ? AND ordinal = ? AND role IN (?, ?, ?)",
        (name, ordinal, ORIGINAL, LISTINGS, COUNTS),
    ).fetchall()
    return {
        (role, piece): (sha256, blobs.read(connection, sha256))
        for role, piece, sha256, size in rows
        if 0 < size <= blobs.LARGEST_WITH_BASE
    }


def _lines_of(connection: sqlite3.Connection, number: int) -> Iterable[bytes]:
    (sha256,) = connection.execute(
        "SELECT sha256 FROM piece WHERE snapshot = ? AND role = ?", (number, LISTINGS)
    ).fetchone()
    return blobs.lines(connection, sha256)


def _insert(
    connection: sqlite3.Connection,
    snapshot: Snapshot,
    ordinal: int,
    state: str,
    packed: list[tuple[str, str, blobs.Packed]],
) -> None:
    for _, _, one in packed:
        blobs.insert(connection, one)
    number = connection.execute(
        "INSERT INTO snapshot (list, ordinal, sha256, state, published_on, record)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            snapshot.list,
            ordinal,
            snapshot.sha256,
            state,
            snapshot.published_on,
            msgspec.json.encode(snapshot),
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO piece (snapshot, role, name, sha256) VALUES (?, ?, ?, ?)",
        [(number, role, name, one.sha256) for role, name, one in packed],
    )
    connection.execute(
        "INSERT INTO appearance (snapshot, at) VALUES (?, ?)", (number, snapshot.retrieved_at)
    )


def _keep_again(
    connection: sqlite3.Connection, known: Version, order: Order, moment: str
) -> Imported:
    """Write down that the bytes of a version came again; they are in use again from then on."""
    stored = known.snapshot
    account = Account(stored.format, published_on=stored.published_on, again=True)
    dated = order.record_only and stored.published_on
    day = admission.publication_day(account, None if dated else order.published_on, order.name)
    account.notes.append(
        f"the same bytes are in the store since {stored.retrieved_at}: {stored.id} stays"
    )
    with writing(connection):
        before = in_use(versions_of(connection, order.name))
        connection.execute(
            "INSERT INTO appearance (snapshot, at) VALUES (?, ?)", (known.number, moment)
        )
        if day != stored.published_on:
            connection.execute(
                "UPDATE snapshot SET published_on = ? WHERE number = ?", (day, known.number)
            )
            account.notes.append(f"published_on is {day} from now on")
            before_it = stored.id
            stored = msgspec.structs.replace(stored, published_on=day)
            # The day is part of the version's id, by which it may be pinned.
            connection.execute(
                "UPDATE pin SET version = ? WHERE list = ? AND version = ?",
                (stored.id, stored.list, before_it),
            )
        # A refused version that is fetched once more must not read as a good attempt.
        refused = known.state == "refused"
        what, why = ("refused", "; ".join(stored.trips)) if refused else ("came again", "")
        log(connection, moment, order.name, stored.id, what, why=why)
        after = in_use(versions_of(connection, order.name))
    if known.state == "refused":
        raise _refused(stored, before)
    admission.say_in_use(account, stored, before=before, after=after)
    if order.official not in (None, stored.official):
        account.notes.append(f"official stays {stored.official}")
    return Imported(stored, account)


def _refused(snapshot: Snapshot, before: Version | None) -> GuardError:
    stays = f"{before.snapshot.id} stays in use" if before else "no version of it is in use"
    return GuardError(
        f"the new version {snapshot.id} is refused: {'; '.join(snapshot.trips)}",
        where=f"list {snapshot.list}",
        why=f"it is kept aside and {stays}; every answer says so",
        remedy=(
            "fetch it again; or, once somebody has looked at it: counterflow lists accept "
            f"{snapshot.list} --version {snapshot.id.partition('@')[2]} --by NAME --because REASON"
        ),
    )
