"""Write the log of lists: what happened to each, who decided it, and why."""

from __future__ import annotations

import sqlite3

from counterflow.watch.lists.seals import seal_event


def log(
    connection: sqlite3.Connection,
    at: str,
    name: str,
    version: str,
    what: str,
    *,
    who: str = "",
    why: str = "",
) -> None:
    """Add one line to the log of lists; it is never changed.

    Args:
        connection: The store, open for writing.
        at: The moment (ISO 8601, UTC).
        name: The list.
        version: Id of the version; empty where none came about.
        what: ``kept``, ``came again``, ``refused``, ``failed``, ``accepted``, ``pinned``,
            ``unpinned`` or ``removed``.
        who: Who did it, where a person did.
        why: The reason, in words.
    """
    row = (at, name, version, what, who, why)
    added = connection.execute(
        "INSERT INTO event (at, list, version, what, who, why) VALUES (?, ?, ?, ?, ?, ?)",
        row,
    )
    seal_event(connection, added.lastrowid or 0, row)
