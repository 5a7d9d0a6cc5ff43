"""Write the decisions of a run as a file or a stream: whole or not at all."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from counterflow.core.errors import InputError
from counterflow.core.model import Decision, Finding, Outcome, RunSummary
from counterflow.core.tables.writing import open_writer
from counterflow.publish.exports.report import write_report
from counterflow.screening.runs.folder import RunFolder

FORMATS = ("ndjson", "csv", "tsv", "parquet", "xlsx", "html")
FLAT = (
    "cf_transaction", "cf_outcome", "cf_headline", "cf_fully_screened", "cf_missing",
    "cf_findings", "cf_next_steps", "cf_rules", "cf_listings", "cf_top_score", "cf_notes",
    "cf_lists", "cf_as_of",
)  # fmt: skip
"""Columns of a flat output before the input's own; each row of input gives one of output."""


def format_for(target: str | Path | Any, given: str | None) -> str:
    """Settle the format of an output, by what was asked or by the ending of its name.

    Raises:
        InputError: neither says one of ``FORMATS``.

    Example:
        >>> format_for("out.csv", None), format_for("-", "ndjson")
        ('csv', 'ndjson')
    """
    ending = Path(str(target)).suffix.lstrip(".").lower() if isinstance(target, str | Path) else ""
    chosen = given or {"jsonl": "ndjson", "json": "ndjson", "htm": "html"}.get(ending, ending)
    if chosen not in FORMATS:
        raise InputError(f"no output format {chosen!r}", remedy="use one of " + ", ".join(FORMATS))
    return chosen


def write_output(
    folder: RunFolder,
    summary: RunSummary,
    target: str | Path | IO[bytes],
    given: str | None,
    columns: Sequence[str],
) -> None:
    """Write a finished run to its output.

    Args:
        folder: The run's parts.
        summary: Its counts.
        target: A path, or a binary file that is written to at once when all is ready.
        given: The format; by the ending of the path if ``None``.
        columns: The input's columns, which flat outputs pass through.

    Raises:
        InputError: the format is unknown.
        RunError: the output cannot be written.
    """
    chosen = format_for(target, given)
    if chosen in ("csv", "tsv", "parquet", "xlsx"):
        _write_flat(folder, target, chosen, columns)
        return
    if isinstance(target, str | Path):
        path = Path(target)
        scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            with scratch.open("wb") as file:
                _write_stream(folder, summary, file, chosen)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        return
    with tempfile.TemporaryFile() as file:
        _write_stream(folder, summary, file, chosen)
        file.seek(0)
        while chunk := file.read(1 << 20):
            target.write(chunk)


def _write_stream(folder: RunFolder, summary: RunSummary, file: IO[bytes], chosen: str) -> None:
    if chosen == "html":
        write_report(summary, _decisions(folder), folder.refusals(), file)
        return
    buffered = io.BufferedWriter(file, 1 << 20) if isinstance(file, io.RawIOBase) else file
    for line in folder.decision_lines():
        buffered.write(line + b"\n")
    buffered.flush()


def _decisions(folder: RunFolder) -> Iterator[Decision]:
    decoder = msgspec.json.Decoder(Decision)
    return (decoder.decode(line) for line in folder.decision_lines())


def _write_flat(
    folder: RunFolder, target: str | Path | IO[bytes], chosen: str, columns: Sequence[str]
) -> None:
    with open_writer(target, chosen, (*FLAT, *columns)) as writer:
        for decision in _decisions(folder):
            flat = flatten(decision)
            for cells in _input_rows(decision):
                writer.write([*flat, *(_plain(cells.get(column)) for column in columns)])


def flatten(decision: Decision) -> list[Any]:
    """Give the columns ``FLAT`` of a decision; texts of several findings are joined by " | "."""
    alerts = [f for f in decision.findings if f.outcome is not Outcome.NO_MATCH]
    notes = [f for f in decision.findings if f.outcome is Outcome.NO_MATCH]
    scores = [f.score for f in alerts if f.score is not None]
    coverage = decision.coverage
    return [
        decision.id,
        str(decision.outcome),
        decision.headline,
        "yes" if coverage.complete else "no",
        " | ".join(coverage.missing),
        " | ".join(_sentence(finding) for finding in alerts),
        " | ".join(dict.fromkeys(f.next_step for f in alerts if f.next_step)),
        " | ".join(dict.fromkeys(f.rule for f in alerts if f.rule)),
        " | ".join(dict.fromkeys(f.listing for f in alerts if f.listing)),
        max(scores) if scores else None,
        " | ".join([*coverage.notes, *(_sentence(finding) for finding in notes)]),
        " | ".join(f"{state.snapshot} ({state.state})" for state in coverage.lists),
        decision.as_of,
    ]


def _sentence(finding: Finding) -> str:
    score = f" [{finding.score:.2f}]" if finding.score is not None else ""
    return f"{finding.outcome}: {finding.subject}: {finding.summary}{score}"


def _input_rows(decision: Decision) -> list[dict[str, Any]]:
    """Give the input cells behind a decision, one dict per input row."""
    if decision.transaction is None:
        return [{}]
    extra = decision.transaction.extra
    rows = extra.get("rows")
    if len(decision.transaction.rows) > 1 and isinstance(rows, list):
        return rows
    return [extra]


def _plain(value: Any) -> Any:
    """Give a nested cell as JSON text, so that a flat file can hold it."""
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return value
