"""Say what is asked of an import, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from counterflow.core.errors import GuardError
from counterflow.core.model.listings import Listing
from counterflow.core.model.snapshots import Snapshot
from counterflow.watch.lists.guards import Counts, Limits
from counterflow.watch.lists.versions import Version
from counterflow.watch.sources.parsed import Account

Probe = Callable[[Snapshot, Counts, Iterable[Listing]], Sequence[str]]
"""Tries a version's canaries and gives one sentence for each that does not match."""


MOST_TOLD: Final = 5
"""Guards that an error names; the version keeps all of them."""


class Imported(NamedTuple):
    """What became of an import: the version, and how it was read."""

    snapshot: Snapshot
    account: Account


class Order(NamedTuple):
    """What is asked of one import; ``ListStore.import_list`` describes each part."""

    paths: Sequence[Path]
    name: str
    format: str | None = None
    published_on: str | None = None
    retrieved_at: str | None = None
    official: bool | None = None
    record_only: bool = False
    limits: Limits | None = None
    probe: Probe | None = None


def refusal_of(snapshot: Snapshot, before: Version | None) -> GuardError:
    """Say that a version is kept aside.

    Args:
        snapshot: The version, with what tripped.
        before: The version that stays in use, if any.
    """
    stays = f"{before.snapshot.id} stays in use" if before else "no version of it is in use"
    return GuardError(
        f"the new version {snapshot.id} is refused: {_told(snapshot)}",
        where=f"list {snapshot.list}",
        why=f"it is kept aside and {stays}; every answer says so",
        remedy=_remedy(snapshot),
    )


def _told(snapshot: Snapshot) -> str:
    """Give the first guards that tripped; that a list holds nothing says all by itself."""
    most = MOST_TOLD if snapshot.listings else 1
    left = len(snapshot.trips) - most if snapshot.listings else 0
    more = [f"and {left:,} more (counterflow lists show {snapshot.list})"] if left > 0 else []
    return "; ".join([*snapshot.trips[:most], *more])


def _remedy(snapshot: Snapshot) -> str:
    """Say how a refusal is lifted: by a good version, by a person, or by taking it out again."""
    version = snapshot.id.partition("@")[2]
    which = f"{snapshot.list} --version {version} --by NAME --because REASON"
    again = (
        "fetch it again, or import a good copy"
        if snapshot.official
        else "correct the file and import it again"
    )
    accept = f"; or, once somebody has looked at it: counterflow lists accept {which}"
    remove = f"; or, if it was given by mistake: counterflow lists remove {which} --yes"
    return f"{again}{accept if snapshot.listings else ''}{remove}"
