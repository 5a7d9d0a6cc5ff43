"""Settle which findings a licence of the user covers; a covered one is a review, never nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace

from counterflow.core.model.decisions import Finding
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.licence_amounts import (
    Amounts,
    amount_words,
    draw_of,
    registered,
)
from counterflow.screening.decisions.licence_file import Licence, Register, number_key
from counterflow.screening.decisions.licence_scope import Papers, Programmes, against, papers_of
from counterflow.screening.decisions.owner_groups import put_together
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.watch.rules.mentions import Situation

_COVERED = frozenset(
    {"party", "ownership", "vessel", "goods", "country", "place", "address", "route"}
)
"""Kinds of findings that may rest on a prohibition from which a licence frees."""
_BETWEEN = re.compile(r"[;,|\n]+")
"""What stands between the numbers of two licences in one cell."""


def _names_none(_finding: Finding, _regime: str) -> frozenset[str]:
    return frozenset()


@dataclass
class _Desk:
    """What the findings of one transaction are settled with, and what was settled.

    Attributes:
        papers: The transaction.
        register: The user's licences.
        regimes: Whose law a rule (by id) or a list (by name) is.
        programmes: Gives the programmes on which a finding rests.
        left: What earlier transactions of a run left of each licence; ``None`` outside of a run.
        used: Licences that cover a finding, by number.
        failing: Why a licence does not cover a finding, by the key of its number.
        short: Licences whose balance alone stands against a finding, with what is said of it.
    """

    papers: Papers
    register: Register
    regimes: Mapping[str, frozenset[str]]
    programmes: Programmes
    left: Mapping[str, Amounts] | None
    used: dict[str, Licence] = field(default_factory=dict)
    failing: dict[str, str] = field(default_factory=dict)
    short: dict[str, tuple[Licence, str]] = field(default_factory=dict)

    @cached_property
    def named(self) -> frozenset[str]:
        """Give the keys of the numbers that the papers name."""
        return frozenset(map(number_key, numbers_named(self.papers.transaction)))

    def left_of(self, licence: Licence) -> Amounts:
        """Give what is left of a licence before this transaction."""
        return (self.left or {}).get(licence.id, registered(licence))


def rest_on_licences(
    transaction: Transaction,
    situation: Situation,
    findings: Sequence[Finding],
    register: Register | None,
    regimes: Mapping[str, frozenset[str]],
    *,
    programmes: Programmes = _names_none,
    left: Mapping[str, Amounts] | None = None,
) -> list[Finding]:
    """Settle which findings the licences of the user cover.

    Args:
        transaction: What is screened.
        situation: What was recognised in it.
        findings: All findings so far.
        register: The user's licences; ``None`` where no register was given.
        regimes: Whose law a rule (by id) or a list (by name) is.
        programmes: Gives the programmes on which a finding rests under a regime.
        left: What earlier transactions of a run left of each licence, by number; ``None`` outside
            of a run, where balances are those of the register.

    Returns:
        The findings in order. One that licences cover is a *review* at most and names them; one
        note per licence used follows, with what it draws and what remains, a *review* for each
        whose balance alone is too small, and what the papers name and is not held. A licence
        covers what lies wholly within its days, destinations, goods, parties, programmes and
        balance. What rests on several legal orders needs a licence of each.
    """
    if register is None:
        return list(findings)
    desk = _Desk(papers_of(transaction, situation), register, regimes, programmes, left)
    settled = [_settle(one, desk) for one in findings]
    stopped = any(one.outcome is Outcome.STOP for one in settled)
    settled += [_used(licence, desk, stopped=stopped) for licence in desk.used.values()]
    settled += [_exceeded(licence, why, desk) for licence, why in desk.short.values()]
    return [*settled, *_named(desk, {**desk.used, **desk.short})]


def _settle(finding: Finding, desk: _Desk) -> Finding:
    """Lower one finding where licences cover it; say of one that nearly does why it does not."""
    if finding.kind not in _COVERED or finding.outcome.strength == 0:
        return finding
    if finding.answers:
        # A licence of one legal order must not lower what another one says of the same owner.
        return put_together([_settle(one, desk) for one in finding.answers])
    covering: dict[str, Licence] = {}
    short: dict[str, tuple[Licence, str]] = {}
    nearly: list[str] = []
    law = _law_of(finding, desk.regimes)
    for licence in desk.register.licences:
        if licence.regime not in law or licence.regime in covering:
            continue
        found = against(licence, finding, desk.papers, desk.left_of(licence), desk.programmes)
        if not found.reasons:
            covering[licence.regime] = licence
            continue
        # What the papers rest on is told whole; of the others only what one thing keeps away.
        if len(found.reasons) == 1 or number_key(licence.id) in desk.named:
            why = " and ".join(found.reasons)
            nearly.append(f"{licence.kind} {licence.id} does not cover it: {why}")
            desk.failing.setdefault(number_key(licence.id), why)
        if len(found.reasons) == 1 and found.balance:
            short[licence.id] = licence, found.balance
    if covering and not (open_law := sorted(law - set(covering))):
        return _covered(finding, list(covering.values()), desk.used)
    desk.short.update(short)
    nearly += [
        f"{one.kind} {one.id} frees from {one.regime} law, not from {', '.join(open_law)} law"
        for one in covering.values()
    ]
    return replace(finding, summary="; ".join([finding.summary, *nearly])) if nearly else finding


def _covered(finding: Finding, licences: Sequence[Licence], used: dict[str, Licence]) -> Finding:
    """Lower a finding to what is left to do: to check the conditions."""
    used.update({licence.id: licence for licence in licences})
    said = " and ".join(f"{one.kind} {one.id} ({one.authority})" for one in licences)
    steps = (
        f"check the conditions of {one.id}: {one.conditions}"
        if one.conditions
        else f"check in its text that {one.id} covers this deal; its row states no conditions"
        for one in licences
    )
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


def _used(licence: Licence, desk: _Desk, *, stopped: bool) -> Finding:
    until = f" to {licence.in_force_to}" if licence.in_force_to else ""
    return Finding(
        kind="licence",
        subject="transaction",
        outcome=Outcome.NO_MATCH,
        summary=f"the decision rests on {licence.kind} {licence.id} ({licence.authority}), in "
        f"force from {licence.in_force_from}{until}{_balance(licence, desk, stopped=stopped)}",
        rule=licence.id,
        ours=licence.source,
        theirs=f"{desk.register.file}, sha256 {desk.register.sha256[:12]}",
    )


def _balance(licence: Licence, desk: _Desk, *, stopped: bool) -> str:
    """Say what is left of a licence, what the transaction draws, and what remains after it."""
    if not licence.counted:
        return ""
    left, drawn = desk.left_of(licence), draw_of(licence, desk.papers.transaction)
    before = f"{amount_words(licence, left)} left as registered"
    if desk.left is not None:
        whole = amount_words(licence, registered(licence))
        before = f"{amount_words(licence, left)} left of {whole}, after the rows before it"
    if stopped or isinstance(drawn, str):
        return f"; {before}; nothing is drawn, for the transaction is stopped"
    after = amount_words(licence, left - drawn)
    return f"; {before}; it draws {amount_words(licence, drawn)}, {after} remain"


def _exceeded(licence: Licence, why: str, desk: _Desk) -> Finding:
    """Say that a licence would cover the transaction, had it more left."""
    run = " after the earlier rows of this file" if desk.left is not None else ""
    return Finding(
        kind="licence",
        subject="transaction",
        outcome=Outcome.REVIEW,
        summary=f"{licence.kind} {licence.id} ({licence.authority}) does not reach{run}: {why}",
        rule=licence.id,
        ours=licence.source,
        theirs=f"{desk.register.file}, sha256 {desk.register.sha256[:12]}",
        next_step="do not ship under it: lower the amount, or have the licence amended",
    )


def draws(
    findings: Sequence[Finding], transaction: Transaction, register: Register, outcome: Outcome
) -> dict[str, Amounts]:
    """Settle what a decision takes of the balances of licences.

    Args:
        findings: Those of the decision.
        transaction: What was decided on.
        register: The user's licences.
        outcome: The outcome; what is stopped draws nothing.

    Returns:
        Amounts by the number of the licence; those only on which the decision rests.
    """
    if outcome is Outcome.STOP:
        return {}
    resting = {one.rule for one in findings
               if one.kind == "licence" and one.outcome is Outcome.NO_MATCH}  # fmt: skip
    found = {
        licence.id: draw_of(licence, transaction)
        for licence in register.counted
        if licence.id in resting
    }
    return {key: drawn for key, drawn in found.items() if isinstance(drawn, Amounts)}


def numbers_named(transaction: Transaction) -> list[str]:
    """Give the numbers of licences that the papers name.

    Example:
        >>> from counterflow.core.model.parties import Detail
        >>> numbers_named(Transaction("1", details=(Detail("licence", "EX-1; EX-2"),)))
        ['EX-1', 'EX-2']
    """
    if not (written := transaction.detail("licence")):
        return []
    pieces = (piece.strip() for piece in _BETWEEN.split(written))
    return [piece for piece in pieces if number_key(piece)]


def _named(desk: _Desk, used: Mapping[str, object]) -> Iterator[Finding]:
    """Tell of licences that the papers name and on which nothing rests."""
    register = desk.register
    resting = {number_key(number) for number in used}
    known = {number_key(licence.id) for licence in register.licences}
    for number in numbers_named(desk.papers.transaction):
        if (key := number_key(number)) in resting:
            continue
        if key not in known:
            told = "it is not in the register of licences"
        elif why := desk.failing.get(key):
            told = f"it does not cover what was found: {why}"
        else:
            told = "nothing found here rests on it"
        yield Finding(
            kind="licence",
            subject="transaction",
            outcome=Outcome.NO_MATCH if key in known else Outcome.REVIEW,
            summary=f"the papers name licence {number}; {told}",
            ours=number,
            theirs=f"{register.file}, sha256 {register.sha256[:12]}",
            next_step="" if key in known else "ask for the licence, or correct its number",
        )
