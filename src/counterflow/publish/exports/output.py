"""Write the decisions of a run as a file or a stream: whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from counterflow.core.errors import InputError, RunError
from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.runs import RunSummary
from counterflow.core.tables.atomic import WholeFile, unwritable
from counterflow.core.text.figures import two_digits
from counterflow.publish.exports.standing import fully_screened, list_state
from counterflow.publish.exports.summary import read_request, summary_rows
from counterflow.screening.runs.folder import RunFolder

FORMATS = ("ndjson", "csv", "tsv", "parquet", "xlsx", "html")
FLAT = (
    "cf_transaction", "cf_outcome", "cf_headline", "cf_fully_screened", "cf_list_state",
    "cf_missing", "cf_findings", "cf_next_steps", "cf_rules", "cf_listings", "cf_top_score",
    "cf_notes", "cf_lists", "cf_as_of",
)  # fmt: skip
"""Columns of a flat output before the input's own; each row of input gives one of output."""
TOLD_ON_EACH = 5
LATER_ROW = ("see the first row of this transaction", *[None] * 8)
"""Texts stand on the first row of a transaction only: on each they would grow with its square."""


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
    try:
        if isinstance(target, str | Path):
            _write_file(folder, summary, Path(target), chosen, columns)
        else:
            _write_stream(folder, summary, target, chosen, columns)
    except BrokenPipeError:
        raise  # whoever reads our output has seen enough
    except OSError as fault:
        raise _kept_back(unwritable(_name(target), fault), summary.run) from fault
    except RunError as fault:
        raise _kept_back(fault, summary.run) from fault


def check_target(target: str | Path) -> None:
    """Make sure that an output can be written, before hours of screening go into it.

    Raises:
        RunError: its folder is missing or cannot be written, or it is no file.
    """
    WholeFile(Path(target)).discard()


def _write_file(
    folder: RunFolder, summary: RunSummary, path: Path, chosen: str, columns: Sequence[str]
) -> None:
    """Write to a path; the file takes its name when it is complete."""
    whole = WholeFile(path)
    try:
        _fill(folder, summary, whole.stream, chosen, columns, marked=True)
    except BaseException:
        whole.discard()
        raise
    whole.keep()


def _write_stream(
    folder: RunFolder, summary: RunSummary, target: IO[bytes], chosen: str, columns: Sequence[str]
) -> None:
    """Write to a stream, at once when all is ready."""
    with tempfile.TemporaryFile() as file:
        _fill(folder, summary, file, chosen, columns)
        file.seek(0)
        while chunk := file.read(1 << 20):
            target.write(chunk)
        target.flush()


def _fill(
    folder: RunFolder,
    summary: RunSummary,
    file: IO[bytes],
    chosen: str,
    columns: Sequence[str],
    *,
    marked: bool = False,
) -> None:
    # Reports and tables bring large libraries; lines of JSON need none of them.
    if chosen == "html":
        from counterflow.publish.exports.report import write_report

        write_report(summary, _decisions(folder), folder.refusals(), file)
    elif chosen == "ndjson":
        # A part is such lines already: parting and joining them took 5 of 9 us a row.
        for text in folder.part_texts():
            file.write(text)
    else:
        from counterflow.publish.exports.tables import open_table_writer

        header = (*FLAT, *_passed(columns))
        told = summary_rows(summary, read_request(folder), folder.refusals())
        with open_table_writer(file, chosen, header, marked=marked, summary=told) as writer:
            for row in _flat_rows(folder, columns):
                writer.write(row)


def _name(target: str | Path | IO[bytes]) -> str:
    return str(target) if isinstance(target, str | Path) else "the output stream"


def _kept_back(fault: RunError, run: str) -> RunError:
    """Say that the screening itself is done and kept."""
    return RunError(
        fault.what,
        where=fault.where,
        why=f"{fault.why.rstrip('.')}; what was screened is kept",
        remedy=f"{fault.remedy.rstrip('.')}; then go on with --resume {run}",
    )


def _decisions(folder: RunFolder) -> Iterator[Decision]:
    decoder = msgspec.json.Decoder(Decision)
    return (decoder.decode(line) for line in folder.decision_lines())


def _flat_rows(folder: RunFolder, columns: Sequence[str]) -> Iterator[list[Any]]:
    """Give one row per row of input: our columns, then the input's own."""
    for decision in _decisions(folder):
        flat = flatten(decision)
        for number, cells in enumerate(_input_rows(decision)):
            told = flat if number == 0 else [*flat[:TOLD_ON_EACH], *LATER_ROW]
            yield [*told, *(_plain(cells.get(column)) for column in columns)]


def _passed(columns: Sequence[str]) -> list[str]:
    """Name the input's columns in the output: an output of ours may be screened again."""
    taken = {*FLAT, *columns}
    named = []
    for column in columns:
        name = column
        while column in FLAT and name in taken:
            name = f"input {name}"
        taken.add(name)
        named.append(name)
    return named


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
        fully_screened(coverage),
        list_state(coverage.lists),
        " | ".join(coverage.missing),
        " | ".join(_sentence(finding) for finding in alerts),
        " | ".join(dict.fromkeys(f.next_step for f in alerts if f.next_step)),
        " | ".join(dict.fromkeys(f.rule for f in alerts if f.rule)),
        " | ".join(dict.fromkeys(o.listing for f in alerts for o in f.each if o.listing)),
        max(scores) if scores else None,
        " | ".join([*coverage.notes, *map(_sentence, notes), *_goods_law(coverage)]),
        " | ".join(f"{s.snapshot or s.list} ({s.state})" for s in coverage.lists),
        decision.as_of,
    ]


def _goods_law(coverage: Coverage) -> list[str]:
    return [f"goods law: {coverage.goods_law}"] if coverage.goods_law else []


def _sentence(finding: Finding) -> str:
    score = f" [{two_digits(finding.score)}]" if finding.score is not None else ""
    word = "note" if finding.outcome is Outcome.NO_MATCH else str(finding.outcome)
    return f"{word}: {finding.subject}: {finding.summary}{score}"


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
