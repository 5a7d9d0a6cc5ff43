"""Revision 0001, access and audit: people, and the log that is only appended."""

from __future__ import annotations

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables of this revision."""


def downgrade() -> None:
    """Remove the tables of this revision."""
