"""Hold people, holds and approvals against the entries of the log that made them."""

from __future__ import annotations

import unicodedata
from typing import Any

import sqlalchemy as sa

from counterflow.core.errors import AuditError
from counterflow.storage.archive.tables import HOLDS
from counterflow.storage.audit.entries import Entry
from counterflow.storage.database.guards import missing_guards

_PEOPLE = sa.table("people", *map(sa.column, ("key", "name", "roles", "added_at", "ended_at")))
_SIGNED = [
    sa.table(name, *map(sa.column, ("id", "approver", "state")))
    for name in ("review_dispositions", "review_verdicts")
]
_BOUND = ("id", "list", "listing", "theirs", "ours", "name", "reason", "words", "expires_on")
_GOODGUYS = sa.table(
    "review_goodguys",
    *map(sa.column, (*_BOUND, "author", "state", "approver", "withdrawn_by")),
)


def person_key(name: str) -> str:
    """Give what is the same for two names that a reader of the log would take for one.

    Example:
        >>> person_key("ANN  Lee")
        'ann lee'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class Acts:
    """What the log says of people, holds and approvals: the tables, made again from its entries."""

    def __init__(self) -> None:
        self._people: dict[str, dict[str, Any]] = {}
        self._holds: dict[str, dict[str, Any]] = {}
        self._approved: set[tuple[str, str]] = set()
        self._rejected: set[tuple[str, str]] = set()
        self._goodguys: dict[str, dict[str, Any]] = {}

    def take(self, entry: Entry) -> None:
        """Follow one entry."""
        area = entry.kind.partition(".")[0]
        if area == "people":
            self._take_person(entry)
        elif area == "hold":
            self._take_hold(entry)
        elif entry.kind == "case.approve":
            self._approved |= {(one, entry.actor) for one in entry.fact("approved") or ()}
        elif entry.kind == "case.reject":
            self._rejected |= {(one, entry.actor) for one in entry.fact("rejected") or ()}
        elif area == "goodguy":
            self._take_goodguy(entry)

    def _take_person(self, entry: Entry) -> None:
        name, roles = entry.fact("person"), entry.fact("roles")
        if entry.kind == "people.add":
            self._people[name] = {
                "key": person_key(name), "name": name, "roles": ",".join(roles),
                "added_at": entry.at, "ended_at": None,
            }  # fmt: skip
        elif entry.kind == "people.roles":
            self._people[name]["roles"] = ",".join(roles)
        elif entry.kind == "people.end":
            self._people[name]["ended_at"] = entry.at

    def _take_hold(self, entry: Entry) -> None:
        name = entry.fact("hold")
        if entry.kind == "hold.add":
            told = {one: entry.fact(one) for one in ("scope", "value", "because")}
            self._holds[name] = {
                "name": name, **told, "by": entry.actor, "at": entry.at, "released_at": None,
            }  # fmt: skip
        elif entry.kind == "hold.release":
            self._holds[name]["released_at"] = entry.at

    def _take_goodguy(self, entry: Entry) -> None:
        name = entry.fact("id")
        if entry.kind == "goodguy.propose":
            self._goodguys[name] = {
                **{one: entry.fact(one) for one in _BOUND}, "author": entry.actor,
                "state": "waiting", "approver": "", "withdrawn_by": "",
            }  # fmt: skip
        elif entry.kind in ("goodguy.approve", "goodguy.reject"):
            state = "standing" if entry.kind == "goodguy.approve" else "rejected"
            self._goodguys[name] |= {"state": state, "approver": entry.actor}
        elif entry.kind == "goodguy.withdraw":
            self._goodguys[name] |= {"state": "withdrawn", "withdrawn_by": entry.actor}

    def check(self, connection: sa.Connection) -> None:
        """Hold the tables against what the log says.

        Args:
            connection: A transaction of the records.

        Raises:
            AuditError: a row is changed, missing or put in; an approval has no entry; a trigger is
                gone.
        """
        for table, name, due in (
            (_PEOPLE, "name", self._people),
            (HOLDS, "name", self._holds),
            (_GOODGUYS, "id", self._goodguys),
        ):
            rows = connection.execute(sa.select(table)).all()
            there = {row._mapping[name]: dict(row._mapping) for row in rows}  # noqa: SLF001
            for one in sorted(due.keys() | there.keys()):
                if there.get(one) != due.get(one):
                    raise _changed(f"{table.name}, {one}", _told(due.get(one), there.get(one)))
        for signed in _SIGNED:
            for row in connection.execute(sa.select(signed).where(signed.c.approver != "")):
                known = self._rejected if row.state == "rejected" else self._approved
                if (row.id, row.approver) not in known:
                    raise _changed(
                        f"{signed.name}, {row.id}", f"no entry says that {row.approver} settled it"
                    )
        if missing := missing_guards(connection):
            raise _changed(", ".join(missing), "triggers of the database are gone or switched off")


def _told(due: dict[str, Any] | None, there: dict[str, Any] | None) -> str:
    if due is None or there is None:
        return "a row of the records is missing" if due else "no entry of the log tells of the row"
    names = ", ".join(name for name in due if due[name] != there.get(name))
    return f"the records say another thing than the log: {names}"


def _changed(where: str, told: str) -> AuditError:
    return AuditError(
        told,
        where=where,
        why="somebody wrote past the program: a right, a hold or an approval may be invented",
        remedy="compare the row with counterflow audit log; bring the records back from a backup",
    )
