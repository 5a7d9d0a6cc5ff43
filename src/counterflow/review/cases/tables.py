"""Declare the tables of review; revision 0003 makes them and holds what they refuse."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, default="") for name in names]


def _signed() -> list[sa.Column[str]]:
    return _texts(
        "reason", "words", "author", "at", "state", "approver", "settled_at", "settled_words"
    )


CASES: Final = sa.Table(
    "review_cases",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("kind", "subject", "paper_kind", "scope", "state", "outcome", "assignee", "role"),
    sa.Column("version", sa.Integer, nullable=False),
    *_texts("opened_at", "due_at", "closed_at", "reopened_at", "escalated_at"),
)
ALERTS: Final = sa.Table(
    "review_alerts",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    *_texts("key", "kind", "subject", "rule", "list", "listing", "outcome", "summary"),
    *_texts("finding", "evidence", "party", "record", "snapshot", "run", "as_of"),
    *_texts("state", "disposition", "opened_at", "seen_at"),
)
DISPOSITIONS: Final = sa.Table(
    "review_dispositions",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("alert_id", sa.Text, nullable=False),
    *_texts("disposition", "evidence"),
    *_signed(),
)
VERDICTS: Final = sa.Table(
    "review_verdicts",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("case_id", sa.Text, nullable=False),
    *_texts("verdict"),
    *_signed(),
)
LEVELS: Final = sa.Table(
    "review_levels",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    *_texts("act", "outcome"),
    sa.Column("needed", sa.Integer, nullable=False),
    *_texts("author", "approver", "words", "at"),
)
GOODGUYS: Final = sa.Table(
    "review_goodguys",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    *_texts("list", "listing", "listed_name", "theirs", "ours", "name", "party"),
    *_texts("reason", "words", "author", "proposed_at", "expires_on"),
    *_texts("state", "approver", "settled_at", "settled_words"),
    *_texts("withdrawn_by", "withdrawn_at", "withdrawn_words", "alert_id"),
)
GOODGUY_USES: Final = sa.Table(
    "review_goodguy_uses",
    METADATA,
    sa.Column("goodguy", sa.Text, primary_key=True),
    sa.Column("transaction_id", sa.Text, primary_key=True),
    sa.Column("run", sa.Text, primary_key=True),
    *_texts("at"),
)
EVENTS: Final = sa.Table(
    "review_events",
    METADATA,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    *_texts("act", "actor", "at", "words", "facts"),
)
ANSWERS: Final = sa.Table(
    "review_answers",
    METADATA,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    *_texts("flag", "answer", "actor", "at"),
)
CONTENTS: Final = sa.Table(
    "review_contents",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
ATTACHMENTS: Final = sa.Table(
    "review_attachments",
    METADATA,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text, nullable=False),
    *_texts("name", "actor", "at"),
    sa.Column("size", sa.BigInteger, nullable=False),
)
