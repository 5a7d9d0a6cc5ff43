"""Revision 0001, access and audit: people, and the log that is only appended.

The database itself refuses to change an entry. On SQLite an ``INSERT OR REPLACE`` deletes without
asking the triggers of a deletion, so that an entry must also follow the last one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

_ONLY_APPENDED = ("audit_log", "audit_heads")
_SQLITE_FOLLOWS = """
CREATE TRIGGER audit_log_follows BEFORE INSERT ON audit_log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_log)
  OR NEW.prev IS NOT (SELECT coalesce((SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1),
                                      printf('%.64d', 0)))
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one of the log'); END
"""
_SQLITE_HEADS_STAY = """
CREATE TRIGGER audit_heads_follow BEFORE INSERT ON audit_heads
WHEN EXISTS (SELECT 1 FROM audit_heads WHERE seq = NEW.seq AND key = NEW.key)
BEGIN SELECT RAISE(ABORT, 'a signed head is never replaced'); END
"""
_POSTGRESQL_STAYS = """
CREATE FUNCTION audit_only_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is only appended'; END $$
"""
_POSTGRESQL_FOLLOWS = """
CREATE FUNCTION audit_log_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_seq bigint; last_hash text;
BEGIN
  SELECT seq, hash INTO last_seq, last_hash FROM audit_log ORDER BY seq DESC LIMIT 1;
  IF NEW.seq <> coalesce(last_seq, 0) + 1 OR NEW.prev <> coalesce(last_hash, repeat('0', 64)) THEN
    RAISE EXCEPTION 'an entry must follow the last one of the log';
  END IF;
  RETURN NEW;
END $$
"""
_POSTGRESQL_ASKS = """
CREATE TRIGGER audit_log_follows BEFORE INSERT ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_follows()
"""


def upgrade() -> None:
    """Make the tables of this revision."""
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "audit_log",
        sa.Column("seq", number, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("clock", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    op.create_index("audit_log_kind", "audit_log", ["kind", "seq"])
    op.create_table(
        "audit_heads",
        sa.Column("seq", number, sa.ForeignKey("audit_log.seq"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
    )
    for statement in _guards():
        op.execute(sa.text(statement))


def _guards() -> list[str]:
    if op.get_bind().dialect.name == "sqlite":
        return [
            *(
                f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the log is only appended'); END"
                for table in _ONLY_APPENDED
                for act in ("UPDATE", "DELETE")
            ),
            _SQLITE_FOLLOWS,
            _SQLITE_HEADS_STAY,
        ]
    return [
        _POSTGRESQL_STAYS,
        _POSTGRESQL_FOLLOWS,
        *(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_appended()"
            for table in _ONLY_APPENDED
        ),
        _POSTGRESQL_ASKS,
    ]


def downgrade() -> None:
    """Remove the tables of this revision."""
    for table in ("people", "audit_heads", "audit_log"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_only_appended()")
        op.execute("DROP FUNCTION audit_log_follows()")
