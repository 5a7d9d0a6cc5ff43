"""The nouns of review: a case with its alerts, what was decided of them, and what was said."""

from __future__ import annotations

import msgspec

from counterflow.core.model.outcomes import Outcome
from counterflow.review.cases.states import AlertState, CaseState, Settling


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A disposition of an alert or a verdict on a case: who decided it, why, and who approved it.

    Attributes:
        id: Its own name.
        of: The alert or the case.
        says: ``same``, ``not the same``, ``not enough``; ``release``, ``refuse``.
        reason: The reason code.
        words: What the person said beside it.
        author: Who decided it.
        at: When, ISO 8601 in UTC.
        state: Where it stands.
        approver: Who approved or rejected it; empty where nobody did yet, or nobody had to.
        settled_at: When.
        settled_words: What they said.
        evidence: Of a disposition: digest of what the alert showed.
    """

    id: str
    of: str
    says: str
    reason: str
    words: str
    author: str
    at: str
    state: Settling
    approver: str = ""
    settled_at: str = ""
    settled_words: str = ""
    evidence: str = ""


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """One finding above a note that a person has to look at.

    Attributes:
        id: Name of the alert: that of its case and a number.
        case_id: The case.
        key: What the finding speaks of; the same finding of a later screening has the same key.
        kind: Kind of the finding (party, goods, place, flag …).
        subject: The part of the transaction.
        rule: The rule that spoke.
        list: The list of the listing; empty for none.
        listing: The listing.
        outcome: What the finding supports: stop, hold or review.
        summary: The finding in words.
        finding: The finding as JSON.
        evidence: Digest of what it rests on; another one opens the alert again.
        party: Digest of our party record; empty where the finding is of no party.
        record: Our party record as JSON, as it was screened last.
        snapshot: Version of the list.
        run: The run that found it last.
        as_of: The day of that screening.
        state: Where it stands.
        disposition: What stands decided; empty for nothing.
        opened_at: When it was found first.
        seen_at: When it was found last.
        decided: What was ever decided of it, the oldest first.
    """

    id: str
    case_id: str
    key: str
    kind: str
    subject: str
    rule: str
    list: str
    listing: str
    outcome: Outcome
    summary: str
    finding: str
    evidence: str
    party: str
    record: str
    snapshot: str
    run: str
    as_of: str
    state: AlertState
    disposition: str
    opened_at: str
    seen_at: str
    decided: tuple[Signed, ...] = ()

    @property
    def waiting(self) -> Signed | None:
        """Give the disposition that waits for a second person."""
        return next((one for one in self.decided if one.state is Settling.WAITING), None)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a case; ``version`` is that which it made."""

    version: int
    act: str
    actor: str
    at: str
    words: str
    facts: dict[str, object]

    @property
    def told(self) -> str:
        """Say in one line who did what and when."""
        words = f": {self.words}" if self.words else ""
        return f"{self.act} by {self.actor} at {self.at[:16].replace('T', ' ')}{words}"


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said to the question of a red flag, when, and on which case."""

    flag: str
    answer: str
    actor: str
    at: str
    case_id: str = ""


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file on a case; its bytes are kept under their SHA-256."""

    sha256: str
    name: str
    size: int
    actor: str
    at: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What persons work on: the alerts of one transaction, or of one monitored customer.

    Attributes:
        id: Name of the case, made from what it is about.
        kind: ``transaction`` or ``customer``.
        subject: Id of the transaction or the customer.
        paper_kind: order, shipment, payment or check.
        scope: The run, where the transaction has no number of its own; else empty.
        state: Where it stands.
        outcome: The strongest outcome of its alerts.
        version: Raised by every change; a change names the version that it saw.
        assignee: Who works on it; empty for nobody.
        role: The role to which it was escalated; empty for none.
        opened_at: When its clock began.
        due_at: When it should be decided.
        closed_at: When it was decided; empty while it is not.
        reopened_at: When it was last reopened; empty for never.
        escalated_at: When it was escalated; empty for never.
    """

    id: str
    kind: str
    subject: str
    paper_kind: str
    scope: str
    state: CaseState
    outcome: Outcome
    version: int
    assignee: str
    role: str
    opened_at: str
    due_at: str
    closed_at: str
    reopened_at: str
    escalated_at: str


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A case with everything that is on it, each in the order in which it came."""

    case: Case
    alerts: tuple[Alert, ...] = ()
    verdicts: tuple[Signed, ...] = ()
    events: tuple[Event, ...] = ()
    answers: tuple[KeptAnswer, ...] = ()
    attachments: tuple[Attachment, ...] = ()

    @property
    def verdict(self) -> Signed | None:
        """Give the verdict that waits or stands; ``None`` where none does."""
        live = (Settling.WAITING, Settling.STANDING)
        return next((one for one in self.verdicts if one.state in live), None)

    @property
    def released(self) -> bool:
        """Tell whether the transaction was released, and nothing was found since."""
        found = self.verdict
        return (
            self.case.state is CaseState.DECIDED
            and found is not None
            and found.says == "release"
            and found.state is Settling.STANDING
        )
