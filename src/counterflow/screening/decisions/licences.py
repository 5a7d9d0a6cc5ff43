"""Settle which findings a licence of the user covers; a covered one is a review, never nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from counterflow.core.model import Finding, Outcome, Transaction
from counterflow.screening.decisions.licence_file import Licence, Register, number_key
from counterflow.screening.decisions.licence_scope import Papers, against, papers_of
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.watch.rules.mentions import Situation

_COVERED = frozenset(
    {"party", "ownership", "vessel", "goods", "country", "place", "address", "route"}
)
"""Kinds of findings that may rest on a prohibition from which a licence frees."""
_BETWEEN = re.compile(r"[;,|\n]+")
"""What stands between the numbers of two licences in one cell."""


def rest_on_licences(
    transaction: Transaction,
    situation: Situation,
    findings: Sequence[Finding],
    register: Register | None,
    regimes: Mapping[str, frozenset[str]],
) -> list[Finding]:
    """Settle which findings the licences of the user cover.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        findings: All findings so far.
        register: The user's licences; ``None`` where no register was given.
        regimes: Whose law a rule (by id) or a list (by name) is.

    Returns:
        The findings in order. One that licences cover is a *review* at most and names them; one
        note per licence used follows, and what the papers name and is not held. A licence covers
        what lies wholly within its days, destinations, goods, parties and balance. What rests on
        several legal orders needs a licence of each. Balances are those of the register: several
        transactions of a run are not added up.
    """
    if register is None:
        return list(findings)
    papers = papers_of(transaction, situation)
    used: dict[str, Licence] = {}
    settled = [_settle(one, papers, register, regimes, used) for one in findings]
    settled += [_used(licence, register) for licence in used.values()]
    return [*settled, *_named(papers, register, used)]


def _settle(
    finding: Finding,
    papers: Papers,
    register: Register,
    regimes: Mapping[str, frozenset[str]],
    used: dict[str, Licence],
) -> Finding:
    """Lower one finding where licences cover it; say of one that nearly does why it does not."""
    if finding.kind not in _COVERED or finding.outcome.strength == 0:
        return finding
    covering: dict[str, Licence] = {}
    nearly: list[str] = []
    law = _law_of(finding, regimes)
    for licence in register.licences:
        if licence.regime not in law or licence.regime in covering:
            continue
        reasons = list(against(licence, finding, papers))
        if not reasons:
            covering[licence.regime] = licence
        elif len(reasons) == 1:
            nearly.append(f"{licence.kind} {licence.id} does not cover it: {reasons[0]}")
    if covering and not (open_law := sorted(law - set(covering))):
        return _covered(finding, list(covering.values()), used)
    nearly += [
        f"{one.kind} {one.id} frees from {one.regime} law, not from {', '.join(open_law)} law"
        for one in covering.values()
    ]
    return replace(finding, summary="; ".join([finding.summary, *nearly])) if nearly else finding


def _covered(finding: Finding, licences: Sequence[Licence], used: dict[str, Licence]) -> Finding:
    """Lower a finding to what is left to do: to check the conditions."""
    used.update({licence.id: licence for licence in licences})
    said = " and ".join(f"{one.kind} {one.id} ({one.authority})" for one in licences)
    steps = (f"check the conditions of {one.id}: {one.conditions or 'none'}" for one in licences)
    return replace(
        finding,
        outcome=min(finding.outcome, Outcome.REVIEW, key=lambda one: one.strength),
        summary=f"{finding.summary}; covered by {said}",
        next_step="; ".join(steps),
    )


def _law_of(finding: Finding, regimes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Settle whose law a finding rests on: that of its rules, of its list, or of its sources."""
    named = [regimes[key] for key in (*finding.rule.split(", "), finding.list) if key in regimes]
    if any(named):
        return frozenset().union(*named)
    return regimes_in(" | ".join(f"{c.issuer} {c.title}" for c in finding.citations))


def _used(licence: Licence, register: Register) -> Finding:
    left = ""
    if licence.balance is not None:
        left = f"; {licence.balance} {licence.unit}".rstrip() + " left as registered"
    until = f" to {licence.in_force_to}" if licence.in_force_to else ""
    return Finding(
        kind="licence",
        subject="transaction",
        outcome=Outcome.NO_MATCH,
        summary=f"the decision rests on {licence.kind} {licence.id} ({licence.authority}), in "
        f"force from {licence.in_force_from}{until}{left}",
        rule=licence.id,
        ours=licence.source,
        theirs=f"{register.file}, sha256 {register.sha256[:12]}",
    )


def numbers_named(transaction: Transaction) -> list[str]:
    """Give the numbers of licences that the papers name.

    Example:
        >>> from counterflow.core.model import Detail
        >>> numbers_named(Transaction("1", details=(Detail("licence", "EX-1; EX-2"),)))
        ['EX-1', 'EX-2']
    """
    if not (written := transaction.detail("licence")):
        return []
    pieces = (piece.strip() for piece in _BETWEEN.split(written))
    return [piece for piece in pieces if number_key(piece)]


def _named(papers: Papers, register: Register, used: Mapping[str, Licence]) -> Iterator[Finding]:
    """Tell of licences that the papers name and on which nothing rests."""
    resting = {number_key(number) for number in used}
    known = {number_key(licence.id) for licence in register.licences}
    for number in numbers_named(papers.transaction):
        if (key := number_key(number)) in resting:
            continue
        told = (
            "nothing found here rests on it" if key in known else "it is not in the register of "
            "licences"
        )  # fmt: skip
        yield Finding(
            kind="licence",
            subject="transaction",
            outcome=Outcome.NO_MATCH if key in known else Outcome.REVIEW,
            summary=f"the papers name licence {number}; {told}",
            ours=number,
            theirs=f"{register.file}, sha256 {register.sha256[:12]}",
            next_step="" if key in known else "ask for the licence, or correct its number",
        )
