"""Append to the log and read it; each entry is bound to the one before by its hash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from counterflow.storage.audit.entries import Entry, entry_after

METADATA = sa.MetaData()
LOG = sa.Table(
    "audit_log",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("clock", sa.Text),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("prev", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
HEADS = sa.Table(
    "audit_heads",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
)
SIGN = "audit_sign"
"""Name of the execution option that holds what signs a head; ``signing.sign_from_time_to_time``."""
EVERY = 100
"""Entries after which a head is signed without being asked."""


def append(
    connection: sa.Connection,
    kind: str,
    facts: dict[str, Any],
    *,
    actor: str,
    at: dt.datetime | None = None,
) -> Entry:
    """Append one entry to the log, in the transaction of the change that it tells of.

    Args:
        connection: A transaction of ``Records.writing()``: both are kept, or neither.
        kind: What was done: small letters, with points or hyphens between words.
        facts: What there is to know of it: texts, whole numbers, truth values, ``None``, and lists
            and dicts of them.
        actor: Who did it.
        at: When; now if ``None``. A time earlier than the last entry's is noted in the entry
            (``clock``) and not followed.

    Returns:
        The entry, with its number and hash.

    Raises:
        ValueError: a fact cannot be written, or the kind, actor or time is none.

    Example:
        ``append(connection, "case.note", {"case": "c-1"}, actor="Ann")``
    """
    now = at or dt.datetime.now(tz=dt.UTC)
    entry = entry_after(last_entry(connection), kind, facts, actor=actor, at=now)
    connection.execute(
        sa.insert(LOG).values({name: getattr(entry, name) for name in Entry.__struct_fields__})
    )
    if entry.seq % EVERY == 0 and (sign := connection.get_execution_options().get(SIGN)):
        sign(connection, entry, now)
    return entry


def last_entry(connection: sa.Connection) -> Entry | None:
    """Give the last entry; ``None`` where the log is empty."""
    found = connection.execute(sa.select(LOG).order_by(LOG.c.seq.desc()).limit(1)).first()
    return Entry(**found._mapping) if found else None  # noqa: SLF001 - SQLAlchemy's public name


def read_entries(
    connection: sa.Connection, *, after: int = 0, kind: str = "", newest_first: bool = False
) -> Iterator[Entry]:
    """Read entries in their order.

    Args:
        connection: A transaction of the records.
        after: Number after which to begin; 0 for the first.
        kind: Only those of this kind, or of kinds that begin with it and a point; all where empty.
        newest_first: Whether the last comes first.
    """
    asked = sa.select(LOG).where(LOG.c.seq > after)
    if kind:
        asked = asked.where(sa.or_(LOG.c.kind == kind, LOG.c.kind.startswith(f"{kind}.")))
    order = LOG.c.seq.desc() if newest_first else LOG.c.seq
    several = {"yield_per": 1000}
    with connection.execute(asked.order_by(order), execution_options=several) as rows:
        for row in rows:
            yield Entry(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
