"""Keep what persons accept of claims and what they withdraw; every word stays, in one chain.

Threat: accepted data raise findings about parties, and withdrawn data raise none any more, so
neither may change unseen. Rows cannot be changed or deleted through the program, and each bears a
hash over the one before it: a row that is changed or taken out in between is noticed. Whoever can
rewrite the whole file can rewrite the whole chain; the digest in every decision shows that.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from counterflow.core.errors import ReportError
from counterflow.storage.database.sqlite import cannot_use, using_database, writing
from counterflow.watch.accepted.place import FILE, has_accepted
from counterflow.watch.accepted.records import Acceptance, Told

ACCEPT, WITHDRAW, RETELL = "accept", "withdraw", "retell"
STEPS: Final = (
    """
    CREATE TABLE act (
        at INTEGER PRIMARY KEY,
        claim TEXT NOT NULL,
        act TEXT NOT NULL,
        by TEXT NOT NULL,
        because TEXT NOT NULL,
        said_at TEXT NOT NULL,
        data BLOB NOT NULL,
        chain TEXT NOT NULL
    );
    CREATE TRIGGER act_stays BEFORE UPDATE ON act
    BEGIN SELECT RAISE(ABORT, 'what was accepted or withdrawn stays'); END;
    CREATE TRIGGER act_is_kept BEFORE DELETE ON act
    BEGIN SELECT RAISE(ABORT, 'what was accepted or withdrawn stays'); END;
    """,
)


class Act(NamedTuple):
    """One row: accepted, withdrawn, or told anew because the ledger knows more voices.

    Attributes:
        claim: The claim.
        act: ``accept``, ``withdraw`` or ``retell``.
        by: Who; empty where the program tells a claim anew.
        because: Why.
        said_at: When (ISO 8601, UTC).
        data: The acceptance or the telling in JSON; empty for a withdrawal.
        chain: Hash over this row and the one before it.
    """

    claim: str
    act: str
    by: str
    because: str
    said_at: str
    data: bytes
    chain: str


def accept(folder: Path, given: Acceptance, *, at: dt.datetime | None = None) -> Acceptance:
    """Take what a person accepted into the watch data of a store.

    Args:
        folder: The store.
        given: What, by whom, why.
        at: When; now if ``None``. Never before what was said last.

    Returns:
        The same with its time.

    Raises:
        ReportError: nobody or no reason is named, nothing is given to watch for, or something of
            the claim is accepted already.
        StoreError: the store cannot be written, or was changed by another hand.
    """
    if not given.by.strip() or not given.because.strip() or not given.entries:
        raise ReportError(
            "an acceptance needs a person, a reason and something to watch for",
            where=given.told.claim,
            why="an auditor asks who decided what, and why",
            remedy="give --by NAME --reason REASON; see: counterflow claims proposals",
        )
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        acts = _acts(connection, folder)
        if given.told.claim in _standing(acts):
            raise accepted_before(given.told.claim)
        said_at = _after(acts, at)
        kept = msgspec.structs.replace(given, accepted_at=said_at)
        _add(connection, acts, (given.told.claim, ACCEPT, given.by, given.because, said_at),
             msgspec.json.encode(kept, order="sorted"))  # fmt: skip
    return kept


def withdraw(
    folder: Path, claim: str, *, by: str, because: str, at: dt.datetime | None = None
) -> bool:
    """Take what was accepted of a claim out of the watch data; that it was there stays.

    Args:
        folder: The store.
        claim: The claim.
        by: Who.
        because: Why.
        at: When; now if ``None``.

    Returns:
        Whether something of it was accepted.

    Raises:
        ReportError: nobody or no reason is named.
        StoreError: the store cannot be written, or was changed by another hand.
    """
    if not by.strip() or not because.strip():
        raise ReportError(
            "a withdrawal needs a person and a reason",
            where=claim,
            remedy="give --by NAME --reason REASON",
        )
    if not has_accepted(folder):
        return False
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        acts = _acts(connection, folder)
        if claim not in _standing(acts):
            return False
        _add(connection, acts, (claim, WITHDRAW, by, because, _after(acts, at)), b"")
    return True


def retell(folder: Path, told: Sequence[Told], *, at: dt.datetime | None = None) -> int:
    """Keep how accepted claims are told now: a denial read later is told with every finding.

    Args:
        folder: The store.
        told: Claims as the ledger tells them; those that are not accepted, or are told as they
            were, are left out.
        at: When; now if ``None``.

    Returns:
        How many are told anew.

    Raises:
        StoreError: the store cannot be written, or was changed by another hand.
    """
    if not has_accepted(folder):
        return 0
    with using_database(folder / FILE, STEPS, write=True) as connection, writing(connection):
        before = _acts(connection, folder)
        standing, acts = _standing(before), list(before)
        for one in told:
            if one.claim in standing and standing[one.claim].told != one:
                head = (one.claim, RETELL, "", "the ledger changed", _after(acts, at))
                acts.append(_add(connection, acts, head, msgspec.json.encode(one, order="sorted")))
        return len(acts) - len(before)


def acts_of(folder: Path) -> tuple[Act, ...]:
    """Give everything that was accepted, withdrawn or told anew, in its order.

    Raises:
        StoreError: the file cannot be read, or was changed by another hand.
    """
    if not has_accepted(folder):
        return ()
    with using_database(folder / FILE, STEPS, write=False) as connection:
        return _acts(connection, folder)


def accepted_on(folder: Path, day: dt.date) -> tuple[Acceptance, ...]:
    """Give what stood accepted at the end of a day, in the order of acceptance.

    Args:
        folder: The store.
        day: The day (UTC).

    Raises:
        StoreError: the file cannot be read, or was changed by another hand.
    """
    last = day.isoformat()
    return tuple(_standing([one for one in acts_of(folder) if one.said_at[:10] <= last]).values())


def digest_of(accepted: Sequence[Acceptance]) -> str:
    """Name accepted data by all that they hold (SHA-256); empty for none."""
    if not accepted:
        return ""
    return hashlib.sha256(msgspec.json.encode(list(accepted), order="sorted")).hexdigest()


def accepted_before(claim: str) -> ReportError:
    """Say that something of a claim is accepted already."""
    return ReportError(
        f"something of the claim {claim} is accepted already",
        why="who accepted what must stay plain",
        remedy="withdraw it first: counterflow claims withdraw CLAIM --by NAME --reason REASON",
    )


def _standing(acts: Sequence[Act]) -> dict[str, Acceptance]:
    found: dict[str, Acceptance] = {}
    for one in acts:
        if one.act == ACCEPT:
            found[one.claim] = msgspec.json.decode(one.data, type=Acceptance)
        elif one.act == WITHDRAW:
            found.pop(one.claim, None)
        elif one.claim in found:
            told = msgspec.json.decode(one.data, type=Told)
            found[one.claim] = msgspec.structs.replace(found[one.claim], told=told)
    return found


def _after(acts: Sequence[Act], at: dt.datetime | None) -> str:
    """Give the time of a new row: a clock that was set back must not reach behind what was said."""
    now = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).isoformat(timespec="seconds")
    return max(now, acts[-1].said_at) if acts else now


def _add(
    connection: sqlite3.Connection,
    acts: Sequence[Act],
    head: tuple[str, str, str, str, str],
    data: bytes,
) -> Act:
    row = Act(*head, data, _chain(acts[-1].chain if acts else "", head, data))
    connection.execute(
        "INSERT INTO act (claim, act, by, because, said_at, data, chain)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    return row


def _chain(before: str, head: tuple[str, ...], data: bytes) -> str:
    return hashlib.sha256(msgspec.json.encode([before, *head]) + data).hexdigest()


def _acts(connection: sqlite3.Connection, folder: Path) -> tuple[Act, ...]:
    rows = connection.execute(
        "SELECT claim, act, by, because, said_at, data, chain FROM act ORDER BY at"
    ).fetchall()
    before, acts = "", []
    for row in rows:
        act = Act(*row)
        if _chain(before, row[:5], act.data) != act.chain:
            fault = sqlite3.DatabaseError(f"what was accepted of {act.claim} was changed")
            raise cannot_use(folder / FILE, fault)
        before = act.chain
        acts.append(act)
    return tuple(acts)
