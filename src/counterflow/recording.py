"""Keep decisions with all that they rest on.

It stands between the lists in use and the archive, so that neither knows the other.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.model.transactions import CustomerHistory
from counterflow.core.settings import Settings
from counterflow.core.version import VERSION
from counterflow.in_use import InUse
from counterflow.screening.runs.folder import new_run_name
from counterflow.storage.archive.ground import Ground, KeptText, ListUsed
from counterflow.storage.archive.keeping import PER_PART, SEAL_FROM, Archive
from counterflow.storage.audit.signing import open_records

if TYPE_CHECKING:
    from counterflow.storage.database.records import Records


@contextlib.contextmanager
def open_archive(settings: Settings, *, write: bool) -> Iterator[Archive]:
    """Open the archive of a store.

    Args:
        settings: The settings; the store and its database are of them.
        write: Whether anything is kept.

    Raises:
        StoreError: the records cannot be opened.
    """
    with open_records_of(settings, write=write) as records:
        yield Archive(records, settings.store_path)


def open_records_of(settings: Settings, *, write: bool) -> Records:
    """Open the records that the settings name.

    Args:
        settings: The settings.
        write: Whether anything is changed.
    """
    return open_records(settings.store_path, settings.database, write=write)


def decisions_of_run(settings: Settings, run: str) -> Iterator[Decision]:
    """Give the decisions that were kept of a run, in their order; those that were purged are gone.

    Args:
        settings: The settings.
        run: The run, as ``screen --record`` told it.

    Raises:
        AuditError: a part is missing or damaged.
        StoreError: the records cannot be read.
    """
    import sqlalchemy as sa

    from counterflow.storage.archive.parts import whole
    from counterflow.storage.archive.tables import PARTS
    from counterflow.storage.database.migrating import NoRecordsError

    try:
        with open_archive(settings, write=False) as archive, archive.records.reading() as found:
            asked = sa.select(PARTS.c.file).where(PARTS.c.run == run).order_by(PARTS.c.part)
            files = [archive.folder / name for (name,) in found.execute(asked)]
    except NoRecordsError:
        return
    decoder = msgspec.json.Decoder(Decision)
    for file in files:
        for body, _ in whole(file):
            if body is not None:
                yield decoder.decode(body)


def ground_of(used: InUse, settings: Settings, as_of: dt.date) -> Ground:
    """Put together what all decisions on the lists in use rest on.

    Args:
        used: The lists in use.
        settings: The settings.
        as_of: The day of the answer.
    """
    accepted = msgspec.json.encode(list(used.accepted), order="sorted") if used.accepted else b""
    exempted = used.settled.exemptions
    return Ground(
        engine=VERSION,
        settings=used.settings_digest,
        rules=used.rules_digest,
        lists=tuple(map(_used, used.snapshots)),
        states=used.lists,
        as_of=as_of.isoformat(),
        threshold=settings.threshold,
        stale_after_days=settings.stale_after_days,
        nexus=",".join(sorted(settings.regimes or ())),
        licences=_kept(Path(settings.licences)) if used.register is not None else None,
        own_rules=tuple(map(_kept, settings.rule_files)),
        graphs=tuple(graph.id for graph in used.graphs),
        accepted=accepted.decode(),
        exemptions=msgspec.json.encode(exempted).decode() if exempted else "",
    )


def keep_decisions(
    used: InUse,
    settings: Settings,
    as_of: dt.date,
    decisions: Sequence[Decision],
    *,
    histories: Sequence[CustomerHistory | None] | None,
    actor: str,
) -> list[str]:
    """Keep decisions that an engine took; see ``Engine.record``.

    Args:
        used: The lists on which they rest.
        settings: The settings.
        as_of: The day of the answer.
        decisions: The decisions.
        histories: What was known of each customer; ``None`` where nothing was asked.
        actor: Who is named in the log.

    Returns:
        By what each is called from now on.
    """
    if not decisions:
        return []
    ground = ground_of(used, settings, as_of)
    lines = [msgspec.json.encode(one) for one in decisions]
    contexts = [_context(one) for one in histories] if histories is not None else None
    with open_archive(settings, write=True) as archive:
        if len(lines) <= SEAL_FROM:
            return archive.append_single(ground, lines, contexts=contexts, actor=actor)
        run, refs = new_run_name(), list[str]()
        for part, at in enumerate(range(0, len(lines), PER_PART), start=1):
            some = slice(at, at + PER_PART)
            kept = archive.append_batch(
                ground, lines[some], run=run, part=part,
                contexts=contexts[some] if contexts is not None else None, actor=actor,
            )  # fmt: skip
            refs += [f"{kept.number}.{row}" for row in range(kept.rows)]
        return refs


def _context(history: CustomerHistory | None) -> bytes:
    from counterflow.screening.runs.contexts import Context

    return b"" if history is None else msgspec.json.encode(Context(history=history))


def _used(snapshot: Snapshot) -> ListUsed:
    # The watch pack was never retrieved: it came with the program.
    came = f"with counterflow {VERSION}"
    return ListUsed(
        list=snapshot.list,
        snapshot=snapshot.id,
        sha256=snapshot.sha256,
        retrieved_at=snapshot.retrieved_at or came,
    )


def _kept(path: Path) -> KeptText:
    # Ends of lines stay as they are: the digest of the settings is over the bytes of the file.
    return KeptText(name=path.name, text=path.read_bytes().decode())
