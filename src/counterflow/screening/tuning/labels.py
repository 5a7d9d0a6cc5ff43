"""The labelling file: a sample as a table that a reviewer fills in, and what they filled in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.errors import InputError, TuningError
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.atomic import whole_file
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Row, Table
from counterflow.core.tables.writing import open_writer
from counterflow.screening.tuning.below_the_line import DIFFERENT, SAME, UNSURE, BelowSample, Pair

COLUMNS = (
    "pair", "ours", "our_kind", "our_country", "our_birth_date", "our_identifiers", "listed",
    "listed_as", "listed_countries", "listed_birth_dates", "listing", "list", "status", "label",
    "reviewer", "remark",
)  # fmt: skip
"""No score: whoever sees it judges the score instead of the pair."""
FILLED = ("label", "reviewer", "remark")
"""What a reviewer writes."""
_NEEDED = ("pair", "label", "reviewer")
_ENDINGS = (".csv", ".tsv", ".xlsx", ".ndjson", ".parquet")
WORDS = {
    "same": SAME, "s": SAME, "m": SAME, "yes": SAME, "different": DIFFERENT, "d": DIFFERENT,
    "n": DIFFERENT, "no": DIFFERENT, "unsure": UNSURE, "u": UNSURE,
}  # fmt: skip
"""What a reviewer may write; the console's keys among them."""


class Labels(NamedTuple):
    """What reviewers filled in.

    Attributes:
        by_pair: The label of each labelled pair.
        reviewers: Who labelled.
    """

    by_pair: dict[str, str]
    reviewers: tuple[str, ...]


def sample_path(table: Path) -> Path:
    """Give where the sample of a labelling file stands: beside it, as JSON.

    Example:
        >>> sample_path(Path("out/below.csv")).name
        'below.sample.json'
    """
    return table.with_suffix(".sample.json")


def write_sample(sample: BelowSample, table: Path) -> None:
    """Write a sample as a labelling file, and the sample itself beside it.

    Args:
        sample: The sample.
        table: CSV or XLSX to be filled in.

    Raises:
        InputError: the ending names no table.
        RunError: a file cannot be written.
    """
    ending = table.suffix.lower().lstrip(".")
    with open_writer(table, ending, COLUMNS) as writer:
        for pair in (*sample.pairs, *sample.unfound):
            writer.write([*_sides(pair), pair.status, "", "", ""])
    with whole_file(sample_path(table)) as stream:
        stream.write(msgspec.json.encode(sample))


def check_unfilled(table: Path) -> None:
    """Refuse to write a sample over labels that somebody has filled in.

    A table of the same name with another ending shares the sample beside it, and is looked at too.

    Args:
        table: Where a sample is to be written.

    Raises:
        TuningError: a label, a reviewer or a remark stands there, or the file is no labelling file.
        InputError: what stands there cannot be read.
    """
    others = [table.with_suffix(ending) for ending in _ENDINGS if ending != table.suffix]
    for path in (table, *(others if sample_path(table).exists() else ())):
        if not path.exists():
            continue
        rows = open_table(path)
        if "pair" not in rows.columns or "label" not in rows.columns:
            if path != table:
                continue
            raise _there_already(path, "the file is there already, and is no labelling file")
        if count := _filled(rows):
            raise _there_already(path, f"the file is there already, with {count:,} rows filled in")


def _there_already(path: Path, what: str) -> TuningError:
    return TuningError(
        what,
        where=str(path),
        why="what persons have written would be lost; it is evidence",
        remedy="name another file (-o), or give --overwrite if it may be lost",
    )


def _filled(rows: Table) -> int:
    """Count the rows in which somebody has written, or that cannot be read."""
    at = [rows.columns.index(name) for name in FILLED if name in rows.columns]
    return sum(
        isinstance(row, Refusal) or any(str(row.cells[n] or "").strip() for n in at) for row in rows
    )


def _sides(pair: Pair) -> tuple[str, ...]:
    ours = pair.party
    numbers = "; ".join(f"{one.kind} {one.value}" for one in ours.identifiers)
    theirs = pair.caption, "; ".join(pair.countries), "; ".join(pair.birth_dates)
    told = ours.name, ours.schema, ours.country, ours.birth_date, numbers
    return (pair.id, *told, pair.listed, *theirs, pair.listing, pair.list)


def read_sample(table: Path) -> BelowSample:
    """Read the sample that stands beside a labelling file.

    Raises:
        InputError: it is missing.
        TuningError: it is none.
    """
    path = sample_path(table)
    told = {
        "where": str(path),
        "why": "it says of how many pairs it was drawn; without that the labels say nothing",
        "remedy": "keep the .sample.json that `counterflow tune sample` wrote beside the table",
    }
    try:
        return msgspec.json.decode(path.read_bytes(), type=BelowSample)
    except OSError as fault:
        raise InputError("the sample of this labelling file cannot be read", **told) from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise TuningError("the sample of this labelling file is none", **told) from fault


def read_labels(table: Path) -> Labels:
    """Read what reviewers filled in; an empty label is none.

    Args:
        table: The labelling file, as CSV or XLSX.

    Raises:
        InputError: the file cannot be read.
        TuningError: a column is missing, a pair stands twice, a label is no label, or a label has
            no reviewer. All rows at fault are named at once.
    """
    rows = open_table(table)
    if missing := [name for name in _NEEDED if name not in rows.columns]:
        raise TuningError(
            f"the labelling file has no column {' and '.join(missing)}",
            where=str(table),
            remedy="fill in the file that `counterflow tune sample` wrote and keep its header",
        )
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    reviewers: dict[str, None] = {}
    faults: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if isinstance(row, Refusal):
            faults[row.what].append(row.line)
            continue
        pair, label, reviewer = _cells(row, rows.columns)
        if not label:
            continue
        if pair in found:
            twice = faults[f"the pair {pair} is labelled twice"]
            twice += [row.line] if twice else [lines[pair], row.line]
        for fault in _row_faults(label, reviewer):
            faults[fault].append(row.line)
        lines.setdefault(pair, row.line)
        found[pair] = WORDS.get(label.casefold(), UNSURE)
        reviewers[reviewer] = None
    if faults:
        raise _unusable(table, faults)
    return Labels(found, tuple(reviewers))


def _cells(row: Row, columns: tuple[str, ...]) -> tuple[str, str, str]:
    pair, label, reviewer = (str(row.cells[columns.index(name)] or "").strip() for name in _NEEDED)
    return pair, label, reviewer


def _row_faults(label: str, reviewer: str) -> Iterator[str]:
    if label.casefold() not in WORDS:
        yield f"{label!r} is no label"
    if not reviewer:
        yield "no reviewer is named"


def _unusable(table: Path, faults: dict[str, list[int]]) -> TuningError:
    """Name every row at fault, those with the same fault together."""
    told = "; ".join(f"{fault} ({_lines(lines)})" for fault, lines in faults.items())
    every = sorted({line for lines in faults.values() for line in lines})
    return TuningError(
        f"the labels cannot be used: {told}",
        where=f"{table}, {_lines(every)}",
        why="nothing is estimated from labels that nobody stands for, or that say nothing",
        remedy="write same, different or unsure into label and your name into reviewer, "
        "each pair once",
    )


def _lines(lines: list[int]) -> str:
    """Name lines.

    Example:
        >>> _lines([2]), _lines([2, 5])
        ('line 2', 'lines 2, 5')
    """
    return f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
