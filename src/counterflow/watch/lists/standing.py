"""Settle which version of each list was in use on a day, and what the log and persons say of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from counterflow.core.errors import ListError
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.chronology import NEVER, coming_by, order_of
from counterflow.watch.lists.seals import check_list, check_log
from counterflow.watch.lists.store_file import StoreFile
from counterflow.watch.lists.versions import Version, day_of, mark_of, versions_of

BAD = frozenset({"refused", "failed"})
"""What the log says of an attempt that brought no version that may be used."""


class Event(NamedTuple):
    """One line of the log of lists: when, which list and version, what, who and why."""

    at: str
    list: str
    version: str
    what: str
    who: str
    why: str


class Pin(NamedTuple):
    """A version that a person holds in use: since when, and until when where it was lifted."""

    at: str
    list: str
    version: str
    who: str
    why: str
    lifted_at: str = ""


class Standing(StoreFile):
    """Answer which versions there are, which counts on a day, and who decided what."""

    def names(self) -> list[str]:
        """Name the lists that have at least one version, refused ones too, by the alphabet."""
        with self.reading() as connection:
            if connection is None:
                return []
            check_log(connection)
            rows = connection.execute("SELECT DISTINCT list FROM snapshot ORDER BY list")
            return [name for (name,) in rows]

    def never_had(self) -> list[Event]:
        """Give the last attempt at each list of which no version is there, by the alphabet.

        A list whose versions were removed on purpose is not among them.
        """
        with self.reading() as connection:
            if connection is None:
                return []
            check_log(connection)
            rows = connection.execute(
                "SELECT at, list, version, what, who, why FROM event WHERE number IN"
                " (SELECT max(number) FROM event GROUP BY list)"
                " AND list NOT IN (SELECT list FROM snapshot) ORDER BY list"
            )
            return [event for event in map(Event._make, rows) if event.what in BAD]

    def versions(self, name: str) -> list[Version]:
        """Give all versions of one list, refused ones too, in the order of their imports.

        Raises:
            ListError: The list is not in the store.
        """
        with self.reading() as connection:
            found = [] if connection is None else versions_of(connection, name)
            if connection is not None and found:
                check_list(connection, name)
        if not found:
            known = ", ".join(self.names())
            raise ListError(
                f"the list {name!r} is not in the store",
                where=str(self.file),
                why="screening without it would find nothing of it",
                remedy=f"name one of the lists that are there: {known}"
                if known
                else "import it: counterflow lists import FILE --as NAME",
            )
        return found

    def snapshots(self, name: str) -> list[Snapshot]:
        """Give all versions of one list that may be used; the last of them is in use.

        Returns:
            Versions by day of publication, or of their last import where none is stated; a pinned
            version is the last. Empty where all were refused.

        Raises:
            ListError: The list is not in the store.
        """
        return [version.snapshot for version in self._in_order(name, None)]

    def current(
        self, as_of: dt.date | None = None, lists: Sequence[str] | None = None
    ) -> list[Snapshot]:
        """Tell which version of each list was in use on a day.

        Args:
            as_of: The day, to its end. What happened later does not count: versions published (or,
                undated, retrieved) later, that a version came again later, an acceptance of later,
                a pin of later; a pin that was lifted later still holds. None takes what is in use
                now.
            lists: The lists asked for; None takes all that had a version by then.

        Returns:
            One version per list, in the order asked for, or of the alphabet.

        Raises:
            ListError: A list asked for is not in the store or had no version by then.

        Basis:
            ``docs/lists/guards.md``, "As of a day".
        """
        result: list[Snapshot] = []
        for name in self.names() if lists is None else dict.fromkeys(lists):
            by_then = self._in_order(name, as_of)
            if by_then:
                result.append(by_then[-1].snapshot)
            elif lists is not None:
                raise _without_version(name, as_of, self.versions(name), self.file)
        return result

    def _in_order(self, name: str, as_of: dt.date | None) -> list[Version]:
        """Give the versions that might be used on a day, the one in use last."""
        pin = self.pin_of(name, as_of)
        pinned = mark_of(pin.version) if pin else ""
        versions = self.versions(name)
        if pin is not None and not pin.lifted_at:
            self._need_pinned(pin, versions)
        kept = [
            (mark_of(version.snapshot.id) == pinned, order_of(version, as_of), version)
            for version in versions
            if version.usable(as_of)
        ]
        came = [one for one in kept if one[1] != NEVER]
        return [version for *_, version in sorted(came, key=lambda one: one[:2])]

    def _need_pinned(self, pin: Pin, versions: Sequence[Version]) -> None:
        """Refuse to use another version in the place of the one that a person holds in use."""
        if mark_of(pin.version) not in {mark_of(one.snapshot.id) for one in versions}:
            raise ListError(
                f"the pinned version {pin.version} is not in the store",
                where=str(self.file),
                why=f"{pin.who} holds it in use, and no other may stand in its place",
                remedy=f"restore the store from a copy, or: counterflow lists unpin {pin.list} "
                "--by NAME --because REASON",
            )

    def pin_of(self, name: str, as_of: dt.date | None = None) -> Pin | None:
        """Give the pin of a list: which version is held in use, since when, by whom and why.

        Args:
            name: The list.
            as_of: The day, to its end; ``None`` for now. A pin that was lifted after the day held
                on it, one that was lifted on it did not any more.
        """
        with self.reading() as connection:
            if connection is None:
                return None
            rows = connection.execute(
                "SELECT at, list, version, who, why, lifted_at FROM pin WHERE list = ?"
                " ORDER BY number",
                (name,),
            ).fetchall()
        day = as_of.isoformat() if as_of else ""
        held = [pin for pin in map(Pin._make, rows) if _holds(pin, day)]
        return held[-1] if held else None

    def stated_on(self, snapshot: Snapshot, as_of: dt.date) -> str:
        """Tell which day of publication counts for a version on a day.

        Args:
            snapshot: One that this store gave.
            as_of: The day; that the bytes were published again later does not count.

        Returns:
            The latest day (ISO 8601) stated for its bytes by then; empty where none was.
        """
        with self.reading() as connection:
            found = [] if connection is None else versions_of(connection, snapshot.list)
        for version in found:
            if version.snapshot.sha256 == snapshot.sha256:
                coming = coming_by(version, as_of)
                return coming.told if coming else ""
        return ""

    def log(self, name: str | None = None) -> list[Event]:
        """Give what happened to one list, or to all, the oldest first."""
        with self.reading() as connection:
            if connection is None:
                return []
            check_log(connection)
            rows = connection.execute(
                "SELECT at, list, version, what, who, why FROM event"
                " WHERE ? IS NULL OR list = ? ORDER BY number",
                (name, name),
            )
            return [Event(*row) for row in rows]

    def refused_last(self, name: str, as_of: dt.date) -> Event | None:
        """Tell whether the last attempt to bring a list up to date was refused or failed.

        Args:
            name: The list.
            as_of: The day; what happened later does not count.

        Returns:
            What the log says of it; None where the last attempt was good, or there was none. That
            an older version came in, one that is not the newest, is no attempt of this kind.
        """
        with self.reading() as connection:
            found = [] if connection is None else versions_of(connection, name)
        kept = [one for one in found if one.usable(as_of)]
        newest = max(kept, key=lambda one: order_of(one, as_of), default=None)
        good = "" if newest is None else mark_of(newest.snapshot.id)
        by_then = [event for event in self.log(name) if event.at[:10] <= as_of.isoformat()]
        # By turn, not by moment: what was accepted, removed and came once more is refused again.
        # A person lifts a refusal by letting the version in or by taking it out of the store.
        decided = {
            mark_of(event.version): turn
            for turn, event in enumerate(by_then)
            if event.what in ("accepted", "removed")
        }
        turns = sorted(enumerate(by_then), key=lambda one: (one[1].at, one[0]), reverse=True)
        for turn, event in turns:
            mark = mark_of(event.version)
            if event.what in BAD and decided.get(mark, -1) < turn:
                return event
            if event.what in ("kept", "came again", "accepted") and mark == good:
                return None
        return None


def _holds(pin: Pin, day: str) -> bool:
    """Tell whether a pin holds at the end of a day; empty for now."""
    if not day:
        return not pin.lifted_at
    return pin.at[:10] <= day and (not pin.lifted_at or pin.lifted_at[:10] > day)


def _without_version(
    name: str, as_of: dt.date | None, versions: Sequence[Version], file: Path
) -> ListError:
    kept = [one for one in versions if one.state == "kept"]
    if not kept:
        return ListError(
            f"every version of the list {name!r} was refused",
            where=str(file),
            why="nothing of it could be searched",
            remedy=f"see why: counterflow lists log {name}; then fetch it again, or accept one",
        )
    later = [one for one in kept if not one.usable(as_of) and order_of(one, as_of) != NEVER]
    if later:
        first = min(later, key=lambda one: one.accepted_at)
        return ListError(
            f"every version of the list {name!r} of {as_of} or before was refused then",
            where=str(file),
            why=f"{first.snapshot.id} was accepted on {first.accepted_at[:10]} and counts from "
            "that day on",
            remedy="ask for a later day",
        )
    return ListError(
        f"the list {name!r} has no version of {as_of} or before",
        where=str(file),
        why="the oldest here is of " + min(day_of(one.snapshot) for one in kept),
        remedy="import the version of that day, or ask for a later day",
    )
