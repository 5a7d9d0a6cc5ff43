"""What a run over a file did."""

from __future__ import annotations

import msgspec

from counterflow.core.model.refusals import Refusal
from counterflow.core.model.snapshots import ListState


class RunSummary(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run over a file did: rows, outcomes, coverage, refusals, time, exit code.

    ``rows_in`` always equals ``rows_out`` + ``rows_refused``.
    """

    run: str
    source: str
    rows_in: int
    rows_out: int
    rows_refused: int
    transactions: int
    outcomes: dict[str, int]
    headlines: dict[str, int]
    findings: dict[str, int]
    refusals: tuple[Refusal, ...] = ()
    missing: dict[str, int] = {}
    lists: tuple[ListState, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    exit_code: int = 0
    output: str = ""
    finished: bool = True
