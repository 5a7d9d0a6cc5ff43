"""Keep graphs of owners in the store: hashed, in versions, each with the account of its reading."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from counterflow.core.errors import OwnershipError
from counterflow.core.model.refusals import Refusal
from counterflow.storage.database.sqlite import using_database, writing
from counterflow.watch.ownership.build import GraphBuilder
from counterflow.watch.ownership.graph import OwnershipGraph
from counterflow.watch.ownership.packed import pack, unpack
from counterflow.watch.ownership.place import FILE
from counterflow.watch.ownership.reading import ReadGraph, read_graph
from counterflow.watch.sources.list_file import load_list_file

STEPS: Final = (
    """
    CREATE TABLE graph (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        format TEXT NOT NULL,
        files TEXT NOT NULL,
        published_on TEXT NOT NULL,
        retrieved_at TEXT NOT NULL,
        nodes INTEGER NOT NULL,
        ties INTEGER NOT NULL,
        account BLOB NOT NULL,
        data_sha256 TEXT NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (name, sha256)
    );
    """,
)
_NAME = re.compile(r"[a-z0-9_]{1,60}")
_COLUMNS = "id, name, sha256, format, files, published_on, retrieved_at, nodes, ties, account"


class Account(msgspec.Struct, frozen=True):
    """What a reading counted, refused and remarked."""

    counts: dict[str, int] = {}
    refusals: tuple[Refusal, ...] = ()
    remarks: tuple[Refusal, ...] = ()


class KeptGraph(NamedTuple):
    """One version of one graph, without the graph itself.

    Attributes:
        at: Its number in the store.
        name: Name of the graph, which is the name of its source.
        sha256: Hash of its files.
        format: Formats read.
        files: Names of its files.
        published_on: The day of which it speaks, as the user said; may be empty.
        retrieved_at: When it was imported (ISO 8601, UTC).
        nodes: How many are in it.
        ties: How many ties.
        account: What was counted, refused and remarked.
    """

    at: int
    name: str
    sha256: str
    format: str
    files: tuple[str, ...]
    published_on: str
    retrieved_at: str
    nodes: int
    ties: int
    account: Account

    @property
    def day(self) -> str:
        """Give the day from which the version counts."""
        return self.published_on or self.retrieved_at[:10]

    @property
    def id(self) -> str:
        """Name the version: graph, day, first digits of its hash."""
        return f"{self.name}@{self.day}#{self.sha256[:12]}"


def import_graph(
    folder: Path,
    paths: Sequence[Path],
    *,
    name: str,
    format: str | None = None,
    published_on: str = "",
) -> KeptGraph:
    """Read files of owners and keep them as a version; the same files are kept once.

    Args:
        folder: The store.
        paths: The files.
        name: Name of the graph (small letters, digits, ``_``), shown as the source of its ties.
        format: A format of ``reading.READERS``; told by the content if ``None``.
        published_on: The day of which the files speak (ISO 8601), where it is not today.

    Returns:
        The version, with the account of its reading.

    Raises:
        OwnershipError: the name is not allowed, the files cannot be read, or they are kept already
            as data of another day. Nothing is kept.
        StoreError: the store cannot be written.
    """
    _check_day(published_on)
    if not _NAME.fullmatch(name):
        raise OwnershipError(
            f"the name {name!r} is not allowed", remedy="use small letters, digits and _"
        )
    digest = _digest(paths)
    if (known := _known(folder, name, digest)) is not None:
        known = _learn_day(folder, known, published_on)
    else:
        read = read_graph(paths, name, format=format)
        known = keep_graph(
            folder, read, name=name, digest=digest, files=[path.name for path in paths],
            published_on=published_on,
        )  # fmt: skip
    return known


def _learn_day(folder: Path, known: KeptGraph, day: str) -> KeptGraph:
    """Give a version the day of its data where none was given when its files came first."""
    if day in ("", known.published_on):
        return known
    if known.published_on:
        raise OwnershipError(
            f"the same files are kept already as data of {known.published_on}, not of {day}",
            where=known.id,
            why="a look-back uses the data of its day, and one of the two days is wrong",
            remedy="leave --published-on out; if the kept day is wrong, import into another store",
        )
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        connection.execute("UPDATE graph SET published_on = ? WHERE id = ?", (day, known.at))
    return known._replace(published_on=day)


def keep_graph(
    folder: Path,
    read: ReadGraph,
    *,
    name: str,
    digest: str,
    files: Sequence[str],
    published_on: str = "",
) -> KeptGraph:
    """Keep a graph that was read as a version.

    Args:
        folder: The store.
        read: The graph with the account of its reading.
        name: Its name.
        digest: SHA-256 of what it was read from.
        files: Names of what it was read from.
        published_on: The day of which it speaks; today's if empty.

    Returns:
        The version; the one of then where the same was kept before.

    Raises:
        StoreError: the store cannot be written.
    """
    if (known := _known(folder, name, digest)) is not None:
        return known
    _write(folder, files, name, published_on, digest, read)
    return next(one for one in graphs(folder) if (one.name, one.sha256) == (name, digest))


def _known(folder: Path, name: str, digest: str) -> KeptGraph | None:
    return next((one for one in graphs(folder) if (one.name, one.sha256) == (name, digest)), None)


def graphs(folder: Path) -> list[KeptGraph]:
    """Give every version in the store, by name, the newest of a name first.

    Raises:
        StoreError: the file cannot be read.
    """
    file = folder / FILE
    if not file.exists():
        return []
    with using_database(file, STEPS, write=False) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM graph").fetchall()  # noqa: S608 - ours
    found = [_version(*row) for row in rows]
    newest_first = sorted(found, key=lambda one: (one.day, one.at), reverse=True)
    return sorted(newest_first, key=lambda one: one.name)


def _version(  # noqa: PLR0913, PLR0917 - a row, column by column
    at: int,
    name: str,
    sha256: str,
    format_: str,
    files: str,
    published_on: str,
    retrieved_at: str,
    nodes: int,
    ties: int,
    account: bytes,
) -> KeptGraph:
    return KeptGraph(
        at, name, sha256, format_, tuple(msgspec.json.decode(files)), published_on, retrieved_at,
        nodes, ties, msgspec.json.decode(account, type=Account),
    )  # fmt: skip


def in_use(folder: Path, as_of: dt.date | None = None) -> list[KeptGraph]:
    """Give of each name the version in use on a day: the newest that is not of a later one.

    Args:
        folder: The store.
        as_of: The day; every version counts if ``None``.
    """
    day = as_of.isoformat() if as_of else "9999"
    found: dict[str, KeptGraph] = {}
    for one in graphs(folder):
        if one.day <= day:
            found.setdefault(one.name, one)
    return list(found.values())


def open_graphs(folder: Path, versions: Sequence[KeptGraph]) -> OwnershipGraph | None:
    """Open versions, several put together to one graph; ``None`` where there are none.

    Raises:
        OwnershipError: what is kept is not what was kept: its hash is another.
        StoreError: the file cannot be read.
    """
    opened = [_open(folder, one) for one in versions]
    if len(opened) < 2:
        return opened[0] if opened else None
    builder = GraphBuilder()
    for graph, version in zip(opened, versions, strict=True):
        builder.add_graph(graph, version.name)
    return builder.finish()


def _open(folder: Path, version: KeptGraph) -> OwnershipGraph:
    with using_database(folder / FILE, STEPS, write=False) as connection:
        row = connection.execute(
            "SELECT data, data_sha256 FROM graph WHERE id = ?", (version.at,)
        ).fetchone()
    if row is None or hashlib.sha256(row[0]).hexdigest() != row[1]:
        raise OwnershipError(
            "what is kept of the graph is damaged",
            where=version.id,
            why="an owner could be missing from it",
            remedy="check the disk, and import the files again into another store",
        )
    return unpack(row[0])


def _write(
    folder: Path,
    files: Sequence[str],
    name: str,
    published_on: str,
    digest: str,
    read: ReadGraph,
) -> None:
    data = pack(read.graph)
    account = msgspec.json.encode(Account(read.counts, read.refusals, read.remarks))
    now = dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = (
        name, digest, read.format, msgspec.json.encode(list(files)).decode(),
        published_on, now, len(read.graph), len(read.graph.ties.owner), account,
        hashlib.sha256(data).hexdigest(), data,
    )  # fmt: skip
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        connection.execute(
            "INSERT OR IGNORE INTO graph (name, sha256, format, files, published_on, "
            "retrieved_at, nodes, ties, account, data_sha256, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            values,
        )


def _digest(paths: Sequence[Path]) -> str:
    hashes = sorted(load_list_file(path).sha256 for path in paths)
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _check_day(text: str) -> None:
    try:
        if text:
            dt.date.fromisoformat(text)
    except ValueError as fault:
        raise OwnershipError(f"not a day: {text!r}", remedy="write YYYY-MM-DD") from fault
