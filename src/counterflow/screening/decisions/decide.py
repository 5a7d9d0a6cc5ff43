"""Put findings and coverage into one decision."""

from __future__ import annotations

import datetime as dt

from counterflow.core.model.decisions import Coverage, Decision, Finding
from counterflow.core.model.outcomes import NOT_FULLY_SCREENED, Outcome, strongest
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.outcomes import load_policy


def headline(outcome: Outcome, coverage: Coverage) -> str:
    """Settle the one line to show: the outcome, or that screening was not complete.

    Example:
        >>> headline(Outcome.NO_MATCH, Coverage(profile="order", complete=False))
        'not fully screened'
        >>> headline(Outcome.HOLD, Coverage(profile="order", complete=False))
        'hold'
    """
    if outcome is Outcome.NO_MATCH and not coverage.complete:
        return NOT_FULLY_SCREENED
    return str(outcome)


def decide(
    transaction: Transaction,
    findings: list[Finding],
    coverage: Coverage,
    *,
    as_of: dt.date,
    engine: str,
    settings: str,
    rules: str,
) -> Decision:
    """Settle the outcome of a transaction from all that was found.

    Args:
        transaction: What was screened.
        findings: Everything found, notes included, in any order.
        coverage: What was screened.
        as_of: The day whose lists and rules were used.
        engine: Version of the program.
        settings: Digest of the settings.
        rules: Digest of the rules.

    Returns:
        The decision; findings strongest first, then by kind (``data/policies/outcomes.yaml``),
        otherwise in the order given. Each above a note says what to do next.
    """
    policy = load_policy()
    outcome = strongest([finding.outcome for finding in findings])
    return Decision(
        id=transaction.id,
        outcome=outcome,
        headline=headline(outcome, coverage),
        coverage=coverage,
        findings=tuple(sorted(map(policy.with_next_step, findings), key=policy.rank)),
        as_of=as_of.isoformat(),
        engine=engine,
        settings=settings,
        rules=rules,
        transaction=transaction,
    )
