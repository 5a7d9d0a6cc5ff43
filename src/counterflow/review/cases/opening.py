"""Make alerts of decisions and group them into cases; the same decisions twice change nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from counterflow.core.model.decisions import Decision, Finding
from counterflow.core.model.outcomes import Outcome, strongest
from counterflow.core.model.parties import Party
from counterflow.review.cases.case import Alert
from counterflow.review.cases.changing import Change, due_at, finish
from counterflow.review.cases.deciding import ANALYST, open_again, overtake_verdict
from counterflow.review.cases.reading import in_utc, read_case
from counterflow.review.cases.states import Act, CaseState
from counterflow.review.cases.tables import ALERTS, CASES, EVENTS, GOODGUY_USES, GOODGUYS
from counterflow.screening.decisions.exemptions import digest_of_party
from counterflow.screening.pipeline.parts import name_parties
from counterflow.screening.pipeline.weighed import EXEMPTED
from counterflow.storage.access.people import require
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records

BATCH = 200
"""Decisions whose cases are written in one transaction."""
_ROW = re.compile(r"row-\d+")
"""The id of a transaction that has no number of its own: it is known within its run alone."""
_ENTRY = re.compile(r"good-guy entry (gg-[0-9a-f]+)")


class Opened(NamedTuple):
    """What opening cases did.

    Attributes:
        opened: Cases that are new.
        reopened: Cases that were decided and are open again.
        changed: Cases that were open and have new or changed alerts.
        same: Cases of which nothing is new.
        alerts: Alerts that are new.
    """

    opened: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    alerts: int = 0


class _Found(NamedTuple):
    """One finding above a note, as an alert holds it."""

    key: str
    evidence: str
    finding: Finding
    party: str
    record: str
    snapshot: str


def case_id(kind: str, paper_kind: str, scope: str, subject: str) -> str:
    """Name a case by what it is about; the same thing always has the same case.

    Args:
        kind: ``transaction`` or ``customer``.
        paper_kind: order, shipment, payment or check.
        scope: The run, where the transaction has no number of its own.
        subject: Id of the transaction or of the customer.

    Example:
        >>> case_id("transaction", "order", "", "A-17")[:5]
        'case-'
    """
    plain = msgspec.json.encode([kind, paper_kind, scope, subject])
    return f"case-{hashlib.sha256(plain).hexdigest()[:12]}"


def open_cases(
    records: Records,
    decisions: Iterable[Decision],
    *,
    actor: str,
    run: str = "",
    customers: Mapping[str, str] | None = None,
    at: dt.datetime | None = None,
) -> Opened:
    """Make an alert of every finding above a note, and a case of the alerts of one transaction.

    An alert of an earlier screening that is found again with the same evidence stays as it is,
    decided or not. With other evidence, or a new one, a decided case is reopened. Nothing is
    closed: an alert that is found no longer stays until a person decides it.

    Args:
        records: The records, open for writing.
        decisions: What was decided; read once, and written some hundred at a time.
        actor: Who has it done: an analyst.
        run: The run that decided.
        customers: Customers by the id of the decision that is theirs: one case per customer.
        at: When; now if ``None``.

    Returns:
        What was opened, reopened and changed.

    Raises:
        AccessError: the actor is no analyst.
        StoreError: the records cannot be written; what was written before stays.
    """
    total = Opened()
    batch: list[Decision] = []
    for decision in decisions:
        if decision.outcome is Outcome.NO_MATCH and not _entries_in(decision):
            continue
        batch.append(decision)
        if len(batch) == BATCH:
            total = _joined(total, _open_batch(records, batch, actor, run, customers or {}, at))
            batch = []
    return _joined(total, _open_batch(records, batch, actor, run, customers or {}, at))


def _open_batch(
    records: Records,
    batch: list[Decision],
    actor: str,
    run: str,
    customers: Mapping[str, str],
    at: dt.datetime | None,
) -> Opened:
    done: dict[str, list[str]] = {word: [] for word in ("opened", "reopened", "changed", "same")}
    alerts = 0
    with records.writing() as connection:
        person = require(connection, actor, ANALYST).name
        for decision in batch:
            _count_uses(connection, decision, run, in_utc(at))
            if decision.outcome is Outcome.NO_MATCH:
                continue
            opening = _Opening(connection, decision, person, run, at)
            word, new = opening.open(customers.get(decision.id, ""))
            done[word].append(opening.case)
            alerts += new
    return Opened(**{word: tuple(found) for word, found in done.items()}, alerts=alerts)


class _Opening:
    """The case of one decision, being opened or brought up to date."""

    def __init__(
        self,
        connection: sa.Connection,
        decision: Decision,
        actor: str,
        run: str,
        at: dt.datetime | None,
    ) -> None:
        self.connection, self.decision, self.actor = connection, decision, actor
        self.run, self.when, self.at = run, at, in_utc(at)
        self.case = ""

    def open(self, customer: str) -> tuple[str, int]:
        """Open the case, or bring it up to date; say what was done, and how many alerts are new."""
        decision = self.decision
        paper = decision.transaction.kind if decision.transaction is not None else ""
        kind, subject = ("customer", customer) if customer else ("transaction", decision.id)
        scope = self.run if kind == "transaction" and _ROW.fullmatch(subject) else ""
        paper = "" if customer else paper
        self.case = case_id(kind, paper, scope, subject)
        found = list(_found_in(decision))
        there = sa.select(CASES.c.id).where(CASES.c.id == self.case)
        if self.connection.execute(there).first() is not None:
            return self._bring_up_to_date(found)
        outcome = strongest([one.finding.outcome for one in found])
        self.connection.execute(
            sa.insert(CASES).values(
                id=self.case, kind=kind, subject=subject, paper_kind=paper, scope=scope,
                state=CaseState.OPEN.value, outcome=outcome.value, version=1, opened_at=self.at,
                due_at=due_at(self.at, outcome),
            )
        )  # fmt: skip
        for number, one in enumerate(found, 1):
            self._insert(one, number)
        facts = {"run": self.run, "outcome": outcome.value, "alerts": len(found)}
        self.connection.execute(
            sa.insert(EVENTS).values(
                case_id=self.case, version=1, act="open", actor=self.actor, at=self.at,
                words="", facts=msgspec.json.encode(facts).decode(),
            )
        )  # fmt: skip
        told = {"case": self.case, "subject": subject, **facts}
        append(self.connection, "case.open", told, actor=self.actor, at=self.when)
        return "opened", len(found)

    def _bring_up_to_date(self, found: list[_Found]) -> tuple[str, int]:
        file = read_case(self.connection, self.case)
        known = {alert.key: alert for alert in file.alerts}
        new = [one for one in found if one.key not in known]
        other = [
            (one, known[one.key])
            for one in found
            if one.key in known and known[one.key].evidence != one.evidence
        ]
        if not new and not other:
            return "same", 0
        change = Change(self.connection, file, Act.FIND, self.actor, self.at)
        overtake_verdict(change)
        for one, alert in other:
            # It keeps the strongest outcome that it had: one alone would decide a weaker one.
            outcome = strongest([alert.outcome, one.finding.outcome])
            open_again(change, alert, **self._shown(one) | {"outcome": outcome.value})
        for number, one in enumerate(new, len(file.alerts) + 1):
            self._insert(one, number)
        change.facts |= {
            "run": self.run, "new": len(new), "again": [alert.id for _, alert in other],
        }  # fmt: skip
        finish(change, self.when)
        decided = file.case.state is CaseState.DECIDED
        return "reopened" if decided else "changed", len(new)

    def _insert(self, one: _Found, number: int) -> None:
        self.connection.execute(
            sa.insert(ALERTS).values(
                id=f"{self.case}.{number}", case_id=self.case, key=one.key,
                kind=one.finding.kind, subject=one.finding.subject, list=one.finding.list,
                listing=one.finding.listing, state="open", opened_at=self.at, **self._shown(one),
            )
        )  # fmt: skip

    def _shown(self, one: _Found) -> dict[str, str]:
        """Give the columns of an alert that a later screening may change."""
        finding = one.finding
        return {
            "rule": finding.rule, "outcome": finding.outcome.value, "summary": finding.summary,
            "finding": msgspec.json.encode(finding).decode(), "evidence": one.evidence,
            "party": one.party, "record": one.record, "snapshot": one.snapshot, "run": self.run,
            "as_of": self.decision.as_of, "seen_at": self.at,
        }  # fmt: skip


def _found_in(decision: Decision) -> Iterator[_Found]:
    """Give what of a decision makes an alert, each key once, the strongest first."""
    transaction = decision.transaction
    parties: dict[str, Party] = {}
    if transaction is not None:
        parties = dict(name_parties(transaction.parties))
    snapshots = {state.list: state.snapshot for state in decision.coverage.lists}
    seen: dict[str, int] = {}
    for finding in decision.findings:
        if not finding.outcome.strength:
            continue
        party = parties.get(finding.subject) if finding.kind == "party" else None
        ours = digest_of_party(party) if party is not None else ""
        record = msgspec.json.encode(party).decode() if party is not None else ""
        key = _digest(
            [finding.kind, finding.subject, finding.rule, finding.list, finding.listing, ours]
        )
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            key = f"{key}-{seen[key]}"
        yield _Found(
            key, evidence_of(finding), finding, ours, record, snapshots.get(finding.list, "")
        )


def evidence_of(finding: Finding) -> str:
    """Name what a finding rests on: another outcome, or another value compared, is other evidence.

    Words, scores and weights are left out: a version of the program that only says the same in
    another way opens nothing again.
    """
    compared = finding.comparison.features if finding.comparison is not None else ()
    return _digest(
        [
            finding.outcome.value, finding.effect, finding.ours, finding.theirs,
            [[one.name, one.agreement, one.ours, one.theirs] for one in compared],
            [[one.rule, one.outcome.value, one.listing, one.theirs] for one in finding.answers],
        ]
    )  # fmt: skip


def _digest(plain: object) -> str:
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:32]


def _entries_in(decision: Decision) -> list[str]:
    """Name the good-guy entries that set a finding of a decision aside."""
    told = (one.summary for one in decision.findings if one.rule == EXEMPTED)
    return list(dict.fromkeys(found[1] for text in told if (found := _ENTRY.search(text))))


def _count_uses(connection: sa.Connection, decision: Decision, run: str, at: str) -> None:
    """Keep which entries set something of a decision aside; once, however often it is told."""
    for entry in _entries_in(decision):
        known = sa.select(GOODGUYS.c.id).where(GOODGUYS.c.id == entry)
        row = {"goodguy": entry, "transaction_id": decision.id, "run": run}
        used = sa.select(GOODGUY_USES.c.at).where(
            *(GOODGUY_USES.c[name] == value for name, value in row.items())
        )
        if connection.execute(known).first() and not connection.execute(used).first():
            connection.execute(sa.insert(GOODGUY_USES).values(**row, at=at))


def _joined(one: Opened, other: Opened) -> Opened:
    return Opened(
        one.opened + other.opened, one.reopened + other.reopened, one.changed + other.changed,
        one.same + other.same, one.alerts + other.alerts,
    )  # fmt: skip


def alerts_of_pair(connection: sa.Connection, alert: Alert) -> list[tuple[str, str]]:
    """Give other alerts of the same two records, each with what stands decided of it.

    Args:
        connection: A transaction of the records.
        alert: An alert of a party beside a listing.
    """
    if not alert.party or not alert.listing:
        return []
    asked = sa.select(ALERTS.c.id, ALERTS.c.disposition).where(
        ALERTS.c.list == alert.list, ALERTS.c.listing == alert.listing,
        ALERTS.c.party == alert.party, ALERTS.c.id != alert.id,
    )  # fmt: skip
    return [(row.id, row.disposition) for row in connection.execute(asked.order_by(ALERTS.c.id))]
