"""What decisions rest on beside their transactions, and the engine's side of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from counterflow.screening.decisions.screen import Screener
    from counterflow.watch.index.arrays import IndexArrays


class Ground(msgspec.Struct, frozen=True):
    """What a batch of decisions rests on.

    Attributes:
        snapshots: Ids of the list versions.
        as_of: The day asked, ISO 8601.
        settings: Digest of settings, licences, owners and accepted claims.
        rules: Digest of the rules.
        engine: Version of the program.
        lacking: What the lists lacked, as coverage says it.
    """

    snapshots: tuple[str, ...]
    as_of: str
    settings: str
    rules: str
    engine: str
    lacking: tuple[str, ...] = ()

    @property
    def key(self) -> bytes:
        """Give it as bytes: the same ground always gives the same."""
        return msgspec.json.encode(self)


@dataclass(frozen=True)
class Side:
    """What decisions rest on now, as an engine gives it.

    Attributes:
        ground: Its names and digests.
        index: Opens the index of its lists.
        earlier: Opens the index of other list versions, by their ids; ``None`` where one of them
            is in the store no more.
        screener: Opens what screens.
        program: What reads names; see ``history.History``.
    """

    ground: Ground
    index: Callable[[], IndexArrays]
    earlier: Callable[[Sequence[str]], IndexArrays | None]
    screener: Callable[[], Screener]
    program: tuple[str, ...]


def difference(before: Ground, after: Ground) -> str:
    """Say why a change between two grounds cannot be bounded; empty where it can.

    Example:
        >>> one = Ground(("un_sc@2026-01-15#0",), "2026-01-15", "s", "r", "1")
        >>> difference(one, msgspec.structs.replace(one, rules="other"))
        'rules, goods tables or red flags changed'
    """
    if before.engine != after.engine:
        return f"version {after.engine} of the program decides, {before.engine} did"
    if before.rules != after.rules:
        return "rules, goods tables or red flags changed"
    if before.settings != after.settings:
        return "settings, licences, ownership data or accepted claims changed"
    return ""
