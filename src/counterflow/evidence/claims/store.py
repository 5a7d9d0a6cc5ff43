"""Keep what was read of reports in the store, and what persons say of claims; nothing is undone.

No full text is kept: spans, hashes, and hashed runs of words by which a reprint is known later.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from counterflow.core.assertions import (
    Assertion,
    Judgement,
    Ledger,
    Mention,
    Occasion,
    Report,
    Speaker,
)
from counterflow.core.errors import ReportError
from counterflow.evidence.claims.ledger import build_ledger
from counterflow.storage.database.sqlite import cannot_use, using_database, writing

FILE: Final = "ledger.sqlite"
STEPS: Final = (
    """
    CREATE TABLE reading (
        at INTEGER PRIMARY KEY,
        report TEXT NOT NULL UNIQUE,
        read_at TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        data BLOB NOT NULL
    );
    CREATE TABLE judgement (
        at INTEGER PRIMARY KEY,
        claim TEXT NOT NULL,
        act TEXT NOT NULL,
        by TEXT NOT NULL,
        because TEXT NOT NULL,
        target TEXT NOT NULL,
        said_at TEXT NOT NULL
    );
    CREATE TRIGGER judgement_stays BEFORE UPDATE ON judgement
    BEGIN SELECT RAISE(ABORT, 'what a person said stays'); END;
    CREATE TRIGGER judgement_is_kept BEFORE DELETE ON judgement
    BEGIN SELECT RAISE(ABORT, 'what a person said stays'); END;
    """,
    """
    CREATE TABLE extraction (
        at INTEGER PRIMARY KEY,
        report TEXT NOT NULL,
        read_by TEXT NOT NULL,
        read_at TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        data BLOB NOT NULL,
        UNIQUE (report, read_by)
    );
    """,
)
KEPT_TOGETHER: Final = 20
ACTS: Final = ("accept", "dispute", "withdraw", "link", "refuse")
OF_ENTITIES: Final = ("link", "refuse")
"""Acts that may speak of an entity of the ledger instead of a claim."""


class KeptReading(msgspec.Struct, frozen=True):
    """What is kept of one report: all that was read, and the runs of its words, hashed.

    ``extracted`` is what a language model gave; it is kept beside the rest, by model and address.
    """

    report: Report
    speakers: tuple[Speaker, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    entities: tuple[Mention, ...] = ()
    runs: tuple[int, ...] = ()
    extracted: tuple[Assertion, ...] = ()


def keep_readings(folder: Path, readings: Iterable[KeptReading]) -> int:
    """Keep readings of reports; one that is kept already stays as it is.

    Args:
        folder: The store.
        readings: What was read.

    Returns:
        How many are new.

    Raises:
        StoreError: the store cannot be written; then none of them is kept.
    """
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    new = 0
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        for one in readings:
            data = msgspec.json.encode(msgspec.structs.replace(one, extracted=()))
            added = connection.execute(
                "INSERT OR IGNORE INTO reading (report, read_at, sha256, data) VALUES (?, ?, ?, ?)",
                (one.report.id, now, hashlib.sha256(data).hexdigest(), data),
            )
            new += added.rowcount
            _keep_extracted(connection, one, now)
    return new


def _keep_extracted(connection: sqlite3.Connection, one: KeptReading, now: str) -> None:
    """Keep what a model gave, also of a report whose reading is kept already."""
    for read_by in dict.fromkeys(each.read_by for each in one.extracted):
        data = msgspec.json.encode([each for each in one.extracted if each.read_by == read_by])
        connection.execute(
            "INSERT OR IGNORE INTO extraction (report, read_by, read_at, sha256, data)"
            " VALUES (?, ?, ?, ?, ?)",
            (one.report.id, read_by, now, hashlib.sha256(data).hexdigest(), data),
        )


def keep_each(
    folder: Path,
    readings: Iterable[KeptReading],
    kept: Callable[[int], None] | None = None,
    every: int = KEPT_TOGETHER,
) -> Iterator[KeptReading]:
    """Keep readings as they come, some at a time, and give each on once it is kept.

    A reading that is stopped in the midst leaves in the store what was given on, and nothing half.

    Args:
        folder: The store.
        readings: What is read.
        kept: Told how many of some were new.
        every: How many are written together.

    Yields:
        The readings, in order.

    Raises:
        StoreError: the store cannot be written.
    """
    for some in _batched(readings, every):
        new = keep_readings(folder, some)
        if kept is not None:
            kept(new)
        yield from some


def _batched(readings: Iterable[KeptReading], every: int) -> Iterator[list[KeptReading]]:
    turn = iter(readings)
    while some := list(itertools.islice(turn, every)):
        yield some


def kept_reports(folder: Path) -> frozenset[str]:
    """Name the reports whose readings are kept.

    Raises:
        StoreError: the file cannot be read.
    """
    if not (folder / FILE).exists():
        return frozenset()
    with using_database(folder / FILE, STEPS, write=False) as connection:
        return frozenset(row[0] for row in connection.execute("SELECT report FROM reading"))


def load_ledger(folder: Path) -> Ledger:
    """Put all that is kept together, in the order in which it was read.

    Returns:
        The ledger; an empty one where nothing was kept.

    Raises:
        StoreError: the file cannot be read, or a reading does not equal its hash.
    """
    return ledger_of(list(_readings(folder)))


def ledger_of(readings: Sequence[KeptReading]) -> Ledger:
    """Put what was read of several reports together, in their order."""
    return build_ledger(
        [one.report for one in readings],
        [speaker for one in readings for speaker in one.speakers],
        [occasion for one in readings for occasion in one.occasions],
        [assertion for one in readings for assertion in one.assertions],
        entities=[entity for one in readings for entity in one.entities],
        runs={one.report.id: frozenset(one.runs) for one in readings},
        extracted=[each for one in readings for each in one.extracted],
    )


def judge(folder: Path, judgement: Judgement) -> Judgement:
    """Record what a named person says of a claim, or of an entity and a listing.

    Args:
        folder: The store.
        judgement: Claim, act, person, reason and, for a link, the other claim or listing; for a
            link or its refusal the claim may be an entity.

    Returns:
        The same with its time.

    Raises:
        ReportError: the act is none, no person or reason is named, or the claim or entity is not
            in the ledger.
        StoreError: the store cannot be written.
    """
    if judgement.act not in ACTS or not judgement.by.strip() or not judgement.because.strip():
        raise ReportError(
            "a judgement needs a person and a reason",
            where=judgement.claim,
            why="an auditor asks who decided, and why",
            remedy="give --by NAME --reason REASON",
        )
    ledger = load_ledger(folder)
    known = {claim.id for claim in ledger.claims}
    if judgement.act in OF_ENTITIES:
        known |= {mention.entity for mention in ledger.entities if mention.entity}
    if judgement.claim not in known:
        what = "claim or entity" if judgement.act in OF_ENTITIES else "claim"
        raise ReportError(
            f"no {what} {judgement.claim} is in the ledger",
            remedy="see: counterflow claims ls",
        )
    said = msgspec.structs.replace(
        judgement, said_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    )
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        connection.execute(
            "INSERT INTO judgement (claim, act, by, because, target, said_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (said.claim, said.act, said.by, said.because, said.target, said.said_at),
        )
    return said


def judgements(folder: Path) -> tuple[Judgement, ...]:
    """Give all that persons said of claims, in the order in which they said it.

    Raises:
        StoreError: the file cannot be read.
    """
    if not (folder / FILE).exists():
        return ()
    with using_database(folder / FILE, STEPS, write=False) as connection:
        rows = connection.execute(
            "SELECT claim, act, by, because, target, said_at FROM judgement ORDER BY at"
        ).fetchall()
    return tuple(Judgement(*row) for row in rows)


def _readings(folder: Path) -> Iterator[KeptReading]:
    if not (folder / FILE).exists():
        return
    with using_database(folder / FILE, STEPS, write=False) as connection:
        extracted: dict[str, list[Assertion]] = {}
        if connection.execute("PRAGMA user_version").fetchone()[0] > 1:
            for report, sha256, data in connection.execute(
                "SELECT report, sha256, data FROM extraction ORDER BY at"
            ):
                _check(folder, report, sha256, data)
                extracted.setdefault(report, []).extend(
                    msgspec.json.decode(data, type=list[Assertion])
                )
        for report, sha256, data in connection.execute(
            "SELECT report, sha256, data FROM reading ORDER BY at"
        ):
            _check(folder, report, sha256, data)
            one = msgspec.json.decode(data, type=KeptReading)
            yield msgspec.structs.replace(one, extracted=tuple(extracted.get(report, ())))


def _check(folder: Path, report: str, sha256: str, data: bytes) -> None:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise cannot_use(
            folder / FILE, sqlite3.DatabaseError(f"the reading of {report} is damaged")
        )
