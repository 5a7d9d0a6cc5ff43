"""Say in words which holdings carry a status, each with its source."""

from __future__ import annotations

from collections.abc import Collection

from counterflow.watch.ownership.shares import SAID_TO_BE, Share, told
from counterflow.watch.ownership.solver import Status
from counterflow.watch.ownership.structure import Holding, Structure
from counterflow.watch.ownership.ties import Kind
from counterflow.watch.ownership.verdicts import CONTROL, Verdict

MOST = 12
"""Holdings that a sentence names; the others are counted."""


def tell_holding(structure: Structure, holding: Holding) -> str:
    """Say one holding with its source.

    Returns:
        ``X holds 60 % of A (register, as of 2025-01-01)``; of a share that is only about right the
        source's own words stand before its name.
    """
    members = structure.members
    told_by = tell_source(holding)
    source = f" ({told_by})" if told_by else ""
    owner, owned = members[holding.owner].name, members[holding.owned].name
    return f"{owner} {holding.told()} {owned}{source}"


def tell_source(holding: Holding) -> str:
    """Say who tells of a holding, of which day, and in which words where it is only about right.

    Returns:
        ``said to be “ca. 30 %”; register, as of 2025-01-01``; empty where nothing is known.
    """
    words = [one for one in holding.words.split("; ") if one.startswith(SAID_TO_BE)]
    as_of = holding.as_of and f"as of {holding.as_of}"
    return "; ".join([*words, *filter(None, [", ".join(filter(None, [holding.source, as_of]))])])


def tell_path(structure: Structure, party: int, verdict: Verdict, listed: Collection[int]) -> str:
    """Say which holdings carry a verdict, from the listed parties down to the party.

    Args:
        structure: What was judged.
        party: Whom it is about.
        verdict: The verdict.
        listed: The listed members.

    Returns:
        Sentences with semicolons between; empty where nothing carries it.
    """
    carried = verdict.carried_by
    if not carried:
        return ""
    parts = []
    for holding in carried[:MOST]:
        said = tell_holding(structure, holding)
        if holding.owner not in listed:
            said += (
                ": counted in full" if verdict.status is Status.MEETS else ": counted in full if"
            )
            said += "" if verdict.status is Status.MEETS else " it is caught itself"
        parts.append(said)
    if len(carried) > MOST:
        parts.append(f"and {len(carried) - MOST} further holdings")
    last = [one for one in carried if one.owned == party and one.kind is Kind.SHARES]
    if len(last) > 1:
        parts.append(f"together {_sum(last)}")
    return "; ".join(parts)


def _sum(holdings: list[Holding]) -> str:
    shares = [one.said for one in holdings]
    low, high = sum(one.low for one in shares), sum(one.high for one in shares)
    return told(Share(low, high, known=any(one.known for one in shares)))


def tell_status(verdict: Verdict) -> str:
    """Say what a test says of a party, in a few words.

    Example:
        >>> from counterflow.watch.ownership.regime_tests import load_tests
        >>> tell_status(Verdict(load_tests()[0], Status.MEETS, "ownership", ()))
        'meets the OFAC 50 per cent rule by ownership'
    """
    test = verdict.test
    name = f"the {test.title}"
    if verdict.status is Status.NOT:
        return f"does not meet {name}"
    if verdict.status is Status.UNKNOWN:
        return f"cannot be told under {name}: a share is not known"
    word = "meets" if verdict.status is Status.MEETS else "may meet"
    presumed = ", a presumption that can be rebutted" if verdict.presumed else ""
    limb = "control" if verdict.limb == CONTROL else "ownership"
    return f"{word} {name} by {limb}{presumed}"
