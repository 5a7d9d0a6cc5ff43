"""Doubt the year of a paper far from the day of screening: a slip would switch rules off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import strongest
from counterflow.core.model.transactions import Transaction

YEARS_BACK: Final = 5
"""Papers older than this are seldom screened; a slip of one digit in the year makes ten years."""
DAYS_AHEAD: Final = 366
"""Orders are seldom dated further ahead."""

_RULED: Final = frozenset({"country", "goods", "place", "route"})
_OURS: Final = "check the year; the limit is ours"


def doubtful_day(
    transaction: Transaction,
    on: dt.date,
    as_of: dt.date,
    found: Iterable[Finding],
    ask: Callable[[], Sequence[Finding]],
) -> str:
    """Settle whether the date of a paper may be mistyped, and whether that would change anything.

    It is no finding: a paper of ten years ago may be meant. It is a part that was not screened,
    because whether the rules apply cannot be told.

    Args:
        transaction: What is screened.
        on: The day whose rules were asked.
        as_of: The day of the screening.
        found: What the rules of that day gave.
        ask: Asks the rules of ``as_of``; called only where the date lies far back.

    Returns:
        Words for the coverage: for a day far ahead; for one far back only where the rules of
        ``as_of`` say more than those of the paper's day. Empty for any other.

    Example:
        >>> paper, today = Transaction("1", date="2206-11-12"), dt.date(2026, 11, 21)
        >>> doubtful_day(paper, dt.date(2206, 11, 12), today, (), tuple)
        'the date 2206-11-12 is more than a year ahead (check the year; the limit is ours)'
    """
    if not transaction.date:
        return ""
    if (on - as_of).days > DAYS_AHEAD:
        return f"the date {on} is more than a year ahead ({_OURS})"
    if on.year >= as_of.year - YEARS_BACK:
        return ""
    then = strongest([one.outcome for one in found if one.kind in _RULED])
    now = max(ask(), key=lambda one: one.outcome.strength, default=None)
    if now is None or now.outcome.strength <= then.strength:
        return ""
    return (
        f"the date {on} is more than {YEARS_BACK} years back, and by the rules of {as_of}"
        f" the outcome would be {now.outcome.value}, for {now.subject} ({_OURS})"
    )
