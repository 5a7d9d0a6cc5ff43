"""Good-guy entries: one person proposes, another approves; bound to two records, and ended."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
import sqlalchemy as sa

from counterflow.core.errors import CaseError
from counterflow.core.model.listings import Listing
from counterflow.core.model.parties import Party
from counterflow.core.model.settled import Exemption
from counterflow.review.cases.case import Alert
from counterflow.review.cases.deciding import ANALYST, APPROVER
from counterflow.review.cases.policy import GOOD_GUY, load_review_policy
from counterflow.review.cases.reading import in_utc, read_case
from counterflow.review.cases.reasons import check_reason, check_words
from counterflow.review.cases.states import Settling
from counterflow.review.cases.tables import ALERTS, GOODGUY_USES, GOODGUYS
from counterflow.screening.decisions.exemptions import digest_of_listing
from counterflow.storage.access.people import require
from counterflow.storage.audit.log import append
from counterflow.storage.database.records import Records

MONTH_DAYS = 30.4375
"""Days of a month on average (Gregorian year / 12), for entries that expire by months."""


class GoodGuy(msgspec.Struct, frozen=True, kw_only=True):
    """A good-guy entry as it is kept.

    Attributes:
        id: Its name.
        list: The list of the listing.
        listing: The listing.
        listed_name: The name under which it is listed.
        theirs: Digest of the listing.
        ours: Digest of our party record.
        name: The name of our party.
        party: Our record as JSON, as it was when the entry was made.
        reason: The reason code.
        words: What the author said.
        author: Who proposed it.
        proposed_at: When.
        expires_on: The first day on which it holds no longer.
        state: Where it stands.
        approver: Who approved or rejected it.
        settled_at: When.
        settled_words: What they said.
        withdrawn_by: Who withdrew it.
        withdrawn_at: When.
        withdrawn_words: Why.
        alert_id: The alert from which it was made.
        uses: In how many screened transactions it set something aside.
    """

    id: str
    list: str
    listing: str
    listed_name: str
    theirs: str
    ours: str
    name: str
    party: str
    reason: str
    words: str
    author: str
    proposed_at: str
    expires_on: str
    state: Settling
    approver: str
    settled_at: str
    settled_words: str
    withdrawn_by: str
    withdrawn_at: str
    withdrawn_words: str
    alert_id: str
    uses: int = 0

    def stands(self, on: dt.date) -> str:
        """Say where it stands on a day: as ``state``, or ``expired``."""
        expired = self.state is Settling.STANDING and self.expires_on <= on.isoformat()
        return "expired" if expired else self.state.value


def propose(
    records: Records,
    alert: str,
    *,
    listing_of: Callable[[Alert], Listing],
    actor: str,
    reason: str,
    words: str,
    expires_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> GoodGuy:
    """Propose that the two of an alert are never told again while neither record changes.

    Args:
        records: The records.
        alert: The alert: a party beside a listing.
        listing_of: Gives the listing in the version of the list that the alert rests on.
        actor: An analyst.
        reason: A code of ``data/policies/reasons.yaml`` for ``good-guy``.
        words: Why; always needed.
        expires_on: The first day on which it holds no longer; that of the policy if ``None``.
        at: When; now if ``None``.

    Returns:
        The entry; it waits for another person.

    Raises:
        CaseError: the alert is of no listing, rests on an equal strong identifier, or has an entry
            already; the record is another one; no good reason; it would hold too long.
        AccessError: the actor is no analyst.
    """
    plain = check_reason(GOOD_GUY, reason, words, where=alert)
    with records.reading() as connection:
        found = _alert(connection, alert)
    _check_pair(found)
    listing = listing_of(found)
    now = in_utc(at)
    row = {
        "list": found.list, "listing": found.listing, "listed_name": listing.caption,
        "theirs": digest_of_listing(listing), "ours": found.party, "party": found.record,
        "name": msgspec.json.decode(found.record, type=Party).name, "reason": reason,
        "words": plain,
        "proposed_at": now, "expires_on": _expiry(expires_on, dt.date.fromisoformat(now[:10])),
        "state": Settling.WAITING.value, "alert_id": found.id,
    }  # fmt: skip
    with records.writing() as connection:
        person = require(connection, actor, ANALYST).name
        row |= {"author": person, "id": _id_of(row, person)}
        there = sa.select(GOODGUYS.c.id).where(
            GOODGUYS.c.ours == row["ours"], GOODGUYS.c.theirs == row["theirs"],
            GOODGUYS.c.list == row["list"], GOODGUYS.c.listing == row["listing"],
            GOODGUYS.c.state.in_((Settling.WAITING.value, Settling.STANDING.value)),
            GOODGUYS.c.expires_on > now[:10],
        )  # fmt: skip
        if (other := connection.execute(there).scalar()) is not None:
            raise CaseError(f"the entry {other} binds these two already", where=found.id)
        connection.execute(sa.insert(GOODGUYS).values(**row))
        told = ("id", "list", "listing", "theirs", "ours", "name", "reason", "words", "expires_on")
        facts = {name: row[name] for name in told} | {"alert": found.id}
        append(connection, "goodguy.propose", facts, actor=person, at=at)
    return show(records, row["id"])


def approve(
    records: Records, entry: str, *, actor: str, words: str = "", at: dt.datetime | None = None
) -> GoodGuy:
    """Approve an entry that another person proposed; it holds from then on.

    Raises:
        CaseError: no such entry, it does not wait, it expired, it would hold longer than the
            policy allows today, or the actor proposed it.
        AccessError: the actor is no approver.
    """
    return _settle(records, entry, Settling.STANDING, actor, words, at)


def reject(
    records: Records, entry: str, *, actor: str, words: str, at: dt.datetime | None = None
) -> GoodGuy:
    """Reject an entry that waits.

    Raises:
        CaseError: no such entry, it does not wait, the actor proposed it, or no words are given.
        AccessError: the actor is no approver.
    """
    plain = check_words(words, "a rejection", where=entry)
    return _settle(records, entry, Settling.REJECTED, actor, plain, at)


def withdraw(
    records: Records, entry: str, *, actor: str, words: str, at: dt.datetime | None = None
) -> GoodGuy:
    """Withdraw an entry; it takes one person, as more is told afterwards and not less.

    Raises:
        CaseError: no such entry, it neither waits nor stands, or no words are given.
        AccessError: the actor is no analyst.
    """
    plain = check_words(words, "a withdrawal", where=entry)
    with records.writing() as connection:
        person = require(connection, actor, ANALYST).name
        found = _entry(connection, entry)
        if found.state not in (Settling.WAITING, Settling.STANDING):
            raise CaseError(f"the entry is {found.state}", where=found.id)
        _write(connection, found.id, state=Settling.WITHDRAWN.value, withdrawn_by=person,
               withdrawn_at=in_utc(at), withdrawn_words=plain)  # fmt: skip
        facts = {"id": found.id, "words": plain}
        append(connection, "goodguy.withdraw", facts, actor=person, at=at)
    return show(records, found.id)


def show(records: Records, entry: str) -> GoodGuy:
    """Give one entry.

    Raises:
        CaseError: there is none of this name.
    """
    with records.reading() as connection:
        return _entry(connection, entry)


def list_entries(connection: sa.Connection) -> list[GoodGuy]:
    """Give all entries, those that wait first, then the newest first."""
    asked = sa.select(GOODGUY_USES.c.goodguy, sa.func.count()).group_by(GOODGUY_USES.c.goodguy)
    used = {entry: int(count) for entry, count in connection.execute(asked)}
    found = [_as_entry(row, used) for row in connection.execute(sa.select(GOODGUYS))]
    found.sort(key=lambda one: (one.proposed_at, one.id), reverse=True)
    return sorted(found, key=lambda one: one.state is not Settling.WAITING)


def exemptions_on(connection: sa.Connection, day: dt.date) -> tuple[Exemption, ...]:
    """Give the entries that a screening of a day rests on, in the order of their names.

    Args:
        connection: A transaction of the records.
        day: The day (UTC). What was approved later, or withdrawn by its end, is left out; what
            expired stands in it, so that an answer can say so.
    """
    last = day.isoformat()
    return tuple(
        Exemption(
            one.id, one.list, one.listing, one.theirs, one.ours, one.name, one.reason, one.words,
            one.author, one.approver, one.expires_on,
        )
        for one in sorted(list_entries(connection), key=lambda one: one.id)
        if one.state in (Settling.STANDING, Settling.WITHDRAWN)
        and one.approver
        and one.settled_at[:10] <= last
        and (not one.withdrawn_at or one.withdrawn_at[:10] > last)
    )  # fmt: skip


def _settle(
    records: Records, entry: str, state: Settling, actor: str, words: str, at: dt.datetime | None
) -> GoodGuy:
    with records.writing() as connection:
        person = require(connection, actor, APPROVER).name
        found = _entry(connection, entry)
        if found.state is not Settling.WAITING:
            raise CaseError(f"the entry is {found.state} and does not wait", where=found.id)
        if found.author == person:
            raise CaseError(
                f"{person} proposed it", where=found.id,
                why="what keeps an alert from being told takes two persons",
                remedy="let another approver decide",
            )  # fmt: skip
        now = in_utc(at)
        if state is Settling.STANDING and found.expires_on <= now[:10]:
            raise CaseError(f"it expired on {found.expires_on}", where=found.id)
        if state is Settling.STANDING:
            _check_longest(found)
        _write(connection, found.id, state=state.value, approver=person, settled_at=now,
               settled_words=words)  # fmt: skip
        act = "approve" if state is Settling.STANDING else "reject"
        facts = {"id": found.id, "author": found.author, "words": words}
        append(connection, f"goodguy.{act}", facts, actor=person, at=at)
    return show(records, found.id)


def _write(connection: sa.Connection, entry: str, **values: str) -> None:
    connection.execute(sa.update(GOODGUYS).where(GOODGUYS.c.id == entry).values(**values))


def _check_pair(alert: Alert) -> None:
    if alert.kind != "party" or not alert.listing or not alert.party:
        raise CaseError(
            f"the alert is of kind {alert.kind}", where=alert.id,
            why="an entry binds one party of ours and one listing",
            remedy="decide the alert instead",
        )  # fmt: skip
    comparison = msgspec.json.decode(alert.finding).get("comparison") or {}
    if comparison.get("strong_identifier"):
        raise CaseError(
            "the two bear an equal number",
            where=alert.id,
            why="no entry sets an equal strong identifier aside",
            remedy="find out whose number it is, and correct the papers",
        )


def _expiry(asked: dt.date | None, today: dt.date) -> str:
    policy = load_review_policy()
    most = today + dt.timedelta(days=round(policy.most_months * MONTH_DAYS))
    usual = today + dt.timedelta(days=round(policy.usual_months * MONTH_DAYS))
    day = asked or usual
    if not today < day <= most:
        raise CaseError(
            f"it would hold until {day}",
            remedy=f"name a day after {today} and up to {most} ({policy.most_months} months)",
        )
    return day.isoformat()


def _check_longest(found: GoodGuy) -> None:
    """Refuse an entry that would hold longer than the policy of today allows."""
    months = load_review_policy().most_months
    proposed = dt.date.fromisoformat(found.proposed_at[:10])
    most = proposed + dt.timedelta(days=round(months * MONTH_DAYS))
    if found.expires_on > most.isoformat():
        raise CaseError(
            f"it would hold until {found.expires_on}, longer than {months} months",
            where=found.id,
            why="nobody would look at the two again for so long",
            remedy=f"reject it, and propose one that holds until {most} at most",
        )


def _alert(connection: sa.Connection, alert: str) -> Alert:
    asked = sa.select(ALERTS.c.case_id).where(ALERTS.c.id == alert)
    case = connection.execute(asked).scalar()
    if case is None:
        raise CaseError(f"no alert {alert!r}", remedy="counterflow cases show CASE names them")
    return next(one for one in read_case(connection, case).alerts if one.id == alert)


def _entry(connection: sa.Connection, entry: str) -> GoodGuy:
    row = connection.execute(sa.select(GOODGUYS).where(GOODGUYS.c.id == entry)).first()
    if row is None:
        raise CaseError(f"no good-guy entry {entry!r}", remedy="see: counterflow goodguys ls")
    count = sa.select(sa.func.count()).where(GOODGUY_USES.c.goodguy == entry)
    return _as_entry(row, {entry: connection.execute(count).scalar() or 0})


def _as_entry(row: sa.Row[Any], used: dict[str, int]) -> GoodGuy:
    fields = {**row._asdict(), "uses": used.get(row.id, 0)}
    return msgspec.convert({name: fields[name] for name in GoodGuy.__struct_fields__}, GoodGuy)


def _id_of(row: dict[str, str], author: str) -> str:
    plain = [row["list"], row["listing"], row["theirs"], row["ours"], author, row["proposed_at"]]
    return f"gg-{hashlib.sha256(msgspec.json.encode(plain)).hexdigest()[:12]}"
