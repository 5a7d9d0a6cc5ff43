"""Tell of a run in rows of a sheet: what was screened, against what, and what was refused."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec

from counterflow.core.errors import RunError
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.runs import RunSummary
from counterflow.publish.exports.standing import headline_words, list_state, meaning_of
from counterflow.publish.exports.wording import lacked
from counterflow.screening.runs.folder import RunFolder, RunRequest

MOST_REFUSALS = 1_000_000
"""Refused rows on the sheet; Excel holds little more."""
HEADLINES = (*map(str, Outcome), NOT_FULLY_SCREENED)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One row of the sheet; ``heading`` says that it stands above others."""

    cells: tuple[Any, ...] = ()
    heading: bool = False


def read_request(folder: RunFolder) -> RunRequest:
    """Read what a run was asked.

    Raises:
        RunError: it is not there or is damaged.
    """
    file = folder.path / "request.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=RunRequest)
    except (OSError, msgspec.DecodeError) as fault:
        raise RunError(
            "what the run was asked cannot be read",
            where=str(file),
            why="the summary of the output would say nothing of lists, day and settings",
            remedy="screen the file again",
        ) from fault


def summary_rows(
    summary: RunSummary, request: RunRequest, refusals: Iterable[Refusal]
) -> Iterator[SummaryRow]:
    """Give the sheet row by row, so that a million refused rows are never held at once.

    Args:
        summary: Counts and lists of the run.
        request: What the run was asked.
        refusals: All refused rows, in the order of the input.

    Yields:
        Rows of up to six cells, sections with a heading and an empty row before.
    """
    yield SummaryRow(("Screening summary", "not legal advice"), heading=True)
    yield from _rows(_asked(summary, request))
    yield from _section("Counts")
    yield from _rows(_counts(summary))
    yield from _section("Headlines", "Transactions", "Meaning")
    for word in (*HEADLINES, *sorted(set(summary.headlines) - set(HEADLINES))):
        told = headline_words(word, summary.lists)
        meaning = meaning_of(word, summary.lists)
        yield SummaryRow((told, summary.headlines.get(word, 0), meaning))
    yield from _section("Findings of stop, hold or review", "Number")
    yield from _rows(sorted(summary.findings.items()))
    yield from _section("Lists", "Version", "State", "Official", "Authority", "Remark")
    yield from _rows(_lists(summary))
    yield from _section("Not screened", "Transactions")
    missing = sorted(summary.missing.items(), key=lambda item: -item[1])
    yield from _rows((lacked(text), count) for text, count in missing)
    yield from _section("How the file was read")
    yield from _rows((note,) for note in summary.notes)
    yield from _section("Refused rows", "Line", "Row", "Column", "What is wrong", "What to do")
    yield from _rows(_refused(summary, refusals))


def _section(*cells: str) -> Iterator[SummaryRow]:
    yield SummaryRow()
    yield SummaryRow(cells, heading=True)


def _rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[SummaryRow]:
    """Give rows, and say where there are none: an empty section might be a lost one."""
    empty = True
    for cells in rows:
        empty = False
        yield SummaryRow(cells)
    if empty:
        yield SummaryRow(("none",))


def _asked(summary: RunSummary, request: RunRequest) -> Iterator[tuple[Any, ...]]:
    yield "Run", summary.run
    yield "Began", request.started_at
    yield "Input", summary.source
    yield "SHA-256 of the input", request.input_sha256 or "not known: standard input"
    yield "Kind of transaction", request.kind
    yield "Column mapping", request.mapping or "none given"
    yield "Reading options", _options(request.options)
    yield "Lists and rules as of", request.as_of
    yield "State of the lists", list_state(summary.lists)
    yield "Engine", request.engine
    yield "Settings (digest)", request.settings
    yield "Rules (digest)", request.rules
    yield "Exit code", summary.exit_code
    if not summary.finished:
        yield "Unfinished", "the run is not finished: this is a part of it"


def _options(text: str) -> str:
    """Say which reading options were given; as they were kept where they read otherwise.

    Example:
        >>> _options("[('delimiter', ';'), ('sheet', None)]"), _options("[]")
        ('delimiter: ;', 'none given')
    """
    try:
        given = [f"{name}: {value}" for name, value in ast.literal_eval(text) if value is not None]
    except (ValueError, SyntaxError, TypeError):
        return text
    return "; ".join(given) or "none given"


def _counts(summary: RunSummary) -> Iterator[tuple[Any, ...]]:
    yield "Rows read", summary.rows_in
    yield "Rows screened", summary.rows_out
    yield "Rows refused", summary.rows_refused
    yield "Transactions", summary.transactions


def _lists(summary: RunSummary) -> Iterator[tuple[Any, ...]]:
    for state in summary.lists:
        lacks = [f"imported without: {lack}" for lack in state.lacks]
        remark = "; ".join(filter(None, (state.why, *lacks)))
        version = state.snapshot or "none of that day"
        official = "yes" if state.official else "no"
        yield state.list, version, state.state, official, state.authority, remark


def _refused(summary: RunSummary, refusals: Iterable[Refusal]) -> Iterator[tuple[Any, ...]]:
    rows = iter(refusals)
    for row in islice(rows, MOST_REFUSALS):
        what = f"reading ended here: {row.what}" if row.fatal else row.what
        place = (row.line or None, row.row or None, row.column)
        yield (row.file or summary.source, *place, what, row.remedy)
    if more := sum(1 for _ in rows):
        yield (f"{more:,} more are in the run's folder in the store",)
