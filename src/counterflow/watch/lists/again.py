"""Take in bytes that a store holds already: the version stays, its appearance is written down."""

from __future__ import annotations

import sqlite3

import msgspec

from counterflow.core.model.snapshots import Snapshot
from counterflow.storage.database.sqlite import writing
from counterflow.watch.lists import admission
from counterflow.watch.lists.chronology import in_use
from counterflow.watch.lists.event_log import log
from counterflow.watch.lists.orders import Imported, Order, refusal_of
from counterflow.watch.lists.seals import seal_pins, seal_version
from counterflow.watch.lists.versions import Version, versions_of
from counterflow.watch.sources.parsed import Account, stream
from counterflow.watch.sources.reading import ListInput


def keep_again(
    connection: sqlite3.Connection, known: Version, given: ListInput, order: Order, moment: str
) -> Imported:
    """Write down that the bytes of a version came again; they are in use again from then on.

    A day of publication that was not stated for them before dates this appearance: a publisher who
    goes back to earlier bytes publishes them anew. Where the version has no day yet, and the day
    is not after its first import, it is the version's own, learnt late.

    Args:
        connection: The store, open for writing.
        known: The version.
        given: Its files and their reader.
        order: What is asked.
        moment: When they came (ISO 8601, UTC).

    Returns:
        The version, with an account that says what became of it.

    Raises:
        ListError: The day given is malformed, has not come yet, or contradicts the files.
        GuardError: A guard refused the version before, and nobody accepted it.
    """
    stored = known.snapshot
    day = _stated(known, given, order, moment)
    account = Account(stored.format, published_on=day or stored.published_on, again=True)
    account.notes.append(
        f"the same bytes are in the store since {stored.retrieved_at}, as {stored.id}"
    )
    with writing(connection):
        before = in_use(versions_of(connection, order.name))
        # Bytes that we held before the day was stated for them were not published on it first.
        if day and not stored.published_on and day <= stored.retrieved_at[:10]:
            stored = _learn_day(connection, known, day)
            account.notes.append(f"published_on is {day} from now on")
        elif day and day not in _days_of(known):
            account.notes.append(
                f"{day} is stated as their day of publication now: the version counts from that "
                "day too; where a day given before is wrong: counterflow lists remove "
                f"{stored.list} --version {stored.id.partition('@')[2]}, then import it again"
            )
        connection.execute(
            "INSERT INTO appearance (snapshot, at, published_on) VALUES (?, ?, ?)",
            (known.number, moment, day),
        )
        seal_version(connection, known.number)
        # A refused version that is fetched once more must not read as a good attempt.
        refused = known.state == "refused"
        what, why = ("refused", "; ".join(stored.trips)) if refused else ("came again", "")
        log(connection, moment, order.name, stored.id, what, why=why)
        after = in_use(versions_of(connection, order.name))
    if refused:
        raise refusal_of(stored, before)
    admission.say_in_use(account, stored, before=before, after=after)
    if order.official not in (None, stored.official):
        account.notes.append(f"official stays {stored.official}")
    return Imported(stored, account)


def _days_of(known: Version) -> set[str]:
    return {known.snapshot.published_on, *(one.published_on for one in known.appearances)}


def _stated(known: Version, given: ListInput, order: Order, moment: str) -> str:
    """Tell which day of publication is stated for bytes that came again; empty for none."""
    if order.published_on is None:
        return ""
    day = admission.publication_day(Account(given.reader.format), order.published_on, order.name)
    if day in _days_of(known):
        return day
    # Only the files can tell whether the day that we know is their own or was given.
    account = Account(given.reader.format)
    for _ in stream(given.reader, given.files, order.name, account):
        pass
    account.published_on, _ = admission.stated_day(account, moment)
    if order.record_only and account.published_on:
        return ""
    return admission.publication_day(account, order.published_on, order.name)


def _learn_day(connection: sqlite3.Connection, known: Version, day: str) -> Snapshot:
    """Give a version, and its first appearance, the day on which it was published."""
    stored = msgspec.structs.replace(known.snapshot, published_on=day)
    connection.execute("UPDATE snapshot SET published_on = ? WHERE number = ?", (day, known.number))
    connection.execute(
        "UPDATE appearance SET published_on = ? WHERE number ="
        " (SELECT min(number) FROM appearance WHERE snapshot = ?)",
        (day, known.number),
    )
    # The day is part of the version's id, by which it may be or may have been pinned.
    connection.execute(
        "UPDATE pin SET version = ? WHERE list = ? AND version = ?",
        (stored.id, stored.list, known.snapshot.id),
    )
    seal_pins(connection, stored.list)
    return stored
