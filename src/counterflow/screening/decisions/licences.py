"""Settle which findings a licence of the user covers; a covered one is a review, never nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from msgspec.structs import replace

from counterflow.core.model import Finding, GoodsLine, Outcome, Party, Transaction
from counterflow.core.text.names import read_name
from counterflow.screening.decisions.licence_file import Licence, Register
from counterflow.screening.decisions.regimes import regimes_in
from counterflow.screening.pipeline.parts import DESTINED, name_parties
from counterflow.watch.goods.codes import read_hs_codes
from counterflow.watch.goods.rows import in_force
from counterflow.watch.rules.mentions import Situation

_COVERED = frozenset({"party", "ownership", "goods", "country", "place", "route"})
"""Kinds of findings that may rest on a prohibition from which a licence frees."""
_LINE = "goods line "


@dataclass(frozen=True, slots=True)
class Papers:
    """What of a transaction a licence is held against."""

    transaction: Transaction
    destinations: frozenset[str]
    on: dt.date


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
        The findings in order. One that a licence covers is a *review* at most and names the
        licence; one note per licence used follows, and what the papers name and is not held. A
        licence covers what lies wholly within its days, destinations, goods, parties and balance.
        Balances are those of the register: several transactions of a run are not added up.
    """
    if register is None:
        return list(findings)
    destinations = {mention.country[:2] for mention in situation.countries if mention.destination}
    papers = Papers(transaction, frozenset(destinations), situation.on)
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
    """Lower one finding where a licence covers it; say of one that nearly does why it does not."""
    if finding.kind not in _COVERED or finding.outcome.strength == 0:
        return finding
    law = _law_of(finding, regimes)
    nearly = []
    for licence in register.licences:
        if licence.regime not in law:
            continue
        against = list(_against(licence, finding, papers))
        if not against:
            used[licence.id] = licence
            said = f"covered by {licence.kind} {licence.id} ({licence.authority})"
            return replace(
                finding,
                outcome=min(finding.outcome, Outcome.REVIEW, key=lambda one: one.strength),
                summary=f"{finding.summary}; {said}",
                next_step=f"check the conditions of {licence.id}: {licence.conditions or 'none'}",
            )
        if len(against) == 1:
            nearly.append(f"{licence.kind} {licence.id} does not cover it: {against[0]}")
    if not nearly:
        return finding
    return replace(finding, summary="; ".join([finding.summary, *nearly]))


def _law_of(finding: Finding, regimes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Settle whose law a finding rests on: that of its rules, of its list, or of its sources."""
    named = [regimes[key] for key in (*finding.rule.split(", "), finding.list) if key in regimes]
    if any(named):
        return frozenset().union(*named)
    return regimes_in(" | ".join(f"{c.issuer} {c.title}" for c in finding.citations))


def _against(licence: Licence, finding: Finding, papers: Papers) -> Iterator[str]:
    """Give every reason for which a licence does not cover a finding."""
    if not in_force(papers.on, licence.in_force_from, licence.in_force_to):
        end = f" to {licence.in_force_to}" if licence.in_force_to else ""
        yield f"in force from {licence.in_force_from}{end}, not on {papers.on}"
    if licence.destinations and not (
        papers.destinations and papers.destinations <= licence.destinations
    ):
        beyond = sorted(papers.destinations - licence.destinations)
        yield f"its destinations do not hold {', '.join(beyond) or 'an unknown destination'}"
    lines = _lines(finding, papers.transaction)
    if outside := [line for line in lines if not _holds(licence, line)]:
        yield f"its goods do not hold {outside[0].hs_code or outside[0].description or 'a line'}"
    if licence.parties and (missing := _not_named(licence, finding, papers.transaction)):
        yield f"it does not name {missing}"
    if licence.balance is not None and (short := _beyond(licence, lines)):
        yield short


def _lines(finding: Finding, transaction: Transaction) -> Sequence[GoodsLine]:
    """Give the goods that a finding stands for: its own line, or all of them."""
    number = finding.subject.removeprefix(_LINE).partition(" ")[0]
    if finding.subject.startswith(_LINE) and number.isdecimal():
        return transaction.goods[int(number) - 1 : int(number)]
    return transaction.goods


def _holds(licence: Licence, line: GoodsLine) -> bool:
    if not licence.hs and not licence.eccn:
        return True
    codes = [code.digits for code in read_hs_codes(line.hs_code) if code.digits]
    by_code = bool(codes) and all(code.startswith(licence.hs) for code in codes)
    return by_code or bool(line.eccn and line.eccn.upper().startswith(licence.eccn))


def _not_named(licence: Licence, finding: Finding, transaction: Transaction) -> str:
    """Name a party that the licence would have to name and does not; empty where there is none.

    A finding about a party stands for that party; every other one for all who receive.
    """
    parties = name_parties(transaction.parties)
    own = [party for subject, party in parties if subject == finding.subject]
    held = own or [party for _, party in parties if party.role in {*DESTINED, "buyer"}]
    known = {read_name(name).compact for name in licence.parties}
    if not held:
        return "anybody of this transaction"
    return next((one.name or one.role for one in held if not _is_named(one, licence, known)), "")


def _is_named(party: Party, licence: Licence, known: set[str]) -> bool:
    numbers = {identifier.value for identifier in party.identifiers}
    return read_name(party.name).compact in known or bool(numbers & licence.parties)


def _beyond(licence: Licence, lines: Sequence[GoodsLine]) -> str:
    """Say that the goods are more than is left, or cannot be counted; empty where they fit."""
    total = Decimal(0)
    for line in lines:
        try:
            amount = Decimal(line.quantity.replace(",", "").replace(" ", ""))
        except InvalidOperation:
            return f"the quantity {line.quantity!r} cannot be held against its balance"
        if line.unit.casefold() != licence.unit.casefold():
            return f"the unit {line.unit!r} is not that of its balance ({licence.unit})"
        total += amount
    left = licence.balance if licence.balance is not None else Decimal(0)
    return f"{total} {licence.unit} are more than the {left} left" if total > left else ""


def _used(licence: Licence, register: Register) -> Finding:
    left = f"; {licence.balance} {licence.unit} left as registered" if licence.balance else ""
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


def _named(papers: Papers, register: Register, used: Mapping[str, Licence]) -> Iterator[Finding]:
    """Tell of a licence that the papers name and on which nothing rests."""
    number = papers.transaction.detail("licence")
    if not number or number in used:
        return
    held = any(licence.id == number for licence in register.licences)
    yield Finding(
        kind="licence",
        subject="transaction",
        outcome=Outcome.NO_MATCH if held else Outcome.REVIEW,
        summary=f"the papers name licence {number}; "
        + ("nothing found here rests on it" if held else "it is not in the register of licences"),
        ours=number,
        theirs=f"{register.file}, sha256 {register.sha256[:12]}",
        next_step="" if held else "ask for the licence, or correct its number",
    )
