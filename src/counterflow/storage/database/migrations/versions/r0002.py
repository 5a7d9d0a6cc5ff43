"""Revision 0002, decisions: their ground, their sealed parts, and those not sealed yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_TABLES = ("decision_holds", "decision_loose_keys", "decision_loose", "decision_parts",
           "decision_grounds")  # fmt: skip


def upgrade() -> None:
    """Make the tables of this revision."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "decision_grounds",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "decision_parts",
        sa.Column("number", number, primary_key=True, autoincrement=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("ground", sa.Text, sa.ForeignKey("decision_grounds.digest"), nullable=False),
        sa.Column("entry", sa.BigInteger, sa.ForeignKey("audit_log.seq"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False, unique=True),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("oldest", sa.Text, nullable=False),
        sa.Column("outcomes", sa.Text, nullable=False),
        sa.Column("loose_from", sa.BigInteger),
        sa.Column("loose_to", sa.BigInteger),
        sa.Column("purged", sa.Integer, nullable=False),
        sa.UniqueConstraint("run", "part"),
    )
    op.create_index("decision_parts_at", "decision_parts", ["at"])
    op.create_index("decision_parts_oldest", "decision_parts", ["oldest"])
    op.create_table(
        "decision_loose",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("ground", sa.Text, sa.ForeignKey("decision_grounds.digest"), nullable=False),
        sa.Column("entry", sa.BigInteger, sa.ForeignKey("audit_log.seq"), nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("context", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "decision_loose_keys",
        sa.Column("key", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.BigInteger, sa.ForeignKey("decision_loose.seq"), nullable=False),
    )
    op.create_index("decision_loose_keys_key", "decision_loose_keys", ["key"])
    op.create_index("decision_loose_keys_seq", "decision_loose_keys", ["seq"])
    op.create_table(
        "decision_holds",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("released_at", sa.Text),
    )


def downgrade() -> None:
    """Remove the tables of this revision; the files of the parts stay where they are."""
    for table in _TABLES:
        op.drop_table(table)
