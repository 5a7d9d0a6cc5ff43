"""Revision 0004, monitor: customers, what parts rest on, rescreens, events of changed outcomes.

An event is never changed and never deleted: the database refuses it, whoever asks.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"

_SQLITE_STAYS = """
CREATE TRIGGER monitor_events_{when}_refused BEFORE {when} ON monitor_events
BEGIN SELECT RAISE(ABORT, 'an event of the monitor is never changed'); END
"""
_POSTGRESQL_STAYS = """
CREATE FUNCTION monitor_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an event of the monitor is never changed'; END $$
"""
_POSTGRESQL_ASKS = """
CREATE TRIGGER monitor_events_stay BEFORE UPDATE OR DELETE ON monitor_events
FOR EACH ROW EXECUTE FUNCTION monitor_events_stay()
"""


def upgrade() -> None:
    """Make the tables of this revision."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "monitor_customers",
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
    op.create_index("monitor_customers_row", "monitor_customers", ["row"])
    op.create_table(
        "monitor_parts",
        sa.Column("part", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("ground", sa.Text, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "monitor_rescreens",
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
    op.create_table(
        "monitor_events",
        sa.Column("id", number, primary_key=True),
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
    op.create_index("monitor_events_place", "monitor_events", ["source", "row"])
    if op.get_bind().dialect.name == "sqlite":
        for when in ("UPDATE", "DELETE"):
            op.execute(_SQLITE_STAYS.format(when=when))
    else:
        op.execute(_POSTGRESQL_STAYS)
        op.execute(_POSTGRESQL_ASKS)


def downgrade() -> None:
    """Remove the tables of this revision."""
    for table in ("monitor_events", "monitor_rescreens", "monitor_parts", "monitor_customers"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION monitor_events_stay()")
