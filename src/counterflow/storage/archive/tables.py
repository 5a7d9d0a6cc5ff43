"""The tables of the records that say where decisions are kept."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
GROUNDS = sa.Table(
    "decision_grounds",
    METADATA,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
PARTS = sa.Table(
    "decision_parts",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("entry", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("first", sa.BigInteger, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("root", sa.Text, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("oldest", sa.Text, nullable=False),
    sa.Column("outcomes", sa.Text, nullable=False),
    sa.Column("loose_from", sa.BigInteger),
    sa.Column("loose_to", sa.BigInteger),
    sa.Column("purged", sa.Integer, nullable=False),
)
LOOSE = sa.Table(
    "decision_loose",
    METADATA,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ground", sa.Text, nullable=False),
    sa.Column("entry", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("context", sa.LargeBinary, nullable=False),
)
LOOSE_KEYS = sa.Table(
    "decision_loose_keys",
    METADATA,
    sa.Column("key", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
)
HOLDS = sa.Table(
    "decision_holds",
    METADATA,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("released_at", sa.Text),
)
EVERY_TABLE = (GROUNDS, PARTS, LOOSE, LOOSE_KEYS, HOLDS)
