"""Revision 0003, cases: alerts, dispositions, approvals, good-guy entries."""

from __future__ import annotations

revision = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Make the tables of this revision."""


def downgrade() -> None:
    """Remove the tables of this revision."""
