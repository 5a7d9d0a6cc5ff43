"""Tell which official list a file is, so that no list stands under the name of another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from counterflow.core.errors import ListUsageError
from counterflow.watch.lists.addresses import FILE, OfficialList, load_addresses

OF_ANYBODY: Final = frozenset(
    {"ftm_json", "opensanctions_simple_csv", "senzing_json", "own_list", "none"}
)
"""Formats in which anybody may keep any list, and that of a file without a list: they do not tell
whose it is."""


def known_lists(folder: Path | None = None) -> Mapping[str, OfficialList]:
    """Give the official lists by name: ours, and those of the file in a store's folder.

    Args:
        folder: The store's folder; ``None`` for ours alone.

    Raises:
        RuleError: The user's file is malformed.
    """
    own = folder / FILE if folder is not None else None
    return load_addresses(own if own is not None and own.exists() else None)


def check_identity(
    name: str, format_: str, known: Mapping[str, OfficialList], labels: Collection[str] = ()
) -> None:
    """Refuse a list under the name of another: an answer would say that this one was screened.

    Args:
        name: The name asked for; one that is not known may hold any list.
        format_: The reader that claims the files.
        known: The official lists by name.
        labels: The source labels of the listings, once they were read.

    Raises:
        ListUsageError: The files are of another list.

    Example:
        >>> check_identity("un_sc", "un_xml", load_addresses())
        >>> check_identity("us_ofac_sdn", "un_xml", load_addresses())
        Traceback (most recent call last):
        counterflow.core.errors.ListUsageError: [CF220] the files are no us_ofac_sdn ...
    """
    row = known.get(name)
    if row is None or format_ in OF_ANYBODY or _is_of(row, format_, labels):
        return
    others = [one.name for one in known.values() if _is_of(one, format_, labels)]
    what = ", ".join(sorted(labels)) if format_ in _formats(row) else format_
    meant = " or ".join(f"--as {other}" for other in others)
    raise ListUsageError(
        f"the files are no {name} ({row.title or row.format}): they were read as {what}",
        where=f"list {name}",
        why=f"every answer would say that {name} was screened",
        remedy=f"did you mean {meant}?" if meant else "choose another name, for instance own_copy",
    )


def _formats(row: OfficialList) -> set[str]:
    """Give the formats of a list; a user's row for another address is still the same list."""
    ours = load_addresses().get(row.name, row)
    return {row.format, *row.formats, ours.format, *ours.formats}


def _is_of(row: OfficialList, format_: str, labels: Collection[str]) -> bool:
    if format_ not in _formats(row):
        return False
    return not row.label or not labels or row.label in labels


def ending_of(name: str, format_: str, as_of: dt.date) -> str:
    """Say that a list had ended by a day, whatever name it stands under.

    Args:
        name: Its name in the store.
        format_: The reader of the version in use.
        as_of: The day.

    Returns:
        One sentence; empty for a list that lasts.

    Example:
        >>> ending_of("old", "uk_conlist_csv", dt.date(2026, 1, 28))
        'the list ended on 2026-01-28: it covers nothing since; uk_sanctions_list took its place'
        >>> ending_of("old", "uk_conlist_csv", dt.date(2026, 1, 27))
        ''

    Basis:
        ``data/lists.yaml``, ``ended``.
    """
    for row in _ended(name, format_):
        if row.ended <= as_of.isoformat():
            after = f"; {row.successor} took its place" if row.successor else ""
            return f"the list ended on {row.ended}: it covers nothing since{after}"
    return ""


def successor_of(name: str, format_: str = "") -> str:
    """Name the list that took the place of one that ended; empty for none."""
    return next((row.successor for row in _ended(name, format_)), "")


def _ended(name: str, format_: str) -> Iterator[OfficialList]:
    for row in load_addresses().values():
        if row.ended and (row.name == name or row.format == format_):
            yield row
