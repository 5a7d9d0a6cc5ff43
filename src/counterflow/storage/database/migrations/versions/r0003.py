"""Revision 0003, cases: alerts, dispositions, approvals, good-guy entries.

What two persons must do is asked for here and not in a page: whoever writes past the program, by
one statement of SQL, is refused in the same way. Every text is there, empty where nothing is to
say, so that no comparison meets a null and lets something through.

On SQLite an ``INSERT OR REPLACE`` deletes without asking the triggers of a deletion: a row whose
key is there already is refused.
"""

# ruff: noqa: S608 - all that is put together here stands in this module

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

_KEYS = {
    "review_cases": ("id", "kind, paper_kind, scope, subject"),
    "review_alerts": ("id", "case_id, key"),
    "review_dispositions": ("id",),
    "review_verdicts": ("id",),
    "review_levels": ("seq",),
    "review_goodguys": ("id",),
    "review_goodguy_uses": ("goodguy, transaction_id, run",),
    "review_events": ("case_id, version",),
    "review_answers": ("case_id, version",),
    "review_contents": ("sha256",),
    "review_attachments": ("case_id, version",),
}
"""The tables of this revision, each with what is unique in it."""
_APPENDED = (
    "review_levels",
    "review_goodguy_uses",
    "review_events",
    "review_answers",
    "review_contents",
    "review_attachments",
)
"""Those whose rows never change."""
_LEVELS = (
    ("not the same", "stop"),
    ("not the same", "hold"),
    ("release", "stop"),
    ("release", "hold"),
)
"""What needs a second person from the first day on."""


class _Guard(NamedTuple):
    """What a table refuses.

    Attributes:
        name: Of the trigger.
        table: The table.
        when: ``INSERT`` or ``UPDATE``.
        refuses: The condition, in SQL that both databases read.
        says: Why, in words without a quotation mark.
    """

    name: str
    table: str
    when: str
    refuses: str
    says: str


def _differs(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def _rank(outcome: str) -> str:
    return f"(CASE {outcome} WHEN 'stop' THEN 3 WHEN 'hold' THEN 2 ELSE 1 END)"


def _is_approver(name: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM people WHERE name = {name} AND ended_at IS NULL"
        " AND ',' || roles || ',' LIKE '%,approver,%')"
    )


def _is_known(name: str) -> str:
    return f"EXISTS (SELECT 1 FROM people WHERE name = {name})"


def _needed(act: str, outcome: str) -> str:
    """Give the condition under which an act on an outcome needs a second person today."""
    return (
        f"EXISTS (SELECT 1 FROM review_levels l WHERE l.act = '{act}' AND l.outcome = {outcome}"
        " AND l.needed = 1 AND l.seq = (SELECT max(m.seq) FROM review_levels m"
        " WHERE m.act = l.act AND m.outcome = l.outcome))"
    )


def _undecided(case: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM review_alerts a WHERE a.case_id = {case} AND a.state <> 'decided')"
    )


def _concluded(case: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM review_verdicts v WHERE v.case_id = {case}"
        " AND v.state = 'standing')"
    )


def _may_not_release(case: str, verdict: str, approver: str) -> str:
    """Give the condition under which a case may not be released as it stands."""
    unknown = (
        f"EXISTS (SELECT 1 FROM review_alerts a WHERE a.case_id = {case}"
        " AND a.disposition = 'not enough')"
    )
    second = (
        f"EXISTS (SELECT 1 FROM review_alerts a WHERE a.case_id = {case}"
        f" AND (a.disposition = 'same' OR {_needed('release', 'a.outcome')}))"
    )
    return (
        f"({_undecided(case)} OR ({verdict} = 'release'"
        f" AND ({unknown} OR ({second} AND NOT {_is_approver(approver)}))))"
    )


