"""Run one file from its bytes to its output, on the ground that an engine gives.

It stands below the engine and above ``publish``: it joins reading, screening in parts and
writing, and reads no settings.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from counterflow.core.errors import InputError, RunError
from counterflow.core.model.runs import RunSummary
from counterflow.core.model.snapshots import UNRELIABLE, ListState
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.reading import open_table
from counterflow.core.version import VERSION
from counterflow.publish.exports.output import check_target, format_for, write_output
from counterflow.screening.decisions.screen import Screener
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.mapping import ColumnMapping, load_mapping
from counterflow.screening.intake.plan import ColumnPlan
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.intake.wrong_file import check_file
from counterflow.screening.pipeline.crowds import CUSTOMERS, Crowds, crowds_of_file
from counterflow.screening.pipeline.history import HistoryBook, book_of
from counterflow.screening.runs.execute import BATCH, execute
from counterflow.screening.runs.folder import RunFolder, RunRequest, digest_of, new_run_name
from counterflow.screening.runs.tally import Tally, exit_code
from counterflow.watch.goods.tables import load_goods_tables

if TYPE_CHECKING:
    from counterflow.screening.decisions.licence_file import Register

READING = frozenset({"encoding", "delimiter", "sheet", "input_format"})
"""Names of the options that say how a file is read."""
SPREAD_FROM = 8 << 20
"""Bytes of input from which several processes pay for their start."""
_RUN_NAME = re.compile(r"[\w-]+", re.ASCII)


class KeepPart(Protocol):
    """Whoever keeps the decisions of one part of a run; the same part once only."""

    def __call__(
        self, decisions: Sequence[bytes], contexts: Sequence[bytes] | None, *, run: str, part: int
    ) -> None:
        """Keep lines of NDJSON, and what each rested on beside its transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTask:
    """What is asked of one run over a file; ``Engine.screen_file`` describes each part."""

    path: str | Path
    output: str | Path | IO[bytes] | None = None
    format: str | None = None
    report: str | Path | None = None
    mapping: str | Path | ColumnMapping | None = None
    kind: str | None = None
    history: str | Path | None = None
    workers: int | None = None
    resume: str | None = None
    record: bool = False
    progress: Callable[[int], None] | None = None
    talk: Callable[[str], None] | None = None
    reading: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a run rests on; a resumed run must rest on the same.

    Attributes:
        runs: Folder of the runs of the store.
        as_of: The day whose lists and rules are used.
        snapshots: Ids of the list versions in use.
        lists: State of every list.
        settings: Digest of the settings.
        rules: Digest of the rules.
        register: The licences that the user holds; ``None`` for none.
        open_screener: Gives the screener of this process.
        open_for_workers: Gives what opens the same screener in a worker process; picklable.
        open_archive: Opens what keeps the decisions of a part.
    """

    runs: Path
    as_of: dt.date
    snapshots: tuple[str, ...]
    lists: tuple[ListState, ...]
    settings: str
    rules: str
    register: Register | None
    open_screener: Callable[[], Screener]
    open_for_workers: Callable[[], Callable[[], Screener]]
    open_archive: Callable[[], AbstractContextManager[KeepPart]]


def run_file(task: FileTask, ground: Ground) -> RunSummary:
    """Screen a file of transactions in parts that survive an interruption.

    Args:
        task: The file, its output and how to read it.
        ground: Lists, rules and settings in use.

    Returns:
        Counts, refused rows, list states, exit code.

    Raises:
        InputError: The file cannot be read at all.
        MappingError: The mapping contradicts itself or the file.
        RunError: The run cannot be resumed, or its output cannot be written.
    """
    began = time.monotonic()
    _check_outputs(task)
    table = open_table(
        task.path,
        format=task.reading.get("input_format"),
        encoding=task.reading.get("encoding"),
        delimiter=task.reading.get("delimiter"),
        sheet=task.reading.get("sheet"),
        is_header=known_columns,
    )
    given = task.mapping
    if isinstance(given, str | Path):
        given = load_mapping(given, table.columns)
    plan = recognize(table.columns, given, kind=task.kind or "", sample=table)
    check_file(table, plan)
    kind = plan.kind or "shipment"
    request = _request(task, ground, kind=kind, mapping=given)
    folder = run_folder(ground.runs, request.run)
    folder.check(request) if task.resume else folder.begin(request)
    workers = task.workers or 1
    opener = ground.open_for_workers() if workers > 1 else ground.open_screener
    past = read_history(task.history) if task.history is not None else None
    if past is not None:
        opener = functools.partial(_with_past, opener, past)
    crowds = crowds_of_file(table, plan) if _has_addresses(plan) else None
    if crowds is not None:
        opener = functools.partial(_with_crowds, opener, crowds)
    try:
        total = execute(
            read_transactions(table, plan, kind=kind),
            folder=folder,
            open_screener=opener,
            workers=workers,
            progress=task.progress,
        )
        told_of_licences: list[str] = []
        if ground.register is not None and ground.register.counted:
            from counterflow.screening.runs.draw_down import draw_down

            total, told_of_licences = draw_down(folder, opener, ground.register)
        kept = _keep(task, ground, folder, past, crowds) if task.record else []
    except KeyboardInterrupt as fault:
        fault.add_note(f"go on with --resume {request.run}")
        raise
    summary = _summary(
        task,
        ground,
        total,
        run=request.run,
        rows_in=table.records,
        notes=[
            *plan.gaps,
            *table.warnings,
            *plan.notes,
            *table.notes,
            *_told_of_past(task, past),
            *told_of_licences,
            *kept,
        ],
        seconds=round(time.monotonic() - began, 3),
    )
    if task.report is not None:
        _say_writing(task, task.report)
        write_output(folder, summary, task.report, "html", table.columns)
    if task.output is not None:
        _say_writing(task, task.output)
        write_output(folder, summary, task.output, task.format, table.columns)
        folder.clear()
    return summary


def _keep(
    task: FileTask,
    ground: Ground,
    folder: RunFolder,
    past: HistoryBook | None,
    crowds: Crowds | None,
) -> list[str]:
    """Keep the decisions of a finished run, part by part; those kept before stay as they are."""
    from counterflow.screening.runs.contexts import Contexts

    if task.talk is not None:
        task.talk("keeping the decisions …")
    contexts = Contexts(past=past, crowds=crowds, register=ground.register, as_of=ground.as_of)
    count = 0
    with ground.open_archive() as keep:
        for number in folder.finished():
            lines = folder.part_text(number).splitlines()
            if lines:
                keep(lines, contexts.of(lines), run=folder.path.name, part=number)
                count += len(lines)
    return [f"kept: {count:,} decisions (counterflow audit find)"] if count else []


def read_history(path: str | Path) -> HistoryBook:
    """Read a file of earlier orders, as a file of transactions is read.

    Raises:
        InputError: The file cannot be read, or names no customer: a history that is silently
            empty would make every customer a new one.
    """
    table = open_table(path, is_header=known_columns)
    plan = recognize(table.columns, None, sample=table)
    check_file(table, plan)
    rows = read_transactions(table, plan, kind=plan.kind or "order")
    book = book_of((one for one in rows if isinstance(one, Transaction)), load_goods_tables())
    if not book.read or book.undated == book.read:
        raise InputError(
            "the history holds no dated order with a customer",
            where=str(path),
            why="every customer would look like a new one",
            remedy="give a file with a date and a buyer, consignee or payer in each row",
        )
    return book


def _told_of_past(task: FileTask, past: HistoryBook | None) -> list[str]:
    """Say which history was used, and how much of it could not be placed."""
    if past is None:
        return []
    undated = f"; {past.undated:,} have no date and were not counted" if past.undated else ""
    return [f"history: {past.read:,} orders of {task.history}{undated}"]


def _with_past(open_screener: Callable[[], Screener], past: HistoryBook) -> Screener:
    """Open a screener that knows earlier orders; picklable, for worker processes."""
    return dataclasses.replace(open_screener(), past=past)


def _has_addresses(plan: ColumnPlan) -> bool:
    """Tell whether a file gives addresses of customers, so that reading it twice is worth it."""
    return plan.native or any(
        column.used
        and column.target
        and column.target.field == "address"
        and column.target.role in CUSTOMERS
        for column in plan.planned
    )


def _with_crowds(open_screener: Callable[[], Screener], crowds: Crowds) -> Screener:
    """Open a screener that knows the crowded addresses of the file; picklable, for workers."""
    return dataclasses.replace(open_screener(), crowds=crowds)


def _say_writing(task: FileTask, target: str | Path | IO[bytes]) -> None:
    """Tell what the wait after the last row is for."""
    if task.talk is not None:
        task.talk(f"writing {target if isinstance(target, str | Path) else 'the output'} …")


def run_folder(runs: Path, name: str) -> RunFolder:
    """Give the folder of a run by its name.

    Args:
        runs: Folder of the runs of the store.
        name: The run's name, as it was told.

    Raises:
        RunError: The name could be no run's; it must not lead out of the folder.

    Example:
        >>> run_folder(Path("runs"), "20261121T080000-a1b2c3").path.name
        '20261121T080000-a1b2c3'
    """
    if not _RUN_NAME.fullmatch(name):
        raise RunError(f"{name!r} is no name of a run", remedy="copy it from where it was told")
    return RunFolder(runs / name)


def workers_for(path: str | Path) -> int:
    """Settle how many processes a file is worth: 1 for a small one, at most 8."""
    # A file that is not there is told of by whoever opens it.
    if not Path(path).is_file() or Path(path).stat().st_size < SPREAD_FROM:
        return 1
    return max(1, min(8, os.cpu_count() or 1))


def _request(
    task: FileTask, ground: Ground, *, kind: str, mapping: ColumnMapping | None
) -> RunRequest:
    """Write down what a run is asked, so that resuming can tell whether it is the same."""
    return RunRequest(
        run=task.resume or new_run_name(),
        source=str(task.path),
        input_sha256="" if str(task.path) == "-" else digest_of(Path(task.path)),
        kind=kind,
        mapping=repr(mapping) if mapping else "",
        options=repr(sorted(task.reading.items())) + _digest_of_past(task),
        as_of=ground.as_of.isoformat(),
        snapshots=ground.snapshots,
        settings=ground.settings,
        rules=ground.rules,
        engine=VERSION,
        batch=BATCH,
        record=task.record,
        started_at=dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"),
    )


def _digest_of_past(task: FileTask) -> str:
    """Name the history by its bytes: a resumed run must rest on the same one."""
    return f" history {digest_of(Path(task.history))}" if task.history is not None else ""


def _summary(
    task: FileTask,
    ground: Ground,
    total: Tally,
    *,
    run: str,
    rows_in: int,
    notes: list[str],
    seconds: float,
) -> RunSummary:
    """Put the counts of a run together with what they rest on."""
    unreliable = any(state.state in UNRELIABLE for state in ground.lists)
    return RunSummary(
        run=run,
        source=str(task.path),
        rows_in=rows_in,
        rows_out=total.rows_out,
        rows_refused=total.rows_refused,
        transactions=total.transactions,
        outcomes=total.outcomes,
        headlines=total.headlines,
        findings=total.findings,
        refusals=tuple(total.refusals),
        missing=total.missing,
        lists=ground.lists,
        notes=tuple(dict.fromkeys(notes)),
        seconds=seconds,
        exit_code=exit_code(total, stale=unreliable),
        output=str(task.output) if isinstance(task.output, str | Path) else "",
    )


def _check_outputs(task: FileTask) -> None:
    """Refuse an output of no known format, one that cannot be written, or the input itself."""
    targets = (task.output, task.report)
    for target in targets:
        if isinstance(target, str | Path) and Path(target).resolve() == Path(task.path).resolve():
            raise RunError(
                "the output would replace the input",
                where=str(target),
                remedy="name another file",
            )
    if task.report is not None and Path(task.report).suffix.lower() not in (".html", ".htm"):
        raise RunError(
            "a report is HTML", where=str(task.report), remedy="let its name end in .html"
        )
    if task.output is not None:
        format_for(task.output, task.format)
    for target in targets:
        if isinstance(target, str | Path):
            check_target(target)
