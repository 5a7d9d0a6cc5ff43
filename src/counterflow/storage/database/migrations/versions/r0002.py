"""Revision 0002, decisions: where each is kept, and its batch."""

from __future__ import annotations

revision = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Make the tables of this revision."""


def downgrade() -> None:
    """Remove the tables of this revision."""