_SETTLED = (
    "NOT (NEW.state = OLD.state OR (OLD.state = 'waiting'"
    " AND NEW.state IN ('standing', 'rejected', 'overtaken'))"
    " OR (OLD.state = 'standing' AND NEW.state = 'overtaken'))"
)
_REWRITTEN = (
    "OLD.state <> 'waiting' AND (NEW.approver <> OLD.approver"
    " OR NEW.settled_at <> OLD.settled_at OR NEW.settled_words <> OLD.settled_words)"
    " OR NEW.approver <> OLD.approver AND NEW.state NOT IN ('standing', 'rejected')"
)
"""Who approved or rejected, when, and what they said: written once, with the step they made."""
_STANDING_CASE = (
    "EXISTS (SELECT 1 FROM review_verdicts v WHERE v.case_id = NEW.id AND v.state = 'standing'"
    " AND NOT {blocked})"
)
_CASE_STEPS = (
    "('open', 'waiting for approval')", "('open', 'decided')",
    "('waiting for approval', 'open')", "('waiting for approval', 'decided')",
    "('waiting for approval', 'reopened')", "('decided', 'reopened')",
    "('reopened', 'waiting for approval')", "('reopened', 'decided')",
)  # fmt: skip
_STEPS = " OR ".join(f"(OLD.state, NEW.state) = {pair}" for pair in _CASE_STEPS)
_HOLDS_TOO_LONG = (
    "NEW.expires_on NOT LIKE '____-__-__' OR NEW.proposed_at NOT LIKE '____-__-__%'"
    " OR NEW.expires_on > CAST(CAST(substr(NEW.proposed_at, 1, 4) AS INTEGER) + 1 AS TEXT)"
    " || substr(NEW.proposed_at, 5, 6)"
    # As numbers too: PostgreSQL orders texts by its locale, and refuses here what is no number.
    " OR CAST(replace(NEW.expires_on, '-', '') AS INTEGER)"
    " > CAST(replace(substr(NEW.proposed_at, 1, 10), '-', '') AS INTEGER) + 10000"
)
"""A year after its proposal is the longest; a test holds the policy to it."""
_FOUR_EYES = "two persons are needed: the approver must be another person, known as an approver"

