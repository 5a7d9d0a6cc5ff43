"""Decide alerts, conclude cases, approve or reject what another person decided, reopen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from counterflow.core.errors import CaseError
from counterflow.core.model.outcomes import strongest
from counterflow.review.cases.case import Alert, Case, CaseFile, Signed
from counterflow.review.cases.changing import Change, change_case
from counterflow.review.cases.levels import needs_second
from counterflow.review.cases.reading import find_case, read_case
from counterflow.review.cases.reasons import check_reason, check_words
from counterflow.review.cases.states import (
    Act,
    AlertState,
    Disposition,
    Settling,
    Verdict,
    check_alert_step,
)
from counterflow.review.cases.tables import ALERTS, DISPOSITIONS, VERDICTS
from counterflow.storage.database.records import Records

ANALYST, APPROVER = "analyst", "approver"
"""The roles that review asks for; no role includes another."""


def decide_alerts(  # noqa: PLR0913 - everything after the alerts is keyword-only
    records: Records,
    case: str,
    alerts: Iterable[str],
    disposition: Disposition,
    *,
    actor: str,
    reason: str,
    words: str = "",
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Say of alerts of one case whether they are the same, and why.

    *Not the same* at or above the level of the policy waits for another person. *Not enough*
    decides the alert for now, and nothing with such an alert is released.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        alerts: Ids of alerts, or their numbers; at least one, none is taken unnamed.
        disposition: What is said of all of them.
        actor: An analyst.
        reason: A code of ``data/policies/reasons.yaml``.
        words: What they say beside it.
        seen: The version that they saw.
        at: When; now if ``None``.

    Returns:
        The case as it stands then.

    Raises:
        CaseError: no such alert, no good reason, or an alert waits for another person already.
        CaseRaceError: the case was changed since they saw it.
        AccessError: they are no analyst.
    """
    plain = check_reason(disposition.value, reason, words, where=case)
    with change_case(
        records, case, Act.DECIDE, actor=actor, role=ANALYST, seen=seen, words=plain, at=at
    ) as change:
        if change.file.verdict is not None:
            raise CaseError("a verdict waits already", where=case, remedy="approve or reject it")
        found = _named(change.file, alerts)
        for alert in found:
            _dispose(change, alert, disposition, reason, plain)
        change.facts |= {
            "alerts": [alert.id for alert in found],
            "disposition": disposition.value,
            "reason": reason,
        }
    return _now(records, case)


def _dispose(
    change: Change, alert: Alert, disposition: Disposition, reason: str, words: str
) -> None:
    second = disposition is Disposition.NOT_THE_SAME and needs_second(
        change.connection, disposition.value, alert.outcome
    )
    after = AlertState.WAITING if second else AlertState.DECIDED
    check_alert_step(alert.state, Act.DECIDE, after, alert.id)
    _overtake(change, [one for one in alert.decided if one.state is Settling.STANDING])
    change.connection.execute(
        sa.insert(DISPOSITIONS).values(
            id=f"{alert.id}/{len(alert.decided) + 1}", alert_id=alert.id,
            disposition=disposition.value, evidence=alert.evidence, reason=reason, words=words,
            author=change.actor, at=change.at,
            state=(Settling.WAITING if second else Settling.STANDING).value,
        )
    )  # fmt: skip
    _set_alert(change, alert, after, "" if second else disposition.value)


