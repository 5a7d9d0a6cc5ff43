"""Count what a run did, part by part, so that sums are the same however it was cut."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from counterflow.core.model.decisions import Decision
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.refusals import Refusal

_WRITTEN = re.compile(r"[\"“][^\"”]*[\"”]?")
_DAYS = re.compile(r" is \d{4}-\d\d-\d\d or \d{4}-\d\d-\d\d")
LISTED_REFUSALS = 1000
"""Refusals kept in a summary; all of them are in the run's folder."""
PRECEDENCE = (1, 7, 8, 4, 3, 6, 5, 0)
"""Exit codes in the order in which they count where several apply (``docs/exit-codes.md``)."""


class Tally(msgspec.Struct):
    """Counts of one part of a run, or of a whole run.

    ``rows_out`` are input rows that stand behind a decision. ``findings`` counts findings above
    a note by kind and outcome; ``missing`` counts what transactions lacked.
    """

    rows_out: int = 0
    rows_refused: int = 0
    transactions: int = 0
    outcomes: dict[str, int] = {}
    headlines: dict[str, int] = {}
    findings: dict[str, int] = {}
    missing: dict[str, int] = {}
    refusals: list[Refusal] = []
    incomplete: int = 0
    cut_short: bool = False

    def add(self, other: Tally) -> None:
        """Add the counts of another part."""
        self.rows_out += other.rows_out
        self.rows_refused += other.rows_refused
        self.transactions += other.transactions
        self.incomplete += other.incomplete
        self.cut_short = self.cut_short or other.cut_short
        for name in ("outcomes", "headlines", "findings", "missing"):
            mine: dict[str, int] = getattr(self, name)
            for key, count in getattr(other, name).items():
                mine[key] = mine.get(key, 0) + count
        room = max(0, LISTED_REFUSALS - len(self.refusals))
        # Where the input was cut short is told however many rows were refused before.
        self.refusals.extend(other.refusals[:room])
        self.refusals.extend(refusal for refusal in other.refusals[room:] if refusal.fatal)


def tally(decisions: Iterable[Decision], refusals: Iterable[Refusal]) -> Tally:
    """Count decisions and refused rows.

    A fatal refusal names the place from which nothing could be read; it is no row.
    """
    total = Tally()
    outcomes: Counter[str] = Counter()
    headlines: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for decision in decisions:
        total.transactions += 1
        total.rows_out += max(1, len(decision.transaction.rows)) if decision.transaction else 1
        total.incomplete += not decision.coverage.complete
        outcomes[str(decision.outcome)] += 1
        headlines[decision.headline] += 1
        missing.update(_plain(text) for text in decision.coverage.missing)
        findings.update(
            f"{finding.kind}: {finding.outcome}"
            for finding in decision.findings
            if finding.outcome is not Outcome.NO_MATCH
        )
    for refusal in refusals:
        if refusal.fatal:
            total.cut_short = True
        else:
            total.rows_refused += 1
        total.refusals.append(refusal)
    total.outcomes, total.headlines = dict(outcomes), dict(headlines)
    total.findings, total.missing = dict(findings), dict(missing)
    return total


def _plain(text: str) -> str:
    """Leave out line numbers and what was written, so that like is counted with like."""
    if text.startswith("goods line ") and ": " in text:
        problem = text.partition(": ")[2]
        return f"goods line: {problem.partition(':')[0]}"
    return _DAYS.sub(" may be either of two days", _WRITTEN.sub("…", text))


def exit_code(total: Tally, *, stale: bool) -> int:
    """Settle the exit code of a run: the first that applies of 1, 8, 4, 3, 6, 5, 0.

    Args:
        total: The counts of the run.
        stale: Whether a list in use may not be relied on (stale, refused or absent).

    Basis:
        ``docs/exit-codes.md``; 1 where the input was cut short, as nothing can be said of the
        rest; refused rows make a run *not fully screened*, and so does an input without any
        transaction: an export that came out empty must not look like a clean one.
    """
    outcomes = total.outcomes
    if total.cut_short:
        return 1
    for outcome, code in ((Outcome.STOP, 8), (Outcome.HOLD, 4), (Outcome.REVIEW, 3)):
        if outcomes.get(str(outcome)):
            return code
    if stale:
        return 6
    return 5 if total.incomplete or total.rows_refused or not total.transactions else 0


def decision_exit_code(decision: Decision) -> int:
    """Settle the exit code of one decision on its own: that of a run which holds only it."""
    return exit_code(tally([decision], []), stale=bool(decision.coverage.stale))


def strongest_exit_code(codes: Iterable[int]) -> int:
    """Settle which exit code counts where several files or parties gave several; 0 for none.

    Example:
        >>> strongest_exit_code([0, 5, 4, 6])
        4
    """
    return min(codes, key=PRECEDENCE.index, default=0)
