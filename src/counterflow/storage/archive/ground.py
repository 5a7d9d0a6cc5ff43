"""The ground of decisions: what all decisions of a run rest on, kept once under its digest."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property

import msgspec

from counterflow.core.errors import ArchiveError
from counterflow.core.model.snapshots import ListState

_SHA256 = re.compile(r"[0-9a-f]{64}")


class ListUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The version of a list that was searched.

    Attributes:
        list: Its name.
        snapshot: Its version, as decisions name it.
        sha256: Hash of its bytes.
        retrieved_at: When it entered the store (ISO 8601, UTC), or with which program it came.
    """

    list: str
    snapshot: str
    sha256: str
    retrieved_at: str


class KeptText(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the user's own on which answers rest, whole: licences, a rulebook."""

    name: str
    text: str


class Ground(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What all decisions of a run rest on, so that they can be taken again.

    Attributes:
        engine: Version of the program.
        settings: Digest of the settings, licences, ownership data, accepted claims, exemptions.
        rules: Digest of the rules.
        lists: The versions of lists that were searched.
        states: The state of every list, those too of which nothing was searched.
        as_of: The day of the answer.
        threshold: Score from which a party is a match.
        stale_after_days: Age from which a list is stale.
        nexus: Regimes that bind the user, joined by commas; empty where not declared.
        licences: The file of licences; ``None`` for none.
        own_rules: The user's own rulebooks, in their order.
        graphs: Versions of ownership data.
        accepted: What persons accepted from claims, as JSON; empty for none.
        exemptions: Good-guy entries, as JSON; empty for none.
    """

    engine: str
    settings: str
    rules: str
    lists: tuple[ListUsed, ...]
    states: tuple[ListState, ...]
    as_of: str
    threshold: float
    stale_after_days: int
    nexus: str = ""
    licences: KeptText | None = None
    own_rules: tuple[KeptText, ...] = ()
    graphs: tuple[str, ...] = ()
    accepted: str = ""
    exemptions: str = ""

    @cached_property
    def text(self) -> str:
        """Give the ground as JSON, members in the order of the alphabet, without spaces."""
        return msgspec.json.encode(self, order="sorted").decode()

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of ``text``, by which the ground is named."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def check_ground(ground: Ground) -> None:
    """Refuse a ground that does not say all that must be known of every decision (R1).

    Raises:
        ArchiveError: which is missing: a list's name, version, hash or time of retrieval, the
            engine's version, or a digest of settings or rules.

    Basis:
        REQUIREMENTS.md, R1.
    """
    missing = [
        f"{name} of {used.list or 'a list'}"
        for used in ground.lists
        for name in ListUsed.__struct_fields__
        if not getattr(used, name) or (name == "sha256" and not _SHA256.fullmatch(used.sha256))
    ]
    missing += [name for name in ("engine", "as_of") if not getattr(ground, name)]
    missing += [
        name for name in ("settings", "rules") if not _SHA256.fullmatch(getattr(ground, name))
    ]
    known = {used.snapshot for used in ground.lists}
    missing += [
        f"hash of {s.snapshot}" for s in ground.states if s.snapshot and s.snapshot not in known
    ]
    if not ground.lists:
        missing.append("lists")
    if missing:
        raise unkeepable(f"the ground lacks {', '.join(missing)}")


def unkeepable(told: str, where: str = "") -> ArchiveError:
    """Say that a decision is not kept, because not all is known that it rests on."""
    return ArchiveError(
        f"decisions are not kept: {told}",
        where=where,
        why="years later nobody could show on what they rested",
        remedy="this is a fault of the program or of its caller; nothing was written",
    )
