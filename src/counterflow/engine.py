"""The composition root: joins lists, index, rules and screening into one engine.

Only this module and the doors of ``serve`` read settings.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from counterflow.core.errors import InputError, ListError, RunError, StoreError
from counterflow.core.model import (
    Comparison,
    Decision,
    ListState,
    Match,
    Party,
    RunSummary,
    Snapshot,
    Transaction,
    today,
)
from counterflow.core.settings import Settings, read_settings
from counterflow.core.tables.reading import open_table
from counterflow.core.version import VERSION
from counterflow.publish.exports.output import check_target, format_for, write_output
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import ColumnMapping, load_mapping
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.pipeline.parties import PartyMatcher
from counterflow.screening.runs.execute import BATCH, execute
from counterflow.screening.runs.folder import RunFolder, RunRequest, digest_of, new_run_name
from counterflow.screening.runs.tally import exit_code
from counterflow.watch.goods.tables import load_goods_tables
from counterflow.watch.index.build import FORMAT, IndexArrays, build_index, load_index, save_index
from counterflow.watch.lists.freshness import state_of
from counterflow.watch.lists.pack import NAME as WATCH_PACK
from counterflow.watch.lists.pack import load_watch_pack
from counterflow.watch.lists.store import ListStore
from counterflow.watch.matching.compare import compare as compare_entities
from counterflow.watch.matching.entity import read_entity
from counterflow.watch.places.gazetteer import load_gazetteer
from counterflow.watch.rules.rulebook import load_rules, rules_digest

READING = frozenset({"encoding", "delimiter", "sheet", "input_format"})
RUN_NAME = re.compile(r"[\w-]+", re.ASCII)
SPREAD_FROM = 8 << 20
"""Bytes of input from which several processes pay for their start."""


def open(  # noqa: A001 - the public name is fixed: counterflow.open
    store: str | Path | None = None,
    as_of: dt.date | str | None = None,
    *,
    lists: Sequence[str] | None = None,
    **settings: Any,
) -> Engine:
    """Open an engine over the lists in a store.

    Args:
        store: Folder of lists, indexes and runs; ``None`` takes the user's own data folder
            (``~/.local/share/counterflow`` on Linux) or ``COUNTERFLOW_STORE``.
        as_of: The day whose lists and rules are used (a date or ``YYYY-MM-DD``); today if
            ``None``.
        lists: Names of the lists to use; ``None`` takes all in the store and the watch pack.
        **settings: Values of ``docs/settings.md``: threshold, stale_after_days, nexus.

    Returns:
        The engine. Its index is built at first use and kept in the store.

    Raises:
        ListError: a named list is not in the store, or a list is damaged.
        SettingsError: a setting is unknown or out of range.

    Example:
        >>> import counterflow, tempfile
        >>> engine = counterflow.open(tempfile.mkdtemp())
        >>> party = {"schema": "Company", "properties": {"name": ["OOO Alabuga Machinery"]}}
        >>> [(match.caption, match.score) for match in engine.match(party, limit=1)]
        [('Alabuga Machinery LLC', 1.0)]
    """
    given = {**settings, "store": str(store) if store is not None else None}
    return Engine(read_settings(given), as_of=as_day(as_of), lists=lists)


def as_day(value: dt.date | str | None) -> dt.date | None:
    """Read a day given as a date or as ``YYYY-MM-DD``.

    Raises:
        InputError: the text is no ISO 8601 day.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError as fault:
        raise InputError(f"not a day: {value!r}", remedy="write YYYY-MM-DD") from fault