def conclude(
    records: Records,
    case: str,
    verdict: Verdict,
    *,
    actor: str,
    reason: str,
    words: str = "",
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Release a transaction, or refuse it; every alert of it must be decided before.

    Releasing a stop or a hold, or a case in which an alert was found to be the same, waits for
    another person; so does any verdict while dispositions wait.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        verdict: What becomes of it.
        actor: An analyst.
        reason: A code of ``data/policies/reasons.yaml``.
        words: What they say beside it.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: alerts are open, one was left as *not enough*, or no good reason is given.
        CaseRaceError: the case was changed since they saw it.
        AccessError: they are no analyst.
    """
    plain = check_reason(verdict.value, reason, words, where=case)
    with change_case(
        records, case, Act.CONCLUDE, actor=actor, role=ANALYST, seen=seen, words=plain, at=at
    ) as change:
        file = change.file
        _check_concludes(file, verdict)
        waits = any(alert.state is AlertState.WAITING for alert in file.alerts)
        if verdict is Verdict.RELEASE:
            outcome = strongest([alert.outcome for alert in file.alerts])
            waits |= any(one.disposition == Disposition.SAME.value for one in file.alerts)
            waits |= needs_second(change.connection, verdict.value, outcome)
        change.connection.execute(
            sa.insert(VERDICTS).values(
                id=f"{file.case.id}/{len(file.verdicts) + 1}", case_id=file.case.id,
                verdict=verdict.value, reason=reason, words=plain, author=change.actor,
                at=change.at, state=(Settling.WAITING if waits else Settling.STANDING).value,
            )
        )  # fmt: skip
        change.facts |= {"verdict": verdict.value, "reason": reason, "waits": waits}
    return _now(records, case)


def _check_concludes(file: CaseFile, verdict: Verdict) -> None:
    where = file.case.id
    if opened := [alert.id for alert in file.alerts if alert.state is AlertState.OPEN]:
        raise CaseError(
            f"alerts are open: {', '.join(opened)}",
            where=where,
            why="nothing is released or refused before every alert is decided",
            remedy=f"counterflow cases decide {where} --alert N",
        )
    if file.verdict is not None:
        raise CaseError("a verdict waits already", where=where, remedy="approve or reject it")
    unknown = [a.id for a in file.alerts if a.disposition == Disposition.NOT_ENOUGH.value]
    if verdict is Verdict.RELEASE and unknown:
        raise CaseError(
            f"not enough is known of {', '.join(unknown)}",
            where=where,
            why="nothing is released on what nobody could tell",
            remedy="decide these alerts once the papers are there, or refuse the case",
        )


def approve(
    records: Records,
    case: str,
    *,
    actor: str,
    words: str = "",
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Approve what other persons decided of a case; what one decided oneself goes on waiting.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        actor: An approver.
        words: What they say.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: nothing waits, or only what they decided themselves.
        CaseRaceError: the case was changed since they saw it.
        AccessError: they are no approver.
    """
    with change_case(
        records, case, Act.APPROVE, actor=actor, role=APPROVER, seen=seen, words=words, at=at
    ) as change:
        approved = []
        for alert in change.file.alerts:
            one = alert.waiting
            if one is None or one.author == change.actor:
                continue
            check_alert_step(alert.state, Act.APPROVE, AlertState.DECIDED, alert.id)
            _settle(change, DISPOSITIONS, one, Settling.STANDING)
            _set_alert(change, alert, AlertState.DECIDED, one.says)
            approved.append(one.id)
        approved += _approve_verdict(change)
        if not approved:
            raise _nothing_for(change, "approve")
        change.facts["approved"] = approved
    return _now(records, case)


def _approve_verdict(change: Change) -> list[str]:
    """Approve the verdict that waits, where every alert is decided now."""
    one = change.file.verdict
    if one is None or one.state is not Settling.WAITING or one.author == change.actor:
        return []
    after = read_case(change.connection, change.file.case.id)
    if any(alert.state is not AlertState.DECIDED for alert in after.alerts):
        return []
    _settle(change, VERDICTS, one, Settling.STANDING)
    return [one.id]


def reject(
    records: Records,
    case: str,
    *,
    actor: str,
    words: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Reject what waits on a case; its alerts are open again, and the verdict is gone.

    An author may take back in this way what they decided themselves, if they are an approver.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        actor: An approver.
        words: Why.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: nothing waits, or no words are given.
        CaseRaceError: the case was changed since they saw it.
        AccessError: they are no approver.
    """
    plain = check_words(words, "a rejection", where=case)
    with change_case(
        records, case, Act.REJECT, actor=actor, role=APPROVER, seen=seen, words=plain, at=at
    ) as change:
        rejected = []
        for alert in change.file.alerts:
            if (one := alert.waiting) is not None:
                check_alert_step(alert.state, Act.REJECT, AlertState.OPEN, alert.id)
                _settle(change, DISPOSITIONS, one, Settling.REJECTED)
                _set_alert(change, alert, AlertState.OPEN, "")
                rejected.append(one.id)
        verdict = change.file.verdict
        if verdict is not None and verdict.state is Settling.WAITING:
            _settle(change, VERDICTS, verdict, Settling.REJECTED)
            rejected.append(verdict.id)
        if not rejected:
            raise _nothing_for(change, "reject")
        change.facts["rejected"] = rejected
    return _now(records, case)


def reopen(
    records: Records,
    case: str,
    alerts: Iterable[str] = (),
    *,
    actor: str,
    words: str,
    seen: int | None = None,
    at: dt.datetime | None = None,
) -> Case:
    """Open a decided case again: its verdict counts no more, and the alerts named are open.

    Args:
        records: The records.
        case: Id of the case, or of its transaction.
        alerts: Alerts to be decided anew; none leaves all as they were decided.
        actor: An analyst.
        words: Why.
        seen: The version that they saw.
        at: When; now if ``None``.

    Raises:
        CaseError: the case is not decided, no such alert, or no words are given.
        CaseRaceError: the case was changed since they saw it.
        AccessError: they are no analyst.
    """
    plain = check_words(words, "reopening", where=case)
    with change_case(
        records, case, Act.REOPEN, actor=actor, role=ANALYST, seen=seen, words=plain, at=at
    ) as change:
        asked = tuple(alerts)
        found = _named(change.file, asked) if asked else []
        overtake_verdict(change)
        for alert in found:
            check_alert_step(alert.state, Act.REOPEN, AlertState.OPEN, alert.id)
            _overtake(change, [one for one in alert.decided if one.state is Settling.STANDING])
            _set_alert(change, alert, AlertState.OPEN, "")
        change.facts["alerts"] = [alert.id for alert in found]
    return _now(records, case)


def overtake_verdict(change: Change) -> None:
    """Let a verdict count no more that waits or stands."""
    if (one := change.file.verdict) is not None:
        _overtake_in(change, VERDICTS, [one])


def open_again(change: Change, alert: Alert, **values: str) -> None:
    """Let an alert be open again, as it shows something else than what was decided.

    Args:
        change: The change.
        alert: The alert.
        **values: What it shows now.
    """
    check_alert_step(alert.state, Act.FIND, AlertState.OPEN, alert.id)
    live = (Settling.STANDING, Settling.WAITING)
    _overtake(change, [one for one in alert.decided if one.state in live])
    _set_alert(change, alert, AlertState.OPEN, "", **values)


def _settle(change: Change, table: sa.Table, one: Signed, state: Settling) -> None:
    change.connection.execute(
        sa.update(table).where(table.c.id == one.id).values(
            state=state.value,
            approver=change.actor if change.actor != one.author else "",
            settled_at=change.at, settled_words=change.words,
        )
    )  # fmt: skip


def _overtake(change: Change, those: Iterable[Signed]) -> None:
    _overtake_in(change, DISPOSITIONS, those)


def _overtake_in(change: Change, table: sa.Table, those: Iterable[Signed]) -> None:
    for one in those:
        change.connection.execute(
            sa.update(table).where(table.c.id == one.id).values(state=Settling.OVERTAKEN.value)
        )


def _set_alert(
    change: Change, alert: Alert, state: AlertState, disposition: str, **values: str
) -> None:
    change.connection.execute(
        sa.update(ALERTS)
        .where(ALERTS.c.id == alert.id)
        .values(state=state.value, disposition=disposition, **values)
    )


def _named(file: CaseFile, alerts: Iterable[str]) -> list[Alert]:
    """Give the alerts that are named, by id or number, each once."""
    asked = list(dict.fromkeys(alerts))
    if not asked:
        raise CaseError(
            "no alert is named",
            where=file.case.id,
            why="nothing is decided by default",
            remedy=f"name each with --alert: {', '.join(alert.id for alert in file.alerts)}",
        )
    known = {name: one for one in file.alerts for name in (one.id, one.id.rpartition(".")[2])}
    if unknown := [name for name in asked if name not in known]:
        raise CaseError(
            f"no alert {', '.join(unknown)}",
            where=file.case.id,
            remedy=f"it has: {', '.join(alert.id for alert in file.alerts)}",
        )
    return list({known[name].id: known[name] for name in asked}.values())


def _nothing_for(change: Change, act: str) -> CaseError:
    waits = [one for alert in change.file.alerts if (one := alert.waiting) is not None]
    if (verdict := change.file.verdict) is not None:
        waits.append(verdict)
    own = [one.id for one in waits if one.author == change.actor]
    if own:
        return CaseError(
            f"{change.actor} decided it: {', '.join(own)}",
            where=change.file.case.id,
            why="a release of a stop or hold, and what clears one, takes two persons",
            remedy="let another approver approve it",
        )
    return CaseError(f"nothing waits that {change.actor} could {act}", where=change.file.case.id)


def _now(records: Records, case: str) -> Case:
    with records.reading() as connection:
        return find_case(connection, case)
