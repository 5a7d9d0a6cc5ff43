"""A labelled set: pairs of which persons have said whether they are the same party."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from counterflow.core.errors import TuningError
from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.tables.reading import open_table
from counterflow.core.tables.rows import Row, Table
from counterflow.screening.tuning.below_the_line import SAME, UNSURE
from counterflow.screening.tuning.labels import WORDS, read_labels, read_sample

_NAMED = ("ours", "theirs", "same")


class LabelledPair(NamedTuple):
    """One pair and what a person has said of it.

    Attributes:
        id: Its name in the set.
        ours: Our side.
        listing: Id of the listing; empty where the other side is given as a name.
        theirs: The other side's name; empty where a listing is given.
        same: Whether it is the same party.
    """

    id: str
    ours: Party
    listing: str
    theirs: str
    same: bool


class LabelledSet(NamedTuple):
    """A labelled set.

    Attributes:
        source: The file.
        pairs: The pairs with a decided label.
        left_out: Pairs that are undecided or have no label.
    """

    source: str
    pairs: tuple[LabelledPair, ...]
    left_out: int


def read_labelled(path: Path) -> LabelledSet:
    """Read a labelled set.

    Args:
        path: A filled-in file of ``counterflow tune sample``; or a table with the columns
            ``ours``, ``theirs`` and ``same`` (yes or no), and if known ``id`` and ``schema``.

    Raises:
        InputError: the file cannot be read.
        TuningError: it is neither, holds no pair that is not the same party, a label that is
            none, or an id twice.
    """
    table = open_table(path)
    if "pair" in table.columns and "label" in table.columns:
        found = _of_sample(path)
    elif all(name in table.columns for name in _NAMED):
        found = _of_names(path, table)
    else:
        raise TuningError(
            "this is no labelled set",
            where=str(path),
            remedy="give a filled-in file of `counterflow tune sample`, or a table with the "
            "columns ours, theirs and same",
        )
    # Pairs that are the same may all be missing: just under a threshold that is the good news, and
    # recall is then not measured. A set of matches alone would show no false alert, however many.
    if all(pair.same for pair in found.pairs):
        raise TuningError(
            "the labelled set lacks pairs that are not the same party",
            where=str(path),
            why="without them false alerts cannot be counted",
            remedy="label more pairs, those that are different among them",
        )
    return found


def _of_sample(path: Path) -> LabelledSet:
    sample, labels = read_sample(path), read_labels(path).by_pair
    decided = [
        LabelledPair(pair.id, pair.party, pair.listing, "", labels[pair.id] == SAME)
        for pair in sample.pairs
        if labels.get(pair.id, UNSURE) != UNSURE
    ]
    return LabelledSet(path.name, tuple(decided), len(sample.pairs) - len(decided))


def _of_names(path: Path, table: Table) -> LabelledSet:
    found, left_out = [], 0
    seen: dict[str, str] = {}
    for row in table:
        if isinstance(row, Refusal):
            raise TuningError(row.what, where=f"{path}, line {row.line}", remedy=row.remedy)
        label = WORDS.get(_cell(row, table.columns, "same").casefold())
        if label is None:
            raise TuningError(
                f"{_cell(row, table.columns, 'same')!r} is no label",
                where=f"{path}, line {row.line}",
                remedy="write yes, no or unsure",
            )
        name = _cell(row, table.columns, "id") or f"row {row.number}"
        if name in seen:
            raise _twice(path, name, seen[name], _place(row))
        seen[name] = _place(row)
        if label == UNSURE:
            left_out += 1
            continue
        schema = _cell(row, table.columns, "schema") or "LegalEntity"
        ours = Party("", _cell(row, table.columns, "ours"), schema=schema)
        theirs = _cell(row, table.columns, "theirs")
        found.append(LabelledPair(name, ours, "", theirs, label == SAME))
    return LabelledSet(path.name, tuple(found), left_out)


def _place(row: Row) -> str:
    """Say where a row stands; formats without lines count records."""
    return f"line {row.line}" if row.line else f"record {row.number}"


def _twice(path: Path, name: str, first: str, second: str) -> TuningError:
    return TuningError(
        f"the id {name!r} stands twice in the labelled set",
        where=f"{path}, {first} and {second}",
        why="answers are kept by id, so one of the two pairs would count twice and the other never",
        remedy="give each pair an id of its own, or leave the column id out",
    )


def _cell(row: Row, columns: Sequence[str], name: str) -> str:
    return str(row.cells[columns.index(name)] or "").strip() if name in columns else ""