class Engine:
    """Screens transactions, files and parties against one state of the lists and rules.

    Args:
        settings: Validated settings.
        as_of: The day whose lists and rules are used; today if ``None``.
        lists: Names of the lists to use; all if ``None``.
        remember: Whether matches of names seen before are taken from memory.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        as_of: dt.date | None = None,
        lists: Sequence[str] | None = None,
        remember: bool = True,
    ) -> None:
        self.settings = settings
        self.as_of = as_of or today()
        self._asked = tuple(lists) if lists is not None else None
        self._at = as_of
        self._remember = remember

    @functools.cached_property
    def store(self) -> ListStore:
        """Give the store of list snapshots."""
        folder = self.settings.store_path
        if folder.exists() and not folder.is_dir():
            raise StoreError(
                "the store is no folder",
                where=str(folder),
                why="No list could be found in it",
                remedy="name a folder (--store, COUNTERFLOW_STORE)",
            )
        return ListStore(folder / "lists")

    @functools.cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Give the snapshots in use, the watch pack first where it is used."""
        asked = self._asked
        stored = None if asked is None else [name for name in asked if name != WATCH_PACK]
        current = self.store.current(self._at, stored)
        pack = (load_watch_pack()[0],) if asked is None or WATCH_PACK in asked else ()
        return (*pack, *current)

    @functools.cached_property
    def lists(self) -> tuple[ListState, ...]:
        """Give the state of every list in use: which version, and whether it is stale."""
        return tuple(
            state_of(
                snapshot,
                as_of=self.as_of,
                stale_after_days=self.settings.stale_after_days,
                lacks=self._lacks(snapshot),
            )
            for snapshot in self.snapshots
        )

    def _lacks(self, snapshot: Snapshot) -> list[str]:
        """Give what an official list was imported without, by its own notes."""
        if snapshot.list == WATCH_PACK:
            return []
        notes = self.store.notes(snapshot)
        lacks = [note for note in notes if "aliases are absent" in note or "shrank" in note]
        if snapshot.refusals:
            lacks.append(f"{snapshot.refusals} records of it were refused when it was read")
        return lacks

    @functools.cached_property
    def screener(self) -> Screener:
        """Join everything that a screening rests on."""
        return Screener(
            matcher=PartyMatcher(self._index(), remember=self._remember),
            lists=self.lists,
            rules=load_rules(),
            gazetteer=load_gazetteer(),
            tables=load_goods_tables(),
            as_of=self.as_of,
            nexus=self.settings.regimes,
            threshold=self.settings.threshold,
            engine=VERSION,
            settings=self.settings.digest,
            digest=rules_digest(),
        )

    def prepare(self) -> None:
        """Build the index of the lists in use now, so that the first screening need not."""
        self._index()

    def screen(self, transaction: Transaction | dict[str, Any]) -> Decision:
        """Screen one transaction whole.

        Args:
            transaction: A ``Transaction``, or a dict of the same shape.

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
        if not isinstance(transaction, Transaction):
            try:
                transaction = msgspec.convert(transaction, Transaction)
            except msgspec.ValidationError as fault:
                raise InputError(f"not a transaction: {fault}") from fault
        return self.screener.screen([transaction])[0]

    def check(self, party: Party) -> Decision:
        """Screen one party on its own, with the profile ``check``."""
        alone = Transaction(id=party.name or "party", kind="check", parties=(party,))
        return self.screen(alone)

    def match(self, entity: Any, limit: int = 10, threshold: float | None = None) -> list[Match]:
        """Find the listings that an entity matches, best first.

        Args:
            entity: ``{"schema": "Person", "properties": {"name": ["…"], …}}``.
            limit: At most so many.
            threshold: Lowest score; the engine's own (0.70) if ``None``.

        Raises:
            EntityError: the entity is not FollowTheMoney-shaped.
        """
        least = self.settings.threshold if threshold is None else threshold
        profile = read_entity(entity)
        return list(self.screener.matcher.match([profile], limit=limit, threshold=least)[0])

    def candidates(self, entity: Any, limit: int = 75) -> list[str]:
        """Give the ids of listings that could be meant by an entity, best first, unscored.

        Raises:
            EntityError: the entity is not FollowTheMoney-shaped.
        """
        return self.screener.matcher.candidates(entity, limit=limit)

    def compare(self, a: Any, b: Any) -> Comparison:
        """Compare two entities; see ``watch.matching.compare.compare``."""
        return compare_entities(a, b)

    def screen_file(  # noqa: PLR0913 - everything after the path is keyword-only
        self,
        path: str | Path,
        *,
        output: str | Path | Any | None = None,
        format: str | None = None,  # noqa: A002 - the field's word
        report: str | Path | None = None,
        mapping: str | Path | ColumnMapping | None = None,
        kind: str | None = None,
        workers: int | None = None,
        resume: str | None = None,
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
            workers: Processes, 1 if ``None``. More need a ``__main__`` guard in the calling
                script, as they are spawned.
            resume: Name of an interrupted run to go on with.
            progress: Called with the number of rows done by each part.
            **reading: encoding, delimiter, sheet, input_format.

        Returns:
            Counts, refused rows, list states, exit code.

        Raises:
            InputError: the file cannot be read at all.
            MappingError: the mapping contradicts itself or the file.
            RunError: the run cannot be resumed, or its output cannot be written.
        """
        began = time.monotonic()
        if unknown := reading.keys() - READING:
            raise TypeError(f"screen_file() has no argument {', '.join(sorted(unknown))}")
        _check_outputs(path, output, format, report)
        table = open_table(
            path,
            format=reading.get("input_format"),
            encoding=reading.get("encoding"),
            delimiter=reading.get("delimiter"),
            sheet=reading.get("sheet"),
            is_header=known_columns,
        )
        given = load_mapping(mapping, table.columns) if isinstance(mapping, str | Path) else mapping
        plan = recognize(table.columns, given)
        chosen = kind or (given.options.get("kind") if given else None) or "shipment"
        request = self._request(path, chosen, given, reading, resume)
        folder = self._folder(request.run)
        folder.check(request) if resume else folder.begin(request)
        try:
            total = execute(
                read_transactions(table, plan, kind=chosen),
                folder=folder,
                open_screener=functools.partial(_open_screener, *self._recipe())
                if (count := workers or 1) > 1
                else lambda: self.screener,
                workers=count,
                progress=progress,
            )
        except KeyboardInterrupt as fault:
            fault.add_note(f"go on with --resume {request.run}")
            raise
        stale = any(state.state in ("stale", "refused") for state in self.lists)
        summary = RunSummary(
            run=request.run,
            source=str(path),
            rows_in=table.records,
            rows_out=total.rows_out,
            rows_refused=total.rows_refused,
            transactions=total.transactions,
            outcomes=total.outcomes,
            headlines=total.headlines,
            findings=total.findings,
            refusals=tuple(total.refusals),
            missing=total.missing,
            lists=self.lists,
            notes=tuple(dict.fromkeys([*table.notes, *plan.notes])),
            seconds=round(time.monotonic() - began, 3),
            exit_code=exit_code(total, stale=stale),
            output=str(output) if isinstance(output, str | Path) else "",
        )
        if report is not None:
            write_output(folder, summary, report, "html", table.columns)
        if output is not None:
            write_output(folder, summary, output, format, table.columns)
            folder.clear()
        return summary

    def decisions(self, run: str) -> Iterator[Decision]:
        """Give the decisions of a run that was screened without an output, in order.

        They are kept in the store until ``forget``.
        """
        decoder = msgspec.json.Decoder(Decision)
        return (decoder.decode(line) for line in self._folder(run).decision_lines())

    def forget(self, run: str) -> None:
        """Remove the decisions of a run from the store; its request and counts remain."""
        self._folder(run).clear()

    def _folder(self, run: str) -> RunFolder:
        if not RUN_NAME.fullmatch(run):
            raise RunError(f"{run!r} is no name of a run", remedy="copy it from where it was told")
        return RunFolder(self.settings.store_path / "runs" / run)

    def _request(
        self,
        path: str | Path,
        kind: str,
        mapping: ColumnMapping | None,
        reading: dict[str, Any],
        resume: str | None,
    ) -> RunRequest:
        """Write down what a run is asked, so that resuming can tell whether it is the same."""
        return RunRequest(
            run=resume or new_run_name(),
            source=str(path),
            input_sha256="" if str(path) == "-" else digest_of(Path(path)),
            kind=kind,
            mapping=repr(mapping) if mapping else "",
            options=repr(sorted(reading.items())),
            as_of=self.as_of.isoformat(),
            snapshots=tuple(snapshot.id for snapshot in self.snapshots),
            settings=self.settings.digest,
            rules=rules_digest(),
            engine=VERSION,
            batch=BATCH,
            started_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
        )

    def _recipe(
        self,
    ) -> tuple[Settings, dt.date, tuple[Snapshot, ...], tuple[ListState, ...], str, bool]:
        """Give what a worker process needs to open the same engine.

        Snapshots, not names: a list that is imported meanwhile must not reach half of a run.
        """
        self._index()
        lists, digest = self.lists, self.index_digest
        return self.settings, self.as_of, self.snapshots, lists, digest, self._remember

    def _index(self) -> IndexArrays:
        """Open the index of the lists in use, or build it and keep it in the store."""
        if not self.snapshots:
            raise ListError("no list to screen against", remedy="import one, or use watch_pack")
        folder = self.settings.store_path / "indexes" / self.index_digest
        saved = load_index(folder)
        if saved is not None:
            return saved
        index = build_index(
            listing for snapshot in self.snapshots for listing in self._listings(snapshot)
        )
        if self.settings.store_path.is_dir():
            save_index(index, folder)
        return index

    @functools.cached_property
    def index_digest(self) -> str:
        """Name the index of the lists in use by all that it holds and how it is made."""
        words = [str(FORMAT), VERSION, rules_digest(), *map(self._content, self.snapshots)]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()[:24]

    def _content(self, snapshot: Snapshot) -> str:
        """Name what an index of a snapshot holds: its bytes as this program read them."""
        if snapshot.list == WATCH_PACK:
            return snapshot.id
        return f"{snapshot.id}:{self.store.content_of(snapshot)}"

    def _listings(self, snapshot: Snapshot) -> Any:
        """Give the listings of a snapshot, those of the watch pack from the package."""
        if snapshot.list == WATCH_PACK:
            return load_watch_pack()[1]
        self.store.verify(snapshot)
        return self.store.listings(snapshot)


