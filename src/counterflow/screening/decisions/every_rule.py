"""Every rule that screening asks, whatever room it stands in, for lists and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from counterflow.screening.decisions.clauses import ClauseRule, load_clauses
from counterflow.screening.decisions.every_check import check_rows
from counterflow.screening.decisions.nexus import NexusRule, load_nexus
from counterflow.watch.ownership.regime_tests import RegimeTest, load_tests
from counterflow.watch.places.diversion_addresses import DiversionAddress, load_diversion_addresses
from counterflow.watch.rules.flag_rows import Flag
from counterflow.watch.rules.overview import (
    FLAG,
    RULE,
    RuleRow,
    evidence_of,
    iso_day,
    rule_rows,
    standing_on,
)


def every_rule(on: dt.date, own: Sequence[Flag] = ()) -> list[RuleRow]:
    """Give all rules of the package: those of rulebooks, what code checks, and red flags.

    Args:
        on: The day whose standing is told.
        own: Red flags of the user's own rulebooks; they stand last.

    Example:
        >>> rows = {row.id: row for row in every_rule(dt.date(2026, 11, 21))}
        >>> rows["us-bis-affiliates-unknown"].standing, rows["us-ofac-50"].standing
        ('not established', 'in force')
    """
    rows = rule_rows(on, own)
    return [
        *(row for row in rows if row.what != FLAG),
        *(_of_address(row, on) for row in load_diversion_addresses().rows),
        *(_of_test(test, on) for test in load_tests()),
        *(_of_clause(rule, on) for rule in load_clauses()),
        *(_of_nexus(rule) for rule in load_nexus()),
        *check_rows(),
        *(row for row in rows if row.what == FLAG),
    ]


def _of_address(row: DiversionAddress, on: dt.date) -> RuleRow:
    return RuleRow(
        id=f"diversion-address-{row.id}",
        rulebook="diversion addresses",
        what=RULE,
        how=RULE,
        statement=f"{row.what}: {row.text}",
        authority=row.citation.issuer,
        standing=standing_on(on, row.in_force_from, row.in_force_to),
        in_force_from=iso_day(row.in_force_from),
        in_force_to=iso_day(row.in_force_to),
        outcome="hold" if row.citation.verified else "review",
        evidence=evidence_of([row.citation]),
        citations=(row.citation,),
    )


def _of_test(test: RegimeTest, on: dt.date) -> RuleRow:
    standing = standing_on(on, test.in_force_from, test.in_force_to)
    if standing == "in force":
        standing = "not established" if test.status == "unknown" else test.status
    return RuleRow(
        id=test.id,
        rulebook="ownership",
        what=RULE,
        how=RULE,
        statement=test.summary,
        authority=test.citations[0].issuer,
        regimes=() if test.regime == "other" else (test.regime,),
        standing=standing,
        in_force_from=iso_day(test.in_force_from),
        in_force_to=iso_day(test.in_force_to),
        outcome=f"by share and control ({test.status})",
        effect=str(test.effect),
        next_step=test.next_step,
        evidence=evidence_of(test.citations),
        citations=test.citations,
    )


def _of_clause(rule: ClauseRule, on: dt.date) -> RuleRow:
    return _of_one_source(
        rule,
        rulebook="clauses",
        regimes=tuple(sorted(rule.who)),
        standing=standing_on(on, rule.in_force_from, rule.in_force_to),
        in_force_from=iso_day(rule.in_force_from),
        in_force_to=iso_day(rule.in_force_to),
        outcome="review",
    )


def _of_nexus(rule: NexusRule) -> RuleRow:
    outcome = rule.declared or rule.silent
    return _of_one_source(
        rule,
        rulebook="nexus",
        regimes=(rule.regime,),
        standing="in force",
        conditions=tuple(sorted(rule.signs)),
        outcome=f"a question ({outcome})" if outcome else "a question",
    )


def _of_one_source(rule: ClauseRule | NexusRule, **told: Any) -> RuleRow:
    return RuleRow(
        id=rule.id,
        what=RULE,
        how=RULE,
        statement=rule.summary,
        authority=rule.citation.issuer,
        next_step=rule.next_step,
        evidence=evidence_of([rule.citation]),
        citations=(rule.citation,),
        **told,
    )
