"""The distinct parties of a trade file, or of a finished screening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from counterflow.core.errors import TuningError
from counterflow.core.model.decisions import Decision
from counterflow.core.model.parties import Party
from counterflow.core.model.refusals import Refusal
from counterflow.core.model.transactions import Transaction
from counterflow.core.tables.reading import open_table
from counterflow.screening.intake.columns import known_columns, recognize
from counterflow.screening.intake.transactions import read_transactions
from counterflow.screening.intake.wrong_file import check_file

NAMED_REFUSALS = 20
"""Records not read that are named; all of them are counted."""
_DECIDER = msgspec.json.Decoder(Decision)


class PartiesIn(NamedTuple):
    """What a file holds.

    Attributes:
        source: The file.
        counts: How often each distinct party stands in it; role and column play no part.
        transactions: Transactions read.
        refused: Records that could not be read.
        refusals: Which of them and why; the first ``NAMED_REFUSALS``.
    """

    source: str
    counts: Counter[Party]
    transactions: int
    refused: int
    refusals: tuple[Refusal, ...] = ()


def read_parties(path: str | Path, *, kind: str = "") -> PartiesIn:
    """Read the parties of a trade file, or of the NDJSON that ``counterflow screen`` wrote.

    Args:
        path: CSV, TSV, Parquet, XLSX, JSON or NDJSON as ``counterflow screen`` reads them, or its
            NDJSON output, of which the transactions screened are taken.
        kind: order, shipment or payment; by the columns if empty.

    Raises:
        InputError: the file cannot be read.
        TuningError: it holds no party.
    """
    counts: Counter[Party] = Counter()
    transactions = refused = 0
    refusals: list[Refusal] = []
    decided = _is_decisions(Path(path))
    for one in _decided(Path(path)) if decided else _read(path, kind):
        if isinstance(one, Refusal):
            refused += 1
            if len(refusals) < NAMED_REFUSALS:
                refusals.append(one)
            continue
        transactions += 1
        counts.update(_plain(party) for party in one.parties if party.name or party.identifiers)
    if not counts:
        raise TuningError(
            "the file names no party",
            where=str(path),
            why="nothing can be estimated from nothing",
            remedy="give the file that you screen, or the NDJSON that `counterflow screen` wrote",
        )
    return PartiesIn(Path(path).name, counts, transactions, refused, tuple(refusals))


def _is_decisions(path: Path) -> bool:
    """Tell whether a file is the NDJSON of decisions: by its first line."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        line = stream.readline()
    try:
        return _DECIDER.decode(line).transaction is not None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False


def _decided(path: Path) -> Iterator[Transaction | Refusal]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                transaction = _DECIDER.decode(line).transaction
            except (msgspec.DecodeError, UnicodeDecodeError):
                transaction = None
            yield transaction or Refusal("no decision with its transaction", path.name, line=number)


def _read(path: str | Path, kind: str) -> Iterator[Transaction | Refusal]:
    table = open_table(path, is_header=known_columns)
    plan = recognize(table.columns, kind=kind, sample=table)
    check_file(table, plan)
    return read_transactions(table, plan, kind=kind or plan.kind or "shipment")


def _plain(party: Party) -> Party:
    """Keep what is compared: one name in two roles is one party."""
    return Party(
        role="",
        name=party.name,
        schema=party.schema,
        country=party.country,
        birth_date=party.birth_date,
        identifiers=party.identifiers,
    )