_GUARDS = (
    _Guard(
        "case_begins", "review_cases", "INSERT",
        "NEW.version <> 1 OR NEW.state <> 'open'",
        "a case begins open, at version 1",
    ),
    _Guard(
        "case_version", "review_cases", "UPDATE",
        "NEW.version <> OLD.version + 1",
        "a change of a case raises its version by one",
    ),
    _Guard(
        "case_stays", "review_cases", "UPDATE",
        _differs("id", "kind", "subject", "paper_kind", "scope", "opened_at"),
        "what a case is about never changes",
    ),
    _Guard(
        "case_steps", "review_cases", "UPDATE",
        f"NEW.state <> OLD.state AND NOT ({_STEPS})",
        "a case does not go from this state to that one",
    ),
    _Guard(
        "case_decided", "review_cases", "UPDATE",
        # Only the step is asked: who approved it then may have left since.
        f"NEW.state = 'decided' AND OLD.state = 'decided' AND NOT {_concluded('NEW.id')}"
        " OR NEW.state = 'decided' AND OLD.state <> 'decided' AND NOT "
        + _STANDING_CASE.format(blocked=_may_not_release("NEW.id", "v.verdict", "v.approver")),
        "a case with open alerts, or without the verdict that it needs, is not decided",
    ),
    _Guard(
        "case_reopened", "review_cases", "UPDATE",
        f"OLD.state = 'decided' AND NEW.state <> 'decided' AND {_concluded('NEW.id')}",
        "a verdict is overtaken before its case is reopened",
    ),
    _Guard(
        "alert_begins", "review_alerts", "INSERT",
        f"NEW.state <> 'open' OR NEW.disposition <> '' OR {_concluded('NEW.case_id')}",
        "an alert begins open, without a disposition, and in a case without a standing verdict",
    ),
    _Guard(
        "alert_stays", "review_alerts", "UPDATE",
        _differs("id", "case_id", "key", "kind", "subject", "list", "listing", "opened_at"),
        "what an alert is about never changes",
    ),
    _Guard(
        "alert_evidence", "review_alerts", "UPDATE",
        f"({_differs('outcome', 'evidence', 'rule', 'summary', 'finding', 'party', 'record')})"
        " AND NOT (NEW.state = 'open' AND NEW.disposition = '')",
        "an alert of other evidence is open again",
    ),
    _Guard(
        "alert_weakened", "review_alerts", "UPDATE",
        f"{_rank('NEW.outcome')} < {_rank('OLD.outcome')}",
        "an alert never becomes weaker: one person would decide it alone then",
    ),
    _Guard(
        "alert_of_decided", "review_alerts", "UPDATE",
        f"NEW.state <> 'decided' AND {_concluded('NEW.case_id')}",
        "a verdict is overtaken before an alert of its case is open again",
    ),
    _Guard(
        "alert_decided", "review_alerts", "UPDATE",
        "NEW.state = 'decided' AND NOT EXISTS (SELECT 1 FROM review_dispositions d"
        " WHERE d.alert_id = NEW.id AND d.state = 'standing' AND d.disposition = NEW.disposition"
        " AND d.evidence = NEW.evidence)",
        "an alert is decided by a standing disposition of what it shows",
    ),
    _Guard(
        "alert_undecided", "review_alerts", "UPDATE",
        "NEW.state <> 'decided' AND NEW.disposition <> ''",
        "an alert that is not decided has no disposition",
    ),
    _Guard(
        "disposition_begins", "review_dispositions", "INSERT",
        f"NEW.approver <> '' OR NEW.state NOT IN ('waiting', 'standing')"
        f" OR NOT {_is_known('NEW.author')}",
        "a disposition begins with one known person; the second comes afterwards",
    ),
    _Guard(
        "disposition_stays", "review_dispositions", "UPDATE",
        _differs("id", "alert_id", "disposition", "evidence", "reason", "words", "author", "at"),
        "what somebody decided never changes",
    ),
    _Guard("disposition_settled", "review_dispositions", "UPDATE", _SETTLED,
           "what was settled stays settled"),
    *(
        _Guard(
            f"disposition_four_eyes_{when.lower()}", "review_dispositions", when,
            "NEW.state = 'standing' AND NEW.disposition = 'not the same'"
            " AND EXISTS (SELECT 1 FROM review_alerts a WHERE a.id = NEW.alert_id AND "
            + _needed("not the same", "a.outcome") + ")"
            f" AND (NEW.approver = NEW.author OR NOT {_is_approver('NEW.approver')})",
            _FOUR_EYES,
        )
        for when in ("INSERT", "UPDATE")
    ),
    _Guard("disposition_rewritten", "review_dispositions", "UPDATE", _REWRITTEN,
           "what was settled is not rewritten"),
    _Guard(
        "verdict_begins", "review_verdicts", "INSERT",
        f"NEW.approver <> '' OR NEW.state NOT IN ('waiting', 'standing')"
        f" OR NOT {_is_known('NEW.author')}",
        "a verdict begins with one known person; the second comes afterwards",
    ),
    _Guard(
        "verdict_stays", "review_verdicts", "UPDATE",
        _differs("id", "case_id", "verdict", "reason", "words", "author", "at"),
        "what somebody decided never changes",
    ),
    _Guard("verdict_settled", "review_verdicts", "UPDATE", _SETTLED,
           "what was settled stays settled"),
    *(
        _Guard(
            f"verdict_four_eyes_{when.lower()}", "review_verdicts", when,
            "NEW.state = 'standing' AND (NEW.approver = NEW.author OR "
            + _may_not_release("NEW.case_id", "NEW.verdict", "NEW.approver") + ")",
            f"no case with open alerts is released; {_FOUR_EYES}",
        )
        for when in ("INSERT", "UPDATE")
    ),
    _Guard("verdict_rewritten", "review_verdicts", "UPDATE", _REWRITTEN,
           "what was settled is not rewritten"),
    _Guard(
        "level_lowered", "review_levels", "INSERT",
        "NEW.needed = 0 AND (NEW.act = 'release' AND NEW.outcome IN ('stop', 'hold')"
        f" OR NEW.approver = NEW.author OR NOT {_is_approver('NEW.approver')}"
        f" OR NOT {_is_known('NEW.author')})",
        f"release of a stop or hold always needs two persons; for the rest: {_FOUR_EYES}",
    ),
    _Guard(
        "goodguy_begins", "review_goodguys", "INSERT",
        "NEW.approver <> '' OR NEW.withdrawn_by <> '' OR NEW.state <> 'waiting'"
        f" OR NOT {_is_known('NEW.author')}",
        "a good-guy entry begins with one known person; the second comes afterwards",
    ),
    _Guard("goodguy_longest", "review_goodguys", "INSERT", _HOLDS_TOO_LONG,
           "a good-guy entry holds for a year at most"),
    _Guard(
        # It holds from its approval on. One dated before its proposal would hold for longer than
        # a year from a proposal that is dated ahead.
        "goodguy_dated", "review_goodguys", "UPDATE",
        "NEW.state = 'standing' AND OLD.state <> 'standing' AND (NEW.settled_at NOT LIKE"
        " '____-__-__%' OR substr(NEW.settled_at, 1, 10) < substr(NEW.proposed_at, 1, 10))",
        "a good-guy entry is not approved before it is proposed",
    ),
    _Guard(
        "goodguy_stays", "review_goodguys", "UPDATE",
        _differs("id", "list", "listing", "theirs", "ours", "party", "reason", "words", "author",
                 "proposed_at", "expires_on"),
        "what a good-guy entry binds never changes",
    ),
    _Guard(
        "goodguy_settled", "review_goodguys", "UPDATE",
        "NOT (NEW.state = OLD.state OR (OLD.state = 'waiting' AND NEW.state IN ('standing',"
        " 'rejected')) OR (OLD.state IN ('standing', 'waiting') AND NEW.state = 'withdrawn'))"
        " OR (OLD.approver <> '' AND NEW.approver <> OLD.approver)",
        "what was settled stays settled",
    ),
    _Guard(
        "goodguy_four_eyes", "review_goodguys", "UPDATE",
        "NEW.state = 'standing' AND OLD.state <> 'standing'"
        f" AND (NEW.approver = NEW.author OR NOT {_is_approver('NEW.approver')})",
        _FOUR_EYES,
    ),
    _Guard(
        "goodguy_rewritten", "review_goodguys", "UPDATE",
        f"{_REWRITTEN} OR OLD.state IN ('withdrawn', 'rejected') AND (NEW.withdrawn_by <>"
        " OLD.withdrawn_by OR NEW.withdrawn_at <> OLD.withdrawn_at OR NEW.withdrawn_words <>"
        " OLD.withdrawn_words)",
        "what was settled is not rewritten",
    ),
    _Guard(
        "goodguy_withdrawn", "review_goodguys", "UPDATE",
        f"NEW.state = 'withdrawn' AND NOT {_is_known('NEW.withdrawn_by')}",
        "a known person withdraws it",
    ),
)  # fmt: skip


