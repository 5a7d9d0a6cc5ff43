"""Take a kept decision again from what is kept: the same bytes, or what differs is named."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counterflow.core.errors import ArchiveError, CounterflowError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.settled import Exemption
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.settings import Settings
from counterflow.core.version import VERSION
from counterflow.in_use import Asked, InUse
from counterflow.review.cases.place import Settled
from counterflow.screening.pipeline.crowds import Crowds
from counterflow.screening.pipeline.history import OneHistory
from counterflow.screening.runs.contexts import Context
from counterflow.storage.archive.ground import Ground, KeptText, ListUsed
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.proving import prove
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore, open_store

if TYPE_CHECKING:
    from counterflow.screening.decisions.screen import Screener
    from counterflow.watch.ownership.kept import KeptGraph


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a decision that was taken again.

    Attributes:
        ref: By what it is called.
        same: Whether the bytes are the same.
        differs: What it rested on that is not there any more, or is other now, in words; where
            nothing of that kind is known, the fields of the decision that came out otherwise.
        decision: The kept one.
        again: The one taken again; ``None`` where too much is missing to take it.
    """

    ref: str
    same: bool
    differs: tuple[str, ...]
    decision: Decision
    again: Decision | None = None


def replay(
    archive: Archive,
    settings: Settings,
    ref: str,
    *,
    talk: Callable[[str], None] | None = None,
) -> Replayed:
    """Take a decision again on the ground on which it was taken.

    Args:
        archive: The archive.
        settings: The settings, of which only the store counts.
        ref: By what the decision is called, or the id of its transaction.
        talk: Told what takes long.

    Raises:
        ArchiveError: there is no such decision, several, or it was purged.
        AuditError: what is kept of it is not what was kept.
    """
    proof = prove(archive, ref)
    if proof.body is None:
        raise ArchiveError(
            f"the decision {proof.ref} was purged",
            why="its hash alone is left",
            remedy="its proof still shows that there was one: counterflow audit prove",
        )
    kept = msgspec.json.decode(proof.body, type=Decision)
    ground = msgspec.json.decode(proof.ground, type=Ground)
    context = msgspec.json.decode(proof.context, type=Context) if proof.context else Context()
    with tempfile.TemporaryDirectory() as folder:
        attempt = _Attempt(settings, ground, Path(folder), talk)
        screener = attempt.screener()
        if screener is None:
            return Replayed(
                ref=proof.ref, same=False, differs=tuple(attempt.differs), decision=kept
            )
        again = _decide(screener, kept, context)
    same = msgspec.json.encode(again) == proof.body.encode()
    differs = tuple(attempt.differs)
    if not same and not differs:
        names = Decision.__struct_fields__
        fields = [name for name in names if getattr(again, name) != getattr(kept, name)]
        differs = (f"the answer itself: {', '.join(fields) or 'its bytes'}",)
    return Replayed(ref=proof.ref, same=same, differs=differs, decision=kept, again=again)


def _decide(screener: Screener, kept: Decision, context: Context) -> Decision:
    if context.history is not None:
        screener = dataclasses.replace(screener, past=OneHistory(context.history))
    if context.crowds:
        counts = {bytes.fromhex(key): count for key, count in context.crowds.items()}
        screener = dataclasses.replace(screener, crowds=Crowds(counts))
    if kept.transaction is None:
        raise ArchiveError("the decision names no transaction", where=kept.id)
    return screener.screen([kept.transaction], left=context.amounts)[0]


