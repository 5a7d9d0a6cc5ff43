"""Name the triggers by which a database refuses what the log and two persons must hold."""

from __future__ import annotations

import sqlalchemy as sa


def missing_guards(connection: sa.Connection) -> list[str]:
    """Name the triggers that the revisions made and that are gone or switched off.

    Args:
        connection: A transaction of the records.

    Returns:
        Their names in the order of the alphabet; empty where all are there.

    Example:
        ``missing_guards(connection)`` gives ``["goodguy_four_eyes"]`` where somebody dropped it.
    """
    sqlite = connection.dialect.name == "sqlite"
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        # O and A fire in an ordinary session; D is switched off, R fires in a replica alone.
        else "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        " AND c.relnamespace = current_schema()::regnamespace"
    )
    there = {name for (name,) in connection.exec_driver_sql(asked)}
    return sorted(_expected(sqlite=sqlite) - there)


def _expected(*, sqlite: bool) -> set[str]:
    from counterflow.storage.database.migrations.versions.r0003 import _APPENDED, _GUARDS, _KEYS

    names = {guard.name for guard in _GUARDS} | {"audit_log_follows"}
    if not sqlite:
        names |= {f"{table}_kept" for table in _KEYS}
        return names | {"audit_log_stays", "audit_heads_stays", "monitor_events_stay"}
    for table in _KEYS:
        names |= {f"{table}_kept_delete", f"{table}_never_replaced"}
    names |= {f"{table}_kept_update" for table in _APPENDED}
    names |= {f"{t}_{act}" for t in ("audit_log", "audit_heads") for act in ("update", "delete")}
    names |= {f"monitor_events_{act}_refused" for act in ("UPDATE", "DELETE")}
    return names | {"audit_heads_follow"}
