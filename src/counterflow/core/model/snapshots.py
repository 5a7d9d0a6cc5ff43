"""Which version of a list there is, and whether an answer may rely on it."""

from __future__ import annotations

import msgspec


class Snapshot(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dated, hashed version of one list.

    ``published_on`` is what the file itself states, empty where it states nothing;
    ``retrieved_at`` is when it entered the store (ISO 8601, UTC). ``official`` is false for
    the watch pack and for private lists: they are never counted as coverage of an official one.
    ``lacks`` says what it was read without, ``trips`` which guards it set off, both in words.
    """

    list: str
    sha256: str
    format: str
    title: str = ""
    authority: str = ""
    published_on: str = ""
    retrieved_at: str = ""
    records: int = 0
    listings: int = 0
    refusals: int = 0
    official: bool = True
    files: tuple[str, ...] = ()
    trips: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name the snapshot: list, date, first digits of its hash."""
        date = self.published_on or self.retrieved_at[:10] or "undated"
        return f"{self.list}@{date}#{self.sha256[:12]}"


UNRELIABLE = frozenset({"stale", "refused", "absent"})
"""States of a list of which every answer tells; with any of them no exit code is 0."""


class ListState(msgspec.Struct, frozen=True):
    """Which version of a list an answer rests on, and whether it may be relied on.

    ``state`` is ``current``, ``stale``, ``refused``, ``absent`` (in the store, but with no version
    of that day or before: nothing of it was screened; ``snapshot`` is empty then), ``ended`` (the
    list itself is no law any more: it covers nothing, and ``official`` is false) or ``example``
    (the watch pack). ``lacks`` says what the list was imported without (aliases, for instance).
    """

    list: str
    snapshot: str
    state: str
    official: bool = True
    why: str = ""
    authority: str = ""
    lacks: tuple[str, ...] = ()
