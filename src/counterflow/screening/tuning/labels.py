"""The labelling file: a sample as a table that a reviewer fills in, and what they filled in."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.errors import TuningError
from counterflow.core.model import Refusal
from counterflow.core.tables.atomic import WholeFile
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.writing import open_writer
from counterflow.screening.tuning.below_the_line import DIFFERENT, SAME, UNSURE, BelowSample, Pair

COLUMNS = (
    "pair", "ours", "our_kind", "our_country", "our_birth_date", "our_identifiers", "listed",
    "listed_as", "listed_countries", "listed_birth_dates", "listing", "list", "label",
    "reviewer", "remark",
)  # fmt: skip
"""No score: whoever sees it judges the score instead of the pair."""
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
        for pair in sample.pairs:
            writer.write([*_sides(pair), "", "", ""])
    whole = WholeFile(sample_path(table))
    try:
        whole.stream.write(msgspec.json.encode(sample))
    except BaseException:
        whole.discard()
        raise
    whole.keep()


def _sides(pair: Pair) -> tuple[str, ...]:
    ours = pair.party
    numbers = "; ".join(f"{one.kind} {one.value}" for one in ours.identifiers)
    theirs = pair.caption, "; ".join(pair.countries), "; ".join(pair.birth_dates)
    told = ours.name, ours.schema, ours.country, ours.birth_date, numbers
    return (pair.id, *told, pair.listed, *theirs, pair.listing, pair.list)


def read_sample(table: Path) -> BelowSample:
    """Read the sample that stands beside a labelling file.

    Raises:
        TuningError: it is missing, or is none.
    """
    path = sample_path(table)
    try:
        return msgspec.json.decode(path.read_bytes(), type=BelowSample)
    except (OSError, msgspec.DecodeError) as fault:
        raise TuningError(
            "the sample of this labelling file cannot be read",
            where=str(path),
            why="it says of how many pairs it was drawn; without that the labels say nothing",
            remedy="keep the .sample.json that `counterflow tune sample` wrote beside the table",
        ) from fault


def read_labels(table: Path) -> Labels:
    """Read what reviewers filled in; an empty label is none.

    Args:
        table: The labelling file, as CSV or XLSX.

    Raises:
        InputError: the file cannot be read.
        TuningError: a column is missing, a pair stands twice, or a label is no label.
    """
    rows = open_table(table)
    if missing := [name for name in ("pair", "label") if name not in rows.columns]:
        raise TuningError(
            f"the labelling file has no column {' and '.join(missing)}",
            where=str(table),
            remedy="fill in the file that `counterflow tune sample` wrote and keep its header",
        )
    at = {name: rows.columns.index(name) for name in ("pair", "label")}
    who = rows.columns.index("reviewer") if "reviewer" in rows.columns else -1
    found: dict[str, str] = {}
    reviewers: dict[str, None] = {}
    for row in rows:
        if isinstance(row, Refusal):
            raise TuningError(row.what, where=f"{table}, line {row.line}", remedy=row.remedy)
        pair, label = (str(row.cells[at[name]] or "").strip() for name in ("pair", "label"))
        if not label:
            continue
        if pair in found:
            raise TuningError(
                f"the pair {pair} is labelled twice", where=f"{table}, line {row.line}"
            )
        found[pair] = _label(label, f"{table}, line {row.line}")
        if who >= 0 and (name := str(row.cells[who] or "").strip()):
            reviewers[name] = None
    return Labels(found, tuple(reviewers))


def _label(text: str, where: str) -> str:
    word = WORDS.get(text.casefold())
    if word is None:
        raise TuningError(
            f"{text!r} is no label", where=where, remedy="write same, different or unsure"
        )
    return word
