"""Revision 0004, monitor: customers, and events of changed outcomes."""

from __future__ import annotations

revision = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Make the tables of this revision."""


def downgrade() -> None:
    """Remove the tables of this revision."""
