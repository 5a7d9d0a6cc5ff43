"""Customers that are monitored although no transaction names them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import InputError
from counterflow.core.model.parties import Party
from counterflow.core.model.transactions import Transaction
from counterflow.review.monitor.grounds import Ground
from counterflow.review.monitor.history import Line
from counterflow.review.monitor.parts import note_part
from counterflow.review.monitor.segments import Standing
from counterflow.review.monitor.standing import (
    CUSTOMERS,
    Noted,
    read_standing,
    written_findings,
)
from counterflow.review.monitor.tables import CUSTOMERS as TABLE
from counterflow.review.monitor.tables import PARTS
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records

SHOWN = 3
"""Ids that an error names."""


class Customer(NamedTuple):
    """A customer as it is kept.

    Attributes:
        id: Its id, as the file has it.
        digest: SHA-256 of what the file says of it.
        transaction: It as a transaction of kind ``check``: what is screened.
    """

    id: str
    digest: str
    transaction: Transaction


class Kept(NamedTuple):
    """A customer in a list of them.

    Attributes:
        id: Its id.
        name: Its first name.
        outcome: The outcome when it was imported.
        imported_at: When, ISO 8601 in UTC.
        digest: SHA-256 of what is known of it.
    """

    id: str
    name: str
    outcome: str
    imported_at: str
    digest: str


def customer_of(row: Transaction) -> Customer:
    """Give a customer from a row of a file, read as a transaction.

    A row without an id of its own is known by what it says.

    Example:
        >>> one = customer_of(Transaction("row-1", parties=(Party("buyer", "Brasdol AG"),)))
        >>> one.id == "c-" + one.digest[:16]
        True
    """
    plain = msgspec.structs.replace(row, id="", kind="check", rows=(), extra={}, date="")
    digest = hashlib.sha256(msgspec.json.encode(plain)).hexdigest()
    own = "" if not row.id or _is_row_number(row.id) else row.id
    known = own or f"c-{digest[:16]}"
    return Customer(known, digest, msgspec.structs.replace(plain, id=known))


def _is_row_number(text: str) -> bool:
    head, _, number = text.partition("-")
    return head == "row" and number.isdigit()


def digests_of(connection: sa.Connection) -> dict[str, str]:
    """Give the digests of all customers that are monitored, by their ids."""
    asked = sa.select(TABLE.c.id, TABLE.c.digest).where(TABLE.c.removed_at.is_(None))
    return {row.id: row.digest for row in connection.execute(asked)}


def keep_customers(
    connection: sa.Connection,
    decided: Sequence[tuple[Customer, Standing]],
    *,
    ground: Ground,
    source: str,
    actor: str,
    at: dt.datetime,
) -> None:
    """Keep customers with what was decided of each; those of the same id are replaced.

    Args:
        connection: A write transaction of the records: all of them are kept, or none.
        decided: The customers.
        ground: What the decisions rest on.
        source: The file's name and hash, for the log.
        actor: Who has it done.
        at: When.
    """
    asked = sa.select(sa.func.max(PARTS.c.first + PARTS.c.count))
    first = connection.scalar(asked.where(PARTS.c.source == CUSTOMERS)) or 0
    said = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    rows = [
        {
            "id": one.id, "row": first + at_row, "digest": one.digest,
            "party": msgspec.json.encode(one.transaction).decode(),
            "outcome": str(standing.outcome), "lacks": standing.lacks,
            "findings": written_findings(standing), "imported_at": said, "removed_at": None,
        }
        for at_row, (one, standing) in enumerate(decided)
    ]  # fmt: skip
    for begin in range(0, len(rows), 500):
        some = rows[begin : begin + 500]
        connection.execute(sa.delete(TABLE).where(TABLE.c.id.in_([row["id"] for row in some])))
        connection.execute(sa.insert(TABLE), some)
    part = f"{CUSTOMERS}/{first}"
    note_part(connection, part, CUSTOMERS, first=first, count=len(rows), ground=ground)
    digest = hashlib.sha256(b"".join(bytes.fromhex(one.digest) for one, _ in decided)).hexdigest()
    facts = {"source": source, "count": len(rows), "sha256": digest}
    append(connection, "customers.import", facts, actor=actor, at=at)


def remove_customers(
    connection: sa.Connection, ids: Sequence[str], *, actor: str, at: dt.datetime
) -> None:
    """End the monitoring of customers; what was decided of them stays.

    Raises:
        InputError: one of them is not monitored; none is removed then.
    """
    unknown = [one for one in ids if one not in digests_of(connection)]
    if unknown:
        raise InputError(
            f"no monitored customer {', '.join(unknown[:SHOWN])}",
            why="nobody was removed",
            remedy="counterflow customers ls shows their ids",
        )
    said = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    for one in ids:
        connection.execute(sa.update(TABLE).where(TABLE.c.id == one).values(removed_at=said))
    append(connection, "customers.remove", {"ids": list(ids)}, actor=actor, at=at)


def list_customers(connection: sa.Connection) -> Iterator[Kept]:
    """Give the customers that are monitored, in the order of their import."""
    columns = (TABLE.c.id, TABLE.c.party, TABLE.c.outcome, TABLE.c.imported_at, TABLE.c.digest)
    asked = sa.select(*columns).where(TABLE.c.removed_at.is_(None)).order_by(TABLE.c.row)
    decode = msgspec.json.Decoder(Transaction).decode
    for key, text, outcome, imported_at, digest in connection.execute(asked):
        parties = decode(text).parties
        name = next((party.name for party in parties), "")
        yield Kept(key, name, outcome, imported_at, digest)


def lines_of_customers(
    records: Records, noted: Noted, parties_of: Callable[[Transaction], Sequence[Party]]
) -> Iterable[Line | None]:
    """Give the customers of one import as the history takes them; ``None`` for those replaced."""
    last = noted.first + noted.size
    columns = (TABLE.c.row, TABLE.c.party, TABLE.c.outcome, TABLE.c.lacks, TABLE.c.findings)
    decode = msgspec.json.Decoder(Transaction).decode
    with records.reading() as connection:
        asked = sa.select(*columns).where(TABLE.c.row >= noted.first, TABLE.c.row < last)
        held = {row[0]: row[1:] for row in connection.execute(asked)}
    for row in range(noted.first, last):
        if row not in held:
            yield None
            continue
        text, outcome, lacks, findings = held[row]
        transaction = decode(text)
        standing = read_standing(outcome, lacks, findings)
        yield Line(transaction, standing, parties_of(transaction))
