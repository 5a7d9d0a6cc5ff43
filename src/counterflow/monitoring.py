"""Bring decisions up to date with the lists in use: joins the monitor, the archive and an engine.

It stands between the lists in use and ``review.monitor``, so that neither knows the other.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.core.model.snapshots import Snapshot
from counterflow.core.settings import Settings
from counterflow.in_use import InUse
from counterflow.recording import ground_of as archive_ground
from counterflow.recording import open_records_of
from counterflow.review.monitor.clock import Late, late
from counterflow.review.monitor.grounds import Ground, Side
from counterflow.review.monitor.history import FOLDER, History, Line
from counterflow.review.monitor.parts import catch_up, line_of, note_part
from counterflow.review.monitor.rescreen import Changed, Doors, Rescreened, look, rescreen
from counterflow.review.monitor.segments import Kept
from counterflow.review.monitor.standing import CUSTOMERS, DECISIONS, Noted, noted_parts
from counterflow.screening.decisions.coverage_lists import coverage_of_lists
from counterflow.storage.archive.keeping import Archive
from counterflow.storage.archive.keeping import ground_of as kept_ground
from counterflow.storage.archive.parts import whole
from counterflow.storage.database.records import FILE, Records
from counterflow.watch.lists.pack import NAME as WATCH_PACK

if TYPE_CHECKING:
    from counterflow.screening.decisions.screen import Screener
    from counterflow.storage.archive.ground import Ground as ArchiveGround

RUN = "rescreen-"
"""How the runs are named of which the archive keeps what a rescreen decided anew."""


@dataclasses.dataclass(frozen=True)
class Monitored:
    """The records of a store, its archive and its history, opened together."""

    records: Records
    archive: Archive
    history: History
    used: InUse
    settings: Settings
    as_of: dt.date
    actor: str


@contextlib.contextmanager
def open_monitored(
    used: InUse, settings: Settings, as_of: dt.date, *, actor: str
) -> Iterator[Monitored]:
    """Open what is monitored in a store.

    Args:
        used: The lists in use.
        settings: The settings.
        as_of: The day of the answer.
        actor: Who acts.

    Raises:
        StoreError: the records cannot be opened for writing.
    """
    with open_records_of(settings, write=True) as records:
        archive = Archive(records, settings.store_path)
        with records.reading() as connection:
            purged = sum(part.purged for part in archive.parts(connection))
        # What was purged must be gone from the history too: it is made anew without it.
        program = (*used.program, *(graph.id for graph in used.graphs), f"purged {purged}")
        history = History(settings.store_path / FOLDER, program)
        yield Monitored(records, archive, history, used, settings, as_of, actor)


def side_of(used: InUse, settings: Settings, as_of: dt.date) -> Side:
    """Give what decisions rest on now, as the monitor asks for it."""
    nexus = settings.regimes or frozenset()
    ground = Ground(
        tuple(snapshot.id for snapshot in used.snapshots),
        as_of.isoformat(),
        used.settings_digest,
        used.rules_digest,
        archive_ground(used, settings, as_of).engine,
        coverage_of_lists(used.lists, nexus)[0],
    )
    return Side(
        ground,
        lambda: used.matcher.index,
        used.index_of,
        lambda: used.screener,
        (),
    )


def bring_up_to_date(
    opened: Monitored,
    *,
    since: Sequence[str] = (),
    talk: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rescreened:
    """Screen again what changes can touch since each decision was taken; see ``rescreen``.

    Args:
        opened: What is monitored.
        since: Versions of lists: what changed since them is screened again too.
        talk: Told what takes long.
        progress: Told how many of how many transactions are done.

    Returns:
        The coverage statement.
    """
    take_in(opened, talk=talk)
    side = side_of(opened.used, opened.settings, opened.as_of)
    kept_under = archive_ground(opened.used, opened.settings, opened.as_of)

    analyst = names_analyst(opened.records, opened.actor)

    def tell(changed: Sequence[Changed], name: str, first: int) -> None:
        decisions = [one.decision for one in changed]
        lines = [msgspec.json.encode(one) for one in decisions]
        opened.archive.append_batch(
            kept_under, lines, run=f"{RUN}{name}", part=first, actor=opened.actor
        )
        if analyst:
            from counterflow.review.cases.opening import open_cases

            customers = {
                one.decision.id: one.decision.id for one in changed if one.place.source == CUSTOMERS
            }
            open_cases(
                opened.records, decisions, actor=opened.actor, run=f"{RUN}{name}",
                customers=customers,
            )  # fmt: skip

    screener = opened.used.screener
    said = () if analyst else (f"no alert was opened: {opened.actor} is no analyst (--as NAME)",)
    doors = Doors(
        screen=lambda kept: screen_as_kept(screener, kept),
        tell=tell, progress=progress, talk=talk, since=since, said=said,
    )  # fmt: skip
    return rescreen(
        opened.records, opened.history, side,
        threshold=opened.settings.threshold, actor=opened.actor, doors=doors,
    )  # fmt: skip


def names_analyst(records: Records, name: str) -> bool:
    """Tell whether somebody of a name may open alerts."""
    from counterflow.core.errors import AccessError
    from counterflow.review.cases.deciding import ANALYST
    from counterflow.storage.access.people import require

    with records.reading() as connection:
        try:
            require(connection, name, ANALYST)
        except AccessError:
            return False
    return True


def preview(
    opened: Monitored,
    between: tuple[dt.date, dt.date] | None = None,
    *,
    talk: Callable[[str], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Rescreened, list[Changed]]:
    """Say what would be decided otherwise now, and change nothing; see ``rescreen.look``.

    Args:
        opened: What is monitored.
        between: First and last day of a period that is looked back at; ``None`` for what a
            rescreen would look at.
        talk: Told what takes long.
        progress: Told how many of how many transactions are done.
    """
    take_in(opened, talk=talk)
    screener = opened.used.screener
    doors = Doors(screen=lambda kept: screen_as_kept(screener, kept), progress=progress, talk=talk)
    side = side_of(opened.used, opened.settings, opened.as_of)
    return look(
        opened.records, opened.history, side,
        threshold=opened.settings.threshold, doors=doors, between=between,
    )  # fmt: skip


def take_in(opened: Monitored, *, talk: Callable[[str], None] | None = None) -> None:
    """Take every kept decision into the history that is not in it yet."""
    opened.archive.seal(actor=opened.actor)
    with opened.records.writing() as connection:
        by_part = {f"{DECISIONS}/{part.number}": part for part in opened.archive.parts(connection)}
        known = {one.part for one in noted_parts(connection)}
        for name, part in by_part.items():
            if name not in known:
                ground = _of_archive(kept_ground(connection, part.ground))
                note_part(
                    connection, name, DECISIONS,
                    first=part.first, count=part.rows, ground=ground,
                )  # fmt: skip
        noted = noted_parts(connection)
    screener = opened.used.screener

    def lines(one: Noted) -> Iterable[Line | None]:
        if one.source == CUSTOMERS:
            from counterflow.review.monitor.customers import lines_of_customers

            return lines_of_customers(opened.records, one, screener.parties_of)
        part = by_part[one.part]
        return _lines_of(
            opened.archive.folder / part.file, screener, again=part.run.startswith(RUN)
        )

    catch_up(opened.history, noted, lines, talk=talk)


def _lines_of(file: Path, screener: Screener, *, again: bool) -> Iterator[Line | None]:
    """Give the decisions of a part; ``None`` for what was purged or decided by a rescreen."""
    decode = msgspec.json.Decoder(Decision).decode
    for body, context in whole(file):
        if body is None or again:
            yield None
        else:
            yield line_of(
                decode(body), nexus=screener.nexus, parties_of=screener.parties_of,
                context=context or b"",
            )  # fmt: skip


def _of_archive(ground: ArchiveGround) -> Ground:
    nexus = frozenset(filter(None, ground.nexus.split(",")))
    return Ground(
        tuple(state.snapshot for state in ground.states if state.snapshot),
        ground.as_of,
        ground.settings,
        ground.rules,
        ground.engine,
        coverage_of_lists(ground.states, nexus)[0],
    )


def screen_as_kept(screener: Screener, kept: Sequence[Kept]) -> list[Decision]:
    """Screen transactions with what each rested on beside itself when it was decided.

    Args:
        screener: What screens now.
        kept: The transactions.

    Returns:
        One decision each, in order.
    """
    plain = [at for at, one in enumerate(kept) if not one.context]
    decided = dict(zip(plain, screener.screen([kept[at].transaction for at in plain]), strict=True))
    if len(plain) < len(kept):
        from counterflow.screening.pipeline.crowds import Crowds
        from counterflow.screening.pipeline.history import OneHistory
        from counterflow.screening.runs.contexts import Context

        for at, one in enumerate(kept):
            if not one.context:
                continue
            context = msgspec.json.decode(one.context, type=Context)
            crowds = {bytes.fromhex(key): count for key, count in context.crowds.items()}
            beside = dataclasses.replace(
                screener,
                past=OneHistory(context.history) if context.history else None,
                crowds=Crowds(crowds) if crowds else None,
            )
            decided[at] = beside.screen([one.transaction], left=context.amounts)[0]
    return [decided[at] for at in range(len(kept))]


def late_in(settings: Settings, versions: Sequence[Snapshot], now: dt.datetime) -> list[Late]:
    """Say which versions of lists wait too long for what is kept; nothing where nothing is."""
    if not settings.database and not (settings.store_path / FILE).is_file():
        return []
    with open_records_of(settings, write=False) as records, records.reading() as connection:
        return late(connection, [one for one in versions if one.list != WATCH_PACK], now=now)
