"""The tables of the monitor: customers, what each part rests on, rescreens, events."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
CUSTOMERS = sa.Table(
    "monitor_customers",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("row", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("lacks", sa.Boolean, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
    sa.Column("imported_at", sa.Text, nullable=False),
    sa.Column("removed_at", sa.Text),
)
PARTS = sa.Table(
    "monitor_parts",
    METADATA,
    sa.Column("part", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("count", sa.BigInteger, nullable=False),
)
RESCREENS = sa.Table(
    "monitor_rescreens",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("due", sa.BigInteger, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("started_at", sa.Text, nullable=False),
    sa.Column("finished_at", sa.Text),
    sa.Column("statement", sa.Text),
)
EVENTS = sa.Table(
    "monitor_events",
    METADATA,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("rescreen", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("row", sa.BigInteger, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("after", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("lacks", sa.Boolean, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.UniqueConstraint("rescreen", "source", "row"),
)
