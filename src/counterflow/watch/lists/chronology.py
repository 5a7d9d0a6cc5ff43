"""Order the versions of a list in time: which import counts from which day; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from counterflow.watch.lists.versions import Appearance, Version

NEVER = ("", "", 0)
"""The key of a version that did not count by a day: less than that of any that did."""


class Coming(NamedTuple):
    """An appearance as it counts: from which day, and whether on days before its import too.

    Attributes:
        day: The day it counts from (ISO 8601).
        at: The moment of its import.
        number: Its turn in the store.
        stated: Whether the day is one of publication, and not that of the import.
        anew: Whether the day was stated for the first time then.
        told: The day of publication as it was stated; empty where none was.
    """

    day: str
    at: str
    number: int
    stated: bool
    anew: bool
    told: str = ""


def comings_of(version: Version) -> list[Coming]:
    """Tell from which day each import of a version counts.

    An import for which no day was stated counts from the latest day that was stated for the same
    bytes before, or else from its own. A day that lies after the import does not count: what we
    held on a day was published by then, and it would hide every good version until it comes.

    Args:
        version: The version.

    Example:
        A publisher goes back to the bytes of January in March, and says so.

        >>> from counterflow.core.model.snapshots import Snapshot
        >>> old = Snapshot("us", "0", "ofac_csv", published_on="2026-01-09")
        >>> came = (Appearance("2026-01-10T08:00:00Z", 1, "2026-01-09"),
        ...         Appearance("2026-03-02T08:00:00Z", 3, "2026-03-01"))
        >>> [one.day for one in comings_of(Version(1, 0, "kept", old, came))]
        ['2026-01-09', '2026-03-01']
    """
    snapshot = version.snapshot
    first = Appearance(snapshot.retrieved_at, 0, snapshot.published_on)
    told: set[str] = set()
    found: list[Coming] = []
    for one in version.appearances or (first,):
        stated = one.published_on or max(told, default="")
        anew = not found or (bool(stated) and stated not in told)
        day = min(stated or one.at[:10], one.at[:10])
        found.append(Coming(day, one.at, one.number, bool(stated), anew, stated))
        told |= {stated} if stated else set()
    return found


def coming_by(version: Version, as_of: dt.date | None) -> Coming | None:
    """Tell which import of a version counts on a day: that of the latest day, then the last.

    An import counts from its day on. Where that day was stated for the first time, it counts from
    that day on whenever it was imported: a list of 2023 that is imported today was published in
    2023. Where it only came again, it does not count on days before it came.

    Args:
        version: The version.
        as_of: The day; ``None`` counts all imports.

    Returns:
        The import; ``None`` where none counts yet.
    """
    by = as_of.isoformat() if as_of else ""
    counted = [
        one
        for one in comings_of(version)
        if not by or (one.day <= by and (one.anew or one.at[:10] <= by))
    ]
    return max(counted, key=_key_of, default=None)


def _key_of(coming: Coming) -> tuple[str, str, int]:
    return coming.day, coming.at, coming.number


def order_of(version: Version, as_of: dt.date | None) -> tuple[str, str, int]:
    """Give the key by which the version in use on a day is the greatest.

    By day of publication, or of import where none is stated; then by the last import: a publisher
    may go back to the bytes of before.

    Args:
        version: The version.
        as_of: The day; ``None`` counts all imports.

    Returns:
        The key; ``NEVER`` where the version had not come by then.

    Example:
        >>> from counterflow.core.model.snapshots import Snapshot
        >>> first = Snapshot("un", "0", "un_xml", retrieved_at="2026-01-10T08:00:00Z")
        >>> twice = Version(1, 0, "kept", first, (Appearance(first.retrieved_at, 1),
        ...                                       Appearance("2026-03-01T08:00:00Z", 3)))
        >>> order_of(twice, None)[0], order_of(twice, dt.date(2026, 2, 1))[0]
        ('2026-03-01', '2026-01-10')
        >>> order_of(twice, dt.date(2026, 1, 9)) == NEVER
        True
    """
    coming = coming_by(version, as_of)
    return NEVER if coming is None else _key_of(coming)


def in_use(versions: Iterable[Version], by: str = "") -> Version | None:
    """Give the newest version that may be used, whatever is pinned and whenever it was accepted.

    Args:
        versions: Those of the list.
        by: Days of publication (ISO 8601) after it do not count; empty counts all.

    Returns:
        The version; ``None`` where there is none.
    """
    found: list[tuple[tuple[str, str, int], Version]] = []
    for version in versions:
        counted = [_key_of(one) for one in comings_of(version) if not by or one.day <= by]
        if version.state == "kept" and counted:
            found.append((max(counted), version))
    return max(found, key=lambda one: one[0])[1] if found else None