class _Attempt:
    """Puts the ground of a decision together again, and notes what of it is other now."""

    def __init__(
        self,
        settings: Settings,
        ground: Ground,
        folder: Path,
        talk: Callable[[str], None] | None,
    ) -> None:
        self.differs: list[str] = []
        self._ground = ground
        self._settings = Settings(
            store=str(settings.store_path),
            threshold=ground.threshold,
            stale_after_days=ground.stale_after_days,
            nexus=ground.nexus,
            licences=_written(folder / "licences", ground.licences),
            rules=_paths(folder / "rules", ground.own_rules),
        )
        self._store = open_store(settings.store_path)
        self._as_of = dt.date.fromisoformat(ground.as_of)
        self._asked = Asked(lists=None, at=None, as_of=self._as_of, remember=False, talk=talk)

    def screener(self) -> Screener | None:
        """Give the screener; ``None`` where a list or ownership data are missing."""
        ground, used = self._ground, InUse(self._store, self._settings, self._asked)
        if ground.engine != VERSION:
            self.differs.append(f"engine: it was version {ground.engine}, this is {VERSION}")
        lists = [self._snapshot(one) for one in ground.lists]
        graphs = [self._graph(name) for name in ground.graphs]
        used.snapshots = tuple(one for one in lists if one is not None)
        used.graphs = tuple(one for one in graphs if one is not None)
        used.lists = ground.states
        if ground.accepted:
            self._ask_accepted()
            from counterflow.watch.accepted.records import Acceptance

            used.accepted = msgspec.json.decode(ground.accepted, type=tuple[Acceptance, ...])
        else:
            used.accepted = ()
        # Answers of cases stand in the transaction; whatever was said since is not asked.
        used.settled = Settled(_exempted(ground))
        if None in lists or None in graphs:
            return None
        try:
            self._compare(used)
            found = used.screener
        except CounterflowError as fault:
            self.differs.append(f"{fault.what} ({fault.where})")
            return None
        return found

    def _compare(self, used: InUse) -> None:
        """Compare what decides beside lists: the package's rules, and the settings as a whole."""
        if used.rules_digest != self._ground.rules:
            self.differs.append("rules: those of the package or the store's own goods tables")
        if used.settings_digest != self._ground.settings:
            self.differs.append("settings: they make another digest now")

    def _snapshot(self, used: ListUsed) -> Snapshot | None:
        found = _version(self._store, used)
        if found is None:
            self.differs.append(f"list {used.list}: {used.snapshot} is not in the store any more")
            return None
        try:
            if used.list != WATCH_PACK:
                self._store.verify(found)
        except CounterflowError as fault:
            told = f"{fault.what}{f' ({fault.where})' if fault.where else ''}"
            self.differs.append(f"list {used.list}: {used.snapshot} has other bytes: {told}")
            return None
        return found

    def _graph(self, name: str) -> KeptGraph | None:
        from counterflow.watch.ownership.kept import graphs

        for one in graphs(self._settings.store_path):
            if one.id == name:
                return one
        self.differs.append(f"ownership data: {name} is not in the store any more")
        return None

    def _ask_accepted(self) -> None:
        """Ask whether what persons accepted is still kept; it is taken from the ground itself."""
        from counterflow.watch.accepted.kept import accepted_on

        try:
            accepted_on(self._settings.store_path, self._as_of)
        except CounterflowError as fault:
            self.differs.append(f"accepted claims: {fault.what}")


def _exempted(ground: Ground) -> tuple[Exemption, ...]:
    """Give the good-guy entries that were in use."""
    if not ground.exemptions:
        return ()
    return msgspec.json.decode(ground.exemptions, type=tuple[Exemption, ...])


def _version(store: ListStore, used: ListUsed) -> Snapshot | None:
    """Find the version of a list by its hash."""
    if used.list == WATCH_PACK:
        pack = load_watch_pack()[0]
        return pack if pack.sha256 == used.sha256 else None
    if used.list not in store.names():
        return None
    known = (one.snapshot for one in store.versions(used.list))
    return next((one for one in known if one.sha256 == used.sha256), None)


def _written(folder: Path, kept: KeptText | None) -> str:
    """Write a file of the user's own where screening reads it; empty for none."""
    if kept is None:
        return ""
    folder.mkdir(parents=True)
    (folder / kept.name).write_bytes(kept.text.encode())
    return str(folder / kept.name)


def _paths(folder: Path, kept: tuple[KeptText, ...]) -> str:
    return os.pathsep.join(_written(folder / str(at), one) for at, one in enumerate(kept))
