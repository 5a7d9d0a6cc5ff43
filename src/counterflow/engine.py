"""The composition root: joins lists, index, rules and screening into one engine.

Only this module and the doors of ``serve`` read settings.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from counterflow.core.days import today
from counterflow.core.model.decisions import Decision
from counterflow.core.model.matches import Comparison, Match
from counterflow.core.model.parties import Party
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import ListState, Snapshot
from counterflow.core.model.transactions import CustomerHistory, Transaction
from counterflow.core.settings import Settings
from counterflow.in_use import Asked, InUse
from counterflow.watch.lists.store import ListStore, open_store

if TYPE_CHECKING:
    from counterflow.file_run import Ground, KeepPart
    from counterflow.monitored_customers import CustomersImported
    from counterflow.review.cases.place import Settled
    from counterflow.review.monitor.clock import Late
    from counterflow.review.monitor.rescreen import Changed, Rescreened
    from counterflow.screening.decisions.owners_shown import OwnersShown
    from counterflow.screening.decisions.screen import Screener
    from counterflow.screening.intake.mapping import ColumnMapping
    from counterflow.screening.pipeline.parties import PartyMatcher
    from counterflow.watch.accepted.records import Acceptance
    from counterflow.watch.lists.keeping import Imported
    from counterflow.watch.ownership.kept import KeptGraph


class Engine:
    """Screens transactions, files and parties against one state of the lists and rules.

    Args:
        settings: Validated settings.
        as_of: The day whose lists are used, and whose rules where a transaction has no date; today
            if ``None``.
        lists: Names of the lists to use; all if ``None``.
        remember: Whether matches of names seen before are taken from memory.
        talk: Told, line by line, what takes long (building an index).
        versions: Ids of versions of lists that are used in place of those in use.

    A list that is brought into ``store`` counts from the next question on. What another engine or
    another process brings in is not noticed: open a new engine for it.

    Threads may share an engine: searches take turns, so that two threads are no faster than one.
    Use processes for more (``screen_file(workers=...)``). ``match`` gives no coverage and no states
    of lists, ``check`` and ``screen`` do.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        as_of: dt.date | None = None,
        lists: Sequence[str] | None = None,
        remember: bool = True,
        talk: Callable[[str], None] | None = None,
        versions: Sequence[str] = (),
    ) -> None:
        self.settings = settings
        self._versions = tuple(versions)
        self.as_of = as_of or today()
        self._asked = tuple(lists) if lists is not None else None
        self._at = as_of
        self._remember = remember
        self._talk = talk
        self._found: InUse | None = None

    @functools.cached_property
    def store(self) -> ListStore:
        """Give the store of list snapshots."""
        return open_store(self.settings.store_path)

    def import_list(self, paths: Sequence[Path], **asked: Any) -> Imported:
        """Import a list into the store, its canaries tried; see ``ListStore.import_list``.

        The engine takes the new version from its next question on.
        """
        from counterflow.watch.matching.canaries import failing_canaries

        return self.store.import_list(paths, **{"probe": failing_canaries, **asked})

    @property
    def _in_use(self) -> InUse:
        """Give the lists in use and what is made of them; anew once the store was changed."""
        store, found = self.store, self._found
        if found is None or found.changes != store.changes:
            asked = Asked(
                self._asked, self._at, self.as_of, self._remember, self._talk, self._versions
            )
            found = self._found = InUse(store, self.settings, asked, before=found)
        return found

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Give the snapshots in use, the watch pack first where it is used."""
        return self._in_use.snapshots

    @property
    def lists(self) -> tuple[ListState, ...]:
        """Give the state of the lists of ``snapshots``, then of those absent on the day."""
        return self._in_use.lists

    @property
    def matcher(self) -> PartyMatcher:
        """Give what finds the listings that a party matches; needs the lists and nothing else."""
        return self._in_use.matcher

    @property
    def screener(self) -> Screener:
        """Join everything that a screening rests on."""
        return self._in_use.screener

    @property
    def index_digest(self) -> str:
        """Name the index of the lists in use by all that it holds and how it is made."""
        return self._in_use.index_digest

    def prepare(self) -> None:
        """Build the index of the lists in use now, so that the first screening need not."""
        self._in_use.index()

    def screen(
        self, transaction: Transaction | dict[str, Any], history: CustomerHistory | None = None
    ) -> Decision:
        """Screen one transaction whole.

        Args:
            transaction: A ``Transaction``, or a dict of the same shape. Roles, countries, dates and
                kinds of identifiers are understood as people write them, as in a file. Answers to
                red flags are details of it: ``{"answer.KYC-01": "yes: …"}``.
            history: The customer's earlier orders, for red flags; ``None`` where none are known.

        Returns:
            The decision: outcome, headline, coverage, findings, and what they rest on.

        Raises:
            InputError: the dict is not of the shape of a transaction; the path is named.

        Example:
            >>> import counterflow, tempfile
            >>> order = {"id": "1", "kind": "order", "parties": [
            ...     {"role": "buyer", "name": "Sahara Thunder", "country": "IR"}]}
            >>> counterflow.open(tempfile.mkdtemp()).screen(order).headline
            'hold'
        """
        from counterflow.screening.intake.native import transaction_of
        from counterflow.screening.pipeline.history import OneHistory

        screener = self.screener
        if history is not None:
            screener = dataclasses.replace(screener, past=OneHistory(history))
        return screener.screen([transaction_of(transaction)])[0]

    def check(self, party: Party) -> Decision:
        """Screen one party on its own, with the profile ``check``."""
        alone = Transaction(id=party.name or "party", kind="check", parties=(party,))
        return self.screener.screen([alone])[0]

    def owners(
        self, party: Party, *, on: dt.date | None = None, regime: str = ""
    ) -> list[OwnersShown]:
        """Show who stands above a party in the ownership data, and what follows.

        Args:
            party: The party; a number finds it surely, a name with a country less so.
            on: The day whose ties and tests count; the engine's own if ``None``.
            regime: Only this regime's findings (US, EU, UK); all where empty.

        Returns:
            One entry for each that the party may be; none where nobody is known above it.
        """
        from counterflow.screening.decisions.owners_shown import show_owners

        used = self._in_use
        return show_owners(
            party, used.owners, used.matcher,
            nexus=self.settings.regimes, as_of=self.as_of, on=on or self.as_of, regime=regime,
        )  # fmt: skip

    def near_owners(self, party: Party) -> tuple[str, ...]:
        """Give names of the ownership data near a party that is not in them itself.

        Args:
            party: The party, by its name.

        Returns:
            At most three, each with its country; a person decides whether one is meant.
        """
        from counterflow.screening.pipeline.near_owners import NearOwners

        graph = self._in_use.owners.graph
        return NearOwners(graph).near(party) if graph is not None and party.name else ()

    def keep_links(self, name: str) -> KeptGraph:
        """Keep the ties that the entries of a list name ("Linked To") as ownership data.

        They are links without share or direction: they raise a question and are never ownership.

        Args:
            name: A list in the store.

        Raises:
            ListError: the list is not in use.
            OwnershipError: no entry of it names a tie.
        """
        from counterflow.watch.ownership.kept_links import keep_links

        return keep_links(self.store, self.snapshots, name)

    def match(self, entity: Any, limit: int = 10, threshold: float | None = None) -> list[Match]:
        """Find the listings that an entity matches, best first.

        Args:
            entity: ``{"schema": "Person", "properties": {"name": ["…"], …}}``.
            limit: At most so many.
            threshold: Lowest score; the engine's own (0.70) if ``None``.

        Raises:
            EntityError: the entity is not FollowTheMoney-shaped.
            SettingsError: the limit is below 1, or the threshold is not from 0 to 1.
        """
        from counterflow.screening.pipeline.entities import asked_threshold
        from counterflow.watch.matching.entity import read_entity

        least = asked_threshold(limit, threshold, self.settings.threshold)
        profile = read_entity(entity)
        return list(self.matcher.match([profile], limit=limit, threshold=least)[0])

    def match_many(
        self, entities: Iterable[Any], limit: int = 10, threshold: float | None = None
    ) -> Iterator[list[Match]]:
        """Find the listings that each of many entities matches: ``match`` in bulk, streamed.

        Args:
            entities: Entities as ``match`` takes them; any number, read a thousand at a time.
            limit: At most so many matches per entity.
            threshold: Lowest score; the engine's own (0.70) if ``None``.

        Returns:
            One list per entity, in order, best first: the same as ``match`` gives one by one, some
            four times as fast (docs/benchmarks.md).

        Raises:
            EntityError: an entity is not FollowTheMoney-shaped; its position is named. What came
                before it was given.
            SettingsError: the limit is below 1, or the threshold is not from 0 to 1.
        """
        from counterflow.screening.pipeline.entities import asked_threshold, match_each

        least = asked_threshold(limit, threshold, self.settings.threshold)
        return match_each(lambda: self.matcher, entities, limit=limit, threshold=least)

    def candidates(self, entity: Any, limit: int = 75) -> list[str]:
        """Give the ids of listings that could be meant by an entity, best first, unscored.

        Raises:
            EntityError: the entity is not FollowTheMoney-shaped.
            SettingsError: the limit is below 1.
        """
        from counterflow.screening.pipeline.entities import asked_threshold

        asked_threshold(limit, None, self.settings.threshold)
        return self.matcher.candidates(entity, limit=limit)

    def compare(self, a: Any, b: Any) -> Comparison:
        """Compare two entities; see ``watch.matching.compare.compare``."""
        from counterflow.watch.matching.compare import compare

        return compare(a, b)

    def screen_file(  # noqa: PLR0913 - everything after the path is keyword-only
        self,
        path: str | Path,
        *,
        output: str | Path | Any | None = None,
        format: str | None = None,
        report: str | Path | None = None,
        mapping: str | Path | ColumnMapping | None = None,
        kind: str | None = None,
        history: str | Path | None = None,
        workers: int | None = None,
        resume: str | None = None,
        record: bool = False,
        progress: Callable[[int], None] | None = None,
        **reading: Any,
    ) -> RunSummary:
        """Screen a file of transactions, streamed, in parts that survive an interruption.

        Args:
            path: CSV, TSV, Parquet, XLSX, JSON or NDJSON, gzip allowed; ``-`` is standard input.
            output: Where the outcomes go: a path or a binary file; if ``None`` they stay in the
                store until ``forget`` and are given by ``decisions``.
            format: ndjson, csv, parquet, xlsx or html; by the ending of ``output`` if ``None``.
            report: Path of an HTML report to write beside the output.
            mapping: A column mapping or the path of one (``docs/columns.md``).
            kind: order, shipment or payment; the mapping's, else shipment, if ``None``.
            history: A file of earlier orders, read as ``path`` is, for red flags that ask for the
                customer's habits.
            workers: Processes, 1 if ``None``, 61 at most. More than one need a ``__main__`` guard
                in the calling script, as they are spawned.
            resume: Name of an interrupted run to go on with.
            record: Whether the decisions are kept in the archive of the store, each once, however
                often the run is interrupted and resumed (docs/audit.md).
            progress: Called with the number of rows done by each part.
            **reading: encoding, delimiter, sheet, input_format.

        Returns:
            Counts, refused rows, list states, exit code.

        Raises:
            InputError: the file cannot be read at all.
            MappingError: the mapping contradicts itself or the file.
            RunError: the run cannot be resumed, or its output cannot be written.
            ArchiveError: ``record`` is asked for and a decision does not say on what it rests.
            StoreError: the decisions cannot be kept.
        """
        from counterflow.file_run import READING, FileTask, run_file

        if unknown := reading.keys() - READING:
            raise TypeError(f"screen_file() has no argument {', '.join(sorted(unknown))}")
        task = FileTask(
            path=path, output=output, format=format, report=report, mapping=mapping, kind=kind,
            history=history, workers=workers, resume=resume, record=record, progress=progress,
            talk=self._talk, reading=reading,
        )  # fmt: skip
        return run_file(task, self._ground())

    def record(
        self,
        decisions: Iterable[Decision],
        *,
        histories: Iterable[CustomerHistory | None] | None = None,
    ) -> list[str]:
        """Keep decisions of this engine in the archive of the store, with an entry of its log.

        Args:
            decisions: What ``screen`` or ``check`` gave, on the lists that are in use now.
            histories: What ``screen`` was given beside each, where it was given any.

        Returns:
            By what each is called from now on, for ``counterflow audit show``.

        Raises:
            ArchiveError: a decision rests on something else than this engine.
            StoreError: they cannot be kept; none of them was.
        """
        from counterflow.recording import keep_decisions

        return keep_decisions(
            self._in_use, self.settings, self.as_of, list(decisions),
            histories=list(histories) if histories is not None else None, actor=self._actor,
        )  # fmt: skip

    def rescreen(
        self,
        *,
        since: Sequence[str] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Rescreened:
        """Bring everything that stands decided in the store up to date with lists and rules of now.

        Only what a change can touch is screened again; what that is stands in the answer. An event
        is written for every outcome that changed. It may be ended at any moment and asked again.

        Args:
            since: Versions of lists: what changed since them is screened again too.
            progress: Told how many of how many transactions are done.

        Returns:
            The coverage statement, which the store keeps too.

        Raises:
            StoreError: the records cannot be written; what was written before stays.
        """
        from counterflow.monitoring import bring_up_to_date, open_monitored

        used = self._in_use
        with open_monitored(used, self.settings, self.as_of, actor=self._actor) as opened:
            return bring_up_to_date(opened, since=since, talk=self._talk, progress=progress)

    def look_back(
        self,
        between: tuple[dt.date, dt.date] | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Rescreened, list[Changed]]:
        """Say what of the past would be decided otherwise by the lists and rules of this engine.

        Args:
            between: First and last day of the transactions; ``None`` for what a rescreen would
                look at.
            progress: Told how many of how many transactions are done.

        Returns:
            The coverage statement, and everything that would change; nothing is changed.
        """
        from counterflow.monitoring import open_monitored, preview

        used = self._in_use
        with open_monitored(used, self.settings, self.as_of, actor=self._actor) as opened:
            return preview(opened, between, talk=self._talk, progress=progress)

    def late(self, now: dt.datetime) -> list[Late]:
        """Say which versions of lists wait too long for what is kept; see ``monitor.clock``.

        Args:
            now: The moment, with its zone.

        Returns:
            Nothing where nothing is kept.
        """
        from counterflow.monitoring import late_in

        return late_in(self.settings, self.snapshots, now)

    def import_customers(self, path: str | Path, **reading: Any) -> CustomersImported:
        """Take customers in, to be monitored from now on, each screened once at once.

        Args:
            path: A file as ``screen_file`` reads it: CSV, XLSX, Parquet, JSON. A customer is known
                by the id of its row; one that is there already is replaced.
            **reading: encoding, delimiter, sheet, input_format, mapping.

        Returns:
            How many came, were replaced, stayed the same and were refused.

        Raises:
            InputError: the file cannot be read, or no column of it holds a name.
            StoreError: they cannot be kept; none of them was.
        """
        from counterflow.monitored_customers import import_customers

        return import_customers(
            self._in_use, self.settings, self.as_of, Path(path), actor=self._actor, reading=reading
        )

    def decisions(self, run: str) -> Iterator[Decision]:
        """Give the decisions of a run that was screened without an output, in order.

        They are kept in the store until ``forget``.
        """
        from counterflow.file_run import run_folder

        lines = run_folder(self._runs, run).decision_lines()
        return map(msgspec.json.Decoder(Decision).decode, lines)

    def forget(self, run: str) -> None:
        """Remove the decisions of a run from the store; its request and counts remain."""
        from counterflow.file_run import run_folder

        run_folder(self._runs, run).clear()

    @property
    def _runs(self) -> Path:
        return self.settings.store_path / "runs"

    def _ground(self) -> Ground:
        """Give what a run over a file rests on."""
        from counterflow.file_run import Ground

        # Of one state of the store: a list that is imported meanwhile must not reach half of a run.
        used = self._in_use
        return Ground(
            runs=self._runs,
            as_of=self.as_of,
            snapshots=tuple(snapshot.id for snapshot in used.snapshots),
            lists=used.lists,
            settings=used.settings_digest,
            rules=used.rules_digest,
            register=used.register,
            open_screener=lambda: used.screener,
            open_for_workers=lambda: self._opener(used),
            open_archive=lambda: self._archive(used),
        )

    @contextlib.contextmanager
    def _archive(self, used: InUse) -> Iterator[KeepPart]:
        """Open what keeps the decisions of a run."""
        from counterflow.recording import ground_of, open_archive

        with open_archive(self.settings, write=True) as archive:
            keep = functools.partial(
                archive.append_batch, ground_of(used, self.settings, self.as_of), actor=self._actor
            )

            def keep_part(
                decisions: Sequence[bytes],
                contexts: Sequence[bytes] | None,
                *,
                run: str,
                part: int,
            ) -> None:
                keep(decisions, run=run, part=part, contexts=contexts)

            yield keep_part

    @property
    def _actor(self) -> str:
        from counterflow.storage.audit.signing import ACTOR

        return self.settings.person or ACTOR

    def _opener(self, used: InUse) -> Callable[[], Screener]:
        """Give what opens the same screener in a worker process; the index is built before.

        Snapshots, not names: a list that is imported meanwhile must not reach half of a run.
        """
        used.index()
        found = (
            used.snapshots, used.lists, used.index_digest, used.graphs, used.accepted, used.settled,
        )  # fmt: skip
        return functools.partial(_open_screener, self.settings, self.as_of, found, self._remember)


def _open_screener(
    settings: Settings,
    as_of: dt.date,
    found: tuple[
        tuple[Snapshot, ...],
        tuple[ListState, ...],
        str,
        tuple[KeptGraph, ...],
        tuple[Acceptance, ...],
        Settled,
    ],
    remember: bool,  # noqa: FBT001 - pickled
) -> Screener:
    """Open the same engine in a worker process."""
    engine = Engine(settings, as_of=as_of, remember=remember)
    used = engine._in_use  # noqa: SLF001 - of this module
    used.snapshots, used.lists, used.index_digest, used.graphs, used.accepted, used.settled = found
    return used.screener
