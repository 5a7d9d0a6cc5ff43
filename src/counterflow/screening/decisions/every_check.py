"""What code checks, as rows of the list of all rules, with the tables that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from counterflow.core.model.law import Citation
from counterflow.watch.goods.terms import load_terms
from counterflow.watch.places.boxes import boxes_citation
from counterflow.watch.places.craft import load_craft, watched_flag
from counterflow.watch.places.homonyms import load_homonyms
from counterflow.watch.places.limits import load_limits
from counterflow.watch.places.sites import load_sites
from counterflow.watch.rules.checks import Check, load_checks
from counterflow.watch.rules.overview import RULE, RuleRow, evidence_of

_MODEL: Final = "aircraft-model-"
_COORDINATE: Final = "coordinate-"


def check_rows() -> list[RuleRow]:
    """Give every check as a row; those of aircraft models cite the source of the model.

    Example:
        >>> rows = {row.id: row for row in check_rows()}
        >>> rows["leg-days"].outcome, rows["tail-number"].evidence
        ('review', 'unverified')
    """
    return [_row(check) for check in load_checks()]


def _row(check: Check) -> RuleRow:
    citations = tuple(dict.fromkeys([check.citation, *_rests_on(check.id)]))
    return RuleRow(
        id=check.id,
        rulebook="checks",
        what=RULE,
        how=RULE,
        statement=check.statement,
        authority=citations[-1].issuer,
        standing="in force",
        outcome=check.outcome,
        evidence=evidence_of(citations),
        citations=citations,
    )


def _rests_on(name: str) -> list[Citation]:
    """Give the sources of the tables that a check asks beside the policy of this project."""
    if name.startswith(_MODEL):
        return [one.citation for one in load_craft().models if f"{_MODEL}{one.id}" == name]
    if name.startswith(_COORDINATE):
        return [boxes_citation()]
    found = _TABLES.get(name)
    return found() if found else []


def _limit(name: str) -> Callable[[], list[Citation]]:
    return lambda: [load_limits()[name].citation]


_TABLES: Final[Mapping[str, Callable[[], list[Citation]]]] = {
    "address-crowd": _limit("address_crowd"),
    "address-shared": _limit("street_likeness"),
    "detour": _limit("detour_ratio"),
    "flag-change": lambda: [load_craft().mid_citation, load_limits()["flag_days"].citation],
    "mmsi": lambda: [load_craft().mid_citation],
    "tail-number": lambda: [load_craft().mark_citation],
    "transit-watched": lambda: [row.citation for row in map(watched_flag, ("RU", "BY")) if row],
    "place-homonym": lambda: [load_homonyms().citation],
    "near-watched-site": lambda: [one.citation for one in load_sites() if one.near_km],
    "described-goods": lambda: [load_terms().citation],
    "code-contradicts-description": lambda: [load_terms().citation],
}  # fmt: skip
