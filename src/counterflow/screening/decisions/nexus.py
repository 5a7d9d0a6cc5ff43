"""Ask whether a legal order binds that the user did not declare, where the papers hint at it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from counterflow.core.errors import RuleError
from counterflow.core.facts import load_facts, read_citation, read_countries
from counterflow.core.model.decisions import Finding
from counterflow.core.model.law import Citation
from counterflow.core.model.outcomes import Outcome
from counterflow.core.model.transactions import Transaction
from counterflow.screening.decisions.regimes import REGIMES
from counterflow.screening.pipeline.parts import name_parties
from counterflow.screening.pipeline.us_items import EXEMPT
from counterflow.watch.rules.mentions import Situation

FILE: Final = "policies/nexus.yaml"
KIND: Final = "question"
ORIGIN, MAKER, EXPORTER = "goods origin", "maker country", "exporter country"
EAR99, ECCN = "EAR99", "eccn"
_OF_COUNTRIES: Final = frozenset({ORIGIN, MAKER, EXPORTER})
_SIGNS: Final = _OF_COUNTRIES | {EAR99, ECCN}
_OUTCOMES: Final = (Outcome.REVIEW, Outcome.NO_MATCH)
_KEYS: Final = frozenset(
    {"id", "regime", "signs", "countries", "goods", "beside_findings", "declared", "silent",
     "summary", "next_step", "source", "verified"}
)  # fmt: skip
_CONTROLLED = re.compile(r"\s*(?:ECCN\W*)?\d\s?[A-E]\s?\d{3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NexusRule:
    """What in the papers says that a legal order may bind.

    Attributes:
        id: Stable name.
        regime: The legal order.
        signs: What is looked for; any of them is enough.
        countries: The countries that the signs of countries name.
        controlled: Whether the goods must be on a table or have an export control number.
        beside_findings: Whether it is asked only beside a finding of review or more.
        declared: The outcome where other legal orders were declared; ``None`` for nothing.
        silent: The outcome where none was declared; ``None`` for nothing.
        summary: What is to be settled, in our words.
        next_step: What to do.
        citation: Who says whom the law binds.
    """

    id: str
    regime: str
    signs: frozenset[str]
    countries: frozenset[str]
    controlled: bool
    beside_findings: bool
    declared: Outcome | None
    silent: Outcome | None
    summary: str
    next_step: str
    citation: Citation


@cache
def load_nexus() -> tuple[NexusRule, ...]:
    """Load the rows of the package.

    Raises:
        RuleError: a row has an unknown key or word, no source, or an outcome above *review*.

    Example:
        >>> sorted({rule.regime for rule in load_nexus()})
        ['EU', 'UK', 'US']
    """
    file = load_facts(FILE)
    rows = enumerate(file["rules"], start=1)
    return tuple(read_nexus_rule(file, row, f"{FILE}, row {at}") for at, row in rows)


def read_nexus_rule(file: Mapping[str, Any], row: Mapping[str, Any], where: str) -> NexusRule:
    """Read one row, checking every word of it; see ``load_nexus``."""
    lacking = [key for key in ("id", "regime", "signs", "goods", "summary") if not row.get(key)]
    unknown = [*sorted(set(row) - _KEYS), *sorted(set(row.get("signs") or ()) - _SIGNS)]
    if lacking or unknown or row["goods"] not in ("any", "controlled"):
        raise RuleError(
            f"lacking or unknown: {', '.join([*lacking, *unknown]) or row.get('goods')}",
            where=where,
            remedy=f"signs: {', '.join(sorted(_SIGNS))}; goods: any, controlled",
        )
    if row["regime"] not in REGIMES:
        raise RuleError(
            f"no legal order is called {row['regime']!r}", where=where,
            remedy="one of: " + ", ".join(REGIMES),
        )  # fmt: skip
    signs, countries = frozenset(row["signs"]), read_countries(row.get("countries"), where)
    if signs & _OF_COUNTRIES and not countries:
        raise RuleError("a sign of a country names none", where=where, why="it never asks")
    return NexusRule(
        id=str(row["id"]),
        regime=str(row["regime"]),
        signs=signs,
        countries=countries,
        controlled=row["goods"] == "controlled",
        beside_findings=bool(row.get("beside_findings")),
        declared=_outcome(row.get("declared"), where),
        silent=_outcome(row.get("silent"), where),
        summary=str(row["summary"]),
        next_step=str(row.get("next_step", "")),
        citation=read_citation(file, row, where),
    )


def _outcome(text: object, where: str) -> Outcome | None:
    """Read what is found; a question is a review at most."""
    if text is None:
        return None
    if text not in _OUTCOMES:
        raise RuleError(
            f"{text!r} is no outcome of a question", where=where,
            remedy="one of: " + ", ".join(_OUTCOMES),
        )  # fmt: skip
    return Outcome(str(text))


def nexus_findings(
    transaction: Transaction, situation: Situation, findings: Sequence[Finding]
) -> Iterator[Finding]:
    """Ask which legal orders may bind a transaction although the user did not declare them.

    Args:
        transaction: What is screened.
        situation: Its listed goods, its destinations and the user's nexus.
        findings: What was found so far.

    Yields:
        One finding of kind ``question`` per legal order at most, the strongest, with what in the
        papers speaks for it. Nothing where all goods stay in the country of the sign.

    Basis:
        R23; ``data/policies/nexus.yaml``.
    """
    asked: dict[str, Finding] = {}
    for rule, outcome in _rules_for(situation.nexus):
        known = asked.get(rule.regime)
        if known is not None and known.outcome.strength >= outcome.strength:
            continue
        if rule.beside_findings and not any(one.outcome.strength for one in findings):
            continue
        if sign := next(_signs(rule, transaction, situation), None):
            asked[rule.regime] = _finding(rule, outcome, sign, situation.nexus)
    yield from asked.values()


@lru_cache(maxsize=64)
def _rules_for(nexus: frozenset[str] | None) -> tuple[tuple[NexusRule, Outcome], ...]:
    """Give the rows that ask a user of this nexus, and what each finds."""
    found = ((rule, rule.silent if nexus is None else rule.declared) for rule in load_nexus())
    return tuple(
        (rule, outcome)
        for rule, outcome in found
        if outcome is not None and (nexus is None or rule.regime not in nexus)
    )


def _signs(
    rule: NexusRule, transaction: Transaction, situation: Situation
) -> Iterator[tuple[str, str]]:
    """Give each part of the papers that speaks for a legal order, and what it says."""
    if rule.countries and _stays(rule, situation):
        return
    if EXPORTER in rule.signs:
        yield from _parties(rule, transaction, "shipper")
    lines = [
        (f"goods line {at + 1}", line)
        for at, line in enumerate(transaction.goods)
        if not rule.controlled or situation.goods[at].rows or _CONTROLLED.match(line.eccn)
    ]
    for subject, line in lines:
        if ORIGIN in rule.signs and line.origin_country in rule.countries:
            yield subject, f"origin: {line.origin_country}"
        if line.eccn and _is_number(rule, line.eccn):
            yield subject, f"ECCN: {line.eccn}"
    if MAKER in rule.signs and lines:
        yield from _parties(rule, transaction, "manufacturer")


def _parties(rule: NexusRule, transaction: Transaction, role: str) -> Iterator[tuple[str, str]]:
    for subject, party in name_parties(transaction.parties):
        if party.role == role and party.country in rule.countries:
            yield subject, f"{subject}: {party.country}"


def _is_number(rule: NexusRule, eccn: str) -> bool:
    exempt, controlled = EAR99 in rule.signs, ECCN in rule.signs
    return bool((exempt and EXEMPT.match(eccn)) or (controlled and _CONTROLLED.match(eccn)))


def _stays(rule: NexusRule, situation: Situation) -> bool:
    """Tell whether the goods are known to stay in the countries that the signs name."""
    ends = {mention.country for mention in situation.countries if mention.destination}
    return bool(ends) and ends <= rule.countries


def _finding(
    rule: NexusRule, outcome: Outcome, sign: tuple[str, str], nexus: frozenset[str] | None
) -> Finding:
    subject, said = sign
    undeclared = "you declared no nexus"
    if nexus is not None:
        undeclared = f"{rule.regime} is not among your regimes"
    unverified = "" if rule.citation.verified else " (unverified)"
    return Finding(
        kind=KIND,
        subject=subject,
        outcome=outcome,
        summary=f"{rule.summary}{unverified}; {said}; {undeclared}",
        rule=rule.id,
        ours=said,
        theirs=f"{rule.regime} law",
        next_step=rule.next_step,
        citations=(rule.citation,),
    )
