"""Work on a case: take and assign it, note, answer a question, attach a file, escalate."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import PurePath

import sqlalchemy as sa

from counterflow.core.errors import CaseError
from counterflow.review.cases.case import Case
from counterflow.review.cases.changing import change_case
from counterflow.review.cases.deciding import ANALYST
from counterflow.review.cases.policy import load_review_policy
from counterflow.review.cases.reading import find_case
from counterflow.review.cases.reasons import check_words
from counterflow.review.cases.states import Act
from counterflow.review.cases.tables import ANSWERS, ATTACHMENTS, CONTENTS
from counterflow.storage.access.people import require
from counterflow.storage.database.records import Records


def take(
    records: Records,
    case: str,
    *,
    actor: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Take a case to work on it; one that somebody else has is not taken from them.

    Raises:
        CaseError: somebody else works on it (``assign`` moves it), or it is decided.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor is no analyst.
    """
    with change_case(
        records, case, Act.TAKE, actor=actor, role=ANALYST, seen=seen, at=at
    ) as change:
        holder = change.file.case.assignee
        if holder not in ("", change.actor):
            raise CaseError(
                f"{holder} works on it", where=change.file.case.id,
                remedy=f"counterflow cases assign {change.file.case.id} --to {change.actor!r}",
            )  # fmt: skip
        change.values["assignee"] = change.actor
    return _now(records, case)


def assign(
    records: Records,
    case: str,
    *,
    to: str,
    actor: str,
    words: str = "",
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Give a case to an analyst, or to nobody where ``to`` is empty.

    Raises:
        CaseError: the case is decided.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor or the other person is no analyst.
    """
    with change_case(
        records, case, Act.ASSIGN, actor=actor, role=ANALYST, seen=seen, words=words, at=at
    ) as change:
        to_whom = require(change.connection, to, ANALYST).name if to else ""
        change.values["assignee"] = to_whom
        change.facts["to"] = to_whom
    return _now(records, case)


def note(
    records: Records,
    case: str,
    *,
    words: str,
    actor: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Write a note on a case; it is never changed afterwards.

    Raises:
        CaseError: nothing is said.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor is no analyst.
    """
    if not words.strip():
        raise CaseError("a note has no words", where=case)
    with change_case(
        records, case, Act.NOTE, actor=actor, role=ANALYST, seen=seen, words=words.strip(), at=at
    ):
        pass
    return _now(records, case)


def answer(
    records: Records,
    case: str,
    *,
    flag: str,
    says: str,
    actor: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Answer the question of a red flag; the next screening of the transaction goes by it.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        flag: Id of the flag (``KYC-01``).
        says: The answer; it begins with yes or no, in any of the trade languages.
        actor: An analyst.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: the answer says nothing, or the case is that of a customer.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor is no analyst.
    """
    plain = " ".join(says.split())
    if not plain:
        raise CaseError("the answer says nothing", where=case, remedy="begin with yes or no")
    with change_case(
        records, case, Act.ANSWER, actor=actor, role=ANALYST, seen=seen, at=at
    ) as change:
        change.connection.execute(
            sa.insert(ANSWERS).values(
                case_id=change.file.case.id, version=change.version, flag=flag.strip().upper(),
                answer=plain, actor=change.actor, at=change.at,
            )
        )  # fmt: skip
        change.facts |= {"flag": flag.strip().upper(), "answer": plain}
    return _now(records, case)


def attach(
    records: Records,
    case: str,
    *,
    name: str,
    data: bytes,
    actor: str,
    words: str = "",
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> str:
    """Keep a file on a case, under the SHA-256 of its bytes.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        name: Its name; folders before it are left out.
        data: Its bytes.
        actor: An analyst.
        words: What it is.
        seen: The version that they saw.
        at: When; now if ``None``.

    Returns:
        The SHA-256.

    Raises:
        CaseError: it is empty or larger than the policy allows, or it is attached already.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor is no analyst.
    """
    most = load_review_policy().attachment_bytes
    if not 0 < len(data) <= most:
        raise CaseError(
            f"the file has {len(data):,} bytes", where=name, remedy=f"attach 1 to {most:,} bytes"
        )
    sha256 = hashlib.sha256(data).hexdigest()
    with change_case(
        records, case, Act.ATTACH, actor=actor, role=ANALYST, seen=seen, words=words, at=at
    ) as change:
        if any(one.sha256 == sha256 for one in change.file.attachments):
            raise CaseError("these bytes are attached already", where=name)
        there = sa.select(CONTENTS.c.sha256).where(CONTENTS.c.sha256 == sha256)
        if change.connection.execute(there).first() is None:
            change.connection.execute(sa.insert(CONTENTS).values(sha256=sha256, data=data))
        plain = PurePath(name).name
        change.connection.execute(
            sa.insert(ATTACHMENTS).values(
                case_id=change.file.case.id, version=change.version, sha256=sha256, name=plain,
                actor=change.actor, at=change.at, size=len(data),
            )
        )  # fmt: skip
        change.facts |= {"file": plain, "sha256": sha256, "bytes": len(data)}
    return sha256


def content_of(connection: sa.Connection, sha256: str) -> bytes:
    """Give the bytes of an attachment, checked against their hash.

    Raises:
        CaseError: there are none, or they are not what was attached.
    """
    asked = sa.select(CONTENTS.c.data).where(CONTENTS.c.sha256 == sha256)
    found = connection.execute(asked).scalar()
    if found is None or hashlib.sha256(found).hexdigest() != sha256:
        raise CaseError(
            "the bytes are not those that were attached" if found is not None else "no such file",
            where=sha256,
        )
    return bytes(found)


def escalate(
    records: Records,
    case: str,
    *,
    to: str,
    words: str,
    actor: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Put a case before a role; it stands before others of its outcome from then on.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        to: A role of the policy (``approver``, ``admin``).
        words: Why.
        actor: An analyst.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: cases are not escalated to that role, or no words are given.
        CaseRaceError: the case was changed since it was seen.
        AccessError: the actor is no analyst.
    """
    roles = load_review_policy().escalate_to
    if to not in roles:
        raise CaseError(f"no case is escalated to {to!r}", remedy=f"one of: {', '.join(roles)}")
    plain = check_words(words, "an escalation", where=case)
    with change_case(
        records, case, Act.ESCALATE, actor=actor, role=ANALYST, seen=seen, words=plain, at=at
    ) as change:
        change.values |= {"role": to, "escalated_at": change.at}
        change.facts["to"] = to
    return _now(records, case)


def _now(records: Records, case: str) -> Case:
    with records.reading() as connection:
        return find_case(connection, case)