def _open_screener(
    settings: Settings,
    as_of: dt.date,
    snapshots: tuple[Snapshot, ...],
    lists: tuple[ListState, ...],
    digest: str,
    remember: bool,  # noqa: FBT001 - pickled
) -> Screener:
    """Open the same engine in a worker process."""
    engine = Engine(settings, as_of=as_of, remember=remember)
    engine.snapshots, engine.lists, engine.index_digest = snapshots, lists, digest
    return engine.screener


def _check_outputs(
    source: str | Path, output: Any, given: str | None, report: str | Path | None
) -> None:
    """Refuse an output of no known format, one that cannot be written, or the input itself."""
    for target in (output, report):
        if isinstance(target, str | Path) and Path(target).resolve() == Path(source).resolve():
            raise RunError(
                "the output would replace the input",
                where=str(target),
                remedy="name another file",
            )
    if report is not None and Path(report).suffix.lower() not in (".html", ".htm"):
        raise RunError("a report is HTML", where=str(report), remedy="let its name end in .html")
    if output is not None:
        format_for(output, given)
    for target in (output, report):
        if isinstance(target, str | Path):
            check_target(target)


def workers_for(path: str | Path) -> int:
    """Settle how many processes a file is worth."""
    # A file that is not there is told of by whoever opens it.
    if not Path(path).is_file() or Path(path).stat().st_size < SPREAD_FROM:
        return 1
    import os

    return max(1, min(8, os.cpu_count() or 1))


@functools.cache
def _default() -> Engine:
    return open()


def screen(transaction: Transaction | dict[str, Any]) -> Decision:
    """Screen one transaction with an engine over the default store; see ``Engine.screen``."""
    return _default().screen(transaction)


def screen_file(path: str | Path, **options: Any) -> RunSummary:
    """Screen a file with an engine over the default store; see ``Engine.screen_file``."""
    return _default().screen_file(path, **options)


def match(entity: Any, limit: int = 10) -> list[Match]:
    """Match an entity with an engine over the default store; see ``Engine.match``."""
    return _default().match(entity, limit=limit)


def candidates(entity: Any, limit: int = 75) -> list[str]:
    """Find candidates with an engine over the default store; see ``Engine.candidates``."""
    return _default().candidates(entity, limit=limit)


def compare(a: Any, b: Any) -> Comparison:
    """Compare two entities; see ``Engine.compare``."""
    return compare_entities(a, b)