def upgrade() -> None:
    """Make the tables of this revision."""
    text = sa.Text
    _table(
        "review_cases",
        sa.Column("id", text, primary_key=True),
        *_texts("kind", "subject", "paper_kind", "scope", "state", "outcome", "assignee", "role"),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("opened_at", "due_at", "closed_at", "reopened_at", "escalated_at"),
        sa.CheckConstraint("kind IN ('transaction', 'customer')", name="case_kind"),
        sa.CheckConstraint(
            "state IN ('open', 'waiting for approval', 'decided', 'reopened')", name="case_state"
        ),
        sa.CheckConstraint("outcome IN ('stop', 'hold', 'review')", name="case_outcome"),
        sa.UniqueConstraint("kind", "paper_kind", "scope", "subject", name="case_subject"),
    )
    op.create_index("review_cases_state", "review_cases", ["state", "due_at"])
    _table(
        "review_alerts",
        sa.Column("id", text, primary_key=True),
        _of("case_id", "review_cases.id"),
        *_texts("key", "kind", "subject", "rule", "list", "listing", "outcome", "summary"),
        *_texts("finding", "evidence", "party", "record", "snapshot", "run", "as_of"),
        *_texts("state", "disposition", "opened_at", "seen_at"),
        sa.CheckConstraint("outcome IN ('stop', 'hold', 'review')", name="alert_outcome"),
        sa.CheckConstraint(
            "state IN ('open', 'waiting for approval', 'decided')", name="alert_state"
        ),
        sa.CheckConstraint(
            "disposition IN ('', 'same', 'not the same', 'not enough')", name="alert_disposition"
        ),
        sa.UniqueConstraint("case_id", "key", name="alert_key"),
    )
    op.create_index("review_alerts_pair", "review_alerts", ["list", "listing", "party"])
    _table(
        "review_dispositions",
        sa.Column("id", text, primary_key=True),
        _of("alert_id", "review_alerts.id"),
        *_texts("disposition", "evidence"),
        *_signed(),
        sa.CheckConstraint(
            "disposition IN ('same', 'not the same', 'not enough')", name="disposition_word"
        ),
    )
    op.create_index("review_dispositions_alert", "review_dispositions", ["alert_id"])
    _table(
        "review_verdicts",
        sa.Column("id", text, primary_key=True),
        _of("case_id", "review_cases.id"),
        *_texts("verdict"),
        *_signed(),
        sa.CheckConstraint("verdict IN ('release', 'refuse')", name="verdict_word"),
    )
    op.create_index("review_verdicts_case", "review_verdicts", ["case_id"])
    _table(
        "review_levels",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("act", "outcome"),
        sa.Column("needed", sa.Integer, nullable=False),
        *_texts("author", "approver", "words", "at"),
        sa.CheckConstraint("act IN ('not the same', 'release')", name="level_act"),
        sa.CheckConstraint("outcome IN ('stop', 'hold', 'review')", name="level_outcome"),
        sa.CheckConstraint("needed IN (0, 1)", name="level_needed"),
        sa.CheckConstraint("needed = 1 OR (approver <> '' AND approver <> author)", name="level_2"),
    )
    _table(
        "review_goodguys",
        sa.Column("id", text, primary_key=True),
        *_texts("list", "listing", "listed_name", "theirs", "ours", "name", "party"),
        *_texts("reason", "words", "author", "proposed_at", "expires_on"),
        *_texts("state", "approver", "settled_at", "settled_words"),
        *_texts("withdrawn_by", "withdrawn_at", "withdrawn_words", "alert_id"),
        sa.CheckConstraint(
            "state IN ('waiting', 'standing', 'rejected', 'withdrawn')", name="goodguy_state"
        ),
        sa.CheckConstraint("approver = '' OR approver <> author", name="goodguy_2"),
        sa.CheckConstraint("state <> 'standing' OR approver <> ''", name="goodguy_approved"),
        sa.CheckConstraint(
            "reason <> '' AND words <> '' AND author <> '' AND expires_on <> ''"
            " AND theirs <> '' AND ours <> ''",
            name="goodguy_whole",
        ),
    )
    op.create_index("review_goodguys_pair", "review_goodguys", ["list", "listing"])
    _table(
        "review_goodguy_uses",
        sa.Column("goodguy", text, sa.ForeignKey("review_goodguys.id"), primary_key=True),
        sa.Column("transaction_id", text, primary_key=True),
        sa.Column("run", text, primary_key=True),
        *_texts("at"),
    )
    _table(
        "review_events",
        _of("case_id", "review_cases.id", key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("act", "actor", "at", "words", "facts"),
    )
    _table(
        "review_answers",
        _of("case_id", "review_cases.id", key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        *_texts("flag", "answer", "actor", "at"),
    )
    _table(
        "review_contents",
        sa.Column("sha256", text, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    _table(
        "review_attachments",
        _of("case_id", "review_cases.id", key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", text, sa.ForeignKey("review_contents.sha256"), nullable=False),
        *_texts("name", "actor", "at"),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    _guard_tables()
    for number, (act, outcome) in enumerate(_LEVELS, 1):
        op.execute(
            sa.text(
                "INSERT INTO review_levels (seq, act, outcome, needed, author, approver, words, at)"
                " VALUES (:seq, :act, :outcome, 1, 'revision 0003', '', 'from the first day', '')"
            ).bindparams(seq=number, act=act, outcome=outcome)
        )


def _table(name: str, *columns: sa.Column[str] | sa.Column[int] | sa.Constraint | object) -> None:
    op.create_table(name, *columns)  # type: ignore[arg-type]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def _of(name: str, target: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(target), nullable=False, primary_key=key)


def _signed() -> list[sa.Column[str] | sa.CheckConstraint]:
    """Give the columns of what one person proposes and another may have to approve."""
    return [
        *_texts("reason", "words", "author", "at", "state", "approver", "settled_at"),
        *_texts("settled_words"),
        sa.CheckConstraint("author <> '' AND approver <> author"),
        sa.CheckConstraint("state IN ('waiting', 'standing', 'rejected', 'overtaken')"),
        sa.CheckConstraint("reason <> ''"),
    ]


def _guard_tables() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in _GUARDS:
        for statement in _on_sqlite(guard) if sqlite else _on_postgresql(guard):
            _run(statement)
    if not sqlite:
        _run(
            "CREATE FUNCTION review_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'records of review are never taken away'; END $$"
        )
    for table, keys in _KEYS.items():
        acts = ["DELETE", *(["UPDATE"] if table in _APPENDED else [])]
        if not sqlite:
            _run(
                f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join([*acts, 'TRUNCATE'])} ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION review_kept()"
            )
            continue
        for act in acts:
            _run(
                f"CREATE TRIGGER {table}_kept_{act.lower()} BEFORE {act} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'records of review are never taken away'); END"
            )
        same = " OR ".join(
            " AND ".join(f"t.{part} = NEW.{part}" for part in key.split(", ")) for key in keys
        )
        _run(
            f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {table} t WHERE {same})"
            " BEGIN SELECT RAISE(ABORT, 'records of review are never replaced'); END"
        )


def _on_sqlite(guard: _Guard) -> list[str]:
    statement = (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.when} ON {guard.table} WHEN {guard.refuses}"
        f" BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"
    )
    return [statement]


def _on_postgresql(guard: _Guard) -> list[str]:
    function = (
        f"CREATE FUNCTION review_{guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {guard.refuses} THEN RAISE EXCEPTION '{guard.says}'; END IF; RETURN NEW; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.when} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION review_{guard.name}()"
    )
    return [function, trigger]


def _run(statement: str) -> None:
    op.execute(sa.text(statement))


def downgrade() -> None:
    """Remove the tables of this revision."""
    for table in reversed(_KEYS):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for guard in _GUARDS:
            _run(f"DROP FUNCTION review_{guard.name}()")
        _run("DROP FUNCTION review_kept()")
