"""Settle what needs a second person: the package's policy, and what two persons changed of it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from counterflow.core.errors import CaseError
from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import in_utc
from counterflow.review.cases.reasons import check_words
from counterflow.review.cases.tables import LEVELS
from counterflow.storage.access.people import require
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records


def needs_second(connection: sa.Connection, act: str, outcome: Outcome) -> bool:
    """Tell whether an act on an outcome needs another person: the newest level of the records.

    Args:
        connection: A transaction of the records.
        act: ``not the same`` or ``release``.
        outcome: Of the alert, or the strongest of the case.

    Returns:
        What the records say; where they say nothing of it, what the policy of the package says.
    """
    asked = (
        sa.select(LEVELS.c.needed)
        .where(LEVELS.c.act == act, LEVELS.c.outcome == outcome.value)
        .order_by(LEVELS.c.seq.desc())
        .limit(1)
    )
    found = connection.execute(asked).scalar()
    if found is None:
        return load_review_policy().needs_second(act, outcome)
    return bool(found)


def set_level(
    records: Records,
    act: str,
    outcome: Outcome,
    *,
    needed: bool,
    author: str,
    approver: str = "",
    words: str,
    at: dt.datetime | None = None,
) -> None:
    """Change from which outcome on an act needs a second person.

    Asking for more takes one admin; asking for less takes an admin and an approver who is another
    person. Releasing a stop or a hold always takes two.

    Args:
        records: The records.
        act: ``not the same`` or ``release``.
        outcome: Of which outcome.
        needed: Whether a second person is needed from now on.
        author: The admin who changes it.
        approver: The approver who agrees; needed where less is asked for.
        words: Why.
        at: When; now if ``None``.

    Raises:
        CaseError: the second person is missing or the first, or it may not be lowered.
        AccessError: somebody lacks the role.
    """
    plain = check_words(words, "a change of the policy")
    with records.writing() as connection:
        one = require(connection, author, "admin")
        other = require(connection, approver, "approver").name if approver else ""
        if not needed and (not other or other == one.name):
            raise CaseError(
                "a weaker policy takes two persons",
                remedy="name an approver who is not the author",
            )
        if not needed and act == "release" and outcome in (Outcome.STOP, Outcome.HOLD):
            raise CaseError(f"releasing a {outcome} always takes two persons")
        last = connection.execute(sa.select(sa.func.max(LEVELS.c.seq))).scalar() or 0
        connection.execute(
            sa.insert(LEVELS).values(
                seq=last + 1, act=act, outcome=outcome.value, needed=int(needed), author=one.name,
                approver=other, words=plain, at=in_utc(at),
            )
        )  # fmt: skip
        facts = {"act": act, "outcome": outcome.value, "needed": needed, "approver": other}
        append(connection, "review.level", {**facts, "words": plain}, actor=one.name, at=at)
